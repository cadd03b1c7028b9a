package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Run holds a store against the contract.
func Run(t *testing.T, open Open) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Open){
		"commit":           testCommit,
		"refused commit":   testRefusedCommit,
		"outbox limits":    testOutboxLimits,
		"scan":             testScan,
		"gather":           testGather,
		"ingest":           testIngest,
		"fork":             testFork,
		"quarantine":       testQuarantine,
		"judge sees":       testJudgeSees,
		"confirm":          testConfirm,
		"conflict":         testConflict,
		"pages":            testPages,
		"taken":            testTaken,
		"scopes":           testScopes,
		"moving":           testMoving,
		"forgotten":        testForgotten,
		"returned":         testReturned,
		"refusedSuccessor": testRefusedSuccessor,
		"clock far ahead":  testFarAhead,
		"watch":            testWatch,
		"converge":         testConverge,
		"nothing is known": testEmpty,
	} {
		t.Run(name, func(t *testing.T) { test(t, open) })
	}
}

func testEmpty(t *testing.T, open Open) {
	t.Helper()
	l := open(t, ReplicaNo(1))
	if l.Replica() != ReplicaNo(1) {
		t.Errorf("replica %x", l.Replica())
	}
	if _, err := l.Record(t.Context(), record(1)); !errors.Is(err, merge.ErrNoRecord) || fault.KindOf(err) != fault.NotFound {
		t.Errorf("unknown record: %v", err)
	}
	if h, err := l.Head(t.Context(), ReplicaNo(2)); err != nil || h != (merge.Head{}) {
		t.Errorf("head of an unknown replica: %v %v", h, err)
	}
	if _, err := l.HashAt(t.Context(), ReplicaNo(2), 1); fault.KindOf(err) != fault.NotFound {
		t.Errorf("hash of an unknown change: %v", err)
	}
	if diff := cmp.Diff(merge.Link{}, link(t, l)); diff != "" {
		t.Errorf("link: %s", diff)
	}
	page, err := l.Page(t.Context(), merge.Query{Partition: Partition(), All: true})
	if err != nil || len(page.Deltas) != 0 || page.More {
		t.Errorf("page: %v %v", page, err)
	}
}

func testCommit(t *testing.T, open Open) {
	t.Helper()
	l := open(t, ReplicaNo(1))
	one := commit(t, l, fresh(record(1), scope(1), 10, "a"), fresh(record(2), scope(1), 10, "b"))
	two := commit(t, l, edit(get(t, l, record(1)), scope(1), 10, "c"))
	if one.Seq != 1 || two.Seq != 2 || two.Stamp <= one.Stamp || one.Replica != l.Replica() {
		t.Errorf("changes %d, %d with stamps %d, %d", one.Seq, two.Seq, one.Stamp, two.Stamp)
	}
	got, err := l.Outbox(t.Context(), 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]merge.Change{one, two}, got); diff != "" {
		t.Errorf("outbox: %s", diff)
	}
	head, err := l.Head(t.Context(), l.Replica())
	if want := two.Hash(one.Hash(merge.Hash{})); err != nil || head != (merge.Head{Seq: 2, Hash: want}) {
		t.Errorf("head %v, %v", head, err)
	}
	if at, err := l.HashAt(t.Context(), l.Replica(), 1); err != nil || at != one.Hash(merge.Hash{}) {
		t.Errorf("hash at 1: %x, %v", at, err)
	}
	r := get(t, l, record(1))
	if string(r.Field(field(10)).Value()) != "c" || r.Field(field(10)).Conflicted() {
		t.Errorf("record: %v", r)
	}
	if r.Scope() != scope(1) || r.Kind != kind || r.Partition != Partition() {
		t.Errorf("scope %v, kind %v, partition %v", r.Scope(), r.Kind, r.Partition)
	}
	if p, err := l.Position(t.Context()); err != nil || p != 3 {
		t.Errorf("position %d, %v; want one for each altered record", p, err)
	}
}

func testRefusedCommit(t *testing.T, open Open) {
	t.Helper()
	l := open(t, ReplicaNo(1))
	commit(t, l, fresh(record(1), scope(1), 10, "a"))
	before := digest(t, l)
	double := []merge.Edit{fresh(record(2), scope(1), 10, "x"), fresh(record(2), scope(1), 11, "y")}
	if _, err := l.Commit(t.Context(), merge.ID{}, double); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a record edited twice: %v", err)
	}
	if digest(t, l) != before {
		t.Error("a refused commit altered something")
	}
	if c := commit(t, l, fresh(record(3), scope(1), 10, "b")); c.Seq != 2 {
		t.Errorf("the next change has number %d", c.Seq)
	}
}

