package review_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/review"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// lineCorrected adds a corrected line of no meeting to a desk.
func lineCorrected(d *desk) *kpuk.Amendment {
	group, entry := screentest.ID("group", screentest.Melati), kpuk.ID{7}
	a := &kpuk.Amendment{
		Header: screentest.Head(kpuk.AmendmentID(entry), group), Group: group, Entry: entry,
		Notes: map[kpuk.ID]kpuk.Corrected{{1}: {By: screentest.ID("person", 1), At: screentest.Clock().UnixMilli() - 2*86_400_000, Reason: "Salah baca"}},
		State: kpuk.Standing{State: kpuk.Submitted, By: screentest.ID("person", 1), At: screentest.Clock().UnixMilli() - 2*86_400_000, No: 1},
	}
	d.Book.Put(a)
	return a
}

// TestCorrectedLinesWaitInTheInbox: a corrected line of no meeting waits above the meetings
// and leads to its page; approved, it waits no more.
func TestCorrectedLinesWaitInTheInbox(t *testing.T) {
	d := newDesk(t, "id")
	a := lineCorrected(d)
	m := review.NewModel(d.Env, noWait, func() {})
	rows := m.Amendments()
	if len(rows) != 1 || rows[0].Age != "2 hari" || rows[0].Title != "KPUK Melati" || rows[0].Subtitle != "Koreksi di luar rapat · Nurlaela, 21 Nov" {
		t.Fatalf("%+v", rows)
	}
	v := review.New(d.Env, noWait, nil)
	screentest.Show(t, screentest.Desktop, v.Object())
	screentest.Tap(t, v.Object(), "Koreksi di luar rapat")
	if got := d.Route(); got != (screen.Route{Name: screen.Correct, ID: a.ID}) {
		t.Errorf("went to %+v", got)
	}
	screentest.Picture(t, "amended", screentest.Desktop, v.Object())
	done := kpuk.Clone(a)
	to, err := a.State.Approve(kpuk.Actor{Person: d.Me, Office: kpuk.OfficeCoordinator, At: 1})
	if err != nil {
		t.Fatal(err)
	}
	done.Stand(to)
	d.Book.Put(done)
	if len(m.Amendments()) != 0 {
		t.Error("what was approved still waits")
	}
}
