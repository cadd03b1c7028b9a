package groups_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/groups"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

func waiting() int { return 14 }

// titles are the names of the rows that show.
func names(t *testing.T, rig *screentest.Rig, query, village string) []string {
	t.Helper()
	m := groups.NewModel(rig.Env)
	m.Search(query)
	m.Choose(village)
	out := make([]string, 0, len(m.Rows))
	for _, r := range m.Rows {
		out = append(out, r.Name)
	}
	return out
}

// page stands for a group's page and counts how often it is refreshed.
type page struct {
	text      *widget.Text
	refreshed int
}

func (p *page) Object() fyne.CanvasObject { return p.text }
func (p *page) Refresh()                  { p.refreshed++ }

func detail(group kpuk.ID) groups.Page { return &page{text: widget.Body(group.String())} }

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct{ lang, layout string }{
		"portrait_id": {"id", screentest.Portrait}, "portrait_en": {"en", screentest.Portrait},
		"landscape_id": {"id", screentest.Landscape}, "dark_id": {"id", screentest.Dark},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, of.lang, screentest.Book()...)
			screentest.Look(t, of.layout)
			beside := func(id kpuk.ID) groups.Page {
				return &page{text: widget.TitleSerif(rig.Book.Group(id).Name)}
			}
			screentest.Picture(t, name, of.layout, groups.New(rig.Env, groups.Config{Waiting: waiting, Detail: beside}).Object())
		})
	}
	t.Run("search_id", func(t *testing.T) {
		rig := screentest.New(t, "id", screentest.Book()...)
		v := groups.New(rig.Env, groups.Config{Waiting: waiting})
		screentest.Show(t, screentest.Portrait, v.Object())
		screentest.Type(t, screentest.All[*widget.Search](v.Object())[0], "m")
		screentest.TapButton(t, v.Object(), "Paling perlu dilihat")
		screentest.Picture(t, "search_id", screentest.Portrait, v.Object())
	})
	t.Run("empty_id", func(t *testing.T) {
		rig := screentest.New(t, "id")
		screentest.Picture(t, "empty_id", screentest.Portrait, groups.New(rig.Env, groups.Config{}).Object())
	})
}

func TestSearchFiltersWhileTyping(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := groups.New(rig.Env, groups.Config{})
	screentest.Show(t, screentest.Portrait, v.Object())
	search := screentest.All[*widget.Search](v.Object())[0]
	screentest.Type(t, search, "rohayati")
	if !screentest.Says(v.Object(), "KPUK Melati · Ubung") || screentest.Says(v.Object(), "KPUK Anggrek") {
		t.Fatalf("searching shows %q", screentest.Texts(v.Object()))
	}
	screentest.Tap(t, v.Object(), "KPUK Melati · Ubung")
	if got := rig.Route(); got != (screen.Route{Name: screen.Member, ID: screentest.MemberID(screentest.Melati, 8)}) {
		t.Errorf("a member found leads to %+v", got)
	}
	screentest.TypeOn(t, search, "")
	search.SetText("")
	screentest.Type(t, search, "ubu")
	if !screentest.Says(v.Object(), "Desa Ubung") || !screentest.Says(v.Object(), "3 ditemukan") {
		t.Fatalf("groups, village and members are not in one list: %q", screentest.Texts(v.Object()))
	}
	screentest.Tap(t, v.Object(), "Desa Ubung")
	if !screentest.Says(v.Object(), "2 kelompok") || screentest.Says(v.Object(), "KPUK Anggrek") || search.Text() != "" {
		t.Errorf("a village found shows %q", screentest.Texts(v.Object()))
	}
	screentest.Type(t, search, "zzz")
	if !screentest.Says(v.Object(), "Tidak ada yang cocok") {
		t.Fatal("nothing found is not said")
	}
	screentest.Tap(t, v.Object(), "Tampilkan semua")
	if !screentest.Says(v.Object(), "KPUK Anggrek") || search.Text() != "" {
		t.Error("showing all did not clear the search")
	}
}

