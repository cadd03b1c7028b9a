package store

import (
	"slices"
	"testing"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// get reads a record that must be there.
func get[T any, P pointer[T]](t *testing.T, s *Store, id kpuk.ID) P {
	t.Helper()
	r, err := Get[T, P](t.Context(), s, id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// contests lists what is contested.
func contests(t *testing.T, d *Doubts) []kpuk.Contest {
	t.Helper()
	list, err := d.Contests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// carry brings everything of one store into another, as a hub would.
func carry(t *testing.T, from, to *Store) {
	t.Helper()
	changes, err := from.Outbox(t.Context(), 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := to.Ingest(t.Context(), from.Replica(), changes, nil); err != nil {
		t.Fatal(err)
	}
}

// couple makes two replicas that hold the same member.
func couple(t *testing.T) (a, b *Store) {
	t.Helper()
	a = fresh(t, options())
	o := options()
	o.Rand = noise(2)
	b = fresh(t, o)
	save(t, a, &kpuk.Member{Header: head(1), Name: "Rohayati", Phone: "+62811", Group: id(200), Number: 8})
	carry(t, a, b)
	return a, b
}

func TestDoubtsFollowAndSettle(t *testing.T) {
	t.Parallel()
	a, b := couple(t)
	doubts := NewDoubts(a, kpuk.ID(storetest.Partition()))
	if list := contests(t, doubts); len(list) != 0 {
		t.Fatalf("nothing is contested: %+v", list)
	}
	one, two := get[kpuk.Member](t, a, id(1)), get[kpuk.Member](t, b, id(1))
	one.Phone, one.Address, one.Number = "+62812", "RT 03", 9
	two.Phone, two.Address, two.Number = "+62878", "RT 05", 9 // the same number twice is no contest
	save(t, a, one)
	save(t, b, two)
	carry(t, b, a)
	list := contests(t, doubts)
	if len(list) != 1 || len(list[0].Fields) != 2 || list[0].Fields[0].Name != "Phone" || list[0].Fields[1].Name != "Address" {
		t.Fatalf("contests %+v", list)
	}
	phone := list[0].Fields[0]
	shown := get[kpuk.Member](t, a, id(1)).Phone
	if len(phone.Said) != 2 || phone.Said[0].Value != shown || phone.Said[0].Here == phone.Said[1].Here || phone.Said[0].By != id(99) {
		t.Errorf("said %+v, shown %q", phone.Said, shown)
	}
	other := slices.IndexFunc(phone.Said, func(s kpuk.Said) bool { return s.Value != shown })
	choices := []kpuk.Choice{{Field: 0, Pick: other}, {Field: 1, Pick: -1, Value: "RT 04"}}
	before, err := a.Outbox(t.Context(), 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err = doubts.Settle(t.Context(), id(98), list[0], choices); err != nil {
		t.Fatal(err)
	}
	after, err := a.Outbox(t.Context(), 0, 0, 0)
	if err != nil || len(after) != len(before)+1 {
		t.Errorf("settling two fields took %d changes, %v", len(after)-len(before), err)
	}
	got := get[kpuk.Member](t, a, id(1))
	if got.Phone != phone.Said[other].Value || got.Address != "RT 04" || len(contests(t, doubts)) != 0 {
		t.Errorf("after settling %+v", got)
	}
	// A fresh look at the file finds the same.
	if left := contests(t, NewDoubts(a, kpuk.ID(storetest.Partition()))); len(left) != 0 {
		t.Errorf("left %+v", left)
	}
}

func TestSettleRefuses(t *testing.T) {
	t.Parallel()
	a, b := couple(t)
	one, two := get[kpuk.Member](t, a, id(1)), get[kpuk.Member](t, b, id(1))
	one.Phone, two.Phone = "1", "2"
	save(t, a, one)
	save(t, b, two)
	carry(t, b, a)
	doubts := NewDoubts(a, kpuk.ID(storetest.Partition()))
	c := contests(t, doubts)[0]
	for name, choice := range map[string]kpuk.Choice{
		"no such field": {Field: 1, Pick: 0}, "no such value": {Pick: 2}, "another type": {Pick: -1, Value: 7},
	} {
		if err := doubts.Settle(t.Context(), id(98), c, []kpuk.Choice{choice}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	// What is said after the contest was listed stays beside what settles it.
	two.Phone = "3"
	save(t, b, two)
	carry(t, b, a)
	if err := doubts.Settle(t.Context(), id(98), c, []kpuk.Choice{{Pick: -1, Value: "4"}}); err != nil {
		t.Fatal(err)
	}
	left := contests(t, doubts)
	if len(left) != 1 || len(left[0].Fields[0].Said) != 2 {
		t.Errorf("an unseen value is gone: %+v", left)
	}
}

func TestEditAgainstRemoval(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pick int
		gone bool
	}{"stays removed": {0, true}, "stands": {1, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := couple(t)
			doubts := NewDoubts(a, kpuk.ID(storetest.Partition()))
			contests(t, doubts)
			// b writes twice before a's removal comes: a has seen only the first.
			two := get[kpuk.Member](t, b, id(1))
			two.Address = "RT 05"
			save(t, b, two)
			carry(t, b, a)
			one := get[kpuk.Member](t, a, id(1))
			two.Phone = "+62878"
			save(t, b, two)
			one.Removed, one.Number = kpuk.Removal{Reason: "dobel", On: 20501}, 0
			save(t, a, one)
			if list := contests(t, doubts); len(list) != 0 {
				t.Fatalf("a removal alone is no contest: %+v", list)
			}
			carry(t, b, a)
			list := contests(t, doubts)
			if len(list) != 1 || len(list[0].Fields) != 1 {
				t.Fatalf("contests %+v", list)
			}
			f := list[0].Fields[0]
			if f.Name != "Removed" || len(f.Said) != 2 || f.Said[1].Value != nil || len(f.Unseen) != 1 || f.Unseen[0].Name != "Phone" || f.Unseen[0].Value != "+62878" {
				t.Fatalf("field %+v", f)
			}
			if err := doubts.Settle(t.Context(), id(98), list[0], []kpuk.Choice{{Pick: c.pick}}); err != nil {
				t.Fatal(err)
			}
			carry(t, a, b)
			for i, s := range []*Store{a, b} {
				got := get[kpuk.Member](t, s, id(1))
				if got.Gone() != c.gone || got.Phone != "+62878" {
					t.Errorf("store %d: %+v", i, got)
				}
				if left := contests(t, NewDoubts(s, kpuk.ID(storetest.Partition()))); len(left) != 0 {
					t.Errorf("store %d: still %+v", i, left)
				}
			}
		})
	}
}

func TestContestedMoneyIsSettledByAVoid(t *testing.T) {
	t.Parallel()
	a, b := couple(t)
	entry := func(s *Store, amount kpuk.Rupiah) *kpuk.Entry {
		line := kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: amount, Group: id(200), Meeting: id(10), Member: id(1), Date: 20500}
		e := &kpuk.Entry{Header: head(0), Line: line}
		e.ID = kpuk.EntryID(line.Meeting, line.Member, line.Kind, 0)
		save(t, s, e)
		return e
	}
	e := entry(a, 10_000)
	entry(b, 12_000)
	carry(t, b, a)
	doubts := NewDoubts(a, kpuk.ID(storetest.Partition()))
	list := contests(t, doubts)
	if len(list) != 1 || list[0].Kind != kpuk.KindEntry || len(list[0].Fields[0].Said) != 2 {
		t.Fatalf("contests %+v", list)
	}
	if err := doubts.Settle(t.Context(), id(98), list[0], []kpuk.Choice{{Pick: 0}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a line was written over: %v", err)
	}
	shown := get[kpuk.Entry](t, a, e.ID)
	for _, c := range []struct {
		amount kpuk.Rupiah
		left   int
	}{{shown.Line.Amount + 1, 1}, {shown.Line.Amount, 0}} {
		void, err := kpuk.NewLedger(shown).Void(shown.ID, 20500, "dua isian")
		if err != nil {
			t.Fatal(err)
		}
		void.Line.Amount = c.amount
		o := options()
		o.Rand = noise(3)
		s := fresh(t, o)
		carry(t, a, s)
		carry(t, b, s)
		if got := contests(t, NewDoubts(s, kpuk.ID(storetest.Partition()))); len(got) != 1 {
			t.Fatalf("before the void: %+v", got)
		}
		save(t, s, void)
		if got := contests(t, NewDoubts(s, kpuk.ID(storetest.Partition()))); len(got) != c.left {
			t.Errorf("after a void of %v: %+v", c.amount, got)
		}
	}
}

func TestUnconfirmed(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	save(t, s, meeting(10))
	save(t, s, meeting(11))
	want := func(ids ...kpuk.ID) {
		t.Helper()
		got, err := s.Unconfirmed(t.Context())
		if err != nil || len(got) != len(ids) {
			t.Fatalf("%v, %v; want %v", got, err, ids)
		}
		for _, id := range ids {
			if !got[id] {
				t.Errorf("%v is missing", id)
			}
		}
	}
	want(id(10), id(11))
	confirm := func(seq uint64, verdicts ...merge.Verdict) {
		t.Helper()
		hash, err := s.HashAt(t.Context(), s.Replica(), seq)
		if err != nil {
			t.Fatal(err)
		}
		receipt := merge.Receipt{Replica: s.Replica(), Head: merge.Head{Seq: seq, Hash: hash}}
		if err := s.Confirm(t.Context(), receipt, verdicts); err != nil {
			t.Fatal(err)
		}
	}
	confirm(1)
	want(id(11))
	confirm(2, merge.Verdict{Seq: 2, Code: merge.RuleBroken, Detail: "Date: date_future"})
	want(id(11)) // acknowledged, but without effect
	held, err := s.Held(t.Context())
	if err != nil || len(held) != 1 || held[0].Verdict != uint8(merge.RuleBroken) || held[0].Edits[0].Record != id(11) || held[0].Author != id(99) {
		t.Fatalf("held %+v, %v", held, err)
	}
	if err := s.Release(t.Context(), id(98), held[0], 1); fault.KindOf(err) != fault.Invalid {
		t.Errorf("only its verdict came: %v", err)
	}
}

// A coordinator releases a held change: its author's store takes it for her own.
func TestReleaseAndAnswer(t *testing.T) {
	t.Parallel()
	author, desk := couple(t)
	m := get[kpuk.Member](t, author, id(1))
	m.Phone = "+62878"
	save(t, author, m)
	changes, err := author.Outbox(t.Context(), 1, 0, 0)
	if err != nil || len(changes) != 1 {
		t.Fatalf("%v %v", changes, err)
	}
	// The hub refused it; its record reaches the desk, the change itself does not.
	held := HeldOf(&merge.Quarantined{Change: changes[0], Verdict: merge.Verdict{Seq: 2, Code: merge.NoRight, Detail: "scope"}}, id(50))
	save(t, desk, held)
	list, err := desk.Held(t.Context())
	if err != nil || len(list) != 1 || list[0].Device != id(50) || list[0].Scope != id(99) {
		t.Fatalf("%+v %v", list, err)
	}
	returned := kpuk.HeldStanding{State: kpuk.HeldReturned, By: id(98), At: 5, Comment: "tanyakan dulu"}
	if err = desk.Answer(t.Context(), id(98), list[0], returned); err != nil {
		t.Fatal(err)
	}
	if list, err = desk.Held(t.Context()); err != nil || len(list) != 1 || list[0].State != returned {
		t.Fatalf("%+v %v", list, err)
	}
	if err = desk.Release(t.Context(), id(98), list[0], 6); err != nil {
		t.Fatal(err)
	}
	if got := get[kpuk.Member](t, desk, id(1)); got.Phone != "+62878" {
		t.Errorf("not released: %+v", got)
	}
	if list, err = desk.Held(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("still held: %+v, %v", list, err)
	}
	carry(t, desk, author)
	rec, err := author.Record(t.Context(), merge.ID(id(1)))
	if err != nil {
		t.Fatal(err)
	}
	phone := rec.Field(merge.Field{Number: 23})
	if len(phone.Siblings) != 1 || phone.Siblings[0].Dot.Replica != desk.Replica() {
		t.Errorf("the held value stands beside the released one: %+v", phone)
	}
	// What holds no writes cannot be released.
	big := HeldOf(&merge.Quarantined{Change: changes[0], Fork: true, Verdict: merge.Verdict{Seq: 2, Code: merge.Branched}}, id(50))
	big.ID = id(77)
	save(t, desk, big)
	if err = desk.Release(t.Context(), id(98), big, 6); fault.KindOf(err) != fault.Invalid {
		t.Errorf("released without writes: %v", err)
	}
}
