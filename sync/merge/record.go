package merge

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// FieldScope is the field that holds a record's scope, as [ScopeValue] writes it. It
// is the one field that merging reads, because the scope decides who receives what.
const FieldScope = 1

// cborBytes16 introduces a CBOR byte string of 16 bytes.
const cborBytes16 = 0x50

// ScopeValue is the value of [FieldScope]: a CBOR byte string of the scope's 16 bytes.
func ScopeValue(scope ID) []byte { return append([]byte{cborBytes16}, scope[:]...) }

// ParseScope reads what [ScopeValue] wrote.
func ParseScope(value []byte) (ID, bool) {
	if len(value) != 1+len(ID{}) || value[0] != cborBytes16 {
		return ID{}, false
	}
	return ID(value[1:]), true
}

// AdminScope is the scope of people, devices and invitations of a partition: what only
// coordinators hold. It is the name that kpuk.AdminScope gives.
func AdminScope(partition ID) ID {
	h := sha256.New()
	for _, part := range [][]byte{[]byte("admin"), partition[:]} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part)))) //nolint:gosec // 5 or 16
		h.Write(part)
	}
	var id ID
	copy(id[:], h.Sum(nil))
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

// IsAdminScope tells whether a scope is the admin scope of a partition. Most are not, as
// their form says already.
func IsAdminScope(scope, partition ID) bool {
	return scope[6]>>4 == 8 && scope[8]>>6 == 2 && scope == AdminScope(partition)
}

// Field returns the register of a field; the zero register when it was never written.
func (r Record) Field(f Field) Register {
	if i, ok := r.find(f); ok {
		return r.Fields[i].Register
	}
	return Register{}
}

// Scope is the record's scope as shown: that of the winner of [FieldScope], or zero.
func (r Record) Scope() ID {
	id, ok := ParseScope(r.Field(Field{Number: FieldScope}).Value())
	if !ok {
		return ID{}
	}
	return id
}

// Position is the highest position of a field: when the record last changed here.
func (r Record) Position() uint64 {
	var p uint64
	for i := range r.Fields {
		p = max(p, r.Fields[i].Position)
	}
	return p
}

// Apply merges an edit of a change into the record and marks the altered fields with
// the position. It reports whether anything was altered. An earlier copy of the record
// that must stay as it is has to be a [Record.Clone].
func (r *Record) Apply(c *Change, e *Edit, position uint64) bool {
	before := r.Scope()
	dot, altered := Dot{Replica: c.Replica, Seq: c.Seq}, false
	for i := range e.Writes {
		w := &e.Writes[i]
		s := Sibling{Dot: dot, Stamp: c.Stamp, Author: c.Author, Value: w.Value}
		old := r.Field(w.Field)
		if now := old.Apply(s, w.Context); !now.Equal(old) {
			r.Put(FieldState{Field: w.Field, Position: position, Register: now})
			altered = true
		}
	}
	r.moved(before, position)
	return altered
}

// MergeDelta merges what another replica holds of the record, marks the altered fields
// with the position and reports whether anything was altered.
func (r *Record) MergeDelta(d *Delta, position uint64) bool {
	before, altered := r.Scope(), false
	for i := range d.Fields {
		f := &d.Fields[i]
		old := r.Field(f.Field)
		if now := old.Merge(f.Register); !now.Equal(old) {
			r.Put(FieldState{Field: f.Field, Position: position, Register: now})
			altered = true
		}
	}
	r.moved(before, position)
	return altered
}

// Newer is the part of the record that changed after a position.
func (r Record) Newer(after uint64) Delta {
	d := Delta{Record: r.ID, Kind: r.Kind, Partition: r.Partition}
	for i := range r.Fields {
		if r.Fields[i].Position > after {
			d.Fields = append(d.Fields, r.Fields[i])
		}
	}
	return d
}

// Clone copies the record so that applying to one leaves the other as it is. Values
// are shared: they are never altered.
func (r Record) Clone() Record {
	c := r
	c.Fields = slices.Clone(r.Fields)
	return c
}

// CompleteScope adds the write of the scope that the edit names when neither the edit
// writes one nor the record has one. The author's store does so before a change is
// made, so that the scope of a new record is always part of the log.
func (e *Edit) CompleteScope(current *Record) {
	scope := Field{Number: FieldScope}
	if e.Scope.IsZero() || len(current.Field(scope).Siblings) > 0 {
		return
	}
	for i := range e.Writes {
		if e.Writes[i].Field == scope {
			return
		}
	}
	e.Writes = append([]Write{{Field: scope, Value: ScopeValue(e.Scope)}}, e.Writes...)
}

// moved gives every field the position when the record came into another scope: those
// who hold only the new one have nothing of it yet.
func (r *Record) moved(before ID, position uint64) {
	if r.Scope() == before {
		return
	}
	fields := slices.Clone(r.Fields)
	for i := range fields {
		fields[i].Position = position
	}
	r.Fields = fields
}

// Put puts a field's state in its place, whatever stood there.
func (r *Record) Put(s FieldState) {
	i, found := r.find(s.Field)
	if found {
		r.Fields[i] = s
		return
	}
	r.Fields = slices.Insert(r.Fields, i, s)
}

// find is the place of a field, or where it would stand.
func (r Record) find(f Field) (int, bool) {
	return slices.BinarySearchFunc(r.Fields, f, func(s FieldState, f Field) int {
		return s.Field.Compare(f)
	})
}
