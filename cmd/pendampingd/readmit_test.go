package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"pendamping/kpuk"
)

// returned is what the hub says of those who came back.
func (f *field) returned(args ...string) (got returned) {
	f.t.Helper()
	ok(f.t, json.Unmarshal([]byte(f.must("pendampingd", append([]string{"readmit", "--json", "--data", f.path("hub")}, args...)...)), &got))
	return got
}

// states are the states of those who came back, by label and device.
func (r *returned) states() (out []string) {
	for _, d := range r.Devices {
		out = append(out, d.State)
	}
	slices.Sort(out)
	return out
}

// refused syncs a tablet that is not let in, and returns why.
func (d *tablet) refused() string {
	d.f.t.Helper()
	_, err := d.f.try("tablet", d.f.path(d.name), "sync")
	if err == nil {
		d.f.t.Fatalf("%s syncs", d.name)
	}
	return err.Error()
}

const saysHeld = "waits for somebody to approve"

// TestReadmitted: a hub is set back to a backup of before a tablet was enrolled. The tablet
// goes on as if nothing had been, without an invitation, and nothing is lost; a
// coordinator's desktop waits until another coordinator has approved it.
func TestReadmitted(t *testing.T) {
	f := newField(t)
	desk, first := f.join("desk", coordinator()...), f.join("first", facilitator()...)
	all := first.work(1)
	f.agree(all, first, desk)
	f.backup("before.age")

	one := f.join("one", facilitator()...)
	other := f.join("other", coordinator()...)
	all = append(all, one.work(3)...)
	f.agree(all, one, other, desk, first)
	all = append(all, one.work(1)...) // not sent when the hub is lost
	f.restore("before.age")
	if got := f.returned(); got.Mode != "open" || got.Since.IsZero() || len(got.Devices) != 0 {
		t.Errorf("after the restore: %+v", got)
	}

	if got := one.sync(); got.Waiting != 0 || got.Verdicts != 0 || got.Pushed != 4 {
		t.Errorf("the tablet: %+v", got)
	}
	if why := other.refused(); !strings.Contains(why, saysHeld) {
		t.Errorf("the desktop: %s", why)
	}
	if got := f.returned(); !slices.Equal(got.states(), []string{"approved", "waits"}) {
		t.Errorf("%+v", got)
	}
	f.agree(all, one, desk, first)
	if got := desk.do("approve"); got != "1\n" {
		t.Errorf("%q ask for approval, want 1", got)
	}
	desk.sync()
	all = append(all, one.work(1)...)
	f.agree(all, one, other, desk, first)
	if got := f.returned(); !slices.Equal(got.states(), []string{"approved", "approved"}) {
		t.Errorf("after approval: %+v", got)
	}

	// Set back once more, to where the tablet is unknown again.
	f.restore("before.age")
	all = append(all, one.work(1)...)
	f.agree(all, one, desk, first)
}

// TestReadmissionOfALostAccount: the tablet's person was entered after the backup, too. Her
// account comes back by the certificate, with what it granted, once a coordinator agrees.
func TestReadmissionOfALostAccount(t *testing.T) {
	f := newField(t)
	desk := f.join("desk", coordinator()...)
	desk.sync()
	f.backup("before.age")
	one := f.join("one", facilitator()...)
	one.sync()
	all := one.work(2)
	one.sync()
	f.restore("before.age")
	if why := one.refused(); !strings.Contains(why, saysHeld) {
		t.Errorf("why: %s", why)
	}
	desk.sync()
	desk.do("approve")
	desk.sync()
	all = append(all, one.work(1)...)
	slices.Sort(all)
	one.sync()
	desk.sync()
	a, b := one.state(), desk.state() // what `invite` wrote to the group on the hub itself is lost there: see OPERATIONS.md
	if !slices.Equal(a.Entries, all) || !slices.Equal(b.Entries, all) || a.Codes != f.codes() || b.Codes != f.codes() || a.Waiting != 0 {
		t.Errorf("tablet %+v, desktop %+v, the hub's codes %s", a, b, f.codes())
	}
}

