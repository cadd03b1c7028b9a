package hub_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// watcher keeps what the hub tells of each sync.
type watcher struct{ seen []hub.Synced }

// Synced implements hub.Observer.
func (w *watcher) Synced(s hub.Synced) { w.seen = append(w.seen, s) }

// reckoning gives the digest of one record's field 10: enough of a domain for these tests.
func (d *desk) reckoning(ctx context.Context, subject merge.ID, sees func(merge.ID) bool) (merge.Reckoning, error) {
	rec, err := d.store.Record(ctx, subject)
	if err != nil {
		return merge.Reckoning{}, err
	}
	if !sees(rec.Scope()) {
		return merge.Reckoning{}, merge.ErrNoRecord
	}
	out := merge.Reckoning{Scope: rec.Scope(), Position: rec.Position()}
	copy(out.Digest[:], rec.Field(merge.Field{Number: 10}).Value())
	return out, nil
}

// newComparing is a desk whose hub reckons.
func newComparing(t *testing.T, reckon hub.Reckon) (*desk, *watcher) {
	t.Helper()
	w := &watcher{}
	var d *desk
	d = newDesk(t, func(c *hub.Config) {
		c.Observer = w
		c.Reckon = func(ctx context.Context, id merge.ID, sees func(merge.ID) bool) (merge.Reckoning, error) {
			if reckon != nil {
				return reckon(ctx, id, sees)
			}
			return d.reckoning(ctx, id, sees)
		}
	}, hub.Device{Scopes: []merge.ID{village}})
	return d, w
}

func checks(of ...merge.ID) (out []merge.Check) {
	for _, id := range of {
		out = append(out, merge.Check{Subject: id, Digest: merge.Brief{'m', 'i', 'n', 'e'}})
	}
	return out
}

