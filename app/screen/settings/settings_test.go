package settings_test

import (
	"strings"
	"testing"

	"pendamping/app/screen/screentest"
	"pendamping/app/screen/settings"
)

// config starts from choices and remembers what was applied.
func config(from settings.Choices, applied *[]settings.Choices) settings.Config {
	return settings.Config{
		Choices: from,
		Apply:   func(c settings.Choices) { *applied = append(*applied, c) },
		Lock:    func() {},
		Photos:  settings.UsualPhotoRules(),
		About: func() settings.About {
			return settings.About{Version: "1.0.0", Device: "Tablet Praya 07 · JarPUK Lombok Tengah", Person: "Nurlaela", Used: 7 << 20}
		},
	}
}

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ from, want settings.Choices }{
		"nothing kept": {settings.Choices{}, settings.Usual()},
		"unknown": {
			settings.Choices{Language: "jv", Theme: "sepia", TextScale: 200, LeftHand: true},
			settings.Choices{Language: "id", Theme: settings.ThemeAuto, TextScale: settings.TextUsual, LeftHand: true},
		},
		"kept": {
			settings.Choices{Language: "en", Theme: settings.ThemeDark, TextScale: settings.TextLarge},
			settings.Choices{Language: "en", Theme: settings.ThemeDark, TextScale: settings.TextLarge},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.from.Clean(); got != c.want {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestChangeKeepsAndApplies(t *testing.T) {
	r := screentest.New(t, "id")
	var applied []settings.Choices
	m := settings.NewModel(r.Env, config(settings.Choices{}, &applied))
	m.Change(func(c *settings.Choices) { c.Language = "en" })
	m.Change(func(c *settings.Choices) { c.Language = "en" })
	m.Change(func(c *settings.Choices) { c.LeftHand = true })
	if len(applied) != 2 || applied[1].Language != "en" || !applied[1].LeftHand {
		t.Fatalf("applied %+v", applied)
	}
	if kept := r.Locals[settings.LocalKey]; kept != applied[1] {
		t.Errorf("kept %+v", kept)
	}
}

func TestPhotoRulesAreKept(t *testing.T) {
	for name, c := range map[string]struct {
		tap  []string
		want any // what was kept last; nil: nothing
	}{
		"the usual again": {[]string{"12 MB"}, nil},
		"little":          {[]string{"5 MB"}, settings.PhotoRules{PerDay: 5 << 20}},
		"no bound":        {[]string{"50 MB", "Tanpa batas"}, settings.PhotoRules{}},
		"over Wi-Fi":      {[]string{"Kirim foto hanya lewat Wi-Fi"}, settings.PhotoRules{PerDay: 12 << 20, WiFiOnly: true}},
		"place on":        {[]string{"Simpan tempat foto diambil"}, settings.PhotoRules{PerDay: 12 << 20, Place: true}},
		"place on and off": {
			[]string{"Simpan tempat foto diambil", "Simpan tempat foto diambil"}, settings.PhotoRules{PerDay: 12 << 20},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, "id")
			v := settings.New(r.Env, config(settings.Usual(), &[]settings.Choices{}))
			root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
			for _, text := range c.tap {
				screentest.Tap(t, root, text)
			}
			if kept := r.Locals[settings.PhotoKey]; kept != c.want {
				t.Errorf("kept %+v", kept)
			}
		})
	}
}

// Where Wi-Fi cannot be told from mobile data, the page says what the choice does.
func TestPhotosThatWaitForWiFiAreNoted(t *testing.T) {
	const note = "Selama pilihan ini menyala, foto menunggu di tablet."
	for name, knows := range map[string]bool{"tablet": false, "desktop": true} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, "id")
			cfg := config(settings.Usual(), &[]settings.Choices{})
			cfg.KnowsWiFi = knows
			root := screentest.Show(t, screentest.Portrait, settings.New(r.Env, cfg).Object()).Content()
			noted := func() bool { return strings.Contains(strings.Join(screentest.Texts(root), " "), note) }
			before := noted()
			screentest.Tap(t, root, "Kirim foto hanya lewat Wi-Fi")
			on := noted()
			screentest.Tap(t, root, "Kirim foto hanya lewat Wi-Fi")
			if before || on == knows || noted() {
				t.Errorf("noted %v, then %v, then %v", before, on, noted())
			}
		})
	}
}

// A sync that waits for the person is her choice, and where Wi-Fi cannot be told from
// mobile data the page says what it means.
func TestByHandIsKept(t *testing.T) {
	const label, note = "Di data seluler, kirim hanya kalau saya tekan", "catatan dikirim hanya kalau Anda tekan"
	for name, knows := range map[string]bool{"told apart": true, "not": false} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, "id")
			cfg := config(settings.Usual(), &[]settings.Choices{})
			cfg.KnowsWiFi = knows
			root := screentest.Show(t, screentest.Portrait, settings.New(r.Env, cfg).Object()).Content()
			noted := func() bool { return strings.Contains(strings.Join(screentest.Texts(root), " "), note) }
			screentest.Tap(t, root, label)
			if kept := r.Locals[settings.SyncKey]; kept != (settings.SyncRules{ByHand: true}) || noted() == knows {
				t.Errorf("kept %+v, noted %v", kept, noted())
			}
			screentest.Tap(t, root, label)
			if kept := r.Locals[settings.SyncKey]; kept != (settings.SyncRules{}) || noted() {
				t.Errorf("then kept %+v, noted %v", kept, noted())
			}
		})
	}
}

func TestPictures(t *testing.T) {
	for name, layout := range map[string]string{"portrait": screentest.Portrait, "landscape": screentest.Landscape, "dark": screentest.Dark} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, "id")
			screentest.Look(t, layout)
			v := settings.New(r.Env, config(settings.Usual(), &[]settings.Choices{}))
			screentest.Picture(t, name, layout, v.Object())
		})
	}
}
