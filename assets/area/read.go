package area

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
)

// Limits that no true file comes near, in bytes unpacked, so that a damaged length cannot ask for
// much memory.
const (
	maxIndex = 1 << 20
	maxBlock = 1 << 18
)

// Read reads the index of packed areas, which must not change afterwards. What is not such a file
// gives ErrDamaged.
func Read(packed []byte) (*Index, error) {
	if !bytes.HasPrefix(packed, []byte(Magic)) {
		return nil, fmt.Errorf("%w: not a file of areas", ErrDamaged)
	}
	head := reader{rest: packed[len(Magic):]}
	length, packedLength := head.number(), head.number()
	raw, err := inflate(head.bytes(packedLength), length, maxIndex)
	if err != nil {
		return nil, err
	}
	ix := &Index{kept: make(map[int][]district)}
	r := reader{rest: raw}
	for range r.count() {
		ix.readProvince(&r, &head)
	}
	if r.failed || head.failed || len(r.rest) > 0 || len(head.rest) > 0 {
		return nil, fmt.Errorf("%w: index", ErrDamaged)
	}
	return ix, nil
}

// readProvince reads a province and its regencies from the index; blocks gives their blocks.
func (ix *Index) readProvince(r, blocks *reader) {
	p := province{code: fmt.Sprintf("%02d", r.number()), name: r.text(), first: len(ix.regencies)}
	for range r.count() {
		g := regency{code: fmt.Sprintf("%s.%02d", p.code, r.number()), name: r.text()}
		g.districts, g.villages = r.number(), r.number()
		g.length = r.number()
		g.packed = blocks.bytes(r.number())
		ix.regencies = append(ix.regencies, g)
	}
	p.end = len(ix.regencies)
	ix.provinces = append(ix.provinces, p)
}

// unpack reads the block of a regency. A block is checked when the file is made; if one should be
// damaged all the same, the regency counts as empty, and codes in it as unknown.
func (g *regency) unpack() []district {
	raw, err := inflate(g.packed, g.length, maxBlock)
	if err != nil {
		return nil
	}
	r := reader{rest: raw}
	districts := make([]district, 0, min(g.districts, len(raw)))
	for len(r.rest) > 0 && !r.failed {
		d := district{number: r.number(), name: r.text()}
		count := r.count()
		d.villages = make([]village, 0, count)
		number := 0
		for range count {
			number += r.number()
			d.villages = append(d.villages, village{number: number, name: r.text()})
		}
		districts = append(districts, d)
	}
	if r.failed {
		return nil
	}
	return districts
}

// inflate unpacks exactly length bytes, at most limit.
func inflate(packed []byte, length, limit int) ([]byte, error) {
	if length > limit {
		return nil, fmt.Errorf("%w: length %d", ErrDamaged, length)
	}
	raw := make([]byte, length)
	from := flate.NewReader(bytes.NewReader(packed))
	if _, err := io.ReadFull(from, raw); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return raw, nil
}

// reader takes numbers and texts off a slice; after something is missing it gives zeros.
type reader struct {
	rest   []byte
	failed bool
}

// number takes an unsigned varint below 2³¹.
func (r *reader) number() int {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n >= 1<<31 {
		r.failed, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return int(n)
}

// count takes a number of things that take a byte each at least.
func (r *reader) count() int {
	n := r.number()
	if n > len(r.rest) {
		r.failed, r.rest = true, nil
		return 0
	}
	return n
}

// bytes takes so many bytes, without copying them.
func (r *reader) bytes(n int) []byte {
	if n > len(r.rest) {
		r.failed, r.rest = true, nil
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

// text takes a length and a text.
func (r *reader) text() string {
	return string(r.bytes(r.number()))
}
