package postgres

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pendamping/sync/merge"
)

// TestXAES holds the cipher against the vectors of its specification
// (c2sp.org/XAES-256-GCM).
func TestXAES(t *testing.T) {
	t.Parallel()
	nonce := []byte("ABCDEFGHIJKLMNOPQRSTUVWX")
	for name, c := range map[string]struct {
		key  byte
		aad  string
		want string
	}{
		"first bit of L clear": {1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
		"first bit of L set":   {3, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
	} {
		s, err := rawSealer(bytes.Repeat([]byte{c.key}, keySize), merge.ID{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		aead, err := s.aead(nonce)
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(aead.Seal(nil, nonce[12:], []byte("XAES-256-GCM"), []byte(c.aad))); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestSealedValues opens a value only in its own place, and unaltered.
func TestSealedValues(t *testing.T) {
	t.Parallel()
	s, err := newSealer([keySize]byte{1}, merge.ID{1}, rand.NewChaCha8([32]byte{}))
	if err != nil {
		t.Fatal(err)
	}
	other, err := newSealer([keySize]byte{1}, merge.ID{2}, nil)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.seal("records", []byte("key"), []byte("value"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.open("records", []byte("key"), v); err != nil || string(got) != "value" {
		t.Errorf("opened %q, %v", got, err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"another table":     func() ([]byte, error) { return s.open("changes", []byte("key"), v) },
		"another key":       func() ([]byte, error) { return s.open("records", []byte("kez"), v) },
		"another partition": func() ([]byte, error) { return other.open("records", []byte("key"), v) },
		"nothing":           func() ([]byte, error) { return s.open("records", []byte("key"), nil) },
		"cut":               func() ([]byte, error) { return s.open("records", []byte("key"), v[:len(v)-1]) },
	} {
		if _, err := open(); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range v {
		flipped := bytes.Clone(v)
		flipped[i] ^= 1
		if _, err := s.open("records", []byte("key"), flipped); !errors.Is(err, ErrDamaged) {
			t.Errorf("byte %d altered: %v", i, err)
		}
	}
}

// The generators of what is encoded.
func drawID(t *rapid.T) (id merge.ID) {
	copy(id[:], rapid.SliceOfN(rapid.Byte(), 0, 16).Draw(t, "id"))
	return id
}

func drawDot(t *rapid.T) (d merge.Dot) {
	copy(d.Replica[:], rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "replica"))
	d.Seq = rapid.Uint64().Draw(t, "seq")
	return d
}

func drawContext(t *rapid.T) merge.Context {
	c := rapid.SliceOfN(rapid.Custom(drawDot), 0, 3).Draw(t, "context")
	if len(c) == 0 {
		return nil
	}
	return c
}

func drawValue(t *rapid.T) []byte {
	v := rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "value")
	if len(v) == 0 {
		return nil
	}
	return v
}

func drawField(t *rapid.T) merge.Field {
	return merge.Field{Number: rapid.Uint16().Draw(t, "number"), Element: drawID(t)}
}

// TestRecordCodec reads back what it wrote, and nothing that was cut short.
func TestRecordCodec(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := make([]merge.FieldState, rapid.IntRange(0, 3).Draw(t, "fields"))
		for i := range want {
			want[i] = merge.FieldState{Field: drawField(t), Position: rapid.Uint64().Draw(t, "position")}
			want[i].Register.Siblings = make([]merge.Sibling, rapid.IntRange(0, 3).Draw(t, "siblings"))
			for j := range want[i].Register.Siblings {
				want[i].Register.Siblings[j] = merge.Sibling{
					Dot: drawDot(t), Stamp: merge.Stamp(rapid.Uint64().Draw(t, "stamp")), Author: drawID(t), Value: drawValue(t),
				}
			}
			want[i].Register.Context = drawContext(t)
		}
		b := encodeRecord(&merge.Record{Fields: want})
		got, ok := decodeRecord(b)
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Fatalf("record: %v %s", ok, diff)
		}
		if _, ok := decodeRecord(b[:rapid.IntRange(0, len(b)-1).Draw(t, "cut")]); ok {
			t.Fatal("a record cut short was read")
		}
	})
}

// TestChangeCodec does the same for changes.
func TestChangeCodec(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dot := drawDot(t)
		want := merge.Change{Replica: dot.Replica, Seq: dot.Seq, Stamp: merge.Stamp(rapid.Uint64().Draw(t, "stamp")), Author: drawID(t), Seed: merge.Seed(drawID(t))}
		for range rapid.IntRange(0, 3).Draw(t, "edits") {
			e := merge.Edit{Record: drawID(t), Kind: merge.Kind(rapid.Uint16().Draw(t, "kind")), Partition: drawID(t), Scope: drawID(t)}
			for range rapid.IntRange(0, 3).Draw(t, "writes") {
				e.Writes = append(e.Writes, merge.Write{Field: drawField(t), Value: drawValue(t), Context: drawContext(t)})
			}
			want.Edits = append(want.Edits, e)
		}
		b := encodeChange(&want)
		got, ok := decodeChange(want.Replica, want.Seq, b)
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Fatalf("change: %v %s", ok, diff)
		}
		if _, ok := decodeChange(want.Replica, want.Seq, b[:rapid.IntRange(0, len(b)-1).Draw(t, "cut")]); ok {
			t.Fatal("a change cut short was read")
		}
	})
}

// FuzzDecode wants no panic of bytes that anybody wrote.
func FuzzDecode(f *testing.F) {
	f.Add(encodeRecord(&merge.Record{Fields: []merge.FieldState{{Field: merge.Field{Number: 1}, Position: 3}}}))
	f.Add(encodeChange(&merge.Change{Edits: []merge.Edit{{Kind: 4, Writes: []merge.Write{{Value: []byte("x")}}}}}))
	f.Fuzz(func(_ *testing.T, b []byte) {
		decodeRecord(b)
		decodeChange(merge.Replica{}, 1, b)
	})
}
