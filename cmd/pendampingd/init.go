package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"flag"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
)

// founding is what init is told.
type founding struct {
	target

	data, name, areas, zone, coordinator, phone, url string
	expires                                          time.Duration
}

func initCommand() command {
	return command{
		name: "init", level: slog.LevelWarn, brief: "make a new hub for a federation, with its first coordinator",
		examples: []string{
			`init --data /var/lib/pendamping --name "JarPUK Lombok Tengah" --areas 52.02 --zone WITA --coordinator "Baiq Handayani" --url https://hub.example.org:8443`,
			`init --data /var/lib/pendamping --store postgres --dsn-file hub.dsn --name "JarPUK Lombok Tengah" --areas 52.02 --coordinator "Baiq Handayani" --url https://hub.example.org`,
			`init --data ./hub --name "JarPUK Bima" --areas 52.06,52.72 --coordinator "Siti" --url http://127.0.0.1:8080 --json`,
		},
		flags: func(fs *flag.FlagSet) action {
			var o founding
			fs.StringVar(&o.data, "data", "", "`folder` to make")
			fs.StringVar(&o.name, "name", "", "`name` of the federation")
			fs.StringVar(&o.areas, "areas", "", "`codes` of its kabupaten/kota, such as 52.02")
			fs.StringVar(&o.zone, "zone", "WITA", "time `zone`: WIB, WITA or WIT")
			fs.StringVar(&o.coordinator, "coordinator", "", "`name` of the first coordinator")
			fs.StringVar(&o.phone, "phone", "", "her `phone`")
			fs.StringVar(&o.url, "url", "https://localhost:8443", "`URL` under which devices reach the hub")
			fs.StringVar(&o.store, "store", storeBbolt, "where the records are kept: bbolt (a file in the folder) or postgres")
			o.flags(fs)
			fs.DurationVar(&o.expires, "expires", defaultExpiry, "how long her invitation holds")
			return func(ctx context.Context, c *console) error { return c.found(ctx, &o) }
		},
	}
}

// founded is the result of init.
type founded struct {
	Data       string  `json:"data"`
	Federation kpuk.ID `json:"federation"`
	Name       string  `json:"name"`
	HubKey     string  `json:"hub_key"`
	Invitation invited `json:"invitation"`
}

// found makes a hub. What it began is removed when it fails, so that it can be tried
// again.
func (c *console) found(ctx context.Context, o *founding) error {
	fed, err := o.federation()
	if err != nil {
		return err
	}
	if exists(filepath.Join(o.data, storeFile)) || exists(filepath.Join(o.data, databaseFile)) {
		return fault.E("init", fault.Other, store.ErrExists)
	}
	if err = os.MkdirAll(o.data, 0o700); err != nil {
		return fault.E("init", fault.Other, err)
	}
	f := &folder{dir: o.data, ids: kpuk.IDSource{Now: c.now, Rand: c.rand}, now: c.now}
	result, err := c.create(ctx, f, fed, o)
	if f.store != nil {
		err = errors.Join(err, f.store.Close())
	}
	if err != nil {
		return errors.Join(fault.E("init", fault.Other, err), remove(o.data))
	}
	return c.print(result, func(w *page) {
		w.printf("Hub of %s made in %s.\nBack up %s apart from the rest: without it the data cannot be read.\n\n",
			result.Name, o.data, filepath.Join(o.data, secretFile))
		result.Invitation.write(w)
	})
}

