package photo

import (
	"context"
	"errors"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/blob"
	"pendamping/sync/merge"
)

// Names of what a shelf keeps in the store, beside the records.
const (
	sentPrefix = "photo.sent."
	dayKey     = "photo.day"
)

// orphanAge is how long files stay on the device that no record names: long enough for
// a record to be saved after its files, and for a removal to be taken back.
const orphanAge = 7 * 24 * time.Hour

// Shelf holds the files of photos on a device. It implements [blob.Queue]. It may be
// used from any goroutine.
type Shelf struct {
	store *store.Store
	blobs *store.Blobs
	now   func() time.Time
}

// day is how much was sent on a day.
type day struct {
	Day   kpuk.Date `cbor:"1,keyasint,omitempty"`
	Bytes int64     `cbor:"2,keyasint,omitempty"`
}

// NewShelf opens the shelf beside a store. now is in the device's time zone.
func NewShelf(s *store.Store, now func() time.Time) (*Shelf, error) {
	const op fault.Op = "photo.NewShelf"
	blobs, err := s.Blobs()
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return &Shelf{store: s, blobs: blobs, now: now}, nil
}

// Keep holds the files of a picture from now on. The record that names them is to be
// saved next.
func (s *Shelf) Keep(ctx context.Context, p Picture) (kpuk.PhotoImage, error) {
	const op fault.Op = "photo.Keep"
	image := kpuk.PhotoImage{Size: int64(len(p.Full)), ThumbSize: int64(len(p.Thumb)), Width: p.Width, Height: p.Height}
	var err error
	if image.Hash, err = s.blobs.Put(ctx, p.Full); err == nil {
		image.Thumb, err = s.blobs.Put(ctx, p.Thumb)
	}
	return image, fault.E(op, fault.Other, err)
}

// File returns a file of a photo: from the device, or else from the hub, after which it
// is on the device too. Without a client an error of kind NotFound tells that it is not
// here.
func (s *Shelf) File(ctx context.Context, c *blob.Client, p *kpuk.Photo, d kpuk.Digest) ([]byte, error) {
	const op fault.Op = "photo.File"
	content, err := s.blobs.Get(ctx, d)
	if err == nil {
		return content, nil
	}
	size, named := p.Image.SizeOf(d)
	// A damaged file may be whole on the hub.
	if c == nil || !named || !errors.Is(err, store.ErrNoBlob) && !errors.Is(err, store.ErrDamaged) {
		return nil, fault.E(op, fault.Other, err)
	}
	if content, err = c.Fetch(ctx, blob.Item{Record: merge.ID(p.ID), Digest: d, Size: size}); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if _, err := s.blobs.Put(ctx, content); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return content, fault.E(op, fault.Other, s.Delivered(ctx, d))
}

// Waiting implements blob.Queue: thumbnails first, for they say most in few bytes, then
// the photos; each in the order in which they were made.
func (s *Shelf) Waiting(ctx context.Context) ([]blob.Item, error) {
	const op fault.Op = "photo.Waiting"
	photos, err := store.List[kpuk.Photo](ctx, s.store, kpuk.ID{})
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	link, err := s.store.Link(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	var thumbs, full []blob.Item
	for _, p := range photos {
		for _, d := range []kpuk.Digest{p.Image.Thumb, p.Image.Hash} {
			waits, err := s.waits(ctx, d, link.Hub)
			if err != nil {
				return nil, fault.E(op, fault.Other, err)
			}
			size, named := p.Image.SizeOf(d)
			it := blob.Item{Record: merge.ID(p.ID), Digest: d, Size: size}
			switch {
			case !waits || !named:
			case d == p.Image.Thumb:
				thumbs = append(thumbs, it)
			default:
				full = append(full, it)
			}
		}
	}
	return append(thumbs, full...), nil
}

// waits tells whether a file is here and not known to be on the hub. A hub that was
// restored (another epoch) may have lost it, and is asked again.
func (s *Shelf) waits(ctx context.Context, d kpuk.Digest, epoch merge.ID) (bool, error) {
	if d.IsZero() || !s.blobs.Has(d) {
		return false, nil
	}
	var at merge.ID
	found, err := s.store.Local(ctx, sentPrefix+d.String(), &at)
	return !found || at != epoch, fault.E("", fault.Other, err)
}

// Content implements blob.Queue.
func (s *Shelf) Content(ctx context.Context, digest [32]byte) ([]byte, error) {
	content, err := s.blobs.Get(ctx, digest)
	return content, fault.E("photo.Content", fault.Other, err)
}

// Delivered implements blob.Queue.
func (s *Shelf) Delivered(ctx context.Context, digest [32]byte) error {
	const op fault.Op = "photo.Delivered"
	link, err := s.store.Link(ctx)
	if err == nil {
		err = s.store.SetLocal(ctx, sentPrefix+kpuk.Digest(digest).String(), link.Hub)
	}
	return fault.E(op, fault.Other, err)
}

// Spent implements blob.Queue.
func (s *Shelf) Spent(ctx context.Context) (int64, error) {
	var d day
	_, err := s.store.Local(ctx, dayKey, &d)
	if d.Day != kpuk.DateOf(s.now()) {
		return 0, fault.E("photo.Spent", fault.Other, err)
	}
	return d.Bytes, fault.E("photo.Spent", fault.Other, err)
}

// Spend implements blob.Queue.
func (s *Shelf) Spend(ctx context.Context, n int64) error {
	const op fault.Op = "photo.Spend"
	spent, err := s.Spent(ctx)
	if err == nil {
		err = s.store.SetLocal(ctx, dayKey, day{Day: kpuk.DateOf(s.now()), Bytes: spent + n})
	}
	return fault.E(op, fault.Other, err)
}

// Sweep removes files that no record has named for a week.
func (s *Shelf) Sweep(ctx context.Context) (store.Swept, error) {
	const op fault.Op = "photo.Sweep"
	named, err := s.store.Named(ctx)
	if err != nil {
		return store.Swept{}, fault.E(op, fault.Other, err)
	}
	swept, err := s.blobs.Sweep(ctx, s.now().Add(-orphanAge), func(d kpuk.Digest) bool {
		_, ok := named[d]
		return ok
	})
	return swept, fault.E(op, fault.Other, err)
}
