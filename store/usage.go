package store

import (
	"context"
	"encoding/binary"
	"fmt"

	"pendamping/fault"
)

// Usage says how large a store's file is and how much of it is free for new records.
type Usage struct {
	Size int64 // of the file, in bytes
	Free int64 // of its free pages, in bytes
}

// Usage reads the size of the list of free pages, not the file: it may be asked often.
func (s *Store) Usage(ctx context.Context) (Usage, error) {
	const op fault.Op = "store.Usage"
	var u Usage
	// While a read transaction is open no page of the newest list is written again.
	err := s.view(ctx, func(*tx) error {
		info, err := s.file.Stat()
		if err != nil {
			return fmt.Errorf("file: %w", err)
		}
		w := &inspector{f: s.file, size: info.Size(), seen: map[uint64]struct{}{}}
		if failed := w.readMeta(); failed != nil {
			return failed
		}
		list, err := w.page(w.meta.freelist)
		if err != nil {
			return err
		}
		if binary.LittleEndian.Uint16(list[8:])&flagFreelist == 0 {
			return damage("page %d is no list of free pages", w.meta.freelist)
		}
		count := uint64(binary.LittleEndian.Uint16(list[10:]))
		if count == longFreelist {
			count = binary.LittleEndian.Uint64(list[pageHeader:])
		}
		u = Usage{Size: info.Size(), Free: int64(min(count, w.meta.end)) * pageSize} //nolint:gosec // pages of a file
		return nil
	})
	return u, wrap(op, err)
}

// Ready tells whether the store can take in changes; its error says why not. After a
// transaction that panicked a store can be read and not written.
func (s *Store) Ready(ctx context.Context) error {
	const op fault.Op = "store.Ready"
	err := s.view(ctx, (*tx).loadState)
	if err != nil {
		return wrap(op, err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return fault.E(op, fault.Other, s.usable(true))
}
