package store

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"os"
)

// The layout of a bbolt file, as far as it is needed to walk it without bbolt, which
// follows page numbers blindly: a damaged one can send it around in a circle until the
// stack is full, which no recover can catch.
const (
	pageSize     = 4096
	pageHeader   = 16
	elementSize  = 16
	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagFreelist = 0x10
	flagBucket   = 0x01 // of a leaf's element
	bucketHeader = 16
	maxDepth     = 32
	boltMagic    = 0xED0CDAED
	metaSumAt    = pageHeader + 56
	longFreelist = 0xFFFF
)

// boltMeta is the part of a meta page that matters here.
type boltMeta struct{ root, freelist, end, txid uint64 }

// inspector walks a file page by page. No page may be reached twice, and none that is
// in the tree may be on the list of free pages, where it would be overwritten.
type inspector struct {
	f    io.ReaderAt
	size int64
	meta boltMeta
	seen map[uint64]struct{}
}

// inspect checks the structure of a file: every page of the tree is there, is what its
// place asks for and keeps to its bounds. It does not look into values: those are
// sealed. The file may be locked, but not written, by others.
func inspect(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return damage("%v", err)
	}
	w := &inspector{f: f, size: info.Size(), seen: map[uint64]struct{}{0: {}, 1: {}}}
	if err := w.readMeta(); err != nil {
		return err
	}
	if err := w.tree(w.meta.root, 0); err != nil {
		return err
	}
	return w.free()
}

// readMeta takes the newer of the two meta pages that verify, as bbolt does.
func (w *inspector) readMeta() error {
	found := false
	for page := range int64(2) {
		b := make([]byte, pageSize)
		if _, err := w.f.ReadAt(b, page*pageSize); err != nil && !errors.Is(err, io.EOF) {
			return damage("a meta page cannot be read")
		}
		le := binary.LittleEndian
		h := fnv.New64a()
		_, _ = h.Write(b[pageHeader:metaSumAt])
		if le.Uint32(b[pageHeader:]) != boltMagic || le.Uint64(b[metaSumAt:]) != h.Sum64() {
			continue
		}
		m := boltMeta{
			root: le.Uint64(b[pageHeader+16:]), freelist: le.Uint64(b[pageHeader+32:]),
			end: le.Uint64(b[pageHeader+40:]), txid: le.Uint64(b[pageHeader+48:]),
		}
		if !found || m.txid > w.meta.txid {
			w.meta, found = m, true
		}
	}
	if !found {
		return damage("no meta page verifies")
	}
	return nil
}

// page reads a page with its overflow and marks all of it as used.
func (w *inspector) page(id uint64) ([]byte, error) {
	if id < 2 || id >= w.meta.end || id > uint64(w.size)/pageSize { //nolint:gosec // a size
		return nil, damage("page %d is not in the file", id)
	}
	b := make([]byte, pageSize)
	if _, err := w.f.ReadAt(b, int64(id)*pageSize); err != nil { //nolint:gosec // checked above
		return nil, damage("page %d cannot be read", id)
	}
	over := uint64(binary.LittleEndian.Uint32(b[12:]))
	if binary.LittleEndian.Uint64(b) != id || id+over >= w.meta.end || (id+over+1)*pageSize > uint64(w.size) { //nolint:gosec // a size
		return nil, damage("page %d is not what it says", id)
	}
	for n := id; n <= id+over; n++ {
		if _, twice := w.seen[n]; twice {
			return nil, damage("page %d is used twice", n)
		}
		w.seen[n] = struct{}{}
	}
	if over > 0 {
		b = append(b, make([]byte, over*pageSize)...)
		if _, err := w.f.ReadAt(b[pageSize:], int64(id+1)*pageSize); err != nil { //nolint:gosec // checked above
			return nil, damage("page %d cannot be read", id)
		}
	}
	return b, nil
}

