package device_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
)

// note saves a task, as something that is new.
func note(t *testing.T, o *office, d *device.Device, n byte, text string) {
	t.Helper()
	task := &kpuk.Task{What: text}
	task.ID, task.Partition, task.Scope = kpuk.ID{77, n}, o.partition, o.group
	if err := d.Store.Save(t.Context(), o.person, task); err != nil {
		t.Fatal(err)
	}
}

func TestCopyDue(t *testing.T) {
	day := func(d, h, m int) time.Time { return time.Date(2026, 11, d, h, m, 0, 0, time.FixedZone("WITA", 8*3600)) }
	at := func(d, h, m int) device.Copied { return device.Copied{At: day(d, h, m).UnixMilli(), Position: 7} }
	for name, c := range map[string]struct {
		now      time.Time
		last     device.Copied
		position uint64
		due      bool
	}{
		"the first":                        {day(20, 9, 0), device.Copied{}, 3, true},
		"nothing recorded yet":             {day(20, 9, 0), device.Copied{}, 0, false},
		"evening, new since noon":          {day(20, 16, 0), at(20, 12, 0), 8, true},
		"evening, nothing new":             {day(20, 18, 0), at(19, 18, 0), 7, false},
		"made this evening":                {day(20, 21, 0), at(20, 16, 5), 9, false},
		"before four":                      {day(20, 15, 59), at(19, 17, 0), 9, false},
		"missed yesterday evening":         {day(20, 7, 0), at(19, 8, 0), 9, true},
		"missed for days":                  {day(20, 7, 0), at(12, 17, 0), 9, true},
		"the clock was set back since":     {day(20, 18, 0), at(25, 18, 0), 9, false},
		"the morning after an evening one": {day(21, 7, 0), at(20, 23, 0), 9, false},
	} {
		if got := device.CopyDue(c.now, c.last, c.position); got != c.due {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestRehearse follows a copy through its life: none, fresh, behind, spoiled.
func TestRehearse(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	worked(t, o, dir, 9)
	d, err := device.Open(t.Context(), config(dir, 50), pin)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err = d.Rehearse(t.Context()); !errors.Is(err, device.ErrNoCopy) {
		t.Errorf("without a copy: %v", err)
	}
	made, err := d.EveningCopy(t.Context())
	if err != nil || !made {
		t.Fatalf("no copy: %v", err)
	}
	if made, err = d.EveningCopy(t.Context()); err != nil || made {
		t.Errorf("a second copy of the same: %v", err)
	}
	r, err := d.Rehearse(t.Context())
	if err != nil || !r.OK() || r.Records < 190 || r.Same != r.Groups || r.Groups == 0 || len(r.Newer) > 0 || r.Until != clock().UnixMilli() {
		t.Errorf("of a fresh copy: %+v, %v", r, err)
	}
	if _, err = d.Sync(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	note(t, o, d, 1, "sudah di pusat")
	if _, err = d.Sync(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	note(t, o, d, 2, "hanya di sini")
	r, err = d.Rehearse(t.Context())
	if err != nil || !r.OK() || r.Newer[kpuk.KindTask] != 2 || len(r.Newer) != 1 || r.Unsent != 1 || r.Same >= r.Groups {
		t.Errorf("of a copy that is behind: %+v, %v", r, err)
	}
	if kept, fail := d.LastDrill(t.Context()); fail != nil || kept.Newer[kpuk.KindTask] != 2 || !kept.OK() {
		t.Errorf("kept: %+v, %v", kept, fail)
	}
	path := filepath.Join(dir, "store.db.copy")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	clear(b[len(b)/3 : len(b)/2])
	if err = os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err = d.Rehearse(t.Context()); err != nil || r.OK() || r.Faults == 0 {
		t.Errorf("of a spoiled copy: %+v, %v", r, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "restored-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if report, err := d.Store.Check(t.Context()); err != nil || len(report.Findings) > 0 {
		t.Errorf("the store itself: %v %v", report.Findings, err)
	}
}

// TestCarryCopy: what is carried away opens elsewhere with the same PIN, and a copy that
// could not be written is not counted.
func TestCarryCopy(t *testing.T) {
	o := newOffice(t)
	d := join(t, o, t.TempDir(), 1)
	defer d.Close()
	gone := errors.New("the card is out")
	if _, err := d.CarryCopy(t.Context(), func() (int64, error) { return 0, gone }); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	if _, out, err := d.LastCopy(t.Context()); err != nil || out.At != 0 {
		t.Errorf("counted all the same: %+v, %v", out, err)
	}
	var file bytes.Buffer
	c, err := d.CarryCopy(t.Context(), func() (int64, error) {
		err := d.Store.CopyTo(t.Context(), &file)
		return int64(file.Len()), err
	})
	if err != nil || c.Size == 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, out, fail := d.LastCopy(t.Context()); fail != nil || out != c {
		t.Errorf("remembered %+v, %v", out, fail)
	}
	elsewhere := t.TempDir()
	if err = os.WriteFile(filepath.Join(elsewhere, "store.db"), file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	other, err := device.Open(t.Context(), config(elsewhere, 2), pin)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if other.Identity.Device != d.Identity.Device {
		t.Error("another device's copy")
	}
}

// TestRescueFromCopy: when nothing of the file verifies the last copy takes its place,
// and what was sent since comes from the hub.
func TestRescueFromCopy(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	worked(t, o, dir, 9)
	d, err := device.Open(t.Context(), config(dir, 50), pin)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = d.KeepCopy(t.Context()); err != nil {
		t.Fatal(err)
	}
	note(t, o, d, 1, "sudah di pusat")
	if _, err = d.Sync(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	want := shows(t, d)
	d.Close()
	for _, name := range []string{"store.db", "store.db.key", "store.db.journal"} {
		path := filepath.Join(dir, name)
		if b, fail := os.ReadFile(path); fail == nil {
			clear(b)
			err = errors.Join(err, os.WriteFile(path, b, 0o600))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err = device.Rescue(t.Context(), config(dir, 51), "000000", func(device.RescueStage, float64) {}); err == nil {
		t.Fatal("a wrong PIN opened the copy")
	}
	back, r, err := device.Rescue(t.Context(), config(dir, 52), pin, func(device.RescueStage, float64) {})
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if r.Copy.Size == 0 || !r.Hub || r.Found.Records[kpuk.KindMeeting] == 0 {
		t.Errorf("told %+v", r)
	}
	if _, err = os.Stat(r.Found.Aside); err != nil {
		t.Errorf("the spoiled file is not kept: %v", err)
	}
	got := shows(t, back)
	for id, text := range want {
		if got[id] != text {
			t.Errorf("record %x says something else", id)
		}
	}
	note(t, o, back, 3, "sesudahnya")
	if _, err = back.Sync(t.Context(), nil); err != nil {
		t.Errorf("the next sync: %v", err)
	}
	st, err := back.Standing(t.Context())
	if err != nil || st.Confirmed != st.Total || len(st.Waiting) > 0 {
		t.Errorf("after it %+v, %v", st, err)
	}
}

// TestRescueWithoutCopy keeps saying why nothing could be done.
func TestRescueWithoutCopy(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	join(t, o, dir, 1).Close()
	for _, name := range []string{"store.db", "store.db.key"} {
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, 64<<10), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := device.Rescue(t.Context(), config(dir, 2), pin, func(device.RescueStage, float64) {})
	if fault.KindOf(err) != fault.Damaged {
		t.Errorf("got %v", err)
	}
}

// TestWipeTakesTheCopy: a copy is as good as the records.
func TestWipeTakesTheCopy(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	d := join(t, o, dir, 1)
	if _, err := d.KeepCopy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.Wipe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*copy*")); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestKindBytes: what a sync takes is divided among the kinds that wait.
func TestKindBytes(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	worked(t, o, dir, 9)
	d, err := device.Open(t.Context(), config(dir, 50), pin)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	st, err := d.Standing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sum := int64(0)
	for kind, n := range st.KindBytes {
		if st.Waiting[kind] == 0 || n <= 0 {
			t.Errorf("%v: %d bytes of %d records", kind, n, st.Waiting[kind])
		}
		sum += n
	}
	if len(st.KindBytes) != len(st.Waiting) || sum > st.Bytes || sum < st.Bytes-int64(len(st.Waiting)) {
		t.Errorf("%v are %d of %d bytes; %v wait", st.KindBytes, sum, st.Bytes, st.Waiting)
	}
	if st.KindBytes[kpuk.KindEntry] <= st.KindBytes[kpuk.KindMeeting] {
		t.Errorf("ten lines take less than their meeting: %v", st.KindBytes)
	}
}
