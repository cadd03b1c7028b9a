package session_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/sync/merge"
	"pendamping/sync/session"
	world "pendamping/sync/synctest"
)

// comparer asks about one subject at each opportunity and notes what it is told.
type comparer struct {
	fail    error
	asking  func() // called while it is reckoned
	sends   []bool
	changes int
	deltas  int
	said    [][]merge.Checked
}

// Touched implements session.Comparer.
func (c *comparer) Touched(changes []merge.Change, deltas []merge.Delta) {
	c.changes, c.deltas = c.changes+len(changes), c.deltas+len(deltas)
}

// Ask implements session.Comparer.
func (c *comparer) Ask(_ context.Context, sends bool, most int) ([]merge.Check, error) {
	c.sends = append(c.sends, sends)
	if c.asking != nil {
		c.asking()
	}
	return []merge.Check{{Subject: merge.ID{1}, Digest: merge.Brief{byte(most)}}}, c.fail
}

// Heard implements session.Comparer.
func (c *comparer) Heard(_ context.Context, asked []merge.Check, said []merge.Checked) error {
	if len(asked) != len(said) {
		return errors.New("answers to other questions")
	}
	c.said = append(c.said, said)
	return c.fail
}

// comparing is a world whose hub reckons the same of everything, and a session of its
// first device that compares.
func comparing(t *testing.T, c *comparer) (*world.World, *session.Session) {
	t.Helper()
	w := world.New(t, 1, 2, world.Faults{})
	w.Reckon = func(context.Context, merge.ID, func(merge.ID) bool) (merge.Reckoning, error) {
		return merge.Reckoning{Digest: merge.Brief{64}}, nil
	}
	w.Compare = c
	w.RestartHub()
	s := w.Join(w.Devices[0].Store, w.Devices[0])
	return w, s
}

// TestCompares: asked with the last of what is sent, told once nothing waits; a device
// that never pulled does not ask.
func TestCompares(t *testing.T) {
	c := &comparer{}
	w, s := comparing(t, c)
	sync := func() session.Result {
		t.Helper()
		res, err := s.Sync(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	fill(t, w, w.Devices[0], 3)
	sync()
	if c.sends != nil || c.changes == 0 {
		t.Errorf("before the first pull: %+v", c)
	}
	agrees := []merge.Checked{{Agreement: merge.CheckAgrees}}
	sync()
	fill(t, w, w.Devices[0], 1_500) // two batches
	if res := sync(); res.Requests < 2 {
		t.Errorf("%d requests", res.Requests)
	}
	if diff := cmp.Diff([]bool{false, true}, c.sends); diff != "" {
		t.Errorf("asked: %s", diff)
	}
	if diff := cmp.Diff([][]merge.Checked{agrees, agrees}, c.said); diff != "" {
		t.Errorf("told: %s", diff)
	}
	if c.changes < 1_503 || c.deltas != 0 {
		t.Errorf("touched: %+v", c)
	}
	fill(t, w, w.Devices[1], 1)
	if _, err := w.Devices[1].Session.Sync(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	sync()
	if c.deltas == 0 {
		t.Error("what came is not noted")
	}
}

// TestNothingIsComparedOverASave: what is saved while it is reckoned, or while the hub
// answers, is not in what both sides hold. Nor does a fault of comparing end a sync.
func TestNothingIsComparedOverASave(t *testing.T) {
	for name, c := range map[string]*comparer{"while reckoned": {}, "fault": {fail: errors.New("damaged")}} {
		t.Run(name, func(t *testing.T) {
			w, s := comparing(t, c)
			fill(t, w, w.Devices[0], 1)
			for n := range 2 {
				if _, err := s.Sync(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
				if n == 0 && c.fail == nil {
					c.asking = func() {
						if len(c.sends) == 1 {
							fill(t, w, w.Devices[0], 2)
						}
					}
				}
			}
			if len(c.sends) != 1 || c.said != nil {
				t.Errorf("%+v", c)
			}
			c.fail = nil
			if _, err := s.Sync(t.Context(), nil); err != nil || len(c.said) != 1 {
				t.Errorf("the next sync: %v, %+v", err, c)
			}
		})
	}
}
