package screen

import (
	"strings"

	"pendamping/kpuk"
)

// DraftTitle words what a draft is about: the form, and the record or what was typed first.
func (e *Env) DraftTitle(d *Draft) (form, about string) {
	t := e.Text
	name := d.Form
	for _, begin := range []string{"correct", "meeting-answer"} { // there is one for each part or thread
		if strings.HasPrefix(name, begin) {
			name = begin
		}
	}
	form = t.T("draft.form." + name)
	switch r := e.Book.Record(d.Record).(type) {
	case *kpuk.Member:
		about = r.Name
	case *kpuk.Group:
		about = t.T("draft.group", "Name", r.Name)
	case *kpuk.Loan:
		if m := e.Book.Member(r.Member); m != nil {
			about = m.Name
		}
	case *kpuk.Visit:
		about = e.Area(r.Village) + ", " + t.Date(r.Date.Time())
	case *kpuk.Activity:
		about = r.Title
	case *kpuk.Task:
		about = r.What
	case *kpuk.Meeting:
		about = t.Date(r.Date.Time())
		if g := e.Book.Group(r.Group); g != nil {
			about = t.T("draft.group", "Name", g.Name) + ", " + about
		}
	case *kpuk.Entry:
		about = t.T("word.entry."+r.Line.Kind.String()) + ", " + t.Date(r.Line.Date.Time())
	default: // of a kind that no form is about, or of nothing
	}
	for _, first := range []string{"name", "Name", "what"} {
		if typed := d.Typed[first]; typed != "" && (about == "" || d.Record.IsZero() || d.Form == FormNewMember) {
			about = typed
		}
	}
	return form, about
}

// DraftWords says in a line what a draft is about and when it was typed into last.
func (e *Env) DraftWords(d *Draft) string {
	form, about := e.DraftTitle(d)
	if about != "" {
		form += ": " + about
	}
	return e.Text.T("draft.typed", "What", form, "When", e.draftTime(d))
}

// DraftLine is a line about a draft whose title stands above it.
func (e *Env) DraftLine(about string, d *Draft) string {
	if about == "" {
		return e.Text.T("draft.when", "When", e.draftTime(d))
	}
	return e.Text.T("draft.typed", "What", about, "When", e.draftTime(d))
}

// draftTime is when a draft was typed into last.
func (e *Env) draftTime(d *Draft) string {
	at := d.Time().In(e.Now().Location())
	when := e.Text.Clock(at)
	if kpuk.DateOf(at) != e.Today() {
		when = e.Text.Date(at) + ", " + when
	}
	return when
}
