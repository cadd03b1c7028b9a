package merge

import "context"

// Room is what is left of a page that is being filled. It is for stores.
type Room struct {
	take Taker
	most int // bytes; zero: no bound
	size int
	some bool
}

// Room makes the room of an empty page.
func (q *Query) Room(take Taker) *Room { return &Room{take: take, most: q.MaxBytes} }

// Take puts a delta on the page; false when the page is full, which it never is before the
// first.
func (r *Room) Take(d *Delta) bool {
	r.size += d.Size()
	if r.some && r.most > 0 && r.size > r.most || !r.take(d) {
		return false
	}
	r.some = true
	return true
}

// Collect makes a page that has its deltas of a way to find them one by one.
func Collect(ctx context.Context, q Query, find func(context.Context, Query, Taker) (Page, error)) (Page, error) {
	var deltas []Delta
	page, err := find(ctx, q, func(d *Delta) bool {
		deltas = append(deltas, *d)
		return true
	})
	page.Deltas = deltas
	return page, err
}
