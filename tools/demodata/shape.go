// Package demodata makes the records of a federation that never was: the shape and size
// of a real one, with names put together from lists and identity numbers that nobody
// has. The same seed gives the same people, meetings and money.
//
// It takes the ways that users take: a roster file for the hub's import, invitations for
// devices, meetings recorded by the rules of kpuk on each facilitator's own device and
// sent by her device's sync. A [Plan] says what will happen; [Plan.Record] lets it happen.
package demodata

import "pendamping/kpuk"

// Shape is how much is made.
type Shape struct {
	Seed         uint64
	Districts    []District
	Facilitators int
	Coordinators int
	Months       int       // meetings of each group
	Until        kpuk.Date // the last day with meetings
	Submitted    int       // meetings left for the coordinator to review
	Returned     int       // meetings that she gave back
}

// District is a kecamatan with the villages, groups and members in it.
type District struct {
	Code            string
	Villages        []string // the last part of their codes
	Groups, Members int
}

// Full is Lombok Tengah as it is known: 7 of its kecamatan, 33 villages, 234
// groups, 2,633 members.
func Full() Shape {
	return Shape{
		Seed: 52_02, Facilitators: 20, Coordinators: 2, Months: 12, Until: kpuk.NewDate(2026, 11, 22), Submitted: 18, Returned: 2,
		Districts: []District{
			{"52.02.02", []string{"2002", "2010", "2008", "2012", "2007", "2005"}, 47, 528}, // Jonggat
			{"52.02.05", []string{"2009", "2006", "2001", "2003", "2005"}, 41, 462},         // Praya Barat
			{"52.02.01", []string{"2010", "2011", "2012", "2013", "2014"}, 38, 431},         // Praya
			{"52.02.06", []string{"2004", "2006", "2008", "2009", "2001"}, 34, 379},         // Praya Timur
			{"52.02.04", []string{"2001", "2006", "2008", "2009"}, 29, 322},                 // Pujut
			{"52.02.03", []string{"2004", "2007", "2009", "2008"}, 24, 271},                 // Batukliang
			{"52.02.09", []string{"2005", "2003", "2008", "2007"}, 21, 240},                 // Kopang
		},
	}
}

// Small is one village of it: three groups, for tests and quick looks.
func Small() Shape {
	s := Full()
	s.Districts = []District{{"52.02.02", []string{"2002"}, 3, 34}}
	s.Facilitators, s.Coordinators, s.Submitted, s.Returned = 2, 1, 2, 1
	return s
}

// known is a group that the screens' pictures show. The first facilitator has all of
// them.
type known struct {
	name, village  string
	members        int
	week, weekday  int // the n-th weekday of the month on which it meets
	last           kpuk.Date
	hour, minute   int
	returned       string // why its last meeting is given back
	surplus        kpuk.Rupiah
	rules          kpuk.Rules
	women          []woman
	hamlet, formed string
}

// woman is a member of a known group.
type woman struct {
	name, business, kind string
	savings              kpuk.Rupiah // in the end
	loan                 kpuk.Rupiah
	paid                 int // instalments by the last meeting
	late                 bool
}

// knownGroups are those of the first facilitator.
func knownGroups() []known {
	return []known{
		melati(),
		{
			name: "Anggrek", village: "52.02.05.2006", members: 12, week: 3, weekday: 5, hour: 9,
			returned: "Uang tunai lebih Rp 20.000 belum ada alasannya. Mohon cek langkah Kas.", surplus: 20_000,
		},
		{name: "Cempaka", village: "52.02.06.2004", members: 15, week: 1, weekday: 3, last: kpuk.NewDate(2026, 9, 2), hour: 8, minute: 30},
		{name: "Mawar", village: "52.02.05.2009", members: 11, week: 4, weekday: 1, hour: 13},
		{name: "Sari Laut", village: "52.02.06.2004", members: 10, week: 2, weekday: 3, hour: 10},
		{name: "Kenanga", village: "52.02.02.2002", members: 9, week: 3, weekday: 3, hour: 9},
		{name: "Bunga Tenun", village: "52.02.02.2010", members: 13, week: 3, weekday: 1, hour: 14},
		{name: "Flamboyan", village: "52.02.05.2006", members: 11, week: 2, weekday: 1, hour: 9},
		{name: "Tunas Harapan", village: "52.02.05.2009", members: 8, week: 1, weekday: 4, hour: 13},
		{name: "Seruni", village: "52.02.05.2009", members: 12, week: 2, weekday: 4, hour: 10},
		{name: "Teratai", village: "52.02.05.2006", members: 11, week: 1, weekday: 6, hour: 9},
		{name: "Dahlia", village: "52.02.02.2010", members: 11, week: 2, weekday: 2, hour: 15},
	}
}

// melati is the group whose meeting the demo records.
func melati() known {
	return known{
		name: "Melati", village: "52.02.02.2002", members: 14, week: 4, weekday: 1, hour: 9, hamlet: "Dusun Ubung Lauk", formed: "2014-03-12",
		rules: kpuk.Rules{Wajib: 10_000, Social: 2_000, LateFine: 2_000, RateBP: 100, Method: kpuk.Flat, Unit: 500, MaxTerm: 10},
		women: []woman{
			{name: "Inaq Sahnim", business: "Tenun songket", kind: "weaving", savings: 1_840_000},
			{name: "Baiq Rohani", business: "Warung", kind: "trade", savings: 1_610_000, loan: 1_250_000, paid: 5},
			{name: "Hj. Nurhayati", business: "Dagang kain", kind: "trade", savings: 3_425_000},
			{name: "Inaq Marni", business: "Keripik singkong", kind: "food", savings: 1_275_000, loan: 1_000_000, paid: 5},
			{name: "Sri Wahyuni", business: "Jual pulsa", kind: "trade", savings: 940_000, loan: 1_000_000, paid: 2},
			{name: "Inaq Sumiati", business: "Tenun ikat", kind: "weaving", savings: 1_520_000},
			{name: "Baiq Suhartini", business: "Kue basah", kind: "food", savings: 1_105_000, loan: 1_250_000, paid: 7},
			{name: "Rohayati", business: "Ternak ayam", kind: "livestock", savings: 1_330_000, loan: 1_500_000, paid: 4, late: true},
			{name: "Inaq Murni", business: "Sayur keliling", kind: "trade", savings: 1_060_000, loan: 1_000_000, paid: 6},
			{name: "Halimah", business: "Dagang beras", kind: "trade", savings: 1_715_000},
			{name: "Baiq Yuliana", business: "Anyaman ketak", kind: "craft", savings: 1_390_000, loan: 2_000_000, paid: 2},
			{name: "Inaq Raehan", business: "Tenun songket", kind: "weaving", savings: 1_280_000},
			{name: "Suharni", business: "Jajan pasar", kind: "food", savings: 1_900_000},
			{name: "Inaq Kartini", business: "Kebun cabai", kind: "farming", savings: 1_250_000},
		},
	}
}
