package enrol_test

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"pendamping/app/screen/enrol"
	"pendamping/app/screen/screentest"
	"pendamping/fault"
)

// copying is a first start with a copy to choose, which opens with a PIN or ends in an error.
func copying(t *testing.T, picked, end error) (enrol.Config, *int) {
	t.Helper()
	test.NewTempApp(t)
	cfg, gone := config(t, &[]enrol.Request{}, nil), 0
	cfg.Pick = func(done func(string, error)) { done("pendamping-2026-11-20.pendamping-salinan", picked) }
	cfg.Restore = func(secret string, done func(enrol.Restored, error)) {
		if secret != "135791" {
			done(enrol.Restored{}, fault.New(fault.Wrong, "wrong"))
			return
		}
		done(enrol.Restored{Records: 4120, Until: time.Date(2026, 11, 20, 8, 5, 0, 0, time.UTC), Hub: true, Newer: 35, Unsent: 2}, end)
	}
	cfg.Go = func() { gone++ }
	cfg.Zone = screentest.Clock().Location()
	return cfg, &gone
}

func TestACopyInsteadOfAnInvitation(t *testing.T) {
	cfg, gone := copying(t, nil, nil)
	v := enrol.New(cfg)
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.Picture(t, "copy_first", screentest.Portrait, v.Object())
	screentest.TapButton(t, v.Object(), "Pulihkan dari salinan")
	for _, digit := range "000000" {
		v.Rune(digit)
	}
	if !screentest.Says(v.Object(), "PIN ini tidak membuka salinan.") {
		t.Fatalf("a wrong PIN is not told: %q", screentest.Texts(v.Object()))
	}
	screentest.Picture(t, "copy_wrong", screentest.Portrait, v.Object())
	for _, digit := range "135791" {
		v.Rune(digit)
	}
	for _, says := range []string{"4.120 catatan kembali: semua yang dicatat sampai 20 Nov 2026, 16.05.", "35 catatan yang lebih baru", "2 perubahan dalam salinan", "Jangan pakai tablet lama"} {
		if !screentest.Says(v.Object(), says) {
			t.Errorf("%q is not said: %q", says, screentest.Texts(v.Object()))
		}
	}
	screentest.Picture(t, "copy_done", screentest.Portrait, v.Object())
	screentest.TapButton(t, v.Object(), "Mulai")
	if *gone != 1 {
		t.Error("there is no way on")
	}
}

func TestCopiesThatDoNotOpen(t *testing.T) {
	for name, c := range map[string]struct {
		picked, end error
		says        string
	}{
		"unread":  {errors.New("card"), nil, "Berkas itu tidak dapat dibaca."},
		"damaged": {nil, fault.New(fault.Damaged, "x"), "Salinan ini rusak atau terpotong."},
		"foreign": {nil, fault.New(fault.Foreign, "x"), "bukan salinan Pendamping"},
		"full":    {nil, fault.New(fault.Full, "x"), "penuh"},
		"other":   {nil, errors.New("x"), "tidak dapat dipulihkan"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, _ := copying(t, c.picked, c.end)
			v := enrol.New(cfg)
			screentest.Show(t, screentest.Portrait, v.Object())
			screentest.TapButton(t, v.Object(), "Pulihkan dari salinan")
			if c.picked == nil {
				for _, digit := range "135791" {
					v.Rune(digit)
				}
			}
			if !screentest.Says(v.Object(), c.says) || v.Model().Page() != enrol.PageInvite {
				t.Errorf("it says %q", screentest.Texts(v.Object()))
			}
		})
	}
}

// TestWhatARestoreSays: a hub that was not reached, or does not let the device in, is told with
// what to do.
func TestWhatARestoreSays(t *testing.T) {
	for says, r := range map[string]enrol.Restored{
		"Pusat belum terhubung.":           {Records: 1},
		"Pusat tidak menerima tablet ini.": {Records: 1, Refused: true},
	} {
		cfg, _ := copying(t, nil, nil)
		m := enrol.NewModel(cfg)
		m.Picked("x", nil)
		if m.Unlock("") || m.Problem() == "" || !m.Unlock("135791") {
			t.Error("an empty secret is tried")
		}
		m.Unlocked(r, nil)
		grave := false
		for _, l := range m.Lines() {
			grave = grave || l.Grave && l.Text[:10] == says[:10]
		}
		if !grave {
			t.Errorf("%q is not said: %+v", says, m.Lines())
		}
	}
}
