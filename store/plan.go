package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// fieldPlan is how one Go field of a record is kept: as one value, or, when it is a map
// keyed by ID or Date, as one value for each element.
type fieldPlan struct {
	index      int
	number     uint16
	name       string
	typ        reflect.Type // of the value, or of the elements
	collection bool
	byDate     bool
}

// plan is how a record type is kept; fields by number.
type plan struct{ fields []fieldPlan }

// planOf returns the plan of a record type; it is made once.
func (s *Store) planOf(t reflect.Type) (*plan, error) {
	if p, ok := s.plans.Load(t); ok {
		return p.(*plan), nil //nolint:errcheck,forcetypeassert // only plans are kept
	}
	p, err := makePlan(t)
	if err != nil {
		return nil, err
	}
	s.plans.Store(t, p)
	return p, nil
}

// makePlan reads the numbers from the tags (`cbor:"12,keyasint"`).
func makePlan(t reflect.Type) (*plan, error) {
	p := &plan{}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("cbor"), ",")
		if tag == "-" || !f.IsExported() {
			continue
		}
		n, err := strconv.ParseUint(tag, 10, 16)
		if err != nil || n < 10 {
			return nil, fault.E("store.plan", fault.Internal, fmt.Errorf("%s.%s has no number from 10 on", t.Name(), f.Name))
		}
		fp := fieldPlan{index: i, number: uint16(n), name: f.Name, typ: f.Type}
		if f.Type.Kind() == reflect.Map {
			switch f.Type.Key() {
			case reflect.TypeFor[kpuk.ID]():
				fp.collection = true
			case reflect.TypeFor[kpuk.Date]():
				fp.collection, fp.byDate = true, true
			}
		}
		if fp.collection {
			fp.typ = f.Type.Elem()
		}
		p.fields = append(p.fields, fp)
	}
	slices.SortFunc(p.fields, func(a, b fieldPlan) int { return int(a.number) - int(b.number) })
	return p, nil
}

// find is the plan of a field's number; nil when it is unknown here.
func (p *plan) find(number uint16) *fieldPlan {
	i, ok := slices.BinarySearchFunc(p.fields, number, func(f fieldPlan, n uint16) int { return int(f.number) - int(n) })
	if !ok {
		return nil
	}
	return &p.fields[i]
}

// element names an element of a collection: its ID, or its date as four big-endian
// bytes at the end.
func (f *fieldPlan) element(key reflect.Value) (e merge.ID) {
	if !f.byDate {
		reflect.Copy(reflect.ValueOf(e[:]), key)
		return e
	}
	binary.BigEndian.PutUint32(e[12:], uint32(int32(key.Int()))) //nolint:gosec // a Date is an int32
	return e
}

// key is the map key of an element.
func (f *fieldPlan) key(e merge.ID) reflect.Value {
	if f.byDate {
		return reflect.ValueOf(kpuk.Date(int32(binary.BigEndian.Uint32(e[12:])))) //nolint:gosec // written from an int32
	}
	return reflect.ValueOf(kpuk.ID(e))
}

// Encode returns all fields of a record as writes without context, in the order of
// fields: what saving it as a new record writes.
func Encode(r kpuk.Record) ([]merge.Write, error) {
	const op fault.Op = "store.Encode"
	code, err := newCodec()
	if err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	s := &Store{code: code}
	writes, err := s.encode(r)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return writes, nil
}

// Decode fills a record from its registers, each field from its shown value, and keeps
// in its header what was seen. Unknown fields stay in the registers.
func Decode(rec *merge.Record, into kpuk.Record) error {
	const op fault.Op = "store.Decode"
	code, err := newCodec()
	if err != nil {
		return fault.E(op, fault.Internal, err)
	}
	s := &Store{code: code}
	return fault.E(op, fault.Other, s.decode(rec, into, merge.Replica{}))
}

// Decoder is [Decode] for whoever reads many records. It may be used by many goroutines.
type Decoder struct{ s *Store }

