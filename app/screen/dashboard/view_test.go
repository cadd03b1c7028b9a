package dashboard_test

import (
	"testing"

	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/screen"
	"pendamping/app/screen/dashboard"
	"pendamping/app/screen/screentest"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

func coordinator(t *testing.T, lang string) *screentest.Rig {
	t.Helper()
	rig := screentest.Coordinator(t, lang, screentest.Book()...)
	rig.Book.Put(&kpuk.Device{
		Header: screentest.Head(screentest.ID("device", 1), kpuk.AdminScope(rig.Partition)),
		Person: screentest.ID("person", 1), Label: "Praya 07", EnrolledAt: screentest.Day(2, 1).Time().UnixMilli(),
	})
	return rig
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct{ lang, layout string }{
		"desktop":    {"id", screentest.Desktop},
		"desktop_en": {"en", screentest.Desktop},
		"dark":       {"id", screentest.Dark},
	} {
		t.Run(name, func(t *testing.T) {
			rig := coordinator(t, c.lang)
			if c.layout == screentest.Dark {
				test.ApplyTheme(t, theme.New(base.VariantDark, 1))
			}
			screentest.Picture(t, name, c.layout, dashboard.New(rig.Env).Object())
		})
	}
}

func TestTilesLeadToTheirLists(t *testing.T) {
	rig := coordinator(t, "id")
	v := dashboard.New(rig.Env)
	screentest.Show(t, screentest.Desktop, v.Object())
	tiles := screentest.All[*widget.StatTile](v.Object())
	if len(tiles) != 6 {
		t.Fatalf("%d tiles", len(tiles))
	}
	want := []screen.Route{
		{Name: screen.Members},
		{Name: screen.Groups},
		{Name: screen.Meeting, Tab: "month:2026-11-01"},
		{Name: screen.Meeting, Tab: "month:2026-11-01"},
		{Name: screen.Groups, Tab: "savings"},
		{Name: screen.Groups, Tab: dashboard.FilterRisk},
	}
	for i, tile := range tiles {
		test.Tap(tile)
		if rig.Route() != want[i] {
			t.Errorf("tile %d leads to %+v, want %+v", i, rig.Route(), want[i])
		}
	}
}

func TestRowsOfAreasLeadToTheirGroups(t *testing.T) {
	rig := coordinator(t, "id")
	v := dashboard.New(rig.Env)
	w := screentest.Show(t, screentest.Desktop, v.Object())
	table := screentest.All[*widget.Table](v.Object())[0]
	screentest.TapAt(w, table, 40, 36+16)
	if got, want := rig.Route(), (screen.Route{Name: screen.Groups, Tab: "area:52.02.02"}); got != want {
		t.Errorf("the first area leads to %+v, want %+v", got, want)
	}
	chips := screentest.All[*widget.FilterChip](v.Object())
	test.Tap(chips[1])
	screentest.TapAt(w, table, 40, 36+16)
	if got, want := rig.Route(), (screen.Route{Name: screen.Groups, Tab: "area:52.02.02.2001"}); got != want {
		t.Errorf("the first village leads to %+v, want %+v", got, want)
	}
}

func TestEmptyBookOffersToEnrol(t *testing.T) {
	rig := screentest.Coordinator(t, "id")
	v := dashboard.New(rig.Env)
	screentest.Show(t, screentest.Desktop, v.Object())
	test.Tap(screentest.All[*widget.Button](v.Object())[0])
	if rig.Route().Name != screen.Devices {
		t.Errorf("the button leads to %v", rig.Route())
	}
	rig.Book.Put(screentest.Book()...)
	v.Refresh()
	if len(screentest.All[*widget.StatTile](v.Object())) != 6 {
		t.Error("figures do not appear when data came")
	}
}
