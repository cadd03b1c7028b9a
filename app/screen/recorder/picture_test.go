package recorder_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// dress sets the theme of a layout before anything is built, as the app does.
func dress(t *testing.T, layout string) {
	t.Helper()
	screentest.Look(t, layout)
}

// recorded makes the fixture's meeting as far as the money grid: one late, one excused,
// one absent, seven rows agreed, an instalment being typed that falls short.
func recorded(t *testing.T, lang string) (*screentest.Rig, *recorder.Model) {
	t.Helper()
	r := rig(t, lang)
	m := open(t, r, route())
	m.Finish()
	m.SetPresence(memberID(5), kpuk.Late)
	m.SetPresence(memberID(7), kpuk.Excused)
	m.SetPresence(memberID(10), kpuk.Absent)
	m.AddGuests(2)
	m.Finish()
	m.SetMinutesRead(true)
	m.Finish()
	for m.Row(7).State == recorder.RowOpen {
		if row, _ := m.Cell(); row == 7 {
			break
		}
		m.Confirm()
	}
	m.SelectCell(7, 2)
	m.SetAmount(150_000)
	return r, m
}

// at opens a step of the meeting.
func at(step kpuk.Step) screen.Route {
	to := route()
	to.Step = step
	return to
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		step         kpuk.Step
	}{
		"buka":          {screentest.Portrait, "id", kpuk.StepOpen},
		"hadir":         {screentest.Portrait, "id", kpuk.StepAttendance},
		"catatan":       {screentest.Portrait, "id", kpuk.StepNotes},
		"uang":          {screentest.Portrait, "id", kpuk.StepMoney},
		"uang_dark":     {screentest.Dark, "id", kpuk.StepMoney},
		"uang_land":     {screentest.Landscape, "en", kpuk.StepMoney},
		"kas":           {screentest.Portrait, "id", kpuk.StepCash},
		"kas_land":      {screentest.Landscape, "id", kpuk.StepCash},
		"bahasan":       {screentest.Portrait, "id", kpuk.StepDiscussion},
		"tutup":         {screentest.Portrait, "id", kpuk.StepClose},
		"tutup_land":    {screentest.Landscape, "id", kpuk.StepClose},
		"tutup_english": {screentest.Portrait, "en", kpuk.StepClose},
	} {
		t.Run(name, func(t *testing.T) {
			r, m := recorded(t, c.lang)
			dress(t, c.layout)
			to := at(c.step)
			if c.step == kpuk.StepMoney {
				to.Cell = memberID(8).String() + "/instalment"
			}
			if c.step >= kpuk.StepCash {
				finishMoney(m)
			}
			v := recorder.New(r.Env, to, recorder.Options{})
			if c.step == kpuk.StepCash {
				v.Model().SelectCash(5)
				v.Refresh()
			}
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}

// finishMoney agrees the rest and counts 5.000 too little.
func finishMoney(m *recorder.Model) {
	m.SelectCell(7, 0)
	for !m.Tally().AllConfirmed() {
		if !m.Confirm() {
			return
		}
	}
	m.Finish()
	left := m.Box().Expected - 5_000
	for i, row := range m.CashRows() {
		if row.Coins {
			break
		}
		n := left / row.Note
		m.SetPieces(i, int(n))
		left -= n * row.Note
	}
	m.SetReason("Kembalian kurang")
	m.Finish()
	m.SetTopic("business", true)
	m.SetDiscussion("Usaha: pesanan songket untuk pameran Praya, dibagi enam penenun.")
	m.SetDecisions("Kartu BPJS tiga anggota diurus bersama ke kantor desa.")
	m.AddTask("Antar contoh songket ke Sukarara", memberID(6), screentest.Day(12, 5).Time())
	m.Finish()
}

// TestPicturesAfterTaps shows what only appears when something was touched.
func TestPicturesAfterTaps(t *testing.T) {
	dress(t, screentest.Portrait)
	r, _ := recorded(t, "id")
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepAttendance), recorder.Options{})
	s.tap("Inaq Sumiati")
	screentest.Picture(t, "hadir_diketuk", screentest.Portrait, v.Object())
}

func TestPictureOfUndo(t *testing.T) {
	dress(t, screentest.Portrait)
	r, _ := recorded(t, "id")
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepMoney), recorder.Options{})
	s.tap("Cocok")
	screentest.Picture(t, "uang_urungkan", screentest.Portrait, v.Object())
}

func TestPictureOfGroupMoney(t *testing.T) {
	dress(t, screentest.Portrait)
	r, m := recorded(t, "id")
	finishMoney(m)
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepCash), recorder.Options{})
	s.tapUpper("Masuk atau keluar")
	screentest.Picture(t, "kas_kelompok", screentest.Portrait, v.Object())
}

func TestPictureOfReturned(t *testing.T) {
	dress(t, screentest.Portrait)
	r := screentest.New(t, "id", screentest.Book()...)
	v := recorder.New(r.Env, screen.Route{ID: screentest.MeetingID(screentest.Anggrek, 11)}, recorder.Options{})
	screentest.Picture(t, "dikembalikan", screentest.Portrait, v.Object())
}
