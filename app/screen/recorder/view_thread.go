package recorder

import (
	"strings"

	"fyne.io/fyne/v2"

	"pendamping/app/screen/pictures"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// quotes are banners with what was asked, at the place it speaks of.
func (v *View) quotes(asked []Point) fyne.CanvasObject {
	banners := widget.VStack(8)
	for _, point := range asked {
		strong := point.Field
		if point.Name != "" {
			strong = strings.TrimPrefix(strong+" · "+point.Name, " · ")
		}
		if strong == "" {
			strong = v.env.Text.T("recorder.asks")
		}
		banners.Add(widget.NewBanner(widget.Urgent, assets.IconFill("chat-text"), strong, v.env.Text.T("recorder.quoted", "Text", point.Text)))
	}
	return banners
}

// threads are the answers of the returned page: fields and photos that keep what is in
// them while the page is drawn anew.
type threads struct {
	v       *View
	changed func()
	fields  map[kpuk.ID]*widget.Field
	strips  map[kpuk.ID]*pictures.Strip
}

func newThreads(v *View, changed func()) *threads {
	return &threads{v: v, changed: changed, fields: map[kpuk.ID]*widget.Field{}, strips: map[kpuk.ID]*pictures.Strip{}}
}

// object is a thread below its remark: what was answered, photos, and the way to answer.
func (s *threads) object(point Point) fyne.CanvasObject {
	t := s.v.env.Text
	parts := widget.VStack(10)
	for _, a := range point.Answers {
		text := a.Text
		if a.Done && text == "" {
			text = t.T("recorder.thread_done")
		}
		parts.Add(widget.VStack(0, wrapped(widget.Body(text)), widget.Caption(a.By+" · "+a.At)))
	}
	if strip := s.strip(point.Thread); strip != nil {
		parts.Add(strip.Object())
	}
	field := s.field(point.Thread)
	send := widget.NewMediumButton(t.T("recorder.answer"), widget.Secondary, assets.Icon("arrow-bend-up-left"), func() {
		if problem := s.v.model.Reply(point.Thread, field.Text()); problem != "" {
			field.SetMessage(widget.Urgent, problem)
			s.changed()
			return
		}
		field.SetText("")
		field.SetMessage(widget.Neutral, "")
		s.changed()
	})
	parts.Add(widget.HStack(12, widget.Grow(field), send))
	return parts
}

// field is the thread's own field.
func (s *threads) field(thread kpuk.ID) *widget.Field {
	f, ok := s.fields[thread]
	if !ok {
		f = widget.NewField("")
		f.Placeholder = s.v.env.Text.T("recorder.answer_hint")
		s.fields[thread] = f
	}
	return f
}

// strip is the thread's photos; nil where there are none on this screen.
func (s *threads) strip(thread kpuk.ID) *pictures.Strip {
	if s.v.model.opts.Photos == nil {
		return nil
	}
	strip, ok := s.strips[thread]
	if !ok {
		strip = pictures.NewStrip(s.v.env, s.v.model.Evidence(thread), s.v.model.opts.Photos, s.v.model.Editable, func(back func()) {
			s.v.model.undo = &undo{text: s.v.env.Text.T("pictures.removed"), back: back}
			s.v.offerUndo()
		})
		s.strips[thread] = strip
	}
	return strip
}
