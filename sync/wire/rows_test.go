package wire_test

import (
	"bytes"
	"errors"
	"runtime"
	"testing"

	"github.com/klauspost/compress/zstd"

	"pendamping/assets/dictionary"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// TestRows: deltas that are packed one by one make the same reply as a list of them, be it
// short or long enough to be compressed piece by piece, and say its size in the frame.
func TestRows(t *testing.T) {
	c := codec(t)
	all := county(t, 12)
	for _, n := range []int{0, 1, 20, len(all)} {
		for _, reads := range []uint64{dictionary.First, dictionary.Newest} {
			rows := c.NewRows()
			for i := range all[:n] {
				rows.Add(&all[i])
			}
			packed := &wire.Reply{Now: 7, More: true, Rows: rows, Peer: reads}
			list := &wire.Reply{Now: 7, More: true, Deltas: all[:n], Peer: reads}
			if packed.Records() != n || list.Records() != n {
				t.Errorf("%d and %d records, want %d", packed.Records(), list.Records(), n)
			}
			want, err := c.PackReply(list)
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.PackReply(packed)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d deltas, dictionary %d: another reply, %v", n, reads, err)
			}
			sized(t, c, got)
			back, err := c.UnpackReply(got)
			if err != nil || len(back.Deltas) != n || n > 0 && back.Deltas[n-1].Record != all[n-1].Record {
				t.Errorf("%d deltas come back as %d, %v", n, len(back.Deltas), err)
			}
		}
	}
}

// sized checks that a body that is not short says how long it is.
func sized(t *testing.T, c *wire.Codec, body []byte) {
	t.Helper()
	plain, err := c.Plain(body)
	if err != nil {
		t.Fatal(err)
	}
	var h zstd.Header
	if err := h.Decode(body); err != nil || len(plain) > 1<<10 && h.FrameContentSize != uint64(len(plain)) {
		t.Errorf("the frame says %d bytes of %d, %v", h.FrameContentSize, len(plain), err)
	}
}

// hostile is a request of the most bytes that a request may have, made of columns of small
// numbers: as integers in memory they would be eight times as large. With writes it claims
// to be one edit of so many.
func hostile(t *testing.T, writes uint32) []byte {
	t.Helper()
	array := func(n uint32, item byte) []byte {
		return append([]byte{0x9a, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, bytes.Repeat([]byte{item}, int(n))...)
	}
	plain := append([]byte{0xa1, 0x05, 0x86, 0x01, 0x40, 0x48, 1, 2, 3, 0, 0, 0, 0, 0, 0x50}, make([]byte, 16)...)
	plain = append(plain, 0x90)
	for i := range 16 {
		switch i {
		case 4:
			plain = append(plain, 0x81, 0x01)
		case 9:
			plain = append(plain, 0x81, 0x1a, byte(writes>>24), byte(writes>>16), byte(writes>>8), byte(writes))
		case 12, 15:
			plain = append(plain, array(1_000_000, 0)...)
			plain[len(plain)-1] = 1
		default:
			plain = append(plain, 0x80)
		}
	}
	return squeeze(t, append(plain, 0x40))
}

// TestRequestsStayWithinBounds: a request that unfolds to more than it may take in memory is
// refused as too large before it has taken that much.
func TestRequestsStayWithinBounds(t *testing.T) {
	c := codec(t)
	took := func(body []byte) (uint64, error) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := c.UnpackRequest(replica, body)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc, err
	}
	zeros := squeeze(t, make([]byte, wire.MaxRequest+1))
	for name, test := range map[string]struct {
		body []byte
		want error
	}{
		"bytes":           {make([]byte, wire.MaxRequestBody+1), wire.ErrTooLarge},
		"unfolds":         {zeros, wire.ErrTooLarge},
		"more writes":     {hostile(t, 900_000), wire.ErrTooLarge},
		"writes too much": {hostile(t, 1_000_000), wire.ErrTooLarge},
	} {
		if _, err := c.UnpackRequest(replica, test.body); !errors.Is(err, test.want) { // its tables are made once
			t.Errorf("%s: %v", name, err)
		}
		if n, err := took(test.body); n > 8<<20 {
			t.Errorf("%s: %d KiB were allocated, %v", name, n>>10, err)
		}
	}
	if n, err := took(hostile(t, 1)); err == nil || errors.Is(err, wire.ErrTooLarge) || n > 8<<20 {
		t.Errorf("columns that nothing reads: %d KiB, %v", n>>10, err)
	}
}

// TestLargestRequestIsRead: a request of as many bytes of changes as is allowed, of whatever
// kind, is read; one of many tiny writes is refused as too large, which halves it.
func TestLargestRequestIsRead(t *testing.T) {
	c := codec(t)
	make1 := func(edits, writes, value int) []merge.Change {
		var out []merge.Change
		for size := 0; len(out) < wire.MaxChanges; {
			change := merge.Change{Replica: replica, Seq: uint64(len(out)) + 1}
			for e := range edits {
				edit := merge.Edit{Record: merge.ID{byte(len(out)), byte(len(out) >> 8), byte(e), byte(e >> 8)}, Kind: 3}
				for w := range writes {
					edit.Writes = append(edit.Writes, merge.Write{Field: merge.Field{Number: uint16(w + 3)}, Value: bytes.Repeat([]byte{0x50}, value)})
				}
				change.Edits = append(change.Edits, edit)
			}
			if size += change.Size(); size > wire.MaxChangeBytes && len(out) > 0 {
				break
			}
			out = append(out, change)
		}
		return out
	}
	for name, test := range map[string]struct{ edits, writes, value int }{
		"taps": {1, 3, 8}, "meetings": {2, 30, 20}, "rosters": {1_000, 12, 12}, "texts": {1, 1, 60_000}, "marks": {1, 1, 64_000},
	} {
		changes := make1(test.edits, test.writes, test.value)
		body, err := c.PackRequest(replica, &wire.Request{Head: uint64(len(changes)), Changes: changes})
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.UnpackRequest(replica, body)
		if err != nil || len(got.Changes) != len(changes) {
			t.Errorf("%s: %d changes, %v", name, len(changes), err)
		}
	}
	dense := make1(50, 400, 1)
	body, err := c.PackRequest(replica, &wire.Request{Head: uint64(len(dense)), Changes: dense})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = c.UnpackRequest(replica, body); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("dense: %v", err)
	}
	half := dense[:len(dense)/2]
	if body, err = c.PackRequest(replica, &wire.Request{Head: uint64(len(half)), Changes: half}); err != nil {
		t.Fatal(err)
	}
	if _, err = c.UnpackRequest(replica, body); err != nil {
		t.Errorf("half of dense: %v", err)
	}
}
