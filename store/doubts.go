package store

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// doubtPage bounds what is read of the news at once, in bytes.
const doubtPage = 1 << 20

// Doubts knows the records of a partition about which people disagree. It goes through
// the whole store once, at its first use, and after that only through what is new. Its
// methods may be called from any goroutine.
type Doubts struct {
	s         *Store
	partition merge.ID

	mu   sync.Mutex
	at   merge.Query // how far the news were read
	open map[merge.ID]struct{}
}

// NewDoubts makes a Doubts; nothing is read yet.
func NewDoubts(s *Store, partition kpuk.ID) *Doubts {
	p := merge.ID(partition)
	return &Doubts{
		s: s, partition: p, open: map[merge.ID]struct{}{},
		at: merge.Query{Partition: p, All: true, Scopes: []merge.ID{merge.AdminScope(p)}, MaxBytes: doubtPage},
	}
}

// Contests lists what waits for somebody's decision, by record. A ledger line whose
// shown value was voided is settled: lines are never written over.
func (d *Doubts) Contests(ctx context.Context) ([]kpuk.Contest, error) {
	const op fault.Op = "store.Doubts.Contests"
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.follow(ctx); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	var out []kpuk.Contest
	for id := range d.open {
		c, err := d.s.contest(ctx, id)
		switch {
		case err != nil:
			return nil, fault.E(op, fault.Other, err)
		case len(c.Fields) == 0:
			delete(d.open, id) // what makes it contested again is news
		default:
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b kpuk.Contest) int { return bytes.Compare(a.Record[:], b.Record[:]) })
	return out, nil
}

// follow reads the news and notes which records might be contested.
func (d *Doubts) follow(ctx context.Context) error {
	if err := d.start(ctx); err != nil {
		return err
	}
	for {
		page, err := d.s.Page(ctx, d.at)
		if err != nil {
			return err
		}
		for i := range page.Deltas {
			worth, err := d.worthALook(ctx, &page.Deltas[i])
			if err != nil {
				return err
			}
			if worth {
				d.open[page.Deltas[i].Record] = struct{}{}
			}
		}
		d.at.After, d.at.Base = page.Next, page.Base
		if !page.More {
			return nil
		}
	}
}

// start looks at everything once. What changes meanwhile is news.
func (d *Doubts) start(ctx context.Context) error {
	if d.at.After > 0 {
		return nil
	}
	at, err := d.s.Position(ctx)
	if err != nil {
		return err
	}
	err = d.s.Scan(ctx, merge.ID{}, 0, func(r merge.Record) bool {
		if r.Partition == d.partition && slices.ContainsFunc(r.Fields, doubtful) {
			d.open[r.ID] = struct{}{}
		}
		return true
	})
	d.at.After, d.at.Base = at, at
	return err
}

// worthALook tells whether the record of some news might be contested now.
func (d *Doubts) worthALook(ctx context.Context, news *merge.Delta) (bool, error) {
	switch {
	case news.Gone || slices.ContainsFunc(news.Fields, doubtful):
		return true, nil
	case d.at.Base == 0:
		return false, nil // the record came whole
	}
	// A field that was written again may belong to a removed record.
	rec, err := d.s.Record(ctx, news.Record)
	if noRecord(err) {
		return false, nil
	}
	return err == nil && rec.Field(merge.Field{Number: kpuk.FieldRemoved}).Value() != nil, err
}

// doubtful tells whether a field alone makes its record worth a look.
func doubtful(f merge.FieldState) bool {
	return f.Register.Conflicted() || f.Field.Number == kpuk.FieldRemoved
}

