package hotspot

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"pendamping/app/device"
	"pendamping/kpuk"
	"pendamping/sync/bundle"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// desk is a coordinator's desktop that knows the tablets of others.
func (o *office) desk(n byte, tablets ...*player) *player {
	o.t.Helper()
	admin := kpuk.AdminScope(fed)
	for _, p := range tablets {
		person := &kpuk.Person{Name: "Pendamping", Office: kpuk.OfficeFacilitator, Assigned: map[kpuk.ID]kpuk.Assignment{melati: {Granted: true}}}
		person.ID, person.Partition, person.Scope = p.person, fed, admin
		dev := &kpuk.Device{Person: p.person, Key: p.Identity.Key[32:]}
		dev.ID, dev.Partition, dev.Scope = p.Identity.Device, fed, admin
		o.record(person, dev)
	}
	return o.join(n, hub.Device{All: true, Admin: true})
}

func (p *player) export() []byte {
	p.t.Helper()
	var file bytes.Buffer
	_, err := p.ExportBundle(p.t.Context(), &file)
	ok(p.t, err)
	return file.Bytes()
}

func (p *player) open(file []byte) (Opened, error) {
	p.t.Helper()
	return Open(p.t.Context(), p.config(), bytes.NewReader(file))
}

// renew fetches the passport anew, as a week later.
func (p *player) renew() {
	p.t.Helper()
	ok(p.t, p.Store.SetLocal(p.t.Context(), "passport", nil))
	p.sync()
}

// TestDesktop: a bundle is reviewed on a coordinator's desktop before it reaches the hub,
// which it does by the same desktop; the answer goes back as a file.
func TestDesktop(t *testing.T) {
	o := newOffice(t)
	a := o.join(1, in(melati))
	a.save(member(melati, 9)) // known to the hub
	a.sync()
	c := o.desk(3, a)
	a.renew() // hears of the desktop
	o.off.Store(true)
	a.save(meeting(kpuk.Submitted, a.person))
	a.save(member(melati, 1), member(melati, 2))
	a.save(member(mawar, 3)) // which he has no right to
	file := a.export()
	got, err := c.open(file)
	ok(t, err)
	if got.Device != merge.ID(a.Identity.Device) || got.Name != "Pendamping" || got.Fresh != 2 || got.Refused != 1 {
		t.Errorf("opened %+v", got)
	}
	if get[kpuk.Meeting](c, kpuk.ID{88}) == nil || get[kpuk.Member](c, member(mawar, 3).ID) != nil || c.unconfirmed() != 3 {
		t.Errorf("%d unconfirmed", c.unconfirmed())
	}
	if got, err = c.open(file); err != nil || got.Fresh != 0 {
		t.Errorf("opened twice: %+v, %v", got, err)
	}
	carried, err := c.Carry(t.Context(), bytes.NewReader(file), device.Sender{Device: got.Device, Name: got.Name, ByFile: true})
	ok(t, err)
	_, err = c.Carry(t.Context(), bytes.NewReader(file), device.Sender{Device: got.Device, Name: got.Name, ByFile: true})
	ok(t, err)
	// She approves at once.
	m := get[kpuk.Meeting](c, kpuk.ID{88})
	m.State = kpuk.Standing{State: kpuk.Approved, By: c.person}
	c.save(m)
	if _, err = c.OpenAnswer(t.Context(), carried.Key); err == nil {
		t.Error("there is an answer before the hub was asked")
	}
	o.off.Store(false)
	c.sync()
	if o.posted.Load() != 1 || c.unconfirmed() != 0 {
		t.Errorf("%d bundles posted, %d unconfirmed", o.posted.Load(), c.unconfirmed())
	}
	all, err := c.Carrying(t.Context())
	ok(t, err)
	if len(all) != 1 || all[0].State != device.CarriedDelivered || all[0].Held != 4 || all[0].Of != a.Store.Replica() || all[0].Back {
		t.Errorf("carried %+v", all)
	}
	f, err := c.OpenAnswer(t.Context(), carried.Key)
	ok(t, err)
	back, err := a.ImportAck(t.Context(), f)
	ok(t, errors.Join(err, f.Close(), c.GivenBack(t.Context(), carried.Key)))
	if back.Pushed != 3 || a.waiting() != 0 {
		t.Errorf("the answer %+v, %d wait", back, a.waiting())
	}
	a.sync()
	if get[kpuk.Meeting](a, kpuk.ID{88}).State.State != kpuk.Approved {
		t.Error("the approval did not come")
	}
	o.same(melati, a, c)
	c.sync()
	if o.posted.Load() != 1 {
		t.Error("a delivered bundle was posted again")
	}
}

