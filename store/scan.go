package store

import (
	"bytes"
	"context"
	"sync/atomic"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Bounds of one read transaction of a scan.
const (
	scanRecords = 8_192
	scanBytes   = 4 << 20
)

// Scan calls fn with each record of a scope and kind, in the order of scope, kind and
// ID, until it returns false; the zero scope means all scopes, kind zero all kinds. fn
// runs outside of any transaction and may call the store. When records turn out to be
// missing the scan ends with [ErrDamaged], and what fn was given is not all there is.
func (s *Store) Scan(ctx context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error {
	const op fault.Op = "store.Scan"
	err := s.stretches(ctx, scope, kind, func(recs []merge.Record) (bool, error) {
		for _, r := range recs {
			if !fn(r) {
				return false, nil
			}
		}
		return true, nil
	})
	return wrap(op, err)
}

// stretches is Scan for those who take what one transaction found at once.
func (s *Store) stretches(ctx context.Context, scope merge.ID, kind merge.Kind, fn func([]merge.Record) (bool, error)) error {
	w := &scanner{s: s, scope: scope, kind: kind}
	for !w.end {
		w.found = w.found[:0]
		if err := s.view(ctx, w.fetch); err != nil {
			return err
		}
		// A scan that fits into one transaction is checked before anything is shown.
		recs, err := w.unseal()
		if err != nil {
			return err
		}
		if on, err := fn(recs); err != nil || !on {
			return err
		}
	}
	return nil
}

// scanner is a scan under way.
type scanner struct {
	s        *Store
	scope    merge.ID
	kind     merge.Kind
	next     []byte // key to go on from
	found    []item // copied out of the file
	end      bool
	want     sum    // of the sums as they were at the beginning
	got      sum    // of what was found
	position uint64 // at the beginning
	started  bool
	altered  bool // records changed while scanning: the sums do not apply
}

// fetch copies the next stretch of records out of the file.
func (w *scanner) fetch(t *tx) error {
	if err := t.loadState(); err != nil {
		return err
	}
	if !w.started {
		w.started, w.position = true, t.st.Position
		w.next = w.first()
		if err := w.expect(t); err != nil {
			return err
		}
	}
	w.altered = w.altered || w.position != t.st.Position
	c := t.cursor(bucketRec)
	size := 0
	i := c.seek(w.next)
	for i.key != nil {
		jump, in := w.match(i.key)
		switch {
		case jump != nil:
			i = c.seek(jump)
			continue
		case !in:
			w.end = true
			return nil
		case len(w.found) >= scanRecords || size > scanBytes:
			w.next = bytes.Clone(i.key)
			return nil
		}
		w.found = append(w.found, i.clone())
		size += len(i.value)
		i = c.next()
	}
	w.end = true
	return nil
}

// first is where the scan begins.
func (w *scanner) first() []byte {
	if w.scope.IsZero() {
		return []byte{0}
	}
	return spotKey(w.scope, w.kind)
}

// match tells whether a key is asked for; for one kind in all scopes it gives the key
// to jump to where the kind begins.
func (w *scanner) match(k []byte) (jump []byte, in bool) {
	if len(k) != 34 {
		return nil, true // fails to open, and is reported
	}
	scope, kind := merge.ID(k[:16]), merge.Kind(k[16])<<8|merge.Kind(k[17])
	switch {
	case !w.scope.IsZero():
		return nil, scope == w.scope && (w.kind == 0 || kind == w.kind)
	case w.kind == 0 || kind == w.kind:
		return nil, true
	case kind < w.kind:
		return spotKey(scope, w.kind), false
	}
	for i := len(scope) - 1; i >= 0; i-- { // the next scope
		scope[i]++
		if scope[i] != 0 {
			return spotKey(scope, w.kind), false
		}
	}
	return nil, false
}

// expect adds up the sums of what the scan should find.
func (w *scanner) expect(t *tx) error {
	if w.scope.IsZero() {
		for k := range t.st.Totals {
			if w.kind == 0 || k == w.kind {
				n := t.total(k)
				w.want.count, w.want.marks = w.want.count+n.count, w.want.marks+n.marks
			}
		}
		return nil
	}
	kinds := []merge.Kind{w.kind}
	if w.kind == 0 {
		kinds = kinds[:0]
		for k := range t.st.Totals { // every kind there is has a total
			kinds = append(kinds, k)
		}
	}
	for _, k := range kinds {
		n, err := t.sum(w.scope, k)
		if err != nil {
			return err
		}
		w.want.count, w.want.marks = w.want.count+n.count, w.want.marks+n.marks
	}
	return nil
}

// unseal opens the stretch, and at the end compares the sums.
func (w *scanner) unseal() ([]merge.Record, error) {
	recs := make([]merge.Record, len(w.found))
	var marks atomic.Uint64
	err := inParallel(len(w.found), func(i int) (err error) {
		if recs[i], err = w.s.unsealRecord(&w.found[i]); err != nil {
			return err
		}
		at := spot{scope: recs[i].Scope(), kind: recs[i].Kind, position: recs[i].Position()}
		marks.Add(at.mark(recs[i].ID))
		return nil
	})
	if err != nil {
		return nil, err
	}
	w.got.count, w.got.marks = w.got.count+uint64(len(recs)), w.got.marks+marks.Load()
	if w.end && !w.altered && w.got != w.want {
		return nil, damage("rec: records are missing or old")
	}
	return recs, nil
}

// unsealRecord opens a record at its key.
func (s *Store) unsealRecord(i *item) (merge.Record, error) {
	rec, _, err := s.unsealDeparted(i)
	return rec, err
}

// unsealDeparted opens a record at its key, and the scopes that it left.
func (s *Store) unsealDeparted(i *item) (merge.Record, []departure, error) {
	key := i.key
	plain, err := s.reveal(bucketRec, i)
	if err != nil {
		return merge.Record{}, nil, err
	}
	if len(key) != 34 {
		return merge.Record{}, nil, damage("rec: not a key")
	}
	rec, left, ok := decodeRecord(merge.ID(key[18:]), plain)
	if !ok || !bytes.Equal(spotKey(rec.Scope(), rec.Kind), key[:18]) {
		return merge.Record{}, nil, damage("rec: not in its place")
	}
	return rec, left, nil
}

// Digest is a fingerprint of the records of the scopes, or of all without any: the
// same on every replica that holds the same.
func (s *Store) Digest(ctx context.Context, scopes ...merge.ID) ([32]byte, error) {
	const op fault.Op = "store.Digest"
	var d merge.Digests
	done := map[merge.ID]struct{}{}
	if len(scopes) == 0 {
		scopes = []merge.ID{{}}
	}
	for _, scope := range scopes {
		if _, twice := done[scope]; twice {
			continue
		}
		done[scope] = struct{}{}
		err := s.Scan(ctx, scope, 0, func(r merge.Record) bool {
			d.Add(&r)
			return true
		})
		if err != nil {
			return merge.Hash{}, fault.E(op, fault.Other, err)
		}
	}
	return d.Sum(), nil
}
