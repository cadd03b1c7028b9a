package rule_test

import (
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/rule"
	"pendamping/sync/merge"
)

// id makes an ID that is the same for the same number.
func id(n byte) kpuk.ID { return kpuk.ID{1: n, 15: 1} }

// The people of these tests by their office; anybody else is nobody.
var offices = map[kpuk.ID]kpuk.Office{
	id(1): kpuk.OfficeFacilitator, id(2): kpuk.OfficeCoordinator, id(3): kpuk.OfficeNetworkAdmin, id(4): kpuk.OfficeViewer,
}

// rules are those of a hub that knows the people above.
func rules() rule.Rules {
	return rule.Rules{Office: func(p kpuk.ID) kpuk.Office { return offices[p] }}
}

// head is the header of a record in a scope of one federation.
func head(n byte, scope kpuk.ID) kpuk.Header {
	return kpuk.Header{ID: id(n), Partition: id(100), Scope: scope}
}

// writer is a person at a device, and what she has seen.
type writer struct {
	person  kpuk.ID
	replica byte
	seq     uint64
	seen    merge.Context
}

// saves makes the change of all of a record, as a screen saves it, or of one field.
func (w writer) saves(t rapid.TB, rec kpuk.Record, only ...uint16) merge.Change {
	t.Helper()
	writes, err := store.Encode(rec)
	if err != nil {
		t.Fatal(err)
	}
	h := rec.Head()
	e := merge.Edit{Record: merge.ID(h.ID), Kind: merge.Kind(rec.Kind()), Partition: merge.ID(h.Partition), Scope: merge.ID(h.Scope)}
	for _, one := range writes {
		one.Context = w.seen
		if len(only) == 0 || one.Field.Number == only[0] {
			e.Writes = append(e.Writes, one)
		}
	}
	return merge.Change{Replica: merge.Replica{w.replica}, Seq: w.seq, Stamp: merge.Stamp(w.seq), Author: merge.ID(w.person), Edits: []merge.Edit{e}}
}

// held is what a replica knows of a record after changes to it.
func held(changes ...merge.Change) func(merge.ID) (merge.Record, bool) {
	recs := map[merge.ID]*merge.Record{}
	for i := range changes {
		for j := range changes[i].Edits {
			e := &changes[i].Edits[j]
			r := recs[e.Record]
			if r == nil {
				r = &merge.Record{ID: e.Record, Kind: e.Kind, Partition: e.Partition}
				recs[e.Record] = r
			}
			r.Apply(&changes[i], e, uint64(i+1))
		}
	}
	return func(id merge.ID) (merge.Record, bool) {
		if r := recs[id]; r != nil {
			return *r, true
		}
		return merge.Record{}, false
	}
}

// unreadable is a removal that cannot be read.
func unreadable() merge.Write {
	return merge.Write{Field: merge.Field{Number: kpuk.FieldRemoved}, Value: []byte{0xff}}
}

// meeting is a routine meeting in a state.
func meeting(state kpuk.MeetingState) *kpuk.Meeting {
	return &kpuk.Meeting{
		Header: head(20, id(10)), Group: id(10), Date: kpuk.NewDate(2026, 11, 23),
		State: kpuk.Standing{State: state, By: id(1), At: 1, Comment: "lihat kas"},
	}
}

// TestOnlyReviewersApprove tries every move of a meeting in every office and holds the
// hub's answer against the rule that the screens ask too.
func TestOnlyReviewersApprove(t *testing.T) {
	const stateField = 30
	for from := kpuk.Draft; from <= kpuk.Approved; from++ {
		for to := kpuk.Draft; to <= kpuk.Approved; to++ {
			for author := range offices {
				first := writer{id(1), 1, 1, nil}.saves(t, meeting(from))
				next := writer{author, 2, 1, merge.Context{{Replica: merge.Replica{1}, Seq: 1}}}.saves(t, meeting(to), stateField)
				if to == kpuk.Draft { // the zero state is cleared, not written
					next.Edits[0].Writes = []merge.Write{{Field: merge.Field{Number: stateField}, Context: merge.Context{{Replica: merge.Replica{1}, Seq: 1}}}}
				}
				got := rules().Judge(next, held(first)).Code
				want := merge.RuleBroken
				if kpuk.MayMove(from, to, offices[author]) {
					want = merge.Accepted
				}
				if got != want {
					t.Errorf("%v from %v to %v: verdict %d, want %d", offices[author], from, to, got, want)
				}
			}
		}
	}
}

