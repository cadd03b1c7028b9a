package pictures

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// Sides of a photo in the strip, in dp.
const (
	photoWide = 200
	photoHigh = 150
)

// Strip shows an album and adds to it.
type Strip struct {
	env      *screen.Env
	album    *Album
	source   Source
	editable func() bool
	removed  func(back func()) // offers to take a removal back

	row     *fyne.Container
	note    *fyne.Container
	root    fyne.CanvasObject
	files   map[kpuk.Digest]fyne.Resource // thumbnails read so far
	asked   map[kpuk.Digest]bool
	working bool
	failure string
}

// NewStrip draws an album. editable tells whether photos can be added and removed now;
// removed is told how to take a removal back.
func NewStrip(env *screen.Env, album *Album, source Source, editable func() bool, removed func(back func())) *Strip {
	s := &Strip{
		env: env, album: album, source: source, editable: editable, removed: removed,
		row: container.NewStack(), note: container.NewStack(),
		files: map[kpuk.Digest]fyne.Resource{}, asked: map[kpuk.Digest]bool{},
	}
	s.root = widget.VStack(12, widget.Name(env.Text.T("pictures.title")), s.row, s.note)
	s.Refresh()
	return s
}

// Empty tells whether there is no photo to show.
func (s *Strip) Empty() bool { return len(s.album.Photos()) == 0 && !s.working && s.failure == "" }

// Object is the strip with its heading.
func (s *Strip) Object() fyne.CanvasObject { return s.root }

// Refresh draws the photos as they are now.
func (s *Strip) Refresh() {
	t := s.env.Text
	var tiles []fyne.CanvasObject
	for _, p := range s.album.Photos() {
		tiles = append(tiles, s.tile(p))
	}
	s.row.Objects = []fyne.CanvasObject{widget.WrapRow(12, tiles...)}
	s.row.Refresh()
	var below []fyne.CanvasObject
	switch {
	case s.working:
		below = append(below, grey(t.T("pictures.working")))
	case s.editable():
		below = append(below, widget.NewMediumButton(t.T("pictures.add"), widget.Secondary, assets.Icon("camera-plus"), s.pick))
	case len(tiles) == 0:
		below = append(below, grey(t.T("pictures.none")))
	}
	if s.failure != "" {
		below = append(below, widget.NewBanner(widget.Waiting, assets.IconFill("warning"), "", s.failure))
	}
	s.note.Objects = []fyne.CanvasObject{widget.VStack(8, below...)}
	s.note.Refresh()
}

// tile is one photo with its day and, while it can be changed, the way to take it away.
func (s *Strip) tile(p *kpuk.Photo) fyne.CanvasObject {
	t := s.env.Text
	coming := grey(t.T("pictures.coming"))
	coming.Wrap = true
	var picture fyne.CanvasObject = widget.Pad(coming, 12, 12, 12, 12)
	if file, ok := s.files[p.Image.Thumb]; ok {
		img := canvas.NewImageFromResource(file)
		img.FillMode = canvas.ImageFillContain
		picture = img
	} else {
		s.ask(p)
	}
	parts := []fyne.CanvasObject{
		widget.Fixed(widget.Layers(widget.NewSurface(theme.Card, theme.Line, 1, 4), picture), photoWide, photoHigh),
		grey(t.Date(p.TakenOn.Time())),
	}
	if p.Caption != "" {
		parts = append(parts, widget.Caption(p.Caption))
	}
	if s.editable() {
		id := p.ID
		parts = append(parts, widget.NewMediumButton(t.T("pictures.remove"), widget.Secondary, nil, func() { s.remove(id) }))
	}
	return widget.VStack(4, parts...)
}

// remove takes a photo away and offers to take that back.
func (s *Strip) remove(id kpuk.ID) {
	back := s.album.Remove(id)
	s.Refresh()
	if back == nil {
		return
	}
	s.removed(func() {
		back()
		s.Refresh()
	})
}

// ask reads a thumbnail once; what is not there yet is shown as coming.
func (s *Strip) ask(p *kpuk.Photo) {
	thumb := p.Image.Thumb
	if s.asked[thumb] {
		return
	}
	s.asked[thumb] = true
	s.source.Thumb(p, func(jpeg []byte, err error) {
		if err != nil {
			return
		}
		s.files[thumb] = fyne.NewStaticResource(thumb.String()+".jpg", jpeg)
		s.Refresh()
	})
}

// pick lets the person choose a picture.
func (s *Strip) pick() {
	s.failure = ""
	s.source.Pick(func() {
		s.working = true
		s.Refresh()
	}, func(p Picked, err error) {
		s.working = false
		if err == nil {
			s.failure, err = s.album.Add(p)
		}
		if err != nil {
			s.failure = screen.Words(s.env.Text, err)
		}
		s.Refresh()
	})
}

// grey is running text in the secondary ink.
func grey(s string) *widget.Text { return widget.NewText(s, theme.SizeText, false, theme.Ink2) }
