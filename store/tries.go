package store

import (
	"encoding/binary"
	"os"
	"time"
)

// The delay after wrong PINs: none for the first three, then doubling to a quarter of
// an hour. The count is written before a PIN is checked, so that switching the machine
// off does not help.
const (
	freeTries = 3
	firstWait = 5 * time.Second
	longest   = 15 * time.Minute
)

func triesPath(path string) string { return path + ".tries" }

// tries are the wrong PINs since the last right one.
type tries struct {
	count uint64
	last  time.Time
}

// readTries reads the count; a file that cannot be read counts as none: it guards
// against people, not against those who can write files.
func readTries(path string) tries {
	b, err := os.ReadFile(triesPath(path))
	if err != nil || len(b) != 16 {
		return tries{}
	}
	return tries{
		count: binary.BigEndian.Uint64(b),
		last:  time.UnixMilli(int64(binary.BigEndian.Uint64(b[8:]))), //nolint:gosec // written from int64
	}
}

// wait is how long nobody may try. A clock that was set back does not prolong it
// beyond the full delay.
func (t tries) wait(now time.Time) time.Duration {
	if t.count < freeTries {
		return 0
	}
	delay := longest
	if n := t.count - freeTries; n < 8 {
		delay = min(firstWait<<n, longest)
	}
	return min(max(t.last.Add(delay).Sub(now), 0), delay)
}

// begin counts a try as wrong until it is known to be right.
func (t tries) begin(path string, now time.Time) error {
	b := binary.BigEndian.AppendUint64(nil, t.count+1)
	b = binary.BigEndian.AppendUint64(b, uint64(now.UnixMilli()))
	return writeFile(triesPath(path), b)
}

// unlockCounted unlocks the header, counting tries of a PIN.
func unlockCounted(path string, h *header, o *Options) ([]byte, error) {
	if o.Secret.kind != slotPIN {
		return h.unlock(o)
	}
	t := readTries(path)
	if wait := t.wait(o.Now()); wait > 0 {
		return nil, &LockedError{Wait: wait}
	}
	if err := t.begin(path, o.Now()); err != nil {
		return nil, err
	}
	key, err := h.unlock(o)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(triesPath(path)); err != nil {
		return nil, damage("tries cannot be reset")
	}
	return key, nil
}
