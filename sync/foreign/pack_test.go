package foreign_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

type (
	id      [16]byte
	replica [8]byte
)

// dot names a change.
type dot struct {
	replica replica
	seq     uint64
}

// write, edit and change are those of §1.
type write struct {
	number  uint16
	element id
	value   []byte
	context []dot
}

type edit struct {
	record, partition, scope id
	kind                     uint16
	writes                   []write
}

type change struct {
	seq, stamp   uint64
	author, seed id
	edits        []edit
}

// field is a register as it came: values with their dots, and the context.
type field struct {
	number  uint16
	element id
	values  [][]byte
	dots    []dot
	stamps  []uint64
	authors []id
	context []dot
}

// record is what a delta says.
type record struct {
	id, partition id
	kind          uint16
	gone          bool
	fields        []field
}

func (r *record) value(number uint16) []byte {
	for i := range r.fields {
		if r.fields[i].number == number && r.fields[i].element == (id{}) && len(r.fields[i].values) > 0 {
			return r.fields[i].values[0]
		}
	}
	return nil
}

// derive is the rule for derived IDs of §8.
func derive(domain string, parts ...[]byte) (out id) {
	h := sha256.New()
	for _, p := range append([][]byte{[]byte(domain)}, parts...) {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(p))))
		h.Write(p)
	}
	copy(out[:], h.Sum(nil))
	out[6] = out[6]&0x0f | 0x80
	out[8] = out[8]&0x3f | 0x80
	return out
}

// entryID is the ID of a ledger entry by its line.
func entryID(line []byte) id {
	v, _ := decode(line)
	m := v.(map[int64]any)
	number := func(key int64) int64 { n, _ := m[key].(int64); return n }
	name := func(key int64) []byte {
		b, _ := m[key].([]byte)
		return append(make([]byte, 0, 16), append(b, make([]byte, 16-len(b))...)...)
	}
	turn := number(12)
	return derive("entry", name(4), name(5), []byte{byte(number(1)), byte(turn), byte(turn >> 8)})
}

// packer writes columns (§8).
type packer struct {
	columns  [16][]int64
	ids      []byte
	replicas []byte
	seeds    []byte
	values   []byte
	last     map[replica]uint64
	ms       uint64
}

func (p *packer) put(column int, v int64) { p.columns[column] = append(p.columns[column], v) }

// ref is a reference of an ID; it enters the table when it is new.
func (p *packer) ref(v id) int64 {
	if v == (id{}) {
		return 0
	}
	for i := 0; i < len(p.ids); i += 16 {
		if id(p.ids[i:i+16]) == v {
			return 3 + int64(i/16)
		}
	}
	p.ids = append(p.ids, v[:]...)
	return 2
}

// index is the place of an entry in a table of entries of its length.
func index(table *[]byte, entry []byte) int64 {
	for i := 0; i < len(*table); i += len(entry) {
		if bytes.Equal((*table)[i:i+len(entry)], entry) {
			return int64(i / len(entry))
		}
	}
	*table = append(*table, entry...)
	return int64(len(*table)/len(entry) - 1)
}

func (p *packer) dot(column int, d dot) {
	p.put(column, index(&p.replicas, d.replica[:]))
	p.put(column+1, int64(d.seq-p.last[d.replica]))
	p.last[d.replica] = d.seq
}

// fold writes a value with its IDs in the table.
func (p *packer) fold(v []byte) (out []byte) {
	each(v, func(part []byte, isID bool) {
		if !isID {
			for _, b := range part {
				if out = append(out, b); b == 0x50 {
					out = append(out, 0)
				}
			}
			return
		}
		out = binary.AppendUvarint(append(out, 0x50), uint64(p.ref(id(part[1:])))+1)
	})
	return out
}

// each cuts a value into byte strings of 16 bytes and what is between them. It ends its
// scan at the first thing that is no head.
func each(v []byte, part func([]byte, bool)) {
	plain := 0
	for at := 0; at < len(v); {
		low, major := v[at]&31, v[at]>>5
		size := 1
		if low >= 24 && low < 28 {
			size += 1 << (low - 24)
		}
		if low >= 28 || at+size > len(v) {
			break
		}
		_, n, _ := readHead(v[at:])
		end := at + size
		if major == 2 || major == 3 {
			if n > uint64(len(v)-end) {
				break
			}
			end += int(n)
		}
		if v[at] == 0x50 {
			part(v[plain:at], false)
			part(v[at:end], true)
			plain = end
		}
		at = end
	}
	part(v[plain:], false)
}

