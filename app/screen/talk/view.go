package talk

import (
	"strings"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/pictures"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/assets/translation"
	"pendamping/kpuk"
)

// Host is the screen that threads are shown on.
type Host struct {
	Env *screen.Env
	// Answer adds an answer, or says what is missing. right tells that what was asked about
	// is right as it is. Nil: threads are only read.
	Answer func(thread kpuk.ID, text string, right bool) (problem string)
	// Photos picks and reads photos; nil: there are none on this screen.
	Photos pictures.Source
	// Album is the photos of a thread; used where Photos is given.
	Album func(thread kpuk.ID) *pictures.Album
	// Removed offers to take a photo's removal back; nil where none can be removed.
	Removed func(back func())
	// Changed is called when what is shown of a thread changed its size.
	Changed func()
}

// Threads draws threads. Fields and photos keep what is in them while a page is drawn anew.
type Threads struct {
	host   Host
	open   map[kpuk.ID]bool // its answer is being written
	right  map[kpuk.ID]bool // as "right as it is"
	spread map[kpuk.ID]bool // pinned ones that were pressed
	fields map[kpuk.ID]*widget.Field
	strips map[kpuk.ID]*pictures.Strip
}

// New makes the threads of a page.
func New(host Host) *Threads {
	return &Threads{
		host: host, open: map[kpuk.ID]bool{}, right: map[kpuk.ID]bool{}, spread: map[kpuk.ID]bool{},
		fields: map[kpuk.ID]*widget.Field{}, strips: map[kpuk.ID]*pictures.Strip{},
	}
}

// Begin opens the field of a thread's answer.
func (s *Threads) Begin(thread kpuk.ID, right bool) {
	s.open[thread], s.right[thread] = true, right
	s.host.Changed()
}

// Pinned is what was asked, at the place it speaks of: a banner that opens the thread below
// it when it is pressed.
func (s *Threads) Pinned(asked ...Point) []fyne.CanvasObject {
	t := s.host.Env.Text
	out := make([]fyne.CanvasObject, 0, len(asked))
	for _, p := range asked {
		tone, icon := widget.Urgent, assets.IconFill("chat-text")
		if p.Handled {
			tone, icon = widget.Good, assets.IconFill("check-circle")
		}
		strong := p.Place()
		if strong == "" {
			strong = p.By
		}
		banner := widget.NewBanner(tone, icon, strong, t.T("talk.quoted", "Text", p.Text)).OnTapped(func() {
			s.spread[p.Thread] = !s.spread[p.Thread]
			s.host.Changed()
		})
		if !s.spread[p.Thread] || p.Thread.IsZero() {
			out = append(out, banner)
			continue
		}
		below := widget.Pad(widget.VStack(10, widget.Caption(p.By+" · "+p.At), s.Below(p)), 8, 12, 12, 12)
		out = append(out, widget.Layers(widget.NewSurface(theme.Card, theme.Line, 1, 12), widget.VStack(0, banner, below)))
	}
	return out
}

// Spread opens the pinned threads named.
func (s *Threads) Spread(threads ...kpuk.ID) {
	for _, id := range threads {
		s.spread[id] = true
	}
}

// Said are the answers of a thread and its photos; nothing where there are none.
func (s *Threads) Said(p Point) []fyne.CanvasObject {
	t := s.host.Env.Text
	var out []fyne.CanvasObject
	for _, a := range p.Answers {
		text := a.Text
		if a.Done && text == "" {
			text = t.T("talk.done")
		}
		words := widget.VStack(0, wrapped(widget.Body(text)), widget.Caption(a.By+" · "+a.At))
		if a.Right {
			chip := widget.NewSmallChip(t.T("talk.right"), widget.Good, assets.IconFill("check-circle"))
			words = widget.VStack(4, widget.HStack(0, chip), words)
		}
		out = append(out, words)
	}
	if strip := s.strip(p); strip != nil {
		out = append(out, strip.Object())
	}
	return out
}

// Below is a whole thread below its remark: what was answered, photos, and the way to
// answer.
func (s *Threads) Below(p Point) fyne.CanvasObject {
	parts := widget.VStack(10, s.Said(p)...)
	if s.host.Answer == nil || p.Closed {
		return parts
	}
	if !s.open[p.Thread] {
		parts.Add(widget.WrapRow(8, s.buttons(p)...))
		return parts
	}
	parts.Add(s.Writing(p))
	return parts
}

// buttons begin an answer.
func (s *Threads) buttons(p Point) []fyne.CanvasObject {
	t := s.host.Env.Text
	reply := widget.NewMediumButton(t.T("talk.answer"), widget.Secondary, assets.Icon("chat-text"), func() { s.Begin(p.Thread, false) })
	if p.Handled {
		return []fyne.CanvasObject{reply}
	}
	return []fyne.CanvasObject{s.RightButton(p), reply}
}

