package visit_test

import (
	"errors"
	"slices"
	"testing"

	"pendamping/app/screen/pictures"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/visit"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

const ubung = "52.02.02.2001"

// album stands for the device's files.
type album struct{ next pictures.Picked }

func (a *album) Pick(working func(), done func(pictures.Picked, error)) {
	working()
	done(a.next, nil)
}

func (*album) Thumb(_ *kpuk.Photo, done func([]byte, error)) { done(nil, errors.New("not here")) }

func rigWith(t *testing.T, lang string, alter func(*kpuk.Visit)) (*screentest.Rig, kpuk.ID) {
	t.Helper()
	v := &kpuk.Visit{
		Header: screentest.Head(screentest.ID("visit", 7), kpuk.VillageScope(ubung)), Facilitator: screentest.ID("person", 1),
		Village: ubung, Date: screentest.Day(11, 24), Purpose: "Rapat rutin dan kunjungan rumah",
		Groups: map[kpuk.ID]bool{screentest.ID("group", screentest.Melati): true},
	}
	alter(v)
	return screentest.New(t, lang, append(screentest.Book(), v)...), v.ID
}

func running(v *kpuk.Visit) {
	v.State, v.Arrived, v.Date = kpuk.VisitRunning, kpuk.At(8, 40), screentest.Day(11, 23)
	v.Members = map[kpuk.ID]bool{screentest.MemberID(screentest.Melati, 3): true}
	v.Findings = "Stok benang menipis; dua penenun mencari pembeli baru."
	v.Place = kpuk.GeoPoint{LatE6: -8_705_000, LonE6: 116_270_000}
}

func planned(*kpuk.Visit) {}

func options() visit.Options {
	return visit.Options{Photos: &album{}, Locate: func(done func(kpuk.GeoPoint, error)) {
		done(kpuk.GeoPoint{LatE6: -8_700_001, LonE6: 116_200_002}, nil)
	}}
}

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct {
		lang, layout string
		alter        func(*kpuk.Visit)
	}{
		"planned_id": {"id", screentest.Portrait, planned}, "running_id": {"id", screentest.Portrait, running},
		"running_en": {"en", screentest.Portrait, running}, "running_landscape_id": {"id", screentest.Landscape, running},
		"running_dark_id": {"id", screentest.Dark, running},
		"canceled_id": {"id", screentest.Portrait, func(v *kpuk.Visit) {
			v.State, v.Reason = kpuk.VisitCancelled, "jalan putus karena banjir"
		}},
		"others_id": {"id", screentest.Portrait, func(v *kpuk.Visit) {
			running(v)
			v.Facilitator, v.State, v.Departed = screentest.ID("person", 9), kpuk.VisitDone, kpuk.At(12, 0)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r, id := rigWith(t, of.lang, of.alter)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, visit.New(r.Env, id, options()).Object())
		})
	}
	t.Run("missing_id", func(t *testing.T) {
		r := screentest.New(t, "id")
		screentest.Picture(t, "missing_id", screentest.Portrait, visit.New(r.Env, kpuk.ID{1}, visit.Options{}).Object())
	})
}

func show(t *testing.T, r *screentest.Rig, id kpuk.ID) *visit.View {
	t.Helper()
	v := visit.New(r.Env, id, options())
	v.Attach(screentest.Show(t, screentest.Portrait, v.Object()).Canvas())
	return v
}

func last(t *testing.T, r *screentest.Rig) *kpuk.Visit {
	t.Helper()
	v, ok := r.Last().(*kpuk.Visit)
	if !ok {
		t.Fatalf("kept %T", r.Last())
	}
	return v
}

