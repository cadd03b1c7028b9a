package task_test

import (
	"errors"
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/pictures"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/task"
	"pendamping/fault"
	"pendamping/kpuk"
)

// album stands for the device's files.
type album struct{}

func (album) Pick(working func(), done func(pictures.Picked, error)) {
	working()
	done(pictures.Picked{Image: kpuk.PhotoImage{Hash: kpuk.Digest{1}, Size: 9}}, nil)
}

func (album) Thumb(_ *kpuk.Photo, done func([]byte, error)) { done(nil, errors.New("not here")) }

// one is the overdue follow-up of the small book.
func one() kpuk.ID { return screentest.ID("task", 1) }

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct{ lang, layout string }{
		"late_id": {"id", screentest.Portrait}, "late_en": {"en", screentest.Portrait},
		"late_landscape_id": {"id", screentest.Landscape}, "late_dark_id": {"id", screentest.Dark},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, of.lang, screentest.Book()...)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, task.New(r.Env, one(), album{}).Object())
		})
	}
	t.Run("done_id", func(t *testing.T) {
		r := screentest.New(t, "id", screentest.Book()...)
		v := task.New(r.Env, one(), album{})
		v.Model().Change(func(to *kpuk.Task) { to.Result = "Kartu BPJS sudah diterima." })
		v.Model().SetState(kpuk.TaskDone)
		screentest.Picture(t, "done_id", screentest.Portrait, task.New(r.Env, one(), album{}).Object())
	})
	t.Run("missing_id", func(t *testing.T) {
		r := screentest.New(t, "id")
		screentest.Picture(t, "missing_id", screentest.Portrait, task.New(r.Env, kpuk.ID{1}, nil).Object())
	})
}

func last(t *testing.T, r *screentest.Rig) *kpuk.Task {
	t.Helper()
	got, ok := r.Last().(*kpuk.Task)
	if !ok {
		t.Fatalf("kept %T", r.Last())
	}
	return got
}

func TestDoneWithEvidenceAndBack(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	v := task.New(r.Env, one(), album{})
	v.Attach(screentest.Show(t, screentest.Portrait, v.Object()).Canvas())
	screentest.Tap(t, v.Object(), "Tambah foto")
	if p, ok := r.Last().(*kpuk.Photo); !ok || p.Of != one() || p.Scope != screentest.ID("group", screentest.Melati) {
		t.Fatalf("kept %+v", r.Last())
	}
	v.Model().Change(func(to *kpuk.Task) { to.Result = "Kartu diterima" })
	screentest.Tap(t, v.Object(), "Sudah selesai")
	if got := last(t, r); got.State != kpuk.TaskDone || got.DoneOn != screentest.Day(11, 23) || got.Result != "Kartu diterima" {
		t.Fatalf("done: %+v", got)
	}
	screentest.Tap(t, v.Object(), "Urungkan")
	if got := last(t, r); got.State != kpuk.TaskOpen || got.DoneOn != 0 || got.Result != "Kartu diterima" {
		t.Errorf("taken back: %+v", got)
	}
	screentest.Tap(t, v.Object(), "Tidak jadi")
	if last(t, r).State != kpuk.TaskDropped {
		t.Errorf("dropped: %+v", last(t, r))
	}
	screentest.Tap(t, v.Object(), "Buka lagi")
	if last(t, r).State != kpuk.TaskOpen {
		t.Errorf("opened again: %+v", last(t, r))
	}
}

func TestWordsAndOrigin(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	m := task.New(r.Env, one(), nil).Model()
	if m.SetWhat("  ") || len(r.Kept) != 0 || !m.SetWhat(" Urus KIS ") || last(t, r).What != "Urus KIS" {
		t.Errorf("kept %d times", len(r.Kept))
	}
	if _, to := m.Origin(); to != (screen.Route{Name: screen.Meeting, ID: screentest.MeetingID(screentest.Melati, 10)}) {
		t.Errorf("came from %+v", to)
	}
	m.Change(func(to *kpuk.Task) { to.Meeting = kpuk.ID{} })
	if _, to := m.Origin(); to.Name != screen.Group {
		t.Errorf("came from %+v", to)
	}
}

func TestFailureIsSaidAndTriedAgain(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	v := task.New(r.Env, one(), nil)
	screentest.Show(t, screentest.Portrait, v.Object())
	r.Fail = fault.New(fault.Full, "full")
	v.Model().SetWhat("Urus KIS")
	if !screentest.Says(v.Object(), "penuh") {
		t.Fatalf("a full device is not told: %q", screentest.Texts(v.Object()))
	}
	r.Fail = nil
	screentest.Tap(t, v.Object(), "Coba lagi")
	if last(t, r).What != "Urus KIS" {
		t.Error("what was typed is lost")
	}
}
