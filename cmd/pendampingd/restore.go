package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
)

// restoring is what restore is told.
type restoring struct {
	data, from, identity, passphrase string
	adopt, complete                  bool
}

func restoreCommand() command {
	return command{
		name: "restore", level: slog.LevelWarn, brief: "make a hub from a backup, under a new epoch: devices then send again what it lacks",
		examples: []string{
			"restore --from hub-2026-11-23.age --data /var/lib/pendamping/hub --identity key.txt",
			"restore --from hub.age --data ./hub --passphrase-file words.txt --json",
			"restore --adopt --data ./hub   (a folder, machine or database that was brought back by other means; before it serves)",
			"restore --adopt --complete --data ./hub   (PostgreSQL was failed over to a synchronous standby: nothing is missing)",
		},
		flags: func(fs *flag.FlagSet) action {
			var o restoring
			fs.StringVar(&o.data, "data", "", "`folder` to make; one with files in it is refused")
			fs.StringVar(&o.from, "from", "", "the backup `file`")
			fs.StringVar(&o.identity, "identity", "", "`file` with the identity (AGE-SECRET-KEY-1...) of a recipient")
			fs.StringVar(&o.passphrase, "passphrase-file", "", "`file` with the passphrase")
			fs.BoolVar(&o.adopt, "adopt", false, "no backup: the folder itself is an older state, such as a snapshot of the machine, or the database was failed over or recovered")
			fs.BoolVar(&o.complete, "complete", false, "with --adopt, of a database: it is proven to hold all that was confirmed (synchronous replication); the epoch stays")
			return func(ctx context.Context, c *console) error {
				if o.complete && !o.adopt {
					return misused("--complete goes with --adopt")
				}
				if o.adopt {
					c.adopting = true
					return c.setBack(ctx, o.data, o.complete)
				}
				if exists(filepath.Join(o.data, databaseFile)) {
					return errDatabaseRestore
				}
				if o.data == "" || o.from == "" || (o.identity == "") == (o.passphrase == "") {
					return misused("--from and --data are needed, and either --identity or --passphrase-file")
				}
				return c.restore(ctx, &o)
			}
		},
	}
}

// restored is the result of restore.
type restored struct {
	Data     string    `json:"data"`
	Made     time.Time `json:"made,omitzero"` // of the backup
	Before   kpuk.ID   `json:"epoch_before"`
	Epoch    kpuk.ID   `json:"epoch"`
	Position uint64    `json:"position"`
	Photos   int       `json:"photos"`
}

// write says the result to people.
func (v *restored) write(w *page) {
	w.printf("Hub in %s, ", v.Data)
	if !v.Made.IsZero() {
		w.printf("as of %s, ", v.Made.Format(time.RFC3339))
	}
	w.printf("with %d photos, under the new epoch %s.\n", v.Photos, v.Epoch)
	w.printf("Devices send again what it lacks when they next sync: let the coordinators be first, for what they revoked since.\n" +
		"Invitations and rosters made on the hub since must be made again. Devices enrolled since are known again by the hub's\n" +
		"own certificate; `pendampingd readmit` says who came back, and refuses those that are not to.\n")
}

// setBack adopts a folder, also one whose store was put back beside a later journal.
func (c *console) setBack(ctx context.Context, dir string, complete bool) error {
	adopt := func(f *folder) error { return c.adopt(ctx, f, complete) }
	err := c.within(ctx, dir, adopt)
	if !errors.Is(err, store.ErrOlder) {
		return err
	}
	if err = store.SetBack(filepath.Join(dir, storeFile)); err != nil {
		return fault.E("restore", fault.Other, err)
	}
	return c.within(ctx, dir, adopt)
}

// adopt gives a folder that was set back a new epoch.
func (c *console) adopt(ctx context.Context, f *folder, complete bool) error { //nolint:revive // as the flag says
	if complete {
		return c.keepEpoch(ctx, f)
	}
	v, err := f.renew(ctx)
	if err == nil {
		err = f.reopen(ctx, 0)
	}
	if err != nil {
		return err
	}
	v.Data = f.dir
	now, err := f.place(ctx)
	if err == nil {
		err = f.setMark(now)
	}
	if err != nil {
		return err
	}
	return c.print(v, v.write)
}

