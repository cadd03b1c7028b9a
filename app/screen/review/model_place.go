package review

import (
	"strings"

	"pendamping/app/screen/talk"
	"pendamping/kpuk"
)

// Spot is a figure or a text of the open meeting that a comment can be pinned to.
type Spot struct {
	Label, Value string
	Pin          Pin
	Strong       bool
}

// Box lists the reckoning of the box, the notes that were counted, and the group's own
// money, each a place for a comment.
func (m *Model) Box() []Spot {
	b, t := m.Open(), m.env.Text
	sheet, err := b.Sheet()
	if err != nil {
		return nil
	}
	var out []Spot
	add := func(field string, amount kpuk.Rupiah, strong bool) {
		pin := Pin{Step: kpuk.StepCash, Field: field}
		out = append(out, Spot{Label: m.spot(pin), Value: t.Amount(int64(amount)), Pin: pin, Strong: strong})
	}
	add(kpuk.FieldOpening, sheet.Opening, false)
	add(kpuk.FieldIn, sheet.In, false)
	add(kpuk.FieldOut, -sheet.Out, false)
	add(kpuk.FieldExpected, sheet.Expected, true)
	if !b.Cash.Done {
		return append(out, m.lines()...)
	}
	for _, note := range kpuk.Denominations() {
		if n := b.Cash.Notes[note]; n > 0 {
			pin := Pin{Step: kpuk.StepCash, Field: kpuk.NoteField(note)}
			out = append(out, Spot{Label: m.spot(pin), Value: t.T("review.pieces", "N", n, "Amount", t.Amount(int64(note)*int64(n))), Pin: pin})
		}
	}
	add(kpuk.FieldCounted, sheet.Counted, true)
	if sheet.Difference != 0 {
		pin := Pin{Step: kpuk.StepCash, Field: kpuk.FieldDifference}
		out = append(out, Spot{Label: m.spot(pin), Value: t.Signed(int64(sheet.Difference)), Pin: pin, Strong: true})
	}
	return append(out, m.lines()...)
}

// lines are the lines that stand beside the money grid.
func (m *Model) lines() []Spot {
	t := m.env.Text
	var out []Spot
	for _, e := range m.Open().Entries() {
		switch e.Line.Kind {
		case kpuk.EntryGroupExpense, kpuk.EntryGroupIncome, kpuk.EntrySocialOut, kpuk.EntryExternalIn, kpuk.EntryExternalOut, kpuk.EntryDisbursement:
		default:
			continue
		}
		whose := ""
		if !e.Line.Member.IsZero() {
			whose = m.member(e.Line.Member)
		}
		out = append(out, Spot{
			Label: strings.Trim(t.T("word.entry."+e.Line.Kind.String())+" · "+strings.Trim(e.Line.Note+" · "+whose, " ·"), " ·"),
			Value: t.Signed(int64(e.Line.Kind.CashEffect() * e.Line.Amount)), Pin: Pin{Step: kpuk.StepCash, Field: kpuk.FieldLine, Of: e.ID},
		})
	}
	return out
}

// Topics lists what was talked about, each a place for a comment.
func (m *Model) Topics() []Spot {
	var out []Spot
	for _, topic := range m.Open().Topics {
		pin := Pin{Step: kpuk.StepDiscussion, Field: kpuk.TopicField(topic)}
		if label := m.spot(pin); label != "" {
			out = append(out, Spot{Label: label, Pin: pin})
		}
	}
	return out
}

// spot words what of a step a pin speaks of; empty for the step itself.
func (m *Model) spot(p Pin) string {
	if kind, err := kpuk.ParseName[kpuk.EntryKind](p.Field); err == nil && p.Step == kpuk.StepMoney {
		return m.env.Text.T("review.kind." + kind.String())
	}
	_, words := talk.Place(m.env, m.groupHeld(), p.Of, p.Field)
	return words
}

// Ask puts what was written to the place it is pinned to, without deciding on the meeting.
// Without a comment nothing happens but that one is asked for.
func (m *Model) Ask() {
	b := m.Open()
	d := m.drafts[m.selected]
	if b == nil || m.stale {
		return
	}
	text := strings.TrimSpace(d.text)
	if text == "" {
		m.nudge = true
		return
	}
	id, err := m.env.IDs.New()
	if err != nil {
		m.fail(err)
		return
	}
	said, by := kpuk.Clone(b.Meeting), m.actor()
	said.Say(id, kpuk.Comment{By: by.Person, At: by.At, Step: d.pin.Step, Of: d.pin.Of, Field: d.pin.Field, Text: text})
	delete(m.drafts, m.selected)
	m.say(said)
}
