package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
)

// many is a flag that may be given several times, or once with commas.
type many []string

// String implements flag.Value.
func (m *many) String() string { return strings.Join(*m, ",") }

// Set implements flag.Value.
func (m *many) Set(text string) error {
	*m = append(*m, list(text)...)
	return nil
}

// backingUp is what backup is told.
type backingUp struct {
	data, to, passphrase string
	recipients           many
}

func backupCommand() command {
	return command{
		name: "backup", level: slog.LevelWarn, brief: "write the whole hub, also while it serves, into one encrypted file, and verify it",
		examples: []string{
			"backup --data /var/lib/pendamping/hub --to hub-2026-11-23.age --recipient age1...",
			"backup --data ./hub --to hub.age --recipient age1... --recipient age1...   (either of two people can restore)",
			"backup --data ./hub --to hub.age --passphrase-file words.txt --json",
		},
		flags: func(fs *flag.FlagSet) action {
			var o backingUp
			fs.StringVar(&o.data, "data", "", "the hub's data `folder`")
			fs.StringVar(&o.to, "to", "", "`file` to write; one that is there already is refused")
			fs.Var(&o.recipients, "recipient", "`key` (age1...) whose identity can restore; may be repeated")
			fs.StringVar(&o.passphrase, "passphrase-file", "", "`file` with the passphrase that can restore, instead of recipients")
			return func(ctx context.Context, c *console) error {
				if o.to == "" || (len(o.recipients) == 0) == (o.passphrase == "") {
					return misused("--to is needed, and either --recipient or --passphrase-file")
				}
				if exists(filepath.Join(o.data, databaseFile)) {
					return errDatabaseBackup
				}
				return c.online(ctx, o.data, func(f *folder) error { return c.backup(ctx, f, &o) })
			}
		},
	}
}

// backedUp is the result of backup.
type backedUp struct {
	File     string    `json:"file"`
	Bytes    int64     `json:"bytes"`
	SHA256   string    `json:"sha256"`
	Made     time.Time `json:"made"`
	Epoch    kpuk.ID   `json:"epoch"`
	Position uint64    `json:"position"`
	Changes  int       `json:"changes"`
	Photos   int       `json:"photos"`
}

// backup copies the store aside, checks the copy as a store, seals it with all else that
// a restore needs, opens again what was sealed, and compares what the disk gives back.
// Devices are answered meanwhile; the folder needs as much free space as the store is
// large.
func (c *console) backup(ctx context.Context, f *folder, o *backingUp) error {
	const op fault.Op = "backup"
	recipients, err := c.sealFor(o)
	if err != nil {
		return err
	}
	aside, err := os.MkdirTemp(f.dir, "backup-*")
	if err != nil {
		return fault.E(op, fault.Full, err)
	}
	defer func() { _ = os.RemoveAll(aside) }() //nolint:errcheck // sealed values; the next run makes its own
	m, changes, err := c.snapshot(ctx, f, aside)
	if err != nil {
		return err
	}
	out, err := c.disk().create(o.to, refuseOld)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	h := sha256.New()
	size := new(tally)
	if err = sealTo(ctx, io.MultiWriter(out, h, size), recipients, &pack{from: f.dir, store: aside, m: m}); err != nil {
		out.drop()
		return fault.E(op, fault.Other, err)
	}
	sum, err := out.finish()
	if err == nil && sum != [sha256.Size]byte(h.Sum(nil)) {
		err = fault.E(op, fault.Damaged, errors.New("the disk gives back something else than was written; do not use the file"))
	}
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	result := backedUp{
		File: o.to, Bytes: int64(*size), SHA256: hex.EncodeToString(sum[:]), Made: m.Made, Epoch: m.Epoch, Position: m.Position,
		Changes: changes, Photos: m.photos(),
	}
	return c.print(result, func(w *page) {
		w.printf("%d changes and %d photos backed up and verified: %s, %d bytes\nSHA-256 %s\n",
			result.Changes, result.Photos, result.File, result.Bytes, result.SHA256)
	})
}

// tally counts what is written.
type tally int64

// Write implements io.Writer.
func (t *tally) Write(p []byte) (int, error) {
	*t += tally(len(p))
	return len(p), nil
}

