package device_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/bundle"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/synctest"
)

// village is a hub with a store on disk, which a tablet reaches by files only, after it
// was enrolled.
type village struct {
	*office

	store   *store.Store
	hub     *hub.Hub
	bundles *bundle.Hub
	tablet  *device.Device
	path    string // of the tablet
	at      string // of the hub's store
}

func hubOptions() store.Options {
	return store.Options{Secret: store.RawKey([32]byte{9}), Now: clock, Rand: rand.NewChaCha8([32]byte{8})}
}

func newVillage(t *testing.T) *village {
	t.Helper()
	v := &village{office: &office{t: t, dir: synctest.NewDirectory(), partition: kpuk.ID{1}, group: kpuk.ID{2}, person: kpuk.ID{3}}}
	v.at = filepath.Join(t.TempDir(), "hub.db")
	s, err := store.Create(t.Context(), v.at, hubOptions())
	if err != nil {
		t.Fatal(err)
	}
	v.store = s
	t.Cleanup(func() {
		if err := v.store.Close(); err != nil {
			t.Error(err)
		}
	})
	v.open(merge.ID{5})
	g := &kpuk.Group{Name: "Melati"}
	g.ID, g.Partition, g.Scope = v.group, v.partition, v.group
	v.record(g)
	v.server = httptest.NewServer(v.hub.Handler())
	v.path = t.TempDir()
	v.tablet = join(t, v.office, v.path, 1)
	t.Cleanup(func() { v.tablet.Close() })
	v.server.Close() // from here on there is no network
	return v
}

// open starts the hub under an epoch.
func (v *village) open(epoch merge.ID) {
	v.t.Helper()
	var err error
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	v.hub, err = hub.New(hub.Config{
		Project: "pendamping", Key: key, Epoch: epoch, Now: clock, Rand: rand.NewChaCha8([32]byte{7}), Derive: store.Derive,
	}, v.store, v.dir, slog.New(slog.DiscardHandler))
	if err != nil {
		v.t.Fatal(err)
	}
	if v.bundles, err = bundle.NewHub("pendamping", key, store.Derive, v.hub); err != nil {
		v.t.Fatal(err)
	}
}

// copy is what a backup of the hub holds.
func (v *village) copy() []byte {
	v.t.Helper()
	var b bytes.Buffer
	if err := v.store.CopyTo(v.t.Context(), &b); err != nil {
		v.t.Fatal(err)
	}
	return b.Bytes()
}

// restore puts a backup in the place of the hub's store, under a new epoch.
func (v *village) restore(backup []byte, epoch merge.ID) {
	v.t.Helper()
	err := errors.Join(v.store.Close(), os.WriteFile(v.at, backup, 0o600), store.SetBack(v.at))
	if err != nil {
		v.t.Fatal(err)
	}
	if v.store, err = store.Open(v.t.Context(), v.at, hubOptions()); err != nil {
		v.t.Fatal(err)
	}
	v.open(epoch)
}

// rename renames the group at the office.
func (v *village) rename(name string) {
	v.t.Helper()
	g, err := store.Get[kpuk.Group](v.t.Context(), v.store, v.group)
	if err != nil {
		v.t.Fatal(err)
	}
	g.Name = name
	v.record(g)
}

// record writes a record at the office.
func (v *village) record(recs ...kpuk.Record) {
	v.t.Helper()
	if err := v.store.Save(v.t.Context(), kpuk.ID{4}, recs...); err != nil {
		v.t.Fatal(err)
	}
}

// save writes members on the tablet, one change each.
func (v *village) save(from, to byte) {
	v.t.Helper()
	for n := from; n <= to; n++ {
		m := &kpuk.Member{Name: "Inaq Uji", Group: v.group, Number: int(n)}
		m.ID, m.Partition, m.Scope = kpuk.ID{77, n}, v.partition, v.group
		if err := v.tablet.Store.Save(v.t.Context(), v.person, m); err != nil {
			v.t.Fatal(err)
		}
	}
}

func (v *village) export() []byte {
	v.t.Helper()
	var file bytes.Buffer
	if _, err := v.tablet.ExportBundle(v.t.Context(), &file); err != nil {
		v.t.Fatal(err)
	}
	return file.Bytes()
}