// TestCourier: a laptop that cannot open a bundle carries it all the same.
func TestCourier(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati))
	o.off.Store(true)
	a.save(member(melati, 1))
	file := a.export()
	if _, err := b.open(file); !errors.Is(err, bundle.ErrSealed) && !errors.Is(err, errUnknown) {
		t.Errorf("opened: %v", err)
	}
	for range 2 {
		_, err := b.Carry(t.Context(), bytes.NewReader(file), device.Sender{})
		ok(t, err)
	}
	all, err := b.Carrying(t.Context())
	ok(t, err)
	if len(all) != 1 || all[0].State != device.CarriedWaiting || all[0].Bytes != int64(len(file)) {
		t.Fatalf("carried %+v", all)
	}
	if _, err = b.Deliver(t.Context()); err == nil {
		t.Error("delivered without a network")
	}
	o.off.Store(false)
	n, err := b.Deliver(t.Context())
	if err != nil || n != 1 {
		t.Errorf("%d delivered, %v", n, err)
	}
	f, err := b.OpenAnswer(t.Context(), all[0].Key)
	ok(t, err)
	_, err = a.ImportAck(t.Context(), f)
	ok(t, errors.Join(err, f.Close()))
	if a.waiting() != 0 {
		t.Errorf("%d wait", a.waiting())
	}
}

// TestCarryRefuses: what is not on its way to the hub is not taken on board, and what the
// hub will not have does not hold up the rest.
func TestCarryRefuses(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati))
	if _, err := b.Carry(t.Context(), bytes.NewReader([]byte("a photo of somebody's cat, long enough")), device.Sender{}); !errors.Is(err, bundle.ErrNotBundle) {
		t.Errorf("a photo: %v", err)
	}
	o.off.Store(true)
	a.save(member(melati, 1))
	file := a.export()
	broken := bytes.Clone(file)
	broken[len(broken)-1] ^= 1
	bad, err := b.Carry(t.Context(), bytes.NewReader(broken), device.Sender{})
	ok(t, err)
	_, err = b.Carry(t.Context(), bytes.NewReader(file), device.Sender{Device: merge.ID(a.Identity.Device)})
	ok(t, err)
	o.off.Store(false)
	b.sync()
	all, err := b.Carrying(t.Context())
	ok(t, err)
	if len(all) != 2 || all[0].Key != bad.Key || all[0].State != device.CarriedRefused || all[1].State != device.CarriedDelivered {
		t.Errorf("carried %+v", all)
	}
	f, err := b.AnswerFor(t.Context(), merge.ID(a.Identity.Device))
	ok(t, err)
	if f == nil || all[1].Key != hex.EncodeToString(a.Identity.Device[:]) {
		t.Fatal("no answer for him")
	}
	if _, err = b.Carry(t.Context(), f, device.Sender{}); !errors.Is(err, bundle.ErrDirection) {
		t.Errorf("an answer taken for a bundle: %v", err)
	}
	ok(t, f.Close())
}

// TestCoordinatorHost: a device that holds accounts goes by what they say today, whatever
// the guest's certificate still promises.
func TestCoordinatorHost(t *testing.T) {
	o := newOffice(t)
	a := o.join(1, in(melati, mawar)) // his certificate says both; the accounts say Melati
	c := o.desk(3, a)
	o.off.Store(true)
	a.save(member(mawar, 1))
	a.save(member(melati, 1))
	v := a.visit(c.host())
	if v.Refused != 1 || get[kpuk.Member](c, member(mawar, 1).ID) != nil || get[kpuk.Member](c, member(melati, 1).ID) == nil {
		t.Errorf("visit %+v", v)
	}
}
