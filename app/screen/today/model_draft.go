package today

import (
	"pendamping/app/screen"
)

// Draft is a form that was left half-filled.
type Draft struct {
	Title, Text string
	Route       screen.Route

	draft screen.Draft
}

// loadDrafts lists the forms that were left half-filled, the latest first.
func (m *Model) loadDrafts() {
	m.Drafts = nil
	for _, d := range m.env.Drafts.List() {
		title, text := m.env.DraftTitle(&d)
		m.Drafts = append(m.Drafts, Draft{Title: title, Text: m.env.DraftLine(text, &d), Route: d.Route(), draft: d})
	}
}

// Throw gives a form up and returns how to take that back; nil when it is gone already.
func (m *Model) Throw(d Draft) (back func()) { return m.env.Drafts.Drop(d.draft.Form, d.draft.Record) }
