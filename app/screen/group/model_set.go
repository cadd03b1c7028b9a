package group

import (
	"cmp"
	"slices"
	"time"

	"pendamping/kpuk"
)

// RuleSet is rules with the day from which they hold, in words.
type RuleSet struct {
	From   kpuk.Date
	Title  string
	Mark   Mark
	Future bool // they do not hold yet and can be taken back
}

// RuleSets lists all rules of the group, the newest first.
func (m *Model) RuleSets() []RuleSet {
	g := m.env.Book.Group(m.id)
	if g == nil {
		return nil
	}
	p, today := m.env.Text, m.env.Today()
	var now kpuk.Date
	var days []kpuk.Date
	for from := range g.Rules {
		days = append(days, from)
		if from <= today {
			now = max(now, from)
		}
	}
	slices.SortFunc(days, func(a, b kpuk.Date) int { return cmp.Compare(b, a) })
	out := make([]RuleSet, len(days))
	for i, from := range days {
		s := RuleSet{From: from, Title: p.T("group.rule.from", "Date", p.Date(from.Time())), Future: from > today}
		switch {
		case s.Future:
			s.Mark = Mark{Text: p.T("group.rule.soon"), Tone: Waiting}
		case from == now:
			s.Mark = Mark{Text: p.T("group.rule.now"), Tone: Good}
		default:
			s.Mark = Mark{Text: p.T("group.rule.past")}
		}
		out[i] = s
	}
	return out
}

// Seen are the rules of a day.
func (m *Model) Seen(day kpuk.Date) kpuk.Rules {
	g := m.env.Book.Group(m.id)
	if g == nil {
		return kpuk.Rules{}
	}
	r, ok := g.RulesAt(day)
	if !ok {
		return usual()
	}
	return r
}

// Agree keeps rules that hold from a day on. bad names the fields that cannot be; "from"
// is the day.
func (m *Model) Agree(from time.Time, t Terms, done func(error)) (bad map[Rule]string) {
	rules, bad := t.Read()
	g := m.env.Book.Group(m.id)
	if g == nil {
		return bad
	}
	next := kpuk.Clone(g.Group)
	if from.IsZero() {
		bad[From] = "group.problem.from"
	}
	if len(bad) > 0 {
		return bad
	}
	if err := next.Agree(kpuk.DateOf(from), m.env.Today(), rules); err != nil {
		bad[From] = "group.problem.past"
		return bad
	}
	m.env.Keep(done, next)
	return nil
}

// From is the day from which rules hold.
const From Rule = "from"

// Forget takes back rules that do not hold yet.
func (m *Model) Forget(from kpuk.Date, done func(error)) {
	g := m.env.Book.Group(m.id)
	if g == nil {
		return
	}
	next := kpuk.Clone(g.Group)
	if err := next.Forget(from, m.env.Today()); err != nil {
		done(err)
		return
	}
	m.env.Keep(done, next)
}

// closing is the group on its way to be closed.
func (m *Model) closing(on time.Time, reason string) *kpuk.Closing {
	g := m.env.Book.Group(m.id)
	if g == nil {
		return nil
	}
	c := &kpuk.Closing{Group: g.Group, On: kpuk.DateOf(on), Reason: reason, Ledger: g.Ledger()}
	if on.IsZero() {
		c.On = 0
	}
	for _, l := range g.Loans() {
		c.Loans = append(c.Loans, l.Loan)
	}
	for _, meeting := range g.Meetings() {
		c.Meetings = append(c.Meetings, meeting.Meeting)
	}
	return c
}

// Closes looks at closing the group without doing it: what cannot be, by field (On,
// Reason, Meeting, Ledger), and what stays unsettled.
func (m *Model) Closes(on time.Time, reason string) (refused map[string]string, warned []string) {
	refused = map[string]string{}
	c := m.closing(on, reason)
	if c == nil {
		return refused, nil
	}
	for _, problem := range c.Check(m.env.Today()) {
		var args []any
		for name, value := range problem.Args {
			switch v := value.(type) {
			case kpuk.Rupiah:
				args = append(args, name, m.env.Text.Rupiah(int64(v)))
			case kpuk.Date:
				args = append(args, name, m.env.Text.Date(v.Time()))
			}
		}
		words := m.env.Text.T("group.problem."+problem.Key, args...)
		if problem.Warning {
			warned = append(warned, words)
		} else {
			refused[problem.Field] = words
		}
	}
	return refused, warned
}

// Close closes the group.
func (m *Model) Close(on time.Time, reason string, done func(error)) {
	c := m.closing(on, reason)
	if c == nil {
		return
	}
	g, err := c.Record(m.env.Today())
	if err != nil {
		done(err)
		return
	}
	m.env.Keep(done, g)
}

// Reopen takes a closing back.
func (m *Model) Reopen(done func(error)) {
	g := m.env.Book.Group(m.id)
	if g == nil {
		return
	}
	next := kpuk.Clone(g.Group)
	next.Reopen()
	m.env.Keep(done, next)
}