// pack gives the changes of a replica from base on (§8.1).
func pack(own replica, base uint64, changes []change) []any {
	p := &packer{last: map[replica]uint64{own: base}}
	index(&p.replicas, own[:])
	for _, c := range changes {
		p.put(0, int64(c.stamp>>16-p.ms))
		p.put(1, int64(c.stamp&0xffff))
		p.ms = c.stamp >> 16
		p.put(2, p.ref(c.author))
		p.put(3, index(&p.seeds, c.seed[:]))
		p.put(4, int64(len(c.edits)))
		for _, e := range c.edits {
			p.put(5, p.ref(e.record)) // no ID has to be derived
			p.put(6, int64(e.kind))
			p.put(7, p.ref(e.partition))
			p.put(8, p.ref(e.scope))
			p.put(9, int64(len(e.writes)))
			for _, w := range e.writes {
				p.put(10, int64(w.number))
				p.put(11, p.ref(w.element))
				p.put(12, int64(len(w.context)))
				for _, d := range w.context {
					p.dot(13, d)
				}
				folded := p.fold(w.value)
				p.values = append(p.values, folded...)
				p.put(15, int64(len(folded)))
			}
		}
	}
	columns := make([]any, len(p.columns))
	for i, c := range p.columns {
		columns[i] = c
		if len(c) > 0 && !slices.ContainsFunc(c, func(v int64) bool { return v != c[0] }) {
			if columns[i] = c[:1]; c[0] == 0 {
				columns[i] = []int64{}
			}
		}
	}
	return []any{len(changes), p.ids, p.replicas, p.seeds, columns, p.values}
}

// unpacker reads columns.
type unpacker struct {
	columns  [][]int64
	at       []int
	ids      []byte
	fresh    int64
	replicas []byte
	values   []byte
	last     map[int64]uint64
}

func (u *unpacker) next(column int) int64 {
	c := u.columns[column]
	switch len(c) {
	case 0:
		return 0
	case 1:
		return c[0]
	}
	u.at[column]++
	return c[u.at[column]-1]
}

func (u *unpacker) id(n int64) id {
	switch n {
	case 0:
		return id{}
	case 2:
		u.fresh++
		return id(u.ids[(u.fresh-1)*16:][:16])
	}
	return id(u.ids[(n-3)*16:][:16])
}

func (u *unpacker) dot(column int) (d dot, place int64) {
	place = u.next(column)
	u.last[place] += uint64(u.next(column + 1))
	return dot{replica(u.replicas[place*8:][:8]), u.last[place]}, place
}

// value reads and unfolds a value.
func (u *unpacker) value(column int) (out []byte) {
	n := u.next(column)
	folded := u.values[:n]
	u.values = u.values[n:]
	for len(folded) > 0 {
		b := folded[0]
		folded = folded[1:]
		out = append(out, b)
		if b != 0x50 {
			continue
		}
		ref, size := binary.Uvarint(folded)
		folded = folded[size:]
		if ref > 0 {
			name := u.id(int64(ref - 1))
			out = append(out, name[:]...)
		}
	}
	return out
}

// unpack reads deltas (§8.2).
func unpack(p []any) []record {
	u := &unpacker{ids: p[1].([]byte), replicas: p[2].([]byte), values: p[5].([]byte), last: map[int64]uint64{}}
	for _, c := range p[4].([]any) {
		var column []int64
		for _, v := range c.([]any) {
			column = append(column, v.(int64))
		}
		u.columns = append(u.columns, column)
	}
	u.at = make([]int, len(u.columns))
	out := make([]record, p[0].(int64))
	places := map[dot]int64{}
	counters := map[dot]uint64{}
	for i := range out {
		u.record(&out[i], places)
	}
	u.stamps(out, places, counters, p[3].([]byte))
	return out
}

func (u *unpacker) record(r *record, places map[dot]int64) {
	ref := u.next(0)
	if ref != 1 {
		r.id = u.id(ref)
	}
	r.kind, r.partition = uint16(u.next(1)), u.id(u.next(2))
	fields := u.next(3)
	r.gone = fields == 0
	for range max(fields-1, 0) {
		f := field{number: uint16(u.next(4)), element: u.id(u.next(5))}
		siblings, context := u.next(6), u.next(7)
		for range siblings {
			d, place := u.dot(8)
			places[d] = place
			u.next(10) // a dot with two stamps; see stamps
			f.dots, f.authors = append(f.dots, d), append(f.authors, u.id(u.next(12)))
			f.values = append(f.values, u.value(13))
		}
		for range max(context-1, 0) {
			d, _ := u.dot(14)
			f.context = append(f.context, d)
		}
		if context == 0 {
			f.context = slices.Clone(f.dots)
		}
		if ref == 1 && r.kind == 5 && f.number == 10 {
			r.id = entryID(f.values[0])
		}
		r.fields = append(r.fields, f)
	}
}

// stamps reads the stamp of each change once.
func (u *unpacker) stamps(out []record, places map[dot]int64, stamps map[dot]uint64, planes []byte) {
	var dots []dot
	for d := range places {
		dots = append(dots, d)
	}
	slices.SortFunc(dots, func(a, b dot) int {
		if places[a] != places[b] {
			return int(places[a] - places[b])
		}
		return int(int64(a.seq - b.seq))
	})
	ms := uint64(0)
	for i, d := range dots {
		z := uint64(0)
		for plane := 0; plane*len(dots) < len(planes); plane++ {
			z |= uint64(planes[plane*len(dots)+i]) << (8 * plane)
		}
		step := z / 2
		if z%2 == 1 {
			step = -((z + 1) / 2)
		}
		ms += step
		stamps[d] = ms<<16 | uint64(u.next(11))
	}
	for i := range out {
		for j := range out[i].fields {
			f := &out[i].fields[j]
			for _, d := range f.dots {
				f.stamps = append(f.stamps, stamps[d])
			}
		}
	}
}
