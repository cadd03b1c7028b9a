package widget_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/theme"
	"pendamping/app/widget"
)

// TestNewRendererIsLaidOut: Fyne destroys the renderer of a widget that is out of sight
// for a minute and does not lay the new one out, since the widget's size is the same.
func TestNewRendererIsLaidOut(t *testing.T) {
	test.NewTempApp(t)
	test.ApplyTheme(t, theme.New(base.VariantLight, 1))
	item := widget.NavItem{Key: "a", Text: "Hari ini"}
	tests := map[string]fyne.Widget{
		"text":      widget.TitleSerif("Kelompok"),
		"button":    widget.NewButton("Lanjut", widget.Primary, nil, nil),
		"chip":      widget.NewChip("Lancar", widget.Good, nil),
		"field":     widget.NewField("Nama"),
		"stepper":   widget.NewStepper([]widget.Step{{Label: "Buka"}, {Label: "Hadir"}}, nil),
		"banner":    widget.NewBanner(widget.Waiting, nil, "Kurang", "dari tagihan"),
		"stat tile": widget.NewStatTile("Anggota", "14", "2 baru", widget.Neutral, nil),
		"tabs":      widget.NewTabs([]string{"Anggota", "Rapat"}, 0, nil),
		"nav bar":   widget.NewBottomBar([]widget.NavItem{item, item}, 0, nil),
		"totals":    widget.NewTotals("7", "dari 12", "Sudah masuk", "Rp 681.000", nil),
		"avatar":    widget.NewAvatar("Nurlaela", 48),
		"app bar":   widget.NewAppBar("KPUK Melati", "Ubung", nil),
	}
	for name, w := range tests {
		t.Run(name, func(t *testing.T) {
			size := w.MinSize().Max(fyne.NewSize(300, 48))
			w.Resize(size)
			first := boxes(test.WidgetRenderer(w).Objects())
			second := boxes(w.CreateRenderer().Objects())
			if len(first) == 0 || len(first) != len(second) {
				t.Fatalf("%d objects, then %d", len(first), len(second))
			}
			for i := range first {
				if first[i] != second[i] {
					t.Errorf("object %d stood at %v, in the new renderer at %v", i, first[i], second[i])
				}
			}
		})
	}
}

type place struct {
	at   fyne.Position
	size fyne.Size
}

func boxes(objects []fyne.CanvasObject) []place {
	out := make([]place, len(objects))
	for i, o := range objects {
		out[i] = place{o.Position(), o.Size()}
	}
	return out
}
