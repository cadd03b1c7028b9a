package book

import (
	"cmp"

	"pendamping/kpuk"
)

// hang puts a photo beside the others of what it shows.
func (b *Book) hang(p *kpuk.Photo) {
	wall, ok := b.photos[p.Of]
	if !ok {
		wall = map[kpuk.ID]*kpuk.Photo{}
		b.photos[p.Of] = wall
	}
	wall[p.ID] = p
}

// Photos lists the photos of a record in the order in which they were taken.
func (b *Book) Photos(of kpuk.ID) []*kpuk.Photo {
	return sorted(b.photos[of], func(x, y *kpuk.Photo) int {
		return cmp.Or(cmp.Compare(x.TakenOn, y.TakenOn), compareID(x.ID, y.ID))
	})
}
