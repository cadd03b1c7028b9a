package practice

import (
	"encoding/binary"

	"pendamping/kpuk"
)

// id names a record of the practice group: the same on every device and in every round,
// and never the name of anything real, as those come from a random source.
func id(space string, n int) kpuk.ID {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(n)) //nolint:gosec // small and positive
	return kpuk.Derive("practice "+space, number[:])
}

// GroupID is the group that one practices with.
func GroupID() kpuk.ID { return id("group", 1) }

// village is where the group is said to be; any with a name does.
const village = "52.02.02.2001"

// names are the members, called after flowers and trees so that nobody takes them for
// somebody she knows. The first three are chair, secretary and treasurer.
func names() []string {
	return []string{
		"Inaq Kenanga", "Baiq Seruni", "Inaq Teratai", "Inaq Cempaka", "Baiq Dahlia", "Inaq Kemuning", "Inaq Cendana", "Inaq Anyelir",
	}
}

// rules are those of the group: what many groups agree on, in even figures.
func rules() kpuk.Rules {
	return kpuk.Rules{
		Pokok: 50_000, Wajib: 10_000, Social: 2_000, LateFine: 2_000, AbsentFine: 5_000, RateBP: 150, Unit: 100, MaxTerm: 12,
		LatePayFine: 5_000, SHUUnit: 500,
		SHU: []kpuk.SHUShare{
			{Purpose: kpuk.SHUSavings, BP: 4000},
			{Purpose: kpuk.SHUService, BP: 3000},
			{Purpose: kpuk.SHUOfficers, BP: 1000},
			{Purpose: kpuk.SHUSocial, BP: 1000},
			{Purpose: kpuk.SHUReserve, BP: 1000},
		},
	}
}

// maker collects the records of the group as it stands on a day.
type maker struct {
	today  kpuk.Date
	me     kpuk.ID
	recs   []kpuk.Record
	number int // of the line written last
}

// Records are a small group as it stands on a day: eight members who saved for half a
// year, two loans of which one is behind, two meetings that were approved and a promise.
// All of it is invented. me is the person who practices, person her name.
func Records(today kpuk.Date, me kpuk.ID, person string) []kpuk.Record {
	m := &maker{today: today, me: me}
	m.office(person)
	m.members()
	meetings := []kpuk.ID{m.meeting(2), m.meeting(1)}
	m.loan(1, 2, 1_000_000, 4)
	m.loan(2, 6, 600_000, 3) // four are due: one is missing
	m.recs = append(m.recs, &kpuk.Task{
		Header: head(id("task", 1)), What: "Bawa buku simpanan ke rapat", Who: names()[0], Due: today.AddDays(-1),
		Group: GroupID(), Meeting: meetings[1],
	})
	return m.recs
}

// head is the header of a record of the group.
func head(own kpuk.ID) kpuk.Header {
	return kpuk.Header{ID: own, Partition: partition(), Scope: GroupID()}
}

// partition stands for a federation; no device belongs to it.
func partition() kpuk.ID { return id("federation", 1) }

// office writes federation, person and group.
func (m *maker) office(person string) {
	whole := func(own kpuk.ID) kpuk.Header { return kpuk.Header{ID: own, Partition: partition(), Scope: partition()} }
	m.recs = append(
		m.recs,
		&kpuk.Federation{Header: whole(partition()), Name: "Latihan", Areas: []string{"52.02"}, Zone: "WITA"},
		&kpuk.Person{Header: whole(m.me), Name: person, Office: kpuk.OfficeFacilitator},
		&kpuk.Group{
			Header: head(GroupID()), Name: "Latihan", Village: village, FormedOn: m.ago(24), Facilitator: m.me,
			Rules: map[kpuk.Date]kpuk.Rules{m.ago(24): rules()},
		},
	)
}

// ago is the day so many months before.
func (m *maker) ago(months int) kpuk.Date { return m.today.AddMonths(-months) }

// members writes the members with what they saved before the meetings.
func (m *maker) members() {
	for i, name := range names() {
		role := kpuk.RoleMember
		if i < 3 {
			role = kpuk.Role(i + 1)
		}
		m.recs = append(m.recs, &kpuk.Member{
			Header: head(id("member", i+1)), Name: name, Number: i + 1, Group: GroupID(), Role: role, JoinedOn: m.ago(24),
		})
		m.line(kpuk.EntryLine{Kind: kpuk.EntryPokok, Amount: 50_000, Member: id("member", i+1), Date: m.ago(24)})
		m.line(kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: kpuk.Rupiah(150_000 + 25_000*i), Member: id("member", i+1), Date: m.ago(8)})
	}
}

// line writes a line of the ledger of the group.
func (m *maker) line(of kpuk.EntryLine) {
	m.number++
	of.Group = GroupID()
	m.recs = append(m.recs, &kpuk.Entry{Header: head(id("entry", m.number)), Line: of})
}

// meeting writes an approved meeting of so many months ago with its savings.
func (m *maker) meeting(months int) kpuk.ID {
	own, on := id("meeting", months), m.ago(months)
	held := &kpuk.Meeting{
		Header: head(own), Group: GroupID(), Date: on, Start: kpuk.At(9, 0), End: kpuk.At(11, 0), Place: "Rumah ketua",
		LedBy: id("member", 1), WrittenBy: id("member", 2), MinutesRead: kpuk.Yes, Topics: []string{"business"},
		Discussion: "Harga bahan naik.", Decisions: "Bahan dibeli bersama.", Done: 0x7f, Attendance: map[kpuk.ID]kpuk.Attendance{},
		State: kpuk.Standing{State: kpuk.Approved, By: id("person", 2), At: on.AddDays(1).Time().UnixMilli()},
	}
	for i := range names() {
		member := id("member", i+1)
		held.Attendance[member] = kpuk.Attendance{Presence: kpuk.Present}
		m.line(kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 10_000, Member: member, Meeting: own, Date: on})
		m.line(kpuk.EntryLine{Kind: kpuk.EntrySocialIn, Amount: 2_000, Member: member, Meeting: own, Date: on})
	}
	m.recs = append(m.recs, held)
	return own
}

// loan writes a running loan of ten instalments, begun five months ago, of which so many
// were paid.
func (m *maker) loan(n, member int, principal kpuk.Rupiah, paid int) {
	start := m.ago(5)
	loan := &kpuk.Loan{
		Header: head(id("loan", n)), Member: id("member", member), Group: GroupID(), Purpose: "Modal usaha", RequestedOn: start,
		Terms:  kpuk.Terms{Principal: principal, RateBP: 150, Instalments: 10, Unit: 100, Start: start},
		Status: kpuk.LoanState{Status: kpuk.LoanActive, On: start},
	}
	m.recs = append(m.recs, loan)
	m.line(kpuk.EntryLine{Kind: kpuk.EntryDisbursement, Amount: principal, Member: loan.Member, Loan: loan.ID, Date: start})
	service := principal * 150 / 10_000
	for k := 1; k <= paid; k++ {
		m.line(kpuk.EntryLine{
			Kind: kpuk.EntryInstalment, Amount: principal/10 + service, Service: service,
			Member: loan.Member, Loan: loan.ID, Date: start.AddMonths(k),
		})
	}
}
