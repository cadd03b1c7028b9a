package visits_test

import (
	"errors"
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/visits"
	"pendamping/kpuk"
)

const ubung = "52.02.02.2001"

// more are visits and activities of November.
func more() []kpuk.Record {
	scope := kpuk.VillageScope(ubung)
	melati := map[kpuk.ID]bool{screentest.ID("group", screentest.Melati): true}
	visit := func(n, day int, state kpuk.VisitState, from, to kpuk.Minutes, purpose string) kpuk.Record {
		return &kpuk.Visit{
			Header: screentest.Head(screentest.ID("visit", n), scope), Facilitator: screentest.ID("person", 1), Village: ubung,
			Date: screentest.Day(11, day), State: state, Arrived: from, Departed: to, Groups: melati, Purpose: purpose,
		}
	}
	return []kpuk.Record{
		visit(2, 5, kpuk.VisitDone, kpuk.At(8, 10), kpuk.At(11, 40), "Rapat rutin"),
		visit(3, 12, kpuk.VisitPlanned, 0, 0, "Kunjungan rumah"),
		visit(4, 23, kpuk.VisitRunning, kpuk.At(9, 5), 0, "Rapat rutin"),
		visit(5, 27, kpuk.VisitPlanned, 0, 0, "Periksa buku kas"),
		visit(6, 28, kpuk.VisitCancelled, 0, 0, "Batal karena banjir"),
		&kpuk.Activity{
			Header: screentest.Head(screentest.ID("activity", 1), scope), Type: kpuk.ActivityTraining, Topic: "business",
			Title: "Pelatihan pembukuan", Date: screentest.Day(11, 19), Village: ubung, State: kpuk.ActivityHeld, Women: 4,
			Members: map[kpuk.ID]bool{screentest.MemberID(screentest.Melati, 1): true}, Facilitator: screentest.ID("person", 1),
		},
		&kpuk.Activity{
			Header: screentest.Head(screentest.ID("activity", 2), scope), Type: kpuk.ActivityService, Topic: "services",
			Title: "Layanan KTP keliling", Date: screentest.Day(12, 2), Village: ubung, Facilitator: screentest.ID("person", 1),
		},
	}
}

func rig(t *testing.T, lang string) *screentest.Rig {
	t.Helper()
	return screentest.New(t, lang, append(screentest.Book(), more()...)...)
}

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct{ lang, layout, tab string }{
		"calendar_id": {"id", screentest.Portrait, ""}, "calendar_landscape_id": {"id", screentest.Landscape, "calendar"},
		"calendar_dark_en": {"en", screentest.Dark, "calendar"},
		"travel_id":        {"id", screentest.Portrait, "travel"}, "travel_en": {"en", screentest.Portrait, "travel"},
		"activities_id": {"id", screentest.Portrait, "activities"},
	} {
		t.Run(name, func(t *testing.T) {
			r := rig(t, of.lang)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, visits.New(r.Env, of.tab).Object())
		})
	}
	t.Run("empty_id", func(t *testing.T) {
		r := screentest.New(t, "id")
		screentest.Picture(t, "empty_id", screentest.Portrait, visits.New(r.Env, "").Object())
	})
}

func TestCalendar(t *testing.T) {
	m := visits.NewModel(rig(t, "id").Env, visits.Calendar)
	if len(m.Days) != 30 || m.Lead() != 6 {
		t.Fatalf("%d days from column %d; November 2026 has 30 and begins on a Sunday", len(m.Days), m.Lead())
	}
	marks := map[int]visits.Mark{5: visits.Done, 12: visits.Missed, 19: visits.Done, 23: visits.Running, 27: visits.Planned}
	for _, d := range m.Days {
		want, marked := marks[d.Date.Day()]
		if (d.Count > 0) != marked || d.Mark != want {
			t.Errorf("day %d: %d things, mark %v", d.Date.Day(), d.Count, d.Mark)
		}
	}
	if len(m.Rows) != 6 || m.Rows[0].ID != screentest.ID("visit", 2) || m.Rows[2].ID != screentest.ID("activity", 1) {
		t.Errorf("%d rows of the month: %+v", len(m.Rows), m.Rows)
	}
	m.Choose(screentest.Day(11, 12))
	if len(m.Rows) != 1 || m.Rows[0].State != "Belum dicatat" {
		t.Errorf("rows of the 12th: %+v", m.Rows)
	}
	m.Choose(screentest.Day(11, 12))
	if !m.Day.IsZero() || len(m.Rows) != 6 {
		t.Error("the same day again does not show the month")
	}
	m.Step(1)
	if m.Month != screentest.Day(12, 1) || len(m.Rows) != 1 || len(m.Days) != 31 {
		t.Errorf("December: %v, %d rows, %d days", m.Month, len(m.Rows), len(m.Days))
	}
}

func TestTravelFigures(t *testing.T) {
	m := visits.NewModel(rig(t, "id").Env, visits.Travel)
	want := [4][2]string{{"Kunjungan", "2"}, {"Hari di lapangan", "2"}, {"Kelompok ditemui", "1"}, {"Lama kunjungan", "3 j 30 m"}}
	if got := m.Figures(); got != want || len(m.Rows) != 2 {
		t.Errorf("figures %v, %d rows", got, len(m.Rows))
	}
}

func TestPlanAndBegin(t *testing.T) {
	r := rig(t, "id")
	m := visits.NewModel(r.Env, visits.Calendar)
	fail := func(err error) { t.Error(err) }
	m.Choose(screentest.Day(11, 30))
	m.Plan(fail)
	v, ok := r.Last().(*kpuk.Visit)
	if !ok || v.State != kpuk.VisitPlanned || v.Date != screentest.Day(11, 30) || v.Scope != kpuk.VillageScope(v.Village) || v.Facilitator != r.Me {
		t.Fatalf("planned %+v", r.Last())
	}
	if r.Route() != (screen.Route{Name: screen.Visit, ID: v.ID}) {
		t.Errorf("went to %+v", r.Route())
	}
	m.Begin(fail)
	if v, ok = r.Last().(*kpuk.Visit); !ok || v.State != kpuk.VisitRunning || v.Date != screentest.Day(11, 23) || v.Arrived != kpuk.At(10, 24) {
		t.Errorf("begun %+v", r.Last())
	}
	m.Record(fail)
	if a, ok := r.Last().(*kpuk.Activity); !ok || a.Date != screentest.Day(11, 30) || a.State != kpuk.ActivityPlanned {
		t.Errorf("recorded %+v", r.Last())
	}
	r.Fail = errors.New("full")
	failed := 0
	routes := len(r.Routes)
	m.Plan(func(error) { failed++ })
	if failed != 1 || len(r.Routes) != routes {
		t.Error("a visit that was not kept was opened")
	}
}

func TestCoordinatorSeesAll(t *testing.T) {
	r := rig(t, "id")
	r.Me, r.Office = screentest.ID("person", 9), kpuk.OfficeFacilitator
	if m := visits.NewModel(r.Env, visits.Travel); len(m.Rows) != 0 {
		t.Errorf("another's log has %d rows", len(m.Rows))
	}
	r.Office = kpuk.OfficeCoordinator
	if m := visits.NewModel(r.Env, visits.Travel); len(m.Rows) != 2 {
		t.Errorf("the coordinator sees %d rows", len(m.Rows))
	}
}
