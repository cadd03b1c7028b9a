package postgres

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"pendamping/fault"
)

// KeyFile reads a key in hexadecimal, as the embedded store keeps it, and makes the file
// when there is none. Every hub process of a partition needs the same file.
func KeyFile(path string, random io.Reader) (key [keySize]byte, err error) {
	const op fault.Op = "postgres.KeyFile"
	text, err := os.ReadFile(path) //nolint:gosec // the operator's own path
	if errors.Is(err, fs.ErrNotExist) {
		if _, err = io.ReadFull(random, key[:]); err == nil {
			err = writeKey(path, &key)
		}
		return key, fault.E(op, fault.Other, err)
	}
	if err != nil {
		return key, fault.E(op, fault.Wrong, err)
	}
	raw, err := hex.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(raw) != keySize {
		return key, fault.E(op, fault.Wrong, errors.New("not a key of 32 bytes in hexadecimal"))
	}
	return [keySize]byte(raw), nil
}

// writeKey makes the file durably; one that another process made meanwhile stays.
func writeKey(path string, key *[keySize]byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(key[:]) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}
