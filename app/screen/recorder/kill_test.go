package recorder_test

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"
	"pgregory.net/rapid"

	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/shareout"
	"pendamping/app/theme"
	"pendamping/kpuk"
)

// seen is all that a facilitator sees of a meeting where she stands.
type seen struct {
	Step       kpuk.Step
	Sharing    bool
	Row, Col   int
	Note       int
	Rows       []recorder.Row
	Tally      recorder.Tally
	Box        kpuk.CashSheet
	Steps      [7]recorder.StepState
	Turnout    kpuk.Quorum
	Loans      []recorder.LoanCard
	Lines      []recorder.GroupLine
	Share      shareout.Result
	Visitors   []string
	Discussion string
	Lacks      []recorder.Lack
}

// look takes in a meeting. The grid is looked at where it is shown.
func look(m *recorder.Model) seen {
	s := seen{
		Step: m.Step(), Sharing: m.Sharing(), Box: m.Box(), Steps: m.Steps(), Turnout: m.Turnout(), Loans: m.Loans(),
		Lines: m.GroupLines(), Visitors: m.Visitors(), Discussion: m.Discussion(), Lacks: m.Lacks(),
	}
	if m.Step() == kpuk.StepCash {
		s.Note = m.CashRowSelected()
	}
	if m.Sharing() {
		s.Share = m.Share()
	}
	if m.Step() != kpuk.StepMoney || m.Sharing() {
		return s
	}
	s.Tally = m.Tally()
	s.Row, s.Col = m.Cell()
	for i := range m.Rows() {
		s.Rows = append(s.Rows, m.Row(i))
	}
	return s
}

// deed does one thing that can be done in a meeting.
func deed(t *rapid.T, m *recorder.Model) {
	who := rapid.IntRange(1, 11).Draw(t, "who")
	small := rapid.IntRange(0, 9).Draw(t, "small")
	loan := func(do func(kpuk.ID)) {
		if cards := m.Loans(); len(cards) > 0 {
			do(cards[small%len(cards)].ID)
		}
	}
	in := recorder.LoanInput{Member: memberID(who), Amount: "200.000", Instalments: "5", Purpose: "Modal"}
	deeds := []func(){
		func() { m.Finish() }, func() { m.Finish() }, func() { m.Previous() }, func() { m.Go(kpuk.Step(1 + who%7)) },
		func() {
			if m.Step() == kpuk.StepAttendance { // the grid is made when it is opened
				m.SetPresence(memberID(who), kpuk.Presence(1+small%6))
				m.ShiftMoment(memberID(who), small-5)
			}
		},
		func() { m.AddVisitor("Tamu " + string(rune('A'+small))) }, func() { m.SelectCell(who-1, small%3) },
		func() { m.Digits("5") }, func() { m.Digits("000") }, func() { m.Backspace() }, func() { m.Confirm() }, func() { m.Confirm() },
		func() { m.Reopen(who - 1) }, func() { m.Entrust(who - 1) }, func() { m.NextColumn() },
		func() { m.TogglePaid(memberID(who)) }, func() { m.TogglePaid(kpuk.ID{}) }, func() { m.RequestLoan(in) },
		func() { loan(func(id kpuk.ID) { m.ApproveLoan(id, in) }) }, func() { loan(func(id kpuk.ID) { m.DisburseLoan(id) }) },
		func() { loan(func(id kpuk.ID) { m.RejectLoan(id, "belum") }) }, func() { loan(m.ReopenLoan) }, func() { loan(m.ReturnLoan) },
		func() {
			m.AddGroupLine(recorder.GroupInput{Kind: kpuk.EntryGroupExpense, Amount: "15.000", Words: "Jajan"})
		},
		func() { m.SelectCash(small % 7) }, func() { m.CashDigits("3") }, func() { m.SetReason("Kembalian") },
		func() { m.SetDiscussion("Bahasan " + string(rune('a'+small))) }, func() { m.SetTopic("business", small > 4) },
		func() { m.TakeBack() },
	}
	deeds[rapid.IntRange(0, len(deeds)-1).Draw(t, "deed")]()
}

// TestKillAndReopen does anything in a share-out meeting, and after each deed opens it
// anew from what was kept: the same step, cell, rows, money and envelopes are there. Half
// of the time it goes on with the one that was opened anew, as after a kill.
func TestKillAndReopen(t *testing.T) {
	rapid.Check(t, func(p *rapid.T) {
		r := yearly(t, "id")
		m := open(t, r, route())
		for range rapid.IntRange(1, 16).Draw(p, "deeds") {
			deed(p, m)
			last, ok := r.Locals[recorder.ResumeKey].(recorder.Resume)
			if !ok {
				p.Fatal("no place is kept")
			}
			again, err := recorder.NewModel(r.Env, screen.Route{ID: last.Meeting, Step: last.Step, Cell: last.Cell}, recorder.Options{})
			if err != nil {
				p.Fatal(err)
			}
			got, want := reflect.ValueOf(look(again)), reflect.ValueOf(look(m))
			for i := range got.NumField() {
				if x, y := got.Field(i).Interface(), want.Field(i).Interface(); !reflect.DeepEqual(x, y) {
					p.Fatalf("reopened at %+v: %s is %+v, was %+v", last, got.Type().Field(i).Name, x, y)
				}
			}
			if rapid.Bool().Draw(p, "killed") {
				m = again
			}
		}
	})
}

// TestNothingIsCutInLargeText draws the pages that open inside the steps with text 1.3
// times as large.
func TestNothingIsCutInLargeText(t *testing.T) {
	share := at(kpuk.StepMoney)
	share.Cell = "share"
	for name, c := range map[string]struct {
		to   screen.Route
		open func(t *testing.T, r *screentest.Rig, v *recorder.View)
	}{
		"share": {share, func(*testing.T, *screentest.Rig, *recorder.View) {}},
		"loan": {at(kpuk.StepCash), func(t *testing.T, r *screentest.Rig, v *recorder.View) {
			t.Helper()
			withLoans(v.Model())
			v.Refresh()
			press(t, v, r.Text.T("lending.decide"))
		}},
		"sign": {at(kpuk.StepClose), func(t *testing.T, r *screentest.Rig, v *recorder.View) {
			t.Helper()
			press(t, v, r.Text.T("sign.sign"))
		}},
	} {
		for _, layout := range []string{screentest.Portrait, screentest.Landscape} {
			for _, lang := range []string{"id", "en"} {
				t.Run(name+"/"+layout+"/"+lang, func(t *testing.T) {
					r := yearly(t, lang)
					inMoney(t, r)
					test.ApplyTheme(t, theme.New(base.VariantLight, 1.3))
					v := recorder.New(r.Env, c.to, recorder.Options{})
					c.open(t, r, v)
					w := test.NewTempWindow(t, nil)
					w.SetPadded(false)
					w.SetContent(v.Object())
					w.Resize(screentest.Size(layout))
					for _, cut := range screentest.Cut(v.Object()) {
						t.Error(cut)
					}
				})
			}
		}
	}
}