// RightButton begins the answer that what was asked about is right as it is.
func (s *Threads) RightButton(p Point) *widget.Button {
	return widget.NewMediumButton(s.host.Env.Text.T("talk.right"), widget.Secondary, assets.Icon("check"), func() { s.Begin(p.Thread, true) })
}

// IsWriting tells whether the answer of a thread is being written.
func (s *Threads) IsWriting(thread kpuk.ID) bool { return s.open[thread] }

// Writing is the field of an answer with the ways to send it and to leave it.
func (s *Threads) Writing(p Point) fyne.CanvasObject {
	t, field := s.host.Env.Text, s.field(p.Thread)
	words, right := t.T("talk.answer_hint"), s.right[p.Thread]
	if right {
		words = t.T("talk.right_hint")
	}
	if field.Placeholder != words {
		field.Placeholder = words
		field.Refresh()
	}
	key := "talk.send"
	if right {
		key = "talk.send_right"
	}
	send := widget.NewMediumButton(t.T(key), widget.Primary, assets.Icon("paper-plane-tilt"), func() {
		if problem := s.host.Answer(p.Thread, field.Text(), right); problem != "" {
			field.SetMessage(widget.Urgent, problem)
			s.host.Changed()
			return
		}
		s.end(p.Thread)
	})
	cancel := widget.NewMediumButton(t.T("common.cancel"), widget.Secondary, nil, func() { s.end(p.Thread) })
	return widget.VStack(8, field, widget.WrapRow(8, send, cancel))
}

// end closes the field of an answer and empties it.
func (s *Threads) end(thread kpuk.ID) {
	field := s.field(thread)
	field.SetText("")
	field.SetMessage(widget.Neutral, "")
	delete(s.open, thread)
	s.host.Changed()
}

// field is the thread's own field.
func (s *Threads) field(thread kpuk.ID) *widget.Field {
	f, ok := s.fields[thread]
	if !ok {
		f = widget.NewField("")
		f.Rows = 2
		s.fields[thread] = f
	}
	return f
}

// strip is the thread's photos; nil where there are none and none can be added now.
func (s *Threads) strip(p Point) *pictures.Strip {
	if s.host.Photos == nil || p.Thread.IsZero() {
		return nil
	}
	adds := func() bool { return s.host.Answer != nil && s.open[p.Thread] }
	strip, ok := s.strips[p.Thread]
	if !ok {
		album := s.host.Album(p.Thread)
		strip = pictures.NewStrip(s.host.Env, album, s.host.Photos, adds, s.host.Removed)
		s.strips[p.Thread] = strip
	}
	strip.Refresh()
	if !adds() && strip.Empty() {
		return nil
	}
	return strip
}

// Page is what a meeting that is only read ends with: all that was asked and answered, and
// what happened to it.
func (s *Threads) Page(threads []Point, events []Event) []fyne.CanvasObject {
	t := s.host.Env.Text
	var out []fyne.CanvasObject
	if len(threads) > 0 {
		out = append(out, widget.Heading(t.T("talk.title")))
	}
	for _, p := range threads {
		out = append(out, s.card(p))
	}
	if len(events) > 0 {
		out = append(out, widget.Heading(t.T("talk.history")), History(events))
	}
	return out
}

// card is one thread with where it belongs and how it stands.
func (s *Threads) card(p Point) fyne.CanvasObject {
	t := s.host.Env.Text
	where := t.T("talk.whole")
	if p.Step > 0 {
		where = t.T("word.step." + p.Step.String())
	}
	title := widget.Strong(strings.TrimSuffix(where+" · "+p.Place(), " · "))
	title.Wrap = true
	head := widget.HStack(12, widget.Grow(title))
	if chip := standing(t, p); chip != nil {
		head.Add(chip)
	}
	remark := widget.VStack(0, wrapped(widget.Body(t.T("talk.quoted", "Text", p.Text))), widget.Caption(strings.Trim(p.By+" · "+p.At, " ·")))
	return widget.Card(widget.Pad(widget.VStack(10, head, remark, s.Below(p)), 14, 16, 14, 16))
}

// standing is the chip that says how a thread stands; nil when there is nothing to say.
func standing(t *translation.Printer, p Point) fyne.CanvasObject {
	switch {
	case p.Closed:
		return widget.NewSmallChip(t.T("talk.done"), widget.Good, assets.IconFill("check-circle"))
	case p.Mended:
		return widget.NewSmallChip(t.T("talk.mended"), widget.Good, assets.IconFill("check-circle"))
	case p.Waits:
		return widget.NewSmallChip(t.T("talk.waits"), widget.Waiting, assets.IconFill("question"))
	default:
		return nil
	}
}

// wrapped lets a text take as many lines as it needs.
func wrapped(t *widget.Text) *widget.Text {
	t.Wrap = true
	return t
}
