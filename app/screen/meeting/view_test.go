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
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, meeting.New(rig.Env, of.id).Object())
		})
	}
}

func TestWaysOn(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := meeting.New(rig.Env, returned())
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
	v := meeting.New(rig.Env, returned())
	screentest.Show(t, screentest.Desktop, v.Object())
	if screentest.Says(v.Object(), "Lanjutkan rapat") {
		t.Error("a coordinator may write the minutes")
	}
}

func TestUnknownMeeting(t *testing.T) {
	rig := screentest.New(t, "id")
	v := meeting.New(rig.Env, october())
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.TapButton(t, v.Object(), "Kembali")
	if rig.Backs != 1 {
		t.Error("there is no way back")
	}
}
