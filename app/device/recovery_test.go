package device_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/escrow"
	"pendamping/sync/wire"
)

// keys makes a recovery key and writes its public half into the federation's record of a
// device, as a sync would bring it.
func keys(t *testing.T, o *office, d *device.Device) (identity, recipient string) {
	t.Helper()
	identity, recipient, err := escrow.Generate()
	if err != nil {
		t.Fatal(err)
	}
	f := &kpuk.Federation{Header: kpuk.Header{ID: o.partition, Partition: o.partition, Scope: o.partition}, Name: "JarPUK"}
	if known, err := store.Get[kpuk.Federation](t.Context(), d.Store, o.partition); err == nil {
		f = known
	}
	f.Recovery = kpuk.RecoveryKey{Recipient: recipient, Since: 1}
	if err := d.Store.Save(t.Context(), o.person, f); err != nil {
		t.Fatal(err)
	}
	return identity, recipient
}

func covered(t *testing.T, d *device.Device) store.Recovery {
	t.Helper()
	r, err := d.Cover(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// unsealed is the code in an escrow.
func unsealed(t *testing.T, identity string, r *store.Recovery) [16]byte {
	t.Helper()
	c, err := escrow.Open(identity, r.Escrow)
	if err != nil {
		t.Fatal(err)
	}
	if c.Store != r.Store || c.Device != r.Device {
		t.Errorf("sealed %+v, kept %+v", c, r)
	}
	return c.Code
}

func TestCoverFollowsTheKey(t *testing.T) {
	o := newOffice(t)
	d := join(t, o, t.TempDir(), 1)
	defer d.Close()
	if r := covered(t, d); !r.IsZero() {
		t.Errorf("without a key: %+v", r)
	}
	first, recipient := keys(t, o, d)
	r := covered(t, d)
	if r.For != recipient || r.Device != d.Identity.Device || !bytes.Equal(covered(t, d).Escrow, r.Escrow) {
		t.Error("not covered once and for all")
	}
	code := unsealed(t, first, &r)
	if text := wire.FormatCode(code); strings.ContainsAny(text, "*~$=") {
		t.Errorf("a code that is hard to say: %s", text)
	}
	second, _ := keys(t, o, d)
	r = covered(t, d)
	if _, err := escrow.Open(first, r.Escrow); !errors.Is(err, escrow.ErrOther) {
		t.Errorf("with the earlier key: %v", err)
	}
	if unsealed(t, second, &r) == code {
		t.Error("the code that the earlier key opened still opens the device")
	}
}

// TestRecover goes through a forgotten PIN: nothing is lost, each code serves once.
func TestRecover(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	d := join(t, o, dir, 1)
	identity, _ := keys(t, o, d)
	r := covered(t, d)
	code := unsealed(t, identity, &r)
	note(t, o, d, 1, "belum terkirim")
	if _, err := d.KeepCopy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.ChangeSecret(t.Context(), "000000", "864209"); fault.KindOf(err) != fault.Wrong {
		t.Errorf("changed without the old one: %v", err)
	}
	d.Close()

	cfg := config(dir, 2)
	if got, err := device.Recovery(t.Context(), dir); err != nil || !bytes.Equal(got.Escrow, r.Escrow) {
		t.Errorf("closed it tells another escrow: %v", err)
	}
	if err := device.TryCode(t.Context(), cfg, [16]byte{1}); fault.KindOf(err) != fault.Wrong {
		t.Errorf("another code: %v", err)
	}
	if err := device.Recover(t.Context(), cfg, [16]byte{1}, "864209"); fault.KindOf(err) != fault.Wrong {
		t.Errorf("by another code: %v", err)
	}
	if err := device.TryCode(t.Context(), cfg, code); err != nil {
		t.Fatal(err)
	}
	if err := device.Recover(t.Context(), cfg, code, "864209"); err != nil {
		t.Fatal(err)
	}
	if _, err := device.Open(t.Context(), config(dir, 3), pin); fault.KindOf(err) != fault.Wrong {
		t.Errorf("the forgotten PIN: %v", err)
	}
	d, err := device.Open(t.Context(), config(dir, 4), "864209")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if task, fail := store.Get[kpuk.Task](t.Context(), d.Store, kpuk.ID{77, 1}); fail != nil || task.What != "belum terkirim" {
		t.Errorf("what was not sent: %v", fail)
	}
	if n, fail := d.Waiting(t.Context()); fail != nil || n == 0 {
		t.Errorf("%d wait, %v", n, fail)
	}
	if _, err = d.Sync(t.Context(), nil); err != nil {
		t.Error(err)
	}
	now := d.Store.Recovery()
	if fresh := unsealed(t, identity, &now); fresh == code || !bytes.Equal(covered(t, d).Escrow, now.Escrow) {
		t.Error("the code that was read out is still the one")
	}
	if err = d.RenewCopy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if drill, fail := d.Rehearse(t.Context()); fail != nil || !drill.OK() {
		t.Errorf("drill %+v, %v", drill, fail)
	}
	alone := filepath.Join(t.TempDir(), "store.db")
	b, err := os.ReadFile(filepath.Join(dir, "store.db.copy"))
	if err == nil {
		err = os.WriteFile(alone, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	stale := store.Options{Secret: store.Code(code), Now: clock, Rand: strings.NewReader("")}
	if err := store.Try(t.Context(), alone, stale); !errors.Is(err, store.ErrWrongPIN) {
		t.Errorf("the used code and the copy: %v", err)
	}
}

// TestChangeSecret: the copy on the device opens with the new PIN alone.
func TestChangeSecret(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	d := join(t, o, dir, 1)
	note(t, o, d, 1, "catatan")
	if _, err := d.KeepCopy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.ChangeSecret(t.Context(), pin, "864209"); err != nil {
		t.Fatal(err)
	}
	if drill, err := d.Rehearse(t.Context()); err != nil || !drill.OK() {
		t.Errorf("drill %+v, %v", drill, err)
	}
	d.Close()
	if _, err := device.Open(t.Context(), config(dir, 3), pin); fault.KindOf(err) != fault.Wrong {
		t.Errorf("the old PIN: %v", err)
	}
	again, err := device.Open(t.Context(), config(dir, 4), "864209")
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
	if err := device.Recover(t.Context(), config(dir, 5), [16]byte{1}, "1"); !errors.Is(err, store.ErrNoRecovery) {
		t.Errorf("a device without a key: %v", err)
	}
}
