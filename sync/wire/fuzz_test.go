package wire_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

var replica = merge.Replica{1, 2, 3}

// squeeze is a body of the given plain bytes.
func squeeze(tb testing.TB, plain []byte) []byte {
	tb.Helper()
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return enc.EncodeAll(plain, nil)
}

// samples are the bodies of a visit and of a page.
func samples(tb testing.TB) (request, reply []byte) {
	tb.Helper()
	c, r := codec(tb), testRecorder()
	for _, v := range workload(tb) {
		r.visit(tb, v)
	}
	request, err := c.PackRequest(r.replica, &wire.Request{Head: r.seq, Changes: r.changes})
	if err != nil {
		tb.Fatal(err)
	}
	reply, err = c.PackReply(&wire.Reply{Deltas: county(tb, 1)[:30], Verdicts: []merge.Verdict{{Seq: 1, Code: merge.NoRight}}})
	if err != nil {
		tb.Fatal(err)
	}
	return request, reply
}

// FuzzRequest: whatever is read can be written and read again with the same meaning.
func FuzzRequest(f *testing.F) {
	c := codec(f)
	body, _ := samples(f)
	f.Add(body)
	f.Add(squeeze(f, []byte{0xa1, 0x02, 0x01}))
	f.Add(squeeze(f, append([]byte{0xa1, 0x09, 0x58, 48}, make([]byte, 48)...)))
	f.Add(squeeze(f, []byte{0xa1, 0x05, 0x86, 0x01, 0x40, 0x48, 1, 2, 3, 0, 0, 0, 0, 0, 0x40, 0x80, 0x40}))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, b := range [][]byte{body, squeeze(t, body)} {
			got, err := c.UnpackRequest(replica, b)
			if err != nil {
				continue
			}
			again, err := c.PackRequest(replica, got)
			if err != nil {
				t.Fatal(err)
			}
			back, err := c.UnpackRequest(replica, again)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, back); diff != "" {
				t.Error(diff)
			}
		}
	})
}

