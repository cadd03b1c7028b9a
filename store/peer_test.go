package store_test

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

var (
	fed, grp  = merge.ID{1}, merge.ID{2}
	colleague = merge.Replica{0xc0}
)

// chained makes a colleague's changes, each of one value.
type chained struct {
	seq uint64
}

func (c *chained) write(record byte, value string, seen ...merge.Dot) merge.Change {
	c.seq++
	e := merge.Edit{Record: merge.ID{record}, Kind: 3, Partition: fed, Scope: grp, Writes: []merge.Write{
		{Field: merge.Field{Number: 10}, Value: []byte(value), Context: seen},
	}}
	if len(seen) == 0 {
		e.CompleteScope(&merge.Record{})
	}
	return merge.Change{
		Replica: colleague, Seq: c.seq, Stamp: merge.Stamp(1_760_000_000_000<<16 + c.seq), Author: merge.ID{8}, Edits: []merge.Edit{e},
	}
}

func shown(t *testing.T, s *store.Store, record byte) string {
	t.Helper()
	rec, err := s.Record(t.Context(), merge.ID{record})
	if errors.Is(err, merge.ErrNoRecord) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(rec.Field(merge.Field{Number: 10}).Value())
}

func unconfirmed(t *testing.T, s *store.Store) map[kpuk.ID]bool {
	t.Helper()
	out, err := s.Unconfirmed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestGraft: what a colleague brings is merged once, is no part of the log, and counts as
// unconfirmed until the hub tells of it.
func TestGraft(t *testing.T) {
	ctx := t.Context()
	s, _, _ := rotating(t, nil)
	var c chained
	changes := []merge.Change{c.write(1, "a"), c.write(2, "b"), c.write(3, "refused"), c.write(4, "hidden")}
	changes[3] = changes[3].Withhold(func(merge.ID) bool { return false })
	judge := func(c merge.Change, _ func(merge.ID) (merge.Record, bool)) merge.Verdict {
		if c.Edits[0].Record == (merge.ID{3}) {
			return merge.Verdict{Code: merge.NoRight}
		}
		return merge.Verdict{}
	}
	n, verdicts, err := s.Graft(ctx, colleague, changes, judge)
	if err != nil || n != 2 || len(verdicts) != 1 || verdicts[0] != (merge.Verdict{Seq: 3, Code: merge.NoRight}) {
		t.Fatalf("%d new, %v, %v", n, verdicts, err)
	}
	if shown(t, s, 1) != "a" || shown(t, s, 2) != "b" || shown(t, s, 3) != "" || shown(t, s, 4) != "" {
		t.Error("not what was brought")
	}
	at, err := s.Position(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if n, _, err = s.Graft(ctx, colleague, changes, judge); err != nil || n != 0 {
		t.Errorf("twice: %d new, %v", n, err)
	}
	if again, fail := s.Position(ctx); fail != nil || again != at {
		t.Errorf("to bring it twice changed something: %d after %d, %v", again, at, err)
	}
	if head, fail := s.Head(ctx, colleague); fail != nil || head.Seq != 0 {
		t.Errorf("the log has %d of it, %v", head.Seq, err)
	}
	if aside, fail := s.Quarantine(ctx); fail != nil || len(aside) != 0 {
		t.Errorf("%d changes in quarantine, %v", len(aside), err)
	}
	if u := unconfirmed(t, s); len(u) != 2 || !u[kpuk.ID{1}] || !u[kpuk.ID{2}] {
		t.Errorf("unconfirmed %v", u)
	}
	// The hub tells of record 1; what it tells of others says nothing about record 2.
	rec, err := s.Record(ctx, merge.ID{1})
	if err != nil {
		t.Fatal(err)
	}
	if err = s.Absorb(ctx, merge.Page{Deltas: []merge.Delta{rec.Newer(0)}}, []byte("c")); err != nil {
		t.Fatal(err)
	}
	if u := unconfirmed(t, s); len(u) != 1 || !u[kpuk.ID{2}] {
		t.Errorf("unconfirmed after the hub told: %v", u)
	}
	// Record 2 leaves the device's scopes.
	gone := merge.Page{Deltas: []merge.Delta{{Record: merge.ID{2}, Kind: 3, Partition: fed, Gone: true}}}
	if err = s.Absorb(ctx, gone, []byte("d")); err != nil {
		t.Fatal(err)
	}
	if u := unconfirmed(t, s); len(u) != 0 || shown(t, s, 2) != "" {
		t.Errorf("unconfirmed after it left: %v", u)
	}
	_, _, err = s.Graft(ctx, s.Replica(), []merge.Change{{Replica: s.Replica(), Seq: 1, Edits: changes[0].Edits}}, nil)
	if fault.KindOf(err) != fault.Denied || shown(t, s, 1) != "a" {
		t.Errorf("somebody speaks in this device's name: %v", err)
	}
}

// TestAbsorbPeer: a colleague's device gives values, and nothing else: it cannot take
// records away, speak in this device's name, or give what this one may not hold.
func TestAbsorbPeer(t *testing.T) {
	ctx := t.Context()
	s, _, _ := rotating(t, nil)
	put(t, s, 1, "mine")
	var c chained
	with := func(ch merge.Change) merge.Delta {
		rec := merge.Record{ID: ch.Edits[0].Record, Kind: 3, Partition: fed}
		rec.Apply(&ch, &ch.Edits[0], 1)
		return rec.Newer(0)
	}
	forged := with(merge.Change{Replica: s.Replica(), Seq: 2, Stamp: 5, Edits: c.write(5, "forged").Edits})
	hidden := with(c.write(6, "x"))
	hidden.Fields[1].Register.Context = merge.Context{{Replica: s.Replica(), Seq: 9}}
	deltas := []merge.Delta{
		with(c.write(2, "new")), {Record: merge.ID{1}, Kind: 3, Partition: fed, Gone: true}, forged, hidden, with(c.write(7, "not for me")),
	}
	may := func(rec *merge.Record) bool { return rec.ID != merge.ID{7} && rec.Scope() == grp }
	n, err := s.AbsorbPeer(ctx, deltas, may)
	if err != nil || n != 1 {
		t.Fatalf("%d records, %v", n, err)
	}
	for record, want := range map[byte]string{1: "mine", 2: "new", 5: "", 6: "", 7: ""} {
		if got := shown(t, s, record); got != want {
			t.Errorf("record %d shows %q", record, got)
		}
	}
	if n, err = s.AbsorbPeer(ctx, deltas, may); err != nil || n != 0 {
		t.Errorf("twice: %d records, %v", n, err)
	}
	if u := unconfirmed(t, s); len(u) != 2 || !u[kpuk.ID{1}] || !u[kpuk.ID{2}] {
		t.Errorf("unconfirmed %v", u)
	}
	if got := put(t, s, 1, "mine still"); got.Seq != 2 || shown(t, s, 1) != "mine still" {
		t.Errorf("after a forgery change %d shows %q", got.Seq, shown(t, s, 1))
	}
	if link, err := s.Link(ctx); err != nil || len(link.Cursor) > 0 || link.Acked.Seq > 0 {
		t.Errorf("the hub's link is %+v, %v", link, err)
	}
}

// TestWrittenOver: what was heard of a colleague and written over here counts as
// unconfirmed only until this device's own write is delivered: the hub does not tell of a
// field of which it holds nothing but that.
func TestWrittenOver(t *testing.T) {
	ctx := t.Context()
	s, _, _ := rotating(t, nil)
	put(t, s, 1, "mine")
	put(t, s, 2, "mine")
	var c chained
	seen := merge.Dot{Replica: s.Replica(), Seq: 2}
	heard := []merge.Change{c.write(1, "heard", seen), c.write(2, "heard", seen)}
	if n, _, err := s.Graft(ctx, colleague, heard, nil); err != nil || n != 2 {
		t.Fatalf("%d, %v", n, err)
	}
	put(t, s, 1, "mine again")
	delivered := func(upTo uint64) {
		t.Helper()
		if err := s.SetLink(ctx, merge.Link{Acked: merge.Head{Seq: upTo}}); err != nil {
			t.Fatal(err)
		}
	}
	if u := unconfirmed(t, s); len(u) != 2 {
		t.Errorf("before it is delivered: %v", u)
	}
	delivered(3)
	if u := unconfirmed(t, s); len(u) != 1 || !u[kpuk.ID{2}] {
		t.Errorf("after it was delivered: %v", u)
	}
	if err := s.Absorb(ctx, merge.Page{}, []byte("end")); err != nil { // the hub has nothing to tell
		t.Fatal(err)
	}
	delivered(3)
	if u := unconfirmed(t, s); len(u) != 1 || !u[kpuk.ID{2}] {
		t.Errorf("after a pull: %v", u)
	}
	if err := s.Vouched(ctx, colleague, 2, func(uint64) bool { return false }); err != nil {
		t.Fatal(err)
	}
	if u := unconfirmed(t, s); len(u) != 0 {
		t.Errorf("after the hub has it: %v", u)
	}
}

// TestGraftOfPart: of a change of which the hub has told in part, the rest counts as
// unconfirmed, and no more.
func TestGraftOfPart(t *testing.T) {
	ctx := t.Context()
	s, _, _ := rotating(t, nil)
	var c chained
	both := c.write(1, "a")
	e := both.Edits[0]
	e.Record = merge.ID{2}
	both.Edits = append(both.Edits, e)
	told := merge.Record{ID: merge.ID{1}, Kind: 3, Partition: fed}
	told.Apply(&both, &both.Edits[0], 1)
	if err := s.Absorb(ctx, merge.Page{Deltas: []merge.Delta{told.Newer(0)}}, []byte("c")); err != nil {
		t.Fatal(err)
	}
	if n, _, err := s.Graft(ctx, colleague, []merge.Change{both}, nil); err != nil || n != 1 {
		t.Fatalf("%d new, %v", n, err)
	}
	if u := unconfirmed(t, s); len(u) != 1 || !u[kpuk.ID{2}] || shown(t, s, 2) != "a" {
		t.Errorf("unconfirmed %v", u)
	}
}

// TestVouched: what the hub refuses of a colleague's changes leaves the registers again:
// after the next pull both hold the same, with what was written here in between.
func TestVouched(t *testing.T) {
	ctx := t.Context()
	host, _, _ := rotating(t, nil)
	hub, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "hub.db"), store.Options{
		Secret: store.RawKey([32]byte{7}), Now: func() time.Time { return time.UnixMilli(1_760_000_000_000) }, Rand: rand.NewChaCha8([32]byte{6}),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if fail := hub.Close(); fail != nil {
			t.Error(fail)
		}
	})
	old := put(t, hub, 1, "office") // known to both
	pull(t, hub, host)
	var c chained
	changes := []merge.Change{
		c.write(1, "covers the office", merge.Dot{Replica: old.Replica, Seq: old.Seq}), // refused
		c.write(2, "accepted"), c.write(3, "refused"), c.write(4, "refused"),
	}
	if _, _, err = host.Graft(ctx, colleague, changes, nil); err != nil {
		t.Fatal(err)
	}
	mine := put(t, host, 4, "mine")
	head := changes[3]
	_, _, err = hub.Ingest(ctx, colleague, changes, func(c merge.Change, _ func(merge.ID) (merge.Record, bool)) merge.Verdict {
		if c.Edits[0].Record != (merge.ID{2}) {
			return merge.Verdict{Code: merge.RuleBroken}
		}
		return merge.Verdict{}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err = hub.Ingest(ctx, host.Replica(), []merge.Change{mine}, nil); err != nil {
		t.Fatal(err)
	}
	if err = host.Vouched(ctx, colleague, head.Seq, func(seq uint64) bool { return seq != 2 }); err != nil {
		t.Fatal(err)
	}
	if u := unconfirmed(t, host); len(u) != 3 || u[kpuk.ID{2}] {
		t.Errorf("unconfirmed before the pull: %v", u)
	}
	link, err := host.Link(ctx)
	if err != nil || string(link.Cursor) != "\x00" {
		t.Errorf("the pull goes on from %q, %v", link.Cursor, err)
	}
	if shown(t, host, 1) != "covers the office" {
		t.Error("the screen changed before the hub was heard")
	}
	pull(t, hub, host)
	for record, want := range map[byte]string{1: "office", 2: "accepted", 3: "", 4: "mine"} {
		if got := shown(t, host, record); got != want {
			t.Errorf("record %d shows %q", record, got)
		}
	}
	a, err := hub.Digest(ctx, grp)
	b, errB := host.Digest(ctx, grp)
	if err = errors.Join(err, errB); err != nil || a != b {
		t.Errorf("hub and host differ: %v", err)
	}
	if err = host.SetLink(ctx, merge.Link{Acked: merge.Head{Seq: 1}}); err != nil {
		t.Fatal(err)
	}
	if u := unconfirmed(t, host); len(u) != 0 {
		t.Errorf("unconfirmed after the pull: %v", u)
	}
	if _, err = host.Check(ctx); err != nil {
		t.Errorf("check: %v", err)
	}
	pull(t, hub, host)
	if shown(t, host, 1) != "office" {
		t.Error("a second pull changed something")
	}
}

// pull gives everything of the hub to a store, as after a cursor that means nothing.
func pull(t *testing.T, hub, s *store.Store) {
	t.Helper()
	page, err := hub.Page(t.Context(), merge.Query{Partition: fed, All: true, Again: true})
	if err != nil || page.More {
		t.Fatalf("%+v %v", page, err)
	}
	if err = s.Absorb(t.Context(), page, []byte("end")); err != nil {
		t.Fatal(err)
	}
}
