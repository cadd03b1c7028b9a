package group_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/group"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

func melati() kpuk.ID { return screentest.ID("group", screentest.Melati) }

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct {
		lang, layout string
		cfg          group.Config
	}{
		"members_portrait_id":  {"id", screentest.Portrait, group.Config{}},
		"members_portrait_en":  {"en", screentest.Portrait, group.Config{}},
		"members_landscape_id": {"id", screentest.Landscape, group.Config{Pane: true}},
		"members_dark_id":      {"id", screentest.Dark, group.Config{}},
		"meetings_portrait_id": {"id", screentest.Portrait, group.Config{Tab: "meetings"}},
		"cash_portrait_id":     {"id", screentest.Portrait, group.Config{Tab: "cash"}},
		"loans_portrait_id":    {"id", screentest.Portrait, group.Config{Tab: "loans"}},
		"rules_portrait_id":    {"id", screentest.Portrait, group.Config{Tab: "rules"}},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, of.lang, screentest.Book()...)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, group.New(rig.Env, melati(), of.cfg).Object())
		})
	}
}

func TestTabs(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := group.New(rig.Env, melati(), group.Config{})
	screentest.Show(t, screentest.Portrait, v.Object())
	for _, tt := range []struct{ tile, says string }{
		{"Simpanan", "Dana sosial masuk"}, {"Pinjaman beredar", "10 angsuran sejak 26 Mei 2026"}, {"2 baru tahun ini", "Inaq Sahnim"},
	} {
		screentest.Tap(t, v.Object(), tt.tile)
		if !screentest.Says(v.Object(), tt.says) {
			t.Errorf("tapping %q does not show %q: %q", tt.tile, tt.says, screentest.Texts(v.Object()))
		}
	}
}

func TestWaysOn(t *testing.T) {
	for name, tt := range map[string]struct {
		cfg   group.Config
		group int
		tap   string
		want  screen.Route
	}{
		"member":     {group.Config{}, screentest.Melati, "Rohayati", screen.Route{Name: screen.Member, ID: screentest.MemberID(screentest.Melati, 8)}},
		"new member": {group.Config{}, screentest.Melati, "14 anggota aktif", screen.Route{}},
		"resume":     {group.Config{}, screentest.Melati, "Lanjutkan rapat", screen.Route{Name: screen.Recorder, ID: screentest.MeetingID(screentest.Melati, 11)}},
		"banner":     {group.Config{}, screentest.Melati, "sedang dicatat", screen.Route{Name: screen.Recorder, ID: screentest.MeetingID(screentest.Melati, 11)}},
		"mend":       {group.Config{}, screentest.Anggrek, "Perbaiki rapat", screen.Route{Name: screen.Recorder, ID: screentest.MeetingID(screentest.Anggrek, 11)}},
		"past":       {group.Config{Tab: "meetings"}, screentest.Melati, "26 Okt 2026", screen.Route{Name: screen.Meeting, ID: screentest.MeetingID(screentest.Melati, 10)}},
		"share-out":  {group.Config{Tab: "cash"}, screentest.Melati, "SHU bila dibagi", screen.Route{Name: screen.ShareOut, ID: melati()}},
		"open one":   {group.Config{Tab: "meetings"}, screentest.Melati, "Senin, 23 Nov 2026", screen.Route{Name: screen.Recorder, ID: screentest.MeetingID(screentest.Melati, 11)}},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.want == (screen.Route{}) {
				tt.tap, tt.want = "", screen.Route{Name: screen.Member, Of: melati()}
			}
			rig := screentest.New(t, "id", screentest.Book()...)
			v := group.New(rig.Env, screentest.ID("group", tt.group), tt.cfg)
			screentest.Show(t, screentest.Portrait, v.Object())
			if tt.tap == "" {
				screentest.TapButton(t, v.Object(), "Anggota")
			} else {
				screentest.Tap(t, v.Object(), tt.tap)
			}
			if got := rig.Route(); got != tt.want {
				t.Errorf("went to %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestUnknownGroup(t *testing.T) {
	rig := screentest.New(t, "id")
	v := group.New(rig.Env, melati(), group.Config{})
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.Tap(t, v.Object(), "Kembali")
	if rig.Backs != 1 {
		t.Error("there is no way back")
	}
	rig.Book.Put(screentest.Book()...)
	v.Refresh()
	if !screentest.Says(v.Object(), "KPUK Melati") {
		t.Error("the group does not show once it came")
	}
}
