package store

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// bucketCount is the number of buckets.
const bucketCount = 10

// number is a bucket's place in [buckets]: what the journal and the overlay call it.
func number(bucket string) int {
	switch bucket {
	case bucketMeta:
		return 0
	case bucketState:
		return 1
	case bucketLog:
		return 2
	case bucketHeads:
		return 3
	case bucketRec:
		return 4
	case bucketID:
		return 5
	case bucketPos:
		return 6
	case bucketSums:
		return 7
	case bucketAside:
		return 8
	default:
		return 9
	}
}

// writes are what a transaction, or the journal since the last fold, puts into each
// bucket, unsealed; nil stands for a key that was deleted. Values are never altered.
type writes struct {
	by    [bucketCount]map[string][]byte
	size  int     // about the bytes of all keys and values
	after *passed // in the journal: of the first commit of an era that follows on another
}

func (w *writes) set(bucket int, key, plain []byte) {
	if w.by[bucket] == nil {
		w.by[bucket] = map[string][]byte{}
	}
	w.by[bucket][string(key)] = plain
	w.size += len(key) + len(plain) + 8
}

// version is a value as a commit left it.
type version struct {
	seq   uint64 // of the commit in the journal
	plain []byte // nil: deleted
	older *version
}

// layer is what one era of the journal holds, for readers. A reader sees the versions up
// to the commit at which it began.
type layer struct {
	seq atomic.Uint64 // of the last commit

	mu sync.RWMutex
	by [bucketCount]map[string]*version
}

// get finds a key's value as of a commit; ok tells that the layer knows it.
func (l *layer) get(bucket int, key []byte, seq uint64) (plain []byte, ok bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if v := l.by[bucket][string(key)].at(seq); v != nil {
		return v.plain, true
	}
	return nil, false
}

// at is the version that a commit sees; nil when it sees none.
func (v *version) at(seq uint64) *version {
	for v != nil && v.seq > seq {
		v = v.older
	}
	return v
}

// add makes the writes of a commit seen by those who begin after it.
func (l *layer) add(w *writes) {
	l.mu.Lock()
	defer l.mu.Unlock()
	seq := l.seq.Load() + 1
	for n, m := range w.by {
		if len(m) > 0 && l.by[n] == nil {
			l.by[n] = make(map[string]*version, len(m))
		}
		for key, plain := range m {
			l.by[n][key] = &version{seq: seq, plain: plain, older: l.by[n][key]}
		}
	}
	l.seq.Store(seq)
}

// keys calls fn with each key of a bucket, also deleted ones.
func (l *layer) keys(bucket int, fn func(key string)) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for key := range l.by[bucket] {
		fn(key)
	}
}

// overlay is what the journal holds and the tree does not yet, over a range of the tree's
// transactions: the live layer takes new commits, the sealed one, if there is one, is
// being folded. What of it is in the tree already is the same there, so that readers see
// the same with any transaction of that fold. Who reads an overlay that was replaced has
// the tree of then, too.
type overlay struct {
	live   *layer
	sealed *layer // complete; nil: nothing is being folded

	low, high atomic.Uint64 // of the transactions of the tree that it lies over
}

// anyLater stands for all transactions of a fold under way.
const anyLater = ^uint64(0)

func newOverlay() *overlay { return &overlay{live: &layer{}} }

// fits tells whether it lies over a transaction of the tree.
func (o *overlay) fits(id int) bool {
	n := uint64(id) //nolint:gosec // counts up from 0
	return o.low.Load() <= n && n <= o.high.Load()
}

// get finds a key's value as of a commit of the live layer; ok tells that it is known.
func (o *overlay) get(bucket int, key []byte, seq uint64) (plain []byte, ok bool) {
	if plain, ok = o.live.get(bucket, key, seq); ok || o.sealed == nil {
		return plain, ok
	}
	return o.sealed.get(bucket, key, anyLater)
}

// keys calls fn with each key of a bucket, some of them twice.
func (o *overlay) keys(bucket int, fn func(key string)) {
	o.live.keys(bucket, fn)
	if o.sealed != nil {
		o.sealed.keys(bucket, fn)
	}
}

// empty tells whether the tree has everything.
func (o *overlay) empty() bool { return o.sealed == nil && o.live.seq.Load() == 0 }

