package hotspot

import (
	"errors"
	"testing"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// TestRelay: no hub far and wide. A second tablet goes on with the meeting that the first
// has begun, what both wrote reaches the hub through the second alone, and the first takes
// nothing off its list until the hub's own receipt has come back.
func TestRelay(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati))
	o.off.Store(true)
	a.save(meeting(kpuk.Draft, a.person), member(melati, 1))
	a.save(member(melati, 2))
	h := b.host()
	v := a.visit(h)
	if v.Name != "Pendamping C" || v.Heard != 0 || v.Refused != 0 || v.Handed != 3 || v.Answered != nil || v.Result.Pushed != 2 {
		t.Errorf("first visit: %+v", v)
	}
	if a.waiting() != 2 || b.unconfirmed() != 3 || b.waiting() != 0 {
		t.Errorf("%d wait at the guest, %d are unconfirmed at the host", a.waiting(), b.unconfirmed())
	}
	open := get[kpuk.Meeting](b, kpuk.ID{88})
	if open == nil || get[kpuk.Member](b, member(melati, 2).ID) == nil {
		t.Fatal("the meeting did not come")
	}
	open.State = kpuk.Standing{State: kpuk.Submitted, By: b.person}
	b.save(open)
	b.save(member(melati, 3))
	if v = a.visit(h); v.Heard != 2 || v.Result.Pushed != 0 {
		t.Errorf("second visit: %+v", v)
	}
	if m := get[kpuk.Meeting](a, kpuk.ID{88}); m.State.State != kpuk.Submitted || a.waiting() != 2 || a.unconfirmed() != 4 {
		t.Errorf("meeting %v, %d wait, %d unconfirmed", m.State, a.waiting(), a.unconfirmed())
	}
	if at, err := a.Store.Position(t.Context()); err != nil || a.visit(h).Heard != 0 {
		t.Errorf("a third visit brings something: %v", err)
	} else if again, err := a.Store.Position(t.Context()); err != nil || again != at {
		t.Errorf("a third visit changes something: %v", err)
	}
	o.off.Store(false)
	b.sync()
	if o.posted.Load() != 1 || b.waiting() != 0 || b.unconfirmed() != 0 {
		t.Errorf("%d bundles delivered, %d wait, %d unconfirmed", o.posted.Load(), b.waiting(), b.unconfirmed())
	}
	o.same(melati, b)
	if a.waiting() != 2 {
		t.Error("the outbox shrank without a receipt")
	}
	o.off.Store(true)
	v = a.visit(h)
	// The answer was made before the host's own changes came to the hub.
	if v.Answered == nil || v.Answered.Pushed != 2 || a.waiting() != 0 || a.unconfirmed() != 2 {
		t.Errorf("the receipt came back: %+v, %d wait, %d unconfirmed", v.Answered, a.waiting(), a.unconfirmed())
	}
	o.off.Store(false)
	b.sync()
	a.sync()
	o.same(melati, a, b)
	if a.unconfirmed() != 0 {
		t.Errorf("%d unconfirmed after all", a.unconfirmed())
	}
	for p, want := range map[*player]uint64{a: 2, b: 2} {
		if head, err := o.store.Head(t.Context(), p.Store.Replica()); err != nil || head.Seq != want {
			t.Errorf("the hub holds %d changes of %s, %v", head.Seq, p.person, err)
		}
	}
	rec, err := o.store.Record(t.Context(), merge.ID{88})
	ok(t, err)
	for _, f := range rec.Fields {
		if len(f.Register.Siblings) != 1 {
			t.Errorf("field %d has %d values: somebody did not see the other", f.Field.Number, len(f.Register.Siblings))
		}
	}
}

// TestGuestFirst: whoever has a signal first delivers; the other has nothing left to do.
func TestGuestFirst(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati))
	o.off.Store(true)
	a.save(member(melati, 1))
	b.save(member(melati, 2))
	a.visit(b.host())
	o.off.Store(false)
	a.sync()
	if a.waiting() != 0 || a.unconfirmed() != 1 { // what b wrote is b's to deliver
		t.Errorf("%d wait, %d unconfirmed", a.waiting(), a.unconfirmed())
	}
	b.sync()
	a.sync()
	if b.waiting()+b.unconfirmed()+a.unconfirmed() != 0 {
		t.Errorf("%d wait, %d and %d unconfirmed", b.waiting(), b.unconfirmed(), a.unconfirmed())
	}
	o.same(melati, a, b)
}

