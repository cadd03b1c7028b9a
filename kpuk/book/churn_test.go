package book_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// world draws records of all kinds that a book keeps, few enough that they meet.
type world struct{ t *rapid.T }

func (w world) int(low, high int, of string) int { return rapid.IntRange(low, high).Draw(w.t, of) }

func (w world) pick(of string) bool { return rapid.Bool().Draw(w.t, of) }

// gone now and then removes a record.
func (w world) gone(h *kpuk.Header) {
	if w.int(0, 9, "gone") == 0 {
		h.Removed = kpuk.Removal{Reason: "ganda", On: day(6, 1)}
	}
}

// record draws one record; a number that was drawn before is another version of it, also
// in another group.
func (w world) record() kpuk.Record {
	n, g := w.int(1, 4, "number"), w.int(1, 3, "group")
	on := day(w.int(1, 11, "month"), w.int(1, 28, "day"))
	scope := id("group", g)
	var rec kpuk.Record
	switch w.int(0, 11, "kind") {
	case 0:
		r := group(g, []string{"Melati", "Anggrek", "Mawar"}[w.int(0, 2, "name")], fmt.Sprintf("52.02.0%d.2001", w.int(1, 2, "village")))
		r.Status = kpuk.GroupStatus(w.int(0, 2, "status"))
		r.Rules[on] = kpuk.Rules{Wajib: 10_000, Rhythm: kpuk.Rhythm(w.int(0, 2, "rhythm"))}
		rec = r
	case 1, 2:
		r := member(n, g, []string{"Inaq Sahnim", "Baiq Rohani"}[w.int(0, 1, "name")])
		r.Status.State = kpuk.MemberStatus(w.int(0, 3, "state"))
		rec = r
	case 3, 4:
		r := meeting(n, g, on, kpuk.MeetingState(w.int(0, 3, "state")))
		r.Attendance = map[kpuk.ID]kpuk.Attendance{id("member", 1): {Presence: kpuk.Presence(w.int(0, 6, "presence"))}}
		rec = r
	case 5:
		r := loan(n, w.int(1, 4, "borrower"), g, kpuk.Rupiah(100_000*w.int(1, 9, "principal")), on)
		r.Status.Status = kpuk.LoanStatus(w.int(0, 6, "status"))
		rec = r
	case 6:
		rec = &kpuk.Task{Header: head(id("task", n), scope), What: "Urus BPJS", Group: scope, Due: on}
	case 7:
		rec = &kpuk.Visit{Header: head(id("visit", n), scope), Date: on, Groups: map[kpuk.ID]bool{scope: w.pick("met")}}
	case 8:
		rec = &kpuk.Photo{Header: head(id("photo", n), scope), Of: id("meeting", w.int(1, 3, "of")), TakenOn: on}
	case 9:
		return w.line(n, g, on) // a line cannot be removed, and does not leave its group
	default:
		return w.line(n+10, g, on)
	}
	w.gone(rec.Head())
	return rec
}

// line draws a line of a group's ledger. A line of a number is always the same.
func (world) line(n, g int, on kpuk.Date) kpuk.Record {
	kinds := []kpuk.EntryKind{kpuk.EntryWajib, kpuk.EntryWithdrawal, kpuk.EntryDisbursement, kpuk.EntryInstalment, kpuk.EntryGroupExpense}
	e := entry(100*g+n, n%4, n%3+1, kinds[n%len(kinds)], kpuk.Rupiah(5_000*n), on)
	e.Line.Group, e.Scope = id("group", g), id("group", g)
	if e.Line.Kind == kpuk.EntryDisbursement || e.Line.Kind == kpuk.EntryInstalment {
		e.Line.Loan = id("loan", n%4+1)
	}
	return e
}

// portrait is all that a book says about what it holds, as of a day.
func portrait(b *book.Book, today kpuk.Date) string {
	var s strings.Builder
	f := b.Figures(today)
	quiet := f.Quiet
	f.Quiet = nil
	fmt.Fprintln(&s, "figures", f, len(quiet), b.Len())
	for _, g := range b.Groups() {
		lines, doubts := g.Doubts()
		fmt.Fprintln(&s, g.Name, g.Village, g.Active(), g.Balances(), g.PAR30BP(today), g.LateMembers(today), g.Late(today),
			g.LastMeeting(), g.NextMeeting(), lines, doubts, g.Held(day(6, 1)), len(g.Everyone()), len(g.Entries()), g.Err() == nil)
		for _, m := range g.Members() {
			came, of := m.Met()
			fmt.Fprintln(&s, " member", m.Number, m.Name, m.In().Name, m.Savings(), len(m.SavingsBook()), m.Outstanding(), m.DaysLate(today), came, of)
		}
		for _, m := range g.Meetings() {
			before := kpuk.ID{}
			if p := m.Previous(); p != nil {
				before = p.ID
			}
			fmt.Fprintln(&s, " meeting", m.ID, m.State.State, m.Came(), len(m.Entries()), m.Counts(), len(m.Twins()), before, m.Receipt())
		}
		for _, l := range g.Loans() {
			who := ""
			if l.Of() != nil {
				who = l.Of().Name
			}
			fmt.Fprintln(&s, " loan", l.ID, who, l.Outstanding(), len(l.Entries()))
		}
		fmt.Fprintln(&s, " tasks", len(g.Tasks()), "visits", len(g.Visits()))
	}
	for _, query := range []string{"m", "inaq", "52.02"} {
		fmt.Fprintln(&s, query, b.Search(query, 20))
	}
	for n := range 4 {
		fmt.Fprintln(&s, "photos", len(b.Photos(id("meeting", n))))
	}
	for gap := range book.GapCount {
		for _, m := range b.Gaps(gap, today) {
			fmt.Fprintln(&s, gap, m.ID)
		}
	}
	fmt.Fprintln(&s, len(b.Tasks()), len(b.Visits()), len(b.Waiting(kpuk.Submitted)), len(b.Twins()))
	return s.String()
}

// TestBookForgetsNothingAndKeepsNothing lets records come, change, move to other groups, be
// removed and leave the device, while pages look at the book in between, which keeps what
// it worked out. In the end it must say just what a book says that got only the last state
// of each: a sum that was kept too long would be shown as the group's money.
func TestBookForgetsNothingAndKeepsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world{t}
		b := book.New()
		last := map[kpuk.ID]kpuk.Record{}
		today := day(11, 23)
		for range w.int(1, 40, "steps") {
			rec := w.record()
			own := rec.Head().ID
			switch {
			case w.int(0, 7, "drop") == 0:
				b.Drop(own)
				delete(last, own)
			default:
				if old, ok := last[own].(*kpuk.Entry); ok {
					rec = old // a line is written once
				}
				b.Put(rec)
				last[own] = rec
			}
			if w.pick("look") {
				portrait(b, []kpuk.Date{today, day(5, 31)}[w.int(0, 1, "as of")])
			}
		}
		fresh := book.New()
		for _, rec := range last {
			fresh.Put(rec)
		}
		if got, want := portrait(b, today), portrait(fresh, today); got != want {
			t.Fatalf("the book says\n%s\nand a new one\n%s\n%s", got, want, apart(got, want))
		}
	})
}

// apart lists the lines in which two portraits differ.
func apart(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	only := func(x, y []string) (out []string) {
		for _, line := range x {
			if !slices.Contains(y, line) {
				out = append(out, line)
			}
		}
		return out
	}
	return "only here: " + strings.Join(only(a, b), " | ") + "\nonly there: " + strings.Join(only(b, a), " | ")
}