// create makes the store and what is in it from the beginning. In a database that fails
// half-way, a few rows stay under a federation that nobody names again.
func (c *console) create(ctx context.Context, f *folder, fed *kpuk.Federation, o *founding) (*founded, error) {
	const op fault.Op = "init"
	f.set = settings{Key: make([]byte, ed25519.SeedSize), URL: strings.TrimRight(o.url, "/"), Zone: o.zone}
	if _, err := io.ReadFull(c.rand, f.set.Key); err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	for _, id := range []*kpuk.ID{&f.set.Partition, &f.set.Epoch, &f.set.Founder} {
		var err error
		if *id, err = f.ids.New(); err != nil {
			return nil, fault.E(op, fault.Other, err)
		}
	}
	switch o.store {
	case storeBbolt:
		s, err := store.Create(ctx, filepath.Join(o.data, storeFile), c.options(o.data))
		if err != nil {
			return nil, fault.E(op, fault.Other, err)
		}
		f.store = &boltStore{Store: s}
	case storePostgres:
		if err := c.createDatabase(ctx, f, &o.target); err != nil {
			return nil, err
		}
	default:
		return nil, misused("--store is %s or %s", storeBbolt, storePostgres)
	}
	return c.settle(ctx, f, fed, o)
}

// createDatabase makes the partition of a new hub.
func (c *console) createDatabase(ctx context.Context, f *folder, t *target) error {
	d, err := t.resolve(c)
	if err != nil {
		return err
	}
	d.Federation = f.set.Partition
	db, err := d.connect(ctx, c)
	if err != nil {
		return err
	}
	s, err := d.open(ctx, c, f.dir, db, false)
	if err != nil {
		return err
	}
	f.store = s
	err = s.SetLocal(ctx, serverKey, db.Identity())
	if err == nil {
		err = d.write(f.dir)
	}
	return err
}

// federation checks what init is told.
func (o *founding) federation() (*kpuk.Federation, error) {
	if o.data == "" || o.name == "" || o.coordinator == "" {
		return nil, misused("--data, --name and --coordinator are needed")
	}
	if u, err := url.Parse(o.url); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, misused("--url is not one")
	}
	fed := &kpuk.Federation{Name: o.name, Zone: o.zone, Areas: list(o.areas)}
	fed.ID = kpuk.Derive("check") // the real one is drawn when all is well
	if p, refused := kpuk.Refused(kpuk.Validate(fed)); refused {
		return nil, misused("--%s: %s", strings.ToLower(p.Field), reason(p.Key))
	}
	return fed, nil
}

// settle writes the first records and the settings; the settings last, for a store that
// has them is whole.
func (c *console) settle(ctx context.Context, f *folder, fed *kpuk.Federation, o *founding) (*founded, error) {
	fed.Header = kpuk.Header{ID: f.set.Partition, Partition: f.set.Partition, Scope: f.set.Partition}
	coordinator := &kpuk.Person{Name: o.coordinator, Office: kpuk.OfficeCoordinator}
	coordinator.Header = kpuk.Header{ID: f.set.Founder, Partition: f.set.Partition, Scope: kpuk.AdminScope(f.set.Partition)}
	if o.phone != "" {
		phone, err := kpuk.ParsePhone(o.phone)
		if err != nil {
			return nil, misused("--phone: %v", err)
		}
		coordinator.Phone = phone
	}
	if _, err := f.certificate(c); err != nil {
		return nil, err
	}
	pin, err := f.pin("auto")
	if err != nil {
		return nil, err
	}
	inv, made, err := f.draw(c.rand, coordinator, terms{expires: o.expires, url: f.set.URL, pin: pin})
	if err != nil {
		return nil, err
	}
	if err := f.save(ctx, []kpuk.Record{fed, coordinator, inv}); err != nil {
		return nil, err
	}
	key, _ := ed25519.NewKeyFromSeed(f.set.Key).Public().(ed25519.PublicKey) //nolint:errcheck // its type is known
	return &founded{Data: o.data, Federation: fed.ID, Name: fed.Name, HubKey: hex.EncodeToString(key), Invitation: made},
		fault.E("settle", fault.Other, f.store.SetLocal(ctx, settingsKey, f.set))
}

// remove takes back a hub that could not be finished; the folder itself may have been
// there before.
func remove(dir string) error {
	var err error
	for _, name := range []string{storeFile, storeFile + ".key", secretFile, certFile, certKey, databaseFile} {
		if e := os.Remove(filepath.Join(dir, name)); e != nil && !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return fault.E("remove", fault.Other, err)
}

// list splits a list of the command line.
func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
}
