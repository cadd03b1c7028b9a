package screentest

import (
	"encoding/binary"

	"pendamping/kpuk"
)

// The groups of the small book, by their numbers in ID("group", n).
const (
	Melati  = 1 // 14 members; a meeting of today is at step 4
	Anggrek = 2 // 6 members; its last meeting was returned with a comment
	Cempaka = 3 // 5 members; late by 52 days
	Mawar   = 4 // 4 members; meets today
	Kenanga = 5 // 3 members; all is well
)

// ID names a record of the small book.
func ID(space string, n int) kpuk.ID {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(n)) //nolint:gosec // small and positive
	return kpuk.Derive(space, number[:])
}

// Area names the areas of the small book and leaves other codes as they are.
func Area(code string) string {
	names := map[string]string{
		"52": "Nusa Tenggara Barat", "52.02": "Lombok Tengah", "52.02.02": "Jonggat", "52.02.03": "Praya Barat", "52.02.05": "Praya Timur",
		"52.02.02.2001": "Ubung", "52.02.03.2004": "Penujak", "52.02.05.2002": "Mujur", "52.02.03.2008": "Batujai",
		"52.02.02.2009": "Sukarara",
	}
	if name, ok := names[code]; ok {
		return name
	}
	return code
}

// Day is a day of 2026.
func Day(month, day int) kpuk.Date {
	return kpuk.NewDate(2026, 1, 1).AddMonths(month - 1).AddDays(day - 1)
}

// Head makes the header of a record.
func Head(id, scope kpuk.ID) kpuk.Header {
	return kpuk.Header{ID: id, Partition: ID("federation", 1), Scope: scope}
}

// Book lists the records of the small book: a federation, two people, five groups with
// their members, meetings, ledger, loans, tasks and a visit.
func Book() []kpuk.Record {
	recs := people()
	recs = append(recs, groups()...)
	for g, names := range memberNames() {
		for i, name := range names {
			recs = append(recs, member(g, i+1, name))
		}
	}
	recs = append(recs, meetings()...)
	recs = append(recs, lines()...)
	recs = append(recs, loans()...)
	return append(recs, promises()...)
}

func people() []kpuk.Record {
	partition := ID("federation", 1)
	return []kpuk.Record{
		&kpuk.Federation{Header: Head(partition, partition), Name: "JarPUK Lombok Tengah", Areas: []string{"52.02"}, Zone: "WITA"},
		&kpuk.Person{Header: Head(ID("person", 1), partition), Name: "Nurlaela", Office: kpuk.OfficeFacilitator},
		&kpuk.Person{Header: Head(ID("person", 2), partition), Name: "Baiq Handayani", Office: kpuk.OfficeCoordinator},
	}
}

func groups() []kpuk.Record {
	rules := map[kpuk.Date]kpuk.Rules{kpuk.NewDate(2026, 1, 1): {
		Pokok: 50_000, Wajib: 10_000, Social: 2_000, LateFine: 2_000, AbsentFine: 5_000, Membership: 10_000,
		RateBP: 150, Unit: 100, MaxTerm: 12, LatePayFine: 5_000, SHUUnit: 500,
		SHU: []kpuk.SHUShare{
			{Purpose: kpuk.SHUSavings, BP: 4000},
			{Purpose: kpuk.SHUService, BP: 3000},
			{Purpose: kpuk.SHUOfficers, BP: 1000},
			{Purpose: kpuk.SHUSocial, BP: 1000},
			{Purpose: kpuk.SHUReserve, BP: 1000},
		},
	}}
	group := func(n int, name, village string, formed int) kpuk.Record {
		id := ID("group", n)
		return &kpuk.Group{
			Header: Head(id, id), Name: name, Village: village, FormedOn: kpuk.NewDate(formed, 3, 12), Rules: rules,
			Facilitator: ID("person", 1),
		}
	}
	return []kpuk.Record{
		group(Melati, "Melati", "52.02.02.2001", 2014), group(Anggrek, "Anggrek", "52.02.03.2004", 2016),
		group(Cempaka, "Cempaka", "52.02.05.2002", 2017), group(Mawar, "Mawar", "52.02.03.2008", 2019),
		group(Kenanga, "Kenanga", "52.02.02.2001", 2020),
	}
}