func TestFromPlanToEnd(t *testing.T) {
	r, id := rigWith(t, "id", planned)
	v := show(t, r, id)
	screentest.Tap(t, v.Object(), "Mulai kunjungan")
	if got := last(t, r); got.State != kpuk.VisitRunning || got.Arrived != kpuk.At(10, 24) || got.Date != screentest.Day(11, 23) {
		t.Fatalf("begun %+v", got)
	}
	screentest.Tap(t, v.Object(), "Urungkan")
	if got := last(t, r); got.State != kpuk.VisitPlanned || got.Arrived != 0 {
		t.Fatalf("taken back %+v", got)
	}
	screentest.Tap(t, v.Object(), "Mulai kunjungan")
	screentest.Tap(t, v.Object(), "Selesai kunjungan")
	if got := last(t, r); got.State != kpuk.VisitDone || got.Departed != kpuk.At(10, 24) {
		t.Fatalf("ended %+v", got)
	}
	screentest.Tap(t, v.Object(), "Buka lagi")
	if got := last(t, r); got.State != kpuk.VisitRunning || got.Departed != 0 {
		t.Fatalf("opened again %+v", got)
	}
}

func TestCallingOffNeedsAReason(t *testing.T) {
	r, id := rigWith(t, "id", planned)
	v := show(t, r, id)
	kept := len(r.Kept)
	screentest.Tap(t, v.Object(), "Batalkan")
	for _, b := range screentest.All[*widget.Button](v.Object()) {
		if b.Text() == "Batalkan" {
			b.Tapped(nil) // the one beside the reason comes first
			break
		}
	}
	if len(r.Kept) != kept || !screentest.Says(v.Object(), "Tulis dulu alasannya.") {
		t.Error("called off without a reason")
	}
	m := v.Model()
	if err := m.Cancel("  banjir "); err != nil || last(t, r).Reason != "banjir" || m.Editable() {
		t.Errorf("called off: %v, %+v", err, last(t, r))
	}
	m.TakeUndo().Back()
	if got := last(t, r); got.State != kpuk.VisitPlanned || got.Reason != "" {
		t.Errorf("taken back %+v", got)
	}
}

func TestWhom(t *testing.T) {
	r, id := rigWith(t, "id", running)
	v := show(t, r, id)
	m := v.Model()
	if got := m.Members(); len(got) != 1 {
		t.Fatalf("members %v", got)
	}
	hits := m.Find("inaq sahn", 6)
	if len(hits) != 1 {
		t.Fatalf("found %v", hits)
	}
	m.TickMember(hits[0].ID, true)
	if got := last(t, r); !got.Members[hits[0].ID] || len(got.Members) != 2 {
		t.Errorf("members %v", got.Members)
	}
	if len(m.Find("inaq sahn", 6)) != 0 {
		t.Error("a member who is ticked is offered again")
	}
	m.TickMember(hits[0].ID, false)
	if len(last(t, r).Members) != 1 {
		t.Error("the tick was not taken away")
	}
	if i := slices.IndexFunc(m.Groups(), func(p visit.Person) bool { return p.Ticked }); i < 0 {
		t.Errorf("groups %v", m.Groups())
	}
	screentest.Tap(t, v.Object(), "Rapat KPUK Melati")
	if r.Route().ID != screentest.MeetingID(screentest.Melati, 11) {
		t.Errorf("went to %+v", r.Route())
	}
}

func TestTimesAndPlace(t *testing.T) {
	r, id := rigWith(t, "id", running)
	m := show(t, r, id).Model()
	for _, tt := range []struct{ from, to, want string }{
		{"8.40", "7.00", "visit.times_turned"}, {"x", "", "visit.time_wrong"}, {"", "25.00", "visit.time_wrong"}, {"8:15", "1130", ""},
	} {
		kept := len(r.Kept)
		if got := m.SetTimes(tt.from, tt.to); got != tt.want || (got == "") != (len(r.Kept) > kept) {
			t.Errorf("%q to %q: %q", tt.from, tt.to, got)
		}
	}
	if got := last(t, r); got.Arrived != kpuk.At(8, 15) || got.Departed != kpuk.At(11, 30) {
		t.Errorf("kept %v to %v", got.Arrived, got.Departed)
	}
	if m.SetPlace("-8.7", "") || m.SetPlace("x", "y") || !m.SetPlace("-8,7", "116.2") {
		t.Error("places are not told apart")
	}
	if got := last(t, r).Place; got.LatE6 != -8_700_000 || got.LonE6 != 116_200_000 {
		t.Errorf("place %+v", got)
	}
}

