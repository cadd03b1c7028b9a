package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"pendamping/sync/merge"
)

// The index of positions keeps the steps of a transaction together, under the position
// of the last. A step whose record has moved on stays: who goes along the steps finds
// out, as with those of the trail.
const (
	stepsVersion = 2
	stepsUnnamed = 1   // of schema 5, which does not say who wrote
	stepsMost    = 256 // in one value
)

// putSteps writes the steps of a transaction, if somebody reads them.
func (t *tx) putSteps() error {
	slices.SortFunc(t.steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	if !t.st.Indexed {
		return nil
	}
	for part := range slices.Chunk(t.steps, stepsMost) {
		if err := t.put(bucketPos, stepsKey(part[len(part)-1].at), encodeSteps(part)); err != nil {
			return err
		}
	}
	return nil
}

func stepsKey(last uint64) []byte { return binary.BigEndian.AppendUint64(nil, last) }

// encodeSteps writes steps, ascending: version, tables of IDs and replicas, then each step:
// ID, kind, scope and partition by the table, position as a difference, its writer by the
// table, departures.
func encodeSteps(steps []step) []byte {
	var ids table[merge.ID]
	var reps table[merge.Replica]
	body := make([]byte, 0, 32*len(steps))
	last := uint64(0)
	for i := range steps {
		s := &steps[i]
		body = append(body, s.id[:]...)
		body = binary.AppendUvarint(body, uint64(s.kind))
		body = binary.AppendUvarint(body, ids.index(s.scope))
		body = binary.AppendUvarint(body, ids.index(s.partition))
		body = binary.AppendUvarint(body, s.at-last)
		last = s.at
		body = binary.AppendUvarint(body, reps.index(s.by))
		body = appendLen(body, len(s.left))
		for _, l := range s.left {
			body = binary.AppendUvarint(body, ids.index(l.scope))
			body = binary.AppendUvarint(body, l.at)
		}
	}
	b := append(make([]byte, 0, 16+16*len(ids.all)+8*len(reps.all)+len(body)), stepsVersion)
	b = appendLen(b, len(ids.all))
	for _, id := range ids.all {
		b = append(b, id[:]...)
	}
	b = appendLen(b, len(reps.all))
	for _, r := range reps.all {
		b = append(b, r[:]...)
	}
	return append(b, body...)
}

// stepsBuffer is memory for one value of the index at a time: a new device goes along all
// of it.
type stepsBuffer struct {
	plain []byte
	ids   []merge.ID
	reps  []merge.Replica
	steps []step
}

// decode reads what encodeSteps wrote. The steps are good until the next value is read.
func (m *stepsBuffer) decode(b []byte) (out []step, ok bool) {
	r := &segmentReader{reader: reader{b: b}}
	v := r.bytes(1)
	if len(v) == 0 || v[0] != stepsVersion && v[0] != stepsUnnamed {
		return nil, false
	}
	named := v[0] == stepsVersion
	r.ids, r.reps, out = m.ids[:0], m.reps[:0], m.steps[:0]
	r.tables(named)
	at := uint64(0)
	for len(r.b) > 0 && !r.bad {
		var s step
		s.id, s.kind = r.id(), merge.Kind(r.uvarint()) //nolint:gosec // written from a Kind
		s.scope, s.partition = r.known(), r.known()
		at += r.uvarint()
		s.at = at
		if named {
			s.by = r.knownReplica()
		}
		for range r.count() {
			s.left = append(s.left, departure{scope: r.known(), at: r.uvarint()})
		}
		out = append(out, s)
	}
	m.ids, m.reps, m.steps = r.ids, r.reps, out
	return out, r.done()
}

// tables reads the tables of a value.
func (r *segmentReader) tables(named bool) { //nolint:revive // of which schema the value is
	for n := r.count(); n > 0 && !r.bad; n-- {
		r.ids = append(r.ids, r.id())
	}
	if !named {
		return
	}
	for n := r.count(); n > 0 && !r.bad; n-- {
		r.reps = append(r.reps, r.replica())
	}
}

// walk goes along the index of positions.
func (p *pager) walk() (full, end bool, err error) {
	c := p.t.cursor(bucketPos)
	n, memory := 0, &stepsBuffer{}
	for i := c.seek(stepsKey(p.page.Next + 1)); i.key != nil; i = c.next() {
		if n >= pageRecords {
			return false, false, nil
		}
		steps, err := p.t.stepsOf(&i, memory)
		if err != nil {
			return false, false, err
		}
		n += len(steps)
		if on, err := p.passAll(steps); !on || err != nil {
			return true, false, err
		}
	}
	return false, true, nil
}

// stepsOf reads a value of the index of positions into memory.
func (t *tx) stepsOf(i *item, memory *stepsBuffer) ([]step, error) {
	plain := i.value
	if i.sealed {
		var err error
		if memory.plain, err = t.s.sealer.openTo(memory.plain[:0], bucketPos, i.key, i.value); err != nil {
			return nil, err
		}
		plain = memory.plain
	}
	steps, ok := memory.decode(plain)
	if !ok || len(steps) == 0 || !bytes.Equal(i.key, stepsKey(steps[len(steps)-1].at)) {
		return nil, damage("pos: cannot be read")
	}
	return steps, nil
}

// passAll takes what the asker gets at steps onto the page; false when the page is full.
func (p *pager) passAll(steps []step) (bool, error) {
	for i := range steps {
		if steps[i].at <= p.page.Next {
			continue
		}
		if on, err := p.pass(&steps[i]); !on || err != nil {
			return false, err
		}
	}
	return true, nil
}

// pass takes what the asker gets at a step onto the page; false when the page is full.
func (p *pager) pass(s *step) (bool, error) {
	if p.passes(s) {
		p.page.Next = s.at
		return true, nil
	}
	d, ok, err := p.along(s)
	if err != nil {
		return false, err
	}
	return p.add(&d, ok, s.at), nil
}
