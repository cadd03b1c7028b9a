package kpuk_test

import (
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

// TestPaperGaps: the gaps are what the totals and the rows differ by, column by column.
func TestPaperGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := kpuk.CellKinds()
		m := &kpuk.Meeting{Sheet: map[kpuk.ID]kpuk.SheetRow{}, Paper: kpuk.PaperPage{Used: true, Totals: map[kpuk.EntryKind]kpuk.Rupiah{}}}
		sums := map[kpuk.EntryKind]kpuk.Rupiah{}
		for i := range rapid.IntRange(0, 12).Draw(t, "rows") {
			cells := map[kpuk.EntryKind]kpuk.Rupiah{}
			for _, k := range kinds {
				if rapid.Bool().Draw(t, "filled") {
					cells[k] = kpuk.Rupiah(rapid.Int64Range(0, 1_000_000).Draw(t, "amount"))
					sums[k] += cells[k]
				}
			}
			m.Sheet[kpuk.ID{byte(i)}] = kpuk.SheetRow{Cells: cells, Confirmed: true}
		}
		wrong := map[kpuk.EntryKind]kpuk.Rupiah{}
		for _, k := range kinds {
			m.Paper.Totals[k] = sums[k]
			if off := kpuk.Rupiah(rapid.Int64Range(-3, 3).Draw(t, "off")); off != 0 && sums[k]+off >= 0 {
				m.Paper.Totals[k], wrong[k] = sums[k]+off, off
			}
		}
		s := &kpuk.Sitting{Meeting: m}
		gaps, err := s.PaperGaps()
		if err != nil || len(gaps) != len(wrong) {
			t.Fatalf("%v; gaps %v, want %v", err, gaps, wrong)
		}
		for _, g := range gaps {
			if g.Paper-g.Keyed != wrong[g.Kind] || g.Keyed != sums[g.Kind] {
				t.Fatalf("gap %+v, want %d beside %d", g, wrong[g.Kind], sums[g.Kind])
			}
		}
		m.Paper.Used = false
		if gaps, err = s.PaperGaps(); err != nil || gaps != nil {
			t.Fatalf("without a page: %v, %v", gaps, err)
		}
	})
}

func TestPageCodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var id kpuk.ID
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		day := kpuk.NewDate(2026, 1, rapid.IntRange(1, 3000).Draw(t, "day"))
		group, on, ok := kpuk.ParsePageCode(kpuk.PageCode(id, day))
		if !ok || group != id || on != day {
			t.Fatalf("%v, %v, %v", group, on, ok)
		}
	})
	for _, text := range []string{"", "pendamping:page:", "pendamping:page:x:2026-01-01", "https://example.org/", "pendamping:?hub=x&code=y"} {
		if _, _, ok := kpuk.ParsePageCode(text); ok {
			t.Errorf("%q is taken for a page", text)
		}
	}
}
