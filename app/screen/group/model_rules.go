package group

import (
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// rules lists what the group agreed on and since when.
func (m *Model) rules(g *book.Group) {
	p := m.env.Text
	r, ok := g.RulesAt(m.env.Today())
	if !ok {
		return
	}
	row := func(key, value string) {
		m.Rows = append(m.Rows, Row{Title: p.T(key), Cells: []string{value}})
	}
	money := func(key string, amount kpuk.Rupiah) {
		if amount != 0 {
			row(key, p.Rupiah(int64(amount)))
		}
	}
	var since kpuk.Date
	for from := range g.Rules {
		if from <= m.env.Today() && from > since {
			since = from
		}
	}
	row("group.rule.since", p.Date(since.Time()))
	row("group.rule.rhythm", p.T("word.rhythm."+r.Rhythm.String()))
	money("group.rule.pokok", r.Pokok)
	money("group.rule.wajib", r.Wajib)
	money("group.rule.social", r.Social)
	money("group.rule.membership", r.Membership)
	money("group.rule.late", r.LateFine)
	money("group.rule.absent", r.AbsentFine)
	money("group.rule.late_pay", r.LatePayFine)
	row("group.rule.rate", p.Percent(r.RateBP)+" · "+p.T("word.method."+r.Method.String()))
	money("group.rule.unit", r.Unit)
	if r.MaxTerm > 0 {
		row("group.rule.term", p.N("group.rule.times", r.MaxTerm))
	}
	if r.WriteOffDays > 0 {
		row("group.rule.write_off", p.N("group.rule.days", r.WriteOffDays))
	}
	if r.Grace > 0 {
		row("group.rule.grace", p.N("group.rule.times", r.Grace))
	}
	for _, share := range r.SHU {
		m.Rows = append(m.Rows, Row{
			Title: p.T("group.rule.shu", "Purpose", p.T("word.shu."+share.Purpose.String())), Cells: []string{p.Percent(share.BP)},
		})
	}
}