// memberNames are the members of each group, by number.
func memberNames() map[int][]string {
	return map[int][]string{
		Melati: {
			"Inaq Sahnim", "Baiq Rohani", "Hj. Nurhayati", "Inaq Marni", "Sri Wahyuni", "Inaq Sumiati", "Baiq Suhartini",
			"Rohayati", "Inaq Murni", "Halimah", "Baiq Yuliana", "Inaq Raehan", "Maesarah", "Inaq Mahnep",
		},
		Anggrek: {"Inaq Saknah", "Baiq Nurul", "Sumarni", "Inaq Jumisah", "Zaenab", "Inaq Senah"},
		Cempaka: {"Baiq Hartini", "Inaq Munah", "Salmah", "Inaq Rumenah", "Fatmawati"},
		Mawar:   {"Inaq Kerti", "Baiq Ratna", "Musniah", "Inaq Nurmah"},
		Kenanga: {"Inaq Sarinah", "Baiq Aminah", "Nurjannah"},
	}
}

// MemberID names the nth member of a group of the small book.
func MemberID(group, number int) kpuk.ID { return ID("member", 100*group+number) }

func member(group, number int, name string) kpuk.Record {
	kinds := []string{"weaving", "trade", "trade", "food", "services", "weaving", "food", "livestock", "trade", "trade", "craft"}
	works := []string{
		"Tenun songket", "Warung", "Dagang kain", "Keripik singkong", "Jual pulsa", "Tenun ikat", "Kue basah", "Ternak ayam",
		"Sayur keliling", "Dagang beras", "Anyaman ketak",
	}
	scope := ID("group", group)
	role := kpuk.RoleMember
	if number <= 3 {
		role = kpuk.Role(number) //nolint:gosec // 1 to 3: chair, secretary, treasurer
	}
	m := &kpuk.Member{
		Header: Head(MemberID(group, number), scope), Name: name, Number: number, Group: scope, Role: role,
		JoinedOn: kpuk.NewDate(2020, 1, 15), Born: kpuk.NewDate(1984, 3, 12).AddMonths(7 * number), BirthPlace: "Lombok Tengah",
		Businesses: map[kpuk.ID]kpuk.Business{ID("business", 100*group+number): {
			Name: works[(number-1)%len(works)], Kind: kinds[(number-1)%len(kinds)], Since: 2015,
		}},
	}
	if number == 14 || number == 13 {
		m.JoinedOn = Day(2, 23)
	}
	return m
}

// MeetingID names the meeting of a group in a month of 2026.
func MeetingID(group, month int) kpuk.ID { return ID("meeting", 100*group+month) }

func meetings() []kpuk.Record {
	var recs []kpuk.Record
	for _, m := range []struct {
		group, month, day int
		state             kpuk.MeetingState
	}{
		{Melati, 9, 28, kpuk.Approved},
		{Melati, 10, 26, kpuk.Approved},
		{Melati, 11, 23, kpuk.Draft},
		{Anggrek, 10, 20, kpuk.Approved},
		{Anggrek, 11, 20, kpuk.Returned},
		{Cempaka, 9, 2, kpuk.Approved},
		{Mawar, 10, 26, kpuk.Approved},
		{Kenanga, 11, 18, kpuk.Submitted},
	} {
		recs = append(recs, meeting(m.group, m.month, m.day, m.state))
	}
	return recs
}

func meeting(group, month, day int, state kpuk.MeetingState) kpuk.Record {
	scope := ID("group", group)
	m := &kpuk.Meeting{
		Header: Head(MeetingID(group, month), scope), Group: scope, Date: Day(month, day), Start: kpuk.At(9, 0), End: kpuk.At(11, 40),
		Place: "Rumah ketua", LedBy: MemberID(group, 1), WrittenBy: MemberID(group, 2), Attendance: map[kpuk.ID]kpuk.Attendance{},
		MinutesRead: kpuk.Yes, Topics: []string{"business", "rights"}, Discussion: "Pesanan tenun untuk bulan depan.",
		Decisions: "Benang dibeli bersama.", Done: 0x7f,
		State: kpuk.Standing{State: state, By: ID("person", 1), At: Day(month, day).Time().UnixMilli() + 4*3600*1000},
	}
	for i := range memberNames()[group] {
		a := kpuk.Attendance{Presence: kpuk.Present}
		switch i {
		case 4:
			a = kpuk.Attendance{Presence: kpuk.Late, At: kpuk.At(9, 20)}
		case 5:
			a = kpuk.Attendance{Presence: kpuk.Excused, Reason: "hajatan"}
		}
		m.Attendance[MemberID(group, i+1)] = a
	}
	switch {
	case group == Melati && month == 11:
		m.Done, m.End, m.Discussion, m.Decisions, m.Topics = 0b111, 0, "", "", nil
	case group == Mawar:
		m.NextDate = Day(11, 23)
	case state == kpuk.Returned:
		m.State.By, m.State.Step = ID("person", 2), kpuk.StepCash
		m.State.At = Day(11, 21).Time().UnixMilli() + 2*3600*1000
		m.State.Comment = "Uang tunai lebih Rp 20.000 belum ada alasannya. Mohon cek langkah Kas."
	}
	return m
}

