package dashboard_test

import (
	"testing"

	"pendamping/app/screen/dashboard"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

func member(n int, change func(*kpuk.Member)) *kpuk.Member {
	m := &kpuk.Member{
		Header: screentest.Head(screentest.ID("member", 9000+n), screentest.ID("group", screentest.Kenanga)),
		Group:  screentest.ID("group", screentest.Kenanga), Name: "Inaq Baru", Number: 40 + n, JoinedOn: screentest.Day(2, 1),
		NIK: kpuk.NIK("5202014101900001"), Consent: kpuk.Consent{GivenOn: screentest.Day(2, 1)},
	}
	change(m)
	return m
}

func TestTiles(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	rig.Book.Put(
		member(1, func(m *kpuk.Member) { m.JoinedOn = screentest.Day(11, 3) }),
		member(2, func(m *kpuk.Member) { m.Status = kpuk.Membership{State: kpuk.MemberLeft, On: screentest.Day(11, 5)} }),
		member(3, func(m *kpuk.Member) { m.Status = kpuk.Membership{State: kpuk.MemberLeft, On: screentest.Day(10, 30)} }),
	)
	tiles := dashboard.NewModel(rig.Env).Tiles()
	want := []struct {
		figure, note string
		direction    dashboard.Direction
		mood         dashboard.Mood
	}{
		{"33", "1 baru, 1 keluar", dashboard.Level, dashboard.Plain},
		{"5", "4 desa", dashboard.Level, dashboard.Plain},
		{"2", "dari 5 rencana", dashboard.Level, dashboard.Plain},
		{"88 %", "turun 3 poin", dashboard.Down, dashboard.Worse},
		{"44,2 juta", "naik 90.000", dashboard.Up, dashboard.Better},
		{"38,4 %", "tetap", dashboard.Level, dashboard.Worse},
	}
	if len(tiles) != len(want) {
		t.Fatalf("%d tiles", len(tiles))
	}
	for i, w := range want {
		got := tiles[i]
		if got.Figure != w.figure || got.Note != w.note || got.Direction != w.direction || got.Mood != w.mood {
			t.Errorf("%s: %q %q %d %d, want %+v", got.Label, got.Figure, got.Note, got.Direction, got.Mood, w)
		}
	}
}

func TestAreasAddUpToTheFigures(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := dashboard.NewModel(rig.Env)
	for _, village := range []bool{false, true} {
		m.SetByVillage(village)
		var members, groups, held, planned int
		var savings kpuk.Rupiah
		for _, a := range m.Areas() {
			members += a.Members
			groups += a.Groups
			held += a.Held
			planned += a.Planned
			savings += a.Savings
		}
		f := rig.Book.Figures(rig.Today())
		last := f.Months[11]
		if members != f.Members || groups != f.Groups || savings != f.Savings || held != last.Held || planned != last.Planned {
			t.Errorf("village %v: %d members %d groups %v %d/%d, want %d %d %v %d/%d",
				village, members, groups, savings, held, planned, f.Members, f.Groups, f.Savings, last.Held, last.Planned)
		}
	}
	if n := len(m.Areas()); n != 4 {
		t.Errorf("%d villages", n)
	}
}

func TestQualityCounts(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	count := func(m *dashboard.Model) map[string]string {
		out := map[string]string{}
		for _, r := range m.Quality() {
			out[r.To.Tab] = r.Value
		}
		return out
	}
	m := dashboard.NewModel(rig.Env)
	if got := count(m); got[dashboard.FilterNIK] != "32" || got[dashboard.FilterConsent] != "32" || len(got) != 2 {
		t.Errorf("before: %v", got)
	}
	scope := screentest.ID("group", screentest.Kenanga)
	line := kpuk.EntryLine{Kind: kpuk.EntryCashDifference, Amount: -5000, Group: scope, Date: screentest.Day(11, 18)}
	rig.Book.Put(
		member(1, func(*kpuk.Member) {}), member(2, func(*kpuk.Member) {}),
		member(3, func(m *kpuk.Member) { m.NIK, m.Consent.WithdrawnOn = "5202014101900002", screentest.Day(3, 1) }),
		&kpuk.Entry{Header: screentest.Head(screentest.ID("odd", 1), scope), Line: line},
	)
	m.Reload()
	got := count(m)
	want := map[string]string{
		dashboard.FilterNIK: "32", dashboard.FilterConsent: "33", dashboard.FilterDouble: "1", dashboard.FilterDifference: "1",
	}
	for tab, n := range want {
		if got[tab] != n {
			t.Errorf("%s: %q, want %s", tab, got[tab], n)
		}
	}
}

func TestSilentAreThoseWithoutARecordFor14Days(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	admin := kpuk.AdminScope(rig.Partition)
	device := func(n, person int, enrolled kpuk.Date, revoked int64) *kpuk.Device {
		return &kpuk.Device{
			Header: screentest.Head(screentest.ID("device", n), admin), Person: screentest.ID("person", person), Label: "Tablet",
			EnrolledAt: enrolled.Time().UnixMilli(), RevokedAt: revoked,
		}
	}
	rig.Book.Put(
		&kpuk.Person{Header: screentest.Head(screentest.ID("person", 3), admin), Name: "Sumarni", Office: kpuk.OfficeFacilitator},
		&kpuk.Person{Header: screentest.Head(screentest.ID("person", 4), admin), Name: "Lale Aini", Office: kpuk.OfficeFacilitator},
		device(1, 1, screentest.Day(1, 5), 0),  // Nurlaela, whose groups met this week
		device(2, 3, screentest.Day(11, 2), 0), // 21 days
		device(3, 4, screentest.Day(11, 20), 0),
		device(4, 4, screentest.Day(1, 1), 5), // revoked
	)
	rows := dashboard.NewModel(rig.Env).Silent()
	if len(rows) != 1 || rows[0].Text != "Tablet · Sumarni" || rows[0].Value != "21 hari" {
		t.Errorf("%+v", rows)
	}
}
