package store

import (
	"context"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Gather reads several records as of one moment, in no order. Those that are not held are
// left out.
func (s *Store) Gather(ctx context.Context, ids []merge.ID) (out []merge.Record, err error) {
	const op fault.Op = "store.Gather"
	err = s.view(ctx, func(t *tx) error {
		out = make([]merge.Record, 0, len(ids))
		for _, id := range ids {
			h, fail := t.find(id)
			if noRecord(fail) {
				continue
			}
			if fail != nil {
				return fail
			}
			out = append(out, h.rec)
		}
		return nil
	})
	if err != nil {
		return nil, wrap(op, err)
	}
	return out, nil
}

// Names lists the records of a kind by their keys alone, removed ones included: nothing
// is unsealed.
func (s *Store) Names(ctx context.Context, kind merge.Kind) (out []merge.ID, err error) {
	const op fault.Op = "store.Names"
	w := &scanner{s: s, kind: kind}
	err = s.view(ctx, func(t *tx) error {
		out = out[:0]
		c := t.cursor(bucketRec)
		for i := c.seek(w.first()); i.key != nil; {
			jump, in := w.match(i.key)
			switch {
			case jump != nil:
				i = c.seek(jump)
				continue
			case !in:
				return nil
			case len(i.key) != 34:
				return damage("rec: not a key")
			}
			out = append(out, merge.ID(i.key[18:]))
			i = c.next()
		}
		return nil
	})
	if err != nil {
		return nil, wrap(op, err)
	}
	return out, nil
}
