package meeting

import (
	"pendamping/app/screen"
	"pendamping/app/screen/pictures"
	"pendamping/app/screen/talk"
	"pendamping/kpuk"
)

// Answer answers what was asked about the meeting, whatever state that is in, and tells kept
// when the answer is durable or could not be. It says what is missing and then answers
// nothing.
func (m *Model) Answer(thread kpuk.ID, text string, right bool, kept func()) (problem string) {
	held := m.env.Book.Meeting(m.id)
	id, err := m.env.IDs.New()
	if held == nil || err != nil {
		return m.env.Text.T("error.internal")
	}
	said := kpuk.Clone(held.Meeting)
	by := kpuk.Actor{Person: m.env.Me, Office: m.env.Office, At: m.env.Now().UnixMilli()}
	if err := said.AnswerTo(thread, id, by, text, right); err != nil {
		return talk.Problem(m.env.Text, err)
	}
	m.env.Keep(func(err error) {
		m.Failure = ""
		if err != nil {
			m.Failure = screen.Words(m.env.Text, err)
		}
		kept()
	}, said)
	return ""
}

// Evidence is the album of a thread's photos.
func (m *Model) Evidence(thread kpuk.ID) *pictures.Album {
	header := func(id kpuk.ID) kpuk.Header {
		h := kpuk.Header{ID: id}
		if held := m.env.Book.Meeting(m.id); held != nil {
			h.Partition, h.Scope = held.Partition, held.Group
		}
		return h
	}
	return pictures.NewAlbum(m.env, thread, header, func(p *kpuk.Photo) {
		m.env.Keep(func(err error) {
			if err != nil {
				m.Failure = screen.Words(m.env.Text, err)
			}
		}, kpuk.Clone(p))
	})
}
