package app

import "testing"

func TestWiFi(t *testing.T) {
	says := func(metered, known bool) func() (bool, bool) { return func() (bool, bool) { return metered, known } }
	for name, tt := range map[string]struct {
		cfg       Config
		on, knows bool
	}{
		"desktop":              {Config{}, true, true},
		"tablet, nobody tells": {Config{Mobile: true}, false, false},
		"tablet on Wi-Fi":      {Config{Mobile: true, Metered: says(false, true)}, true, true},
		"tablet on mobile":     {Config{Mobile: true, Metered: says(true, true)}, false, true},
		"tablet, not known":    {Config{Mobile: true, Metered: says(true, false)}, false, false},
		"desktop on a phone":   {Config{Metered: says(true, true)}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			a := &App{cfg: tt.cfg}
			if a.onWiFi() != tt.on || a.knowsWiFi() != tt.knows {
				t.Errorf("on Wi-Fi %v, known %v", a.onWiFi(), a.knowsWiFi())
			}
		})
	}
}
