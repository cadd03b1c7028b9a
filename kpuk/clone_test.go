package kpuk_test

import (
	"testing"

	"pendamping/kpuk"
)

func TestCloneSharesNothingButSeen(t *testing.T) {
	member := kpuk.Derive("member")
	seen := &struct{ n int }{1}
	m := &kpuk.Meeting{
		Header: kpuk.Header{ID: kpuk.Derive("meeting"), Seen: seen},
		Sheet:  map[kpuk.ID]kpuk.SheetRow{member: {Cells: map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryWajib: 10_000}}},
		Topics: []string{"business"},
	}
	c := kpuk.Clone(m)
	c.Sheet[member].Cells[kpuk.EntryWajib] = 1
	c.Sheet[kpuk.ID{}] = kpuk.SheetRow{}
	c.Topics[0] = "gender"
	if got := m.Sheet[member].Cells[kpuk.EntryWajib]; got != 10_000 {
		t.Errorf("the first record's cell became %d", got)
	}
	if len(m.Sheet) != 1 || m.Topics[0] != "business" {
		t.Errorf("the first record changed: %d rows, topic %q", len(m.Sheet), m.Topics[0])
	}
	if c.Seen != any(seen) || c.ID != m.ID {
		t.Error("the header was not taken over")
	}
	if kpuk.Clone[kpuk.Meeting](nil) != nil {
		t.Error("nil must give nil")
	}
}
