package wire

import (
	"bytes"
	"math"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"
)

// TestRope: whatever is written comes back in one piece, also what was moved from another.
func TestRope(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 3*largePiece)).Draw(t, "parts")
		var whole, moved rope
		var want []byte
		for i, p := range parts {
			r := &whole
			if i%2 == 1 {
				r = &moved
			}
			r.write(p)
			want = append(want, p...)
			whole.take(&moved)
		}
		if whole.size != len(want) || moved.size != 0 {
			t.Fatalf("sizes %d and %d, want %d and 0", whole.size, moved.size, len(want))
		}
		if got := whole.join(); !bytes.Equal(got, want) {
			t.Fatal("other bytes come back")
		}
		if whole.size != 0 || whole.pieces != nil {
			t.Fatal("the rope is not empty then")
		}
	})
}

// TestRopeGrowsInPieces: nothing is moved, and little is reserved that is not used.
func TestRopeGrowsInPieces(t *testing.T) {
	var r rope
	for range 1 << 20 {
		r.write([]byte{7})
	}
	room := 0
	for _, p := range r.pieces {
		room += cap(p)
	}
	if room > r.size+largePiece {
		t.Errorf("%d bytes of room for %d", room, r.size)
	}
}

// TestColumn: a column is written as the CBOR library writes the same numbers, shortened,
// and read back.
func TestColumn(t *testing.T) {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	number := rapid.OneOf(rapid.Int64Range(-300, 300), rapid.Int64(), rapid.SampledFrom([]int64{
		0, 23, 24, 255, 256, 65535, 65536, math.MaxUint32, math.MaxUint32 + 1, math.MaxInt64, -1, -24, -25, -256, -257, math.MinInt64,
	}))
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.OneOf(rapid.SliceOf(number), rapid.Map(rapid.IntRange(0, 40), func(n int) []int64 {
			return make([]int64, n)
		})).Draw(t, "numbers")
		if rapid.Bool().Draw(t, "equal") && len(list) > 0 {
			for i := range list {
				list[i] = list[0]
			}
		}
		var c numbers
		for _, v := range list {
			c.put(v)
		}
		var r rope
		c.moveTo(&r)
		got := r.join()
		short := []int64{}
		for _, v := range list {
			if v != list[0] {
				short = list
			}
		}
		if len(short) == 0 && len(list) > 0 && list[0] != 0 {
			short = list[:1]
		}
		want, err := mode.Marshal(short)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("%x, want %x", got, want)
		}
		back, rest, ok := parseColumn(append(got, 0xff))
		if !ok || len(rest) != 1 || back.n != len(short) {
			t.Fatalf("read as %d numbers, %v, %d bytes left", back.n, ok, len(rest))
		}
		reading := reader{pack: pack{columns: []column{back}}}
		for i, v := range list {
			if n := reading.next(0); n != v || reading.err != nil {
				t.Fatalf("number %d is %d, want %d: %v", i, n, v, reading.err)
			}
		}
		if err := reading.end(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestPackIsStrict: what is no pack is refused, wherever it is cut.
func TestPackIsStrict(t *testing.T) {
	w := newWriter(2, nil)
	for i := range int64(300) {
		w.put(0, i)
		w.put(1, -7)
		w.value(1, []byte{0x50})
		w.rows++
	}
	whole := w.done().written.join()
	var p pack
	if err := p.UnmarshalCBOR(whole); err != nil || p.rows != 300 || len(p.columns) != 2 || p.columns[0].n != 300 {
		t.Fatalf("%+v, %v", p.rows, err)
	}
	for n := range whole {
		if err := new(pack).UnmarshalCBOR(whole[:n]); err == nil {
			t.Fatalf("%d of %d bytes are read as a pack", n, len(whole))
		}
	}
	for name, b := range map[string][]byte{
		"more":             append(bytes.Clone(whole), 0),
		"a text":           {0x86, 0x01, 0x60, 0x40, 0x40, 0x80, 0x40},
		"five":             {0x85, 0x01, 0x40, 0x40, 0x40, 0x80},
		"a null":           {0x86, 0x01, 0x40, 0x40, 0x40, 0x82, 0x80, 0xf6, 0x40},
		"a null in column": {0x86, 0x01, 0x40, 0x40, 0x40, 0x81, 0x82, 0x01, 0xf6, 0x40},
		"a large number":   {0x86, 0x1b, 0xff, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x40, 0x40, 0x80, 0x40},
		"many columns":     append([]byte{0x86, 0x01, 0x40, 0x40, 0x40, 0x98, 65}, append(bytes.Repeat([]byte{0x80}, 65), 0x40)...),
	} {
		if err := new(pack).UnmarshalCBOR(b); err == nil {
			t.Errorf("%s is read as a pack", name)
		}
	}
}

// TestHeld: what a writer says that it holds is not less than what its pack has.
func TestHeld(t *testing.T) {
	w := newWriter(2, nil)
	for i := range 5_000 {
		w.value(0, append([]byte{mark}, bytes.Repeat([]byte{byte(i), byte(i >> 8)}, idSize/2)...))
	}
	held := w.held()
	if size := w.done().written.size; held < size || held < 5_000*(idSize+idCost) || held > 10*size {
		t.Errorf("%d held, %d packed", held, size)
	}
}
