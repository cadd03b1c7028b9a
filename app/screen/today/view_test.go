package today_test

import (
	"strings"
	"testing"
	"time"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/today"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

func status() today.Status {
	return today.Status{Waiting: 14, SyncedAt: screentest.Clock().Add(-72 * time.Hour)}
}

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct{ lang, layout string }{
		"portrait_id": {"id", screentest.Portrait}, "portrait_en": {"en", screentest.Portrait},
		"landscape_id": {"id", screentest.Landscape}, "dark_id": {"id", screentest.Dark},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, of.lang, screentest.Book()...)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, today.New(rig.Env, status).Object())
		})
	}
	t.Run("empty_id", func(t *testing.T) {
		rig := screentest.New(t, "id")
		screentest.Picture(t, "empty_id", screentest.Portrait, today.New(rig.Env, nil).Object())
	})
}

func TestWaysOn(t *testing.T) {
	for text, want := range map[string]screen.Route{
		"Lanjutkan rapat": {Name: screen.Recorder, ID: screentest.MeetingID(screentest.Melati, 11)},
		"Perbaiki":        {Name: screen.Recorder, ID: screentest.MeetingID(screentest.Anggrek, 11), Step: kpuk.StepCash},
		"KPUK Cempaka":    {Name: screen.Group, ID: screentest.ID("group", screentest.Cempaka)},
		"Mulai rapat":     {Name: screen.Groups, Tab: "start"},
		"Tersimpan":       {Name: screen.Sync},
	} {
		t.Run(text, func(t *testing.T) {
			rig := screentest.New(t, "id", screentest.Book()...)
			v := today.New(rig.Env, status)
			screentest.Show(t, screentest.Portrait, v.Object())
			screentest.Tap(t, v.Object(), text)
			if got := rig.Route(); got != want {
				t.Errorf("went to %+v, want %+v", got, want)
			}
		})
	}
}

func TestSettlingATaskCanBeUndone(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := today.New(rig.Env, status)
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.Tap(t, v.Object(), "Selesai")
	task := func() *kpuk.Task {
		got, ok := rig.Book.Record(screentest.ID("task", 1)).(*kpuk.Task)
		if !ok {
			t.Fatal("the task is gone")
		}
		return got
	}
	if got := task(); got.State != kpuk.TaskDone || got.DoneOn != screentest.Day(11, 23) {
		t.Fatalf("task %+v", got)
	}
	if screentest.Says(v.Object(), "RTL lewat") {
		t.Error("it still shows as overdue")
	}
	screentest.Tap(t, v.Object(), "Urungkan")
	if got := task(); got.State != kpuk.TaskOpen || got.DoneOn != 0 {
		t.Errorf("after undo %+v", got)
	}
	if !screentest.Says(v.Object(), "RTL lewat 4 hari") {
		t.Error("it does not show as overdue again")
	}
}

func TestWhatCannotBeKeptIsSaid(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := today.New(rig.Env, status)
	screentest.Show(t, screentest.Portrait, v.Object())
	rig.Fail = fault.New(fault.Full, "no space")
	screentest.Tap(t, v.Object(), "Selesai")
	if !screentest.Says(v.Object(), "Tempat simpan perangkat penuh") {
		t.Fatal("the failure is not said")
	}
	rig.Fail = nil
	screentest.Tap(t, v.Object(), "Coba lagi")
	if len(rig.Kept) != 1 {
		t.Errorf("kept %d times after trying again", len(rig.Kept))
	}
}

// TestTightSpace: the page warns before a meeting is begun on a full disk.
func TestTightSpace(t *testing.T) {
	for _, tight := range []bool{true, false} {
		rig := screentest.New(t, "id", screentest.Book()...)
		screentest.Look(t, screentest.Portrait)
		v := today.New(rig.Env, func() today.Status { return today.Status{Tight: tight} })
		screentest.Show(t, screentest.Portrait, v.Object())
		warned := false
		for _, b := range screentest.All[*widget.Banner](v.Object()) {
			warned = warned || strings.Contains(b.Text(), "Tempat simpan hampir penuh.")
		}
		if warned != tight {
			t.Errorf("tight %v, warned %v", tight, warned)
		}
	}
}
