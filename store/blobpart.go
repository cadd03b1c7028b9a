package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"pendamping/fault"
	"pendamping/kpuk"
)

var (
	// ErrOffset says that a piece does not begin where the last one ended.
	ErrOffset = fault.New(fault.Invalid, "the piece does not follow the last one")
	// ErrDigest says that a file that arrived is not the one of its digest; what had
	// arrived is gone.
	ErrDigest = fault.New(fault.Invalid, "the file is not the one of its digest")
)

// Begin makes room for a file that arrives in pieces. What has arrived of it stays.
func (b *Blobs) Begin(d kpuk.Digest) error {
	const op fault.Op = "store.Blobs.Begin"
	b.mu.Lock()
	defer b.mu.Unlock()
	err := os.MkdirAll(b.incoming(d), 0o700)
	if err == nil {
		err = os.Chtimes(b.incoming(d), b.now(), b.now())
	}
	return wrap(op, err)
}

// Arrived is how many bytes of a file that arrives in pieces are durably here; ErrNoBlob
// when it was never begun.
func (b *Blobs) Arrived(d kpuk.Digest) (int64, error) {
	const op fault.Op = "store.Blobs.Arrived"
	b.mu.Lock()
	defer b.mu.Unlock()
	_, have, err := b.pieces(d)
	return have, wrap(op, err)
}

// Append keeps the next piece of a file durably. Other than ErrOffset, an error means
// that the piece may or may not be there: ask Arrived.
func (b *Blobs) Append(ctx context.Context, d kpuk.Digest, offset int64, piece []byte) error {
	const op fault.Op = "store.Blobs.Append"
	if err := ctx.Err(); err != nil {
		return fault.E(op, fault.Transient, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	_, have, err := b.pieces(d)
	if err == nil && offset != have {
		err = ErrOffset
	}
	if err != nil || len(piece) == 0 {
		return wrap(op, err)
	}
	name := fmt.Sprintf("%010d-%d", offset, len(piece))
	err = b.write(filepath.Join(b.incoming(d), name), partFolder, pieceKey(d, name), piece)
	if err == nil {
		err = os.Chtimes(b.incoming(d), b.now(), b.now())
	}
	return wrap(op, err)
}

// Complete joins the pieces into the file, which is held from then on. When they are
// not the file of the digest they are dropped, with ErrDigest.
func (b *Blobs) Complete(d kpuk.Digest) error {
	const op fault.Op = "store.Blobs.Complete"
	b.mu.Lock()
	defer b.mu.Unlock()
	names, have, err := b.pieces(d)
	if err != nil {
		return wrap(op, err)
	}
	content := make([]byte, 0, have)
	for _, name := range names {
		piece, err := b.read(filepath.Join(b.incoming(d), name), partFolder, pieceKey(d, name))
		if err != nil {
			return wrap(op, errors.Join(err, os.RemoveAll(b.incoming(d))))
		}
		content = append(content, piece...)
	}
	if sha256.Sum256(content) != d {
		return wrap(op, errors.Join(ErrDigest, os.RemoveAll(b.incoming(d))))
	}
	if err := b.write(b.file(d), blobFolder, d[:], content); err != nil {
		return wrap(op, err)
	}
	return wrap(op, os.RemoveAll(b.incoming(d)))
}

// pieces lists what has arrived of a file, in order. The lock is held.
func (b *Blobs) pieces(d kpuk.Digest) (names []string, have int64, err error) {
	list, err := os.ReadDir(b.incoming(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNoBlob
	}
	if err != nil {
		return nil, 0, fmt.Errorf("pieces: %w", err)
	}
	for _, f := range list { // sorted by name, which begins with the offset
		at, length, found := strings.Cut(f.Name(), "-")
		from, errFrom := strconv.ParseInt(at, 10, 64)
		n, errLen := strconv.ParseInt(length, 10, 32)
		if !found || errFrom != nil || errLen != nil || n <= 0 || from != have {
			return nil, 0, damage("%s: a piece that does not follow", partFolder)
		}
		names, have = append(names, f.Name()), have+n
	}
	return slices.Clip(names), have, nil
}

func (b *Blobs) incoming(d kpuk.Digest) string { return filepath.Join(b.dir, partFolder, d.String()) }

// pieceKey binds a piece to its file and place.
func pieceKey(d kpuk.Digest, name string) []byte { return append(d[:], name...) }
