package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"pendamping/app/theme"
)

// fieldArt is what is painted around the entry.
type fieldArt struct {
	frame                   *box
	label, optional, suffix *canvas.Text
	values                  []*canvas.Text // stand in for the entry of a read-only field
	mark, sign              *glyph
}

// CreateRenderer draws label, frame, entry, suffix and message.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	art := &fieldArt{
		frame: newBox(), mark: newGlyph(), sign: newGlyph(),
		label: newRun(fyne.TextAlignLeading), optional: newRun(fyne.TextAlignLeading), suffix: newRun(fyne.TextAlignTrailing),
	}
	d := &drawing{owner: f}
	d.min = func() fyne.Size {
		width := max(96, penOf(f, fontSemibold, theme.SizeCaption).width(f.label))
		return fyne.NewSize(width, f.heightFor(max(width, f.Size().Width)))
	}
	d.layout = func(s fyne.Size) {
		f.place(art, s)
		d.objects = f.objects(art)
		top := f.labelHeight() + f.boxHeight(s.Width) + 8
		d.objects = append(d.objects, f.message.draw(f, fyne.NewPos(messageInset, top), s.Width-messageInset, f.tone.ink())...)
	}
	d.refresh = func() {
		f.dress()
		f.paint(art)
		if d.objects == nil {
			d.objects = f.objects(art)
		}
	}
	d.refresh()
	return d
}

// objects lists what is painted, message left out.
func (f *Field) objects(art *fieldArt) []fyne.CanvasObject {
	out := append(art.frame.objects(), f.dressed, art.label, art.optional, art.suffix, art.sign.Image, art.mark.Image)
	for _, line := range art.values {
		out = append(out, line)
	}
	if f.action != nil {
		out = append(out, f.action)
	}
	return out
}

// dress hands the field's settings to the entry.
func (f *Field) dress() {
	f.look.th, f.look.text = f.Theme(), f.textSize()
	f.look.padding, f.look.radius = 16, 12
	if f.Desk {
		f.look.padding, f.look.radius = 10, 8
	}
	e := f.entry
	e.digits, e.most = f.Digits, f.MaxLength
	e.PlaceHolder, e.Password, e.MultiLine = f.Placeholder, f.Password, f.Rows > 1
	if e.MultiLine {
		e.Wrapping = fyne.TextWrapWord
	}
	setVisible(f.dressed, !f.ReadOnly)
	f.dressed.Refresh()
}

// paint takes texts and colors over.
func (f *Field) paint(art *fieldArt) {
	f.frame(art.frame)
	ink := theme.Ink2
	if f.suffixTone == Urgent {
		ink = theme.Brick
	}
	setRun(art.suffix, f.suffix, f.suffixPen(), tint(f, ink))
	sign := f.suffixIcon()
	art.sign.set(sign, tint(f, f.suffixTone.ink()))
	if f.message == (remark{}) {
		art.mark.set(nil, nil)
		return
	}
	art.mark.set(toneIcon(f.tone), tint(f, f.tone.ink()))
}

// placeLabel writes the label, and that the field may stay empty where there is room.
func (f *Field) placeLabel(art *fieldArt, width float32) {
	caption := penOf(f, fontSemibold, theme.SizeCaption)
	room := min(width, caption.width(f.label))
	rest := width - room - 4
	setFitted(art.label, f.label, room, caption, tint(f, theme.Ink2))
	placeRun(art.label, 0, 0, room, caption.line())
	light := penOf(f, fontSans, theme.SizeCaption).fitting(f.Optional, rest)
	setRun(art.optional, f.Optional, light, tint(f, theme.Ink2))
	setVisible(art.optional, !f.settled() && light.width(f.Optional) <= rest)
	placeRun(art.optional, room+4, 0, rest, caption.line())
}

// place lays the field out; the note keeps its width.
func (f *Field) place(art *fieldArt, s fyne.Size) {
	f.placeLabel(art, s.Width)
	top, height := f.labelHeight(), f.boxHeight(s.Width)
	art.frame.place(fyne.NewPos(0, top), fyne.NewSize(s.Width, height))
	end := s.Width - 16
	if f.action != nil {
		put(f.action, s.Width-52, top+(height-48)/2, 48, 48)
		end = s.Width - 60
	}
	if f.suffix != "" {
		width := f.suffixPen().width(f.suffix)
		placeRun(art.suffix, end-width, top, width, height)
		end -= width + 10
	}
	if art.sign.res != nil {
		center(art.sign, 24, fyne.NewPos(end-24, top), fyne.NewSize(24, height))
		end -= 34
	}
	free := max(0, s.Width-16-end)
	if f.spacer.width != free {
		f.spacer.width = free
		f.entry.Resize(fyne.NewSize(s.Width, height-1)) // the entry looks at the free width only when its size changes
	}
	put(f.dressed, 0, top, s.Width, height)
	f.tell(art, top, height, end-16)
	center(art.mark, 20, fyne.NewPos(0, top+height+8), fyne.NewSize(20, penOf(f, fontSans, theme.SizeText).line()))
}
