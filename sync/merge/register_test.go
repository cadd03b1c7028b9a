package merge_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pendamping/sync/merge"
)

// node is a replica of one field: its state as computed, and what it knows as plain
// sets, which is the truth that the computed state is held against.
type node struct {
	reg   merge.Register
	known map[merge.Dot]bool
	seq   uint64
	got   map[merge.Replica]int // how much of each log was delivered
}

// written is one write with the plain set of what its author saw.
type written struct {
	sib  merge.Sibling
	seen merge.Context
	set  map[merge.Dot]bool
}

type world struct {
	nodes []*node
	logs  map[merge.Replica][]written
}

func rep(i int) merge.Replica { return merge.Replica{byte(i + 1)} }

func newWorld(n int) *world {
	w := &world{logs: map[merge.Replica][]written{}}
	for range n {
		w.nodes = append(w.nodes, &node{known: map[merge.Dot]bool{}, got: map[merge.Replica]int{}})
	}
	return w
}

// write lets node i write, having seen a state of its own (now, or an earlier one).
func (w *world) write(i int, stamp merge.Stamp, seen merge.Context, set map[merge.Dot]bool) {
	n := w.nodes[i]
	n.seq++
	d := merge.Dot{Replica: rep(i), Seq: n.seq}
	s := merge.Sibling{Dot: d, Stamp: stamp, Value: fmt.Appendf(nil, "%d.%d", i, n.seq)}
	w.logs[rep(i)] = append(w.logs[rep(i)], written{sib: s, seen: seen, set: maps.Clone(set)})
	n.got[rep(i)]++
	n.reg = n.reg.Apply(s, seen)
	n.known[d] = true
}

// deliver gives the next change of from's log to node to.
func (w *world) deliver(from, to int) {
	n := w.nodes[to]
	log := w.logs[rep(from)]
	if n.got[rep(from)] >= len(log) {
		return
	}
	c := log[n.got[rep(from)]]
	n.got[rep(from)]++
	n.reg = n.reg.Apply(c.sib, c.seen)
	n.known[c.sib.Dot] = true
	maps.Copy(n.known, c.set)
}

// join merges from's state into to.
func (w *world) join(from, to int) {
	a, b := w.nodes[to], w.nodes[from]
	a.reg = a.reg.Merge(b.reg)
	maps.Copy(a.known, b.known)
}

// survivors are the writes that no author of another write had seen.
func (w *world) survivors() []merge.Dot {
	var out []merge.Dot
	for _, log := range w.logs {
		for _, x := range log {
			if !w.covered(x.sib.Dot) {
				out = append(out, x.sib.Dot)
			}
		}
	}
	slices.SortFunc(out, merge.Dot.Compare)
	return out
}

func (w *world) covered(d merge.Dot) bool {
	for _, log := range w.logs {
		for _, y := range log {
			if y.set[d] {
				return true
			}
		}
	}
	return false
}

func (w *world) run(t *rapid.T) {
	type glance struct {
		ctx merge.Context
		set map[merge.Dot]bool
	}
	earlier := make([]glance, len(w.nodes))
	pick := rapid.IntRange(0, len(w.nodes)-1)
	for range rapid.IntRange(1, 40).Draw(t, "steps") {
		i, j := pick.Draw(t, "i"), pick.Draw(t, "j")
		stamp := merge.Stamp(rapid.Uint64Range(1, 5).Draw(t, "stamp"))
		switch rapid.IntRange(0, 5).Draw(t, "what") {
		case 0, 1:
			w.write(i, stamp, w.nodes[i].reg.Context, w.nodes[i].known)
		case 2: // a form that was opened earlier is saved now
			w.write(i, stamp, earlier[i].ctx, earlier[i].set)
		case 3:
			earlier[i] = glance{ctx: w.nodes[i].reg.Context, set: maps.Clone(w.nodes[i].known)}
		case 4:
			w.deliver(i, j)
		default:
			w.join(i, j)
		}
	}
}

func TestConvergenceWithoutUnseenLoss(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(rapid.IntRange(2, 4).Draw(t, "replicas"))
		w.run(t)
		// Some nodes catch up by changes, some by states, in any order and repeatedly.
		for i := range w.nodes {
			for _, j := range rapid.Permutation(indexes(len(w.nodes))).Draw(t, "order") {
				if rapid.Bool().Draw(t, "by state") {
					w.join(j, i)
				}
				for range w.logs[rep(j)] {
					w.deliver(j, i)
				}
			}
		}
		want := w.survivors()
		for i, n := range w.nodes {
			if !n.reg.Equal(w.nodes[0].reg) {
				t.Fatalf("node %d: %v, node 0: %v", i, n.reg, w.nodes[0].reg)
			}
			var got []merge.Dot
			for _, s := range n.reg.Siblings {
				got = append(got, s.Dot)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("node %d keeps %v, want %v", i, got, want)
			}
		}
	})
}

func TestMergeLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(3)
		w.run(t)
		a, b, c := w.nodes[0].reg, w.nodes[1].reg, w.nodes[2].reg
		if !a.Merge(b).Equal(b.Merge(a)) {
			t.Fatal("not commutative")
		}
		if !a.Merge(b).Merge(c).Equal(a.Merge(b.Merge(c))) {
			t.Fatal("not associative")
		}
		if !a.Merge(a).Equal(a) || !a.Merge(b).Merge(b).Equal(a.Merge(b)) {
			t.Fatal("not idempotent")
		}
		if !a.Merge(b).Context.Covers(a.Context) || !a.Merge(b).Context.Covers(b.Context) {
			t.Fatal("merging forgot something")
		}
		x, y := a.Merge(b), b.Merge(a)
		wx, _ := x.Winner()
		wy, _ := y.Winner()
		if wx.Dot != wy.Dot {
			t.Fatal("replicas show different values")
		}
	})
}

func TestWinnerAndConflict(t *testing.T) {
	t.Parallel()
	var r merge.Register
	if _, ok := r.Winner(); ok || r.Value() != nil || r.Conflicted() {
		t.Error("the empty register shows something")
	}
	one := merge.Sibling{Dot: merge.Dot{Replica: rep(0), Seq: 1}, Stamp: 7, Value: []byte("a")}
	two := merge.Sibling{Dot: merge.Dot{Replica: rep(1), Seq: 1}, Stamp: 7, Value: []byte("b")}
	r = r.Apply(one, nil).Apply(two, nil)
	if string(r.Value()) != "b" || !r.Conflicted() {
		t.Errorf("same stamp: the higher replica is shown, got %q", r.Value())
	}
	same := two
	same.Value = one.Value
	if (merge.Register{}).Apply(one, nil).Apply(same, nil).Conflicted() {
		t.Error("the same value twice is no conflict")
	}
	cleared := merge.Sibling{Dot: merge.Dot{Replica: rep(0), Seq: 2}, Stamp: 8}
	r = r.Apply(cleared, r.Context)
	if r.Value() != nil || r.Conflicted() || len(r.Siblings) != 1 {
		t.Errorf("after clearing: %v", r)
	}
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
