package screentest_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/screen/screentest"
	"pendamping/app/theme"
)

// TestEveryTextStandsOut draws the screens of tablet and desktop in both looks and compares
// each text with what it stands on: pairs of colors that nobody thought of are found too.
func TestEveryTextStandsOut(t *testing.T) {
	for look, variant := range map[string]fyne.ThemeVariant{"light": base.VariantLight, "dark": base.VariantDark} {
		for layout, screens := range map[string]map[string]build{screentest.Portrait: facilitators(), screentest.Desktop: coordinators()} {
			for name, draw := range screens {
				t.Run(look+"/"+layout+"/"+name, func(t *testing.T) {
					rig := screentest.New(t, "id", screentest.Book()...)
					if layout == screentest.Desktop {
						rig = screentest.Coordinator(t, "id", screentest.Book()...)
					}
					th := theme.New(variant, 1)
					test.ApplyTheme(t, th)
					o := draw(rig.Env)
					w := test.NewTempWindow(t, nil)
					w.SetPadded(false)
					w.SetContent(container.NewStack(canvas.NewRectangle(theme.Color(th, theme.Paper)), o))
					w.Resize(screentest.Size(layout))
					if len(screentest.Texts(o)) == 0 {
						t.Fatal("draws no text at all")
					}
					for _, text := range screentest.Faint(o, theme.Color(th, theme.Paper)) {
						t.Error(text)
					}
				})
			}
		}
	}
}

// TestFaintIsFound holds the comparison to a text on its like.
func TestFaintIsFound(t *testing.T) {
	th := theme.New(base.VariantLight, 1)
	ink, paper := theme.Color(th, theme.Ink), theme.Color(th, theme.Paper)
	on := func(ground *canvas.Rectangle, text *canvas.Text) []string {
		o := container.NewStack(ground, text)
		o.Resize(fyne.NewSize(100, 40))
		return screentest.Faint(o, paper)
	}
	if got := on(canvas.NewRectangle(ink), canvas.NewText("tidak terbaca", ink)); len(got) != 1 {
		t.Errorf("ink on ink: %v", got)
	}
	if got := on(canvas.NewRectangle(paper), canvas.NewText("terbaca", ink)); len(got) != 0 {
		t.Errorf("ink on paper: %v", got)
	}
}