// TestScopes: each gets and gives what both may hold, and nothing of another group, also
// within one change.
func TestScopes(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati, mawar)), o.join(2, in(melati))
	o.off.Store(true)
	a.save(member(mawar, 1))
	a.save(member(melati, 1), member(mawar, 2))
	a.save(member(melati, 2))
	b.save(member(melati, 3))
	v := a.visit(b.host())
	if v.Refused != 0 || v.Handed != 4 || v.Heard != 1 {
		t.Errorf("visit %+v", v)
	}
	for id, want := range map[kpuk.ID]bool{
		member(melati, 1).ID: true, member(melati, 2).ID: true, member(mawar, 1).ID: false, member(mawar, 2).ID: false,
	} {
		if got := get[kpuk.Member](b, id) != nil; got != want {
			t.Errorf("%s is at the host: %v", id, got)
		}
	}
	// The other way round: the host holds more than the guest.
	h := a.host()
	if v = b.visit(h); v.Heard != 0 {
		t.Errorf("the guest got %d records", v.Heard)
	}
	if get[kpuk.Group](b, mawar) != nil {
		t.Error("the guest got a group that is not his")
	}
	o.off.Store(false)
	b.sync() // carries
	a.sync()
	b.sync()
	o.same(melati, a, b)
	o.same(mawar, a)
}

// TestRefusedByHub: what the hub refuses of a guest's changes disappears from the host
// again, and what the host wrote stays.
func TestRefusedByHub(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati))
	seen := member(melati, 1)
	o.record(seen) // by neither of them
	b.sync()
	a.sync()
	o.off.Store(true)
	mine := get[kpuk.Member](a, seen.ID)
	mine.Name = "Inaq Lain"
	a.save(mine)
	a.save(member(melati, 2))
	a.visit(b.host())
	b.save(member(melati, 3))
	if get[kpuk.Member](b, seen.ID).Name != "Inaq Lain" {
		t.Fatal("the change did not come")
	}
	rights := o.dir.Devices[merge.ID(a.Identity.Device)]
	rights.Scopes = nil // taken from him while all were away
	o.dir.Enrol(merge.ID(a.Identity.Device), rights)
	o.off.Store(false)
	b.sync()
	if got := get[kpuk.Member](b, seen.ID); got == nil || got.Name != "Inaq Uji" {
		t.Errorf("the host shows %+v", got)
	}
	if get[kpuk.Member](b, member(melati, 2).ID) != nil || get[kpuk.Member](b, member(melati, 3).ID) == nil {
		t.Error("the host holds what the hub refused, or lost its own")
	}
	if b.unconfirmed() != 0 || b.waiting() != 0 {
		t.Errorf("%d unconfirmed, %d wait", b.unconfirmed(), b.waiting())
	}
	o.same(melati, b)
}

// TestTypedAddress: the address and the six digits are enough, as certificates do the rest.
func TestTypedAddress(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati))
	s := b.host().State()
	at, err := wire.ParseHotspot(s.Host)
	ok(t, err)
	at.Code = s.Code
	_, err = a.Visit(t.Context(), at, nil)
	ok(t, err)
	at.Code = "000000"
	if at.Code == s.Code {
		at.Code = "000001"
	}
	if _, err = a.Visit(t.Context(), at, nil); fault.KindOf(err) != fault.Denied {
		t.Errorf("with another code: %v", err)
	}
}

func TestState(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati))
	h := b.host()
	o.off.Store(true)
	a.save(member(melati, 1))
	a.visit(h)
	s := h.State()
	if len(s.Guests) != 1 || s.Guests[0] != (Guest{Name: "Pendamping B", At: clock(), Fresh: 1, Carried: true}) {
		t.Errorf("guests %+v", s.Guests)
	}
	carried, err := b.Carrying(t.Context())
	ok(t, err)
	if len(carried) != 1 || carried[0].Name != "Pendamping B" || carried[0].Device != merge.ID(a.Identity.Device) {
		t.Errorf("carried %+v", carried)
	}
}

func TestAddress(t *testing.T) {
	ip, err := Address(t.Context())
	if err != nil && fault.KindOf(err) != fault.Transient {
		t.Errorf("%q, %v", ip, err)
	}
	if err == nil {
		if _, err = wire.ParseHotspot(ip + ":1"); err != nil {
			t.Errorf("%q: %v", ip, err)
		}
	}
}

