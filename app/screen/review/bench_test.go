package review_test

import (
	"fmt"
	"testing"

	"pendamping/app/screen/review"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// waiting lists 234 groups of 11 members with a year of meetings, the last of which waits.
func waiting() []kpuk.Record {
	var recs []kpuk.Record
	entry := 0
	for g := range 234 {
		id := screentest.ID("large group", g)
		recs = append(recs, &kpuk.Group{Header: screentest.Head(id, id), Name: fmt.Sprintf("Kelompok %03d", g), Village: "52.02.02.2001"})
		for month := range 12 {
			m := &kpuk.Meeting{
				Header: screentest.Head(screentest.ID("large meeting", 12*g+month), id), Group: id, Attendance: map[kpuk.ID]kpuk.Attendance{},
				Date: kpuk.NewDate(2025, 12, 5).AddMonths(month), State: kpuk.Standing{State: kpuk.Approved},
			}
			if month == 11 {
				m.State.State = kpuk.Submitted
			}
			recs = append(recs, m)
			for n := range 11 {
				w := screentest.ID("large member", 11*g+n)
				m.Attendance[w] = kpuk.Attendance{Presence: kpuk.Present}
				entry++
				recs = append(recs, &kpuk.Entry{Header: screentest.Head(screentest.ID("large entry", entry), id), Line: kpuk.EntryLine{
					Kind: kpuk.EntryWajib, Amount: 10_000, Group: id, Meeting: m.ID, Member: w, Date: m.Date,
				}})
			}
		}
		for n := range 11 {
			w := screentest.ID("large member", 11*g+n)
			recs = append(recs, &kpuk.Member{Header: screentest.Head(w, id), Group: id, Number: n + 1, Name: fmt.Sprintf("Inaq %04d", 11*g+n)})
		}
	}
	return recs
}

// BenchmarkJudge reads an inbox of 234 meetings and finds what is odd about each, as
// the page does when it is first opened.
func BenchmarkJudge(b *testing.B) {
	rig := screentest.New(&testing.T{}, "id", waiting()...)
	for b.Loop() {
		m := review.NewModel(rig.Env, noWait, func() {})
		m.Bulk()
	}
}

// BenchmarkAgain reads the same inbox again after one record of one group changed.
func BenchmarkAgain(b *testing.B) {
	rig := screentest.New(&testing.T{}, "id", waiting()...)
	m := review.NewModel(rig.Env, noWait, func() {})
	id := screentest.ID("large group", 0)
	for b.Loop() {
		rig.Book.Put(&kpuk.Group{Header: screentest.Head(id, id), Name: "Kelompok 000", Village: "52.02.02.2001"})
		m.Reload()
		m.Bulk()
	}
}
