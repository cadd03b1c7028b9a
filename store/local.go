package store

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pendamping/fault"
)

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
