package device

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// Stage is how far joining has come.
type Stage uint8

// The stages, in order.
const (
	Asking   Stage = iota + 1 // the hub is asked
	Creating                  // the store is made
	Fetching                  // the first download
	Joined
)

// Joiner makes the device of a folder known to a hub. It keeps the key it offers the hub, so that a
// second try after a lost answer is the same device's.
type Joiner struct {
	cfg Config
	key ed25519.PrivateKey
}

// keyFile holds the key until the store has it. It opens nothing but the hub, as a
// device that is not enrolled yet.
const keyFile = "joining.key"

// NewJoiner makes a joiner for a folder.
func NewJoiner(cfg Config) *Joiner { return &Joiner{cfg: cfg} }

// HubOf reads an invitation and names the hub it leads to.
func HubOf(invite string) (string, error) {
	const op fault.Op = "device.HubOf"
	inv, err := wire.ParseInvitation(invite)
	if err != nil {
		return "", fault.E(op, fault.Other, err)
	}
	u, err := url.Parse(inv.Hub)
	if err != nil {
		return "", fault.E(op, fault.Invalid, err)
	}
	return u.Host, nil
}

// Join redeems an invitation: it asks the hub, makes the store under the secret and downloads
// what the device may hold. A download that is cut off leaves a device that is enrolled
// and goes on with its next sync.
func (j *Joiner) Join(ctx context.Context, invite, secret string, progress func(Stage, int)) (*Device, error) {
	const op fault.Op = "device.Join"
	inv, err := wire.ParseInvitation(invite)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if err = j.prepare(); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	progress(Asking, 0)
	enrolment, err := session.Enrol(ctx, session.NewClient(inv.Pin), inv, session.EnrolRequest{
		Key: j.key, Label: j.label(), Schema: store.Schema, Derive: store.Derive,
	})
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	progress(Creating, 0)
	d, err := j.create(ctx, enrolment, secret)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	progress(Fetching, 0)
	if _, err := d.Sync(ctx, func(p session.Progress) { progress(Fetching, p.Pulled) }); err != nil && fault.KindOf(err) != fault.Transient {
		d.Close()
		return nil, fault.E(op, fault.Other, err)
	}
	progress(Joined, 0)
	return d, nil
}

// prepare makes the folder and the key, and sets a half-made store aside.
func (j *Joiner) prepare() error {
	if err := os.MkdirAll(j.cfg.Dir, 0o700); err != nil {
		return fault.E("device.prepare", fault.Other, err)
	}
	if j.key != nil {
		return nil
	}
	path := filepath.Join(j.cfg.Dir, keyFile)
	seed, err := os.ReadFile(path) //nolint:gosec // the app's own folder
	if err != nil || len(seed) != ed25519.SeedSize {
		seed = make([]byte, ed25519.SeedSize)
		if _, err := io.ReadFull(j.cfg.Rand, seed); err != nil {
			return fault.E("device.prepare", fault.Internal, err)
		}
		if err := os.WriteFile(path, seed, 0o600); err != nil {
			return fault.E("device.prepare", fault.Other, err)
		}
	}
	j.key = ed25519.NewKeyFromSeed(seed)
	return nil
}

func (j *Joiner) label() string {
	if j.cfg.Label != "" {
		return j.cfg.Label
	}
	if host, err := os.Hostname(); err == nil && host != "" && host != "localhost" {
		return host
	}
	return "Tablet"
}

// create makes the store and writes into it who this device is.
func (j *Joiner) create(ctx context.Context, e session.Enrolment, secret string) (*Device, error) {
	path := filepath.Join(j.cfg.Dir, storeFile)
	if err := setAside(path); err != nil {
		return nil, err
	}
	cfg := j.cfg
	if cfg.Argon == (store.Argon{}) {
		// A slow tablet must still open in about a second.
		cfg.Argon = store.CalibrateArgon(cfg.Now)
	}
	s, err := store.Create(ctx, path, cfg.options(secret))
	if err != nil {
		return nil, err //nolint:wrapcheck // wrapped by Join
	}
	d := &Device{Store: s, cfg: j.cfg}
	if err := d.settle(ctx, j.key, e, secret); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := os.Remove(filepath.Join(j.cfg.Dir, keyFile)); err != nil {
		d.Warn(ctx, "joining key not removed", err)
	}
	return d, nil
}

// settle keeps link, own records and identity, in this order: a store with an identity
// is complete.
func (d *Device) settle(ctx context.Context, key ed25519.PrivateKey, e session.Enrolment, secret string) error {
	if err := d.Store.Absorb(ctx, merge.Page{Deltas: e.Deltas}, nil); err != nil {
		return err //nolint:wrapcheck // wrapped by Join
	}
	if err := d.Store.SetLink(ctx, e.Link); err != nil {
		return err //nolint:wrapcheck // wrapped by Join
	}
	d.Identity = Identity{
		Device: kpuk.ID(e.Device), Key: key, Hub: e.Hub, Pin: e.Pin, Project: e.Project, HubKey: e.HubKey,
		Partition: kpuk.ID(e.Partition), Person: kpuk.ID(e.Person), Office: kpuk.OfficeFacilitator, All: e.All,
	}
	if err := d.introduce(ctx, secret); err != nil {
		return err
	}
	if err := d.connect(d.Identity); err != nil {
		return err
	}
	return d.Store.SetLocal(ctx, identityKey, d.Identity) //nolint:wrapcheck // wrapped by Join
}

// introduce writes down what the device shows before it is opened, by its own records.
func (d *Device) introduce(ctx context.Context, secret string) error {
	p := d.cfg.Profile
	p.Label, p.Passphrase = (&Joiner{cfg: d.cfg}).label(), len(secret) != pinLength
	if person, err := store.Get[kpuk.Person](ctx, d.Store, d.Identity.Person); err == nil {
		d.Identity.Office, p.Name = person.Office, person.Name
	}
	if fed, err := store.Get[kpuk.Federation](ctx, d.Store, d.Identity.Partition); err == nil {
		p.Place = fed.Name
	}
	p.Office = d.Identity.Office.String()
	d.profile = p
	return WriteProfile(d.cfg.Dir, p)
}

// setAside moves a store out of the way, with the journal and the header beside it, so
// that it opens under its new name as before. It is never deleted: somebody may want to
// know. The file itself goes last, so that a move that was cut off is finished by the next.
func setAside(path string) error {
	const op fault.Op = "device.setAside"
	if _, err := os.Stat(path); err != nil {
		return nil //nolint:nilerr // nothing there
	}
	for n := 1; n < 100; n++ {
		aside := fmt.Sprintf("%s.aside-%d", path, n)
		if _, err := os.Stat(aside); err == nil {
			continue
		}
		for _, part := range []string{".journal", ".key", ""} {
			if err := os.Rename(path+part, aside+part); err != nil && (part == "" || !errors.Is(err, fs.ErrNotExist)) {
				return fault.E(op, fault.Other, err)
			}
		}
		return nil
	}
	return fault.E(op, fault.Exists, store.ErrExists)
}
