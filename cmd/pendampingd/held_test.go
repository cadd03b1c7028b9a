package main

import (
	"io"
	"log/slog"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// quarantined is a hub with a facilitator whose tablet has sent an approval of her own
// meeting, which she may not give, and another meeting behind it.
type quarantined struct {
	*rig

	tablet, desk, other *device
	meeting, behind     *kpuk.Meeting
}

func newQuarantined(t *testing.T) *quarantined {
	t.Helper()
	q := &quarantined{rig: newRig(t, "http://127.0.0.1:1")}
	links := []string{
		q.invite("--name", "Nurlaela", "--groups", "K-01"), q.invite("--name", "Baiq Handayani", "--office", "coordinator"),
		q.invite("--name", "Lale Aini", "--groups", "K-02"),
	}
	q.serve("--http")
	q.tablet, q.desk, q.other = q.mustEnrol(links[0], 1), q.mustEnrol(links[1], 2), q.mustEnrol(links[2], 3)
	d := q.tablet
	var e *kpuk.Entry
	q.meeting, e = d.meeting(t, d.group(t, "K-01"))
	ok(t, d.Save(t.Context(), d.author(), q.meeting, e))
	q.meeting.State = kpuk.Standing{State: kpuk.Approved, By: d.author()}
	ok(t, d.Save(t.Context(), d.author(), q.meeting))
	q.behind, e = d.meeting(t, d.group(t, "K-01"))
	ok(t, d.Save(t.Context(), d.author(), q.behind, e))
	res := q.sync(d)
	if len(res.Verdicts) != 1 || res.Verdicts[0].Seq != 2 || res.Verdicts[0].Code != merge.RuleBroken || res.Confirmed.Seq != 3 {
		t.Fatalf("push: %+v", res)
	}
	q.sync(q.desk)
	q.sync(q.other)
	return q
}

// held is the one held change on a device.
func (q *quarantined) held(d *device) *kpuk.Held {
	q.t.Helper()
	list, err := d.Held(q.t.Context())
	ok(q.t, err)
	if len(list) != 1 || list[0].Seen == nil {
		q.t.Fatalf("held changes: %+v", list)
	}
	return list[0]
}

// shows tells in which state a device shows the meeting.
func (q *quarantined) shows(d *device, id kpuk.ID) kpuk.MeetingState {
	q.t.Helper()
	m, err := store.Get[kpuk.Meeting](q.t.Context(), d.Store, id)
	ok(q.t, err)
	return m.State.State
}

// TestHeldIsReleased: what a coordinator releases is judged again, as hers, and stands
// with everybody.
func TestHeldIsReleased(t *testing.T) {
	q := newQuarantined(t)
	if got := q.shows(q.desk, q.behind.ID); got != kpuk.Submitted {
		t.Errorf("what was behind it: %v", got)
	}
	if got := q.shows(q.desk, q.meeting.ID); got != kpuk.Submitted {
		t.Errorf("before the release: %v", got)
	}
	if list, err := q.other.Held(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("a colleague sees %v (%v)", list, err)
	}
	h := q.held(q.desk)
	if h.Author != q.tablet.author() || h.Device != kpuk.ID(q.tablet.grant.Device) || h.Seq != 2 || h.Detail != "State" ||
		merge.Code(h.Verdict) != merge.RuleBroken {
		t.Errorf("held: %+v", h)
	}
	if mine := q.held(q.tablet); mine.ID != h.ID || mine.Scope != q.tablet.author() {
		t.Errorf("her own: %+v", mine)
	}
	ok(t, q.desk.Release(t.Context(), q.desk.author(), h, 7))
	if res := q.sync(q.desk); len(res.Verdicts) > 0 {
		t.Fatalf("release: %+v", res.Verdicts)
	}
	q.sync(q.tablet)
	for name, d := range map[string]*device{"tablet": q.tablet, "desk": q.desk} {
		if got := q.shows(d, q.meeting.ID); got != kpuk.Approved {
			t.Errorf("%s shows %v", name, got)
		}
		if list, err := d.Held(t.Context()); err != nil || len(list) != 0 {
			t.Errorf("%s still holds %v (%v)", name, list, err)
		}
	}
	scope := merge.ID(q.meeting.Group)
	a, err := q.tablet.Digest(t.Context(), scope)
	ok(t, err)
	b, err := q.desk.Digest(t.Context(), scope)
	ok(t, err)
	if a != b {
		t.Error("tablet and desk differ")
	}
	q.stop()
	hub := q.open()
	m, err := getOf[kpuk.Meeting](t.Context(), hub.store, q.meeting.ID)
	ok(t, err)
	if m.State.State != kpuk.Approved {
		t.Errorf("the hub shows %v", m.State.State)
	}
}

// TestReleaseIsReleased: a release that was refused, here for want of the office, is a held
// change too. To release it settles both.
func TestReleaseIsReleased(t *testing.T) {
	q := newQuarantined(t)
	chief := q.mustEnrol(q.invite("--name", "Siti Aminah", "--office", "coordinator"), 4)
	office := func(o kpuk.Office) {
		t.Helper()
		p, err := store.Get[kpuk.Person](t.Context(), chief.Store, q.desk.author())
		ok(t, err)
		p.Office = o
		ok(t, chief.Save(t.Context(), chief.author(), p))
		q.sync(chief)
	}
	first := q.held(q.desk)
	office(kpuk.OfficeViewer)
	ok(t, q.desk.Release(t.Context(), q.desk.author(), first, 7))
	if res := q.sync(q.desk); len(res.Verdicts) != 1 || res.Verdicts[0].Code != merge.NoRight {
		t.Fatalf("release by a viewer: %+v", res.Verdicts)
	}
	office(kpuk.OfficeCoordinator)
	q.sync(q.desk)
	second := q.held(q.desk)
	if second.ID == first.ID || second.Author != q.desk.author() || !second.Whole() {
		t.Fatalf("the refused release: %+v", second)
	}
	left, err := q.desk.Unconfirmed(t.Context())
	ok(t, err)
	if !left[q.meeting.ID] {
		t.Error("the meeting passes for confirmed while its release is held")
	}
	ok(t, q.desk.Release(t.Context(), q.desk.author(), second, 9))
	if res := q.sync(q.desk); len(res.Verdicts) > 0 {
		t.Fatalf("released again: %+v", res.Verdicts)
	}
	q.sync(q.tablet)
	q.sync(chief)
	for name, d := range map[string]*device{"tablet": q.tablet, "desk": q.desk, "chief": chief} {
		if got := q.shows(d, q.meeting.ID); got != kpuk.Approved {
			t.Errorf("%s shows %v", name, got)
		}
		if list, err := d.Held(t.Context()); err != nil || len(list) != 0 {
			t.Errorf("%s still holds %+v (%v)", name, list, err)
		}
		if left, err := d.Unconfirmed(t.Context()); err != nil || len(left) > 0 {
			t.Errorf("%s: not confirmed %v (%v)", name, left, err)
		}
	}
}

// open opens the hub's folder, after it has stopped.
func (r *rig) open() *folder {
	r.t.Helper()
	c := &console{world: r.world(io.Discard), logger: slog.New(slog.DiscardHandler)}
	f, err := c.open(r.t.Context(), r.dir)
	ok(r.t, err)
	r.t.Cleanup(func() { ok(r.t, f.store.Close()) })
	return f
}

// TestHeldIsReturned: the author reads the comment, and the coordinator that she is done.
func TestHeldIsReturned(t *testing.T) {
	q := newQuarantined(t)
	answer := kpuk.HeldStanding{State: kpuk.HeldReturned, By: q.desk.author(), At: 7, Comment: "Serahkan saja, saya yang menyetujui."}
	ok(t, q.desk.Answer(t.Context(), q.desk.author(), q.held(q.desk), answer))
	if res := q.sync(q.desk); len(res.Verdicts) > 0 {
		t.Fatalf("return: %+v", res.Verdicts)
	}
	q.sync(q.tablet)
	h := q.held(q.tablet)
	if h.State != answer {
		t.Errorf("the author sees %+v", h.State)
	}
	done := kpuk.HeldStanding{State: kpuk.HeldDone, By: q.tablet.author(), At: 8}
	ok(t, q.tablet.Answer(t.Context(), q.tablet.author(), h, done))
	if res := q.sync(q.tablet); len(res.Verdicts) > 0 {
		t.Fatalf("done: %+v", res.Verdicts)
	}
	q.sync(q.desk)
	at, err := store.Get[kpuk.Held](t.Context(), q.desk.Store, h.ID)
	ok(t, err)
	if at.State != done {
		t.Errorf("the coordinator sees %+v", at.State)
	}
	if got := q.shows(q.desk, q.meeting.ID); got != kpuk.Submitted {
		t.Errorf("what was returned took effect: %v", got)
	}
}

// TestHeldIsGuarded: no device writes of held changes but what it may.
func TestHeldIsGuarded(t *testing.T) {
	tests := map[string]struct {
		coordinator bool
		alter       func(q *quarantined, h *kpuk.Held)
	}{
		"the author releases": {alter: func(q *quarantined, h *kpuk.Held) {
			h.State = kpuk.HeldStanding{State: kpuk.HeldReleased, By: q.tablet.author()}
		}},
		"the author is done too early": {alter: func(q *quarantined, h *kpuk.Held) {
			h.State = kpuk.HeldStanding{State: kpuk.HeldDone, By: q.tablet.author()}
		}},
		"the author changes what it holds": {alter: func(_ *quarantined, h *kpuk.Held) { h.Edits = nil }},
		"the author removes it":            {alter: func(_ *quarantined, h *kpuk.Held) { h.Removed = kpuk.Removal{Reason: "keliru"} }},
		"the author makes one up": {alter: func(_ *quarantined, h *kpuk.Held) {
			h.ID, h.Seen = kpuk.HeldID(h.Replica, 9), nil
		}},
		"a coordinator is done for her": {coordinator: true, alter: func(q *quarantined, h *kpuk.Held) {
			returned := kpuk.HeldStanding{State: kpuk.HeldReturned, By: q.desk.author()}
			ok(q.t, q.desk.Answer(q.t.Context(), q.desk.author(), h, returned))
			q.sync(q.desk)
			*h = *q.held(q.desk)
			h.State = kpuk.HeldStanding{State: kpuk.HeldDone, By: q.desk.author()}
		}},
		"a coordinator changes what she returns": {coordinator: true, alter: func(q *quarantined, h *kpuk.Held) {
			h.State = kpuk.HeldStanding{State: kpuk.HeldReturned, By: q.desk.author()}
			h.Verdict++
		}},
		"a coordinator moves it": {coordinator: true, alter: func(_ *quarantined, h *kpuk.Held) { h.Scope = h.Partition }},
		"a coordinator in another's name": {coordinator: true, alter: func(q *quarantined, h *kpuk.Held) {
			h.State = kpuk.HeldStanding{State: kpuk.HeldReturned, By: q.tablet.author()}
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			q := newQuarantined(t)
			d := q.tablet
			if tt.coordinator {
				d = q.desk
			}
			h := q.held(d)
			tt.alter(q, h)
			ok(t, d.Save(t.Context(), d.author(), h))
			if res := q.sync(d); len(res.Verdicts) != 1 || res.Verdicts[0].Code != merge.RuleBroken || res.Verdicts[0].Detail != "Held" {
				t.Errorf("verdicts: %+v", res.Verdicts)
			}
		})
	}
}

// heldState is the field of a held change that answers it.
const heldState = 18

// TestHeldIsTheHubs: an answer to what the hub never held, or held of another kind, is none.
func TestHeldIsTheHubs(t *testing.T) {
	q := newQuarantined(t)
	q.stop()
	dir, err := newDirectory(t.Context(), q.open())
	ok(t, err)
	value, err := cbor.Marshal(kpuk.HeldStanding{State: kpuk.HeldReturned, By: q.desk.author()})
	ok(t, err)
	c := merge.Change{Replica: merge.Replica{7}, Seq: 1, Author: merge.ID(q.desk.author()), Edits: []merge.Edit{{
		Record: merge.ID{1}, Kind: merge.Kind(kpuk.KindHeld), Partition: merge.ID(q.meeting.Partition),
		Writes: []merge.Write{{Field: merge.Field{Number: heldState}, Value: value}},
	}}}
	none := func(merge.ID) (merge.Record, bool) { return merge.Record{}, false }
	if v := dir.judge(c, none); v.Code != merge.RuleBroken || v.Detail != "Held" {
		t.Errorf("an answer to nothing: %+v", v)
	}
	held := func(id merge.ID) (merge.Record, bool) {
		return merge.Record{ID: id, Kind: merge.Kind(kpuk.KindHeld)}, true
	}
	if v := dir.judge(c, held); v.Code != merge.Accepted {
		t.Errorf("an answer to a held change: %+v", v)
	}
	c.Edits[0].Writes = append(c.Edits[0].Writes, merge.Write{Field: merge.Field{Number: heldState + 1}, Value: value})
	if v := dir.judge(c, held); v.Code != merge.RuleBroken {
		t.Errorf("an answer with something more: %+v", v)
	}
	c.Edits[0].Writes = c.Edits[0].Writes[1:]
	if v := dir.judge(c, held); v.Code != merge.RuleBroken {
		t.Errorf("an answer in another field: %+v", v)
	}
}

// TestScopeOfOnesOwn: a person's own scope is for her held changes alone.
func TestScopeOfOnesOwn(t *testing.T) {
	q := newQuarantined(t)
	id, err := q.tablet.ids.New()
	ok(t, err)
	task := &kpuk.Task{Header: kpuk.Header{ID: id, Partition: q.meeting.Partition, Scope: q.tablet.author()}, What: "Cek buku kas"}
	ok(t, q.tablet.Save(t.Context(), q.tablet.author(), task))
	if res := q.sync(q.tablet); len(res.Verdicts) != 1 || res.Verdicts[0].Detail != "scope" {
		t.Errorf("verdicts: %+v", res.Verdicts)
	}
}

// TestHeldAfterStop: a change that was put aside just before the hub stopped is told of
// when it starts again, once, as its device's, whomever the change names.
func TestHeldAfterStop(t *testing.T) {
	q := newQuarantined(t)
	q.stop()
	hub := q.open()
	replica := q.tablet.Replica()
	head, err := hub.store.Head(t.Context(), replica)
	ok(t, err)
	c := merge.Change{
		Replica: replica, Seq: head.Seq + 1, Stamp: merge.StampAt(q.clock()), Author: merge.ID(q.desk.author()),
		Edits: []merge.Edit{{
			Record: merge.ID{1}, Kind: merge.Kind(kpuk.KindMeeting), Partition: merge.ID{2}, Scope: merge.ID{3},
			Writes: []merge.Write{{Field: merge.Field{Number: merge.FieldScope}, Value: merge.ScopeValue(merge.ID{3})}},
		}},
	}
	refuse := func(merge.Change, func(merge.ID) (merge.Record, bool)) merge.Verdict {
		return merge.Verdict{Code: merge.NoRight, Detail: "author"}
	}
	_, _, err = hub.store.Ingest(t.Context(), replica, []merge.Change{c}, refuse)
	ok(t, err)
	dir, err := newDirectory(t.Context(), hub)
	ok(t, err)
	ok(t, dir.holdAll(t.Context()))
	h, err := getOf[kpuk.Held](t.Context(), hub.store, kpuk.HeldID(replica[:], c.Seq))
	ok(t, err)
	if h.Author != q.tablet.author() || h.Scope != h.Author || h.Partition != hub.set.Partition || h.Detail != "author" {
		t.Errorf("held: %+v", h)
	}
	if len(h.Edits) != 1 || len(h.Edits[0].Writes) > 0 {
		t.Errorf("what is of another partition could be released: %+v", h.Edits)
	}
	before, err := hub.store.Position(t.Context())
	ok(t, err)
	ok(t, dir.holdAll(t.Context()))
	if after, err := hub.store.Position(t.Context()); err != nil || after != before {
		t.Errorf("told again: position %d, was %d (%v)", after, before, err)
	}
}

// TestScopesChangeKeepsTheGreeting: what a device was given when it enrolled is in none of
// its scopes, and stays when these change.
func TestScopesChangeKeepsTheGreeting(t *testing.T) {
	q := newQuarantined(t)
	person, err := store.Get[kpuk.Person](t.Context(), q.desk.Store, q.tablet.author())
	ok(t, err)
	village := q.desk.group(t, "K-02")
	person.Assigned[village.ID] = kpuk.Assignment{Granted: true}
	ok(t, q.desk.Save(t.Context(), q.desk.author(), person))
	q.sync(q.desk)
	q.sync(q.tablet)
	if q.tablet.group(t, "K-02") == nil {
		t.Error("the new group did not come")
	}
	q.held(q.tablet)
	if _, err = store.Get[kpuk.Federation](t.Context(), q.tablet.Store, q.meeting.Partition); err != nil {
		t.Errorf("the federation: %v", err)
	}
	if _, err = store.Get[kpuk.Person](t.Context(), q.tablet.Store, q.desk.author()); err != nil {
		t.Errorf("a colleague: %v", err)
	}
}
