package today_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/today"
	"pendamping/kpuk"
)

// TestReturnedLinesAreNeeds: a correction outside of meetings that was returned is on the
// first page with the coordinator's words, and leads to its review.
func TestReturnedLinesAreNeeds(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	group, entry := screentest.ID("group", screentest.Melati), kpuk.ID{7}
	a := &kpuk.Amendment{
		Header: screentest.Head(kpuk.AmendmentID(entry), group), Group: group, Entry: entry,
		State: kpuk.Standing{State: kpuk.Returned, By: screentest.ID("person", 2), At: screentest.Clock().UnixMilli(), Comment: "Mana bukunya?"},
	}
	rig.Book.Put(a)
	m := today.NewModel(rig.Env, status)
	if len(m.Needs) != 3 || m.Needs[1].Kind != today.Amend || m.Needs[1].Text != "“Mana bukunya?”" {
		t.Fatalf("%+v", m.Needs)
	}
	m.Go(m.Needs[1])
	if got := rig.Route(); got != (screen.Route{Name: screen.Correct, ID: a.ID}) {
		t.Errorf("went to %+v", got)
	}
}
