package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/rule"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

var (
	errNoDevice = fault.New(fault.NotFound, "no such device")
	errCode     = fault.New(fault.Denied, "no such code, or it was used")
	errExpired  = fault.New(fault.Denied, "the invitation has expired")
	errRevoked  = fault.New(fault.Denied, "the device was revoked")
	errReplica  = fault.New(fault.Denied, "the replica belongs to another device")
)

// directory knows people, devices and invitations: the records of the admin scope, as
// they stand now. It implements hub.Directory. A copy is kept in memory and brought up
// to date, before it is asked, by what changed in the store since; the judge, which runs
// inside the store's transactions, reads the copy alone.
type directory struct {
	f *folder

	mu      sync.Mutex // guards the rest; never held while the judge may run
	at      uint64     // position up to which the copy is true
	people  map[kpuk.ID]*kpuk.Person
	devices map[kpuk.ID]*kpuk.Device
	invites map[kpuk.ID]*kpuk.Invite
	gift    *hub.Gift // the federation's record

	refreshing sync.Mutex // one reader of news at a time, so that none is overtaken
	redeeming  sync.Mutex // one enrolment at a time
}

func newDirectory(ctx context.Context, f *folder) (*directory, error) {
	d := &directory{
		f: f, people: map[kpuk.ID]*kpuk.Person{}, devices: map[kpuk.ID]*kpuk.Device{}, invites: map[kpuk.ID]*kpuk.Invite{},
	}
	err := d.refresh(ctx)
	return d, err
}

// refresh takes in what changed in the admin scope.
func (d *directory) refresh(ctx context.Context) error {
	const op fault.Op = "directory.refresh"
	now, err := d.f.store.Position(ctx)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	if d.known() >= now {
		return nil
	}
	d.refreshing.Lock()
	defer d.refreshing.Unlock()
	at := d.known()
	own := merge.ID(d.f.set.Partition)
	q := merge.Query{Partition: own, Scopes: []merge.ID{own, merge.AdminScope(own)}, After: at, Base: at}
	var altered []merge.Delta
	page, err := d.f.store.PageTo(ctx, q, func(delta *merge.Delta) bool {
		altered = append(altered, merge.Delta{Record: delta.Record, Kind: delta.Kind, Gone: delta.Gone})
		return true
	})
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	recs, gift, err := d.news(ctx, altered)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, rec := range recs {
		d.put(rec)
	}
	if gift != nil {
		d.gift = gift
	}
	d.at = max(d.at, page.Next)
	return nil
}

// news reads the accounts that changed, and the federation's record if it did.
func (d *directory) news(ctx context.Context, deltas []merge.Delta) (recs []kpuk.Record, gift *hub.Gift, err error) {
	for i := range deltas {
		id := kpuk.ID(deltas[i].Record)
		if id == d.f.set.Partition {
			if gift, err = d.giftOf(ctx, deltas[i].Record); err != nil {
				return nil, nil, err
			}
		}
		if kpuk.Kind(deltas[i].Kind) < kpuk.KindPerson && !deltas[i].Gone { // a visit or task of the whole federation
			continue
		}
		rec, fail := d.f.store.Read(ctx, id)
		if fail != nil {
			return nil, nil, fault.E("directory.news", fault.Other, fail)
		}
		recs = append(recs, rec)
	}
	return recs, gift, nil
}

// fieldRecovery is the number of a Federation's Recovery.
const fieldRecovery = 13

// giftOf is the federation's record as devices are given it, once it names a key for
// forgotten PINs: it lies in no scope of a facilitator's. nil before that.
func (d *directory) giftOf(ctx context.Context, own merge.ID) (*hub.Gift, error) {
	rec, err := d.f.store.Record(ctx, own)
	if err != nil {
		return nil, fault.E("directory.giftOf", fault.Other, err)
	}
	if key := rec.Field(merge.Field{Number: fieldRecovery}); len(key.Siblings) == 0 {
		return nil, nil //nolint:nilnil // documented
	}
	digest := rec.Digest()
	g := &hub.Gift{Deltas: []merge.Delta{rec.Newer(0)}, Mark: [4]byte(digest[:])}
	g.Mark[0] |= 1 // never zero
	return g, nil
}

// known is the position up to which the copy is true.
func (d *directory) known() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at
}

