//go:build !linux

package store

import (
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
)

// dataSync waits until the disk has what was written to a file.
func dataSync(f *os.File) error {
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	return nil
}

// forget does nothing where the system decides by itself what stays in memory.
func forget(*bolt.DB, int64) {}
