package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"io"
	"slices"
)

// longestValue bounds a key with its value in a damaged file, in bytes; a page number or
// length that is wrong must not take the machine's memory.
const longestValue = 4 << 20

// longestKey bounds a key, in bytes: those of the store are shorter.
const longestKey = 128

// atlas says which pages of a damaged file hold what counts, as far as it can be known.
type atlas struct {
	f       io.ReaderAt
	pages   uint64 // whole pages in the file
	reached map[uint64]struct{}
	free    map[uint64]struct{} // nil: unknown
	broken  bool                // the tree does not reach all it should
	bad     int                 // pages of the tree that are not what they should be
}

// live tells whether a page may hold present values. Without a usable list of free pages
// a broken tree makes every page count.
func (a *atlas) live(id uint64) bool {
	if _, ok := a.reached[id]; ok {
		return true
	}
	_, free := a.free[id]
	return a.broken && !free
}

// blind tells that old pages cannot be told from present ones.
func (a *atlas) blind() bool { return a.broken && a.free == nil }

// page reads one page; nil when it cannot be read.
func (a *atlas) page(id uint64) []byte {
	b := make([]byte, pageSize)
	if id >= a.pages {
		return nil
	}
	if _, err := a.f.ReadAt(b, int64(id)*pageSize); err != nil { //nolint:gosec // below the file's size
		return nil
	}
	return b
}

// survey finds the tree and the free pages. state opens the sealed state in a leaf, to
// tell the newest of several trees.
func survey(f io.ReaderAt, size int64, open func(value []byte) (state, bool)) *atlas {
	a := &atlas{f: f, pages: uint64(size) / pageSize} //nolint:gosec // a size
	metas := a.metas()
	roots := make([]origin, 0, 2)
	for _, m := range metas {
		roots = append(roots, origin{meta: m, known: true})
	}
	if len(metas) < 2 { // the meta page that is gone may have been the newer one
		roots = append(roots, a.origins()...)
		for i := range roots {
			roots[i].state = a.stateUnder(roots[i].meta.root, open)
		}
	}
	slices.SortStableFunc(roots, func(x, y origin) int { return y.compare(x) })
	if len(roots) == 0 {
		a.broken = true
		return a
	}
	a.trace(roots[0])
	return a
}

// origin is a page that may be the root of the tree.
type origin struct {
	meta  boltMeta
	known bool // a meta page says so
	state state
}

