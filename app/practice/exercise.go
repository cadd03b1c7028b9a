package practice

import (
	"maps"
	"slices"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Exercise is something to try at the practice meeting.
type Exercise string

// The exercises, in the order of the recorder's steps.
const (
	MarkLate  Exercise = "late"   // somebody comes late
	SaveExtra Exercise = "extra"  // somebody saves more than she has to
	PayShort  Exercise = "short"  // an instalment is not paid in full
	CountCash Exercise = "count"  // the box is counted
	MakeTask  Exercise = "task"   // somebody promises something
	Submit    Exercise = "submit" // the meeting is submitted
)

// Exercises lists them all.
func Exercises() []Exercise {
	return []Exercise{MarkLate, SaveExtra, PayShort, CountCash, MakeTask, Submit}
}

// atHand is the meeting that is practiced with: the newest that was not there before;
// nil when none was begun.
func atHand(b *book.Book) *kpuk.Meeting {
	g := b.Group(GroupID())
	if g == nil {
		return nil
	}
	for _, m := range g.Meetings() {
		if m.ID != id("meeting", 1) && m.ID != id("meeting", 2) {
			return m.Meeting
		}
	}
	return nil
}

// Tried tells which exercises were done at the practice meeting.
func Tried(b *book.Book) map[Exercise]bool {
	done := make(map[Exercise]bool, len(Exercises()))
	m := atHand(b)
	if m == nil {
		return done
	}
	done[MarkLate] = slices.ContainsFunc(slices.Collect(maps.Values(m.Attendance)), func(a kpuk.Attendance) bool {
		return a.Presence == kpuk.Late
	})
	g := b.Group(GroupID())
	for _, e := range g.Entries() {
		switch {
		case e.Line.Meeting != m.ID: // of the past
		case e.Line.Kind == kpuk.EntrySukarela:
			done[SaveExtra] = true
		case e.Line.Kind == kpuk.EntryInstalment && e.Line.Amount < due(b, e.Line.Loan):
			done[PayShort] = true
		default:
		}
	}
	done[CountCash] = m.Cash.Done
	done[MakeTask] = slices.ContainsFunc(g.Tasks(), func(t *kpuk.Task) bool { return t.Meeting == m.ID })
	done[Submit] = m.State.State == kpuk.Submitted
	return done
}

// due is what a loan's instalment is: a tenth of the principal and the service.
func due(b *book.Book, loan kpuk.ID) kpuk.Rupiah {
	l, ok := b.Record(loan).(*kpuk.Loan)
	if !ok || l.Terms.Instalments == 0 {
		return 0
	}
	return l.Terms.Principal/kpuk.Rupiah(l.Terms.Instalments) + l.Terms.Principal*kpuk.Rupiah(l.Terms.RateBP)/10_000
}