// TestStrangersMoveNothing: a person who is not in the records has no office.
func TestStrangersMoveNothing(t *testing.T) {
	first := writer{id(1), 1, 1, nil}.saves(t, meeting(kpuk.Submitted))
	next := writer{id(9), 2, 1, merge.Context{{Replica: merge.Replica{1}, Seq: 1}}}.saves(t, meeting(kpuk.Approved), 30)
	if got := rules().Judge(next, held(first)); got.Code != merge.RuleBroken || got.Detail != "State" || got.Seq != 1 {
		t.Errorf("verdict %+v", got)
	}
}

// TestApprovedFromTheStart: a meeting cannot begin its life approved, whoever says so.
func TestApprovedFromTheStart(t *testing.T) {
	for author, office := range offices {
		got := rules().Judge(writer{author, 1, 1, nil}.saves(t, meeting(kpuk.Approved)), held()).Code
		if got != merge.RuleBroken {
			t.Errorf("%v brings a meeting that nobody submitted as approved: %d", office, got)
		}
	}
	if got := rules().Judge(writer{id(1), 1, 1, nil}.saves(t, meeting(kpuk.Submitted)), held()).Code; got != merge.Accepted {
		t.Errorf("a facilitator hands in what she wrote without a network: %d", got)
	}
}

// TestMovedBehindHerBack: who wrote without having seen the last move is not at fault.
// The facilitator hands in again while the coordinator returns: both stand, for people to
// settle, and never does that let a facilitator approve.
func TestMovedBehindHerBack(t *testing.T) {
	first := writer{id(1), 1, 1, nil}.saves(t, meeting(kpuk.Submitted))
	seen := merge.Context{{Replica: merge.Replica{1}, Seq: 1}}
	returned := writer{id(2), 2, 1, seen}.saves(t, meeting(kpuk.Returned), 30)
	again := writer{id(1), 1, 2, seen}.saves(t, meeting(kpuk.Submitted), 30)
	if got := rules().Judge(again, held(first, returned)).Code; got != merge.Accepted {
		t.Errorf("handing in again: %d", got)
	}
	approve := writer{id(1), 1, 2, seen}.saves(t, meeting(kpuk.Approved), 30)
	if got := rules().Judge(approve, held(first, returned)).Code; got != merge.RuleBroken {
		t.Errorf("a facilitator approves behind the coordinator's back: %d", got)
	}
}

// TestConflictIsNotSettledByApproving: the hub holds an approval and a return that did not
// know of each other. Only who may approve may choose the approval.
func TestConflictIsNotSettledByApproving(t *testing.T) {
	first := writer{id(1), 1, 1, nil}.saves(t, meeting(kpuk.Submitted))
	seen := merge.Context{{Replica: merge.Replica{1}, Seq: 1}}
	approved := writer{id(2), 2, 1, seen}.saves(t, meeting(kpuk.Approved), 30)
	returned := writer{id(3), 3, 1, seen}.saves(t, meeting(kpuk.Returned), 30)
	both := merge.Context{{Replica: merge.Replica{1}, Seq: 1}, {Replica: merge.Replica{2}, Seq: 1}, {Replica: merge.Replica{3}, Seq: 1}}
	for author, office := range offices {
		for to := kpuk.Submitted; to <= kpuk.Approved; to++ {
			got := rules().Judge(writer{author, 4, 1, both}.saves(t, meeting(to), 30), held(first, approved, returned)).Code
			reviews := office == kpuk.OfficeCoordinator || office == kpuk.OfficeNetworkAdmin
			want := reviews || to == kpuk.Submitted && office == kpuk.OfficeFacilitator
			if (got == merge.Accepted) != want {
				t.Errorf("%v settles it as %v: verdict %d", office, to, got)
			}
		}
	}
}

// TestOwnValuesAreJudged: where somebody else wrote at the same time, the author answers
// for her own value, not for the one that is shown.
func TestOwnValuesAreJudged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bad := &kpuk.Member{Header: head(30, id(10)), Group: id(10), Name: "Inaq Sahnim", NIK: "12"}
		good := kpuk.Clone(bad)
		good.NIK = "5202015203840003"
		mine, other := good, bad
		if rapid.Bool().Draw(t, "mine is bad") {
			mine, other = bad, good
		}
		theirs := writer{id(1), 1, rapid.Uint64Range(1, 9).Draw(t, "theirs"), nil}.saves(t, other)
		own := writer{id(1), 2, rapid.Uint64Range(1, 9).Draw(t, "own"), nil}.saves(t, mine)
		got := rules().Judge(own, held(theirs)).Code
		if want := mine == bad; (got == merge.RuleBroken) != want {
			t.Fatalf("own NIK %q beside %q: verdict %d", mine.NIK, other.NIK, got)
		}
	})
}

