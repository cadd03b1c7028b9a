package screen_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/assets/translation"
	"pendamping/kpuk"
)

// TestHour writes one time as each language does, and reads what was written: fields show
// it that way and hand back what stands in them.
func TestHour(t *testing.T) {
	for lang, want := range map[string]string{"id": "08.05", "en": "08:05"} {
		text, err := translation.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		got := screen.Hour(text, kpuk.At(8, 5))
		if got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		if back, err := kpuk.ParseMinutes(got); err != nil || back != kpuk.At(8, 5) {
			t.Errorf("%s: %q reads as %v, %v", lang, got, back, err)
		}
		if got := screen.Hour(text, 0); got != "" {
			t.Errorf("%s: a time that is not given is %q", lang, got)
		}
	}
}
