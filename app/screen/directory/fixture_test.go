package directory_test

import (
	"fmt"

	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// The size that must work: 234 groups in 33 villages, 2,633 members, twelve meetings each.
const (
	largeGroups  = 234
	largeMembers = 2633
	largeMonths  = 12
)

// large lists the records of a federation of the true size.
func large() []kpuk.Record {
	var recs []kpuk.Record
	rules := map[kpuk.Date]kpuk.Rules{kpuk.NewDate(2025, 1, 1): {Wajib: 10_000, Social: 2_000}}
	entry := 0
	for g := range largeGroups {
		id := screentest.ID("large group", g)
		recs = append(recs, &kpuk.Group{
			Header: screentest.Head(id, id), Name: fmt.Sprintf("Kelompok %03d", g), Rules: rules,
			Village: fmt.Sprintf("52.02.%02d.20%02d", g%7+1, g%33), FormedOn: kpuk.NewDate(2020, 1, 1),
		})
		var women []kpuk.ID
		for n := g; n < largeMembers; n += largeGroups {
			w := screentest.ID("large member", n)
			women = append(women, w)
			recs = append(recs, &kpuk.Member{
				Header: screentest.Head(w, id), Group: id, Number: len(women), Name: fmt.Sprintf("Inaq Anggota %04d", n),
				NIK: kpuk.NIK(fmt.Sprintf("520201410190%04d", n+1)), JoinedOn: kpuk.NewDate(2020, 1, 1),
			})
		}
		for month := range largeMonths {
			day := kpuk.NewDate(2025, 12, 5).AddMonths(month)
			m := &kpuk.Meeting{
				Header: screentest.Head(screentest.ID("large meeting", g*largeMonths+month), id), Group: id, Date: day,
				Attendance: map[kpuk.ID]kpuk.Attendance{}, State: kpuk.Standing{State: kpuk.Approved},
			}
			recs = append(recs, m)
			for _, w := range women {
				m.Attendance[w] = kpuk.Attendance{Presence: kpuk.Present}
				for _, kind := range []kpuk.EntryKind{kpuk.EntryWajib, kpuk.EntrySocialIn} {
					entry++
					recs = append(recs, &kpuk.Entry{Header: screentest.Head(screentest.ID("large entry", entry), id), Line: kpuk.EntryLine{
						Kind: kind, Amount: 10_000, Group: id, Meeting: m.ID, Member: w, Date: day,
					}})
				}
			}
		}
	}
	return recs
}
