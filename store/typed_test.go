package store

import (
	"bytes"
	"errors"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

func id(n byte) kpuk.ID { return kpuk.ID{0xe0, n} }

func head(n byte) kpuk.Header {
	return kpuk.Header{ID: id(n), Partition: kpuk.ID(storetest.Partition()), Scope: id(200)}
}

var ignoreSeen = cmpopts.IgnoreFields(kpuk.Header{}, "Seen")

func save(tb testing.TB, s *Store, recs ...kpuk.Record) {
	tb.Helper()
	if err := s.Save(tb.Context(), id(99), recs...); err != nil {
		tb.Fatal(err)
	}
}

func meeting(n byte) *kpuk.Meeting {
	return &kpuk.Meeting{
		Header: head(n), Group: id(200), Date: 20500, Place: "balai",
		Attendance: map[kpuk.ID]kpuk.Attendance{id(1): {Presence: kpuk.Present}, id(2): {}},
		Topics:     []string{"simpan pinjam"},
	}
}

func TestSaveAndGet(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	m := meeting(10)
	l := &kpuk.Loan{Header: head(11), Charges: map[kpuk.Date]kpuk.Rupiah{20500: 5000, -3: 1}}
	v := &kpuk.Visit{Header: head(12), Groups: map[kpuk.ID]bool{id(1): false, id(2): true}}
	save(t, s, m, l, v)
	got, err := Get[kpuk.Meeting](t.Context(), s, id(10))
	if diff := cmp.Diff(m, got, ignoreSeen); diff != "" || err != nil {
		t.Errorf("meeting: %v %s", err, diff)
	}
	loan, err := Get[kpuk.Loan](t.Context(), s, id(11))
	if diff := cmp.Diff(l, loan, ignoreSeen); diff != "" || err != nil {
		t.Errorf("loan: %v %s", err, diff)
	}
	visit, err := Get[kpuk.Visit](t.Context(), s, id(12))
	if diff := cmp.Diff(v, visit, ignoreSeen); diff != "" || err != nil {
		t.Errorf("visit: %v %s", err, diff)
	}
	if _, fail := Get[kpuk.Loan](t.Context(), s, id(10)); fault.KindOf(fail) != fault.NotFound {
		t.Errorf("a meeting read as a loan: %v", fail)
	}
	all, err := Get[kpuk.Meeting](t.Context(), s, id(77))
	if all != nil || !errors.Is(err, merge.ErrNoRecord) {
		t.Errorf("unknown: %v %v", all, err)
	}
}

func TestSaveWritesOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	m := meeting(10)
	save(t, s, m)
	save(t, s, m) // nothing
	m.Attendance[id(1)] = kpuk.Attendance{Presence: kpuk.Late}
	save(t, s, m)
	got, err := Get[kpuk.Meeting](t.Context(), s, id(10))
	if err != nil {
		t.Fatal(err)
	}
	got.Place, got.Topics = "", nil
	delete(got.Attendance, id(2))
	save(t, s, got)
	changes, err := s.Outbox(t.Context(), 0, 0, 0)
	if err != nil || len(changes) != 3 {
		t.Fatalf("%d changes, %v; want 3", len(changes), err)
	}
	if w := changes[1].Edits[0].Writes; len(w) != 1 || w[0].Field != (merge.Field{Number: 19, Element: merge.ID(id(1))}) {
		t.Errorf("one tap wrote %v", w)
	}
	if w := changes[2].Edits[0].Writes; len(w) != 3 {
		t.Errorf("clearing two fields and an element wrote %v", w)
	}
	after, err := Get[kpuk.Meeting](t.Context(), s, id(10))
	if diff := cmp.Diff(got, after, ignoreSeen); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}

