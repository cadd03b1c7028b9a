package tasks_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/tasks"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct {
		lang, layout string
		press        []string
	}{
		"portrait_id":  {"id", screentest.Portrait, nil},
		"portrait_en":  {"en", screentest.Portrait, nil},
		"landscape_id": {"id", screentest.Landscape, nil},
		"dark_id":      {"id", screentest.Dark, nil},
		"done_id":      {"id", screentest.Portrait, []string{"Selesai  2"}},
		"form_id":      {"id", screentest.Portrait, []string{"Tambah RTL", "Simpan"}},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, of.lang, append(screentest.Book(), more()...)...)
			screentest.Look(t, of.layout)
			v := tasks.New(rig.Env)
			if len(of.press) > 0 {
				screentest.Show(t, of.layout, v.Object())
			}
			for _, text := range of.press {
				screentest.Tap(t, v.Object(), text)
			}
			screentest.Picture(t, name, of.layout, v.Object())
		})
	}
	t.Run("empty_id", func(t *testing.T) {
		rig := screentest.New(t, "id")
		screentest.Picture(t, "empty_id", screentest.Portrait, tasks.New(rig.Env).Object())
	})
}

// ticks are the pressable diamonds from top to bottom.
func ticks(v *tasks.View) []fyne.Tappable {
	type diamond interface {
		fyne.Tappable
		Set(state widget.DiamondState, label string)
	}
	var out []fyne.Tappable
	for _, o := range screentest.All[fyne.CanvasObject](v.Object()) {
		if d, ok := o.(diamond); ok {
			out = append(out, d)
		}
	}
	return out
}

func shown(t *testing.T, recs ...kpuk.Record) (*screentest.Rig, *tasks.View) {
	t.Helper()
	rig := screentest.New(t, "id", recs...)
	v := tasks.New(rig.Env)
	screentest.Show(t, screentest.Portrait, v.Object())
	return rig, v
}

func TestTheDiamondSettlesAndUndoReopens(t *testing.T) {
	rig, v := shown(t, screentest.Book()...)
	task := func() *kpuk.Task {
		got, ok := rig.Book.Record(screentest.ID("task", 1)).(*kpuk.Task)
		if !ok {
			t.Fatal("the task is gone")
		}
		return got
	}
	all := ticks(v)
	if len(all) != 2 {
		t.Fatalf("%d diamonds", len(all))
	}
	test.Tap(all[0])
	if got := task(); got.State != kpuk.TaskDone || got.DoneOn != screentest.Day(11, 23) {
		t.Fatalf("task %+v", got)
	}
	if screentest.Says(v.Object(), "Urus BPJS") || !screentest.Says(v.Object(), "Selesai  1") {
		t.Errorf("after settling: %q", screentest.Texts(v.Object()))
	}
	screentest.Tap(t, v.Object(), "Urungkan")
	if got := task(); got.State != kpuk.TaskOpen || got.DoneOn != 0 {
		t.Errorf("after undo %+v", got)
	}
	if !screentest.Says(v.Object(), "lewat 4 hari") || screentest.Says(v.Object(), "Urungkan") {
		t.Errorf("after undo: %q", screentest.Texts(v.Object()))
	}
}

func TestASettledTaskOpensAgain(t *testing.T) {
	rig, v := shown(t, append(screentest.Book(), more()...)...)
	screentest.Tap(t, v.Object(), "Selesai  2")
	test.Tap(ticks(v)[0])
	if got, ok := rig.Last().(*kpuk.Task); !ok || got.What != "Cetak kuitansi" || got.State != kpuk.TaskOpen || got.DoneOn != 0 {
		t.Errorf("kept %+v", rig.Last())
	}
}

func TestARowOpensItself(t *testing.T) {
	rig, v := shown(t, screentest.Book()...)
	screentest.Tap(t, v.Object(), "Urus BPJS")
	if got, want := rig.Route(), (screen.Route{Name: screen.Task, ID: screentest.ID("task", 1)}); got != want {
		t.Errorf("went to %+v, want %+v", got, want)
	}
}

