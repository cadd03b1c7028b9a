package tour_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/tour"
)

func TestCards(t *testing.T) {
	r := screentest.New(t, "id")
	v := tour.New(r.Env)
	w := screentest.Show(t, screentest.Portrait, v.Object())
	for _, step := range []struct {
		tap  string
		card int
		says string
	}{
		{"Berikutnya", 1, "Tidak perlu sinyal"},
		{"Berikutnya", 2, "Tanya dan coba dulu"},
		{"Kembali", 1, "Tidak perlu sinyal"},
		{"Kembali", 0, "Setiap ketukan tersimpan"},
		{"Berikutnya", 1, "Tidak perlu sinyal"},
		{"Berikutnya", 2, "Tanya dan coba dulu"},
	} {
		screentest.TapButton(t, w.Content(), step.tap)
		if v.Card() != step.card || !screentest.Says(w.Content(), step.says) {
			t.Errorf("after %s: card %d, %q", step.tap, v.Card(), screentest.Texts(w.Content()))
		}
	}
	if r.Backs != 0 || len(r.Locals) != 0 {
		t.Errorf("went back %d times, kept %v", r.Backs, r.Locals)
	}
}

// TestEnds leaves the cards in each way; the app calls Leave whichever it is.
func TestEnds(t *testing.T) {
	for name, c := range map[string]struct {
		next int
		tap  string
		to   screen.Name
	}{
		"skipped":      {0, "Lewati", ""},
		"to the end":   {2, "Mulai bekerja", ""},
		"to practice":  {2, "Berlatih sekarang", screen.Practice},
		"device's key": {1, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, "id")
			v := tour.New(r.Env)
			w := screentest.Show(t, screentest.Portrait, v.Object())
			for range c.next {
				screentest.TapButton(t, w.Content(), "Berikutnya")
			}
			if c.tap != "" {
				screentest.TapButton(t, w.Content(), c.tap)
				if r.Backs != 1 || r.Route().Name != c.to {
					t.Errorf("went back %d times and to %q", r.Backs, r.Route().Name)
				}
			}
			v.Leave()
			if r.Locals[tour.Key] != (tour.Seen{Once: true}) {
				t.Errorf("kept %v", r.Locals)
			}
		})
	}
}

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct {
		layout, lang string
		next         int
	}{
		"satu": {screentest.Portrait, "id", 0}, "dua_land": {screentest.Landscape, "id", 1}, "tiga": {screentest.Portrait, "id", 2},
		"tiga_dark": {screentest.Dark, "id", 2}, "tiga_en": {screentest.Portrait, "en", 2},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, of.lang)
			screentest.Look(t, of.layout)
			v := tour.New(r.Env)
			w := screentest.Show(t, of.layout, v.Object())
			for range of.next {
				screentest.TapButton(t, w.Content(), r.Text.T("tour.next"))
			}
			screentest.Match(t, name+".png", w.Canvas().Capture())
		})
	}
}