// lines are savings of every member at each meeting, and the group's own income and expense.
func lines() []kpuk.Record {
	var recs []kpuk.Record
	n := 0
	add := func(group int, meeting kpuk.ID, who kpuk.ID, on kpuk.Date, kind kpuk.EntryKind, amount kpuk.Rupiah) {
		n++
		recs = append(recs, &kpuk.Entry{
			Header: Head(ID("entry", n), ID("group", group)),
			Line:   kpuk.EntryLine{Kind: kind, Amount: amount, Group: ID("group", group), Meeting: meeting, Member: who, Date: on},
		})
	}
	for group := Melati; group <= Kenanga; group++ {
		for i := range memberNames()[group] {
			saved := kpuk.Rupiah(900_000 + 125_000*((i*7+group)%9))
			add(group, kpuk.ID{}, MemberID(group, i+1), kpuk.NewDate(2025, 12, 31), kpuk.EntrySukarela, saved)
		}
		for _, m := range meetings() {
			held, ok := m.(*kpuk.Meeting)
			if !ok || held.Group != ID("group", group) || held.State.State == kpuk.Draft {
				continue
			}
			for i := range memberNames()[group] {
				add(group, held.ID, MemberID(group, i+1), held.Date, kpuk.EntryWajib, 10_000)
				add(group, held.ID, MemberID(group, i+1), held.Date, kpuk.EntrySocialIn, 2_000)
			}
			add(group, held.ID, kpuk.ID{}, held.Date, kpuk.EntryGroupExpense, 25_000)
		}
	}
	return recs
}

// loans are three running loans of Melati: two paid in time, one more than 30 days late.
func loans() []kpuk.Record {
	var recs []kpuk.Record
	for i, of := range []struct {
		number, paid int
		principal    kpuk.Rupiah
	}{{2, 5, 1_250_000}, {4, 5, 1_000_000}, {8, 3, 1_000_000}} {
		start := Day(5, 26)
		loan := &kpuk.Loan{
			Header: Head(ID("loan", i+1), ID("group", Melati)), Member: MemberID(Melati, of.number), Group: ID("group", Melati),
			Terms:   kpuk.Terms{Principal: of.principal, RateBP: 150, Instalments: 10, Unit: 100, Start: start},
			Purpose: "Modal usaha", Status: kpuk.LoanState{Status: kpuk.LoanActive, On: start}, RequestedOn: start,
		}
		recs = append(recs, loan, loanLine(100*i, loan, kpuk.EntryDisbursement, of.principal, start))
		for k := 1; k <= of.paid; k++ {
			service := of.principal * 150 / 10_000
			e := loanLine(100*i+k, loan, kpuk.EntryInstalment, of.principal/10+service, start.AddMonths(k))
			e.Line.Service = service
			recs = append(recs, e)
		}
	}
	return recs
}

func loanLine(n int, of *kpuk.Loan, kind kpuk.EntryKind, amount kpuk.Rupiah, on kpuk.Date) *kpuk.Entry {
	return &kpuk.Entry{
		Header: Head(ID("loan line", n), of.Scope),
		Line:   kpuk.EntryLine{Kind: kind, Amount: amount, Group: of.Group, Member: of.Member, Loan: of.ID, Date: on},
	}
}

// promises are tasks of Melati, one of them overdue, and a visit.
func promises() []kpuk.Record {
	scope := ID("group", Melati)
	return []kpuk.Record{
		&kpuk.Task{
			Header: Head(ID("task", 1), scope), What: "Urus BPJS Inaq Raehan", Who: "Nurlaela", Due: Day(11, 19), Group: scope,
			Meeting: MeetingID(Melati, 10),
		},
		&kpuk.Task{
			Header: Head(ID("task", 2), scope), What: "Ambil daftar harga benang", Who: "Inaq Sahnim", Due: Day(12, 5), Group: scope,
			Meeting: MeetingID(Melati, 10),
		},
		&kpuk.Visit{
			Header: Head(ID("visit", 1), kpuk.VillageScope("52.02.02.2001")), Facilitator: ID("person", 1), Village: "52.02.02.2001",
			Date: Day(10, 26), Purpose: "Rapat rutin", State: kpuk.VisitDone, Arrived: kpuk.At(8, 40), Departed: kpuk.At(12, 10),
			Groups: map[kpuk.ID]bool{scope: true}, Findings: "Stok benang menipis.",
		},
	}
}