func TestSorting(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := groups.New(rig.Env, groups.Config{})
	screentest.Show(t, screentest.Portrait, v.Object())
	for _, of := range []struct{ now, order, first string }{
		{"Paling perlu dilihat", "Nama", "KPUK Anggrek"},
		{"Nama", "Rapat paling lama", "KPUK Cempaka"},
		{"Rapat paling lama", "Anggota terbanyak", "KPUK Melati"},
		{"Anggota terbanyak", "Simpanan terbesar", "KPUK Melati"},
	} {
		screentest.TapButton(t, v.Object(), of.now)
		screentest.Tap(t, v.Object(), of.order)
		rows := screentest.All[*widget.ListRow](v.Object())
		if len(rows) == 0 || !screentest.Says(rows[0], of.first) {
			t.Errorf("%s begins with %q", of.order, screentest.Texts(rows[0]))
		}
	}
	screentest.TapButton(t, v.Object(), "Kelompok baru")
	if rig.Route().Name != screen.Form {
		t.Errorf("went to %+v", rig.Route())
	}
}

func TestWaysOn(t *testing.T) {
	melati, mawar := screentest.ID("group", screentest.Melati), screentest.ID("group", screentest.Mawar)
	t.Run("a row opens the group", func(t *testing.T) {
		rig := screentest.New(t, "id", screentest.Book()...)
		v := groups.New(rig.Env, groups.Config{Detail: detail})
		screentest.Show(t, screentest.Portrait, v.Object())
		screentest.Tap(t, v.Object(), "KPUK Mawar")
		if got := rig.Route(); got != (screen.Route{Name: screen.Group, ID: mawar}) {
			t.Errorf("went to %+v", got)
		}
	})
	t.Run("a row fills the pane", func(t *testing.T) {
		rig := screentest.New(t, "id", screentest.Book()...)
		v := groups.New(rig.Env, groups.Config{Detail: detail})
		screentest.Show(t, screentest.Landscape, v.Object())
		screentest.Tap(t, v.Object(), "KPUK Mawar")
		if len(rig.Routes) != 0 || v.Selected() != mawar || !screentest.Says(v.Object(), mawar.String()) {
			t.Errorf("went to %+v, selected %v", rig.Routes, v.Selected())
		}
	})
	t.Run("choosing goes on with the running meeting", func(t *testing.T) {
		rig := screentest.New(t, "id", screentest.Book()...)
		v := groups.New(rig.Env, groups.Config{Start: true})
		screentest.Show(t, screentest.Portrait, v.Object())
		screentest.Tap(t, v.Object(), "KPUK Melati")
		if got := rig.Route(); got.Name != screen.Recorder || got.ID != screentest.MeetingID(screentest.Melati, 11) || len(rig.Kept) != 0 {
			t.Errorf("went to %+v of %v", got, melati)
		}
	})
	t.Run("choosing starts a meeting", func(t *testing.T) {
		rig := screentest.New(t, "id", screentest.Book()...)
		v := groups.New(rig.Env, groups.Config{Start: true})
		screentest.Show(t, screentest.Portrait, v.Object())
		screentest.Tap(t, v.Object(), "KPUK Mawar")
		m, ok := rig.Last().(*kpuk.Meeting)
		if !ok {
			t.Fatal("no meeting was kept")
		}
		if m.Group != mawar || m.Scope != mawar || m.Date != screentest.Day(11, 23) || m.State.State != kpuk.Draft || m.Start != kpuk.At(10, 24) {
			t.Errorf("meeting %+v", m)
		}
		if got := rig.Route(); got.Name != screen.Recorder || got.ID != m.ID {
			t.Errorf("went to %+v", got)
		}
	})
}

func TestThePaneFollowsTheBook(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	var shown *page
	v := groups.New(rig.Env, groups.Config{Detail: func(group kpuk.ID) groups.Page {
		shown = &page{text: widget.Body(group.String())}
		return shown
	}})
	screentest.Show(t, screentest.Landscape, v.Object())
	v.Refresh()
	if shown == nil || shown.refreshed != 1 {
		t.Errorf("the pane was not refreshed with the list: %+v", shown)
	}
}
