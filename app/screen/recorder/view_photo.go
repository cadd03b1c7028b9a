package recorder

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

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

// photoStrip shows the meeting's photos and adds to them.
type photoStrip struct {
	v       *View
	row     *fyne.Container
	note    *fyne.Container
	root    fyne.CanvasObject
	files   map[kpuk.Digest]fyne.Resource // thumbnails read so far
	asked   map[kpuk.Digest]bool
	working bool
	failure string
}

func newPhotoStrip(v *View) *photoStrip {
	s := &photoStrip{
		v: v, row: container.NewStack(), note: container.NewStack(),
		files: map[kpuk.Digest]fyne.Resource{}, asked: map[kpuk.Digest]bool{},
	}
	s.root = boxed(widget.VStack(12, widget.Name(v.env.Text.T("recorder.photos")), s.row, s.note))
	s.refresh()
	return s
}

// refresh draws the photos as they are now.
func (s *photoStrip) refresh() {
	t := s.v.env.Text
	var tiles []fyne.CanvasObject
	for _, p := range s.v.model.Photos() {
		tiles = append(tiles, s.tile(p))
	}
	s.row.Objects = []fyne.CanvasObject{widget.WrapRow(12, tiles...)}
	s.row.Refresh()
	var below []fyne.CanvasObject
	switch {
	case s.working:
		below = append(below, grey(t.T("recorder.photo_working")))
	case s.v.model.Editable():
		below = append(below, widget.NewMediumButton(t.T("recorder.photo_add"), widget.Secondary, assets.Icon("camera-plus"), s.pick))
	}
	if s.failure != "" {
		below = append(below, widget.NewBanner(widget.Waiting, assets.IconFill("warning"), "", s.failure))
	}
	s.note.Objects = []fyne.CanvasObject{widget.VStack(8, below...)}
	s.note.Refresh()
}

// tile is one photo with its day and, while the meeting can be changed, the way to take
// it away.
func (s *photoStrip) tile(p *kpuk.Photo) fyne.CanvasObject {
	t := s.v.env.Text
	var picture fyne.CanvasObject = widget.Pad(wrapped(grey(t.T("recorder.photo_coming"))), 12, 12, 12, 12)
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
	if s.v.model.Editable() {
		id := p.ID
		parts = append(parts, widget.NewMediumButton(t.T("recorder.photo_remove"), widget.Secondary, nil, func() {
			s.v.model.RemovePhoto(id)
			s.refresh()
			s.v.offerUndo()
		}))
	}
	return widget.VStack(4, parts...)
}

// ask reads a thumbnail once; what is not there yet is shown as coming.
func (s *photoStrip) ask(p *kpuk.Photo) {
	thumb := p.Image.Thumb
	if s.asked[thumb] {
		return
	}
	s.asked[thumb] = true
	s.v.model.opts.Photos.Thumb(p, func(jpeg []byte, err error) {
		if err != nil {
			return
		}
		s.files[thumb] = fyne.NewStaticResource(thumb.String()+".jpg", jpeg)
		s.refresh()
	})
}

// pick lets the person choose a picture.
func (s *photoStrip) pick() {
	s.failure = ""
	s.v.model.opts.Photos.Pick(func() {
		s.working = true
		s.refresh()
	}, func(p Picked, err error) {
		s.working = false
		if err == nil {
			err = s.v.model.AddPhoto(p)
		}
		if err != nil {
			s.failure = s.v.env.Text.T("error." + kindKey(err))
		}
		s.refresh()
	})
}
