package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
)

// project names the application in signed requests and invitations; device and hub must
// agree.
const project = "pendamping"

// Files of a data folder.
const (
	storeFile  = "hub.db"
	secretFile = "hub.secret"
	certFile   = "tls.crt"
	certKey    = "tls.key"
)

// settingsKey is where the store keeps the hub's own settings, sealed.
const settingsKey = "hub"

// maxBatch is how many records one save has at most; it stays below the limits of a
// change (merge.MaxEdits, merge.MaxContents).
const maxBatch = 1_000

// settings are what a hub is, beside its records.
type settings struct {
	Partition kpuk.ID `cbor:"1,keyasint"` // the federation
	Epoch     kpuk.ID `cbor:"2,keyasint"` // new after every restore
	Key       []byte  `cbor:"3,keyasint"` // Ed25519 seed that signs receipts and orders
	URL       string  `cbor:"4,keyasint"` // where devices reach the hub
	Founder   kpuk.ID `cbor:"5,keyasint"` // the first coordinator, author of what this program writes
	Zone      string  `cbor:"6,keyasint"` // WIB, WITA or WIT
}

// folder is an open data folder.
type folder struct {
	dir   string
	store hubStore
	set   settings
	ids   kpuk.IDSource
	now   func() time.Time
}

// dataFlag defines the flag every command has.
func dataFlag(fs *flag.FlagSet) *string {
	return fs.String("data", "", "the hub's data `folder`")
}

// options are the store's.
func (c *console) options(dir string) store.Options {
	return store.Options{
		Secret: store.KeyFile(filepath.Join(dir, secretFile)), Now: c.now, Rand: c.rand, Logger: c.logger,
		Journal: store.HubJournal, Beside: true,
	}
}

// open opens a data folder for one command.
func (c *console) open(ctx context.Context, dir string) (*folder, error) {
	const op fault.Op = "open"
	if dir == "" {
		return nil, misused("--data is missing")
	}
	if exists(filepath.Join(dir, databaseFile)) {
		return c.openDatabase(ctx, dir)
	}
	if !exists(filepath.Join(dir, storeFile)) {
		return nil, fault.E(op, fault.Other, store.ErrAbsent)
	}
	s, err := store.Open(ctx, filepath.Join(dir, storeFile), c.options(dir))
	if errors.Is(err, store.ErrOlder) {
		err = fmt.Errorf("%w: %w", errSetBack, err)
	}
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return c.settled(ctx, dir, &boltStore{Store: s})
}

// settled makes a folder of a store that was just opened.
func (c *console) settled(ctx context.Context, dir string, s hubStore) (*folder, error) {
	const op fault.Op = "open"
	f := &folder{dir: dir, store: s, ids: kpuk.IDSource{Now: c.now, Rand: c.rand}, now: c.now}
	found, err := s.Local(ctx, settingsKey, &f.set)
	if err == nil && !found {
		err = fault.New(fault.Foreign, "this store is not a hub's")
	}
	if err == nil {
		err = f.stayed(ctx, c.moving)
	}
	if err != nil {
		return nil, fault.E(op, fault.Other, errors.Join(err, s.Close()))
	}
	return f, nil
}

// within opens a folder, does something with it and closes it, whatever happens.
func (c *console) within(ctx context.Context, dir string, do func(f *folder) error) error {
	f, err := c.open(ctx, dir)
	if err != nil {
		return err
	}
	err = do(f)
	if closed := f.store.Close(); closed != nil && (err == nil || errors.Is(err, errFindings)) {
		return fault.E("close", fault.Other, closed)
	}
	return err
}

// save saves records in the hub's own name, in batches.
func (f *folder) save(ctx context.Context, recs []kpuk.Record) error {
	for len(recs) > 0 {
		n := min(len(recs), maxBatch)
		if err := f.store.Save(ctx, f.set.Founder, recs[:n]...); err != nil {
			return fault.E("save", fault.Other, err)
		}
		recs = recs[n:]
	}
	return nil
}

// today is the local day at the federation.
func (f *folder) today() kpuk.Date { return kpuk.DateOf(f.now().In(location(f.set.Zone))) }

// location is a time zone of Indonesia; none of them has summer time.
func location(zone string) *time.Location {
	hours := map[string]int{"WIB": 7, "WITA": 8, "WIT": 9}[zone]
	return time.FixedZone(zone, hours*3600)
}

// admin is the header of a new record of the admin scope.
func (f *folder) admin() (kpuk.Header, error) {
	id, err := f.ids.New()
	return kpuk.Header{ID: id, Partition: f.set.Partition, Scope: kpuk.AdminScope(f.set.Partition)}, fault.E("admin", fault.Other, err)
}

// exists tells whether a file is there.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
