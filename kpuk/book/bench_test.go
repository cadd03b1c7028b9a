package book_test

import (
	"fmt"
	"testing"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// district makes records of the size of Lombok Tengah: 234 groups, 2,633 members, 2,808
// meetings, 60,000 entries and 700 loans.
func district() []kpuk.Record {
	recs := make([]kpuk.Record, 0, 68_000)
	for g := range 234 {
		recs = append(recs, group(g+1, fmt.Sprintf("Kelompok %d", g), fmt.Sprintf("52.02.%02d.20%02d", g%7+1, g%33+1)))
	}
	for m := range 2633 {
		recs = append(recs, member(m+1, m%234+1, fmt.Sprintf("Inaq Nama %d", m)))
	}
	for i := range 2808 {
		recs = append(recs, meeting(i+1, i%234+1, day(i/234+1, 10), kpuk.Approved))
	}
	for l := range 700 {
		recs = append(recs, loan(l+1, l%2633+1, l%234+1, 1_000_000, day(l%12+1, 10)),
			pay(100_000+l, l+1, l%234+1, kpuk.EntryDisbursement, 1_000_000, day(l%12+1, 10)))
	}
	for i := range 59_300 {
		n := i % 2808
		e := entry(i, n+1, i%2633+1, kpuk.EntryWajib, 10_000, day(n/234+1, 10))
		e.Line.Group = id("group", n%234+1)
		if i%20 == 0 {
			e.Line.Kind, e.Line.Loan, e.Line.Service = kpuk.EntryInstalment, id("loan", i/20%700+1), 1_000
		}
		recs = append(recs, e)
	}
	return recs
}

func BenchmarkPutAll(b *testing.B) {
	recs := district()
	for b.Loop() {
		book.New().Put(recs...)
	}
}

func BenchmarkFigures(b *testing.B) {
	all := bookOf(district()...)
	again := entry(1, 1, 1, kpuk.EntryWajib, 10_000, day(1, 10))
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			cold := bookOf(district()...)
			b.StartTimer()
			cold.Figures(day(12, 20))
		}
	})
	b.Run("after_one_entry", func(b *testing.B) {
		for b.Loop() {
			all.Put(again)
			all.Figures(day(12, 20))
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	all := bookOf(district()...)
	all.Search("nama 12", 20)
	for b.Loop() {
		all.Search("nama 12", 20)
	}
}