// carry takes a file to the hub and brings the answer.
func (v *village) carry(file []byte) ([]byte, bundle.Outcome) {
	v.t.Helper()
	var answer bytes.Buffer
	out, err := v.bundles.Import(v.t.Context(), bytes.NewReader(file), &answer)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.Bytes(), out
}

func (v *village) ack(answer []byte) session.Received {
	v.t.Helper()
	got, err := v.tablet.ImportAck(v.t.Context(), bytes.NewReader(answer))
	if err != nil {
		v.t.Fatal(err)
	}
	return got
}

// waiting is how many changes of the tablet are not confirmed.
func (v *village) waiting() uint64 {
	v.t.Helper()
	st, err := v.tablet.Standing(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	return st.Total - st.Confirmed
}

// same checks that hub and tablet hold the same of the group.
func (v *village) same() {
	v.t.Helper()
	a, err := v.store.Digest(v.t.Context(), merge.ID(v.group))
	b, errB := v.tablet.Store.Digest(v.t.Context(), merge.ID(v.group))
	if err = errors.Join(err, errB); err != nil || a != b {
		v.t.Errorf("hub and tablet differ: %v", err)
	}
}

func (v *village) meeting(state kpuk.MeetingState) *kpuk.Meeting {
	m := &kpuk.Meeting{Group: v.group, Date: kpuk.NewDate(2026, 11, 23), State: kpuk.Standing{State: state, By: v.person}}
	m.ID, m.Partition, m.Scope = kpuk.ID{88}, v.partition, v.group
	return m
}

// TestFilesOnly: a meeting goes to the office and its approval comes back, all on a
// stick; whatever the courier does with the files twice does no harm.
func TestFilesOnly(t *testing.T) {
	v := newVillage(t)
	ctx := t.Context()
	m := v.meeting(kpuk.Submitted)
	if err := v.tablet.Store.Save(ctx, v.person, m); err != nil {
		t.Fatal(err)
	}
	v.save(1, 20)
	file := v.export()
	if v.waiting() != 21 {
		t.Error("exporting alone took changes off the list")
	}
	answer, out := v.carry(file)
	if out.Changes != 21 || out.Held.Seq != 21 || len(out.Verdicts) > 0 {
		t.Fatalf("import: %+v", out)
	}
	again, twice := v.carry(file)
	if twice.Held != out.Held {
		t.Errorf("importing twice: %+v, first %+v", twice, out)
	}
	if got := v.ack(answer); got.Pushed != 21 || v.waiting() != 0 || got.Skipped != 0 {
		t.Errorf("answer: %+v, %d wait", got, v.waiting())
	}
	before, err := v.tablet.Store.Digest(ctx)
	if err != nil {
		t.Fatal(err)
	}
	v.ack(answer)
	v.ack(again)
	after, err := v.tablet.Store.Digest(ctx)
	if err != nil || before != after || v.waiting() != 0 {
		t.Errorf("an answer twice changed the tablet: %v, %d wait", err, v.waiting())
	}

	// The coordinator approves at the office.
	seen, err := store.Get[kpuk.Meeting](ctx, v.store, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	seen.State.State = kpuk.Approved
	v.record(seen)
	answer, _ = v.carry(v.export())
	if got := v.ack(answer); got.Pulled != 1 {
		t.Errorf("%d records came with the approval", got.Pulled)
	}
	back, err := store.Get[kpuk.Meeting](ctx, v.tablet.Store, m.ID)
	if err != nil || back.State.State != kpuk.Approved {
		t.Errorf("the approval did not come: %v", err)
	}
	v.same()
	if st, err := v.tablet.Standing(ctx); err != nil || !st.At.Equal(clock()) {
		t.Errorf("last contact is %v, %v", st.At, err)
	}
}

// TestLostAnswer: the next bundle holds everything again, in whatever order bundles and
// answers travel.
func TestLostAnswer(t *testing.T) {
	v := newVillage(t)
	v.save(1, 5)
	first := v.export()
	v.save(6, 9)
	second := v.export()
	late, out := v.carry(second) // overtakes the first
	if out.Changes != 9 || out.Held.Seq != 9 {
		t.Fatalf("second bundle: %+v", out)
	}
	early, out := v.carry(first)
	if out.Changes != 5 || out.Held.Seq != 9 || len(out.Verdicts) > 0 {
		t.Fatalf("first bundle after the second: %+v", out)
	}
	v.save(10, 10)
	v.ack(late)
	if v.waiting() != 1 {
		t.Errorf("%d wait after the second answer", v.waiting())
	}
	v.ack(early)
	if v.waiting() != 1 {
		t.Errorf("%d wait after the overtaken answer", v.waiting())
	}
	answer, out := v.carry(v.export())
	if out.Changes != 1 {
		t.Errorf("the third bundle has %d changes", out.Changes)
	}
	v.ack(answer)
	v.same()
}

// TestOvertakenReceipt: what is confirmed stays so when an older receipt comes late.
func TestOvertakenReceipt(t *testing.T) {
	v := newVillage(t)
	v.save(1, 5)
	early, _ := v.carry(v.export())
	v.save(6, 9)
	late, _ := v.carry(v.export())
	v.ack(late)
	if got := v.ack(early); v.waiting() != 0 || got.Skipped != 1 {
		t.Errorf("%d wait after an older receipt, %d replies skipped", v.waiting(), got.Skipped)
	}
}

// TestExportUsesUpCounters: no two requests are signed with the same counter, as orders
// answer counters.
func TestExportUsesUpCounters(t *testing.T) {
	v := newVillage(t)
	last := uint64(0)
	for range 3 {
		v.export()
		link, err := v.tablet.Store.Link(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if link.Counter <= last {
			t.Errorf("counter %d after %d", link.Counter, last)
		}
		last = link.Counter
	}
}

// TestOvertakenAnswerKeepsTheCursor: an answer that was made before a later one was
// taken in must not move the cursor over records that it does not hold.
func TestOvertakenAnswerKeepsTheCursor(t *testing.T) {
	v := newVillage(t)
	v.rename("Melati Baru")
	early, _ := v.carry(v.export())
	v.rename("Melati Harum")
	late, _ := v.carry(v.export())
	if got := v.ack(late); got.Pulled != 1 {
		t.Fatalf("pulled %d", got.Pulled)
	}
	before, err := v.tablet.Store.Link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := v.ack(early); got.Pulled != 0 {
		t.Errorf("an overtaken answer brought %d records", got.Pulled)
	}
	after, err := v.tablet.Store.Link(t.Context())
	if err != nil || !bytes.Equal(before.Cursor, after.Cursor) {
		t.Errorf("cursor moved from %x to %x, %v", before.Cursor, after.Cursor, err)
	}
	v.same()
}

// TestLostTablet: what was on a bundle is at the hub although the tablet is not any
// more, and set aside when the tablet had been revoked.
func TestLostTablet(t *testing.T) {
	for name, revoked := range map[string]bool{"lost": false, "revoked": true} {
		t.Run(name, func(t *testing.T) {
			v := newVillage(t)
			v.save(1, 7)
			file := v.export()
			id := merge.ID(v.tablet.Identity.Device)
			if revoked {
				dev := v.dir.Devices[id]
				dev.Revoked = true
				v.dir.Enrol(id, dev)
			}
			_, out := v.carry(file)
			aside, err := v.store.Quarantine(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			members, err := store.List[kpuk.Member](t.Context(), v.store, v.group)
			if err != nil {
				t.Fatal(err)
			}
			want, held := 7, 0
			if revoked {
				want, held = 0, 7
			}
			if out.Held.Seq != 7 || len(members) != want || len(aside) != held {
				t.Errorf("held %d, merged %d, set aside %d", out.Held.Seq, len(members), len(aside))
			}
		})
	}
}

// TestRestoredHub: an answer of a hub that was restored from an old copy takes back what
// that hub does not hold, and the next bundle brings it again.
func TestRestoredHub(t *testing.T) {
	v := newVillage(t)
	v.save(1, 1)
	answer, _ := v.carry(v.export())
	v.ack(answer)
	copied := v.copy()
	v.save(2, 4)
	stale := v.export()
	answer, _ = v.carry(stale)
	v.ack(answer)
	if v.waiting() != 0 {
		t.Fatalf("%d wait before the restore", v.waiting())
	}
	held := answer
	v.restore(copied, merge.ID{6})
	v.save(5, 5)
	answer, out := v.carry(v.export())
	if out.Held.Seq != 1 {
		t.Fatalf("the restored hub holds %+v", out)
	}
	v.ack(answer)
	if v.waiting() != 4 {
		t.Errorf("%d wait, but the hub lacks 4", v.waiting())
	}
	// An answer from before the restore says nothing any more.
	if got := v.ack(held); got.Skipped == 0 || v.waiting() != 4 {
		t.Errorf("answer of the old epoch: %+v, %d wait", got, v.waiting())
	}
	answer, _ = v.carry(v.export())
	v.ack(answer)
	if v.waiting() != 0 {
		t.Errorf("%d wait in the end", v.waiting())
	}
	v.same()
}

// TestOrderIsObeyedOnce: an order comes with the first taking in of an answer only.
func TestOrderIsObeyedOnce(t *testing.T) {
	v := newVillage(t)
	id := merge.ID(v.tablet.Identity.Device)
	dev := v.dir.Devices[id]
	dev.Order = "lock"
	v.dir.Enrol(id, dev)
	answer, _ := v.carry(v.export())
	got := v.ack(answer)
	if got.Order() != session.OrderLock {
		t.Errorf("order %v", got.Order())
	}
	if got = v.ack(answer); got.Order() != session.OrderNone {
		t.Errorf("again: order %v", got.Order())
	}
}

// TestAnswersThatAreNone leave the tablet as it was.
func TestAnswersThatAreNone(t *testing.T) {
	v := newVillage(t)
	v.save(1, 4)
	file := v.export()
	answer, _ := v.carry(file)
	flipped := bytes.Clone(answer)
	flipped[len(flipped)-40] ^= 1
	newer := bytes.Clone(answer)
	newer[8] = bundle.Version + 1
	other := newVillage(t) // the same hub key and device key, but none of its bundles
	foreign, _ := other.carry(other.export())
	tests := map[string]struct {
		file []byte
		want fault.Kind
	}{
		"empty":                  {nil, fault.Foreign},
		"cut":                    {answer[:len(answer)-1], fault.Damaged},
		"altered":                {flipped, fault.Damaged},
		"of a newer program":     {newer, fault.Newer},
		"not an answer":          {file, fault.Foreign},
		"of a bundle not of its": {foreign, fault.Foreign},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			before, err := v.tablet.Store.Link(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = v.tablet.ImportAck(t.Context(), bytes.NewReader(tt.file))
			if fault.KindOf(err) != tt.want {
				t.Errorf("got %v, want kind %v", err, tt.want)
			}
			after, err := v.tablet.Store.Link(t.Context())
			if err != nil || !bytes.Equal(before.Cursor, after.Cursor) || before.Acked != after.Acked || v.waiting() != 4 {
				t.Errorf("the tablet is another: %+v, was %+v", after, before)
			}
		})
	}
	if left, err := filepath.Glob(filepath.Join(v.path, "answer-*")); err != nil || len(left) > 0 {
		t.Errorf("copies left behind: %v, %v", left, err)
	}
}

// TestExportThatFails gives the error of the medium and confirms nothing.
// A record that was changed many times is one record for whoever carries it.
func TestExportCountsRecords(t *testing.T) {
	v := newVillage(t)
	empty, err := v.tablet.ExportBundle(t.Context(), io.Discard)
	if err != nil || empty.Records != 0 || empty.Changes != 0 {
		t.Errorf("nothing waits, packed %+v, %v", empty, err)
	}
	v.save(1, 3)
	m, err := store.Get[kpuk.Member](t.Context(), v.tablet.Store, kpuk.ID{77, 2})
	if err != nil {
		t.Fatal(err)
	}
	m.Name = "Inaq Uji Kedua"
	if err = v.tablet.Store.Save(t.Context(), v.person, m); err != nil {
		t.Fatal(err)
	}
	packed, err := v.tablet.ExportBundle(t.Context(), io.Discard)
	if err != nil || packed.Records != 3 || packed.Changes != 4 {
		t.Errorf("packed %+v, %v", packed, err)
	}
}

func TestExportThatFails(t *testing.T) {
	v := newVillage(t)
	v.save(1, 2)
	if _, err := v.tablet.ExportBundle(t.Context(), full{}); fault.KindOf(err) != fault.Transient || !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.tablet.ExportBundle(ctx, io.Discard); err == nil {
		t.Error("exported after the end")
	}
	if v.waiting() != 2 {
		t.Errorf("%d wait", v.waiting())
	}
}

// full is a stick without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