func TestLocate(t *testing.T) {
	r, id := rigWith(t, "id", running)
	v := show(t, r, id)
	screentest.Tap(t, v.Object(), "Ambil lokasi tablet")
	if got := last(t, r).Place; got.LatE6 != -8_700_001 || got.LonE6 != 116_200_002 {
		t.Errorf("place %+v", got)
	}
	opts := options()
	opts.Locate = func(done func(kpuk.GeoPoint, error)) { done(kpuk.GeoPoint{}, fault.New(fault.NotFound, "no fix")) }
	v = visit.New(r.Env, id, opts)
	screentest.Show(t, screentest.Portrait, v.Object())
	kept := len(r.Kept)
	screentest.Tap(t, v.Object(), "Ambil lokasi tablet")
	if len(r.Kept) != kept || !screentest.Says(v.Object(), "belum tahu") {
		t.Error("a place was made up")
	}
}

func TestFollowUpAndPhoto(t *testing.T) {
	r, id := rigWith(t, "id", running)
	v := show(t, r, id)
	m := v.Model()
	if missing := m.AddTask(screentest.ID("task", 91), " ", "", 0, nil); missing == "" {
		t.Error("an empty follow-up was kept")
	}
	told := 0
	done := func(err error) {
		if err == nil {
			told++
		}
	}
	if missing := m.AddTask(screentest.ID("task", 91), "Cari pembeli benang", "Nurlaela", screentest.Day(12, 1), done); missing != "" || told != 1 {
		t.Fatalf("%q, told %d times", missing, told)
	}
	task, ok := r.Last().(*kpuk.Task)
	if !ok || task.Visit != id || task.Group != screentest.ID("group", screentest.Melati) || task.Scope != kpuk.VillageScope(ubung) {
		t.Errorf("kept %+v", r.Last())
	}
	if got := m.Tasks(); len(got) != 1 || got[0].What != "Cari pembeli benang" {
		t.Errorf("tasks %+v", got)
	}
	screentest.Tap(t, v.Object(), "Tambah foto")
	if p, ok := r.Last().(*kpuk.Photo); !ok || p.Of != id || p.Scope != kpuk.VillageScope(ubung) {
		t.Errorf("kept %+v", r.Last())
	}
}

func TestVillageMovesScopeAndTakesGroupsAway(t *testing.T) {
	r, id := rigWith(t, "id", planned)
	m := show(t, r, id).Model()
	m.SetVillage("52.02")
	m.SetVillage("52.02.01.2002")
	got := last(t, r)
	if got.Village != "52.02.01.2002" || got.Scope != kpuk.VillageScope("52.02.01.2002") || len(got.Groups) != 0 {
		t.Errorf("moved %+v", got)
	}
	if err := m.Begin(); err != nil {
		t.Fatal(err)
	}
	m.SetVillage(ubung)
	if last(t, r).Village != "52.02.01.2002" {
		t.Error("a visit under way was moved to another village")
	}
}

func TestOnlyItsMakerChangesIt(t *testing.T) {
	r, id := rigWith(t, "id", func(v *kpuk.Visit) { running(v); v.Facilitator = screentest.ID("person", 9) })
	v := show(t, r, id)
	kept := len(r.Kept)
	v.Model().TickGroup(screentest.ID("group", screentest.Melati), false)
	if v.Model().Editable() || len(r.Kept) != kept || !screentest.Says(v.Object(), "hanya bisa dibaca") {
		t.Error("another's visit can be changed")
	}
}

func TestFailureIsSaidAndTriedAgain(t *testing.T) {
	r, id := rigWith(t, "id", running)
	v := show(t, r, id)
	r.Fail = fault.New(fault.Full, "full")
	v.Model().Change(func(to *kpuk.Visit) { to.Findings = "baru" })
	if !screentest.Says(v.Object(), "penuh") {
		t.Fatalf("a full device is not told: %q", screentest.Texts(v.Object()))
	}
	r.Fail = nil
	screentest.Tap(t, v.Object(), "Coba lagi")
	if last(t, r).Findings != "baru" {
		t.Error("what was typed is lost")
	}
}
