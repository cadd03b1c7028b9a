package directory_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"pendamping/app/screen"
	"pendamping/app/screen/directory"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
)

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		lang string
		kind directory.Kind
		tab  string
	}{
		"groups":      {"id", directory.Groups, ""},
		"members_en":  {"en", directory.Members, ""},
		"meetings":    {"id", directory.Meetings, ""},
		"groups_none": {"id", directory.Groups, "closed"},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.Coordinator(t, c.lang, screentest.Book()...)
			screentest.Picture(t, name, screentest.Desktop, directory.New(rig.Env, c.kind, c.tab).Object())
		})
	}
}

func TestHeadersSortAndRowsOpen(t *testing.T) {
	rig := screentest.Coordinator(t, "id", screentest.Book()...)
	v := directory.New(rig.Env, directory.Groups, "")
	w := screentest.Show(t, screentest.Desktop, v.Object())
	table := screentest.All[*widget.Table](v.Object())[0]
	screentest.TapAt(w, table, 60, 18) // by name, downwards
	screentest.TapAt(w, table, 60, 36+16)
	if want := (screen.Route{Name: screen.Group, ID: screentest.ID("group", screentest.Melati)}); rig.Route() != want {
		t.Errorf("the last by name is %+v", rig.Route())
	}
}

func TestNothingFoundOffersEverything(t *testing.T) {
	rig := screentest.Coordinator(t, "id", screentest.Book()...)
	v := directory.New(rig.Env, directory.Members, "")
	w := screentest.Show(t, screentest.Desktop, v.Object())
	search := screentest.All[*widget.Search](v.Object())[0]
	search.Focus()
	test.Type(w.Canvas().Focused(), "zzz")
	screentest.Tap(t, v.Object(), "Tampilkan semua")
	if search.Text() != "" || len(screentest.All[*widget.Table](v.Object())) != 1 {
		t.Error("the list does not come back")
	}
}

// A step of three rows through 2,633 has 8 ms.
func TestScrollingALongListIsQuick(t *testing.T) {
	rig := screentest.Coordinator(t, "id", large()...)
	v := directory.New(rig.Env, directory.Members, "")
	screentest.Show(t, screentest.Desktop, v.Object())
	rows := screentest.All[*widget.RowList](v.Object())[0]
	result := testing.Benchmark(func(b *testing.B) {
		b.Helper()
		for i := 0; b.Loop(); i++ {
			if i%400 < 200 {
				rows.ScrollBy(96)
				continue
			}
			rows.ScrollBy(-96)
		}
	})
	if step := time.Duration(result.NsPerOp()); step > 8*time.Millisecond {
		t.Errorf("a step takes %v", step)
	}
}

func BenchmarkScroll(b *testing.B) {
	test.NewTempApp(b)
	rig := screentest.New(&testing.T{}, "id", large()...)
	v := directory.New(rig.Env, directory.Members, "")
	w := test.NewTempWindow(b, v.Object())
	w.Resize(screentest.Size(screentest.Desktop))
	rows := screentest.All[*widget.RowList](v.Object())[0]
	down := true
	for i := 0; b.Loop(); i++ {
		if i%500 == 0 {
			down = i%1000 == 0
		}
		if down {
			rows.ScrollBy(96)
			continue
		}
		rows.ScrollBy(-96)
	}
}

// BenchmarkFirstPaint reads 2,633 members and draws the page once.
func BenchmarkFirstPaint(b *testing.B) {
	test.NewTempApp(b)
	rig := screentest.New(&testing.T{}, "id", large()...)
	for b.Loop() {
		v := directory.New(rig.Env, directory.Members, "")
		w := test.NewTempWindow(b, v.Object())
		w.Resize(screentest.Size(screentest.Desktop))
		w.Canvas().Capture()
	}
}

func BenchmarkSearch(b *testing.B) {
	rig := screentest.New(&testing.T{}, "id", large()...)
	m := directory.NewModel(rig.Env, directory.Members, "")
	for b.Loop() {
		m.Search("ang")
		m.Search("")
	}
}
