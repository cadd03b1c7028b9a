package recorder_test

import (
	"slices"
	"strings"
	"testing"

	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

func TestMomentOfComing(t *testing.T) {
	r := rig(t, "id")
	m := open(t, r, at(kpuk.StepAttendance))
	who := memberID(5)
	m.SetPresence(who, kpuk.Late)
	for _, c := range []struct {
		do   func()
		want string
	}{
		{func() {}, "10.24"},
		{func() { m.ShiftMoment(who, -1) }, "10.19"},
		{func() { m.ShiftMoment(who, 2) }, "10.29"},
		{func() { m.SetMoment(who, "9:25") }, "09.25"},
		{func() { m.ShiftMoment(who, -1000) }, "00.00"},
		{func() { m.ShiftMoment(who, 1000) }, "23.59"},
	} {
		c.do()
		if m.Moment(who) != c.want {
			t.Errorf("she came at %q, want %q", m.Moment(who), c.want)
		}
	}
	if why := m.SetMoment(who, "nanti"); why == "" || m.Moment(who) != "23.59" {
		t.Errorf("a text that is no time: %q, %q", why, m.Moment(who))
	}
	m.SetPresence(who, kpuk.Excused)
	m.SetAwayReason(who, " hajatan ")
	if got := kept(t, r).Attendance[who]; got.Reason != "hajatan" || got.At != 0 {
		t.Errorf("kept %+v", got)
	}
	saved := len(r.Kept)
	m.SetAwayReason(who, "hajatan")
	m.ShiftMoment(who, 1)
	if len(r.Kept) != saved {
		t.Error("what did not change was saved again")
	}
}

func TestGuestsByName(t *testing.T) {
	r := rig(t, "id")
	m := open(t, r, at(kpuk.StepAttendance))
	m.AddGuests(2)
	for _, name := range []string{" Pak Kadus ", "Bu Bidan", "Pak Kadus"} {
		if why := m.AddVisitor(name); why != "" {
			t.Fatal(why)
		}
	}
	if m.Guests() != 2 || !slices.Equal(m.Visitors(), []string{"Pak Kadus", "Bu Bidan"}) {
		t.Errorf("%d guests, %q", m.Guests(), m.Visitors())
	}
	m.AddVisitor("Bu Camat")
	m.AddGuests(-3)
	if m.Guests() != 3 {
		t.Errorf("%d guests, but three have names", m.Guests())
	}
	m.RemoveVisitor("Bu Bidan")
	if m.Guests() != 2 || len(kept(t, r).Visitors) != 2 {
		t.Errorf("after one left: %d guests, %q", m.Guests(), kept(t, r).Visitors)
	}
	m.TakeBack()
	if m.Guests() != 3 || len(m.Visitors()) != 3 {
		t.Errorf("after undoing: %d guests, %q", m.Guests(), m.Visitors())
	}
	if why := m.AddVisitor("  "); why == "" {
		t.Error("a guest without a name was named")
	}
}

func TestNextMeetingHour(t *testing.T) {
	r := rig(t, "id")
	m := open(t, r, at(kpuk.StepOpen))
	if why := m.SetNextStart("pagi"); why == "" {
		t.Error("a text that is no time was taken")
	}
	m.SetNextStart("9.00")
	if m.NextStart() != "09.00" || kept(t, r).NextStart != kpuk.At(9, 0) {
		t.Errorf("next at %q", m.NextStart())
	}
	m.SetNextStart("")
	if m.NextStart() != "" {
		t.Errorf("emptied: %q", m.NextStart())
	}
}

// TestTimeThroughTheWidgets moves the time of coming by a tap, and keeps the field while
// the book changes.
func TestTimeThroughTheWidgets(t *testing.T) {
	r := rig(t, "id")
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepAttendance), recorder.Options{})
	s.tap("Sri Wahyuni")
	s.tap("−5 menit")
	if got := v.Model().Moment(memberID(5)); got != "10.19" {
		t.Fatalf("came at %q", got)
	}
	field := s.focus("10.19")
	field.TypedRune('!')
	v.Refresh()
	if s.c.Focused() != field {
		t.Error("the field lost the caret")
	}
	s.c.Unfocus()
	if !strings.Contains(s.words(), "Tulis jam seperti") {
		t.Errorf("what is wrong is not said: %s", s.words())
	}
	s.tap("Tamu")
	s.tap("Tambah")
	if !strings.Contains(s.words(), "Tulis dulu namanya") {
		t.Errorf("a nameless guest: %s", s.words())
	}
}

func TestPicturesOfAttendance(t *testing.T) {
	for name, tap := range map[string]string{"hadir_jam": "Sri Wahyuni", "hadir_tamu": "Tamu", "hadir_alasan": "Rohayati"} {
		t.Run(name, func(t *testing.T) {
			dress(t, screentest.Portrait)
			r, m := recorded(t, "id")
			m.AddVisitor("Pak Kadus Ubung")
			m.AddVisitor("Bu Bidan Ratna")
			m.SetPresence(memberID(5), kpuk.Present)
			m.SetPresence(memberID(8), kpuk.Late)
			m.SetAwayReason(memberID(8), "hajatan keluarga")
			v, s := show(t, r, screentest.Portrait, at(kpuk.StepAttendance), recorder.Options{})
			s.tap(tap)
			screentest.Picture(t, name, screentest.Portrait, v.Object())
		})
	}
}