func testOutboxLimits(t *testing.T, open Open) {
	t.Helper()
	l := open(t, ReplicaNo(1))
	for i := range byte(9) {
		commit(t, l, fresh(record(i+1), scope(1), 10, string(make([]byte, 500))))
	}
	for name, c := range map[string]struct {
		after              uint64
		changes, maxBytes  int
		first, wantedCount int
	}{
		"all":        {0, 0, 0, 1, 9},
		"rest":       {4, 0, 0, 5, 5},
		"three":      {4, 3, 0, 5, 3},
		"few bytes":  {0, 0, 1, 1, 1},
		"some bytes": {0, 0, 2000, 1, 2},
		"none":       {9, 0, 0, 0, 0},
		"beyond":     {99, 0, 0, 0, 0},
	} {
		got, err := l.Outbox(t.Context(), c.after, c.changes, c.maxBytes)
		if err != nil || len(got) < min(1, c.wantedCount) || c.maxBytes == 0 && len(got) != c.wantedCount {
			t.Errorf("%s: %d changes, %v", name, len(got), err)
			continue
		}
		if c.maxBytes > 0 && len(got) > 4 {
			t.Errorf("%s: %d changes are too many", name, len(got))
		}
		if len(got) > 0 && got[0].Seq != uint64(c.first) { //nolint:gosec // small
			t.Errorf("%s: begins with %d", name, got[0].Seq)
		}
	}
}

