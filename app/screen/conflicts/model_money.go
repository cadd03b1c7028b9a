package conflicts

import (
	"pendamping/app/screen"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Side is one recording of a meeting, or one correction of a line.
type Side struct {
	ID              kpuk.ID
	By, Made, State string
	Facts           []Fact
	Counts          bool // its money is in the sums until somebody decides
}

// Fact is a line about a recording.
type Fact struct{ Label, Value string }

// Sides lists the recordings of the meeting that is open, the one that counts first.
func (m *Model) Sides() []Side {
	it, _ := m.current()
	if it.at.dispute {
		return m.claims()
	}
	t := m.env.Text
	sides := make([]Side, 0, len(it.twins))
	for _, b := range it.twins {
		r := b.Receipt()
		s := Side{
			ID: b.ID, By: m.person(b.State.By), Made: m.moment(b.State.At), State: t.T("common.state." + b.State.State.String()), Counts: b.Counts(),
			Facts: []Fact{
				{t.T("conflicts.twin.came"), t.Number(int64(r.Attended))},
				{t.T("conflicts.twin.lines"), t.Number(int64(r.Lines))},
				{t.T("conflicts.twin.total"), t.Rupiah(int64(r.Total))},
				{t.T("conflicts.twin.code"), r.Code},
				{t.T("conflicts.twin.place"), orDash(b.Place)},
				{t.T("conflicts.twin.hours"), orDash(screen.Hour(t, b.Start))},
			},
		}
		if r.Broken {
			s.Facts[2].Value = "–"
		}
		sides = append(sides, s)
	}
	return sides
}

// orDash stands a dash where nothing was written.
func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// Keep lets one recording stand for the meeting: the others are removed and their lines
// voided, so that nothing counts twice and nothing is gone from the book.
func (m *Model) Keep(id kpuk.ID) {
	it, ok := m.current()
	if ok && it.at.dispute {
		m.Decide(id)
		return
	}
	if !ok || !it.at.twins || m.busy || !m.Decides() {
		return
	}
	var recs []kpuk.Record
	for _, b := range it.twins {
		if b.ID == id {
			continue
		}
		out, err := m.takeBack(b)
		if err != nil {
			m.refuse(err)
			return
		}
		recs = append(recs, out...)
	}
	m.keep(recs)
}

// takeBack removes a recording and voids its lines.
func (m *Model) takeBack(b *book.Meeting) ([]kpuk.Record, error) {
	reason := m.env.Text.T("conflicts.twin.reason")
	gone := kpuk.Clone(b.Meeting)
	gone.Removed = kpuk.Removal{Reason: reason, On: m.env.Today()}
	recs := []kpuk.Record{gone}
	ledger := b.Ledger()
	for _, e := range b.Entries() {
		void, err := ledger.Void(e.ID, b.Date, reason)
		if err != nil {
			return nil, fault.E("conflicts.takeBack", fault.Other, err)
		}
		recs = append(recs, void)
	}
	return recs, nil
}

// Apart says that the recordings are of different meetings of one day: all count.
func (m *Model) Apart() {
	it, ok := m.current()
	if !ok || !it.at.twins || m.busy || !m.Decides() {
		return
	}
	first := kpuk.Clone(it.twins[0].Meeting)
	if first.Apart == nil {
		first.Apart = map[kpuk.ID]bool{}
	}
	for _, o := range it.twins[1:] {
		first.Apart[o.ID] = true
	}
	m.keep([]kpuk.Record{first})
}

// saveLine settles a line of the ledger with two values: it is voided, and what counts
// is written anew in the next turn of its cell.
func (m *Model) saveLine(c *kpuk.Contest) {
	shown, ok := m.env.Book.Record(c.Record).(*kpuk.Entry)
	p := m.picks[0]
	line, right := chosenLine(c, p)
	g := m.env.Book.Group(groupOf(shown))
	if !ok || !right || g == nil {
		m.refuse(fault.New(fault.Other, "no such line"))
		return
	}
	if !shown.Line.Instead.IsZero() {
		m.saveCorrection(shown, line)
		return
	}
	ledger := kpuk.NewLedger(g.Entries()...)
	void, err := ledger.Void(shown.ID, shown.Line.Date, m.env.Text.T("conflicts.line.reason"))
	if err != nil {
		m.refuse(err)
		return
	}
	id := kpuk.EntryID(line.Meeting, line.Member, line.Kind, line.Turn)
	for ledger.Entry(id) != nil {
		line.Turn++
		id = kpuk.EntryID(line.Meeting, line.Member, line.Kind, line.Turn)
	}
	anew := &kpuk.Entry{Header: kpuk.Header{ID: id, Partition: shown.Partition, Scope: shown.Scope}, Line: line}
	if _, refused := kpuk.Refused(kpuk.Validate(anew)); refused {
		m.refuse(fault.New(fault.Invalid, "not a line"))
		return
	}
	m.keep([]kpuk.Record{void, anew})
}

// groupOf is the group of a line that may be missing.
func groupOf(e *kpuk.Entry) kpuk.ID {
	if e == nil {
		return kpuk.ID{}
	}
	return e.Line.Group
}

// chosenLine is the line that was chosen, or the shown one with the amount typed.
func chosenLine(c *kpuk.Contest, p pick) (kpuk.EntryLine, bool) {
	if len(c.Fields) != 1 {
		return kpuk.EntryLine{}, false
	}
	i := max(p.said, 0)
	line, ok := c.Fields[0].Said[i].Value.(kpuk.EntryLine)
	if p.said >= 0 || !ok {
		return line, ok
	}
	amount, typed := p.value.(kpuk.Rupiah)
	line.Amount = amount
	return line, typed
}

// keep saves records and reads the list again.
func (m *Model) keep(recs []kpuk.Record) {
	m.busy = true
	m.env.Keep(func(err error) {
		m.busy = false
		if err != nil {
			m.failure = screen.Words(m.env.Text, err)
			m.changed()
			return
		}
		m.picks = map[int]pick{}
		m.Load()
	}, recs...)
}
