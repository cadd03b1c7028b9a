package store

import (
	"bytes"
	"testing"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// What is put aside can be worded however large it is, and is released when it fits.
func TestHeldFits(t *testing.T) {
	t.Parallel()
	_, desk := couple(t)
	change := func(edits, writes, value int) merge.Change {
		c := merge.Change{Replica: merge.Replica{7}, Seq: uint64(edits*10_000 + writes), Author: merge.ID(id(99))} // each its own
		for i := range edits {
			e := merge.Edit{
				Record: merge.ID{1, byte(i >> 8), byte(i)}, Kind: merge.Kind(kpuk.KindMember),
				Partition: merge.ID(id(50)), Scope: merge.ID{3},
			}
			for j := range writes {
				e.Writes = append(e.Writes, merge.Write{
					Field: merge.Field{Number: 1_000, Element: merge.ID{byte(j >> 8), byte(j), 1}}, Value: bytes.Repeat([]byte{0xf5}, value),
					Context: merge.Context{{Replica: merge.Replica{1}, Seq: 1}},
				})
			}
			c.Edits = append(c.Edits, e)
		}
		return c
	}
	for name, tt := range map[string]struct {
		change merge.Change
		writes bool
	}{
		"a large meeting":    {change(100, 3, 100), true},
		"small values":       {change(1, 1_500, 1), false},
		"as large as it may": {change(1, 1_200, 5), true},
		"many records":       {change(merge.MaxEdits, 1, 1), false},
	} {
		h := HeldOf(&merge.Quarantined{Change: tt.change, Verdict: merge.Verdict{Code: merge.NoRight}}, id(50))
		if err := desk.Save(t.Context(), id(98), h); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(h.Edits) == 0 || (len(h.Edits[0].Writes) > 0) != tt.writes {
			t.Errorf("%s: %d edits, the first with %d writes", name, len(h.Edits), len(h.Edits[0].Writes))
		}
	}
}