// FuzzReply: likewise.
func FuzzReply(f *testing.F) {
	c := codec(f)
	_, body := samples(f)
	f.Add(body)
	f.Add(squeeze(f, append([]byte{0xa1, 0x01, 0x50}, make([]byte, 16)...)))
	f.Add(squeeze(f, append(append([]byte{0xa3, 0x01, 0x50}, make([]byte, 16)...), 0x0c, 0x42, 2, 1, 0x0d, 0x48, 1, 2, 3, 4, 5, 6, 7, 8)))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, b := range [][]byte{body, squeeze(t, body)} {
			got, err := c.UnpackReply(b)
			if err != nil {
				continue
			}
			again, err := c.PackReply(got)
			if errors.Is(err, wire.ErrTooLarge) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.UnpackReply(again); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzSmall: enrolment, problems, authorisation, codes and invitations.
func FuzzSmall(f *testing.F) {
	c := codec(f)
	f.Add([]byte("Pdp1 AQAAAAAAAAAAAAAAAAAAAA.AQAAAAAAAAA.1.."))
	f.Add([]byte("pendamping:?hub=https%3A%2F%2Fh&code=0000-0000-0000-0000-0000-0000-000"))
	f.Add([]byte{0xa1, 0x01, 0x04})
	f.Fuzz(func(t *testing.T, in []byte) {
		if a, err := wire.ParseAuth(string(in)); err == nil {
			if b, err := wire.ParseAuth(a.Header()); err != nil || !cmp.Equal(a, b) {
				t.Errorf("%+v comes back as %+v, %v", a, b, err)
			}
		}
		if v, err := wire.ParseInvitation(string(in)); err == nil {
			if b, err := wire.ParseInvitation(v.String()); err != nil || v.Code != b.Code || v.Hub != b.Hub || !bytes.Equal(v.Pin, b.Pin) {
				t.Errorf("%+v comes back as %+v, %v", v, b, err)
			}
		}
		if code, err := wire.ParseCode(string(in)); err == nil {
			if b, err := wire.ParseCode(wire.FormatCode(code)); err != nil || b != code {
				t.Errorf("%x comes back as %x, %v", code, b, err)
			}
		}
		if _, err := c.UnpackProblem(in); err != nil && err.Error() == "" {
			t.Error("an error without text")
		}
		if r, err := c.UnpackEnrol(in); err == nil {
			if _, err := c.PackEnrol(r); err != nil {
				t.Error(err)
			}
		}
		if r, err := c.UnpackReadmit(in); err == nil {
			b, err := c.PackReadmit(r)
			if err != nil {
				t.Error(err)
			}
			if again, err := c.UnpackReadmit(b); err != nil || !cmp.Equal(r, again, cmpopts.EquateEmpty()) {
				t.Errorf("%+v comes back as %+v, %v", r, again, err)
			}
		}
		if g, err := c.UnpackGrant(squeeze(t, in)); err == nil {
			if _, err := c.PackGrant(g); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestChangesRoundTrip: any changes come back as they were, whatever their values are.
func TestChangesRoundTrip(t *testing.T) {
	c := codec(t)
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.Uint64Range(0, 1<<40).Draw(t, "base")
		changes := rapid.SliceOfN(rapid.Custom(drawChange), 0, 5).Draw(t, "changes")
		for i := range changes {
			changes[i].Seq = base + uint64(i) + 1
		}
		req := &wire.Request{Base: merge.Head{Seq: base}, Head: base + uint64(len(changes)), Cursor: []byte{1}, Want: 7}
		if len(changes) > 0 {
			req.Changes = changes
		}
		if base > 0 {
			req.Base.Hash[3] = 1
		}
		body, err := c.PackRequest(replica, req)
		if err != nil {
			t.Fatal(err)
		}
		back, err := c.UnpackRequest(replica, body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(req, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

func drawID(t *rapid.T) merge.ID {
	return merge.ID{byte(rapid.IntRange(0, 5).Draw(t, "id")), 0x50, 0x50}
}

// drawValue draws bytes that often look like CBOR with an ID, whole or cut.
func drawValue(t *rapid.T) []byte {
	id := drawID(t)
	v := append([]byte{0x82, 0x50}, id[:]...)
	v = append(v, rapid.SliceOfN(rapid.SampledFrom([]byte{0x50, 0x00, 0x61, 0xff, 0x5b}), 0, 20).Draw(t, "rest")...)
	v = v[:rapid.IntRange(0, len(v)).Draw(t, "length")]
	if len(v) == 0 {
		return nil
	}
	return v
}

func drawContext(t *rapid.T) merge.Context {
	var c merge.Context
	for i := range rapid.IntRange(0, 3).Draw(t, "dots") {
		c = append(c, merge.Dot{Replica: merge.Replica{byte(i + 1), 2, 3}, Seq: rapid.Uint64Range(0, 1<<41).Draw(t, "seq")})
	}
	return c
}

func drawChange(t *rapid.T) merge.Change {
	c := merge.Change{
		Replica: replica, Stamp: merge.Stamp(rapid.Uint64().Draw(t, "stamp")), Author: drawID(t),
		Seed: merge.Seed{byte(rapid.IntRange(0, 2).Draw(t, "seed"))},
	}
	for range rapid.IntRange(0, 3).Draw(t, "edits") {
		e := merge.Edit{Record: drawID(t), Kind: merge.Kind(rapid.Uint16().Draw(t, "kind")), Partition: drawID(t), Scope: drawID(t)}
		for range rapid.IntRange(0, 3).Draw(t, "writes") {
			e.Writes = append(e.Writes, merge.Write{
				Field: merge.Field{Number: rapid.Uint16().Draw(t, "number"), Element: drawID(t)}, Value: drawValue(t), Context: drawContext(t),
			})
		}
		c.Edits = append(c.Edits, e)
	}
	return c
}

// TestDeltasRoundTrip: any registers come back as they were.
func TestDeltasRoundTrip(t *testing.T) {
	c := codec(t)
	rapid.Check(t, func(t *rapid.T) {
		var deltas []merge.Delta
		for range rapid.IntRange(0, 4).Draw(t, "deltas") {
			d := merge.Delta{Record: drawID(t), Kind: merge.Kind(rapid.Uint16().Draw(t, "kind")), Partition: drawID(t)}
			d.Gone = rapid.Bool().Draw(t, "gone")
			for range rapid.IntRange(0, 3).Draw(t, "fields") {
				if !d.Gone {
					d.Fields = append(d.Fields, drawField(t))
				}
			}
			deltas = append(deltas, d)
		}
		body, err := c.PackReply(&wire.Reply{Deltas: deltas})
		if err != nil {
			t.Fatal(err)
		}
		back, err := c.UnpackReply(body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(deltas, back.Deltas); diff != "" {
			t.Fatal(diff)
		}
	})
}

func drawField(t *rapid.T) merge.FieldState {
	f := merge.FieldState{Field: merge.Field{Number: rapid.Uint16().Draw(t, "number"), Element: drawID(t)}}
	f.Register.Context = merge.Context{}
	for _, dot := range drawContext(t) {
		f.Register.Siblings = append(f.Register.Siblings, merge.Sibling{
			Dot: dot, Stamp: merge.Stamp(rapid.Uint64().Draw(t, "stamp")), Author: drawID(t), Value: drawValue(t),
		})
		f.Register.Context = f.Register.Context.With(dot)
	}
	if rapid.Bool().Draw(t, "more seen") {
		f.Register.Context = f.Register.Context.With(merge.Dot{Replica: merge.Replica{9}, Seq: 4})
	}
	return f
}

// TestEveryCutFails: a body that was cut anywhere, or has a bit flipped, never becomes
// another message unseen: it fails, or gives what can be read again.
func TestEveryCutFails(t *testing.T) {
	c := codec(t)
	request, reply := samples(t)
	for n := range request {
		if _, err := c.UnpackRequest(testRecorder().replica, request[:n]); err == nil {
			t.Errorf("a request cut at %d of %d is read", n, len(request))
		}
	}
	for n := range reply {
		if _, err := c.UnpackReply(reply[:n]); err == nil {
			t.Errorf("a reply cut at %d of %d is read", n, len(reply))
		}
	}
}

// TestBombs: small messages that ask for much memory are refused.
func TestBombs(t *testing.T) {
	c := codec(t)
	if _, err := c.UnpackRequest(replica, squeeze(t, make([]byte, 512<<20))); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("zeros: %v", err)
	}
	// Rows, edits and writes without end in columns of one number each.
	head := []byte{0xa1, 0x05, 0x86, 0x19, 0x03, 0xe8, 0x40, 0x48, 1, 2, 3, 0, 0, 0, 0, 0, 0x50}
	columns := append(make([]byte, 16), 0x90)
	for range 16 {
		columns = append(columns, 0x81, 0x1a, 0x00, 0x0f, 0xff, 0xff)
	}
	body := squeeze(t, append(append(head, columns...), 0x40))
	if _, err := c.UnpackRequest(replica, body); err == nil {
		t.Error("a flood of rows is read")
	}
}

// TestInvitation: codes survive how people type them, and a typing error is noticed.
func TestInvitation(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	missed := 0
	for range 300 {
		var code [16]byte
		for i := range code {
			code[i] = byte(random.IntN(256))
		}
		text := wire.FormatCode(code)
		typed := []byte(text)
		for i, b := range typed {
			switch b {
			case '0':
				typed[i] = 'o'
			case '1':
				typed[i] = 'L'
			case '-':
				typed[i] = ' '
			}
		}
		if got, err := wire.ParseCode(string(typed)); err != nil || got != code {
			t.Fatalf("%s: %v", typed, err)
		}
		link := wire.Invitation{Hub: "https://h", Code: code}.String()
		if got, err := wire.ParseInvitation(link); err != nil || got.Code != code {
			t.Fatalf("%s: %v", link, err)
		}
		at := random.IntN(26)
		at += at / 4
		wrong := []byte(text)
		wrong[at] = "ABCDEFGHJK"[(bytes.IndexByte([]byte("ABCDEFGHJK"), wrong[at])+1)%10]
		if _, err := wire.ParseCode(string(wrong)); err == nil {
			missed++
		}
	}
	if missed > 0 {
		t.Errorf("%d of 300 typing errors went unnoticed", missed)
	}
	v := wire.Invitation{Hub: "https://hub.example:8443", Code: [16]byte{5}, Pin: make([]byte, 32), Project: "ntb 1"}
	got, err := wire.ParseInvitation(v.String())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v, got); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"", "http://x", "pendamping:?hub=ftp%3A%2F%2Fx&code=" + wire.FormatCode(v.Code), "pendamping:?code=" + wire.FormatCode(v.Code), v.String()[:40]} {
		if _, err := wire.ParseInvitation(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
