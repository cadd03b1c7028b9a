package conflicts_test

import (
	"testing"

	"pendamping/app/screen/conflicts"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// disputed is a book in which Nurlaela corrected Inaq Sahnim's savings of October to 15.000,
// and Sumarni said that they were another woman's.
func disputed(t *testing.T, rig *screentest.Rig) {
	t.Helper()
	g := rig.Book.Group(screentest.ID("group", screentest.Melati))
	id := screentest.MeetingID(screentest.Melati, 10)
	var wrong *kpuk.Entry
	for _, e := range rig.Book.Meeting(id).Entries() {
		if e.Line.Kind == kpuk.EntryWajib && e.Line.Member == screentest.MemberID(screentest.Melati, 1) {
			wrong = e
		}
	}
	var all []kpuk.Record
	notes := map[kpuk.ID]kpuk.Corrected{}
	var held *kpuk.Meeting
	for n, c := range []kpuk.Correction{
		{Line: kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 15_000, Member: wrong.Line.Member}, Reason: "Salah baca"},
		{Line: kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 10_000, Member: screentest.MemberID(screentest.Melati, 2)}, Reason: "Salah anggota"},
	} {
		c.ID, c.Entry = kpuk.ID{0xd0, byte(n)}, wrong.ID
		c.By = kpuk.Actor{Person: screentest.ID("person", 1+2*n), Office: kpuk.OfficeFacilitator, At: screentest.Clock().UnixMilli() + int64(n)*60_000}
		r, err := g.Holdings().Correct(c, rig.Today())
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range append(r.Voids, r.Writes...) {
			all = append(all, e)
		}
		held = r.Meetings[0]
		notes[c.ID] = held.Corrections[c.ID]
	}
	held.Corrections = notes // as the registers join them, element by element
	rig.Book.Put(append(all, held)...)
}

func TestACorrectionOfTwoIsChosen(t *testing.T) {
	saved := func(rig *screentest.Rig) kpuk.Rupiah {
		return rig.Book.Group(screentest.ID("group", screentest.Melati)).Savings()
	}
	for name, c := range map[string]struct {
		choose func(*conflicts.Model, []conflicts.Side)
		want   kpuk.Rupiah // beside what there was before any correction
	}{
		"the first":  {func(m *conflicts.Model, s []conflicts.Side) { m.Keep(s[0].ID) }, -1},
		"the second": {func(m *conflicts.Model, s []conflicts.Side) { m.Keep(s[1].ID) }, -1},
		"neither":    {func(m *conflicts.Model, _ []conflicts.Side) { m.Decide(kpuk.ID{}) }, -10_000},
	} {
		t.Run(name, func(t *testing.T) {
			rig := desk(t, "id")
			before := saved(rig)
			disputed(t, rig)
			if got := saved(rig) - before; got != 5_000 && got != 0 {
				t.Fatalf("before it is decided savings moved by %d: both corrections count", got)
			}
			m := conflicts.NewModel(rig.Env, &source{}, func() {})
			if m.Count() != 1 || !m.Row(0).Corrected {
				t.Fatalf("%d lines", m.Count())
			}
			m.Open(0)
			sides := m.Sides()
			if len(sides) != 2 || !sides[0].Counts || sides[1].Counts || sides[0].By == sides[1].By {
				t.Fatalf("%+v", sides)
			}
			want := c.want
			for i, s := range sides {
				if name == []string{"the first", "the second"}[i] && s.Facts[2].Value == "Rp 15.000" {
					want = 5_000
				}
			}
			if want == -1 {
				want = 0
			}
			c.choose(m, sides)
			if got := saved(rig) - before; got != want || m.Count() != 0 || m.Failure() != "" {
				t.Errorf("savings moved by %d, want %d; %d lines, %q", got, want, m.Count(), m.Failure())
			}
			if rig.Book.Meeting(screentest.MeetingID(screentest.Melati, 10)).State.State != kpuk.Submitted {
				t.Error("the meeting is not reviewed")
			}
		})
	}
}

// TestDisputesAreForCoordinators: a facilitator sees that it waits and does not decide.
func TestDisputesAreForCoordinators(t *testing.T) {
	rig := screentest.New(t, "id", people()...)
	disputed(t, rig)
	m := conflicts.NewModel(rig.Env, &source{}, func() {})
	m.Open(0)
	kept := len(rig.Kept)
	m.Decide(kpuk.ID{})
	if m.MayDecide() || len(rig.Kept) != kept || len(rig.Book.Disputes()) != 1 {
		t.Error("a facilitator decided")
	}
	held := rig.Book.Meeting(screentest.MeetingID(screentest.Melati, 10))
	if lines, _ := held.Of().Doubts(); lines != 1 || held.Contested() != 1 {
		t.Errorf("the group has %d doubts, the meeting %d", lines, held.Contested())
	}
}

func TestPicturesOfDisputes(t *testing.T) {
	for name, c := range map[string]struct{ layout, lang string }{
		"dispute": {screentest.Desktop, "id"}, "dispute_tablet": {screentest.Portrait, "en"}, "dispute_dark": {screentest.Dark, "id"},
	} {
		t.Run(name, func(t *testing.T) {
			rig := desk(t, c.lang)
			disputed(t, rig)
			screentest.Look(t, c.layout)
			v := conflicts.New(rig.Env, &source{})
			root := screentest.Show(t, c.layout, v.Object()).Content()
			screentest.Tap(t, root, rig.Text.T("conflicts.corrected"))
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}
