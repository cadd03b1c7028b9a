package activity_test

import (
	"errors"
	"testing"

	"pendamping/app/screen/activity"
	"pendamping/app/screen/pictures"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

const ubung = "52.02.02.2001"

// album stands for the device's files.
type album struct{}

func (album) Pick(working func(), done func(pictures.Picked, error)) {
	working()
	done(pictures.Picked{Image: kpuk.PhotoImage{Hash: kpuk.Digest{1}, Size: 9}}, nil)
}

func (album) Thumb(_ *kpuk.Photo, done func([]byte, error)) { done(nil, errors.New("not here")) }

func rigWith(t *testing.T, lang string, alter func(*kpuk.Activity)) (*screentest.Rig, kpuk.ID) {
	t.Helper()
	a := &kpuk.Activity{
		Header: screentest.Head(screentest.ID("activity", 1), kpuk.VillageScope(ubung)), Type: kpuk.ActivityTraining, Topic: "business",
		Title: "Pelatihan pembukuan usaha", Date: screentest.Day(11, 23), Start: kpuk.At(9, 0), End: kpuk.At(12, 0), Village: ubung,
		Place: "Balai desa", Program: "Program contoh", Facilitator: screentest.ID("person", 1), Women: 4, Men: 1,
		Members: map[kpuk.ID]bool{screentest.MemberID(screentest.Melati, 1): true, screentest.MemberID(screentest.Melati, 2): true},
	}
	if alter != nil {
		alter(a)
	}
	return screentest.New(t, lang, append(screentest.Book(), a)...), a.ID
}

func held(a *kpuk.Activity) {
	a.State, a.Result = kpuk.ActivityHeld, "Enam usaha mulai mencatat kas harian."
}

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct {
		lang, layout string
		alter        func(*kpuk.Activity)
	}{
		"planned_id": {"id", screentest.Portrait, nil}, "held_en": {"en", screentest.Portrait, held},
		"held_landscape_id": {"id", screentest.Landscape, held}, "held_dark_id": {"id", screentest.Dark, held},
		"others_id": {"id", screentest.Portrait, func(a *kpuk.Activity) { held(a); a.Facilitator = screentest.ID("person", 9) }},
	} {
		t.Run(name, func(t *testing.T) {
			r, id := rigWith(t, of.lang, of.alter)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, activity.New(r.Env, id, album{}).Object())
		})
	}
	t.Run("missing_id", func(t *testing.T) {
		r := screentest.New(t, "id")
		screentest.Picture(t, "missing_id", screentest.Portrait, activity.New(r.Env, kpuk.ID{1}, nil).Object())
	})
}

func last(t *testing.T, r *screentest.Rig) *kpuk.Activity {
	t.Helper()
	a, ok := r.Last().(*kpuk.Activity)
	if !ok {
		t.Fatalf("kept %T", r.Last())
	}
	return a
}

func TestStatesAndUndo(t *testing.T) {
	r, id := rigWith(t, "id", nil)
	v := activity.New(r.Env, id, nil)
	v.Attach(screentest.Show(t, screentest.Portrait, v.Object()).Canvas())
	screentest.Tap(t, v.Object(), "Sudah terlaksana")
	if last(t, r).State != kpuk.ActivityHeld {
		t.Fatalf("held: %+v", last(t, r))
	}
	screentest.Tap(t, v.Object(), "Urungkan")
	if last(t, r).State != kpuk.ActivityPlanned {
		t.Fatal("not taken back")
	}
	screentest.Tap(t, v.Object(), "Batalkan")
	if v.Model().Editable() || !screentest.Says(v.Object(), "dibatalkan") {
		t.Error("one that was called off can be changed")
	}
	screentest.Tap(t, v.Object(), "Rencanakan lagi")
	if last(t, r).State != kpuk.ActivityPlanned {
		t.Error("not planned again")
	}
}

func TestParticipants(t *testing.T) {
	r, id := rigWith(t, "id", nil)
	m := activity.New(r.Env, id, nil).Model()
	groups, members := m.Find("melati", 4)
	if len(groups) != 1 || len(members) != 0 {
		t.Fatalf("found %v and %v", groups, members)
	}
	m.TickGroup(groups[0].ID)
	all := len(last(t, r).Members)
	if want := r.Book.Group(groups[0].ID).Active(); all != want {
		t.Errorf("%d of the group's %d took part", all, want)
	}
	m.Tick(screentest.MemberID(screentest.Melati, 1), false)
	if got := last(t, r); len(got.Members) != all-1 || got.Participants() != all-1+5 {
		t.Errorf("%d members, %d people", len(got.Members), got.Participants())
	}
	for _, tt := range []struct {
		women, men string
		ok         bool
	}{{"3", "", true}, {"x", "1", false}, {"-1", "", false}, {"10001", "", false}} {
		if m.SetCrowd(tt.women, tt.men) != tt.ok {
			t.Errorf("%q and %q: %v", tt.women, tt.men, !tt.ok)
		}
	}
	if got := last(t, r); got.Women != 3 || got.Men != 0 {
		t.Errorf("%d women, %d men", got.Women, got.Men)
	}
}

func TestTimesAndVillage(t *testing.T) {
	r, id := rigWith(t, "id", nil)
	m := activity.New(r.Env, id, nil).Model()
	for _, tt := range []struct{ from, to, want string }{
		{"10.00", "9.00", "activity.times_turned"}, {"x", "", "visit.time_wrong"}, {"", "y", "visit.time_wrong"}, {"8.30", "11.00", ""},
	} {
		if got := m.SetTimes(tt.from, tt.to); got != tt.want {
			t.Errorf("%q to %q: %q", tt.from, tt.to, got)
		}
	}
	m.SetVillage("52.02.01.2002")
	if got := last(t, r); got.Village != "52.02.01.2002" || got.Scope != kpuk.VillageScope("52.02.01.2002") || got.Start != kpuk.At(8, 30) {
		t.Errorf("kept %+v", got)
	}
}

func TestOnlyItsMakerChangesIt(t *testing.T) {
	r, id := rigWith(t, "id", func(a *kpuk.Activity) { a.Facilitator = screentest.ID("person", 9) })
	m := activity.New(r.Env, id, nil).Model()
	kept := len(r.Kept)
	m.Change(func(a *kpuk.Activity) { a.Title = "lain" })
	if m.SetState(kpuk.ActivityHeld) != nil || len(r.Kept) != kept {
		t.Error("another's activity was changed")
	}
}
