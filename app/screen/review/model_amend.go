package review

import (
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Amended is a corrected line of no meeting that waits for a decision.
type Amended struct {
	Title, Subtitle, Age string
	Route                screen.Route
}

// Amendments lists the corrected lines of no meeting that wait, the longest waiting first.
func (m *Model) Amendments() []Amended {
	var out []Amended
	t := m.env.Text
	for _, a := range m.env.Book.Amendments(kpuk.Submitted) {
		last := a.Last()
		one := Amended{
			Title: m.group(&kpuk.Meeting{Group: a.Group}), Age: t.T("review.today"), Route: screen.Route{Name: screen.Correct, ID: a.ID},
			Subtitle: t.T("review.amended", "Name", m.person(last.By), "Date", t.DayMonth(time.UnixMilli(last.At).In(m.env.Now().Location()))),
		}
		if days := m.days(a.State.At); days > 0 {
			one.Age = t.N("common.days", days)
		}
		out = append(out, one)
	}
	return out
}
