package recorder

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// The forms of a meeting among the drafts of the device. All else of a meeting is saved with
// each tap.
const (
	formLoan   = "meeting-loan"
	formDecide = "meeting-decide"
	formLine   = "meeting-line"
	formTask   = "meeting-task"
	formText   = "meeting-text"
)

// sheet opens the draft of a form of the meeting that is drawn in room, which may be nil.
func (v *View) sheet(name string, room *fyne.Container) *form.Sheet {
	return v.sheetOf(name, v.model.meeting.ID, room)
}

// sheetOf is sheet for a form about another record.
func (v *View) sheetOf(name string, record kpuk.ID, room *fyne.Container) *form.Sheet {
	s := form.NewSheet(v.env, name, record, screen.Route{Name: screen.Recorder, ID: v.model.meeting.ID})
	if room != nil {
		s.Redraw = room.Refresh
	}
	return s
}

// left offers forms that were left half-filled.
func (v *View) left(room *fyne.Container, ways ...form.Way) *form.Offer {
	o := form.NewOffer(v.env, ways...)
	o.Redraw = room.Refresh
	return o
}

// kept forgets a form once what it became is saved.
func (v *View) kept(s *form.Sheet) {
	v.model.keeper.Then(func(err error) {
		if err == nil {
			s.Saved()
		}
	})
}

// fresh is the ID of what comes of a form; zero when none can be drawn, which the model says.
func (*View) fresh(s *form.Sheet) kpuk.ID {
	id, err := s.New()
	if err != nil {
		return kpuk.ID{}
	}
	return id
}

// ways lead to the forms of the card of loans.
func (s *loanSheet) ways() []form.Way {
	ways := []form.Way{{Form: formLoan, Record: s.v.model.meeting.ID, Open: s.openRequest}}
	for _, c := range s.v.model.Loans() {
		if c.Status == kpuk.LoanRequested {
			ways = append(ways, form.Way{Form: formDecide, Record: c.ID, Open: func() { s.openDecision(c) }})
		}
	}
	return ways
}

// open opens the draft of a request or a decision.
func (s *loanSheet) open(name string, record kpuk.ID, f *loanForm) *form.Sheet {
	t := s.v.env.Text
	sheet := s.v.sheetOf(name, record, s.form)
	s.left.Hide()
	sheet.Ask("amount", t.T("recorder.loan_amount"), f.amount)
	sheet.Ask("count", t.T("recorder.loan_count"), f.count)
	return sheet
}

// field is a text of the meeting that is kept as it is left. What was being typed when the app
// was ended stands in it again, unless the meeting says something else by now.
func (v *View) field(key string, holds func() string, rows int, keep func(string)) *widget.Field {
	f := field(v.env.Text.T(key), holds(), rows, keep)
	if v.texts == nil {
		v.texts = v.sheet(formText, nil)
	}
	id := v.model.meeting.ID
	v.texts.Edit(key, v.env.Text.T(key), f, func() string { return v.recorded(id, key) })
	left, _ := v.texts.Left()
	if typed, was := left.Typed[key]; was && screen.Same(left.Was[key], v.recorded(id, key)) {
		f.Retype(typed)
	} else if was && !screen.Same(typed, v.recorded(id, key)) {
		f.SetMessage(widget.Waiting, v.env.Text.T("draft.changed", "Was", left.Was[key], "Is", v.recorded(id, key), "Typed", typed))
	}
	return f
}

// recorded is what the book holds of a text of the meeting.
func (v *View) recorded(id kpuk.ID, key string) string {
	held := v.env.Book.Meeting(id)
	if held == nil {
		return ""
	}
	switch key {
	case "recorder.notes":
		return held.Notes
	case "recorder.discussion":
		return held.Discussion
	case "recorder.decisions":
		return held.Decisions
	case "recorder.place":
		return held.Place
	case "recorder.agenda":
		return held.Agenda
	default:
		return held.NextPlace
	}
}