func TestListAndRemoval(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	a, b := meeting(10), meeting(11)
	b.Scope = id(201)
	save(t, s, a, b)
	a.Removed = kpuk.Removal{Reason: "dobel", On: 20501}
	save(t, s, a)
	for name, c := range map[string]struct {
		scope     kpuk.ID
		list, all int
	}{"everywhere": {kpuk.ID{}, 1, 2}, "its scope": {id(200), 0, 1}, "other": {id(201), 1, 1}} {
		list, err := List[kpuk.Meeting](t.Context(), s, c.scope)
		all, err2 := ListAll[kpuk.Meeting](t.Context(), s, c.scope)
		if len(list) != c.list || len(all) != c.all || err != nil || err2 != nil {
			t.Errorf("%s: %d and %d, %v %v", name, len(list), len(all), err, err2)
		}
	}
	a.Removed = kpuk.Removal{}
	save(t, s, a)
	if list, err := List[kpuk.Meeting](t.Context(), s, id(200)); err != nil || len(list) != 1 {
		t.Errorf("after taking the removal back: %d, %v", len(list), err)
	}
}

func TestEntriesAreWrittenOnce(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	e := &kpuk.Entry{Header: head(20), Line: kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 10_000}}
	save(t, s, e)
	again := &kpuk.Entry{Header: head(20), Line: e.Line}
	save(t, s, again) // the same: a repetition
	other := &kpuk.Entry{Header: head(20), Line: kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 20_000}}
	if err := s.Save(t.Context(), id(99), other); !errors.Is(err, ErrTaken) {
		t.Errorf("another entry with the same ID: %v", err)
	}
	e.Line.Amount = 1
	if err := s.Save(t.Context(), id(99), e); !errors.Is(err, ErrWritten) || fault.KindOf(err) != fault.Denied {
		t.Errorf("altering an entry: %v", err)
	}
	if p, err := s.Pending(t.Context()); err != nil || p.Changes != 1 || p.Records[kpuk.KindEntry] != 1 || p.Bytes == 0 {
		t.Errorf("pending %v, %v", p, err)
	}
}

func TestUnsavable(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	for name, alter := range map[string]func(*kpuk.Header){
		"id": func(h *kpuk.Header) { h.ID = kpuk.ID{} }, "partition": func(h *kpuk.Header) { h.Partition = kpuk.ID{} },
		"scope": func(h *kpuk.Header) { h.Scope = kpuk.ID{} },
	} {
		m := meeting(1)
		alter(&m.Header)
		if err := s.Save(t.Context(), id(99), m); !errors.Is(err, ErrInvalid) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

// Two forms of one device hold the same record; then a colleague's value comes in.
func TestConflicts(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	save(t, s, meeting(10))
	one, err := Get[kpuk.Meeting](t.Context(), s, id(10))
	if err != nil {
		t.Fatal(err)
	}
	two, err := Get[kpuk.Meeting](t.Context(), s, id(10))
	if err != nil {
		t.Fatal(err)
	}
	one.Place, two.Place = "rumah", "kantor desa"
	save(t, s, one)
	save(t, s, two)
	two.Place = "lapangan" // its author still has not seen "rumah"
	save(t, s, two)
	list, err := s.Conflicts(t.Context(), id(10))
	if err != nil || len(list) != 1 || list[0].Name != "Place" {
		t.Fatalf("%v %v", list, err)
	}
	values := map[any]bool{}
	for _, v := range list[0].Values {
		values[v.Value] = true
	}
	if !values["rumah"] || !values["lapangan"] || list[0].Values[0].Value != "lapangan" {
		t.Errorf("an unseen value is gone: %v", list[0].Values)
	}
	for i, v := range list[0].Values {
		if v.Value == "rumah" {
			if fail := s.Settle(t.Context(), id(99), list[0], i); fail != nil {
				t.Fatal(fail)
			}
		}
	}
	got, err := Get[kpuk.Meeting](t.Context(), s, id(10))
	left, err2 := s.Conflicts(t.Context(), id(10))
	if err != nil || err2 != nil || got.Place != "rumah" || len(left) != 0 {
		t.Errorf("after settling: %q, %v, %v %v", got.Place, left, err, err2)
	}
}

// What a later program wrote is neither lost nor rewritten by this one.
func TestUnknownFieldsStay(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	m := meeting(10)
	save(t, s, m)
	rec, err := s.Record(t.Context(), merge.ID(id(10)))
	if err != nil {
		t.Fatal(err)
	}
	state, unknown := merge.Field{Number: 30}, merge.Field{Number: 900}
	extended := []byte{0xa2, 0x01, 0x01, 0x18, 0x63, 0x61, 0x78} // {1: 1, 99: "x"}
	if _, fail := s.Commit(t.Context(), merge.ID{}, []merge.Edit{{
		Record: rec.ID, Kind: rec.Kind, Partition: rec.Partition,
		Writes: []merge.Write{{Field: state, Value: extended}, {Field: unknown, Value: []byte{0x01}}},
	}}); fail != nil {
		t.Fatal(fail)
	}
	got, err := Get[kpuk.Meeting](t.Context(), s, id(10))
	if err != nil || got.State.State != kpuk.Submitted {
		t.Fatalf("%v %v", got, err)
	}
	got.Place = "lain"
	save(t, s, got)
	rec, err = s.Record(t.Context(), merge.ID(id(10)))
	if err != nil || !bytes.Equal(rec.Field(state).Value(), extended) || rec.Field(unknown).Value() == nil {
		t.Errorf("%v: %x %x", err, rec.Field(state).Value(), rec.Field(unknown).Value())
	}
}

// An error of the disk after the commit: saving again does not double anything.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{"commit", "committed"} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			fail := false
			o := options()
			o.Hook = func(at string) error {
				if fail && at == stage {
					fail = false
					return syscall.EIO
				}
				return nil
			}
			s := fresh(t, o)
			m, e := meeting(10), &kpuk.Entry{Header: head(20), Line: kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 10_000}}
			fail = true
			if err := s.Save(t.Context(), id(99), m, e); !errors.Is(err, syscall.EIO) {
				t.Fatalf("first try: %v", err)
			}
			save(t, s, m, e)
			m.Place = "lain"
			save(t, s, m)
			changes, err := s.Outbox(t.Context(), 0, 0, 0)
			if err != nil || len(changes) != 2 || changes[1].Stamp <= changes[0].Stamp {
				t.Errorf("%v, %v", changes, err)
			}
			if c, err := s.Conflicts(t.Context(), id(10)); err != nil || len(c) != 0 {
				t.Errorf("the repetition conflicts with itself: %v %v", c, err)
			}
			wantSound(t, s)
		})
	}
}

