package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"pendamping/fault"
)

// Create makes a new, empty store in a file that does not exist or is empty (as a power
// cut during the first start leaves it), and opens it.
func Create(ctx context.Context, path string, o Options) (*Store, error) {
	const op fault.Op = "store.Create"
	s, err := claim(path, o)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if err := s.create(ctx); err != nil {
		s.release()
		return nil, wrap(op, err)
	}
	s.keepBallast(ctx)
	return s, nil
}

// create makes the file: buckets, header, state, all in one transaction, then its name
// is made durable.
func (s *Store) create(ctx context.Context) error {
	if info, err := os.Stat(s.path); err == nil && info.Size() > 0 {
		return ErrExists
	}
	if err := ensureKeyFile(&s.opts); err != nil {
		return err
	}
	key := make([]byte, keySize)
	s.header = &header{StoreID: make([]byte, saltSize)}
	own := s.opts.Replica
	for _, b := range [][]byte{key, s.header.StoreID} {
		if _, err := io.ReadFull(s.opts.Rand, b); err != nil {
			return fmt.Errorf("random source: %w", err)
		}
	}
	if own.IsZero() {
		if _, err := io.ReadFull(s.opts.Rand, own[:]); err != nil {
			return fmt.Errorf("random source: %w", err)
		}
	}
	s.own.Store(&own)
	if err := s.header.addSlot(key, &s.opts); err != nil {
		return err
	}
	var err error
	if s.sealer, err = newSealer(key, s.header.StoreID, s.opts.Rand); err != nil {
		return err
	}
	if err := s.connect(false); err != nil {
		return err
	}
	return s.found(ctx)
}

// found writes the first transaction and the copy of the header.
func (s *Store) found(ctx context.Context) error {
	text, err := s.header.encode()
	if err != nil {
		return err
	}
	if fail := s.lay(text); fail != nil {
		return fail
	}
	if fail := writeFile(headerPath(s.path), text); fail != nil {
		return fail
	}
	s.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "store created")
	return syncDir(filepath.Dir(s.path))
}

// lay writes the first transaction: buckets, the encoded header, state.
func (s *Store) lay(text []byte) error {
	return s.inTree(func(t *tx) error {
		for _, name := range buckets() {
			if _, fail := t.b.CreateBucketIfNotExists([]byte(name)); fail != nil {
				return fmt.Errorf("bucket: %w", fail)
			}
		}
		meta := t.b.Bucket([]byte(bucketMeta))
		t.st.Replica = s.Replica()
		return errors.Join(putPlain(meta, metaFormat, []byte(formatName)),
			putPlain(meta, metaSchema, binary.BigEndian.AppendUint32(nil, schema)),
			putPlain(meta, metaHeader, text), t.flush(), t.closing(), s.hook("commit"))
	})
}
