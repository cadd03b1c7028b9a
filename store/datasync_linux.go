package store

import (
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// dataSync waits until the disk has what was written to a file.
func dataSync(f *os.File) error {
	if err := unix.Fdatasync(int(f.Fd())); err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	return nil
}

// forget tells the system that the mapped pages of a file are not needed in this
// process for the time being: they stay in the system's cache and do not count as the
// process's memory any more. It is only advice, so errors mean nothing.
func forget(db *bolt.DB, size int64) {
	_, _, _ = unix.Syscall(unix.SYS_MADVISE, db.Info().Data, uintptr(size), unix.MADV_DONTNEED) //nolint:errcheck,gosec // advice, and a size
}
