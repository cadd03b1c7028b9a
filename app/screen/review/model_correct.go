package review

import (
	"slices"
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// fresh lists the corrections for which a meeting waits: those made since it last came
// to review.
func fresh(b *book.Meeting) []kpuk.Corrected {
	all := screen.Corrections(b.Meeting)
	return slices.DeleteFunc(all, func(c kpuk.Corrected) bool { return c.At < b.State.At })
}

// corrected tells whether a meeting waits for what was put right at it, and not because
// it follows the correction of another.
func corrected(b *book.Meeting) bool {
	return slices.ContainsFunc(fresh(b), func(c kpuk.Corrected) bool { return !c.Spread })
}

// corrections are the cards of what was put right since the meeting last came to review.
func (m *Model) corrections(b *book.Meeting) []Card {
	made := fresh(b)
	if len(made) == 0 {
		return nil
	}
	newest := made[0]
	at := time.UnixMilli(newest.At).In(m.env.Now().Location())
	return []Card{{
		Title: m.env.Text.N("review.card.corrected", len(made)),
		Note:  m.person(newest.By) + ", " + m.env.Text.DayMonth(at), Pin: Pin{Step: kpuk.StepMoney, Of: newest.Member},
	}}
}

// Corrected lists what was put right at the open meeting, the newest first: what and
// why, then who and when.
func (m *Model) Corrected() []Promise {
	var out []Promise
	for _, c := range screen.Corrections(m.Open().Meeting) {
		at := time.UnixMilli(c.At).In(m.env.Now().Location())
		out = append(out, Promise{
			What: screen.CorrectionWords(m.env.Text, m.env.Book, m.Open().Group, c), Who: m.person(c.By) + ", " + m.env.Text.DayMonth(at),
		})
	}
	return out
}
