package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// tabsHeight is the height of a row of tabs in dp.
const tabsHeight = 56

// Tabs is a row of words of equal width; the open one is underlined.
type Tabs struct {
	fw.BaseWidget
	labels   []string
	selected int
	tapped   func(i int)
	texts    []*canvas.Text
	rule     *canvas.Rectangle
	mark     *canvas.Rectangle
}

// NewTabs makes the row with one open; tapped is told which word was tapped.
func NewTabs(labels []string, selected int, tapped func(i int)) *Tabs {
	t := &Tabs{
		labels: labels, selected: selected, tapped: tapped,
		rule: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil),
	}
	for range labels {
		t.texts = append(t.texts, canvas.NewText("", nil))
	}
	t.ExtendBaseWidget(t)
	return t
}

// Select opens a tab without telling the callback.
func (t *Tabs) Select(i int) {
	t.selected = i
	t.Refresh()
}

// Selected tells which tab is open.
func (t *Tabs) Selected() int { return t.selected }

// Tapped answers a quick press.
func (t *Tabs) Tapped(e *fyne.PointEvent) { t.hit(e.Position.X) }

// TappedSecondary answers a slow press the same way.
func (t *Tabs) TappedSecondary(e *fyne.PointEvent) { t.hit(e.Position.X) }

// hit opens the tab x dp from the left.
func (t *Tabs) hit(x float32) {
	if len(t.labels) == 0 || t.Size().Width <= 0 {
		return
	}
	i := min(len(t.labels)-1, max(0, int(x*float32(len(t.labels))/t.Size().Width)))
	t.Select(i)
	if t.tapped != nil {
		t.tapped(i)
	}
}

// CreateRenderer is called by the toolkit.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{t.rule, t.mark}
	for _, text := range t.texts {
		objects = append(objects, text)
	}
	t.paint()
	return &drawing{owner: t, objects: objects, layout: t.layout, min: t.minSize, refresh: t.paint}
}

// minSize keeps every word at least 64 dp wide; longer ones are shortened.
func (t *Tabs) minSize() fyne.Size { return fyne.NewSize(float32(len(t.labels))*64, tabsHeight) }

// paint takes labels, selection and theme over.
func (t *Tabs) paint() {
	fillWith(t.rule, tint(t, theme.Line), 0)
	fillWith(t.mark, tint(t, theme.Plum), 0)
	for i, text := range t.texts {
		f := inkStyle{size: theme.SizeText, tone: theme.Ink2, align: fyne.TextAlignCenter}
		if i == t.selected {
			f.tone, f.bold = theme.PlumInk, true
		}
		write(text, t.Theme(), t.labels[i], f)
	}
}

// layout shares the width evenly.
func (t *Tabs) layout(size fyne.Size) {
	place(t.rule, 0, size.Height-1, size.Width, 1)
	if len(t.texts) == 0 {
		return
	}
	width := size.Width / float32(len(t.texts))
	for i, text := range t.texts {
		fit(text, t.labels[i], width-8, measureOf(t, theme.SizeText))
		line(text, float32(i)*width, size.Height/2, width)
	}
	place(t.mark, float32(t.selected)*width, size.Height-3, width, 3)
	setVisible(t.mark, t.selected >= 0 && t.selected < len(t.texts))
}