// TestHome puts every kind of record into the scope where it belongs, and into another
// group's, where its sums would be missing and others would see it.
func TestHome(t *testing.T) {
	group, other, federation := id(10), id(11), id(100)
	admin := kpuk.AdminScope(federation)
	for name, c := range map[string]struct {
		rec  kpuk.Record
		home kpuk.ID
		any  bool // may lie in several kinds of scope
	}{
		"group":      {rec: &kpuk.Group{Header: kpuk.Header{ID: group}}, home: group},
		"member":     {rec: &kpuk.Member{Header: kpuk.Header{ID: id(30)}, Group: group}, home: group},
		"meeting":    {rec: &kpuk.Meeting{Header: kpuk.Header{ID: id(20)}, Group: group}, home: group},
		"loan":       {rec: &kpuk.Loan{Header: kpuk.Header{ID: id(40)}, Group: group}, home: group},
		"entry":      {rec: &kpuk.Entry{Header: kpuk.Header{ID: id(50)}, Line: kpuk.EntryLine{Group: group}}, home: group},
		"person":     {rec: &kpuk.Person{Header: kpuk.Header{ID: id(1)}}, home: admin},
		"device":     {rec: &kpuk.Device{Header: kpuk.Header{ID: id(60)}}, home: admin},
		"invite":     {rec: &kpuk.Invite{Header: kpuk.Header{ID: id(61)}}, home: admin},
		"federation": {rec: &kpuk.Federation{Header: kpuk.Header{ID: federation}}, home: federation},
		"held":       {rec: &kpuk.Held{Header: kpuk.Header{ID: id(70)}, Author: id(1)}, home: id(1)},
		"visit":      {rec: &kpuk.Visit{Header: kpuk.Header{ID: id(80)}}, home: kpuk.VillageScope("52.02.02.2001"), any: true},
		"task":       {rec: &kpuk.Task{Header: kpuk.Header{ID: id(81)}}, home: group, any: true},
	} {
		h := c.rec.Head()
		h.Partition, h.Scope = federation, c.home
		if !rule.Home(c.rec) {
			t.Errorf("%s is not at home in its own scope", name)
		}
		h.Scope = other
		if rule.Home(c.rec) != c.any {
			t.Errorf("%s in another group's scope: %v", name, !c.any)
		}
	}
	stray := &kpuk.Federation{Header: kpuk.Header{ID: id(99), Partition: federation, Scope: federation}}
	if rule.Home(stray) {
		t.Error("a second federation is at home in the partition of the first")
	}
}

// TestNothingHidesInAPersonsScope: only held changes lie there, since nobody looks for
// anything else in it.
func TestNothingHidesInAPersonsScope(t *testing.T) {
	task := &kpuk.Task{Header: head(81, id(2)), What: "Urus BPJS", Who: "Nurlaela"}
	if got := rules().Judge(writer{id(1), 1, 1, nil}.saves(t, task), held()); got.Code != merge.RuleBroken || got.Detail != "scope" {
		t.Errorf("a task in the coordinator's own scope: %+v", got)
	}
	task.Scope = id(10)
	if got := rules().Judge(writer{id(1), 1, 1, nil}.saves(t, task), held()); got.Code != merge.Accepted {
		t.Errorf("a task in a group's: %+v", got)
	}
}

// TestBlank makes each kind of record, and none of a later version.
func TestBlank(t *testing.T) {
	known := 0
	for kind := range kpuk.Kind(200) {
		if r := rule.Blank(kind); r != nil {
			known++
			if r.Kind() != kind {
				t.Errorf("kind %d makes a record of kind %d", kind, r.Kind())
			}
		}
	}
	if known < 15 {
		t.Errorf("%d kinds are known", known)
	}
	later := writer{id(1), 1, 1, nil}.saves(t, &kpuk.Task{Header: head(81, id(10)), What: "x"})
	later.Edits[0].Kind = 199
	if got := rules().Judge(later, held()).Code; got != merge.UnknownKind {
		t.Errorf("a kind of a later version: %d", got)
	}
	broken := writer{id(1), 1, 1, nil}.saves(t, &kpuk.Task{Header: head(81, id(10)), What: "x"})
	broken.Edits[0].Writes = append(broken.Edits[0].Writes, unreadable())
	if got := rules().Judge(broken, held()).Code; got != merge.Malformed {
		t.Errorf("a removal that is no CBOR: %d", got)
	}
}