// tree walks the pages under one.
func (w *inspector) tree(id uint64, depth int) error {
	b, err := w.page(id)
	if err != nil {
		return err
	}
	if depth > maxDepth {
		return damage("the tree is too deep")
	}
	switch binary.LittleEndian.Uint16(b[8:]) {
	case flagBranch:
		return w.branch(b, depth)
	case flagLeaf:
		return w.leaf(b, depth)
	}
	return damage("page %d has no place in a tree", id)
}

// branch checks the elements of a branch page and walks on.
func (w *inspector) branch(b []byte, depth int) error {
	count := int(binary.LittleEndian.Uint16(b[10:]))
	if count == 0 || pageHeader+count*elementSize > len(b) {
		return damage("a branch has a wrong count")
	}
	var last []byte
	for i := range count {
		at := pageHeader + i*elementSize
		e := b[at:]
		key := cut(b, at, binary.LittleEndian.Uint32(e), binary.LittleEndian.Uint32(e[4:]))
		if key == nil || i > 0 && string(key) <= string(last) {
			return damage("a branch has a wrong key")
		}
		last = key
		if err := w.tree(binary.LittleEndian.Uint64(e[8:]), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// leaf checks the elements of a leaf page and walks into buckets.
func (w *inspector) leaf(b []byte, depth int) error {
	count := int(binary.LittleEndian.Uint16(b[10:]))
	if pageHeader+count*elementSize > len(b) {
		return damage("a leaf has a wrong count")
	}
	var last []byte
	for i := range count {
		at := pageHeader + i*elementSize
		e := b[at:]
		flags, pos := binary.LittleEndian.Uint32(e), binary.LittleEndian.Uint32(e[4:])
		ks, vs := binary.LittleEndian.Uint32(e[8:]), binary.LittleEndian.Uint32(e[12:])
		key, both := cut(b, at, pos, ks), cut(b, at, pos, ks+vs)
		if key == nil || both == nil || ks+vs < ks || flags > flagBucket || i > 0 && string(key) <= string(last) {
			return damage("a leaf has a wrong element")
		}
		last = key
		if flags != flagBucket {
			continue
		}
		if err := w.bucket(both[ks:], depth); err != nil {
			return err
		}
	}
	return nil
}

// bucket checks a bucket's value: the number of its root page, or the page itself.
func (w *inspector) bucket(v []byte, depth int) error {
	if len(v) < bucketHeader {
		return damage("a bucket has no header")
	}
	if root := binary.LittleEndian.Uint64(v); root != 0 {
		return w.tree(root, depth+1)
	}
	inline := v[bucketHeader:]
	if len(inline) < pageHeader || binary.LittleEndian.Uint16(inline[8:]) != flagLeaf {
		return damage("a bucket has no page")
	}
	return w.leaf(inline, depth+1)
}

// cut is a part of a page that begins pos bytes after an element; nil when it is not
// wholly inside. An empty key or value is not nil.
func cut(b []byte, element int, pos, size uint32) []byte {
	start, end := uint64(element)+uint64(pos), uint64(element)+uint64(pos)+uint64(size) //nolint:gosec // an index
	if end > uint64(len(b)) {
		return nil
	}
	return b[start:end:end]
}

// free checks the list of free pages against the tree.
func (w *inspector) free() error {
	b, err := w.page(w.meta.freelist)
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint16(b[8:]) != flagFreelist {
		return damage("the list of free pages is missing")
	}
	count, at := uint64(binary.LittleEndian.Uint16(b[10:])), uint64(pageHeader)
	if count == longFreelist {
		count, at = binary.LittleEndian.Uint64(b[at:]), at+8
	}
	if count > (uint64(len(b))-at)/8 {
		return damage("the list of free pages has a wrong count")
	}
	last := uint64(1)
	for i := range count {
		id := binary.LittleEndian.Uint64(b[at+i*8:])
		if _, used := w.seen[id]; used || id <= last || id >= w.meta.end {
			return damage("the list of free pages is wrong")
		}
		last = id
	}
	return nil
}
