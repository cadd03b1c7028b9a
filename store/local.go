package store

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// Local reads into v what SetLocal kept under a name; false when there is nothing.
func (s *Store) Local(ctx context.Context, key string, v any) (found bool, err error) {
	const op fault.Op = "store.Local"
	err = s.view(ctx, func(t *tx) error {
		found, err = t.load(bucketLocal, key, v)
		return err
	})
	return found, wrap(op, err)
}

// SetLocal keeps v under a name, sealed and never synchronized; nil removes it. The
// name is not sealed and must say nothing about anybody.
func (s *Store) SetLocal(ctx context.Context, key string, v any) error {
	const op fault.Op = "store.SetLocal"
	if key == "" {
		return fault.E(op, fault.Invalid, fmt.Errorf("%w: no name", ErrInvalid))
	}
	return wrap(op, s.update(ctx, func(t *tx) error {
		if v == nil {
			return t.del(bucketLocal, []byte(key))
		}
		return t.save(bucketLocal, key, v)
	}))
}

// localNames lists the names of local values that begin with a prefix.
func (t *tx) localNames(prefix []byte) []string {
	var names []string
	c := t.cursor(bucketLocal)
	for i := c.seek(prefix); bytes.HasPrefix(i.key, prefix); i = c.next() {
		names = append(names, string(i.key))
	}
	return names
}

// dropDrafts removes the half-filled forms about a record that leaves this store: what it
// may not hold any more it may not hold half-written either.
func (t *tx) dropDrafts(record merge.ID) error {
	for _, name := range t.localNames([]byte(kpuk.DraftKey(kpuk.ID(record), ""))) {
		if err := t.del(bucketLocal, []byte(name)); err != nil {
			return err
		}
	}
	return nil
}

// Locals calls fn with each name that begins with prefix and was kept by SetLocal, in the
// order of names; read fills a value with what is kept. fn runs inside a transaction and
// must not call the store.
func (s *Store) Locals(ctx context.Context, prefix string, fn func(name string, read func(v any) error) error) error {
	const op fault.Op = "store.Locals"
	return wrap(op, s.view(ctx, func(t *tx) error {
		c := t.cursor(bucketLocal)
		for i := c.seek([]byte(prefix)); bytes.HasPrefix(i.key, []byte(prefix)); i = c.next() {
			name := string(i.key)
			err := fn(strings.TrimPrefix(name, prefix), func(v any) error {
				_, err := t.load(bucketLocal, name, v)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// SetLocals is SetLocal of several values, all or none.
func (s *Store) SetLocals(ctx context.Context, values map[string]any) error {
	const op fault.Op = "store.SetLocals"
	if _, none := values[""]; none {
		return fault.E(op, fault.Invalid, fmt.Errorf("%w: no name", ErrInvalid))
	}
	return wrap(op, s.update(ctx, func(t *tx) error {
		for _, key := range slices.Sorted(maps.Keys(values)) {
			var err error
			if v := values[key]; v == nil {
				err = t.del(bucketLocal, []byte(key))
			} else {
				err = t.save(bucketLocal, key, v)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
}
