package main

import (
	"testing"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// BenchmarkJudge judges a new ledger entry, of which a hub sees the most.
func BenchmarkJudge(b *testing.B) {
	d := &directory{people: map[kpuk.ID]*kpuk.Person{}}
	group := kpuk.Derive("group")
	e := &kpuk.Entry{Header: kpuk.Header{ID: kpuk.Derive("entry"), Partition: kpuk.Derive("fed"), Scope: group}, Line: kpuk.EntryLine{
		Kind: kpuk.EntryWajib, Amount: 10_000, Group: group, Meeting: kpuk.Derive("meeting"), Member: kpuk.Derive("member"), Date: kpuk.NewDate(2026, 11, 23),
	}}
	writes, err := store.Encode(e)
	if err != nil {
		b.Fatal(err)
	}
	c := merge.Change{Replica: merge.Replica{1}, Seq: 1, Edits: []merge.Edit{{
		Record: merge.ID(e.ID), Kind: merge.Kind(e.Kind()), Partition: merge.ID(e.Partition), Scope: merge.ID(group), Writes: writes,
	}}}
	none := func(merge.ID) (merge.Record, bool) { return merge.Record{}, false }
	for b.Loop() {
		if v := d.judge(c, none); v.Code != merge.Accepted {
			b.Fatalf("%+v", v)
		}
	}
}
