package main

import (
	"testing"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/escrow"
	"pendamping/sync/merge"
)

// keyOf is the recovery recipient as a device knows it.
func (d *device) keyOf(t *testing.T) string {
	t.Helper()
	f, err := store.Get[kpuk.Federation](t.Context(), d.Store, kpuk.ID(d.grant.Partition))
	ok(t, err)
	return f.Recovery.Recipient
}

// writeKey puts a recipient into the federation's record, on a device.
func (d *device) writeKey(t *testing.T, recipient string) {
	t.Helper()
	f, err := store.Get[kpuk.Federation](t.Context(), d.Store, kpuk.ID(d.grant.Partition))
	ok(t, err)
	f.Recovery = kpuk.RecoveryKey{Recipient: recipient, Since: 1}
	ok(t, d.Save(t.Context(), d.author(), f))
}

func recipient(t *testing.T) string {
	t.Helper()
	_, to, err := escrow.Generate()
	ok(t, err)
	return to
}

// TestRecoveryKeyReachesEverybody: the key that a coordinator sets up is with every tablet
// after its next sync, though the federation's record lies in no facilitator's scope; one
// that a facilitator writes is with nobody.
func TestRecoveryKeyReachesEverybody(t *testing.T) {
	q := newQuarantined(t)
	first, second := recipient(t), recipient(t)
	for _, key := range []string{first, second} {
		q.desk.writeKey(t, key)
		if res := q.sync(q.desk); len(res.Verdicts) > 0 {
			t.Fatalf("a coordinator's: %+v", res.Verdicts)
		}
		for _, d := range []*device{q.tablet, q.other} {
			q.sync(d)
			if d.keyOf(t) != key {
				t.Error("it did not come")
			}
			if res := q.sync(d); res.Pulled != 0 {
				t.Errorf("%d records once more", res.Pulled)
			}
		}
	}
	// The scopes change at the same time as the key.
	person, err := store.Get[kpuk.Person](t.Context(), q.desk.Store, q.tablet.author())
	ok(t, err)
	fed := kpuk.ID(q.desk.grant.Partition)
	person.Assigned[fed] = kpuk.Assignment{Granted: true} // she may write in the federation's scope
	ok(t, q.desk.Save(t.Context(), q.desk.author(), person))
	q.desk.writeKey(t, first)
	q.sync(q.desk)
	q.sync(q.tablet)
	if q.tablet.keyOf(t) != first {
		t.Error("it did not come with the scope")
	}

	for name, d := range map[string]*device{"with its scope": q.tablet, "without": q.other} {
		d.writeKey(t, recipient(t))
		res := q.sync(d)
		if len(res.Verdicts) != 1 || res.Verdicts[0].Code == merge.Accepted {
			t.Errorf("%s: a facilitator's key: %+v", name, res.Verdicts)
		}
	}
	q.sync(q.desk)
	if q.desk.keyOf(t) != first {
		t.Error("a facilitator's key is the federation's")
	}
}

// TestEscrowIsItsPersons: a device's person deposits for it; a colleague with the same
// group, and the coordinator, cannot put something in its place.
func TestEscrowIsItsPersons(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	links := []string{
		r.invite("--name", "Nurlaela", "--groups", "K-01"), r.invite("--name", "Lale Aini", "--groups", "K-01"),
		r.invite("--name", "Baiq Handayani", "--office", "coordinator"),
	}
	r.serve("--http")
	tablet, colleague, desk := r.mustEnrol(links[0], 1), r.mustEnrol(links[1], 2), r.mustEnrol(links[2], 3)
	group := tablet.group(t, "K-01")
	deposit := func(of *device, box string) *kpuk.Escrow {
		id := kpuk.EscrowID(kpuk.ID(of.grant.Device), group.ID)
		return &kpuk.Escrow{
			Header: kpuk.Header{ID: id, Partition: group.Partition, Scope: group.ID}, Device: kpuk.ID(of.grant.Device),
			Recipient: recipient(t), Sealed: []byte(box), At: 1,
		}
	}
	// Before the device has deposited anything.
	ok(t, colleague.Save(t.Context(), colleague.author(), deposit(tablet, "forged first")))
	if res := r.sync(colleague); len(res.Verdicts) != 1 || res.Verdicts[0].Code != merge.RuleBroken {
		t.Errorf("a colleague's deposit: %+v", res.Verdicts)
	}
	hers := deposit(tablet, "hers")
	ok(t, tablet.Save(t.Context(), tablet.author(), hers))
	if res := r.sync(tablet); len(res.Verdicts) > 0 {
		t.Fatalf("her own: %+v", res.Verdicts)
	}
	r.sync(desk)
	for name, d := range map[string]*device{"colleague": colleague, "coordinator": desk} {
		r.sync(d)
		theirs, err := store.Get[kpuk.Escrow](t.Context(), d.Store, hers.ID)
		ok(t, err)
		theirs.Sealed = []byte("forged")
		ok(t, d.Save(t.Context(), d.author(), theirs))
		if res := r.sync(d); len(res.Verdicts) != 1 || res.Verdicts[0].Code != merge.RuleBroken {
			t.Errorf("%s: %+v", name, res.Verdicts)
		}
	}
	// As her own device's, under her device's name: the field alone.
	own := deposit(colleague, "her own")
	own.Device = kpuk.ID(tablet.grant.Device)
	ok(t, colleague.Save(t.Context(), colleague.author(), own))
	if res := r.sync(colleague); len(res.Verdicts) != 1 {
		t.Errorf("in another's name: %+v", res.Verdicts)
	}
	fresh := r.mustEnrol(r.invite("--name", "Sumarni", "--office", "coordinator"), 4)
	got, err := store.Get[kpuk.Escrow](t.Context(), fresh.Store, hers.ID)
	ok(t, err)
	if string(got.Sealed) != "hers" {
		t.Errorf("the hub holds %q", got.Sealed)
	}
}
