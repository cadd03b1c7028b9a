package store

import (
	"path/filepath"
	"testing"

	"pendamping/kpuk"
)

func BenchmarkTap(b *testing.B) {
	s := fresh(b, options())
	ledger(b, s, 20, 100)
	m := meeting(10)
	save(b, s, m)
	i := 0
	for b.Loop() {
		i++
		m.Attendance[id(byte(i%11))] = kpuk.Attendance{Presence: kpuk.Presence(1 + i%5), Reason: string(rune('a' + i%26))}
		save(b, s, m)
	}
}

func BenchmarkMoneyRow(b *testing.B) {
	s := fresh(b, options())
	m := meeting(10)
	save(b, s, m)
	i := 0
	for b.Loop() {
		i++
		row := []kpuk.Record{m}
		for k := range byte(3) {
			e := &kpuk.Entry{Header: head(1)}
			e.ID = kpuk.ID{0xee, k, byte(i), byte(i >> 8), byte(i >> 16)}
			e.Line = kpuk.EntryLine{Kind: kpuk.EntryKind(k + 1), Amount: 10_000, Group: id(200), Meeting: m.ID, Member: id(3)}
			row = append(row, e)
		}
		m.Sheet = map[kpuk.ID]kpuk.SheetRow{id(3): {Confirmed: i%2 == 0, Cells: map[kpuk.EntryKind]kpuk.Rupiah{1: kpuk.Rupiah(i)}}}
		save(b, s, row...)
	}
}

// large writes a store of 60,000 entries, without syncing, and returns its path.
func large(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "l.store")
	s, err := Create(b.Context(), path, options())
	if err != nil {
		b.Fatal(err)
	}
	s.db.NoSync = true
	ledger(b, s, 234, 257)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

func BenchmarkOpen60k(b *testing.B) {
	path := large(b)
	for b.Loop() {
		s, err := Open(b.Context(), path, options())
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList60k(b *testing.B) {
	s, err := Open(b.Context(), large(b), options())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for b.Loop() {
		list, err := List[kpuk.Entry](b.Context(), s, kpuk.ID{})
		if err != nil || len(list) != 234*257 {
			b.Fatal(len(list), err)
		}
	}
}