// rows are a bucket's keys and their values as of a commit, in order.
func (o *overlay) rows(bucket int, seq uint64) []row {
	if o.sealed == nil {
		return o.live.rows(bucket, seq)
	}
	return lay(o.sealed.rows(bucket, anyLater), o.live.rows(bucket, seq))
}

// lay lays rows over others, both in order.
func lay(below, above []row) []row {
	if len(above) == 0 {
		return below
	}
	out := make([]row, 0, len(below)+len(above))
	for len(below) > 0 && len(above) > 0 {
		switch c := strings.Compare(below[0].key, above[0].key); {
		case c < 0:
			out, below = append(out, below[0]), below[1:]
		case c == 0:
			below = below[1:]
		default:
			out, above = append(out, above[0]), above[1:]
		}
	}
	return append(append(out, below...), above...)
}

// row is a key with its value.
type row struct {
	key   string
	plain []byte // nil: deleted
}

// rows are a bucket's keys and their values as of a commit, in order.
func (l *layer) rows(bucket int, seq uint64) []row {
	l.mu.RLock()
	defer l.mu.RUnlock()
	out := make([]row, 0, len(l.by[bucket]))
	for key, v := range l.by[bucket] {
		if v = v.at(seq); v != nil {
			out = append(out, row{key: key, plain: v.plain})
		}
	}
	slices.SortFunc(out, func(a, b row) int { return strings.Compare(a.key, b.key) })
	return out
}

// cursor goes through a bucket in the order of keys: the tree with the overlay and the
// transaction's own writes over it.
type cursor struct {
	t      *tx
	bucket string
	tree   treeCursor
	rows   []row
	at     int    // next of rows
	k, v   []byte // next of the tree
}

// treeCursor is the part of bbolt's cursor that is used here.
type treeCursor interface {
	Seek(seek []byte) (key, value []byte)
	Next() (key, value []byte)
}

// item is what a cursor stands on; the zero item is the end. Its memory may be the
// file's: it is good until the transaction ends.
type item struct {
	key    []byte
	value  []byte
	sealed bool
}

// cursor returns a cursor over a bucket.
func (t *tx) cursor(bucket string) *cursor {
	c := &cursor{t: t, bucket: bucket, tree: t.b.Bucket([]byte(bucket)).Cursor()}
	if t.over != nil {
		c.rows = t.over.rows(number(bucket), t.seq)
	}
	if t.pend != nil {
		c.rows = laid(c.rows, t.pend.by[number(bucket)])
	}
	return c
}

// laid puts a transaction's own writes over rows.
func laid(rows []row, own map[string][]byte) []row {
	if len(own) == 0 {
		return rows
	}
	out := slices.DeleteFunc(rows, func(r row) bool {
		_, again := own[r.key]
		return again
	})
	for key, plain := range own {
		out = append(out, row{key: key, plain: plain})
	}
	slices.SortFunc(out, func(a, b row) int { return strings.Compare(a.key, b.key) })
	return out
}

// seek goes to the first key from one on; nil is the first of all.
func (c *cursor) seek(key []byte) item {
	c.at, _ = slices.BinarySearchFunc(c.rows, string(key), func(r row, key string) int { return strings.Compare(r.key, key) })
	c.k, c.v = c.tree.Seek(key)
	return c.next()
}

// next returns the next item.
func (c *cursor) next() item {
	for {
		if c.at < len(c.rows) && (c.k == nil || c.rows[c.at].key <= string(c.k)) {
			r := &c.rows[c.at]
			c.at++
			if c.k != nil && r.key == string(c.k) { // what the tree has is old
				c.k, c.v = c.tree.Next()
			}
			if r.plain == nil {
				continue
			}
			return item{key: []byte(r.key), value: r.plain}
		}
		out := item{key: c.k, value: c.v, sealed: true}
		if c.k != nil {
			c.t.look()
			c.k, c.v = c.tree.Next()
		}
		return out
	}
}

// reveal opens an item's value.
func (s *Store) reveal(bucket string, i *item) ([]byte, error) {
	if !i.sealed {
		return i.value, nil
	}
	return s.sealer.open(bucket, i.key, i.value)
}

// clone copies an item out of the file.
func (i *item) clone() item {
	if !i.sealed {
		return *i
	}
	return item{key: bytes.Clone(i.key), value: bytes.Clone(i.value), sealed: true}
}
