package help_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/help"
	"pendamping/app/screen/screentest"
	texts "pendamping/assets/help"
)

func TestPageSaysEverything(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		for _, p := range texts.Pages(lang) {
			t.Run(lang+"/"+p.Topic, func(t *testing.T) {
				r := screentest.New(t, lang)
				root := screentest.Show(t, screentest.Portrait, help.New(r.Env, p.Topic).Object()).Content()
				for _, line := range append(append(p.About, p.Steps...), p.Odd...) {
					if !screentest.Says(root, texts.Quoted(line)) {
						t.Errorf("%q is not on the page", line)
					}
				}
			})
		}
	}
}

func TestListLeadsToPages(t *testing.T) {
	for name, topic := range map[string]string{"asked for": "", "a topic without a page": "nothing"} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, "id")
			root := screentest.Show(t, screentest.Portrait, help.New(r.Env, topic).Object()).Content()
			screentest.Tap(t, root, "Langkah Uang")
			if want := (screen.Route{Name: screen.Help, Tab: "recorder.money"}); r.Route() != want {
				t.Errorf("went to %+v", r.Route())
			}
		})
	}
}

func TestWaysOut(t *testing.T) {
	r := screentest.New(t, "id")
	root := screentest.Show(t, screentest.Portrait, help.New(r.Env, "today").Object()).Content()
	screentest.Tap(t, root, "Semua bantuan")
	if want := (screen.Route{Name: screen.Help}); r.Route() != want {
		t.Errorf("went to %+v", r.Route())
	}
}

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct{ layout, lang, topic string }{
		"uang": {screentest.Portrait, "id", "recorder.money"}, "uang_land": {screentest.Landscape, "id", "recorder.money"},
		"uang_dark": {screentest.Dark, "id", "recorder.money"}, "uang_en": {screentest.Portrait, "en", "recorder.money"},
		"semua": {screentest.Portrait, "id", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, of.lang)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, help.New(r.Env, of.topic).Object())
		})
	}
}