// TestFormedGroup: a group that a facilitator formed where no hub is comes to a
// coordinator's device, with what she wrote in it, at once and at a later visit.
func TestFormedGroup(t *testing.T) {
	o := newOffice(t)
	village := "52.01.01.2001"
	a := o.join(1, in(melati, kpuk.VillageScope(village)))
	c := o.join(3, hub.Device{All: true})
	o.off.Store(true)
	g := &kpuk.Group{Name: "Baru", Village: village, Facilitator: a.person}
	g.ID, g.Partition = kpuk.ID{0x77}, fed
	g.Scope = g.ID
	a.save(g)
	a.save(member(g.ID, 1))
	if v := a.visit(c.host()); v.Refused != 0 || get[kpuk.Member](c, member(g.ID, 1).ID) == nil {
		t.Errorf("first visit: %+v", v)
	}
	a.save(member(g.ID, 2))
	if v := a.visit(c.host()); v.Refused != 0 || get[kpuk.Member](c, member(g.ID, 2).ID) == nil {
		t.Errorf("second visit, at a host that was started anew: %+v", v)
	}
	other := &kpuk.Group{Name: "Orang lain", Village: "52.01.01.2002", Facilitator: a.person}
	other.ID, other.Partition = kpuk.ID{0x78}, fed
	other.Scope = other.ID
	a.save(other)
	if v := a.visit(c.host()); v.Refused != 1 || get[kpuk.Group](c, other.ID) != nil {
		t.Errorf("a group in another's village: %+v", v)
	}
}

// TestRefusedIsNotShown: what the hub refused before it came to a colleague does not come
// to him: he would hold it for good, and the hub never. What it refused only afterwards
// does not break the chain between the two.
func TestRefusedIsNotShown(t *testing.T) {
	o := newOffice(t)
	a, b, c := o.join(1, in(melati, mawar)), o.join(2, in(melati, mawar)), o.join(3, in(melati, mawar))
	o.entitle(a, mawar)
	a.save(member(melati, 1)) // she does not know yet
	a.sync()
	o.entitle(a, melati, mawar)
	a.sync()
	a.save(member(melati, 2))
	o.off.Store(true)
	hb := b.host()
	if v := a.visit(hb); v.Refused != 0 || v.Result.Pushed != 2 {
		t.Errorf("visit: %+v", v)
	}
	if get[kpuk.Member](b, member(melati, 1).ID) != nil || get[kpuk.Member](b, member(melati, 2).ID) == nil {
		t.Error("a colleague holds what the hub refused, or not what waits")
	}
	o.off.Store(false)
	o.entitle(a, mawar) // the second is refused, too, after it was shown
	a.sync()
	o.entitle(a, melati, mawar)
	a.sync()
	b.sync()
	a.save(member(melati, 3))
	o.off.Store(true)
	if v := a.visit(hb); v.Result.Pushed != 1 || get[kpuk.Member](b, member(melati, 3).ID) == nil {
		t.Errorf("after a refusal: %+v", v)
	}
	hc := c.host()
	if v := a.visit(hc); v.Result.Pushed != 3 || get[kpuk.Member](c, member(melati, 2).ID) != nil || get[kpuk.Member](c, member(melati, 3).ID) == nil {
		t.Errorf("somebody new: %+v", v)
	}
	o.off.Store(false)
	for _, p := range []*player{a, b, c, a, b, c} {
		p.sync()
	}
	o.same(melati, a, b, c)
	o.same(mawar, a, b, c)
}

// TestOutdatedPassport: who learns that a group was taken and gets no new papers at once
// meets nobody with the old ones, which would bring the group's records back.
func TestOutdatedPassport(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati, mawar)), o.join(2, in(melati, mawar))
	b.save(member(melati, 1))
	b.sync()
	a.sync()
	o.entitle(a, mawar)
	o.deaf.Store(true)
	a.sync()
	a.sync()
	h := b.host()
	at, err := wire.ParseHotspot(h.State().Link)
	ok(t, err)
	if _, err = a.Visit(t.Context(), at, nil); !errors.Is(err, device.ErrNoPassport) {
		t.Errorf("a visit with old papers: %v", err)
	}
	if get[kpuk.Member](a, member(melati, 1).ID) != nil {
		t.Error("a record came back that may not be here")
	}
	o.deaf.Store(false)
	a.sync()
	a.visit(h)
	if get[kpuk.Member](a, member(melati, 1).ID) != nil {
		t.Error("a record came back by new papers")
	}
}
