package hub_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"pendamping/fault"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// TestAside: the hub tells of what it puts into quarantine, of nothing else, and again
// when it could not be told. What would fail every time holds nobody up.
func TestAside(t *testing.T) {
	var told []merge.Quarantined
	var fail error
	var by merge.ID
	d := newDesk(t, func(c *hub.Config) {
		c.Aside = func(_ context.Context, device merge.ID, changes []merge.Quarantined) error {
			by, told = device, append(told, changes...)
			return fail
		}
	}, hub.Device{Scopes: []merge.ID{village}})
	seqs := func() (out []uint64) {
		for _, q := range told {
			out = append(out, q.Change.Seq)
			if q.Verdict.Seq != q.Change.Seq || q.Verdict.Code != merge.NoRight || len(q.Change.Edits) != 1 {
				t.Errorf("told %+v", q)
			}
		}
		told = nil
		return out
	}
	r := merge.Replica{1}
	c := chain{replica: r, stamp: d.now}
	good, bad := c.change(create(kindMember, merge.ID{3}, village, "a")), c.change(create(kindMember, merge.ID{4}, elsewhere, "x"))
	after := c.change(create(kindMember, merge.ID{5}, village, "b"))

	fail = fault.New(fault.Full, "no room")
	body, err := d.codec.PackRequest(r, request(merge.Head{}, good, bad, after))
	if err != nil {
		t.Fatal(err)
	}
	d.sync(merge.Replica{2}, request(merge.Head{})) // for the challenge
	if status := d.raw(d.auth(r, body), body); status != http.StatusServiceUnavailable {
		t.Errorf("acknowledged with status %d", status)
	}
	if got := seqs(); !slices.Equal(got, []uint64{2}) || by != d.id {
		t.Errorf("told of %v by %x", got, by)
	}
	fail = fault.New(fault.Invalid, "cannot be worded")
	if reply := d.sync(r, request(merge.Head{}, good, bad, after)); reply.Head != c.head {
		t.Errorf("acknowledged up to %d", reply.Head.Seq)
	}
	if got := seqs(); !slices.Equal(got, []uint64{2}) {
		t.Errorf("told again of %v", got)
	}
	fail = nil
	clone := chain{replica: r, stamp: d.now}
	d.sync(r, request(merge.Head{}, clone.change(create(kindMember, merge.ID{6}, village, "clone"))))
	if got := seqs(); len(got) > 0 {
		t.Errorf("told of a clone's change: %v", got)
	}
}