// NewDecoder makes a Decoder.
func NewDecoder() (*Decoder, error) {
	const op fault.Op = "store.NewDecoder"
	code, err := newCodec()
	if err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	return &Decoder{s: &Store{code: code}}, nil
}

// Decode is [Decode].
func (d *Decoder) Decode(rec *merge.Record, into kpuk.Record) error {
	const op fault.Op = "store.Decode"
	return fault.E(op, fault.Other, d.s.decode(rec, into, merge.Replica{}))
}

// Value reads the value of one field; nothing when it was cleared.
func (d *Decoder) Value(value []byte, into any) error {
	const op fault.Op = "store.Value"
	if len(value) == 0 {
		return nil
	}
	return fault.E(op, fault.Invalid, d.s.code.dec.Unmarshal(value, into))
}

// encode is Encode with the store's plans: zero values are left out, elements of
// collections are not.
func (s *Store) encode(r kpuk.Record) ([]merge.Write, error) {
	v := reflect.ValueOf(r).Elem()
	p, err := s.planOf(v.Type())
	if err != nil {
		return nil, err
	}
	h := r.Head()
	out := []merge.Write{{Field: merge.Field{Number: kpuk.FieldScope}, Value: merge.ScopeValue(merge.ID(h.Scope))}}
	if h.Gone() {
		if out, err = s.appendValue(out, merge.Field{Number: kpuk.FieldRemoved}, h.Removed); err != nil {
			return nil, err
		}
	}
	for i := range p.fields {
		f := &p.fields[i]
		fv := v.Field(f.index)
		if fv.IsZero() {
			continue
		}
		if f.collection {
			out, err = s.appendElements(out, f, fv)
		} else {
			out, err = s.appendValue(out, merge.Field{Number: f.number}, fv.Interface())
		}
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b merge.Write) int { return a.Field.Compare(b.Field) })
	return out, nil
}

