package unlock_test

import (
	"testing"
	"time"

	"pendamping/app/screen/screentest"
	"pendamping/app/screen/unlock"
	"pendamping/assets/translation"
	"pendamping/fault"
)

// desk is everything around the screen that a test can move.
type desk struct {
	now   time.Time
	tried []string
	done  func(unlock.Result)
	later []func()
}

// config makes a configuration over the desk.
func (d *desk) config(t *testing.T) unlock.Config {
	t.Helper()
	screentest.Look(t, screentest.Portrait)
	text, err := translation.New("id")
	if err != nil {
		t.Fatal(err)
	}
	d.now = screentest.Clock()
	return unlock.Config{
		Text: text, Now: func() time.Time { return d.now },
		After: func(_ time.Duration, f func()) { d.later = append(d.later, f) },
		Name:  "Nurlaela", Office: "Pendamping · 12 kelompok", Place: "Tablet Praya 07 · JarPUK Lombok Tengah",
		Standing: "Tersimpan di tablet · 14 belum terkirim",
		Try: func(secret string, done func(unlock.Result)) {
			d.tried = append(d.tried, secret)
			d.done = done
		},
		Forgot: func() {}, Language: func() {},
	}
}

func TestMessages(t *testing.T) {
	wrong := fault.New(fault.Wrong, "wrong")
	for name, c := range map[string]struct {
		result unlock.Result
		level  unlock.Level
		text   string
	}{
		"open":      {unlock.Result{}, unlock.Quiet, ""},
		"wrong":     {unlock.Result{Err: wrong, Left: 7}, unlock.Waiting, "Belum cocok. Masih ada 7 kali mencoba."},
		"uncounted": {unlock.Result{Err: wrong}, unlock.Waiting, "Belum cocok. Coba lagi."},
		"waits":     {unlock.Result{Err: wrong, Wait: 65 * time.Second}, unlock.Waiting, "Tunggu 1:05 sebelum mencoba lagi."},
		"in use": {
			unlock.Result{Err: fault.New(fault.Busy, "in use")},
			unlock.Broken,
			"Sedang dipakai. Tutup jendela yang lain, atau tunggu sebentar.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := unlock.NewModel((&desk{}).config(t))
			if !m.Begin() || m.Begin() {
				t.Fatal("one try at a time")
			}
			m.Finish(c.result)
			if got := m.Message(); got.Level != c.level || got.Text != c.text {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestCountdownHoldsTries(t *testing.T) {
	d := &desk{}
	cfg := d.config(t)
	cfg.Wait = 2 * time.Second
	v := unlock.New(cfg)
	screentest.Show(t, screentest.Portrait, v.Object())
	typePIN(v, "123456")
	if len(d.tried) != 0 {
		t.Fatalf("tried %v during the countdown", d.tried)
	}
	if len(d.later) != 1 {
		t.Fatalf("%d ticks are planned, want 1", len(d.later))
	}
	d.now = d.now.Add(2 * time.Second)
	d.later[0]()
	typePIN(v, "654321")
	if len(d.tried) != 1 || d.tried[0] != "654321" {
		t.Fatalf("tried %v, want the PIN typed after the countdown", d.tried)
	}
	typePIN(v, "111111")
	if len(d.tried) != 1 {
		t.Error("a second try began while the first was under way")
	}
	d.done(unlock.Result{Err: fault.New(fault.Wrong, "wrong"), Left: 4})
	typePIN(v, "222222")
	if len(d.tried) != 2 {
		t.Error("after a wrong PIN the next must be taken")
	}
}

// typePIN types on a physical keyboard.
func typePIN(v *unlock.View, pin string) {
	for _, r := range pin {
		v.Rune(r)
	}
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		layout string
		phrase bool
	}{"pin": {screentest.Portrait, false}, "pin_dark": {screentest.Dark, false}, "pin_land": {screentest.Landscape, false}, "phrase": {screentest.Desktop, true}} {
		t.Run(name, func(t *testing.T) {
			d := &desk{}
			cfg := d.config(t)
			screentest.Look(t, c.layout)
			cfg.Passphrase = c.phrase
			v := unlock.New(cfg)
			if !c.phrase {
				typePIN(v, "000000")
				d.done(unlock.Result{Err: fault.New(fault.Wrong, "wrong"), Left: 7})
				typePIN(v, "1234")
			}
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}
