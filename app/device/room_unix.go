//go:build linux || darwin

package device

import (
	"fmt"
	"syscall"
)

// freeBytes is the space that an ordinary user may still fill on the disk of a folder.
func freeBytes(dir string) (int64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, fmt.Errorf("free space: %w", err)
	}
	return int64(st.Bavail) * int64(st.Bsize), nil //nolint:gosec,unconvert // the types differ between systems
}
