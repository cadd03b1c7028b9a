package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
)

// ErrNoBlob says that no file with a digest is held here.
var ErrNoBlob = fault.New(fault.NotFound, "no such file")

const (
	blobFolder = "blobs"
	partFolder = "incoming"
	newPrefix  = ".new-"
)

// Blobs keeps the files that records name, such as photos, beside the store: each sealed
// with the store's key under the SHA-256 of its plain bytes. They are not in the bbolt
// file, which is copied and compacted whole. Closing the store does not end Blobs; one
// Blobs serves a store at a time, from any goroutine.
type Blobs struct {
	dir    string
	sealer *sealer
	now    func() time.Time

	mu sync.Mutex // guards the folders
}

// Blobs opens the folder of files beside the store.
func (s *Store) Blobs() (*Blobs, error) {
	const op fault.Op = "store.Blobs"
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(false); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	b := &Blobs{dir: filepath.Join(filepath.Dir(s.path), blobFolder), sealer: s.sealer, now: s.opts.Now}
	return b, wrap(op, os.MkdirAll(filepath.Join(b.dir, partFolder), 0o700))
}

// Put keeps a file durably and returns its digest. A file that is held already is
// written again, so that its age begins anew and damage to it is mended.
func (b *Blobs) Put(ctx context.Context, content []byte) (kpuk.Digest, error) {
	const op fault.Op = "store.Blobs.Put"
	d := kpuk.Digest(sha256.Sum256(content))
	if err := ctx.Err(); err != nil {
		return d, fault.E(op, fault.Transient, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return d, wrap(op, b.write(b.file(d), blobFolder, d[:], content))
}

// Get returns a file's bytes: ErrNoBlob when it is not held, ErrDamaged when it is not
// what was put.
func (b *Blobs) Get(ctx context.Context, d kpuk.Digest) ([]byte, error) {
	const op fault.Op = "store.Blobs.Get"
	if err := ctx.Err(); err != nil {
		return nil, fault.E(op, fault.Transient, err)
	}
	content, err := b.read(b.file(d), blobFolder, d[:])
	if err == nil && sha256.Sum256(content) != d {
		err = damage("%s: not the file of its digest", blobFolder)
	}
	if err != nil {
		return nil, wrap(op, err)
	}
	return content, nil
}

// Has tells whether a file is held, without reading it.
func (b *Blobs) Has(d kpuk.Digest) bool {
	info, err := os.Stat(b.file(d))
	return err == nil && info.Mode().IsRegular()
}

// Swept is what a sweep removed.
type Swept struct {
	Files int
	Bytes int64 // on disk, sealed
}

// Sweep removes files that were put before a moment and that keep does not want, and
// uploads that nobody went on with since. The moment leaves time for a record to follow
// its file, and for a person to think again.
func (b *Blobs) Sweep(ctx context.Context, before time.Time, keep func(kpuk.Digest) bool) (Swept, error) {
	const op fault.Op = "store.Blobs.Sweep"
	var swept Swept
	list, err := os.ReadDir(b.dir)
	for i := 0; err == nil && i < len(list); i++ {
		err = ctx.Err()
		d, ours := kpuk.ParseDigest(list[i].Name())
		left := strings.HasPrefix(list[i].Name(), newPrefix) // by a process that was killed
		if err == nil && (left || ours && !keep(d)) {
			err = b.discard(filepath.Join(b.dir, list[i].Name()), before, &swept)
		}
	}
	if err == nil {
		list, err = os.ReadDir(filepath.Join(b.dir, partFolder))
	}
	for i := 0; err == nil && i < len(list); i++ {
		err = b.discard(filepath.Join(b.dir, partFolder, list[i].Name()), before, &swept)
	}
	return swept, wrap(op, err)
}

// discard removes a file or folder that is old enough.
func (b *Blobs) discard(path string, before time.Time, swept *Swept) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
		return nil
	}
	if err == nil {
		err = os.RemoveAll(path)
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	swept.Files++
	if info.Mode().IsRegular() {
		swept.Bytes += info.Size()
	}
	return nil
}

func (b *Blobs) file(d kpuk.Digest) string { return filepath.Join(b.dir, d.String()) }

// write replaces a sealed file durably. The lock is held.
func (b *Blobs) write(path, bucket string, key, content []byte) error {
	sealed, err := b.sealer.seal(bucket, key, content)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(b.dir, newPrefix+"*")
	if err != nil {
		return fmt.Errorf("file: %w", err)
	}
	_, err = f.Write(sealed)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil { // the age follows the clock of the store, not the disk's
		err = os.Chtimes(f.Name(), b.now(), b.now())
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("file: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return syncDir(filepath.Dir(path))
}

// read opens a sealed file.
func (b *Blobs) read(path, bucket string, key []byte) ([]byte, error) {
	sealed, err := os.ReadFile(path) //nolint:gosec // named by a digest
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoBlob //nolint:wrapcheck // wrapped by the caller
	}
	if err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	return b.sealer.open(bucket, key, sealed)
}
