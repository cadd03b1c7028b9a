package rule_test

import (
	"slices"
	"testing"

	"pendamping/kpuk"
	"pendamping/store/rule"
	"pendamping/sync/merge"
)

func TestRightsOf(t *testing.T) {
	village, group := kpuk.VillageScope("52.02.02.2001"), id(10)
	assigned := map[kpuk.ID]kpuk.Assignment{village: {Granted: true}, group: {Granted: false}}
	gone := kpuk.Header{ID: id(1), Removed: kpuk.Removal{Reason: "keluar"}}
	for name, c := range map[string]struct {
		person *kpuk.Person
		device kpuk.Device
		want   rule.Rights
	}{
		"facilitator": {
			&kpuk.Person{Office: kpuk.OfficeFacilitator, Assigned: assigned},
			kpuk.Device{Person: id(1)},
			rule.Rights{Scopes: []kpuk.ID{village, id(1)}},
		},
		"coordinator":   {&kpuk.Person{Office: kpuk.OfficeCoordinator}, kpuk.Device{Person: id(2)}, rule.Rights{All: true, Admin: true}},
		"admin":         {&kpuk.Person{Office: kpuk.OfficeNetworkAdmin}, kpuk.Device{Person: id(3)}, rule.Rights{All: true, Admin: true}},
		"viewer of all": {&kpuk.Person{Office: kpuk.OfficeViewer}, kpuk.Device{Person: id(4)}, rule.Rights{All: true, ReadOnly: true}},
		"viewer of some": {
			&kpuk.Person{Office: kpuk.OfficeViewer, Assigned: assigned},
			kpuk.Device{Person: id(4)},
			rule.Rights{ReadOnly: true, Scopes: []kpuk.ID{village, id(4)}},
		},
		"revoked": {
			&kpuk.Person{Office: kpuk.OfficeFacilitator},
			kpuk.Device{Person: id(1), RevokedAt: 5},
			rule.Rights{Revoked: true, Scopes: []kpuk.ID{id(1)}},
		},
		"removed":         {&kpuk.Person{Header: gone, Office: kpuk.OfficeCoordinator}, kpuk.Device{Person: id(1)}, rule.Rights{Revoked: true, ReadOnly: true}},
		"nobody":          {nil, kpuk.Device{Person: id(1)}, rule.Rights{Revoked: true, ReadOnly: true}},
		"a later version": {&kpuk.Person{Office: 77}, kpuk.Device{Person: id(1)}, rule.Rights{ReadOnly: true, Scopes: []kpuk.ID{id(1)}}},
	} {
		got := rule.RightsOf(&c.device, c.person)
		slices.SortFunc(got.Scopes, compare)
		slices.SortFunc(c.want.Scopes, compare)
		same := got.All == c.want.All && got.Admin == c.want.Admin && got.ReadOnly == c.want.ReadOnly && got.Revoked == c.want.Revoked
		if !same || !slices.Equal(got.Scopes, c.want.Scopes) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func compare(a, b kpuk.ID) int { return slices.Compare(a[:], b[:]) }

// TestMayForm lets a facilitator form a group in a village of hers that she accompanies
// herself, and nobody anything else by herself.
func TestMayForm(t *testing.T) {
	const village = "52.02.02.2001"
	hers := func(scope kpuk.ID) bool { return scope == kpuk.VillageScope(village) }
	g := kpuk.Group{Header: head(10, id(10)), Name: "Melati", Village: village, Facilitator: id(1)}
	elsewhere, others := g, g
	elsewhere.Village, others.Facilitator = "52.02.02.2002", id(2)
	for name, c := range map[string]struct {
		group  kpuk.Group
		office kpuk.Office
		want   bool
	}{
		"hers":            {g, kpuk.OfficeFacilitator, true},
		"elsewhere":       {elsewhere, kpuk.OfficeFacilitator, false},
		"for a colleague": {others, kpuk.OfficeFacilitator, false},
		"a viewer's":      {g, kpuk.OfficeViewer, false},
	} {
		if got := rule.MayForm(&c.group, id(1), c.office, hers); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestNewGroup reads a group out of the change that makes it.
func TestNewGroup(t *testing.T) {
	c := writer{id(1), 1, 1, nil}.saves(t, &kpuk.Group{Header: head(10, id(10)), Name: "Melati", Village: "52.02.02.2001", Facilitator: id(1)})
	g, ok := rule.NewGroup(&c, &c.Edits[0])
	if !ok || g.Name != "Melati" || g.Village != "52.02.02.2001" || g.Facilitator != id(1) {
		t.Errorf("%v %+v", ok, g)
	}
	c.Edits[0].Writes = append(c.Edits[0].Writes, unreadable())
	if _, ok = rule.NewGroup(&c, &c.Edits[0]); ok {
		t.Error("a group that cannot be read is one")
	}
	task := writer{id(1), 1, 1, nil}.saves(t, &kpuk.Task{Header: head(81, id(10)), What: "x"})
	if _, ok = rule.NewGroup(&task, &task.Edits[0]); ok {
		t.Error("a task is a group")
	}
}

// putAside is a change that the hub keeps in quarantine, of facilitator 1.
func putAside(state kpuk.HeldState, by kpuk.ID) *kpuk.Held {
	h := &kpuk.Held{Author: id(1), Replica: []byte{1, 2, 3, 4, 5, 6, 7, 8}, Seq: 7, Verdict: 1, State: kpuk.HeldStanding{State: state, By: by, At: 1, Comment: "lihat"}}
	h.Header = kpuk.Header{ID: kpuk.HeldID(h.Replica, h.Seq), Partition: id(100), Scope: id(1)}
	return h
}

// TestAnswersToHeldChanges: coordinators release or return, the author is done with what
// came back, each in her own name, and nobody else says anything.
func TestAnswersToHeldChanges(t *testing.T) {
	const stateField = 18
	seen := merge.Context{{Replica: merge.Replica{9}, Seq: 1}}
	for from := kpuk.HeldWaiting; from <= kpuk.HeldDone; from++ {
		first := writer{id(2), 9, 1, nil}.saves(t, putAside(from, id(2)))
		for to := kpuk.HeldReleased; to <= kpuk.HeldDone; to++ {
			for author := range offices {
				got := rules().Judge(writer{author, 2, 1, seen}.saves(t, putAside(to, author), stateField), held(first)).Code
				want := merge.RuleBroken
				if kpuk.MayAnswer(from, to, offices[author], author == id(1)) {
					want = merge.Accepted
				}
				if got != want {
					t.Errorf("%v from %v to %v: verdict %d, want %d", offices[author], from, to, got, want)
				}
			}
		}
	}
}

// TestHeldChangesStay: what was put aside is not altered, and no answer is given in
// another's name: a coordinator who releases must be able to trust what she reads.
func TestHeldChangesStay(t *testing.T) {
	seen := merge.Context{{Replica: merge.Replica{9}, Seq: 1}}
	first := writer{id(2), 9, 1, nil}.saves(t, putAside(kpuk.HeldWaiting, id(2)))
	for name, c := range map[string]merge.Change{
		"another verdict":   writer{id(2), 2, 1, seen}.saves(t, putAside(kpuk.HeldWaiting, id(2)), 15),
		"all of it":         writer{id(2), 2, 1, seen}.saves(t, putAside(kpuk.HeldReleased, id(2))),
		"in another's name": writer{id(2), 2, 1, seen}.saves(t, putAside(kpuk.HeldReleased, id(3)), 18),
	} {
		if got := rules().Judge(c, held(first)); got.Code != merge.RuleBroken || got.Detail != "Held" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