func TestAddingATask(t *testing.T) {
	rig, v := shown(t, screentest.Book()...)
	screentest.Tap(t, v.Object(), "Tambah RTL")
	screentest.Tap(t, v.Object(), "Simpan")
	if !screentest.Says(v.Object(), "Tulis dulu apa yang akan dikerjakan.") {
		t.Fatal("it is not said that the words are missing")
	}
	screentest.Type(t, v.Object(), "Ukur kain pesanan")
	screentest.Tap(t, v.Object(), "Simpan")
	if !screentest.Says(v.Object(), "Pilih dulu kelompoknya.") {
		t.Fatal("it is not said that the group is missing")
	}
	screentest.Tap(t, v.Object(), "KPUK Mawar")
	v.Refresh() // records that arrive meanwhile must not disturb what is typed
	screentest.Tap(t, v.Object(), "Simpan")
	got, ok := rig.Last().(*kpuk.Task)
	mawar := screentest.ID("group", screentest.Mawar)
	if !ok || got.What != "Ukur kain pesanan" || got.Group != mawar || got.Scope != mawar || got.ID.IsZero() || got.Partition.IsZero() {
		t.Fatalf("kept %+v", rig.Last())
	}
	if screentest.Says(v.Object(), "Simpan") || !screentest.Says(v.Object(), "Ukur kain pesanan") {
		t.Errorf("afterwards: %q", screentest.Texts(v.Object()))
	}
}

func TestAWrongDateIsNotKept(t *testing.T) {
	rig, v := shown(t, screentest.Book()...)
	screentest.Tap(t, v.Object(), "Tambah RTL")
	screentest.Type(t, v.Object(), "Ukur kain pesanan")
	dates := screentest.All[*widget.DateField](v.Object())
	if len(dates) != 1 {
		t.Fatalf("%d date fields", len(dates))
	}
	dates[0].SetText("31/02/2027")
	screentest.Tap(t, v.Object(), "KPUK Mawar")
	screentest.Tap(t, v.Object(), "Simpan")
	if len(rig.Kept) != 0 || !screentest.Says(v.Object(), "Tanggal ini tidak ada.") {
		t.Fatalf("kept %d; says %q", len(rig.Kept), screentest.Texts(v.Object()))
	}
	dates[0].SetText("28/02/2027")
	screentest.Tap(t, v.Object(), "Simpan")
	if got, ok := rig.Last().(*kpuk.Task); !ok || got.Due != kpuk.NewDate(2027, 2, 28) {
		t.Errorf("kept %+v", rig.Last())
	}
}

func TestWhatCannotBeKeptIsSaid(t *testing.T) {
	rig, v := shown(t, screentest.Book()...)
	rig.Fail = fault.New(fault.Full, "no space")
	test.Tap(ticks(v)[0])
	if !screentest.Says(v.Object(), "Tempat simpan perangkat penuh") {
		t.Fatal("the failure is not said")
	}
	rig.Fail = nil
	screentest.Tap(t, v.Object(), "Coba lagi")
	if len(rig.Kept) != 1 || !screentest.Says(v.Object(), "Urungkan") {
		t.Errorf("kept %d times after trying again", len(rig.Kept))
	}
}

func TestWithoutGroupsNothingCanBeAdded(t *testing.T) {
	rig, v := shown(t)
	buttons := screentest.All[*widget.Button](v.Object())
	add := slices.IndexFunc(buttons, func(b *widget.Button) bool { return b.Text() == "Tambah RTL" })
	if add < 0 || !buttons[add].Disabled() {
		t.Error("a task can be added without a group")
	}
	screentest.Tap(t, v.Object(), "Terima data")
	if got := rig.Route(); got.Name != screen.Sync {
		t.Errorf("went to %+v", got)
	}
}
