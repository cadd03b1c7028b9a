package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"filippo.io/age"

	"pendamping/fault"
	"pendamping/kpuk"
)

// A backup is a tar archive, sealed with age: the files of a data folder, the photos in
// blobs/, and last the manifest that names each with its size and digest. An archive
// without it was cut off.
const (
	backupFormat = 1
	manifestFile = "manifest.json"
	headerFile   = storeFile + ".key"
	blobFolder   = "blobs"
	maxManifest  = 64 << 20
)

var errNoBackup = fault.New(fault.Damaged, "not a whole backup")

// manifest says what a backup holds.
type manifest struct {
	Format     int       `json:"format"`
	Made       time.Time `json:"made"`
	Version    string    `json:"version"`
	Schema     int       `json:"schema"`
	Federation kpuk.ID   `json:"federation"`
	Epoch      kpuk.ID   `json:"epoch"`
	Position   uint64    `json:"position"`
	Files      []packed  `json:"files"`
}

// packed is one file of a backup.
type packed struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// photos counts the files of records.
func (m *manifest) photos() int {
	n := 0
	for i := range m.Files {
		if path.Dir(m.Files[i].Name) == blobFolder {
			n++
		}
	}
	return n
}

// pack is what a backup is made of.
type pack struct {
	from  string // the data folder
	store string // where the copy of the store is
	m     *manifest
}

// seal writes the archive, encrypted.
func (p *pack) seal(ctx context.Context, w io.Writer, recipients []age.Recipient) error {
	const op fault.Op = "pack"
	sealed, err := age.Encrypt(w, recipients...)
	if err != nil {
		return fault.E(op, fault.Invalid, err)
	}
	t := tar.NewWriter(sealed)
	for _, name := range []string{storeFile, headerFile} {
		if failed := p.add(t, name, filepath.Join(p.store, name)); failed != nil {
			return failed
		}
	}
	for _, name := range []string{secretFile, certFile, certKey} {
		failed := p.add(t, name, filepath.Join(p.from, name))
		if absent := errors.Is(failed, fs.ErrNotExist); failed != nil && (!absent || name == secretFile) {
			return failed // a hub behind a proxy has no certificate
		}
	}
	// After the records: what they name and the hub holds is there by now.
	if failed := p.blobs(ctx, t); failed != nil {
		return failed
	}
	text, err := json.Marshal(p.m)
	if err == nil {
		err = p.entry(t, manifestFile, int64(len(text)), bytes.NewReader(text))
	}
	return fault.E(op, fault.Other, errors.Join(err, t.Close(), sealed.Close()))
}

// blobs adds the files of records, sealed as they are.
func (p *pack) blobs(ctx context.Context, t *tar.Writer) error {
	const op fault.Op = "pack"
	all, err := os.ReadDir(filepath.Join(p.from, blobFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for i := 0; err == nil && i < len(all); i++ {
		name := all[i].Name()
		if _, ok := kpuk.ParseDigest(name); !ok {
			continue
		}
		if err = ctx.Err(); err != nil {
			break
		}
		err = p.add(t, path.Join(blobFolder, name), filepath.Join(p.from, blobFolder, name))
		if errors.Is(err, fs.ErrNotExist) {
			err = nil // swept meanwhile: no record named it
		}
	}
	return fault.E(op, fault.Other, err)
}

// add adds a file to archive and manifest.
func (p *pack) add(t *tar.Writer, name, from string) error {
	const op fault.Op = "pack"
	f, err := os.Open(from) //nolint:gosec // the hub's own folder
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	defer func() { _ = f.Close() }() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	h := sha256.New()
	err = p.entry(t, name, info.Size(), io.TeeReader(f, h))
	p.m.Files = append(p.m.Files, packed{Name: name, Size: info.Size(), SHA256: hex.EncodeToString(h.Sum(nil))})
	return err
}

// entry writes one file of the archive.
func (p *pack) entry(t *tar.Writer, name string, size int64, content io.Reader) error {
	const op fault.Op = "pack"
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: p.m.Made, Format: tar.FormatPAX}); err != nil {
		return fault.E(op, fault.Other, err)
	}
	_, err := io.Copy(t, content)
	return fault.E(op, fault.Other, err)
}

// known tells whether a file may be in a backup: whoever knows a recipient can make
// one that names others.
func known(name string) bool {
	if dir, base := path.Split(name); dir == blobFolder+"/" {
		d, ok := kpuk.ParseDigest(base)
		return ok && d.String() == base
	}
	return slices.Contains([]string{storeFile, headerFile, secretFile, certFile, certKey}, name)
}

// unpack reads an archive, lets place have the content of each file, and holds all of it
// against the manifest at the end.
func unpack(r io.Reader, place func(name string, content io.Reader) error) (*manifest, error) {
	const op fault.Op = "unpack"
	t := tar.NewReader(r)
	var found []packed
	for {
		h, err := t.Next()
		if err != nil { // the end of the file before its manifest too
			return nil, fault.E(op, fault.Damaged, errors.Join(errNoBackup, err))
		}
		if h.Name == manifestFile {
			return closing(t, r, found)
		}
		if !known(h.Name) || h.Typeflag != tar.TypeReg {
			return nil, fault.E(op, fault.Foreign, errors.Join(errNoBackup, errors.New("it holds another file")))
		}
		sum := sha256.New()
		if err := place(h.Name, io.TeeReader(t, sum)); err != nil {
			return nil, fault.E(op, fault.Other, err)
		}
		found = append(found, packed{Name: h.Name, Size: h.Size, SHA256: hex.EncodeToString(sum.Sum(nil))})
	}
}

// closing reads the manifest and what comes after it: nothing.
func closing(t *tar.Reader, r io.Reader, found []packed) (*manifest, error) {
	const op fault.Op = "unpack"
	m := &manifest{}
	err := json.NewDecoder(io.LimitReader(t, maxManifest)).Decode(m)
	if err == nil && m.Format > backupFormat {
		return nil, fault.E(op, fault.Newer, errors.New("the backup was made by a newer pendampingd"))
	}
	if err == nil && !slices.Equal(m.Files, found) {
		err = errors.New("it differs from its manifest")
	}
	if err == nil {
		if _, err = t.Next(); errors.Is(err, io.EOF) {
			_, err = io.Copy(io.Discard, r) // to its authenticated end
		}
	}
	if err != nil {
		return nil, fault.E(op, fault.Damaged, errors.Join(errNoBackup, err))
	}
	return m, nil
}