// TestRevokedDoesNotComeBack: a tablet was enrolled and revoked after the backup, so that
// the restored hub knows neither. It does not come back by what another tablet's bulletin
// says, nor by what the coordinator wrote, nor against the operator's list; and where it
// was first, it is shut out when the others come.
func TestRevokedDoesNotComeBack(t *testing.T) {
	for name, c := range map[string]struct {
		first func(f *field, lost, other, desk *tablet)
		says  string
	}{
		"bulletin first":    {func(_ *field, _, other, _ *tablet) { other.sync() }, saysHeld},
		"bulletin after":    {func(_ *field, lost, other, _ *tablet) { lost.sync(); other.sync() }, saysHeld},
		"coordinator first": {func(_ *field, _, _, desk *tablet) { desk.sync() }, saysHeld},
		"coordinator after": {func(_ *field, lost, _, desk *tablet) { lost.sync(); desk.sync() }, ""},
		"operator's list": {func(f *field, lost, _, _ *tablet) {
			f.must("pendampingd", "readmit", "--data", f.path("hub"), "--refuse", lost.state().Device)
		}, "refuses this device"},
		"all are held":    {func(f *field, _, _, _ *tablet) { f.must("pendampingd", "readmit", "--data", f.path("hub"), "--hold") }, saysHeld},
		"nobody any more": {func(f *field, _, _, _ *tablet) { f.must("pendampingd", "readmit", "--data", f.path("hub"), "--close") }, "refuses this device"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			desk, other := f.join("desk", coordinator()...), f.join("other", facilitator()...)
			desk.sync()
			f.backup("before.age")
			lost := f.join("lost", facilitator()...)
			lost.sync()
			lost.work(1)
			lost.sync()
			stolen := lost.keep("stolen") // as it was before it heard of anything
			desk.sync()
			desk.do("revoke", lost.state().Device)
			desk.sync()
			other.do("passport") // with a bulletin that names it
			f.restore("before.age")
			c.first(f, stolen, other, desk)
			if c.says == "" { // it is known, revoked, and told to hand over what it has
				if got := stolen.state(); got.Waiting != 0 {
					t.Errorf("before: %+v", got)
				}
				if got := stolen.sync(); got.Pulled != 0 || !got.Wiped {
					t.Errorf("revoked: %+v", got)
				}
				return
			}
			if why := stolen.refused(); !strings.Contains(why, c.says) {
				t.Errorf("why: %s", why)
			}
			if got := stolen.state(); len(got.Entries) != 1 {
				t.Errorf("what it recorded is gone: %+v", got)
			}
		})
	}
}

// TestNotReadmitted: by a hub that was never set back, and by one that is another, as its
// signing key was lost: nobody can prove to it that he was enrolled.
func TestNotReadmitted(t *testing.T) {
	f := newField(t)
	one := f.join("one", facilitator()...)
	one.sync()
	one.work(1)
	f.kill()
	ok(t, os.Rename(f.path("hub"), f.path("old")))
	f.must("pendampingd", "init", "--data", f.path("hub"), "--name", "JarPUK", "--areas", "52.02", "--coordinator", "Baiq Handayani", "--url", "http://"+f.addr)
	f.must("pendampingd", "restore", "--adopt", "--data", f.path("hub"))
	f.serve()
	if why := one.refused(); !strings.Contains(why, "refuses this device") {
		t.Errorf("a hub with another key: %s", why)
	}
	if got := one.state(); len(got.Entries) != 1 || got.Waiting != 1 {
		t.Errorf("what it recorded: %+v", got)
	}
	f.kill()
	ok(t, os.RemoveAll(f.path("hub")))
	ok(t, os.Rename(f.path("old"), f.path("hub")))
	f.serve()
	if _, err := f.try("pendampingd", "readmit", "--data", f.path("hub")); err == nil || !strings.Contains(err.Error(), "never set back") {
		t.Errorf("a hub that was never set back: %v", err)
	}
	if got := one.sync(); got.Waiting != 0 {
		t.Errorf("its own hub: %+v", got)
	}
}

// TestReturnIsApprovedOnce is a table of who may be approved.
func TestReturnIsApprovedOnce(t *testing.T) {
	t.Parallel()
	id := kpuk.ID{1}
	for name, c := range map[string]struct {
		dev  kpuk.Device
		want bool
	}{
		"waits":    {kpuk.Device{Succeeds: id}, true},
		"approved": {kpuk.Device{Succeeds: id, ApprovedAt: 1}, false},
		"revoked":  {kpuk.Device{Succeeds: id, RevokedAt: 1}, false},
		"another":  {kpuk.Device{Succeeds: kpuk.ID{2}}, false},
		"invited":  {kpuk.Device{}, false},
	} {
		c.dev.ID = id
		dev := c.dev
		if got := kpuk.ApproveReturn(&dev, 7); got != c.want || (dev.ApprovedAt == 7) != c.want || dev.ClosedAt != 0 {
			t.Errorf("%s: %v, %+v", name, got, dev)
		}
		if kpuk.ApproveSuccessor(&dev, &dev, 7) {
			t.Errorf("%s: it took its own place", name)
		}
	}
}
