package dashboard_test

import (
	"fmt"
	"testing"

	"pendamping/app/screen/dashboard"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// large lists 234 groups with 2,633 members, twelve meetings each and 60,000 lines.
func large() []kpuk.Record {
	var recs []kpuk.Record
	entry := 0
	for g := range 234 {
		id := screentest.ID("large group", g)
		recs = append(recs, &kpuk.Group{
			Header: screentest.Head(id, id), Name: fmt.Sprintf("Kelompok %03d", g), FormedOn: kpuk.NewDate(2020, 1, 1),
			Village: fmt.Sprintf("52.02.%02d.20%02d", g%7+1, g%33),
		})
		for n := g; n < 2633; n += 234 {
			w := screentest.ID("large member", n)
			recs = append(recs, &kpuk.Member{
				Header: screentest.Head(w, id), Group: id, Number: n, Name: fmt.Sprintf("Inaq Anggota %04d", n), JoinedOn: kpuk.NewDate(2020, 1, 1),
				Born: kpuk.NewDate(1980, 1, 1).AddDays(n), Village: "52.02.01.2001",
			})
			for month := range 12 {
				for _, kind := range []kpuk.EntryKind{kpuk.EntryWajib, kpuk.EntrySocialIn} {
					entry++
					recs = append(recs, &kpuk.Entry{Header: screentest.Head(screentest.ID("large entry", entry), id), Line: kpuk.EntryLine{
						Kind: kind, Amount: 10_000, Group: id, Meeting: screentest.ID("large meeting", 12*g+month), Member: w,
						Date: kpuk.NewDate(2025, 12, 5).AddMonths(month),
					}})
				}
			}
		}
		for month := range 12 {
			recs = append(recs, &kpuk.Meeting{
				Header: screentest.Head(screentest.ID("large meeting", 12*g+month), id), Group: id,
				Date: kpuk.NewDate(2025, 12, 5).AddMonths(month), State: kpuk.Standing{State: kpuk.Approved},
			})
		}
	}
	return recs
}

// BenchmarkReload counts everything again after one more line came.
func BenchmarkReload(b *testing.B) {
	rig := screentest.New(&testing.T{}, "id", large()...)
	m := dashboard.NewModel(rig.Env)
	scope := screentest.ID("large group", 0)
	for i := 0; b.Loop(); i++ {
		rig.Book.Put(&kpuk.Entry{Header: screentest.Head(screentest.ID("one more", i), scope), Line: kpuk.EntryLine{
			Kind: kpuk.EntrySukarela, Amount: 1000, Group: scope, Member: screentest.ID("large member", 0), Date: screentest.Day(11, 20),
		}})
		m.Reload()
	}
}