// compare orders origins by how new they are; of equal ones that of a meta page counts.
func (o origin) compare(p origin) int {
	known := func(o origin) int {
		if o.known {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(o.state.Position, p.state.Position), cmp.Compare(o.state.Clock, p.state.Clock),
		cmp.Compare(known(o), known(p)), cmp.Compare(o.meta.txid, p.meta.txid))
}

// metas reads the meta pages that verify.
func (a *atlas) metas() (out []boltMeta) {
	le := binary.LittleEndian
	for id := range uint64(2) {
		b := a.page(id)
		if b == nil || le.Uint32(b[pageHeader:]) != boltMagic {
			continue
		}
		h := fnv.New64a()
		_, _ = h.Write(b[pageHeader:metaSumAt])
		if le.Uint64(b[metaSumAt:]) == h.Sum64() {
			out = append(out, boltMeta{
				root: le.Uint64(b[pageHeader+16:]), freelist: le.Uint64(b[pageHeader+32:]),
				end: le.Uint64(b[pageHeader+40:]), txid: le.Uint64(b[pageHeader+48:]),
			})
		}
	}
	return out
}

// origins lists the pages that look like a root: leaves that name the store's buckets.
func (a *atlas) origins() (out []origin) {
	for id := uint64(2); id < a.pages; id++ {
		names := 0
		a.leaf(id, func(e leafElement) bool {
			if e.bucket && slices.Contains(buckets(), string(e.key)) {
				names++
			}
			return e.bucket
		})
		if names == len(buckets()) {
			out = append(out, origin{meta: boltMeta{root: id, end: a.pages}})
		}
	}
	return out
}

// stateUnder reads the state in the tree of a root; zero when it cannot be read.
func (a *atlas) stateUnder(root uint64, open func([]byte) (state, bool)) (st state) {
	read := func(e leafElement) bool {
		if string(e.key) == keyState && !e.bucket {
			st, _ = open(e.value)
		}
		return true
	}
	a.leaf(root, func(e leafElement) bool {
		if string(e.key) != bucketState || !e.bucket {
			return true
		}
		if page := binary.LittleEndian.Uint64(e.value); page != 0 {
			a.leaf(page, read)
		} else {
			elements(e.value[bucketHeader:], nil, read)
		}
		return true
	})
	return st
}

// trace walks the tree of a root and holds it against the list of free pages.
func (a *atlas) trace(o origin) {
	a.reached = map[uint64]struct{}{}
	a.walk(o.meta.root, 0)
	if !o.known {
		return
	}
	a.free = a.freelist(o.meta)
	if a.free == nil {
		return
	}
	for id := range a.reached {
		if _, both := a.free[id]; both {
			a.broken = true
		}
	}
	list := a.page(o.meta.freelist)                // it was read a moment ago
	used := uint64(len(a.reached)+len(a.free)) + 3 // and two meta pages, and the list
	a.broken = a.broken || list == nil || used+uint64(binary.LittleEndian.Uint32(list[12:])) != o.meta.end
}

// walk goes through the pages under one, as far as they can be read.
func (a *atlas) walk(id uint64, depth int) {
	_, twice := a.reached[id]
	b := a.page(id)
	if id < 2 || twice || depth > maxDepth || b == nil {
		a.amiss()
		return
	}
	over := uint64(binary.LittleEndian.Uint32(b[12:]))
	if binary.LittleEndian.Uint64(b) != id || id+over >= a.pages {
		a.broken, over = true, 0
	}
	for n := id; n <= id+over; n++ {
		a.reached[n] = struct{}{}
	}
	for _, child := range a.children(id, b) {
		a.walk(child, depth+1)
	}
}

// amiss notes a page that is not what the tree asks for.
func (a *atlas) amiss() {
	a.broken = true
	a.bad++
}

// children lists the pages that a page of the tree leads to.
func (a *atlas) children(id uint64, b []byte) (out []uint64) {
	count := int(binary.LittleEndian.Uint16(b[10:]))
	switch flags := binary.LittleEndian.Uint16(b[8:]); {
	case flags == flagBranch && count > 0 && pageHeader+count*elementSize <= len(b):
		for i := range count {
			out = append(out, binary.LittleEndian.Uint64(b[pageHeader+i*elementSize+8:]))
		}
	case flags == flagLeaf:
		a.leaf(id, func(e leafElement) bool {
			if e.bucket && !e.extra && !bytes.Equal(e.value[:8], make([]byte, 8)) {
				out = append(out, binary.LittleEndian.Uint64(e.value))
			}
			return true
		})
	default:
		a.amiss()
	}
	return out
}

// freelist reads the list of free pages; nil when it cannot be right.
func (a *atlas) freelist(m boltMeta) map[uint64]struct{} {
	b := a.page(m.freelist)
	if b == nil || binary.LittleEndian.Uint16(b[8:]) != flagFreelist || binary.LittleEndian.Uint64(b) != m.freelist {
		return nil
	}
	for n := range uint64(binary.LittleEndian.Uint32(b[12:])) {
		next := a.page(m.freelist + 1 + n)
		if next == nil {
			return nil
		}
		b = append(b, next...)
	}
	count, at := uint64(binary.LittleEndian.Uint16(b[10:])), uint64(pageHeader)
	if count == longFreelist {
		count, at = binary.LittleEndian.Uint64(b[at:]), at+8
	}
	if count > (uint64(len(b))-at)/8 {
		return nil
	}
	free := make(map[uint64]struct{}, count)
	last := uint64(1)
	for i := range count {
		id := binary.LittleEndian.Uint64(b[at+i*8:])
		if id <= last || id >= m.end {
			return nil
		}
		free[id], last = struct{}{}, id
	}
	return free
}

// leafElement is an element of a leaf that keeps to its bounds. A bucket's value is at
// least its header.
type leafElement struct {
	key, value []byte
	bucket     bool
	extra      bool // beyond the number that the page gives
}

// leaf calls fn with the elements of a page taken for a leaf, until it returns false.
// It returns how many elements the page announces that cannot be read.
func (a *atlas) leaf(id uint64, fn func(leafElement) bool) int {
	b := a.page(id)
	if b == nil {
		return 0
	}
	return elements(b, func(size int) []byte { return a.more(b, id, size) }, fn)
}

// more reads on behind a page, for values that are longer than it.
func (a *atlas) more(b []byte, id uint64, size int) []byte {
	if size <= len(b) {
		return b
	}
	if end := id*pageSize + uint64(size); end > a.pages*pageSize { //nolint:gosec // bounded by longestValue
		return nil
	}
	out := make([]byte, size)
	if _, err := a.f.ReadAt(out, int64(id)*pageSize); err != nil { //nolint:gosec // below the file's size
		return nil
	}
	return out
}

// elements reads a leaf. The page's own count is not believed: what stands behind it is
// given too, marked as extra, for as long as it looks like elements.
func elements(b []byte, more func(int) []byte, fn func(leafElement) bool) (unread int) {
	if len(b) < pageHeader {
		return 0
	}
	le := binary.LittleEndian
	count := 0
	if le.Uint16(b[8:]) == flagLeaf {
		count = int(le.Uint16(b[10:]))
	}
	for i, at := 0, pageHeader; at+elementSize <= len(b); i, at = i+1, at+elementSize {
		e, ok := element(b, at, more)
		if e.extra = i >= count; !ok && e.extra {
			return unread
		}
		if !ok {
			unread++
			continue
		}
		if !fn(e) {
			return unread
		}
	}
	return unread
}

// element reads one element of a leaf.
func element(b []byte, at int, more func(int) []byte) (e leafElement, ok bool) {
	le := binary.LittleEndian
	flags, pos, ks, vs := le.Uint32(b[at:]), le.Uint32(b[at+4:]), le.Uint32(b[at+8:]), le.Uint32(b[at+12:])
	if flags > flagBucket || ks == 0 || ks > longestKey || pos < elementSize || pos > longestValue || vs > longestValue {
		return e, false
	}
	start := at + int(pos)
	end := start + int(ks) + int(vs)
	if end > len(b) {
		if more == nil {
			return e, false
		}
		if b = more(end); b == nil {
			return e, false
		}
	}
	e = leafElement{key: b[start : start+int(ks)], value: b[start+int(ks) : end], bucket: flags == flagBucket}
	return e, !e.bucket || len(e.value) >= bucketHeader
}

// newest tells whether a state is newer than another.
func (s *state) newest(than *state) bool {
	return than == nil || cmp.Or(cmp.Compare(s.Position, than.Position), cmp.Compare(s.Clock, than.Clock)) > 0
}