func TestLocal(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	type resume struct{ Step int }
	var got resume
	if ok, err := s.Local(t.Context(), "resume", &got); ok || err != nil {
		t.Errorf("nothing was kept: %v %v", ok, err)
	}
	if err := s.SetLocal(t.Context(), "resume", resume{Step: 4}); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.Local(t.Context(), "resume", &got); !ok || err != nil || got.Step != 4 {
		t.Errorf("%v %v %v", got, ok, err)
	}
	if err := s.SetLocal(t.Context(), "resume", nil); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.Local(t.Context(), "resume", &got); ok || err != nil {
		t.Errorf("after removing: %v %v", ok, err)
	}
	if err := s.SetLocal(t.Context(), "", 1); !errors.Is(err, ErrInvalid) {
		t.Errorf("no name: %v", err)
	}
	if p, err := s.Pending(t.Context()); err != nil || p.Changes != 0 {
		t.Errorf("what is local waits to be sent: %v %v", p, err)
	}
}

func TestAdminScopeIsTheDomains(t *testing.T) {
	t.Parallel()
	p := storetest.Partition()
	if merge.AdminScope(p) != merge.ID(kpuk.AdminScope(kpuk.ID(p))) {
		t.Error("merge and kpuk name different admin scopes")
	}
}

func TestEncodeDecode(t *testing.T) {
	t.Parallel()
	m := meeting(10)
	writes, err := Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	rec := merge.Record{ID: merge.ID(m.ID), Kind: merge.Kind(m.Kind()), Partition: merge.ID(m.Partition)}
	c := merge.Change{Replica: storetest.ReplicaNo(1), Seq: 1, Edits: []merge.Edit{{Record: rec.ID, Kind: rec.Kind, Writes: writes}}}
	if fail := c.Validate(); fail != nil {
		t.Fatal(fail)
	}
	rec.Apply(&c, &c.Edits[0], 1)
	var got kpuk.Meeting
	err = Decode(&rec, &got)
	if diff := cmp.Diff(m, &got, ignoreSeen); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}
