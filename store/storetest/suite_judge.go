package storetest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/sync/merge"
)

func testQuarantine(t *testing.T, open Open) {
	t.Helper()
	dev, hub := open(t, ReplicaNo(1)), open(t, ReplicaNo(2))
	for i := range byte(3) {
		commit(t, dev, fresh(record(i+1), scope(1), 10, "x"))
	}
	judge := func(c merge.Change, _ func(merge.ID) (merge.Record, bool)) merge.Verdict {
		if c.Seq == 2 {
			return merge.Verdict{Code: merge.NoRight, Detail: "scope"}
		}
		return merge.Verdict{}
	}
	want := []merge.Verdict{{Seq: 2, Code: merge.NoRight, Detail: "scope"}}
	verdicts := push(t, dev, hub, judge)
	if diff := cmp.Diff(want, verdicts); diff != "" {
		t.Errorf("verdicts: %s", diff)
	}
	all, err := dev.Outbox(t.Context(), 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	head, again, err := hub.Ingest(t.Context(), dev.Replica(), all, judge)
	if diff := cmp.Diff(want, again); diff != "" || err != nil || head.Seq != 3 {
		t.Errorf("verdicts when sent again: %v %s", err, diff)
	}
	if diff := cmp.Diff([]merge.ID{record(1), record(3)}, scan(t, hub, scope(1), kind)); diff != "" {
		t.Errorf("merged: %s", diff)
	}
	wantVerdicts(t, hub, dev.Replica(), want)
	kept, err := hub.Quarantine(t.Context())
	if err != nil || len(kept) != 1 || kept[0].Fork || kept[0].Verdict != want[0] {
		t.Fatalf("quarantine: %v, %v", kept, err)
	}
	if diff := cmp.Diff(all[1], kept[0].Change); diff != "" {
		t.Errorf("kept change: %s", diff)
	}
	own, err := dev.Head(t.Context(), dev.Replica())
	if err != nil {
		t.Fatal(err)
	}
	if fail := dev.Confirm(t.Context(), merge.Receipt{Replica: dev.Replica(), Head: own}, verdicts); fail != nil {
		t.Fatal(fail)
	}
	if mine, fail := dev.Quarantine(t.Context()); fail != nil || len(mine) != 1 || mine[0].Verdict != want[0] {
		t.Errorf("the author does not see the verdict: %v, %v", mine, fail)
	}
	wantMalformed(t, hub, all[0])
}

// wantVerdicts holds what is told of a range of changes, of which the second is without
// effect, against what should be.
func wantVerdicts(t *testing.T, hub Log, r merge.Replica, want []merge.Verdict) {
	t.Helper()
	for _, in := range []struct {
		after, upTo uint64
		want        []merge.Verdict
	}{
		{0, 3, want}, {1, 2, want}, {0, 1, nil}, {2, 9, nil}, {2, 2, nil},
	} {
		got, err := hub.Verdicts(t.Context(), r, in.after, in.upTo)
		if diff := cmp.Diff(in.want, got); diff != "" || err != nil {
			t.Errorf("verdicts after %d up to %d: %v %s", in.after, in.upTo, err, diff)
		}
	}
	if got, err := hub.Verdicts(t.Context(), ReplicaNo(9), 0, 9); err != nil || len(got) > 0 {
		t.Errorf("verdicts on a replica that is not known: %v, %v", got, err)
	}
}

// wantMalformed tells whether a change without content is put aside.
func wantMalformed(t *testing.T, hub Log, broken merge.Change) {
	t.Helper()
	broken.Replica, broken.Edits = ReplicaNo(7), nil
	_, verdicts, err := hub.Ingest(t.Context(), ReplicaNo(7), []merge.Change{broken}, nil)
	if err != nil || len(verdicts) != 1 || verdicts[0].Code != merge.Malformed {
		t.Errorf("a malformed change: %v, %v", verdicts, err)
	}
}

func testJudgeSees(t *testing.T, open Open) {
	t.Helper()
	dev, hub := open(t, ReplicaNo(1)), open(t, ReplicaNo(2))
	commit(t, dev, fresh(record(1), scope(1), 10, "a"))
	commit(t, dev, edit(get(t, dev, record(1)), scope(1), 10, "b"))
	var seen []string
	push(t, dev, hub, func(c merge.Change, current func(merge.ID) (merge.Record, bool)) merge.Verdict {
		r, ok := current(c.Edits[0].Record)
		if !ok {
			seen = append(seen, "nothing")
			return merge.Verdict{}
		}
		seen = append(seen, string(r.Field(field(10)).Value()))
		return merge.Verdict{}
	})
	if !slices.Equal(seen, []string{"nothing", "a"}) {
		t.Errorf("the judge saw %v", seen)
	}
}
