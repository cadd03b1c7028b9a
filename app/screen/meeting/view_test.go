package meeting_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/meeting"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

func october() kpuk.ID  { return screentest.MeetingID(screentest.Melati, 10) }
func returned() kpuk.ID { return screentest.MeetingID(screentest.Anggrek, 11) }

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct {
		lang, layout string
		id           kpuk.ID
	}{
		"portrait_id": {"id", screentest.Portrait, october()}, "portrait_en": {"en", screentest.Portrait, october()},
		"desktop_id": {"id", screentest.Desktop, october()}, "dark_id": {"id", screentest.Dark, october()},
		"returned_id": {"id", screentest.Portrait, returned()},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, of.lang, screentest.Book()...)
			rig.Sit(of.layout)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, meeting.New(rig.Env, of.id, nil).Object())
		})
	}
}

func TestWaysOn(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := meeting.New(rig.Env, returned(), nil)
	screentest.Show(t, screentest.Portrait, v.Object())
	if !screentest.Says(v.Object(), "Uang tunai lebih Rp 20.000") {
		t.Error("the comment does not show")
	}
	screentest.TapButton(t, v.Object(), "Lanjutkan rapat")
	if got := rig.Route(); got != (screen.Route{Name: screen.Recorder, ID: returned()}) {
		t.Errorf("went to %+v", got)
	}
	screentest.Tap(t, v.Object(), "Inaq Saknah")
	if got := rig.Route(); got.Name != screen.Member {
		t.Errorf("went to %+v", got)
	}
}

func TestACoordinatorOnlyReads(t *testing.T) {
	rig := screentest.Coordinator(t, "id", screentest.Book()...)
	v := meeting.New(rig.Env, returned(), nil)
	screentest.Show(t, screentest.Desktop, v.Object())
	if screentest.Says(v.Object(), "Lanjutkan rapat") {
		t.Error("a coordinator may write the minutes")
	}
}

// TestCorrectionsShow: what was submitted leads to its correction, and what was put
// right stands under the minutes.
func TestCorrectionsShow(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := kpuk.Clone(rig.Book.Meeting(october()).Meeting)
	m.Corrections = map[kpuk.ID]kpuk.Corrected{{1}: {
		By: screentest.ID("person", 1), At: screentest.Clock().UnixMilli(), Reason: "salah dengar", Member: screentest.MemberID(screentest.Melati, 5),
		From: kpuk.Attendance{Presence: kpuk.Late}, To: kpuk.Attendance{Presence: kpuk.Present},
	}}
	rig.Book.Put(m)
	v := meeting.New(rig.Env, october(), nil)
	screentest.Show(t, screentest.Portrait, v.Object())
	for _, want := range []string{"1 koreksi", "Terlambat Sri Wahyuni → Hadir: salah dengar", "Nurlaela · Senin, 23 Nov 2026, 10.24"} {
		if !screentest.Says(v.Object(), want) {
			t.Errorf("%q does not show", want)
		}
	}
	screentest.TapButton(t, v.Object(), "Koreksi")
	if got := rig.Route(); got != (screen.Route{Name: screen.Correct, ID: october()}) {
		t.Errorf("went to %+v", got)
	}
	rig.Office = kpuk.OfficeViewer
	if meeting.NewModel(rig.Env, october()).Correctable {
		t.Error("a viewer may correct")
	}
}

func TestUnknownMeeting(t *testing.T) {
	rig := screentest.New(t, "id")
	v := meeting.New(rig.Env, october(), nil)
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.TapButton(t, v.Object(), "Kembali")
	if rig.Backs != 1 {
		t.Error("there is no way back")
	}
}
