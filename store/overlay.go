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
	by   [bucketCount]map[string][]byte
	size int // about the bytes of all keys and values
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

// overlay is what the journal holds and the tree does not yet, for readers. A reader
// sees the versions up to the commit at which it began. A fold replaces the overlay as
// a whole: who reads the old one has the old tree, too.
type overlay struct {
	txid atomic.Uint64 // of the tree that it lies over
	seq  atomic.Uint64 // of the last commit

	mu sync.RWMutex
	by [bucketCount]map[string]*version
}

// get finds a key's value as of a commit; ok tells that the overlay knows it.
func (o *overlay) get(bucket int, key []byte, seq uint64) (plain []byte, ok bool) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	if v := o.by[bucket][string(key)].at(seq); v != nil {
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
func (o *overlay) add(w *writes) {
	o.mu.Lock()
	defer o.mu.Unlock()
	seq := o.seq.Load() + 1
	for n, m := range w.by {
		if len(m) > 0 && o.by[n] == nil {
			o.by[n] = make(map[string]*version, len(m))
		}
		for key, plain := range m {
			o.by[n][key] = &version{seq: seq, plain: plain, older: o.by[n][key]}
		}
	}
	o.seq.Store(seq)
}

// keys calls fn with each key of a bucket, also deleted ones.
func (o *overlay) keys(bucket int, fn func(key string)) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	for key := range o.by[bucket] {
		fn(key)
	}
}

// row is a key with its value.
type row struct {
	key   string
	plain []byte // nil: deleted
}

// rows are a bucket's keys and their values as of a commit, in order.
func (o *overlay) rows(bucket int, seq uint64) []row {
	o.mu.RLock()
	defer o.mu.RUnlock()
	out := make([]row, 0, len(o.by[bucket]))
	for key, v := range o.by[bucket] {
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