func testScan(t *testing.T, open Open) {
	t.Helper()
	l := open(t, ReplicaNo(1))
	other := fresh(record(4), scope(1), 10, "d")
	other.Kind = 9
	commit(t, l, fresh(record(3), scope(2), 10, "a"), fresh(record(2), scope(1), 10, "b"), fresh(record(1), scope(1), 10, "c"), other)
	for name, c := range map[string]struct {
		in   merge.ID
		kind merge.Kind
		want []merge.ID
	}{
		"scope and kind": {scope(1), kind, []merge.ID{record(1), record(2)}},
		"scope":          {scope(1), 0, []merge.ID{record(1), record(2), record(4)}},
		"kind":           {merge.ID{}, kind, []merge.ID{record(1), record(2), record(3)}},
		"all":            {merge.ID{}, 0, []merge.ID{record(1), record(2), record(4), record(3)}},
		"none":           {scope(7), kind, nil},
	} {
		if diff := cmp.Diff(c.want, scan(t, l, c.in, c.kind)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	seen := 0
	err := l.Scan(t.Context(), merge.ID{}, 0, func(r merge.Record) bool {
		seen++
		commit(t, l, edit(r, r.Scope(), 11, "written while scanning"))
		return seen < 2
	})
	if err != nil || seen != 2 {
		t.Errorf("stopped after %d, %v", seen, err)
	}
}

func testIngest(t *testing.T, open Open) {
	t.Helper()
	dev, hub := open(t, ReplicaNo(1)), open(t, ReplicaNo(2))
	for i := range byte(4) {
		commit(t, dev, fresh(record(i+1), scope(1), 10, "x"))
	}
	all, err := dev.Outbox(t.Context(), 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		from, to int
	}{"a first": {0, 2}} {
		head, _, fail := hub.Ingest(t.Context(), dev.Replica(), all[c.from:c.to], nil)
		if fail != nil || head.Seq != 2 {
			t.Fatalf("%s: %v, %v", name, head, fail)
		}
	}
	steps := []struct {
		name     string
		from, to int
		want     uint64
	}{
		{"again", 0, 2, 2}, {"a gap", 3, 4, 2}, {"overlapping", 1, 3, 3}, {"nothing", 0, 0, 3}, {"the rest", 3, 4, 4}, {"all again", 0, 4, 4},
	}
	for _, s := range steps {
		head, verdicts, fail := hub.Ingest(t.Context(), dev.Replica(), all[s.from:s.to], nil)
		if fail != nil || head.Seq != s.want || len(verdicts) != 0 {
			t.Errorf("%s: head %d, %v, %v", s.name, head.Seq, verdicts, fail)
		}
	}
	wantIngested(t, dev, hub, all)
}

// wantIngested tells whether the hub holds all of the device's changes, once.
func wantIngested(t *testing.T, dev, hub Log, all []merge.Change) {
	t.Helper()
	own, err := dev.Head(t.Context(), dev.Replica())
	held, err2 := hub.Head(t.Context(), dev.Replica())
	if own != held || err != nil || err2 != nil || digest(t, dev) != digest(t, hub) {
		t.Error("hub and device differ")
	}
	if p, fail := hub.Position(t.Context()); fail != nil || p != 4 {
		t.Errorf("position %d, %v: something was applied twice", p, fail)
	}
	got, err := hub.Since(t.Context(), dev.Replica(), 1, 2, 0)
	if diff := cmp.Diff(all[1:3], got); diff != "" || err != nil {
		t.Errorf("since: %v %s", err, diff)
	}
	if _, _, err := hub.Ingest(t.Context(), ReplicaNo(5), all[:1], nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("under another name: %v", err)
	}
}

func testFork(t *testing.T, open Open) {
	t.Helper()
	one, two, hub := open(t, ReplicaNo(1)), open(t, ReplicaNo(1)), open(t, ReplicaNo(2))
	commit(t, one, fresh(record(1), scope(1), 10, "x"))
	push(t, one, hub, nil)
	commit(t, two, fresh(record(2), scope(1), 10, "y"))
	commit(t, two, fresh(record(3), scope(1), 10, "z"))
	forked, err := two.Outbox(t.Context(), 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		head, _, fail := hub.Ingest(t.Context(), ReplicaNo(1), forked, nil)
		if !errors.Is(fail, merge.ErrForked) || fault.KindOf(fail) != fault.Forked || head.Seq != 1 {
			t.Fatalf("fork: head %d, %v", head.Seq, fail)
		}
	}
	kept, err := hub.Quarantine(t.Context())
	if err != nil || len(kept) != 1 || !kept[0].Fork || kept[0].Change.Edits[0].Record != record(2) {
		t.Errorf("quarantine: %v, %v", kept, err)
	}
	if v, err := hub.Verdicts(t.Context(), ReplicaNo(1), 0, 9); err != nil || len(v) > 0 {
		t.Errorf("a fork is no part of the log: %v, %v", v, err)
	}
	if string(get(t, hub, record(1)).Field(field(10)).Value()) != "x" {
		t.Error("the first change is gone")
	}
	if _, err := hub.Record(t.Context(), record(2)); !errors.Is(err, merge.ErrNoRecord) {
		t.Errorf("the fork took effect: %v", err)
	}
}

func testConfirm(t *testing.T, open Open) {
	t.Helper()
	l := open(t, ReplicaNo(1))
	one := commit(t, l, fresh(record(1), scope(1), 10, "a"))
	commit(t, l, fresh(record(2), scope(1), 10, "b"))
	at1 := merge.Head{Seq: 1, Hash: one.Hash(merge.Hash{})}
	at2, err := l.Head(t.Context(), l.Replica())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.SetLink(t.Context(), merge.Link{Counter: 7, Challenge: []byte("c"), Hub: merge.ID{3}}); err != nil {
		t.Fatal(err)
	}
	confirm := func(h merge.Head, epoch byte) error {
		return l.Confirm(t.Context(), merge.Receipt{Replica: l.Replica(), Head: h, Epoch: merge.ID{epoch}, Signature: []byte("s")}, nil)
	}
	for i, s := range []struct {
		head  merge.Head
		epoch byte
		want  uint64
	}{{at1, 1, 1}, {at2, 1, 2}, {at1, 1, 2}, {at1, 2, 1}, {merge.Head{}, 3, 0}, {at2, 3, 2}} {
		if err := confirm(s.head, s.epoch); err != nil {
			t.Errorf("step %d: %v", i, err)
		}
		if got := link(t, l); got.Acked.Seq != s.want || got.Counter != 7 || got.Hub != (merge.ID{3}) {
			t.Errorf("step %d: link %v", i, got)
		}
	}
	for i, h := range []merge.Head{{Seq: 1, Hash: merge.Hash{9}}, {Seq: 3, Hash: at2.Hash}} {
		if err := confirm(h, 3); !errors.Is(err, merge.ErrForked) {
			t.Errorf("foreign head %d: %v", i, err)
		}
	}
	if got := link(t, l); got.Acked != at2 {
		t.Errorf("a foreign head was believed: %v", got)
	}
}

func testGather(t *testing.T, open Open) {
	t.Helper()
	l := open(t, ReplicaNo(1))
	commit(t, l, fresh(record(1), scope(1), 10, "a"), fresh(record(2), scope(2), 10, "b"), fresh(record(3), scope(1), 10, "c"))
	commit(t, l, edit(get(t, l, record(2)), scope(2), 10, "d"))
	if got, err := l.Gather(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("nothing asked for: %v, %v", got, err)
	}
	got, err := l.Gather(t.Context(), []merge.ID{record(9), record(2), record(1)})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(got, func(a, b merge.Record) int { return a.ID.Compare(b.ID) })
	if diff := cmp.Diff([]merge.Record{get(t, l, record(1)), get(t, l, record(2))}, got); diff != "" {
		t.Errorf("gathered: %s", diff)
	}
}
