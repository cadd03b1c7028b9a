package correct_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/correct"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// counted are the meetings as the fixture counted them.
func counted(r *screentest.Rig) []kpuk.Record {
	var out []kpuk.Record
	for _, month := range []int{9, 10} {
		held := r.Book.Meeting(screentest.MeetingID(screentest.Melati, month))
		out = append(out, held.Meeting)
		for _, e := range held.Entries() {
			out = append(out, e)
		}
	}
	return out
}

func shown(t *testing.T, r *screentest.Rig, route screen.Route) *correct.View {
	t.Helper()
	v := correct.New(r.Env, route)
	screentest.Show(t, screentest.Portrait, v.Object())
	return v
}

// TestACorrectionHalfTyped: amount and reason come back with the ripple that they have.
func TestACorrectionHalfTyped(t *testing.T) {
	r := book(t, "id")
	r.Remember()
	route := screen.Route{Name: screen.Correct, ID: lineOf(t, r, 1).ID}
	v := shown(t, r, route)
	screentest.TypeIn(t, v.Object(), "Jumlah", "15000")
	screentest.TypeIn(t, v.Object(), "Alasan", "Salah ba")
	next := r.Again(t, counted(r)...)
	if left := next.Drafts.List(); len(left) != 1 || left[0].Route() != route {
		t.Fatalf("left %+v", left)
	}
	v = shown(t, next, route)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if m := v.Model(); m.Input.Amount != "15000" || m.Input.Reason != "Salah ba" || !m.Ready() || len(m.Sections()) == 0 {
		t.Fatalf("typed %+v, ready %v", m.Input, m.Ready())
	}
	screentest.TapButton(t, v.Object(), "Simpan koreksi")
	if len(next.Kept) != 1 || len(next.Drafts.List()) != 0 {
		t.Errorf("kept %d times, left %+v", len(next.Kept), next.Drafts.List())
	}
}

// TestPartsOfAMeetingAreToldApart: attendance of two women and the count are corrected on one
// meeting; each has its own draft.
func TestPartsOfAMeetingAreToldApart(t *testing.T) {
	r := book(t, "id")
	r.Remember()
	for _, route := range []screen.Route{
		{Name: screen.Correct, ID: october(), Of: screentest.MemberID(screentest.Melati, 1)},
		{Name: screen.Correct, ID: october(), Of: screentest.MemberID(screentest.Melati, 2)},
		{Name: screen.Correct, ID: october(), Tab: correct.TabCount},
	} {
		screentest.TypeIn(t, shown(t, r, route).Object(), "Alasan", "x")
	}
	next := r.Again(t, counted(r)...)
	if left := next.Drafts.List(); len(left) != 3 {
		t.Fatalf("left %+v", left)
	}
	route := screen.Route{Name: screen.Correct, ID: october(), Of: screentest.MemberID(screentest.Melati, 2)}
	f := next.Fill("correct-"+route.Of.String(), october(), route)
	f.Type("presence", kpuk.Sick.String(), kpuk.Present.String())
	v := shown(t, next, route)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if v.Model().Input.Presence != kpuk.Sick || v.Model().Input.Reason != "x" {
		t.Errorf("typed %+v", v.Model().Input)
	}
}
