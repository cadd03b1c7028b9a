package store

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// drawID draws one of few IDs, so that some occur again.
func drawID(t *rapid.T) merge.ID {
	return merge.ID{byte(rapid.IntRange(0, 3).Draw(t, "id")), 7}
}

// drawChanges draws a stretch of a log.
func drawChanges(t *rapid.T) []merge.Change {
	out := make([]merge.Change, rapid.IntRange(1, 6).Draw(t, "changes"))
	first := rapid.Uint64Range(1, 1<<40).Draw(t, "first")
	for i := range out {
		c := &out[i]
		c.Replica, c.Seq = merge.Replica{9}, first+uint64(i)
		c.Stamp = merge.Stamp(rapid.Uint64().Draw(t, "stamp"))
		c.Author, c.Seed = drawID(t), merge.Seed(drawID(t))
		for range rapid.IntRange(0, 3).Draw(t, "edits") {
			e := merge.Edit{
				Record: merge.ID{rapid.Byte().Draw(t, "record")}, Kind: merge.Kind(rapid.Uint16().Draw(t, "kind")),
				Partition: drawID(t), Scope: drawID(t),
			}
			for range rapid.IntRange(0, 3).Draw(t, "writes") {
				w := merge.Write{
					Field: merge.Field{Number: rapid.Uint16().Draw(t, "number"), Element: drawID(t)},
					Value: rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "value"),
				}
				for range rapid.IntRange(0, 2).Draw(t, "context") {
					w.Context = append(w.Context, merge.Dot{Replica: merge.Replica{rapid.Byte().Draw(t, "replica")}, Seq: rapid.Uint64().Draw(t, "seq")})
				}
				e.Writes = append(e.Writes, w)
			}
			c.Edits = append(c.Edits, e)
		}
	}
	return out
}

// TestSegmentCodec: a segment is read as it was written, with the links of the chain, and
// not with other links when a byte of it is another.
func TestSegmentCodec(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := segment{changes: drawChanges(t)}
		before := merge.Hash{byte(rapid.IntRange(0, 255).Draw(t, "before"))}
		link := before
		for i := range g.changes {
			link = g.changes[i].Hash(link)
			g.links = append(g.links, link)
		}
		last := g.changes[len(g.changes)-1].Seq
		b := g.encode(before)
		got, ok := decodeSegment(merge.Replica{9}, last, b)
		if !ok {
			t.Fatal("cannot be read")
		}
		if diff := cmp.Diff(g.changes, got.changes, cmpopts.EquateEmpty()); diff != "" || !slices.Equal(g.links, got.links) {
			t.Errorf("read as another: %s", diff)
		}
		if len(g.changes) > 1 {
			b[rapid.IntRange(1, len(b)-1).Draw(t, "at")] ^= 1
			// Only seeds of changes that write nothing are not in the chain.
			if other, fine := decodeSegment(merge.Replica{9}, last, b); fine && !slices.Equal(other.links, g.links) {
				t.Error("a damaged segment gives other links")
			}
		}
	})
}

// FuzzSegment: whatever verified by mistake is read without panic or unbounded memory.
func FuzzSegment(f *testing.F) {
	g := segment{changes: visit(merge.Replica{1}, 1)[:3], links: make([]merge.Hash, 3)}
	f.Add(g.encode(merge.Hash{}))
	f.Add(encodeSteps([]step{{at: 3}, {at: 9}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if g, ok := decodeSegment(merge.Replica{1}, 100, b); ok && len(g.changes) != len(g.links) {
			t.Error("changes without links")
		}
		if steps, ok := new(stepsBuffer).decode(b); ok {
			if again, fine := new(stepsBuffer).decode(encodeSteps(steps)); !fine || len(again) != len(steps) {
				t.Error("steps change when written again")
			}
		}
	})
}

// TestSegments: pushes of every size are found again, change by change, on the tree and
// in the journal, and pushed again they alter nothing.
func TestSegments(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	r := merge.Replica{5, 5}
	var all []merge.Change
	for _, n := range []int{1, 2, 36, 36, 36} {
		part := visit(r, uint64(len(all)+1))[:n]
		all = append(all, part...)
		if n == 36 && len(all) < 60 { // one push that is more than a segment takes
			more := visit(r, uint64(len(all)+1))
			part, all = append(part, more...), append(all, more...)
		}
		head, verdicts, err := s.Ingest(t.Context(), r, part, nil)
		if err != nil || len(verdicts) > 0 || head.Seq != uint64(len(all)) {
			t.Fatalf("head %d of %d, %v %v", head.Seq, len(all), verdicts, err)
		}
		if n == 2 {
			if err := s.fold(); err != nil {
				t.Fatal(err)
			}
		}
	}
	wantLog := func() {
		t.Helper()
		for _, after := range []uint64{0, 1, 20, 100, uint64(len(all)) - 1} {
			got, err := s.Since(t.Context(), r, after, 0, 0)
			if diff := cmp.Diff(all[after:], got, cmpopts.EquateEmpty()); err != nil || diff != "" {
				t.Errorf("since %d: %v %s", after, err, diff)
			}
		}
		var link merge.Hash
		for i := range all {
			link = all[i].Hash(link)
			if got, err := s.HashAt(t.Context(), r, uint64(i+1)); err != nil || got != link {
				t.Fatalf("the link at %d: %v", i+1, err)
			}
		}
		wantSound(t, s)
	}
	wantLog()
	head, verdicts, err := s.Ingest(t.Context(), r, all[10:], nil)
	if err != nil || len(verdicts) > 0 || head.Seq != uint64(len(all)) {
		t.Errorf("pushed again: head %d, %v %v", head.Seq, verdicts, err)
	}
	s.writing.Lock()
	err = s.fold()
	s.writing.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	wantLog()
	other := cloneEdits(all[40].Edits)
	other[0].Writes[0].Value = merge.ScopeValue(merge.ID{77})
	c := all[40]
	c.Edits = other
	if _, _, err = s.Ingest(t.Context(), r, []merge.Change{c}, nil); fault.KindOf(err) != fault.Forked {
		t.Errorf("another change inside a segment: %v", err)
	}
	wantSound(t, s)
}

// TestStepsSurvive: who begins at the beginning gets every record once, also where steps
// were left behind by records that moved on, and in a store that is opened again.
func TestStepsSurvive(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	r := merge.Replica{6}
	q := merge.Query{Partition: storetest.Partition(), All: true}
	want := func(n int) {
		t.Helper()
		page, err := s.Page(t.Context(), q)
		seen := map[merge.ID]bool{}
		for _, d := range page.Deltas {
			seen[d.Record] = true
		}
		if err != nil || len(page.Deltas) != n || len(seen) != n {
			t.Errorf("%d records, %d deltas of %d, %v", len(seen), len(page.Deltas), n, err)
		}
	}
	want(0)
	for i := range 20 {
		if _, _, err := s.Ingest(t.Context(), r, visit(r, uint64(36*i+1)), nil); err != nil {
			t.Fatal(err)
		}
		want(25 * (i + 1))
		s.trail = trail{} // as after opening again
		want(25 * (i + 1))
	}
	wantSound(t, s)
	var b bytes.Buffer
	if err := s.CopyTo(t.Context(), &b); err != nil || b.Len() == 0 {
		t.Error(err)
	}
}
