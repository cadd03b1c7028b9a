package store

import (
	"errors"
	"fmt"
	"syscall"
	"time"

	"pendamping/fault"
)

// Errors of Open and Create. The file is as it was before.
var (
	// ErrAbsent is returned when there is no file, or an empty one: a new installation.
	ErrAbsent = fault.New(fault.NotFound, "there is no store")
	// ErrExists is returned by Create when there is a file already.
	ErrExists = fault.New(fault.Exists, "there is a store already")
	// ErrInUse is returned when this or another process has the file open.
	ErrInUse = fault.New(fault.Busy, "the store is in use")
	// ErrWrongPIN is returned when the secret opens no slot of the header.
	ErrWrongPIN = fault.New(fault.Wrong, "wrong PIN or key")
	// ErrNewer is returned for a file of a later schema than this program knows.
	ErrNewer = fault.New(fault.Newer, "the store was written by a newer program")
	// ErrForeign is returned for a file that is not a store of this program.
	ErrForeign = fault.New(fault.Foreign, "not a store")
)

// Errors of any operation.
var (
	// ErrDamaged is returned when stored bytes do not verify or do not fit together.
	ErrDamaged = fault.New(fault.Damaged, "the store is damaged")
	// ErrOlder is returned by Open for a file that is older than the journal beside it: it
	// was put back from a copy, or the disk lost what it had confirmed. Either [SetBack]
	// says that it is the copy that counts, or [Salvage] brings back what both hold.
	ErrOlder = fault.New(fault.Damaged, "the store is older than its journal")
	// ErrClosed is returned after Close.
	ErrClosed = fault.New(fault.Internal, "the store is closed")
	// ErrFull is returned when the disk is full and the ballast is spent.
	ErrFull = fault.New(fault.Full, "no space left for the store")
	// ErrInvalid is returned for a record that cannot be saved: no ID, partition or scope.
	ErrInvalid = fault.New(fault.Invalid, "not a record that can be saved")
	// ErrTaken is returned when a new record has the ID of another that is held already.
	ErrTaken = fault.New(fault.Exists, "another record has this ID")
	// ErrWritten is returned for an attempt to alter a ledger entry.
	ErrWritten = fault.New(fault.Denied, "a written entry is never changed")
)

// LockedError is returned when too many wrong PINs were tried lately.
type LockedError struct{ Wait time.Duration }

// Error says how long to wait.
func (e *LockedError) Error() string {
	return fmt.Sprintf("too many wrong PINs: wait %v", e.Wait.Round(time.Second))
}

// damage makes an ErrDamaged that says what did not verify, without any content.
func damage(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrDamaged}, args...)...)
}

// wrap gives an error its place; a full disk has its own kind.
func wrap(op fault.Op, err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fault.E(op, fault.Full, fmt.Errorf("%w: %w", ErrFull, err))
	}
	return fault.E(op, fault.Other, err)
}
