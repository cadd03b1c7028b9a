package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// totalsHeight is the height of the totals bar in dp.
const totalsHeight = 56

// Totals is the bar under the money grid: how many were confirmed at the left, the
// money taken in and the way on at the right.
type Totals struct {
	fw.BaseWidget
	count, note, label, amount string
	button                     fyne.CanvasObject
	ground, rule               *canvas.Rectangle
	diamond                    *rhombus
	tick                       *glyph
	texts                      [4]*canvas.Text
}

// NewTotals makes the bar: count in green before note, label before amount; button may be nil.
func NewTotals(count, note, label, amount string, button fyne.CanvasObject) *Totals {
	t := &Totals{
		count: count, note: note, label: label, amount: amount, button: button,
		ground: canvas.NewRectangle(nil), rule: canvas.NewRectangle(nil),
		diamond: newRhombus(), tick: newGlyph(),
	}
	for i := range t.texts {
		t.texts[i] = canvas.NewText("", nil)
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetCount changes the count and the words behind it.
func (t *Totals) SetCount(count, note string) {
	t.count, t.note = count, note
	t.Refresh()
}

// SetAmount changes the sum.
func (t *Totals) SetAmount(amount string) {
	t.amount = amount
	t.Refresh()
}

// CreateRenderer is called by the toolkit.
func (t *Totals) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{t.ground, t.rule}
	objects = append(objects, t.diamond.objects()...)
	objects = append(objects, t.tick.Image)
	for _, text := range t.texts {
		objects = append(objects, text)
	}
	if t.button != nil {
		objects = append(objects, t.button)
	}
	t.paint()
	return &drawing{owner: t, objects: objects, layout: t.layout, min: t.minSize, refresh: t.paint}
}

// paint takes texts and theme over.
func (t *Totals) paint() {
	fillWith(t.ground, tint(t, theme.Card), 0)
	fillWith(t.rule, tint(t, theme.Ink), 0)
	t.diamond.set(tint(t, theme.Leaf), tint(t, theme.Leaf), 0)
	t.tick.set(assets.Icon("check"), tint(t, theme.OnLeaf))
	faces := [4]inkStyle{
		{size: theme.SizeName, tone: theme.Leaf, bold: true},
		{size: theme.SizeText, tone: theme.Ink2},
		{size: theme.SizeText, tone: theme.Ink2},
		{size: theme.SizeTitle, tone: theme.Leaf, bold: true},
	}
	for i, s := range [4]string{t.count, t.note, t.label, t.amount} {
		write(t.texts[i], t.Theme(), s, faces[i])
	}
}

// minSize is the height of the bar and the width of its parts.
func (t *Totals) minSize() fyne.Size {
	width := float32(16 + moneyDiamond + 8 + 8 + 16 + 16 + 16)
	for _, text := range t.texts {
		width += text.MinSize().Width
	}
	if t.button != nil {
		width += 16 + t.button.MinSize().Width
	}
	return fyne.NewSize(width, totalsHeight)
}

// layout places the left part from the left, the right part from the right.
func (t *Totals) layout(size fyne.Size) {
	place(t.ground, 0, 0, size.Width, size.Height)
	place(t.rule, 0, 0, size.Width, 2)
	mid := size.Height/2 + 1
	at := fyne.NewPos(16, mid-moneyDiamond/2)
	t.diamond.place(at, moneyDiamond)
	center(t.tick.Image, 18, at, fyne.NewSquareSize(moneyDiamond))
	x := float32(16 + moneyDiamond + 8)
	for _, text := range t.texts[:2] {
		width := text.MinSize().Width
		line(text, x, mid, width)
		x += width + 8
	}
	right := size.Width - 16
	if t.button != nil {
		width, height := t.button.MinSize().Width, min(48, size.Height)
		place(t.button, right-width, mid-height/2, width, height)
		right -= width + 16
	}
	for i := 3; i >= 2; i-- {
		width := t.texts[i].MinSize().Width
		line(t.texts[i], right-width, mid, width)
		right -= width + 16
	}
}