// put keeps a record in the copy; removed ones leave it. The lock is held.
func (d *directory) put(rec kpuk.Record) {
	switch r := rec.(type) {
	case *kpuk.Person:
		place(d.people, r.ID, r, &r.Header)
	case *kpuk.Device:
		place(d.devices, r.ID, r, &r.Header)
	case *kpuk.Invite:
		place(d.invites, r.ID, r, &r.Header)
	default: // the admin scope holds nothing else
	}
}

func place[T any](in map[kpuk.ID]T, id kpuk.ID, r T, h *kpuk.Header) {
	if h.Gone() {
		delete(in, id)
		return
	}
	in[id] = r
}

// office is what a person may do; 0 for nobody.
func (d *directory) office(person kpuk.ID) kpuk.Office {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.people[person]; p != nil {
		return p.Office
	}
	return 0
}

// judge holds a change against the rules of the domain. It runs inside the store's
// transaction and asks only the copy in memory.
func (d *directory) judge(c merge.Change, current func(merge.ID) (merge.Record, bool)) merge.Verdict {
	return rule.Rules{Office: d.office}.Judge(c, current)
}

// Device implements hub.Directory.
func (d *directory) Device(ctx context.Context, id merge.ID) (hub.Device, error) {
	if err := d.refresh(ctx); err != nil {
		return hub.Device{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	dev := d.devices[kpuk.ID(id)]
	if dev == nil {
		return hub.Device{}, fault.E("directory.Device", fault.NotFound, errNoDevice)
	}
	return d.rights(dev), nil
}

// rights are what a device may do, by the office and assignments of its person. The
// lock is held.
func (d *directory) rights(dev *kpuk.Device) hub.Device {
	r := rule.RightsOf(dev, d.people[dev.Person])
	out := hub.Device{
		Key: dev.Key, Person: merge.ID(dev.Person), Partition: merge.ID(d.f.set.Partition),
		All: r.All, Admin: r.Admin, ReadOnly: r.ReadOnly, Revoked: r.Revoked, Order: dev.Order,
		Shared: dev.SharedAt > 0, Closed: dev.ClosedAt > 0, Waiting: dev.Waits(),
	}
	for _, scope := range r.Scopes {
		out.Scopes = append(out.Scopes, merge.ID(scope))
	}
	if !out.All {
		out.Gift = d.gift
	}
	return out
}

// Vouch implements hub.Notary. Those who hold the whole partition and may write can open
// the bundles of its devices, so that a coordinator can review what comes by file at once.
func (d *directory) Vouch(ctx context.Context, id merge.ID) (hub.Voucher, error) {
	if err := d.refresh(ctx); err != nil {
		return hub.Voucher{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var v hub.Voucher
	if dev := d.devices[kpuk.ID(id)]; dev != nil && d.people[dev.Person] != nil {
		p := d.people[dev.Person]
		v.Name, v.Office = p.Name, uint8(p.Office)
	}
	for _, other := range slices.SortedFunc(maps.Values(d.devices), func(a, b *kpuk.Device) int { return bytes.Compare(a.ID[:], b.ID[:]) }) {
		switch rights := d.rights(other); {
		case rights.Revoked, rights.Closed, rights.Waiting: // also keys that are in two hands
			v.Revoked = append(v.Revoked, merge.ID(other.ID))
		case rights.All && !rights.ReadOnly:
			v.Openers = append(v.Openers, other.Key)
		}
	}
	return v, nil
}

// claimKey is where it is kept which device a replica belongs to.
func claimKey(r merge.Replica) string { return "replica/" + hex.EncodeToString(r[:]) }

// Claim implements hub.Directory.
func (d *directory) Claim(ctx context.Context, device merge.ID, r merge.Replica) error {
	const op fault.Op = "directory.Claim"
	if r == d.f.store.Replica() {
		return fault.E(op, fault.Denied, errReplica)
	}
	owner, err := d.f.store.Claim(ctx, claimKey(r), kpuk.ID(device))
	if err == nil && !d.sameLine(owner, kpuk.ID(device)) {
		return fault.E(op, fault.Denied, errReplica)
	}
	return fault.E(op, fault.Other, err)
}

// Redeem implements hub.Directory.
func (d *directory) Redeem(ctx context.Context, codeHash [32]byte, r hub.DeviceRequest) (hub.Grant, error) {
	const op fault.Op = "directory.Redeem"
	d.redeeming.Lock()
	defer d.redeeming.Unlock()
	if err := d.refresh(ctx); err != nil {
		return hub.Grant{}, fault.E(op, fault.Other, err)
	}
	inv, err := d.invitation(codeHash, r)
	if err != nil {
		return hub.Grant{}, fault.E(op, fault.Other, err)
	}
	if inv.UsedBy.IsZero() {
		err = d.enrol(ctx, inv, r)
	}
	if err != nil {
		return hub.Grant{}, fault.E(op, fault.Other, err)
	}
	device, err := d.Device(ctx, r.Device)
	if err != nil {
		return hub.Grant{}, fault.E(op, fault.Other, err)
	}
	deltas, err := d.greeting(ctx, kpuk.ID(device.Person))
	return hub.Grant{Device: device, Deltas: deltas}, fault.E(op, fault.Other, err)
}

// invitation finds the invitation of a code and tells whether the device may use it: one
// that used it before may again, for answers get lost.
func (d *directory) invitation(codeHash [32]byte, r hub.DeviceRequest) (*kpuk.Invite, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	const op fault.Op = "directory.invitation"
	dev := d.devices[kpuk.ID(r.Device)]
	if dev != nil && dev.RevokedAt > 0 {
		return nil, fault.E(op, fault.Other, errRevoked)
	}
	for _, inv := range d.invites {
		if !bytes.Equal(inv.CodeHash, codeHash[:]) {
			continue
		}
		switch {
		case !inv.UsedBy.IsZero() && (inv.UsedBy != kpuk.ID(r.Device) || dev == nil || !bytes.Equal(dev.Key, r.Key)):
			return nil, fault.E(op, fault.Other, errCode)
		case inv.UsedBy.IsZero() && r.At.UnixMilli() > inv.Expires:
			return nil, fault.E(op, fault.Other, errExpired)
		case inv.UsedBy.IsZero() && (dev != nil || d.people[inv.Person] == nil):
			return nil, fault.E(op, fault.Other, errCode) // one key is one device, and a device is somebody's
		}
		copied := *inv
		return &copied, nil
	}
	return nil, fault.E(op, fault.Other, errCode)
}

// usedKey is where it is kept which device an invitation is for, once one has shown it.
func usedKey(inv *kpuk.Invite) string { return "invite/" + hex.EncodeToString(inv.ID[:]) }

// enrol keeps the new device and uses the invitation up, in one save. Another process
// may be at the same invitation: it is whose claim came first.
func (d *directory) enrol(ctx context.Context, inv *kpuk.Invite, r hub.DeviceRequest) error {
	const op fault.Op = "directory.enrol"
	first, err := d.f.store.Claim(ctx, usedKey(inv), kpuk.ID(r.Device))
	if err == nil && first != kpuk.ID(r.Device) {
		err = errCode
	}
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	h := inv.Header
	h.ID, h.Seen = kpuk.ID(r.Device), nil
	label := inv.Label
	if label == "" {
		label = r.Label
	}
	inv.UsedBy = kpuk.ID(r.Device)
	dev := &kpuk.Device{Header: h, Person: inv.Person, Label: label, Key: r.Key, EnrolledAt: r.At.UnixMilli()}
	return d.f.save(ctx, []kpuk.Record{dev, inv})
}

// greeting is what a device needs before its first sync: its own person whole, the names
// and offices of the others, and the federation. None of it is in a facilitator's scopes.
func (d *directory) greeting(ctx context.Context, own kpuk.ID) ([]merge.Delta, error) {
	d.mu.Lock()
	ids := []kpuk.ID{d.f.set.Partition}
	for id := range d.people {
		ids = append(ids, id)
	}
	d.mu.Unlock()
	var out []merge.Delta
	for _, id := range ids {
		rec, err := d.f.store.Record(ctx, merge.ID(id))
		if errors.Is(err, merge.ErrNoRecord) {
			continue
		}
		if err != nil {
			return nil, fault.E("greeting", fault.Other, err)
		}
		delta := rec.Newer(0)
		if id != own && kpuk.Kind(rec.Kind) == kpuk.KindPerson {
			delta.Fields = slices.DeleteFunc(delta.Fields, private)
		}
		out = append(out, delta)
	}
	return out, nil
}

// private tells whether a field of a person is not for her colleagues.
func private(f merge.FieldState) bool {
	n := f.Field.Number
	return n != kpuk.FieldScope && n != personName && n != personOffice
}

// Numbers of a Person's fields.
const (
	personName   = 10
	personOffice = 12
)

// grace is how long requests under way may take when the hub stops.
const grace = 20 * time.Second
