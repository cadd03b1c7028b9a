package devices

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// lost helps somebody who forgot her PIN: first who is calling, then the key, then the
// code to read out.
func (p *panel) lost(l *Lost) fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	title := t.T("lost.title", "Name", l.Name())
	caller := widget.NewBanner(widget.Waiting, assets.IconFill("warning-circle"), t.T("lost.caller"), t.T("lost.caller.text", "Name", l.Name()))
	parts := []fyne.CanvasObject{caller}
	if mark := l.Mark(); mark != "" {
		parts = append(parts, p.mark(mark))
	}
	if code := l.Code(); code != nil {
		parts = append(parts, p.code(code)...)
		done := widget.NewSmallButton(t.T("common.done"), widget.Primary, nil, func() { p.v.do(m.Close) })
		return p.frame(title, container.NewVScroll(widget.Pad(widget.VStack(12, parts...), 0, 12, 0, 0)), widget.HStack(8, done))
	}
	parts = append(parts, p.ask(l)...)
	open := widget.NewSmallButton(t.T("lost.open"), widget.Primary, assets.Icon("lock-open"), func() { p.v.do(l.Open) })
	return p.frame(title, container.NewVScroll(widget.Pad(widget.VStack(12, parts...), 0, 12, 0, 0)), widget.HStack(8, open))
}

// mark is what both sides read to each other.
func (p *panel) mark(mark string) fyne.CanvasObject {
	label := widget.NewText(p.v.env.Text.T("lost.mark"), theme.SizeText, false, theme.Ink2)
	label.Wrap = true
	return widget.Card(widget.Pad(widget.HStack(12, widget.Grow(label), widget.NewText(mark, theme.SizeAmount, true, theme.Ink)), 8, 12, 8, 12))
}

// ask takes the key and, where it is needed, what the device shows.
func (p *panel) ask(l *Lost) []fyne.CanvasObject {
	t := p.v.env.Text
	key := widget.NewField(t.T("lost.key"))
	key.Desk, key.Rows, key.Placeholder = true, 3, "AGE-SECRET-KEY-1…"
	key.SetText(l.Key())
	key.OnChanged = l.SetKey
	file := func(word string, load func(func())) fyne.CanvasObject {
		return widget.HStack(8, widget.NewSmallButton(t.T(word), widget.Secondary, assets.Icon("file-text"), func() { load(p.v.show) }))
	}
	shown := widget.NewField(t.T("lost.pasted"))
	shown.Desk, shown.Rows, shown.Placeholder = true, 3, "pendamping-pin:…"
	shown.SetText(l.Pasted())
	shown.OnChanged = l.SetPasted
	parts := []fyne.CanvasObject{key, caption(t.T("lost.key.note")), file("lost.key.file", l.LoadKey)}
	if l.Problem() != "" {
		parts = append(parts, widget.NewBanner(widget.Urgent, nil, "", l.Problem()))
	}
	why := "lost.pasted.differs"
	if !l.Deposited() {
		why = "lost.pasted.none"
	}
	return append(parts, widget.Rule(), caption(t.T(why)), shown, file("lost.pasted.file", l.LoadPasted))
}

// code is what is read out, four letters at a time.
func (p *panel) code(groups []string) []fyne.CanvasObject {
	t := p.v.env.Text
	code := widget.NewText(strings.Join(groups, "  "), theme.SizeAmount, true, theme.Ink)
	code.Wrap, code.Align = true, fyne.TextAlignCenter
	return []fyne.CanvasObject{
		widget.Strong(t.T("lost.code")), widget.Card(widget.Pad(code, 16, 12, 16, 12)),
		caption(t.T("lost.code.how")), caption(t.T("lost.code.once")),
	}
}
