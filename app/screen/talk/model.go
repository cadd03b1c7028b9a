// Package talk is the part of a screen that shows what was asked about a meeting, at the
// place it speaks of, with what was answered; and what happened to the meeting on its way
// between facilitator and coordinator.
//
// A thread is told in words by [Read]; how it is answered is the screen's, by its [Host].
package talk

import (
	"errors"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/assets/translation"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Answer is one word in a thread.
type Answer struct {
	By, At, Text string
	Done         bool // it ended the thread
	Right        bool // it says that what was asked about is right as it is
}

// Point is a thread in words.
type Point struct {
	Thread kpuk.ID // zero: the comment on the whole meeting, which nobody answers
	Step   kpuk.Step
	Of     kpuk.ID
	Name   string // member it is about, if any
	Field  string // of the step; empty for the step
	By, At string
	Text   string

	Answers []Answer
	Waits   bool // who began it waits for an answer
	Mended  bool
	Right   bool // it was answered that it is right as it is
	Handled bool // nothing is left to do about it
	Closed  bool
}

// Place is what the thread is about within its step: whose, and which field. Empty for the
// whole step.
func (p Point) Place() string {
	return strings.Trim(p.Name+" · "+p.Field, " ·")
}

// Read words a thread of a group's meeting.
func Read(env *screen.Env, g *book.Group, t *kpuk.Thread) Point {
	p := Point{
		Thread: t.ID, Step: t.Step, Of: t.Of, Text: t.Text, By: Person(env, g, t.By), At: Moment(env, t.At),
		Waits: t.Waits(), Mended: t.Mended(), Right: t.Right(), Handled: t.Handled(), Closed: t.Closed(),
	}
	p.Name, p.Field = Place(env, g, t.Of, t.Field)
	for _, r := range t.Replies {
		p.Answers = append(p.Answers, Answer{
			By: Person(env, g, r.By), At: Moment(env, r.At), Text: r.Text, Done: r.Done, Right: r.Right,
		})
	}
	return p
}

// MayAnswer tells whether the person signed in may answer what is asked.
func MayAnswer(env *screen.Env) bool {
	return env.Office == kpuk.OfficeFacilitator || env.Office == kpuk.OfficeCoordinator || env.Office == kpuk.OfficeNetworkAdmin
}

// Problem words why an answer was not taken.
func Problem(t *translation.Printer, err error) string {
	switch {
	case errors.Is(err, kpuk.ErrNoReason):
		return t.T("talk.need_right")
	case errors.Is(err, kpuk.ErrNoComment):
		return t.T("talk.need_answer")
	default:
		return screen.Words(t, err)
	}
}

// ReadAll words all that was asked and answered about a group's meeting, by step and time;
// the reasons for opening steps are in its history.
func ReadAll(env *screen.Env, g *book.Group, m *kpuk.Meeting) []Point {
	var out []Point
	for _, t := range m.Threads() {
		if t.Opens == 0 {
			out = append(out, Read(env, g, &t))
		}
	}
	return out
}

// Person names who wrote: somebody of the staff, or a word for one not known here.
func Person(env *screen.Env, g *book.Group, id kpuk.ID) string {
	if p := env.Book.Person(id); p != nil {
		return p.Name
	}
	if g != nil {
		if name := g.NameOf(id); name != "" {
			return name
		}
	}
	return env.Text.T("talk.somebody")
}

// Moment words a time of a device's clock; empty for none.
func Moment(env *screen.Env, ms int64) string {
	if ms == 0 {
		return ""
	}
	at := time.UnixMilli(ms).In(env.Now().Location())
	return env.Text.DayMonth(at) + ", " + env.Text.Clock(at)
}

// Place words the field that a comment speaks of, or which line, loan or follow-up, and the
// member whose it is.
func Place(env *screen.Env, g *book.Group, of kpuk.ID, field string) (name, words string) {
	t := env.Text
	if !of.IsZero() && g != nil {
		name = g.NameOf(of)
	}
	if kind, err := kpuk.ParseName[kpuk.EntryKind](field); err == nil {
		return name, t.T("word.entry." + kind.String())
	}
	if note, ok := kpuk.NoteOf(field); ok {
		if note == kpuk.Denominations()[len(kpuk.Denominations())-1] {
			return name, t.T("talk.field.coins")
		}
		return name, t.T("talk.field.note", "Note", t.Amount(int64(note)))
	}
	if topic, ok := kpuk.TopicOf(field); ok {
		return name, t.T("word.topic." + topic)
	}
	switch field {
	case kpuk.FieldLine, kpuk.FieldLoan, kpuk.FieldTask:
		if what := record(env, g, of); what != "" {
			return "", t.T("talk.field.named", "Field", t.T("talk.field."+field), "What", what)
		}
		return "", t.T("talk.field." + field)
	case kpuk.FieldOpening, kpuk.FieldIn, kpuk.FieldOut, kpuk.FieldExpected, kpuk.FieldCounted, kpuk.FieldDifference,
		kpuk.FieldDiscussion, kpuk.FieldDecisions:
		return name, t.T("talk.field." + field)
	default:
		return name, ""
	}
}

// record words a line, a loan or a follow-up; empty when it is not held.
func record(env *screen.Env, g *book.Group, id kpuk.ID) string {
	t := env.Text
	whose := func(member kpuk.ID) string {
		if g == nil || member.IsZero() {
			return ""
		}
		return g.NameOf(member)
	}
	switch r := env.Book.Record(id).(type) {
	case *kpuk.Entry:
		words := strings.Trim(r.Line.Note+" · "+whose(r.Line.Member), " ·")
		return strings.Trim(t.T("word.entry."+r.Line.Kind.String())+" · "+words, " ·") + " " + t.Amount(int64(r.Line.Amount))
	case *kpuk.Loan:
		return strings.TrimSpace(whose(r.Member) + " " + t.Amount(int64(r.Terms.Principal)))
	case *kpuk.Task:
		return r.What
	default:
		return ""
	}
}

// Event is one thing that happened to a meeting, in words.
type Event struct {
	Kind kpuk.EventKind
	Name string // what happened
	Note string // who and when
	Text string // why, where somebody said so
}

// Events tells what happened to a meeting, the earliest first.
func Events(env *screen.Env, g *book.Group, m *kpuk.Meeting) []Event {
	var out []Event
	for _, e := range m.Events() {
		at := time.UnixMilli(e.At).In(env.Now().Location())
		note := env.Text.Date(at) + ", " + env.Text.Clock(at)
		if e.At == 0 {
			note = ""
		}
		if !e.By.IsZero() {
			note = strings.TrimSuffix(Person(env, g, e.By)+", "+note, ", ")
		}
		out = append(out, Event{Kind: e.Kind, Name: env.Text.T("talk.event." + e.Kind.String()), Note: note, Text: e.Text})
	}
	return out
}
