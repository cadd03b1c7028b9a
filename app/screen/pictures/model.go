// Package pictures is the part of a screen that shows the photos of a record, adds to
// them and takes them away.
//
// A photo is a record of its own that names what it shows; its files are kept by a
// [Source]. Picking the same picture twice adds it once, and what was removed can be
// taken back.
package pictures

import (
	"slices"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Source picks photos and reads their files. Its functions do not block; done is called
// on the UI thread.
type Source interface {
	// Pick lets the person choose a picture and keeps its files on the device. working is
	// called when one was chosen; nothing is called when she chose none.
	Pick(working func(), done func(Picked, error))
	// Thumb reads a photo's thumbnail, from the device or else from the hub.
	Thumb(p *kpuk.Photo, done func(jpeg []byte, err error))
}

// Picked is a picture whose files are kept.
type Picked struct {
	Image   kpuk.PhotoImage
	TakenOn kpuk.Date
	Place   kpuk.GeoPoint // zero unless it is to be kept
	Code    string        // what a QR code in it says; empty without one
}

// Album is the photos of one record.
type Album struct {
	// Caption words what a picture is by the QR code in it, or warns that it belongs
	// elsewhere; nil: codes are not looked at.
	Caption func(code string) (caption, warning string)

	env    *screen.Env
	of     kpuk.ID
	header func(id kpuk.ID) kpuk.Header
	save   func(*kpuk.Photo)
	fresh  map[kpuk.ID]*kpuk.Photo // changed here; the book may not have them yet
}

// NewAlbum makes the album of a record. header is that of a new photo, save keeps one
// and is handed the same pointer each time it changes.
func NewAlbum(env *screen.Env, of kpuk.ID, header func(id kpuk.ID) kpuk.Header, save func(*kpuk.Photo)) *Album {
	return &Album{env: env, of: of, header: header, save: save, fresh: map[kpuk.ID]*kpuk.Photo{}}
}

// Forget drops what was changed here, when the book has it all.
func (a *Album) Forget() { clear(a.fresh) }

// Photos lists the photos in the order in which they were taken.
func (a *Album) Photos() []*kpuk.Photo {
	out := a.env.Book.Photos(a.of)
	for _, p := range a.fresh {
		if !slices.ContainsFunc(out, func(o *kpuk.Photo) bool { return o.ID == p.ID }) {
			out = append(out, p)
		}
	}
	for i, p := range out {
		if changed, ok := a.fresh[p.ID]; ok {
			out[i] = changed
		}
	}
	out = slices.DeleteFunc(out, func(p *kpuk.Photo) bool { return p.Gone() })
	slices.SortStableFunc(out, func(x, y *kpuk.Photo) int {
		if x.TakenOn != y.TakenOn {
			return int(x.TakenOn) - int(y.TakenOn)
		}
		return slices.Compare(x.ID[:], y.ID[:])
	})
	return out
}

// Add adds a picked photo; one that is there already is not added again. It warns of a
// picture that seems to belong elsewhere.
func (a *Album) Add(p Picked) (warning string, err error) {
	if slices.ContainsFunc(a.Photos(), func(o *kpuk.Photo) bool { return o.Image.Hash == p.Image.Hash }) {
		return "", nil
	}
	id, err := a.env.IDs.New()
	if err != nil {
		return "", err //nolint:wrapcheck // already carries place and kind
	}
	photo := &kpuk.Photo{Header: a.header(id), Of: a.of, Image: p.Image, TakenOn: p.TakenOn, By: a.env.Me, Place: p.Place}
	if a.Caption != nil && p.Code != "" {
		photo.Caption, warning = a.Caption(p.Code)
	}
	a.fresh[id] = photo
	a.save(photo)
	return warning, nil
}

// Remove takes a photo away and returns how to take that back; nil when there is no such
// photo.
func (a *Album) Remove(id kpuk.ID) (back func()) {
	photos := a.Photos()
	i := slices.IndexFunc(photos, func(p *kpuk.Photo) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	p, ok := a.fresh[id] // the one that may still be on its way into the store
	if !ok {
		p = kpuk.Clone(photos[i])
		a.fresh[id] = p
	}
	p.Removed = kpuk.Removal{Reason: a.env.Text.T("pictures.reason"), On: a.env.Today()}
	a.save(p)
	return func() {
		p.Removed = kpuk.Removal{}
		a.save(p)
	}
}
