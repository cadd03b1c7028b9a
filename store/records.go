package store

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// Log is a store of another package whose records are to be read and written as types
// of the domain.
type Log interface {
	Record(ctx context.Context, id merge.ID) (merge.Record, error)
	Scan(ctx context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error
	// Revise commits edits that plan makes while nobody else can write, from the records
	// as they stand. plan may be called again; without edits nothing is written.
	Revise(ctx context.Context, author merge.ID, ids []merge.ID,
		plan func(current func(merge.ID) (merge.Record, error)) ([]merge.Edit, error)) (merge.Change, error)
}

// Records reads and writes the records of a [Log] as [Store] does its own. The log's own
// replica must not be renamed while records that were read are kept.
type Records struct {
	log Log
	s   *Store // plans and codec; without a file
}

// NewRecords makes Records.
func NewRecords(log Log) (*Records, error) {
	const op fault.Op = "store.NewRecords"
	code, err := newCodec()
	if err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	return &Records{log: log, s: &Store{code: code}}, nil
}

// Read is [Store.Read].
func (r *Records) Read(ctx context.Context, id kpuk.ID) (kpuk.Record, error) { //nolint:ireturn // any of the record types
	const op fault.Op = "store.Read"
	rec, err := r.log.Record(ctx, merge.ID(id))
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	out := blank(rec.Kind)
	if out == nil {
		return nil, nil //nolint:nilnil // as Store.Read: nothing to show
	}
	if err := r.s.decode(&rec, out, merge.Replica{}); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return out, nil
}

// Each calls fn with every record of a kind in a scope that is known here, removed ones
// included, until it returns false; zero means all.
func (r *Records) Each(ctx context.Context, scope kpuk.ID, kind kpuk.Kind, fn func(kpuk.Record) bool) error {
	const op fault.Op = "store.Each"
	var failed error
	err := r.log.Scan(ctx, merge.ID(scope), merge.Kind(kind), func(rec merge.Record) bool {
		out := blank(rec.Kind)
		if out == nil {
			return true
		}
		failed = r.s.decode(&rec, out, merge.Replica{})
		return failed == nil && fn(out)
	})
	if err == nil {
		err = failed
	}
	return fault.E(op, fault.Other, err)
}

// All is [Store.All].
func (r *Records) All(ctx context.Context) (all []kpuk.Record, err error) {
	err = r.Each(ctx, kpuk.ID{}, 0, func(rec kpuk.Record) bool {
		all = append(all, rec)
		return true
	})
	return all, err
}

// Named is [Store.Named].
func (r *Records) Named(ctx context.Context) (map[kpuk.Digest]struct{}, error) {
	const op fault.Op = "store.Named"
	named := map[kpuk.Digest]struct{}{}
	var failed error
	err := r.log.Scan(ctx, merge.ID{}, merge.Kind(kpuk.KindPhoto), func(rec merge.Record) bool {
		failed = r.s.addNamed(&rec, named)
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return named, nil
}

// Save is [Store.Save].
func (r *Records) Save(ctx context.Context, author kpuk.ID, recs ...kpuk.Record) error {
	const op fault.Op = "store.Save"
	drafts := make([]draft, len(recs))
	ids := make([]merge.ID, len(recs))
	for i, rec := range recs {
		d, err := r.s.draft(rec)
		if err != nil {
			return fault.E(op, fault.Other, err)
		}
		drafts[i], ids[i] = d, d.edit.Record
	}
	if !slices.ContainsFunc(drafts, func(d draft) bool { return len(d.edit.Writes) > 0 }) {
		return nil
	}
	var current []merge.Record
	c, err := r.log.Revise(ctx, merge.ID(author), ids, func(find func(merge.ID) (merge.Record, error)) (edits []merge.Edit, err error) {
		current, edits, err = missingOf(drafts, find)
		return edits, err
	})
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	for i, rec := range recs {
		rec.Head().Seen = &seen{rec: drafts[i].seenAfter(&c, &current[i])}
	}
	return nil
}

// missingOf are the edits of drafts without what is there already, and what is there.
func missingOf(drafts []draft, find func(merge.ID) (merge.Record, error)) (current []merge.Record, edits []merge.Edit, err error) {
	current = make([]merge.Record, len(drafts))
	for i := range drafts {
		d := &drafts[i]
		rec, err := find(d.edit.Record)
		if err != nil && (!noRecord(err) || !d.fresh) {
			return nil, nil, err
		}
		current[i] = rec
		left, err := d.missing(&rec)
		if err != nil {
			return nil, nil, err
		}
		if len(left) > 0 {
			e := d.edit
			e.Writes = left
			edits = append(edits, e)
		}
	}
	return current, edits, nil
}

// NewBlobs opens a folder of files that belong to records kept elsewhere, sealed under
// keys derived from key; name tells folders under one key apart, and must stay.
func NewBlobs(dir string, key [32]byte, name []byte, now func() time.Time, random io.Reader) (*Blobs, error) {
	const op fault.Op = "store.NewBlobs"
	sealing, err := newSealer(key[:], name, random)
	if err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	b := &Blobs{dir: dir, sealer: sealing, now: now}
	return b, wrap(op, os.MkdirAll(filepath.Join(b.dir, partFolder), 0o700))
}

// Replicas lists the replicas of which changes are held, for those who carry the records
// to another store.
func (s *Store) Replicas(ctx context.Context) (out []merge.Replica, err error) {
	const op fault.Op = "store.Replicas"
	err = s.view(ctx, func(t *tx) error {
		cur := t.cursor(bucketHeads)
		for i := cur.seek(nil); i.key != nil; i = cur.next() {
			if len(i.key) != len(merge.Replica{}) {
				return damage("%s: not a replica", bucketHeads)
			}
			out = append(out, merge.Replica(i.key))
		}
		return nil
	})
	return out, wrap(op, err)
}
