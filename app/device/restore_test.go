package device_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
)

// carried is a copy of a device as it is now, in a file.
func carried(t *testing.T, d *device.Device) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Store.CopyTo(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "pendamping-salinan")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRestoreCopyOnANewTablet: the old tablet is lost; the hub holds more than the copy, and
// the copy holds what nobody sent.
func TestRestoreCopyOnANewTablet(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	worked(t, o, dir, 9) // with changes that were never sent
	d, err := device.Open(t.Context(), config(dir, 50), pin)
	if err != nil {
		t.Fatal(err)
	}
	card := carried(t, d)
	note(t, o, d, 1, "sesudah salinan")
	if _, err = d.Sync(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	want := shows(t, d)
	was := d.Store.Replica()
	d.Close()
	fresh := filepath.Join(t.TempDir(), "baru")
	back, r, err := device.RestoreCopy(t.Context(), config(fresh, 51), card, pin)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if !r.Hub || r.Refused != nil || r.Newer == 0 || !r.Until.Equal(clock()) || r.Records[kpuk.KindMeeting] != 12 {
		t.Errorf("told %+v", r)
	}
	got := shows(t, back)
	for id, text := range want {
		if got[id] != text {
			t.Errorf("record %v says something else", id)
		}
	}
	if p, failed := device.ReadProfile(fresh); failed != nil || p.Office == "" || back.Profile() != p {
		t.Errorf("profile %+v, %v", p, failed)
	}
	note(t, o, back, 2, "di tablet baru")
	if _, err = back.Sync(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	st, err := back.Standing(t.Context())
	if err != nil || st.Confirmed != st.Total || len(st.Waiting) > 0 {
		t.Errorf("after it %+v, %v", st, err)
	}
	if back.Store.Replica() == was {
		t.Error("it goes on under the name of a tablet that wrote more")
	}
}

// TestRestoreCopyBesideTheOldTablet: both go on with one copy. Whatever each wrote is with the
// other in the end.
func TestRestoreCopyBesideTheOldTablet(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	worked(t, o, dir, 9)
	old, err := device.Open(t.Context(), config(dir, 50), pin)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	card := carried(t, old)
	handler := o.server.Config.Handler
	o.server.Config.Handler = nothing{}
	fresh, r, err := device.RestoreCopy(t.Context(), config(t.TempDir(), 51), card, pin)
	if err != nil || r.Hub || r.Refused != nil || r.Unsent == 0 {
		t.Fatalf("without the hub: %+v, %v", r, err)
	}
	defer fresh.Close()
	note(t, o, old, 1, "di tablet lama")
	note(t, o, fresh, 2, "di tablet baru")
	o.server.Config.Handler = handler
	for range 3 {
		for _, d := range []*device.Device{old, fresh} {
			if _, err := d.Sync(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	a, b := shows(t, old), shows(t, fresh)
	if len(a) != len(b) || a[kpuk.ID{77, 1}] == "" || a[kpuk.ID{77, 2}] == "" {
		t.Errorf("the old one holds %d records, the new one %d", len(a), len(b))
	}
	for id, text := range a {
		if b[id] != text {
			t.Errorf("record %v differs", id)
		}
	}
	if old.Store.Replica() == fresh.Store.Replica() {
		t.Error("both write under one name")
	}
}

func TestRestoreCopyRefusals(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	worked(t, o, dir, 9)
	d, err := device.Open(t.Context(), config(dir, 50), pin)
	if err != nil {
		t.Fatal(err)
	}
	card := carried(t, d)
	d.Close()
	whole, err := os.ReadFile(card)
	if err != nil {
		t.Fatal(err)
	}
	spoiled := bytes.Clone(whole)
	clear(spoiled[len(spoiled)/3 : len(spoiled)/2])
	for name, c := range map[string]struct {
		content []byte
		secret  string
		kinds   []fault.Kind
	}{
		"another PIN":  {whole, "000000", []fault.Kind{fault.Wrong}},
		"damaged":      {spoiled, pin, []fault.Kind{fault.Damaged}},
		"cut off":      {whole[:len(whole)/2], pin, []fault.Kind{fault.Damaged}},
		"another file": {bytes.Repeat([]byte("foto"), 4096), pin, []fault.Kind{fault.Foreign, fault.Damaged}},
		"empty":        {nil, pin, []fault.Kind{fault.Foreign, fault.Damaged, fault.NotFound}},
	} {
		path := filepath.Join(t.TempDir(), "salinan")
		if err = os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		into := t.TempDir()
		_, _, err = device.RestoreCopy(t.Context(), config(into, 51), path, c.secret)
		ok := false
		for _, kind := range c.kinds {
			ok = ok || fault.KindOf(err) == kind
		}
		if left, fail := filepath.Glob(filepath.Join(into, "*")); !ok || device.Exists(into) || fail != nil || len(left) > 0 {
			t.Errorf("%s: %v (%v); left %v", name, err, fault.KindOf(err), left)
		}
	}
	if _, _, err = device.RestoreCopy(t.Context(), config(dir, 51), card, pin); fault.KindOf(err) != fault.Exists {
		t.Errorf("over a device's own records: %v", err)
	}
	o.server.Config.Handler = newOffice(t).server.Config.Handler // the address leads to another hub by now
	other, r, err := device.RestoreCopy(t.Context(), config(t.TempDir(), 51), card, pin)
	if err != nil || r.Hub || r.Refused == nil {
		t.Fatalf("with another hub: %+v, %v", r, err)
	}
	other.Close()
}
