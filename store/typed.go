package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// pointer is a record type by its pointer.
type pointer[T any] interface {
	*T
	kpuk.Record
}

// seen is what the reader of a record saw, kept in its header: the registers from which
// its fields were filled.
type seen struct {
	rec merge.Record
	own merge.Replica // this replica's name at that time: what it wrote since may have been renamed
}

// Get reads a record, or returns [merge.ErrNoRecord]; removed records are returned too.
func Get[T any, P pointer[T]](ctx context.Context, s *Store, id kpuk.ID) (P, error) {
	const op fault.Op = "store.Get"
	own := s.Replica()
	rec, err := s.Record(ctx, merge.ID(id))
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	out := P(new(T))
	if rec.Kind != merge.Kind(out.Kind()) {
		return nil, fault.E(op, fault.NotFound, merge.ErrNoRecord)
	}
	if err := s.decode(&rec, out, own); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return out, nil
}

// List reads the standing records of a kind in a scope, by ID; the zero scope means all
// scopes. Either all are returned or an error.
func List[T any, P pointer[T]](ctx context.Context, s *Store, scope kpuk.ID) ([]P, error) {
	all, err := ListAll[T, P](ctx, s, scope)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(r P) bool { return r.Head().Gone() }), nil
}

// ListAll is [List] with the removed records.
func ListAll[T any, P pointer[T]](ctx context.Context, s *Store, scope kpuk.ID) ([]P, error) {
	const op fault.Op = "store.List"
	var out []P
	var failed error
	own := s.Replica()
	kind := merge.Kind(P(new(T)).Kind())
	err := s.Scan(ctx, merge.ID(scope), kind, func(rec merge.Record) bool {
		r := P(new(T))
		failed = s.decode(&rec, r, own)
		out = append(out, r)
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return out, nil
}

// Save writes what was altered in the records since they were read, as one change of
// author: all of it or nothing. When nothing was altered nothing is written. A new
// record needs ID, partition and scope; it is [ErrTaken] when the ID belongs to another
// already, while the very same record is taken for a repetition. Afterwards the records
// can be altered and saved on.
//
// After an error of the disk the outcome is unknown: saving the same records again is
// right in both cases.
func (s *Store) Save(ctx context.Context, author kpuk.ID, recs ...kpuk.Record) error {
	const op fault.Op = "store.Save"
	drafts := make([]draft, len(recs))
	for i, r := range recs {
		d, err := s.draft(r)
		if err != nil {
			return fault.E(op, fault.Other, err)
		}
		drafts[i] = d
	}
	if !slices.ContainsFunc(drafts, func(d draft) bool { return len(d.edit.Writes) > 0 }) {
		return nil
	}
	err := s.update(ctx, func(t *tx) error { return t.saveDrafts(merge.ID(author), drafts) })
	if err != nil {
		return wrap(op, err)
	}
	for i, r := range recs {
		r.Head().Seen = &seen{rec: drafts[i].after, own: drafts[i].own}
	}
	return nil
}

// draft is a record about to be saved.
type draft struct {
	edit  merge.Edit
	base  merge.Record  // what its author saw
	fresh bool          // it was never read
	own   merge.Replica // this replica's name when its author read it
	after merge.Record  // what its author has seen after saving
}

// draft compares a record with what its reader saw.
func (s *Store) draft(r kpuk.Record) (draft, error) {
	h := r.Head()
	if h.ID.IsZero() || h.Partition.IsZero() || h.Scope.IsZero() {
		return draft{}, ErrInvalid
	}
	base := merge.Record{ID: merge.ID(h.ID), Kind: merge.Kind(r.Kind()), Partition: merge.ID(h.Partition)}
	d := draft{base: base, fresh: true}
	if v, ok := h.Seen.(*seen); ok && v != nil {
		if v.rec.ID != base.ID || v.rec.Kind != base.Kind || v.rec.Partition != base.Partition {
			return draft{}, ErrInvalid
		}
		d.base, d.fresh, d.own = v.rec, false, v.own
	}
	writes, err := s.diff(r, &d.base)
	if err != nil {
		return draft{}, err
	}
	witness(writes, &d.base)
	d.edit = merge.Edit{Record: base.ID, Kind: base.Kind, Partition: base.Partition, Scope: merge.ID(h.Scope), Writes: writes}
	d.after = d.base
	return d, nil
}

// saveDrafts commits the drafts, leaving out what is there already.
func (t *tx) saveDrafts(author merge.ID, drafts []draft) error {
	var edits []merge.Edit
	current := make([]merge.Record, len(drafts))
	named := make([]draft, len(drafts)) // the drafts stay as they are: this may be run again
	for i := range drafts {
		named[i] = drafts[i]
		d := &named[i]
		if err := t.rename(d); err != nil {
			return err
		}
		h, err := t.find(d.edit.Record)
		switch {
		case noRecord(err) && d.fresh:
		case err != nil:
			return err
		default:
			current[i] = h.rec.Clone() // the commit alters it
		}
		left, err := d.missing(&current[i])
		if err != nil {
			return err
		}
		if len(left) > 0 {
			e := d.edit
			e.Writes = left
			edits = append(edits, e)
		}
	}
	var c merge.Change
	if len(edits) > 0 {
		var err error
		if c, err = t.commit(author, edits); err != nil {
			return err
		}
	}
	for i := range drafts {
		drafts[i].after, drafts[i].own = named[i].seenAfter(&c, &current[i]), t.st.Replica
	}
	return nil
}

// missing are the writes of a draft that the record does not have already: a repeated
// save finds its own work done.
func (d *draft) missing(current *merge.Record) ([]merge.Write, error) {
	var left []merge.Write
	for _, w := range d.edit.Writes {
		now := current.Field(w.Field)
		if len(now.Siblings) == 0 || now.Conflicted() || !bytes.Equal(now.Value(), w.Value) {
			left = append(left, w)
		}
	}
	exists := len(current.Fields) > 0
	switch {
	case d.fresh && exists && len(left) > 0:
		return nil, ErrTaken
	case exists && current.Kind == merge.Kind(kpuk.KindEntry) && len(left) > 0:
		return nil, ErrWritten
	}
	return left, nil
}

// seenAfter is what the author has seen once the change c is made: what was seen
// before, and the own writes. What others wrote meanwhile was not seen; nor does the
// own write then count as seen, because a context cannot name it without an earlier
// one of the same replica.
func (d *draft) seenAfter(c *merge.Change, current *merge.Record) merge.Record {
	after := d.base.Clone()
	made := map[merge.Field]merge.Write{}
	for i := range c.Edits {
		if c.Edits[i].Record != d.edit.Record {
			continue
		}
		for _, w := range c.Edits[i].Writes {
			made[w.Field] = w
		}
	}
	for _, w := range d.edit.Writes {
		reg := current.Field(w.Field)
		if m, ok := made[w.Field]; ok {
			sib := merge.Sibling{
				Dot: merge.Dot{Replica: c.Replica, Seq: c.Seq}, Stamp: c.Stamp, Author: c.Author, Value: m.Value,
			}
			ctx := m.Context
			if !unseenOwn(&reg, c.Replica, m.Context) {
				ctx = ctx.With(sib.Dot)
			}
			reg = merge.Register{Siblings: []merge.Sibling{sib}, Context: ctx}
		}
		after.Put(merge.FieldState{Field: w.Field, Register: reg})
	}
	return after
}

// unseenOwn tells whether a register holds an own write that the context does not cover.
func unseenOwn(r *merge.Register, own merge.Replica, ctx merge.Context) bool {
	return slices.ContainsFunc(r.Siblings, func(s merge.Sibling) bool {
		return s.Dot.Replica == own && !ctx.Has(s.Dot)
	})
}

// Conflict is a field to which people gave different values without knowing of each
// other.
type Conflict struct {
	Field   merge.Field
	Name    string // of the field in the record's type; empty when unknown here
	Element kpuk.ID
	Values  []Version // the shown one first

	record merge.Record    // as it was seen
	own    merge.Replica   // this replica's name at that time
	raw    []merge.Sibling // of Values
}

// Version is one of the values of a conflict.
type Version struct {
	Value  any // of the field's type; nil when the field was cleared
	Author kpuk.ID
	Stamp  merge.Stamp
}

// Conflicts lists the conflicts of a record. [Store.Settle] picks a value; saving
// another one settles a conflict too: the reader has seen all of them.
func (s *Store) Conflicts(ctx context.Context, id kpuk.ID) ([]Conflict, error) {
	const op fault.Op = "store.Conflicts"
	own := s.Replica()
	rec, err := s.Record(ctx, merge.ID(id))
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	var out []Conflict
	for i := range rec.Fields {
		f := &rec.Fields[i]
		if !f.Register.Conflicted() {
			continue
		}
		c := Conflict{
			Field: f.Field, Element: kpuk.ID(f.Field.Element), Name: s.fieldName(rec.Kind, f.Field.Number),
			record: rec, own: own, raw: slices.Clone(f.Register.Siblings),
		}
		slices.SortFunc(c.raw, func(a, b merge.Sibling) int { return b.Compare(a) })
		for _, sib := range c.raw {
			v, err := s.value(rec.Kind, f.Field.Number, sib.Value)
			if err != nil {
				return nil, fault.E(op, fault.Other, err)
			}
			c.Values = append(c.Values, Version{Value: v, Author: kpuk.ID(sib.Author), Stamp: sib.Stamp})
		}
		out = append(out, c)
	}
	return out, nil
}

// Settle gives a field in conflict the value of one of its versions. Versions that came
// after the conflict was listed stay beside it.
func (s *Store) Settle(ctx context.Context, author kpuk.ID, c Conflict, pick int) error {
	const op fault.Op = "store.Settle"
	if pick < 0 || pick >= len(c.raw) {
		return fault.E(op, fault.Invalid, fmt.Errorf("%w: no version %d", ErrInvalid, pick))
	}
	err := s.update(ctx, func(t *tx) error {
		steps, err := t.renames(c.own)
		if err != nil {
			return err
		}
		_, err = t.commit(merge.ID(author), []merge.Edit{{
			Record: c.record.ID, Kind: c.record.Kind, Partition: c.record.Partition, Scope: c.record.Scope(),
			Writes: []merge.Write{{Field: c.Field, Value: c.raw[pick].Value, Context: steps.register(c.record.Field(c.Field)).Context}},
		}})
		return err
	})
	return wrap(op, err)
}

// Pending says what the hub does not hold yet.
type Pending struct {
	Changes int               // saves
	Bytes   int               // about what sending them takes, before compression
	Records map[kpuk.Kind]int // records touched, by kind
	Sizes   map[kpuk.Kind]int // bytes of the values written, by kind: for comparing kinds
	Oldest  merge.Stamp       // of the first; zero when there is none
}

// Pending counts the own changes after the last one that the hub confirmed.
func (s *Store) Pending(ctx context.Context) (Pending, error) {
	const op fault.Op = "store.Pending"
	p := Pending{Records: make(map[kpuk.Kind]int), Sizes: make(map[kpuk.Kind]int)}
	link, err := s.Link(ctx)
	if err != nil {
		return p, fault.E(op, fault.Other, err)
	}
	touched := map[merge.ID]struct{}{}
	for after := link.Acked.Seq; ; {
		changes, err := s.Outbox(ctx, after, 1_000, 0)
		if err != nil {
			return p, fault.E(op, fault.Other, err)
		}
		if len(changes) == 0 {
			return p, nil
		}
		for i := range changes {
			p.add(&changes[i], touched)
		}
		after = changes[len(changes)-1].Seq
	}
}

// writeBytes is about what a write takes beside its value.
const writeBytes = 8

// add counts a change.
func (p *Pending) add(c *merge.Change, touched map[merge.ID]struct{}) {
	if p.Changes == 0 {
		p.Oldest = c.Stamp
	}
	p.Changes++
	p.Bytes += c.Size()
	for i := range c.Edits {
		for n := range c.Edits[i].Writes {
			p.Sizes[kpuk.Kind(c.Edits[i].Kind)] += len(c.Edits[i].Writes[n].Value) + writeBytes
		}
		if _, again := touched[c.Edits[i].Record]; !again {
			touched[c.Edits[i].Record] = struct{}{}
			p.Records[kpuk.Kind(c.Edits[i].Kind)]++
		}
	}
}