// appendElements appends a write for each element of a collection.
func (s *Store) appendElements(out []merge.Write, f *fieldPlan, collection reflect.Value) (_ []merge.Write, err error) {
	for it := collection.MapRange(); it.Next(); {
		at := merge.Field{Number: f.number, Element: f.element(it.Key())}
		if out, err = s.appendValue(out, at, it.Value().Interface()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Store) appendValue(out []merge.Write, f merge.Field, v any) ([]merge.Write, error) {
	b, err := s.code.enc.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("field %d: %w", f.Number, err)
	}
	return append(out, merge.Write{Field: f, Value: b}), nil
}

// decode fills a record from its registers. A value that this program cannot read,
// because a later one changed its shape, leaves the Go field as it is. own is this
// replica's name, asked for before the record was read.
func (s *Store) decode(rec *merge.Record, into kpuk.Record, own merge.Replica) error {
	v := reflect.ValueOf(into).Elem()
	p, err := s.planOf(v.Type())
	if err != nil {
		return err
	}
	h := into.Head()
	h.ID, h.Partition, h.Scope = kpuk.ID(rec.ID), kpuk.ID(rec.Partition), kpuk.ID(rec.Scope())
	h.Seen = &seen{rec: *rec, own: own}
	for i := range rec.Fields {
		f := &rec.Fields[i]
		value := f.Register.Value()
		switch {
		case value == nil || f.Field.Number == kpuk.FieldScope:
		case f.Field.Number == kpuk.FieldRemoved:
			if err := s.code.dec.Unmarshal(value, &h.Removed); err != nil {
				return damage("removal: cannot be read")
			}
		default:
			if fp := p.find(f.Field.Number); fp != nil {
				s.fill(v.Field(fp.index), fp, f.Field.Element, value)
			}
		}
	}
	return nil
}

// fill puts a value into a Go field.
func (s *Store) fill(field reflect.Value, f *fieldPlan, element merge.ID, value []byte) {
	if !f.collection {
		if s.code.dec.Unmarshal(value, field.Addr().Interface()) != nil {
			field.SetZero()
		}
		return
	}
	elem := reflect.New(f.typ)
	if s.code.dec.Unmarshal(value, elem.Interface()) != nil {
		return
	}
	if field.IsNil() {
		field.Set(reflect.MakeMap(field.Type()))
	}
	field.SetMapIndex(f.key(element), elem.Elem())
}

// diff returns the writes that lead from what was seen to what the record is now, with
// the context of what was seen.
func (s *Store) diff(r kpuk.Record, base *merge.Record) ([]merge.Write, error) {
	now, err := s.encode(r)
	if err != nil {
		return nil, err
	}
	p, err := s.planOf(reflect.TypeOf(r).Elem())
	if err != nil {
		return nil, err
	}
	var out []merge.Write
	there := make(map[merge.Field]struct{}, len(now))
	for _, w := range now {
		there[w.Field] = struct{}{}
		reg := base.Field(w.Field)
		if !s.same(p, w.Field, reg.Value(), w.Value) {
			w.Context = reg.Context
			out = append(out, w)
		}
	}
	for i := range base.Fields {
		f := &base.Fields[i]
		if _, ok := there[f.Field]; ok || f.Register.Value() == nil {
			continue
		}
		if s.known(p, f.Field) && !s.same(p, f.Field, f.Register.Value(), nil) {
			out = append(out, merge.Write{Field: f.Field, Context: f.Register.Context})
		}
	}
	return out, nil
}

// known tells whether the field is one that this program shows.
func (*Store) known(p *plan, f merge.Field) bool {
	return f.Number == kpuk.FieldRemoved || p.find(f.Number) != nil
}

// same tells whether a value that was seen and one that is to be saved mean the same
// here: a seen value with parts of a later program is not rewritten for being read.
func (s *Store) same(p *plan, f merge.Field, was, now []byte) bool {
	if bytes.Equal(was, now) {
		return true
	}
	if was == nil {
		return false
	}
	t := reflect.TypeFor[kpuk.Removal]()
	fp := p.find(f.Number)
	switch {
	case fp != nil:
		t = fp.typ
	case f.Number != kpuk.FieldRemoved:
		return false
	}
	v := reflect.New(t)
	if s.code.dec.Unmarshal(was, v.Interface()) != nil {
		// It was never shown: an untouched field must not overwrite it.
		return now == nil
	}
	if v.Elem().IsZero() && (fp == nil || !fp.collection) {
		return now == nil
	}
	b, err := s.code.enc.Marshal(v.Interface())
	return err == nil && bytes.Equal(b, now)
}

// typeOf is the type of a kind of record; nil when it is unknown here.
func typeOf(kind merge.Kind) reflect.Type {
	if r := blank(kind); r != nil {
		return reflect.TypeOf(r).Elem()
	}
	return nil
}

// fieldOf is the plan of a kind's field; nil when it is unknown here.
func (s *Store) fieldOf(kind merge.Kind, number uint16) *fieldPlan {
	t := typeOf(kind)
	if t == nil {
		return nil
	}
	p, err := s.planOf(t)
	if err != nil {
		return nil
	}
	return p.find(number)
}

// fieldName is the Go name of a kind's field.
func (s *Store) fieldName(kind merge.Kind, number uint16) string {
	switch number {
	case kpuk.FieldScope:
		return "Scope"
	case kpuk.FieldRemoved:
		return "Removed"
	}
	if f := s.fieldOf(kind, number); f != nil {
		return f.name
	}
	return ""
}

// value decodes a sibling's value into the field's type; bytes where it is unknown.
func (s *Store) value(kind merge.Kind, number uint16, b []byte) (any, error) {
	if len(b) == 0 {
		return nil, nil //nolint:nilnil // a cleared field has no value
	}
	t := reflect.TypeFor[kpuk.Removal]()
	f := s.fieldOf(kind, number)
	switch {
	case number == kpuk.FieldScope:
		t = reflect.TypeFor[kpuk.ID]()
	case f != nil:
		t = f.typ
	case number != kpuk.FieldRemoved:
		return b, nil
	}
	v := reflect.New(t)
	if err := s.code.dec.Unmarshal(b, v.Interface()); err != nil {
		return nil, damage("field %d: cannot be read", number)
	}
	return v.Elem().Interface(), nil
}
