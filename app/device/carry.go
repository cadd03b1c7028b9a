package device

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"pendamping/fault"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
)

const (
	carriedKey = "carried"
	carriedDir = "carried"
	// maxCarried is how many bundles a device carries at once; the oldest that have been
	// delivered make way.
	maxCarried = 200
	// MaxCarry is the largest bundle that is carried, in bytes: a hub takes no larger one
	// over the network.
	MaxCarry = 64 << 20
)

// ErrShelfFull is returned when too many bundles wait to be delivered.
var ErrShelfFull = fault.New(fault.Full, "too many bundles wait to be delivered")

// CarriedState is how far a carried bundle has come.
type CarriedState uint8

// The states.
const (
	CarriedWaiting   CarriedState = iota // for a contact with the hub
	CarriedDelivered                     // the hub has it, and its answer is here
	CarriedRefused                       // the hub will not have it; Reason says why
)

// Carried is a bundle of somebody else that this device brings to the hub, and the answer
// on its way back. What is in it cannot be read here, but on the devices of coordinators.
type Carried struct {
	Key    string        `cbor:"1,keyasint"` // names it here
	Device merge.ID      `cbor:"2,keyasint"` // that made it; zero when that is not known
	Name   string        `cbor:"3,keyasint,omitempty"`
	At     int64         `cbor:"4,keyasint"` // Unix milliseconds of this device's clock
	Bytes  int64         `cbor:"5,keyasint"`
	State  CarriedState  `cbor:"6,keyasint,omitempty"`
	Reason fault.Kind    `cbor:"7,keyasint,omitempty"`
	Back   bool          `cbor:"8,keyasint,omitempty"`  // its maker has got the answer
	Held   uint64        `cbor:"9,keyasint,omitempty"`  // changes of its maker that the hub holds
	Of     merge.Replica `cbor:"10,keyasint"`           // whose changes Held counts
	ByFile bool          `cbor:"11,keyasint,omitempty"` // it came as a file, and the answer goes back as one
}

// Sender is who gave a bundle to be carried, as far as that is known.
type Sender struct {
	Device merge.ID // that made it
	Name   string   // of its person
	ByFile bool     // not by himself
}

// Carry takes a bundle on board. A later one of the same device takes the place of the
// one before, as each holds all that is not confirmed; of a device that is not known, the
// same file is carried once.
func (d *Device) Carry(ctx context.Context, r io.Reader, from Sender) (Carried, error) {
	const op fault.Op = "device.Carry"
	c := Carried{Device: from.Device, Name: from.Name, ByFile: from.ByFile, At: d.cfg.Now().UnixMilli()}
	tmp, err := d.spool(r, &c)
	if err != nil {
		return Carried{}, fault.E(op, fault.Other, err)
	}
	d.carrying.Lock()
	defer d.carrying.Unlock()
	all, err := d.carried(ctx)
	if err == nil {
		all, err = d.room(all, c.Key)
	}
	if err == nil {
		err = os.Rename(tmp, d.carriedPath(c.Key, false))
	}
	if err != nil {
		return Carried{}, fault.E(op, fault.Other, errors.Join(err, os.Remove(tmp)))
	}
	if at := slices.IndexFunc(all, func(o Carried) bool { return o.Key == c.Key }); at >= 0 {
		all = slices.Delete(all, at, at+1)
	}
	return c, fault.E(op, fault.Other, d.Store.SetLocal(ctx, carriedKey, append(all, c)))
}

