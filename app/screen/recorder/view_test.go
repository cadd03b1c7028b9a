package recorder_test

import (
	"context"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// show opens the recorder in a window.
func show(t *testing.T, r *screentest.Rig, layout string, to screen.Route, o recorder.Options) (*recorder.View, *screenOf) {
	t.Helper()
	dress(t, layout)
	v := recorder.New(r.Env, to, o)
	r.After = v.Refresh
	w := screentest.Show(t, layout, v.Object())
	v.Attach(w.Canvas())
	return v, &screenOf{t: t, c: w.Canvas()}
}

// count types the money in the box so that it agrees with the book, in notes as a real
// box holds them.
func count(s *screenOf, left kpuk.Rupiah) {
	notes := []kpuk.Rupiah{100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000}
	for i, note := range notes {
		n := left / note
		if i == 0 {
			n = n * 2 / 3 // not all of it is in the largest notes
		}
		left -= n * note
		if n > 0 {
			for _, d := range strconv.Itoa(int(n)) {
				s.tap(string(d))
			}
		}
		if left == 0 {
			return
		}
		s.tap("Lembar")
	}
}

// TestTapsRoutineMeeting records a routine meeting of eleven from start to submission
// through the real widgets and counts the taps. The women set the pace: 45 are too many.
func TestTapsRoutineMeeting(t *testing.T) {
	r := rig(t, "id")
	v, s := show(t, r, screentest.Portrait, route(), recorder.Options{})
	s.tap("Lanjut: Hadir")
	s.tap("Lanjut: Catatan")
	s.tap("Catatan rapat lalu sudah")
	s.tap("Lanjut: Uang")
	for range 11 {
		s.tap("Cocok")
	}
	s.tap("Lanjut:")
	count(s, v.Model().Box().Expected)
	s.tap("Lanjut: Bahasan")
	s.tap("Usaha")
	s.tap("Lanjut: Tutup")
	s.tap("Ajukan")

	t.Logf("taps=%d", s.taps)
	if s.taps > 45 {
		t.Errorf("taps=%d, want at most 45", s.taps)
	}
	m := kept(t, r)
	if m.State.State != kpuk.Submitted || m.State.By != r.Me {
		t.Errorf("the meeting is %v by %v, want submitted by the facilitator", m.State.State, m.State.By)
	}
	if len(m.Attendance) != 11 || m.MinutesRead != kpuk.Yes || len(m.Topics) != 1 || m.NextDate.IsZero() {
		t.Errorf("kept %d attendances, minutes read %v, topics %v, next on %v", len(m.Attendance), m.MinutesRead, m.Topics, m.NextDate)
	}
	// Eleven pay 12.000, two of them an instalment of 115.000 as well.
	if got := v.Model().Box().In; got != 11*12_000+2*115_000 {
		t.Errorf("taken in %d", got)
	}
	if last, ok := r.Locals[recorder.ResumeKey].(recorder.Resume); !ok || !last.Meeting.IsZero() {
		t.Errorf("a submitted meeting must leave no place to resume: %+v", r.Locals[recorder.ResumeKey])
	}
}

// TestFieldIsSavedAsItIsLeft types a place and leaves the step without a save button.
func TestFieldIsSavedAsItIsLeft(t *testing.T) {
	r := rig(t, "id")
	_, s := show(t, r, screentest.Portrait, route(), recorder.Options{})
	place := s.focus("Rumah Baiq Rohani")
	for _, c := range " baru" {
		place.TypedRune(c)
	}
	s.tap("Lanjut: Hadir")
	if got := kept(t, r).Place; got != "Rumah Baiq Rohani baru" {
		t.Errorf("kept place %q", got)
	}
}

func TestTileAndStrip(t *testing.T) {
	r := rig(t, "id")
	_, s := show(t, r, screentest.Portrait, at(kpuk.StepAttendance), recorder.Options{})
	s.tap("Sri Wahyuni")
	if got := kept(t, r).Attendance[memberID(5)]; got.Presence != kpuk.Late || got.At != kpuk.At(10, 24) {
		t.Fatalf("after a tap: %+v", got)
	}
	s.tap("Sakit")
	if got := kept(t, r).Attendance[memberID(5)]; got.Presence != kpuk.Sick || got.At != 0 {
		t.Errorf("after choosing: %+v", got)
	}
	s.tap("Urungkan")
	if got := kept(t, r).Attendance[memberID(5)]; got.Presence != kpuk.Late {
		t.Errorf("after taking back: %+v", got)
	}
}

// TestUndoBar confirms a row and takes it back from the bar.
func TestUndoBar(t *testing.T) {
	r := rig(t, "id")
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepMoney), recorder.Options{})
	s.tap("Cocok")
	if v.Model().Tally().Confirmed != 1 {
		t.Fatal("the row was not confirmed")
	}
	s.tap("Urungkan")
	if v.Model().Tally().Confirmed != 0 || v.Model().Box().In != 0 {
		t.Errorf("%d rows, %d in the box", v.Model().Tally().Confirmed, v.Model().Box().In)
	}
	if _, still := s.find("Urungkan"); still {
		t.Error("the bar must go once it was used")
	}
}

