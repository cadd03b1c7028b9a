package tasks_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/tasks"
	"pendamping/kpuk"
)

func TestATaskHalfTyped(t *testing.T) {
	rig, v := shown(t, screentest.Book()...)
	rig.Remember()
	screentest.Tap(t, v.Object(), "Tambah RTL")
	screentest.TypeIn(t, v.Object(), "Apa yang akan dikerjakan", "Ukur ka")
	screentest.Tap(t, v.Object(), "KPUK Mawar")
	rig = rig.Again(t)
	if left := rig.Drafts.List(); len(left) != 1 || left[0].Route() != (screen.Route{Name: screen.Tasks}) {
		t.Fatalf("left %+v", left)
	}
	v = tasks.New(rig.Env)
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	screentest.Tap(t, v.Object(), "Simpan")
	task, ok := rig.Last().(*kpuk.Task)
	if !ok || task.What != "Ukur ka" || task.Group != screentest.ID("group", screentest.Mawar) || len(rig.Drafts.List()) != 0 {
		t.Errorf("kept %+v, left %+v", rig.Last(), rig.Drafts.List())
	}
}

func TestCancelingCanBeTakenBack(t *testing.T) {
	rig, v := shown(t, screentest.Book()...)
	rig.Remember()
	screentest.Tap(t, v.Object(), "Tambah RTL")
	screentest.TypeIn(t, v.Object(), "Apa yang akan dikerjakan", "Ukur ka")
	screentest.TapButton(t, v.Object(), "Batal")
	screentest.Tap(t, v.Object(), "Urungkan")
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := screentest.Holds(t, v.Object(), "Apa yang akan dikerjakan"); got != "Ukur ka" {
		t.Errorf("back is %q", got)
	}
}
