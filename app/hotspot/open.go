package hotspot

import (
	"context"
	"crypto/ed25519"
	"io"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/rule"
	"pendamping/sync/bundle"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Opened is what was found in a bundle.
type Opened struct {
	Device  merge.ID // that made it
	Name    string   // of its person
	Fresh   int      // changes that were new here
	Refused int      // changes that the hub will not accept either
}

// Open reads a bundle that is on its way to the hub and sealed for this device too, and
// merges what is new in it, judged as the hub would judge it: a coordinator reviews at
// once what was brought as a file. To open the same again changes nothing. A bundle that
// this device cannot open gives bundle.ErrSealed; it can be carried all the same.
func Open(ctx context.Context, cfg Config, file io.ReadSeeker) (Opened, error) {
	const op fault.Op = "hotspot.Open"
	papers, err := cfg.Device.Papers(ctx)
	if err != nil {
		return Opened{}, fault.E(op, fault.Other, err)
	}
	id := cfg.Device.Present()
	o, err := bundle.NewOpener(id.Project, id.Key, ed25519.PublicKey(id.HubKey), store.Derive)
	if err != nil {
		return Opened{}, fault.E(op, fault.Other, err)
	}
	acc := &accounts{dev: cfg.Device}
	// To its end first: half a bundle is none.
	m, err := o.Read(ctx, file, acc.key, func(bundle.Manifest, *wire.Request) error { return nil })
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return Opened{}, fault.E(op, fault.Other, err)
	}
	out := Opened{Device: m.Device, Name: cfg.Device.NameOf(ctx, acc.rights.Person)}
	in := &intake{Store: cfg.Device.Store, took: func(fresh, refused int) {
		out.Fresh, out.Refused = out.Fresh+fresh, out.Refused+refused
	}}
	h, err := newHub(papers, &cfg, in, acc)
	if err != nil {
		return Opened{}, fault.E(op, fault.Other, err)
	}
	_, err = o.Read(ctx, file, acc.key, func(m bundle.Manifest, req *wire.Request) error {
		in.base = req.Base
		req.Want = 0 // the hub gives what is new, not this device
		_, fail := h.Answer(ctx, wire.Auth{Device: m.Device, Replica: m.Replica}, req)
		return fail //nolint:wrapcheck // wrapped by Open
	})
	return out, fault.E(op, fault.Other, err)
}

// intake is the device's store as the hub's code sees it while a bundle is taken in, which
// begins where the hub's receipt ends: what comes before is taken as known.
type intake struct {
	*store.Store

	took func(fresh, refused int)
	base merge.Head
}

// Head implements hub.Store.
func (in *intake) Head(context.Context, merge.Replica) (merge.Head, error) { return in.base, nil }

// Verdicts implements hub.Store: what is not merged here leaves no trace.
func (*intake) Verdicts(context.Context, merge.Replica, uint64, uint64) ([]merge.Verdict, error) {
	return nil, nil
}

// Ingest implements hub.Store.
func (in *intake) Ingest(ctx context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (merge.Head, []merge.Verdict, error) {
	fresh, verdicts, err := in.Graft(ctx, r, changes, judge)
	if err != nil {
		return merge.Head{}, nil, fault.E("hotspot.Ingest", fault.Other, err)
	}
	in.took(fresh, len(verdicts))
	return merge.Head{Seq: changes[len(changes)-1].Seq}, verdicts, nil
}

// accounts is a hub.Directory for the one device whose bundle is opened, from the
// accounts that a coordinator's device holds.
type accounts struct {
	dev    *device.Device
	rights hub.Device
	person kpuk.Office
}

// key finds the key of the device that made a bundle, and what it may do.
func (a *accounts) key(ctx context.Context, id merge.ID) (ed25519.PublicKey, error) {
	dev, r, err := a.dev.Account(ctx, id)
	if err != nil {
		return nil, fault.E("accounts.key", fault.Other, err)
	}
	if dev == nil {
		return nil, fault.E("accounts.key", fault.NotFound, errUnknown)
	}
	a.rights = hub.Device{
		Key: dev.Key, Person: merge.ID(dev.Person), Partition: merge.ID(a.dev.Present().Partition),
		All: r.All, ReadOnly: r.ReadOnly, Revoked: r.Revoked,
	}
	for _, s := range r.Scopes {
		a.rights.Scopes = append(a.rights.Scopes, merge.ID(s))
	}
	a.person = a.dev.OfficeOf(ctx, a.rights.Person)
	return dev.Key, nil
}

// Device implements hub.Directory.
func (a *accounts) Device(context.Context, merge.ID) (hub.Device, error) { return a.rights, nil }

// Claim implements hub.Directory: the opener has seen the hub's word that the replica is
// the device's.
func (*accounts) Claim(context.Context, merge.ID, merge.Replica) error { return nil }

// Redeem implements hub.Directory: nobody joins by a bundle.
func (*accounts) Redeem(context.Context, [32]byte, hub.DeviceRequest) (hub.Grant, error) {
	return hub.Grant{}, fault.E("hotspot.Redeem", fault.Denied, errCode)
}

// office is what the person of the bundle may do.
func (a *accounts) office(person kpuk.ID) kpuk.Office {
	if merge.ID(person) == a.rights.Person {
		return a.person
	}
	return 0
}

// founds is the hub's Founds.
func (a *accounts) founds(_ *hub.Device, c *merge.Change, e *merge.Edit) bool {
	g, ok := rule.NewGroup(c, e)
	return ok && rule.MayForm(g, kpuk.ID(a.rights.Person), a.person, func(s kpuk.ID) bool { return a.rights.Holds(merge.ID(s)) })
}

// founded is the hub's Founded. What follows in the same bundle is hers too.
func (a *accounts) founded(_ context.Context, _ *hub.Device, scopes []merge.ID) error {
	a.rights.Scopes = append(a.rights.Scopes, scopes...)
	return nil
}