// restore unpacks beside the folder and gives it its name when everything has been
// verified and the epoch is new: no hub can serve it before.
func (c *console) restore(ctx context.Context, o *restoring) error {
	const op fault.Op = "restore"
	if err := vacant(o.data); err != nil {
		return err
	}
	keys, err := c.identities(o)
	if err != nil {
		return err
	}
	aside := filepath.Clean(o.data) + ".restoring"
	if err = os.MkdirAll(filepath.Dir(aside), 0o700); err == nil {
		err = os.Mkdir(aside, 0o700)
	}
	if err != nil {
		return fault.E(op, fault.Invalid, err)
	}
	v, err := c.restoreTo(ctx, o, aside, keys)
	if err == nil {
		_ = os.Remove(o.data) //nolint:errcheck // an empty folder; renaming says when it stays in the way
		if err = os.Rename(aside, o.data); err == nil {
			err = syncFolder(filepath.Dir(aside))
		}
	}
	if err != nil {
		return fault.E(op, fault.Other, errors.Join(err, os.RemoveAll(aside)))
	}
	v.Data = o.data
	return c.print(v, v.write)
}

// vacant tells whether a folder can be made or filled.
func vacant(dir string) error {
	const op fault.Op = "restore"
	names, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil && len(names) > 0 {
		return fault.E(op, fault.Exists, errors.New("there are files in this folder; restore into a new one"))
	}
	return fault.E(op, fault.Invalid, err)
}

// identities reads what opens the backup.
func (c *console) identities(o *restoring) ([]age.Identity, error) {
	const op fault.Op = "restore"
	if o.passphrase != "" {
		words, err := c.passphrase(o.passphrase)
		if err != nil {
			return nil, err
		}
		id, err := age.NewScryptIdentity(words)
		return []age.Identity{id}, fault.E(op, fault.Invalid, err)
	}
	text, err := c.disk().read(o.identity)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	ids, err := age.ParseIdentities(bytes.NewReader(text))
	return ids, fault.E(op, fault.Invalid, err)
}

// restoreTo unpacks a backup into a folder and makes it a hub of its own.
func (c *console) restoreTo(ctx context.Context, o *restoring, dir string, keys []age.Identity) (*restored, error) {
	const op fault.Op = "restore"
	in, err := os.Open(o.from)
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	defer func() { _ = in.Close() }() //nolint:errcheck // only read
	plain, err := age.Decrypt(in, keys...)
	if err != nil {
		var mismatch *age.NoIdentityMatchError
		if errors.As(err, &mismatch) {
			return nil, fault.E(op, fault.Wrong, errors.New("this key does not open the backup"))
		}
		return nil, fault.E(op, fault.Damaged, err)
	}
	m, err := unpack(plain, func(name string, content io.Reader) error {
		if failed := ctx.Err(); failed != nil {
			return fault.E(op, fault.Transient, failed)
		}
		return writeWhole(filepath.Join(dir, filepath.FromSlash(name)), content)
	})
	if err != nil {
		return nil, err
	}
	var v *restored
	err = c.within(ctx, dir, func(f *folder) (failed error) {
		if v, failed = f.renew(ctx); failed == nil {
			failed = f.reopen(ctx, m.Made.UnixMilli())
		}
		return failed
	})
	if err != nil {
		return nil, err
	}
	v.Made, v.Photos = m.Made, m.photos()
	return v, nil
}

// writeWhole writes a new file durably.
func writeWhole(name string, content io.Reader) error {
	const op fault.Op = "write"
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fault.E(op, fault.Other, err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // a name that a backup may have
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	_, err = io.Copy(f, content)
	return fault.E(op, fault.Other, errors.Join(err, f.Sync(), f.Close(), syncFolder(filepath.Dir(name))))
}

// renew makes an older state of a hub safe to serve: it is checked, and has a new epoch,
// so that devices compare what they were told with what is held, and a new replica, as
// the numbers after its last change may have been used for others since.
func (f *folder) renew(ctx context.Context) (*restored, error) {
	const op fault.Op = "renew"
	report, err := f.store.Check(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if len(report.Findings) > 0 {
		first := report.Findings[0]
		return nil, fault.E(op, fault.Damaged, fmt.Errorf("%w: %s: %s", store.ErrDamaged, first.Place, first.Detail))
	}
	v := &restored{Before: f.set.Epoch, Position: report.Position}
	if f.set.Epoch, err = f.ids.New(); err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	v.Epoch = f.set.Epoch
	return v, fault.E(op, fault.Other, f.store.Renew(ctx, &f.set))
}