// snapshot copies the store into a folder and checks the copy.
func (c *console) snapshot(ctx context.Context, f *folder, aside string) (*manifest, int, error) {
	const op fault.Op = "snapshot"
	path := filepath.Join(aside, storeFile)
	w, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600) //nolint:gosec // the hub's own folder
	if err == nil {
		err = errDatabaseBackup
		if own, ok := f.store.(*boltStore); ok {
			err = own.CopyTo(ctx, w)
		}
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return nil, 0, fault.E(op, fault.Other, err)
	}
	if failed := copyFile(filepath.Join(f.dir, headerFile), filepath.Join(aside, headerFile)); failed != nil {
		return nil, 0, failed
	}
	s, err := store.Open(ctx, path, c.options(f.dir))
	if err != nil {
		return nil, 0, fault.E(op, fault.Other, err)
	}
	m := &manifest{Format: backupFormat, Made: c.now().UTC().Truncate(time.Second), Version: version, Schema: store.Schema, Federation: f.set.Partition}
	report, err := s.Check(ctx)
	if err == nil && len(report.Findings) > 0 {
		err = fault.E(op, fault.Damaged, fmt.Errorf("%w: %s: %s", store.ErrDamaged, report.Findings[0].Place, report.Findings[0].Detail))
	}
	var set settings
	if err == nil {
		_, err = s.Local(ctx, settingsKey, &set)
	}
	m.Epoch, m.Position = set.Epoch, report.Position
	return m, report.Changes, fault.E(op, fault.Other, errors.Join(err, s.Close()))
}

// copyFile copies a small file.
func copyFile(from, to string) error {
	const op fault.Op = "copy"
	text, err := os.ReadFile(from) //nolint:gosec // the hub's own folder
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	return fault.E(op, fault.Other, os.WriteFile(to, text, 0o600))
}

// sealFor reads for whom to seal.
func (c *console) sealFor(o *backingUp) ([]age.Recipient, error) {
	const op fault.Op = "backup"
	if o.passphrase == "" {
		recipients, err := age.ParseRecipients(strings.NewReader(strings.Join(o.recipients, "\n")))
		if err != nil {
			return nil, misused("--recipient: %v", err)
		}
		return recipients, nil
	}
	words, err := c.passphrase(o.passphrase)
	if err != nil {
		return nil, err
	}
	r, err := age.NewScryptRecipient(words)
	return []age.Recipient{r}, fault.E(op, fault.Internal, err)
}

// witness is a recipient that remembers the key of the one file that is sealed for it,
// so that the file can be opened and verified at once, without anybody's identity and
// without deriving a key from a passphrase a second time.
type witness struct {
	age.Recipient

	key []byte
}

// WrapWithLabels implements age.RecipientWithLabels: labels keep recipients apart that
// must not be mixed, such as those that withstand quantum computers and others.
func (w *witness) WrapWithLabels(fileKey []byte) ([]*age.Stanza, []string, error) {
	w.key = bytes.Clone(fileKey)
	if r, ok := w.Recipient.(age.RecipientWithLabels); ok {
		return r.WrapWithLabels(fileKey) //nolint:wrapcheck // age's own words
	}
	stanzas, err := w.Wrap(fileKey)
	return stanzas, nil, err //nolint:wrapcheck // age's own words
}

// Unwrap implements age.Identity.
func (w *witness) Unwrap([]*age.Stanza) ([]byte, error) { return bytes.Clone(w.key), nil }

// leastWords is the fewest characters of a passphrase: whoever has the file can try them
// for ever.
const leastWords = 16

// passphrase reads one; ends of lines are no part of it.
func (c *console) passphrase(path string) (string, error) {
	text, err := c.disk().read(path)
	if err != nil {
		return "", fault.E("passphrase", fault.Other, err)
	}
	words := strings.TrimRight(string(text), "\r\n")
	if len(words) < leastWords {
		return "", misused("--passphrase-file: at least %d characters, such as six random words", leastWords)
	}
	return words, nil
}

// sealTo seals a pack and opens it again while it is written.
func sealTo(ctx context.Context, w io.Writer, recipients []age.Recipient, p *pack) error {
	const op fault.Op = "seal"
	first := &witness{Recipient: recipients[0]}
	in, back := io.Pipe()
	verified := make(chan error, 1)
	go func() {
		err := verify(in, first)
		_ = in.CloseWithError(err) // ends the writing too
		verified <- err
	}()
	err := p.seal(ctx, io.MultiWriter(w, back), append([]age.Recipient{first}, recipients[1:]...))
	_ = back.CloseWithError(err)
	return fault.E(op, fault.Other, errors.Join(err, <-verified))
}

// verify opens what was sealed and holds it against its manifest.
func verify(sealed io.Reader, by age.Identity) error {
	const op fault.Op = "verify"
	plain, err := age.Decrypt(sealed, by)
	if err != nil {
		return fault.E(op, fault.Damaged, err)
	}
	_, err = unpack(plain, func(_ string, content io.Reader) error {
		_, failed := io.Copy(io.Discard, content)
		return fault.E(op, fault.Damaged, failed)
	})
	if err == nil {
		_, err = io.Copy(io.Discard, sealed) // nothing comes after it; the writer is not left waiting
	}
	return fault.E(op, fault.Other, err)
}