// spool copies a bundle into the folder, sealed as it is, and names it.
func (d *Device) spool(r io.Reader, c *Carried) (string, error) {
	if err := os.MkdirAll(filepath.Join(d.cfg.Dir, carriedDir), 0o700); err != nil {
		return "", err //nolint:wrapcheck // wrapped by Carry
	}
	f, err := os.CreateTemp(filepath.Join(d.cfg.Dir, carriedDir), "new-*")
	if err != nil {
		return "", err //nolint:wrapcheck // wrapped by Carry
	}
	sum := sha256.New()
	head := &headWriter{}
	c.Bytes, err = io.Copy(io.MultiWriter(f, sum, head), io.LimitReader(r, MaxCarry+1))
	if err == nil && c.Bytes > MaxCarry {
		err = bundle.ErrTooLarge
	}
	if err == nil {
		var to bundle.Direction
		to, _, err = bundle.Sniff(head.b, ed25519.PublicKey(d.Present().HubKey))
		if err == nil && to != bundle.ToHub {
			err = bundle.ErrDirection
		}
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	c.Key = hex.EncodeToString(c.Device[:])
	if c.Device.IsZero() {
		c.Key = hex.EncodeToString(sum.Sum(nil)[:16])
	}
	return f.Name(), nil
}

// headWriter keeps the first bytes that are written.
type headWriter struct{ b []byte }

// Write implements io.Writer.
func (h *headWriter) Write(p []byte) (int, error) {
	h.b = append(h.b, p[:min(len(p), bundle.HeaderSize-len(h.b))]...)
	return len(p), nil
}

// room makes room for one more on the shelf.
func (d *Device) room(all []Carried, key string) ([]Carried, error) {
	if len(all) < maxCarried || slices.ContainsFunc(all, func(c Carried) bool { return c.Key == key }) {
		return all, nil
	}
	at := slices.IndexFunc(all, func(c Carried) bool { return c.State != CarriedWaiting })
	if at < 0 {
		return nil, fault.E("", fault.Full, ErrShelfFull)
	}
	d.forget(all[at].Key)
	return slices.Delete(all, at, at+1), nil
}

// forget removes the files of a carried bundle.
func (d *Device) forget(key string) {
	for _, answer := range []bool{false, true} {
		if err := os.Remove(d.carriedPath(key, answer)); err != nil && !errors.Is(err, os.ErrNotExist) {
			d.cfg.Logger.Warn("carried file not removed")
		}
	}
}

// carriedPath is the file of a carried bundle, or of the answer to it.
func (d *Device) carriedPath(key string, answer bool) string { //nolint:revive // two files of one thing
	if answer {
		return filepath.Join(d.cfg.Dir, carriedDir, key+".answer")
	}
	return filepath.Join(d.cfg.Dir, carriedDir, key+bundle.Extension)
}

// Carrying lists what is carried, the oldest first.
func (d *Device) Carrying(ctx context.Context) ([]Carried, error) {
	d.carrying.Lock()
	defer d.carrying.Unlock()
	all, err := d.carried(ctx)
	return all, fault.E("device.Carrying", fault.Other, err)
}

func (d *Device) carried(ctx context.Context) (all []Carried, err error) {
	_, err = d.Store.Local(ctx, carriedKey, &all)
	return all, err //nolint:wrapcheck // wrapped by callers
}

// amend alters what is known of a carried bundle, if it is still the one of that time.
func (d *Device) amend(ctx context.Context, c *Carried, fn func(*Carried)) error {
	d.carrying.Lock()
	defer d.carrying.Unlock()
	all, err := d.carried(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(o Carried) bool { return o.Key == c.Key && o.At == c.At })
	if at < 0 {
		return nil // another took its place
	}
	fn(&all[at])
	return d.Store.SetLocal(ctx, carriedKey, all) //nolint:wrapcheck // wrapped by callers
}

// AnswerFor opens the hub's answer for a device, which it can read alone; nil when there
// is none. The caller closes it.
func (d *Device) AnswerFor(ctx context.Context, device merge.ID) (*os.File, error) {
	const op fault.Op = "device.AnswerFor"
	f, err := d.OpenAnswer(ctx, hex.EncodeToString(device[:]))
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil //nolint:nilnil // there is none, as it says
	}
	return f, fault.E(op, fault.Other, err)
}

// OpenAnswer opens the answer to a carried bundle, to be given back. The caller closes it.
func (d *Device) OpenAnswer(ctx context.Context, key string) (*os.File, error) {
	const op fault.Op = "device.OpenAnswer"
	all, err := d.Carrying(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	at := slices.IndexFunc(all, func(c Carried) bool { return c.Key == key })
	if at < 0 {
		return nil, fault.E(op, fault.NotFound, os.ErrNotExist)
	}
	f, err := os.Open(d.carriedPath(key, true))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.E(op, fault.NotFound, err)
	}
	return f, fault.E(op, fault.Other, err)
}

// GivenBack notes that the maker of a carried bundle has got the answer.
func (d *Device) GivenBack(ctx context.Context, key string) error {
	all, err := d.Carrying(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Key == key && all[i].State == CarriedDelivered {
			err = d.amend(ctx, &all[i], func(c *Carried) { c.Back = true })
		}
	}
	return fault.E("device.GivenBack", fault.Other, err)
}
