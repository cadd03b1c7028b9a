package main

import (
	"testing"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// formed is a new group with a member, as a tablet makes it.
func (d *device) formed(t *testing.T, name, village string) (*kpuk.Group, *kpuk.Member) {
	t.Helper()
	own, err := d.ids.New()
	ok(t, err)
	partition := kpuk.ID(d.grant.Partition)
	g := &kpuk.Group{
		Header: kpuk.Header{ID: own, Partition: partition, Scope: own}, Name: name, Village: village, Facilitator: d.author(),
		FormedOn: kpuk.NewDate(2026, 11, 23), Rules: map[kpuk.Date]kpuk.Rules{kpuk.NewDate(2026, 11, 23): {Wajib: 5_000}},
	}
	her, err := d.ids.New()
	ok(t, err)
	return g, &kpuk.Member{
		Header: kpuk.Header{ID: her, Partition: partition, Scope: own}, Group: own, Name: "Inaq Sarih", Number: 1, JoinedOn: g.FormedOn,
	}
}

// TestAFacilitatorFormsAGroup takes a new group from a tablet to the hub, and what
// others write in it back to the tablet.
func TestAFacilitatorFormsAGroup(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	nurlaela := r.invite("--name", "Nurlaela", "--groups", "K-01")
	handayani := r.invite("--name", "Baiq Handayani", "--office", "coordinator")
	r.serve("--http")
	tablet, desk := r.mustEnrol(nurlaela, 1), r.mustEnrol(handayani, 2)
	village := tablet.group(t, "K-01").Village

	g, her := tablet.formed(t, "Sari Laut", village)
	ok(t, tablet.Save(t.Context(), tablet.author(), g, her))
	m, e := tablet.meeting(t, g) // a second change in the same push
	m.Type, m.State = kpuk.MeetingFormation, kpuk.Standing{}
	ok(t, tablet.Save(t.Context(), tablet.author(), m, e))
	if res := r.sync(tablet); len(res.Verdicts) > 0 || res.Pushed != 2 {
		t.Fatalf("push: %+v", res)
	}
	r.sync(desk)
	seen, err := store.Get[kpuk.Member](t.Context(), desk.Store, her.ID)
	ok(t, err)
	seen.Phone = "+6281234567890"
	ok(t, desk.Save(t.Context(), desk.author(), seen))
	r.sync(desk)
	r.sync(tablet)
	back, err := store.Get[kpuk.Member](t.Context(), tablet.Store, her.ID)
	ok(t, err)
	if back.Phone != seen.Phone {
		t.Error("what is written in the new group does not come to who formed it")
	}
	for _, scope := range []kpuk.ID{g.ID, tablet.group(t, "K-01").ID} {
		a, err := tablet.Digest(t.Context(), merge.ID(scope))
		ok(t, err)
		b, err := desk.Digest(t.Context(), merge.ID(scope))
		ok(t, err)
		if a != b {
			t.Error("tablet and desk differ")
		}
	}
}

// TestAGroupElsewhereIsHeld forms groups where, and as, the facilitator may not.
func TestAGroupElsewhereIsHeld(t *testing.T) {
	for name, change := range map[string]func(g *kpuk.Group){
		"in a village that is not hers": func(g *kpuk.Group) { g.Village = "52.02.09.2001" },
		"for somebody else":             func(g *kpuk.Group) { g.Facilitator = kpuk.Derive("another") },
		"in another group's place":      func(g *kpuk.Group) { g.Scope = kpuk.Derive("another") },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "http://127.0.0.1:1")
			link := r.invite("--name", "Nurlaela", "--groups", "K-01")
			r.serve("--http")
			d := r.mustEnrol(link, 1)
			g, _ := d.formed(t, "Sari Laut", d.group(t, "K-01").Village)
			change(g)
			ok(t, d.Save(t.Context(), d.author(), g))
			if res := r.sync(d); len(res.Verdicts) != 1 || res.Verdicts[0].Code != merge.NoRight {
				t.Fatalf("verdicts: %+v", res.Verdicts)
			}
		})
	}
}

// TestAMemberMovesBetweenTablets moves a member: who has the new group alone gets her
// with her history, who has the old one alone loses her and keeps her name and money.
func TestAMemberMovesBetweenTablets(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	both := r.invite("--name", "Nurlaela", "--groups", "K-01,K-02")
	first := r.invite("--name", "Rini", "--groups", "K-01")
	second := r.invite("--name", "Sari", "--groups", "K-02")
	r.serve("--http")
	tablet, old, fresh := r.mustEnrol(both, 1), r.mustEnrol(first, 2), r.mustEnrol(second, 3)
	from, to := tablet.group(t, "K-01"), tablet.group(t, "K-02")
	meeting, line := tablet.meeting(t, from)
	ok(t, tablet.Save(t.Context(), tablet.author(), meeting, line))
	her, err := store.Get[kpuk.Member](t.Context(), tablet.Store, line.Line.Member)
	ok(t, err)
	move := &kpuk.Move{
		Member: her, From: from, To: to, Number: 40, On: meeting.Date, Reason: "ikut suami", Ledger: kpuk.NewLedger(line),
		Meetings: []*kpuk.Meeting{meeting},
	}
	moved, err := move.Records(meeting.Date)
	ok(t, err)
	ok(t, tablet.Save(t.Context(), tablet.author(), moved.Records()...))
	for range 2 {
		if res := r.sync(tablet); len(res.Verdicts) > 0 {
			t.Fatalf("push: %+v", res.Verdicts)
		}
		r.sync(old)
		r.sync(fresh)
	}
	got, err := store.Get[kpuk.Member](t.Context(), fresh.Store, her.ID)
	ok(t, err)
	if got.Group != to.ID || got.Scope != to.ID || got.Past[move.On].Wajib != line.Line.Amount || got.Past[move.On].Name != from.Name {
		t.Errorf("in the new group she is %+v", got)
	}
	if _, err := store.Get[kpuk.Member](t.Context(), old.Store, her.ID); err == nil {
		t.Error("who only has the old group still has her")
	}
	if g := old.group(t, "K-01"); g.Former[her.ID].Name != her.Name || g.Former[her.ID].ToName != to.Name {
		t.Errorf("the old group remembers %+v", g.Former)
	}
	for d, want := range map[*device]kpuk.Savings{old: {Wajib: line.Line.Amount, Withdrawn: line.Line.Amount}, fresh: {Wajib: line.Line.Amount}} {
		entries, err := store.List[kpuk.Entry](t.Context(), d.Store, kpuk.ID{})
		ok(t, err)
		b, err := kpuk.NewLedger(entries...).Balances(0)
		ok(t, err)
		if b.Members[her.ID] != want {
			t.Errorf("her savings are %+v, want %+v", b.Members[her.ID], want)
		}
	}
}