// TestChecks: what the hub says to each question, and what of it counts as a difference.
func TestChecks(t *testing.T) {
	d, w := newComparing(t, nil)
	same, other, theirs, absent := merge.ID{3, 1}, merge.ID{3, 2}, merge.ID{3, 3}, merge.ID{3, 4}
	c := &chain{replica: merge.Replica{2}, stamp: d.now}
	_, _, err := d.store.Ingest(t.Context(), c.replica, []merge.Change{
		c.change(create(kindMember, same, village, "mine"), create(kindMember, other, village, "hubs"), create(kindMember, theirs, elsewhere, "mine")),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := checks(same, other, theirs, absent)
	want := []merge.Checked{
		{Agreement: merge.CheckAgrees},
		{Agreement: merge.CheckDiffers, Digest: merge.Brief{'h', 'u', 'b', 's'}},
		{Agreement: merge.CheckUnknown},
		{Agreement: merge.CheckUnknown},
	}
	req := request(merge.Head{})
	req.Checks = all
	reply := d.sync(merge.Replica{1}, req)
	if diff := cmp.Diff(want, reply.Checked); diff != "" {
		t.Errorf("with the first page: %s", diff)
	}
	if last := w.seen[len(w.seen)-1]; last.Compared != 1 || last.Differing != 0 {
		t.Errorf("what the reply itself brings is no difference: %+v", last)
	}
	req.Cursor = reply.Cursor
	if diff := cmp.Diff(want, d.sync(merge.Replica{1}, req).Checked); diff != "" {
		t.Errorf("again: %s", diff)
	}
	// The others' and what is not there look alike: something that was lost does too.
	if last := w.seen[len(w.seen)-1]; last.Compared != 4 || last.Differing != 3 {
		t.Errorf("counted: %+v", last)
	}
	req.Checks = all[:1]
	d.sync(merge.Replica{1}, req)
	if last := w.seen[len(w.seen)-1]; last.Compared != 1 || last.Differing != 0 {
		t.Errorf("agreed: %+v", last)
	}
}

// TestChecksWithChanges: what the device sends is in the hub's reckoning, and a change that
// is put aside makes no difference that counts.
func TestChecksWithChanges(t *testing.T) {
	d, w := newComparing(t, nil)
	mine := &chain{replica: merge.Replica{1}, stamp: d.now}
	id, refused := merge.ID{3, 1}, merge.ID{3, 2}
	reply := d.sync(mine.replica, request(merge.Head{}))
	first := mine.change(create(kindMember, id, village, "mine"))
	bad := mine.change(create(kindMember, refused, elsewhere, "mine"))
	req := request(merge.Head{}, first, bad)
	req.Cursor, req.Checks = reply.Cursor, checks(id, refused)
	reply = d.sync(mine.replica, req)
	want := []merge.Checked{{Agreement: merge.CheckAgrees}, {Agreement: merge.CheckUnknown}}
	if diff := cmp.Diff(want, reply.Checked); diff != "" || len(reply.Verdicts) != 1 {
		t.Errorf("verdicts %v, %s", reply.Verdicts, diff)
	}
	if last := w.seen[len(w.seen)-1]; last.Differing != 0 {
		t.Errorf("counted: %+v", last)
	}
}

// TestNoAnswerToChecks: while there is more to pull, where the hub reckons nothing or
// cannot, and to those who pull nothing. The sync goes on.
func TestNoAnswerToChecks(t *testing.T) {
	id := merge.ID{3, 1}
	for name, c := range map[string]struct {
		reckon hub.Reckon
		want   uint64
	}{
		"more to pull": {nil, 1},
		"no pull":      {nil, 0},
		"trouble": {func(context.Context, merge.ID, func(merge.ID) bool) (merge.Reckoning, error) {
			return merge.Reckoning{}, errors.New("damaged")
		}, 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := newComparing(t, c.reckon)
			others := &chain{replica: merge.Replica{2}, stamp: d.now}
			_, _, err := d.store.Ingest(t.Context(), others.replica, []merge.Change{
				others.change(create(kindMember, id, village, "mine"), create(kindMember, merge.ID{3, 2}, village, "mine")),
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			req := request(merge.Head{})
			req.Want, req.Checks = c.want, checks(id)
			if reply := d.sync(merge.Replica{1}, req); len(reply.Checked) != 0 {
				t.Errorf("answered %v", reply.Checked)
			}
		})
	}
	d := newDesk(t, nil, hub.Device{Scopes: []merge.ID{village}})
	req := request(merge.Head{})
	req.Checks = checks(id)
	if reply := d.sync(merge.Replica{1}, req); len(reply.Checked) != 0 {
		t.Errorf("a hub that reckons nothing answers %v", reply.Checked)
	}
}

// TestLaterWhileOthersWrite: somebody writes to the subject after the page was made. That
// the device lacks it is no difference.
func TestLaterWhileOthersWrite(t *testing.T) {
	id := merge.ID{3, 1}
	others := &chain{replica: merge.Replica{2}}
	var d *desk
	d, w := newComparing(t, func(ctx context.Context, subject merge.ID, sees func(merge.ID) bool) (merge.Reckoning, error) {
		late := others.change(set(kindMember, id, 10, "late", merge.Dot{Replica: others.replica, Seq: others.head.Seq}))
		if _, _, err := d.store.Ingest(ctx, others.replica, []merge.Change{late}, nil); err != nil {
			return merge.Reckoning{}, err
		}
		return d.reckoning(ctx, subject, sees)
	})
	others.stamp = d.now
	_, _, err := d.store.Ingest(t.Context(), others.replica, []merge.Change{others.change(create(kindMember, id, village, "mine"))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	req := request(merge.Head{})
	req.Checks = checks(id)
	for range 3 {
		reply := d.sync(merge.Replica{1}, req)
		if !slices.Equal(reply.Checked, []merge.Checked{{Agreement: merge.CheckLater}}) {
			t.Errorf("answered %v", reply.Checked)
		}
		req.Cursor = reply.Cursor
	}
	for _, s := range w.seen {
		if s.Compared+s.Differing > 0 {
			t.Errorf("counted %+v", s)
		}
	}
}