// contest words what is contested about a record; without fields it is nothing, or
// nothing any more.
func (s *Store) contest(ctx context.Context, id merge.ID) (kpuk.Contest, error) {
	rec, err := s.Record(ctx, id)
	if noRecord(err) {
		return kpuk.Contest{}, nil
	}
	if err != nil {
		return kpuk.Contest{}, err
	}
	c := kpuk.Contest{Record: kpuk.ID(id), Kind: kpuk.Kind(rec.Kind), Seen: rec}
	if c.Kind == kpuk.KindEntry {
		settled, err := s.taken(ctx, &rec)
		if err != nil || settled {
			return kpuk.Contest{}, err
		}
	}
	for i := range rec.Fields {
		f := &rec.Fields[i]
		if !f.Register.Conflicted() {
			continue
		}
		field, err := s.contested(&rec, f)
		if err != nil {
			return kpuk.Contest{}, err
		}
		c.Fields = append(c.Fields, field)
	}
	return s.withUnseen(&rec, c)
}

// contested words one field, the shown value first. The same value said twice is listed
// once.
func (s *Store) contested(rec *merge.Record, f *merge.FieldState) (kpuk.Contested, error) {
	c := kpuk.Contested{
		Number: f.Field.Number, Element: kpuk.ID(f.Field.Element), Name: s.fieldName(rec.Kind, f.Field.Number),
	}
	for _, sib := range distinct(&f.Register) {
		v, err := s.value(rec.Kind, f.Field.Number, sib.Value)
		if err != nil {
			return c, err
		}
		c.Said = append(c.Said, s.said(&sib, v))
	}
	return c, nil
}

func (s *Store) said(sib *merge.Sibling, value any) kpuk.Said {
	return kpuk.Said{Value: value, By: kpuk.ID(sib.Author), At: sib.Stamp.Time().UnixMilli(), Here: sib.Dot.Replica == s.Replica()}
}

// distinct lists the siblings of a register, the shown one first, each value once.
func distinct(r *merge.Register) []merge.Sibling {
	all := slices.Clone(r.Siblings)
	slices.SortFunc(all, func(a, b merge.Sibling) int { return b.Compare(a) })
	out := all[:0]
	for _, sib := range all {
		if !slices.ContainsFunc(out, func(o merge.Sibling) bool { return bytes.Equal(o.Value, sib.Value) }) {
			out = append(out, sib)
		}
	}
	return out
}