// TestPhysicalKeyboard types an amount on a keyboard and confirms with Enter.
func TestPhysicalKeyboard(t *testing.T) {
	r := rig(t, "id")
	v, _ := show(t, r, screentest.Landscape, at(kpuk.StepMoney), recorder.Options{LeftHand: true})
	v.Key(&fyne.KeyEvent{Name: fyne.KeyTab})
	for _, d := range "20000x" {
		v.Rune(d)
	}
	v.Key(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := v.Model().Row(0); got.State != recorder.RowConfirmed || got.Total != 32_000 {
		t.Errorf("row %+v", got)
	}
}

func TestReturnedIsMended(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	r.Go = func(func(context.Context) error, func(error)) {}
	v, s := show(t, r, screentest.Portrait, screen.Route{ID: screentest.MeetingID(screentest.Anggrek, 11)}, recorder.Options{})
	s.tap("Perbaiki$")
	if v.Model().Step() != kpuk.StepCash {
		t.Fatalf("step %v", v.Model().Step())
	}
	count(s, v.Model().Box().Expected)
	s.tap("Lanjut:")
	if v.Model().Step() != kpuk.StepClose {
		t.Errorf("after mending: step %v, want the closing", v.Model().Step())
	}
}

func TestUnknownMeetingLeadsBack(t *testing.T) {
	r := rig(t, "id")
	_, s := showUnknown(t, r)
	s.tap("Kembali")
	if r.Backs != 1 {
		t.Errorf("went back %d times", r.Backs)
	}
}

// showUnknown opens a meeting that is not held here.
func showUnknown(t *testing.T, r *screentest.Rig) (*recorder.View, *screenOf) {
	t.Helper()
	v := recorder.New(r.Env, screen.Route{ID: kpuk.Derive("nobody")}, recorder.Options{})
	w := screentest.Show(t, screentest.Portrait, v.Object())
	v.Refresh()
	return v, &screenOf{t: t, c: w.Canvas()}
}

// TestSubmittedCanBeUndone takes a submission back from the undo bar.
func TestSubmittedCanBeUndone(t *testing.T) {
	r, m := recorded(t, "id")
	finishMoney(m)
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepClose), recorder.Options{})
	s.tap("Ajukan")
	if v.Model().State() != kpuk.Submitted {
		t.Fatalf("state %v", v.Model().State())
	}
	s.tap("Urungkan")
	if v.Model().State() != kpuk.Draft || kept(t, r).State.State != kpuk.Draft {
		t.Errorf("state %v", v.Model().State())
	}
	if _, can := s.find("Ajukan"); !can {
		t.Error("after taking it back it can be submitted again")
	}
}

// TestRefreshLeavesFieldInUse has the book change while the next place is being typed.
func TestRefreshLeavesFieldInUse(t *testing.T) {
	r, m := recorded(t, "id")
	finishMoney(m)
	m.SetNextPlace("Rumah ketua")
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepClose), recorder.Options{})
	place := s.focus("Rumah ketua")
	place.TypedRune('!')
	v.Refresh()
	if s.c.Focused() != place {
		t.Fatal("the field lost the caret")
	}
	v.Leave()
	s.c.Unfocus()
	if got := kept(t, r).NextPlace; got != "Rumah ketua!" {
		t.Errorf("kept %q", got)
	}
}

// TestAFullTabletIsToldBeforeTheMeeting: from wherever it was begun.
func TestAFullTabletIsToldBeforeTheMeeting(t *testing.T) {
	for _, tight := range []bool{false, true} {
		r := rig(t, "id")
		r.Tight = func() bool { return tight }
		v, _ := show(t, r, screentest.Portrait, at(kpuk.StepOpen), recorder.Options{})
		if got := screentest.Says(v.Object(), "Tempat simpan hampir penuh."); got != tight {
			t.Errorf("tight %v, told %v", tight, got)
		}
	}
}
