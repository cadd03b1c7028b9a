package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
	"pendamping/sync/merge"
)

const sqlRenew = `UPDATE partitions SET replica = $2, seal = $3 WHERE partition = $1`

// Renew gives the own log a new name, and keeps values under names that are never
// synchronized, all in one transaction. It belongs to a new epoch: numbers after the last
// held change may have been used for others before the database was set back. Every other
// process that has the partition open writes nothing from now on but gets [ErrReplaced].
// Nobody else may use this Store meanwhile.
func (s *Store) Renew(ctx context.Context, fresh merge.Replica, locals map[string][]byte) error {
	const op fault.Op = "postgres.Renew"
	seal, err := s.sealer.seal("partitions", nil, fresh[:])
	if err != nil || fresh.IsZero() {
		return fault.E(op, fault.Invalid, fmt.Errorf("renew: %w", err))
	}
	err = s.update(ctx, nothing, func(t *tx) error {
		t.out.Queue(sqlRenew, t.partition(), fresh[:], seal)
		for name, value := range locals {
			if failed := t.setLocal(name, value); failed != nil {
				return failed
			}
		}
		return nil
	})
	if err != nil {
		return s.wrap(op, err)
	}
	s.own = fresh
	return nil
}

// Revise is [Store.Commit] of edits that depend on what is held: plan makes them while
// nobody else can write, from the records as they stand ([merge.ErrNoRecord] where there
// is none); ids are those that it will ask for. It may be called again. Without edits
// nothing is written, and the change is empty.
func (s *Store) Revise(ctx context.Context, author merge.ID, ids []merge.ID,
	plan func(current func(merge.ID) (merge.Record, error)) ([]merge.Edit, error),
) (merge.Change, error) {
	const op fault.Op = "postgres.Revise"
	var c merge.Change
	err := s.update(ctx, func(t *tx, b *pgx.Batch) {
		t.queueHeads(b, s.own)
		t.queueRecords(b, ids)
	}, func(t *tx) error {
		c = merge.Change{}
		edits, err := plan(func(id merge.ID) (merge.Record, error) {
			h, err := t.find(ctx, id)
			if err != nil {
				return merge.Record{}, err
			}
			return h.rec.Clone(), nil
		})
		if err != nil || len(edits) == 0 {
			return err
		}
		for i := range edits {
			if edits[i].Partition != s.opts.Partition {
				return ErrPartition
			}
		}
		c, err = t.commit(ctx, author, cloneEdits(edits))
		return err
	})
	if err != nil {
		return merge.Change{}, s.wrap(op, err)
	}
	return c, nil
}
