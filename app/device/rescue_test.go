package device_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
)

const filePage = 4096

// worked makes a device with records from the hub, sent ones and waiting ones, closes it
// and returns what it shows.
func worked(t *testing.T, o *office, dir string, seed byte) map[kpuk.ID]string {
	t.Helper()
	for n := range 60 {
		m := &kpuk.Member{Name: fmt.Sprintf("Inaq %d", n), Group: o.group, Number: n + 1}
		m.ID, m.Partition, m.Scope = kpuk.ID{seed, 1, byte(n)}, o.partition, o.group
		o.write(m)
	}
	d := join(t, o, dir, seed)
	defer d.Close()
	for n := range 12 {
		if n == 8 {
			if _, err := d.Sync(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
		recs := make([]kpuk.Record, 0, 11)
		m := &kpuk.Meeting{Group: o.group, Date: kpuk.Date(20_000 + n), Notes: "catatan"}
		m.ID, m.Partition, m.Scope = kpuk.ID{seed, 2, byte(n)}, o.partition, o.group
		recs = append(recs, m)
		for e := range 10 {
			x := &kpuk.Entry{Line: kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: kpuk.Rupiah(1000*n + e), Group: o.group, Meeting: m.ID}}
			x.ID, x.Partition, x.Scope = kpuk.ID{seed, 3, byte(n), byte(e)}, o.partition, o.group
			recs = append(recs, x)
		}
		if err := d.Store.Save(t.Context(), o.person, recs...); err != nil {
			t.Fatal(err)
		}
	}
	return shows(t, d)
}

// shows is what every record of a device says.
func shows(t *testing.T, d *device.Device) map[kpuk.ID]string {
	t.Helper()
	all, err := d.Store.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[kpuk.ID]string{}
	for _, rec := range all {
		writes, err := store.Encode(rec)
		if err != nil {
			t.Fatal(err)
		}
		out[rec.Head().ID] = fmt.Sprintf("%x", writes)
	}
	return out
}

// spoil zeroes the root page of the tree, or that of a bucket, so that the store does
// not open any more.
func spoil(t *testing.T, dir, bucket string) {
	t.Helper()
	path := filepath.Join(dir, "store.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	le := binary.LittleEndian
	meta := b[:filePage]
	if second := b[filePage : 2*filePage]; le.Uint64(second[64:]) > le.Uint64(meta[64:]) {
		meta = second
	}
	page := le.Uint64(meta[32:])
	root := b[page*filePage:][:filePage]
	for n := range int(le.Uint16(root[10:])) {
		at := 16 + 16*n
		key := root[at+int(le.Uint32(root[at+4:])):]
		if size := le.Uint32(root[at+8:]); string(key[:size]) == bucket {
			page = le.Uint64(key[size:])
		}
	}
	clear(b[page*filePage : (page+1)*filePage])
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := device.Open(t.Context(), config(dir, 50), pin); fault.KindOf(err) != fault.Damaged {
		t.Fatalf("without the root of %q: %v", bucket, err)
	}
}

// TestRescue: with the hub nothing is missing, whatever page is gone.
func TestRescue(t *testing.T) {
	for n, bucket := range []string{"", "rec", "log", "state"} {
		seed := byte(n + 1)
		o := newOffice(t)
		dir := t.TempDir()
		want := worked(t, o, dir, seed)
		spoil(t, dir, bucket)
		parts := 0
		d, r, err := device.Rescue(t.Context(), config(dir, 60+seed), pin, func(device.RescueStage, float64) { parts++ })
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !r.Hub || len(r.Missing) > 0 || r.Unsent != 0 || r.Lost() != 0 || parts < 3 {
			t.Errorf("seed %d: %+v", seed, r)
		}
		if _, err := os.Stat(r.Found.Aside); err != nil {
			t.Errorf("the damaged file is not there: %v", err)
		}
		got := shows(t, d)
		for id, text := range want {
			if got[id] != text {
				t.Errorf("seed %d: record %x says something else", seed, id)
			}
		}
		b := book.New()
		if _, err := d.Fill(t.Context(), b); err != nil || b.Group(o.group) == nil {
			t.Errorf("seed %d: the book: %v", seed, err)
		}
		if report, err := d.Store.Check(t.Context()); err != nil || len(report.Findings) > 0 {
			t.Errorf("seed %d: %v %v", seed, report.Findings, err)
		}
		d.Close()
	}
}

// TestRescueWithoutNetwork opens with what is there; the next sync brings the rest and
// sends what waited.
func TestRescueWithoutNetwork(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	want := worked(t, o, dir, 9)
	spoil(t, dir, "rec")
	handler := o.server.Config.Handler
	o.server.Config.Handler = nothing{}
	d, r, err := device.Rescue(t.Context(), config(dir, 70), pin, func(device.RescueStage, float64) {})
	if err != nil || r.Hub || r.Unsent == 0 || r.Whole() {
		t.Fatalf("%+v, %v", r, err)
	}
	defer d.Close()
	o.server.Config.Handler = handler
	if _, err = d.Sync(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	got := shows(t, d)
	for id, text := range want {
		if got[id] != text {
			t.Errorf("record %x says something else", id)
		}
	}
	st, err := d.Standing(t.Context())
	if err != nil || st.Confirmed != st.Total || st.Total == 0 {
		t.Errorf("after the sync: %+v, %v", st, err)
	}
}

// TestRescueRefusals: a wrong PIN is counted and changes nothing.
func TestRescueRefusals(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	worked(t, o, dir, 9)
	spoil(t, dir, "")
	_, _, err := device.Rescue(t.Context(), config(dir, 70), "000000", func(device.RescueStage, float64) {})
	if fault.KindOf(err) != fault.Wrong {
		t.Errorf("a wrong PIN gave %v", err)
	}
	if left, _ := device.Tries(dir, clock()); left != 2 {
		t.Errorf("%d tries are left", left)
	}
	if aside, err := filepath.Glob(filepath.Join(dir, "*.damaged-*")); err != nil || len(aside) > 0 {
		t.Errorf("set aside all the same: %v %v", aside, err)
	}
}

// TestRoom: there is a reserve, and a store that is small is not compacted.
func TestRoom(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	d := join(t, o, dir, 1)
	defer d.Close()
	room, err := d.Free(t.Context())
	if err != nil || room.Free <= 0 || !room.Ballast {
		t.Errorf("%+v, %v", room, err)
	}
	if err = os.Remove(filepath.Join(dir, "store.db.ballast")); err != nil {
		t.Fatal(err)
	}
	if room, err = d.Free(t.Context()); err != nil || room.Ballast || !room.Tight {
		t.Errorf("without a reserve: %+v, %v", room, err)
	}
	if done, err := d.Tidy(t.Context()); done || err != nil {
		t.Errorf("a small file was compacted: %v %v", done, err)
	}
}

// nothing is a hub that cannot be reached.
type nothing struct{}

// ServeHTTP implements http.Handler.
func (nothing) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusBadGateway)
}

// TestRescueFillsFromTheCopy loses a quarter of the file's pages, again and again, of a device
// with work that nobody else has: with the hub and the evening's copy every record is back.
func TestRescueFillsFromTheCopy(t *testing.T) {
	filled := 0
	for seed := range byte(5) {
		o := newOffice(t)
		dir := t.TempDir()
		worked(t, o, dir, 20+seed)
		d, err := device.Open(t.Context(), config(dir, 80+seed), pin)
		if err != nil {
			t.Fatal(err)
		}
		note(t, o, d, 1, "hanya di sini")
		if _, err = d.KeepCopy(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := shows(t, d)
		d.Close()
		path := filepath.Join(dir, "store.db")
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(uint64(seed), 1))
		for n := 2; n < len(b)/filePage; n++ {
			if rng.IntN(4) == 0 {
				clear(b[n*filePage : (n+1)*filePage])
			}
		}
		if err = os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		d, r, err := device.Rescue(t.Context(), config(dir, 90+seed), pin, func(device.RescueStage, float64) {})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if r.Filled.Size > 0 {
			filled++
		}
		got := shows(t, d)
		for id, text := range want {
			if got[id] != text {
				t.Errorf("seed %d: record %v says something else; told %+v", seed, id, r)
			}
		}
		if _, err = d.Sync(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if st, err := d.Standing(t.Context()); err != nil || st.Confirmed != st.Total || st.Total == 0 {
			t.Errorf("seed %d: after the sync %+v, %v", seed, st, err)
		}
		d.Close()
	}
	if filled == 0 {
		t.Error("the copy filled nothing")
	}
}
