package recorder

import (
	"slices"

	"pendamping/kpuk"
)

// Photos picks photos and reads their files. Its functions do not block; done is called
// on the UI thread.
type Photos interface {
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
}

// Photos lists the meeting's photos in the order in which they were taken.
func (m *Model) Photos() []*kpuk.Photo {
	out := m.env.Book.Photos(m.meeting.ID)
	for _, p := range m.photos {
		if !slices.ContainsFunc(out, func(o *kpuk.Photo) bool { return o.ID == p.ID }) {
			out = append(out, p)
		}
	}
	for i, p := range out {
		if changed, ok := m.photos[p.ID]; ok {
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

// AddPhoto adds a picked photo to the meeting. Picking the same picture twice adds it
// once.
func (m *Model) AddPhoto(p Picked) error {
	same := func(o *kpuk.Photo) bool { return o.Image.Hash == p.Image.Hash }
	if !m.Editable() || slices.ContainsFunc(m.Photos(), same) {
		return nil
	}
	id, err := m.env.IDs.New()
	if err != nil {
		return err //nolint:wrapcheck // already carries place and kind
	}
	photo := &kpuk.Photo{
		Header: m.header(id), Of: m.meeting.ID, Image: p.Image, TakenOn: p.TakenOn, By: m.env.Me, Place: p.Place,
	}
	m.photos[id] = photo
	m.keeper.keep(photo)
	return nil
}

// RemovePhoto takes a photo away; that can be taken back.
func (m *Model) RemovePhoto(id kpuk.ID) {
	i := slices.IndexFunc(m.Photos(), func(p *kpuk.Photo) bool { return p.ID == id })
	if i < 0 || !m.Editable() {
		return
	}
	p := kpuk.Clone(m.Photos()[i])
	if own, ok := m.photos[id]; ok {
		p = own // the one that may still be on its way into the store
	}
	m.photos[id] = p
	p.Removed = kpuk.Removal{Reason: m.text.T("recorder.photo_reason"), On: m.env.Today()}
	m.keeper.keep(p)
	m.undo = &undo{
		text: m.text.T("recorder.photo_removed"),
		back: func() { p.Removed = kpuk.Removal{}; m.keeper.keep(p) },
	}
}
