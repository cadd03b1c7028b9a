package widget_test

import (
	"testing"
	"time"

	"pendamping/app/widget"
)

// TestRetype puts back what stood in each kind of answer and tells who listens, as if a person
// had filled it in and gone on.
func TestRetype(t *testing.T) {
	under(t)
	told := ""
	options := []widget.Option{{Value: "a", Text: "Alfa"}, {Value: "b", Text: "Beta"}}
	field, digits := widget.NewField("Nama"), widget.NewDigitField("NIK", 16, true)
	field.OnLeave, digits.OnLeave = func(s string) { told = s }, func(s string) { told = s }
	date := widget.NewDateField("Tanggal", time.Time{}, func(day time.Time) { told = widget.DateText(day) })
	date.ErrText = "Bukan tanggal"
	drill := widget.NewDrill(widget.DrillConfig{
		Asks: []string{"Desa"}, Path: func(v string) []widget.Option {
			if v == "" {
				return nil
			}
			return []widget.Option{{Value: v, Text: "Desa " + v}}
		}, Inside: func(string) []widget.Option { return nil }, Chosen: func(v string) { told = v },
	})
	for name, tt := range map[string]struct {
		in                 widget.Answer
		text, holds, tells string
		shown              string
	}{
		"text":        {field, "Inaq Sah", "Inaq Sah", "Inaq Sah", "Inaq Sah"},
		"digits":      {digits, "5202a", "5202", "5202", "5202a"},
		"date":        {date, "23/11/2026", "23 / 11 / 2026", "23 / 11 / 2026", "23/11/2026"},
		"choice":      {widget.NewChoice("Jenis", options, "a", func(v string) { told = v }), "b", "b", "b", "Beta"},
		"no choice":   {widget.NewChoice("Jenis", options, "a", func(v string) { told = v }), "c", "a", "", "c"},
		"tick":        {widget.NewToggle("Ya", false, func(bool) { told = "ticked" }), "yes", "yes", "ticked", "✓"},
		"no tick":     {widget.NewToggle("Ya", false, func(bool) { told = "ticked" }), "", "", "", "–"},
		"drill":       {drill, "x", "x", "x", "Desa x"},
		"empty drill": {widget.NewDrill(widget.DrillConfig{Asks: []string{"Desa"}, Path: func(string) []widget.Option { return nil }}), "", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			watched := ""
			told = ""
			tt.in.Watch(func() { watched = tt.in.Typed() })
			tt.in.Retype(tt.text)
			if got := tt.in.Typed(); got != tt.holds || told != tt.tells || tt.tells != "" && watched != tt.holds {
				t.Errorf("holds %q, told %q, watched %q; want %q and %q", got, told, watched, tt.holds, tt.tells)
			}
			if got := tt.in.Shown(tt.text); got != tt.shown {
				t.Errorf("shown as %q, want %q", got, tt.shown)
			}
		})
	}
	date.Retype("31/02/2026")
	if date.Typed() != "31/02/2026" || date.Message() != "Bukan tanggal" {
		t.Errorf("what is no date is %q, with %q", date.Typed(), date.Message())
	}
}
