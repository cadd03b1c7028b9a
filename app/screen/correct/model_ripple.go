package correct

import (
	"errors"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Moved is one figure of the ripple.
type Moved struct {
	Title, Note   string
	Before, After string
}

// Section is a part of the ripple under its heading.
type Section struct {
	Heading string
	Rows    []Moved
}

// sectionOf says under which heading a figure stands.
func sectionOf(k kpuk.EffectKind) string {
	switch k {
	case kpuk.EffectAttendance, kpuk.EffectQuorum:
		return "attendance"
	case kpuk.EffectSavings:
		return "savings"
	case kpuk.EffectCash, kpuk.EffectDifference, kpuk.EffectAside, kpuk.EffectSocial, kpuk.EffectExternal:
		return "cash"
	case kpuk.EffectNetIncome, kpuk.EffectShare:
		return "shu"
	case kpuk.EffectState:
		return "review"
	default:
		return "loans"
	}
}

// Sections lists what moves. Balances that move by the same amount after meeting upon
// meeting are one row from the first to now.
func (m *Model) Sections() []Section {
	if m.ripple == nil {
		return nil
	}
	var out []Section
	effects := m.ripple.Effects
	for i := 0; i < len(effects); i++ {
		e := effects[i]
		heading := m.env.Text.T("correct.section." + sectionOf(e.Kind))
		if len(out) == 0 || out[len(out)-1].Heading != heading {
			out = append(out, Section{Heading: heading})
		}
		section := &out[len(out)-1]
		last := i
		for last+1 < len(effects) && follows(effects[last], effects[last+1]) {
			last++
		}
		if last-i > 1 { // first and now tell it all
			row := m.moved(e)
			row.Note += " · " + m.env.Text.N("correct.and_later", last-i-1)
			section.Rows = append(section.Rows, row, m.moved(effects[last]))
			i = last
			continue
		}
		section.Rows = append(section.Rows, m.moved(e))
	}
	for _, a := range m.ripple.Amendments { // a line of no meeting is reviewed by itself
		t := m.env.Text
		state := func(s kpuk.MeetingState) string { return t.T("common.state." + s.String()) }
		was := "–"
		if held, ok := m.env.Book.Record(a.ID).(*kpuk.Amendment); ok {
			was = state(held.State.State)
		}
		out = append(out, Section{Heading: t.T("correct.section.review"), Rows: []Moved{{
			Title: t.T("correct.outside"), Note: t.T("correct.goes_back"), Before: was, After: state(a.State.State),
		}}})
	}
	return out
}

// follows tells whether a balance goes on as the one before it.
func follows(a, b kpuk.Effect) bool {
	running := a.Kind == kpuk.EffectSavings || a.Kind == kpuk.EffectCash
	return running && a.Kind == b.Kind && a.Member == b.Member && a.After-a.Before == b.After-b.Before
}

// moved words one figure.
func (m *Model) moved(e kpuk.Effect) Moved {
	t := m.env.Text
	row := Moved{Title: t.T("correct.effect." + e.Kind.String()), Note: t.T("correct.now")}
	if !e.On.IsZero() {
		row.Note = t.T("correct.after", "Date", m.day(e.On))
	}
	if !e.Member.IsZero() {
		row.Title += " · " + m.name(e.Member)
	}
	row.Before, row.After = t.Amount(e.Before), t.Amount(e.After)
	switch e.Kind {
	case kpuk.EffectQuorum:
		words := map[int64]string{0: t.T("correct.quorum.missed"), 1: t.T("correct.quorum.reached")}
		row.Before, row.After = words[e.Before], words[e.After]
	case kpuk.EffectAttendance:
		row.Before, row.After = t.Number(e.Before), t.Number(e.After)
	case kpuk.EffectLate:
		row.Before, row.After = t.N("common.days", int(e.Before)), t.N("common.days", int(e.After))
	case kpuk.EffectPAR30:
		row.Before, row.After = t.Percent(e.Before), t.Percent(e.After)
	case kpuk.EffectDifference, kpuk.EffectAside:
		row.Before, row.After = t.Signed(e.Before), t.Signed(e.After)
	case kpuk.EffectState:
		state := func(s int64) string { return t.T("common.state." + kpuk.MeetingState(s).String()) } //nolint:gosec // a state
		row.Title, row.Before, row.After = t.T("correct.meeting", "Date", m.day(e.On)), state(e.Before), state(e.After)
		row.Note = t.T("correct.goes_back")
	case kpuk.EffectNetIncome, kpuk.EffectShare:
		row.Note = t.T("correct.year", "Year", e.On.Year())
	case kpuk.EffectSplit, kpuk.EffectDebt:
		row.Note += " · " + m.parts(e.Parts)
	default:
	}
	return row
}

// parts words how a payment is split, or what is left of a debt; a part that does not
// move is left out.
func (m *Model) parts(p [2]kpuk.Split) string {
	out := ""
	add := func(key string, before, after kpuk.Rupiah) {
		if before == after {
			return
		}
		if out != "" {
			out += ", "
		}
		out += m.env.Text.T(key, "Before", m.env.Text.Amount(int64(before)), "After", m.env.Text.Amount(int64(after)))
	}
	add("correct.part.penalty", p[0].Penalty, p[1].Penalty)
	add("correct.part.service", p[0].Service, p[1].Service)
	add("correct.part.principal", p[0].Principal, p[1].Principal)
	return out
}

// Refusal says why it cannot be saved as it is, and the way out; empty when it can, or
// when only the reason is missing.
func (m *Model) Refusal() string {
	t := m.env.Text
	if m.err != nil {
		return m.cannot()
	}
	if m.ripple == nil {
		return ""
	}
	for _, p := range m.ripple.Problems {
		if excess, ok := p.Args["Excess"].(*kpuk.LaterExcessError); ok {
			key := "correct.no.excess"
			if !excess.Entry.IsZero() {
				key = "correct.no.later"
			}
			return t.T(key, "Date", m.day(excess.Date), "Amount", t.Amount(int64(excess.Amount)), "Excess", t.Amount(int64(excess.Excess)))
		}
		if !p.Warning && p.Field != "Reason" {
			return t.T("correct.no.amount")
		}
	}
	return ""
}

// cannot words why it cannot be corrected at all.
func (m *Model) cannot() string {
	for key, err := range map[string]error{
		"correct.no.writing": kpuk.ErrBeingWritten, "correct.no.counted": kpuk.ErrCounted, "correct.no.repaid": kpuk.ErrRepaid, "correct.no.linked": kpuk.ErrLinked, "correct.no.disputed": kpuk.ErrDisputed,
		"correct.no.loan": kpuk.ErrNoLoan, "correct.no.same": kpuk.ErrSame, "correct.no.voided": kpuk.ErrVoided,
		"correct.no.cell": kpuk.ErrCell, "correct.no.yours": kpuk.ErrNotYours, "correct.no.entry": kpuk.ErrNoEntry,
		"correct.no.amount": kpuk.ErrPrincipal,
	} {
		if errors.Is(m.err, err) {
			return m.env.Text.T(key)
		}
	}
	return screen.Words(m.env.Text, m.err)
}

// Unchanged tells that nothing was said to be different yet.
func (m *Model) Unchanged() bool { return errors.Is(m.err, kpuk.ErrSame) }

// Warnings lists what is odd about the correction and does not hinder it.
func (m *Model) Warnings() []string {
	if m.ripple == nil {
		return nil
	}
	t := m.env.Text
	var out []string
	for _, p := range m.ripple.Problems {
		on, _ := p.Args["On"].(kpuk.Date)           //nolint:errcheck // absent means none
		amount, _ := p.Args["Amount"].(kpuk.Rupiah) //nolint:errcheck // absent means none
		switch p.Key {
		case "correct_savings_negative":
			out = append(out, t.T("correct.odd.savings", "Name", m.name(p.Of), "Date", m.after(on), "Amount", t.Amount(int64(amount))))
		case "correct_cash_negative":
			out = append(out, t.T("correct.odd.cash", "Date", m.after(on), "Amount", t.Amount(int64(amount))))
		case "correct_shared_out":
			out = append(out, t.T("correct.odd.shared", "Date", m.day(on)))
		default:
		}
	}
	return out
}

// after words a day, or now.
func (m *Model) after(on kpuk.Date) string {
	if on.IsZero() {
		return m.env.Text.T("correct.now")
	}
	return m.day(on)
}

// Fine says what happens to the fine of an attendance; empty when none was paid and the
// rules ask for none.
func (m *Model) Fine() string {
	if m.Kind != Presence {
		return ""
	}
	paid, _, would := m.group.Holdings().Fines(m.meeting, m.route.Of, m.Input.Presence)
	if paid == would {
		return ""
	}
	t := m.env.Text
	return t.T("correct.fine", "Paid", t.Amount(int64(paid)), "Would", t.Amount(int64(would)))
}

// Summary says in one line what will be written.
func (m *Model) Summary() string {
	if m.ripple == nil {
		return ""
	}
	return m.env.Text.T("correct.summary", "Voids", len(m.ripple.Voids), "Writes", len(m.ripple.Writes), "Meetings", len(m.ripple.Meetings))
}