// taken tells whether a contested line needs nobody: it is a void, which takes the same
// back whoever wrote it, or its shown value was voided.
func (s *Store) taken(ctx context.Context, rec *merge.Record) (bool, error) {
	var e, void kpuk.Entry
	if err := s.decode(rec, &e, s.Replica()); err != nil {
		return false, err
	}
	if e.Line.Kind == kpuk.EntryVoid {
		return true, nil
	}
	v, err := s.Record(ctx, merge.ID(kpuk.VoidID(kpuk.ID(rec.ID))))
	if noRecord(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := s.decode(&v, &void, s.Replica()); err != nil {
		return false, err
	}
	return void.Line.Amount == e.Line.Amount, nil // a void of another amount does not count
}

// witness lets a removal, and the taking back of one, name everything that its author
// saw of the record and not of that one field alone: so it can be told later who wrote
// into the record without knowing of it.
func witness(writes []merge.Write, base *merge.Record) {
	for i := range writes {
		if writes[i].Field.Number != kpuk.FieldRemoved {
			continue
		}
		for j := range base.Fields {
			writes[i].Context = writes[i].Context.Merge(base.Fields[j].Register.Context)
		}
	}
}

// withUnseen adds to a removed record's contest what was written by people who did not
// know of the removal.
func (s *Store) withUnseen(rec *merge.Record, c kpuk.Contest) (kpuk.Contest, error) {
	removed := merge.Field{Number: kpuk.FieldRemoved}
	reg := rec.Field(removed)
	if reg.Value() == nil || c.Kind == kpuk.KindEntry {
		return c, nil // a line of the ledger stands whatever is said of it
	}
	unseen, last, err := s.unseen(rec, reg.Context)
	if err != nil || len(unseen) == 0 {
		return c, err
	}
	stands := s.said(&last, nil)
	i := slices.IndexFunc(c.Fields, func(f kpuk.Contested) bool { return f.Number == kpuk.FieldRemoved })
	if i < 0 {
		field, err := s.contested(rec, &merge.FieldState{Field: removed, Register: reg})
		if err != nil {
			return c, err
		}
		c.Fields = append([]kpuk.Contested{field}, c.Fields...)
		i = 0
	}
	f := &c.Fields[i]
	f.Unseen = unseen
	if !slices.ContainsFunc(f.Said, func(v kpuk.Said) bool { return v.Value == nil }) {
		f.Said = append(f.Said, stands)
	}
	return c, nil
}

// unseen lists what of a record a removal's context does not know, and the last such
// write.
func (s *Store) unseen(rec *merge.Record, known merge.Context) (out []kpuk.Unseen, last merge.Sibling, err error) {
	for i := range rec.Fields {
		f := &rec.Fields[i]
		for _, sib := range f.Register.Siblings {
			if known.Has(sib.Dot) || f.Field.Number == kpuk.FieldRemoved {
				continue
			}
			v, err := s.value(rec.Kind, f.Field.Number, sib.Value)
			if err != nil {
				return nil, last, err
			}
			out = append(out, kpuk.Unseen{
				Name: s.fieldName(rec.Kind, f.Field.Number), Element: kpuk.ID(f.Field.Element), Value: v,
			})
			if len(out) == 1 || sib.Compare(last) > 0 {
				last = sib
			}
		}
	}
	return out, last, nil
}

// Settle gives contested fields the values that were chosen, as one change of author.
// What came after the contest was listed stays beside it. A line of the ledger is not
// settled this way: it is voided and written anew.
func (d *Doubts) Settle(ctx context.Context, author kpuk.ID, c kpuk.Contest, choices []kpuk.Choice) error {
	const op fault.Op = "store.Doubts.Settle"
	rec, ok := c.Seen.(merge.Record)
	if !ok || c.Kind == kpuk.KindEntry {
		return fault.E(op, fault.Invalid, ErrInvalid)
	}
	if len(choices) == 0 {
		return nil
	}
	writes := make([]merge.Write, 0, len(choices))
	for _, choice := range choices {
		w, err := d.s.settling(&rec, &c, choice)
		if err != nil {
			return fault.E(op, fault.Other, err)
		}
		writes = append(writes, w)
	}
	witness(writes, &rec)
	_, err := d.s.Commit(ctx, merge.ID(author), []merge.Edit{{
		Record: rec.ID, Kind: rec.Kind, Partition: rec.Partition, Scope: rec.Scope(), Writes: writes,
	}})
	return fault.E(op, fault.Other, err)
}

// settling is the write that settles one field.
func (s *Store) settling(rec *merge.Record, c *kpuk.Contest, choice kpuk.Choice) (merge.Write, error) {
	if choice.Field < 0 || choice.Field >= len(c.Fields) {
		return merge.Write{}, fmt.Errorf("%w: no field %d", ErrInvalid, choice.Field)
	}
	f := &c.Fields[choice.Field]
	field := merge.Field{Number: f.Number, Element: merge.ID(f.Element)}
	reg := rec.Field(field)
	w := merge.Write{Field: field, Context: reg.Context}
	values := distinct(&reg)
	switch {
	case choice.Pick >= 0 && choice.Pick < len(values):
		w.Value = values[choice.Pick].Value // as it was written, with what is unknown here
		return w, nil
	case choice.Pick >= 0 && choice.Pick < len(f.Said):
		return w, nil // the record stands
	case choice.Pick >= 0:
		return w, fmt.Errorf("%w: no value %d", ErrInvalid, choice.Pick)
	}
	if choice.Value == nil {
		return w, nil
	}
	plan := s.fieldOf(rec.Kind, f.Number)
	if plan == nil || plan.typ != reflect.TypeOf(choice.Value) {
		return w, fmt.Errorf("%w: not a value of field %d", ErrInvalid, f.Number)
	}
	if reflect.ValueOf(choice.Value).IsZero() && !plan.collection {
		return w, nil
	}
	b, err := s.code.enc.Marshal(choice.Value)
	if err != nil {
		return w, fmt.Errorf("field %d: %w", f.Number, err)
	}
	w.Value = b
	return w, nil
}
