package foreign_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// hub is the real program, with a roster of two groups.
type hub struct {
	t            *testing.T
	program, dir string
	url          string
}

func newHub(t *testing.T) *hub {
	t.Helper()
	dir := t.TempDir()
	h := &hub{t: t, program: filepath.Join(dir, "pendampingd"), dir: filepath.Join(dir, "hub")}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", h.program, "pendamping/cmd/pendampingd")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	h.run("init", "--name", "JarPUK Lombok Tengah", "--areas", "52.02", "--coordinator", "Siti Rahmah", "--url", "http://127.0.0.1:1")
	roster := filepath.Join(dir, "roster.csv")
	ok(t, os.WriteFile(roster, []byte("kode_kelompok,kelompok,kode_desa,nomor,nama\nK-01,Melati,52.02.02.2004,1,Inaq Sahnim\n"+
		"K-01,Melati,52.02.02.2004,2,Baiq Rohani\nK-02,Mawar,52.02.02.2005,1,Rohayati\n"), 0o600))
	h.run("import", roster)
	return h
}

func (h *hub) run(args ...string) []byte {
	h.t.Helper()
	cmd := exec.CommandContext(h.t.Context(), h.program, append(args, "--data", h.dir)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		h.t.Fatalf("pendampingd %v: %v\n%s%s", args, err, out, errs.String())
	}
	return out
}

func (h *hub) invite(args ...string) string {
	h.t.Helper()
	var got struct{ Link string }
	ok(h.t, json.Unmarshal(h.run(append([]string{"invite", "--json"}, args...)...), &got))
	return got.Link
}

func (h *hub) serve() {
	h.t.Helper()
	// It is told to end after the test, when the test's context has ended.
	cmd := exec.CommandContext(context.WithoutCancel(h.t.Context()), h.program, "serve", "--data", h.dir, "--http", "--json", "--listen", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	ok(h.t, err)
	ok(h.t, cmd.Start())
	h.t.Cleanup(func() {
		if failed := errors.Join(cmd.Process.Signal(syscall.SIGTERM), cmd.Wait()); failed != nil {
			h.t.Error(failed)
		}
	})
	var on struct{ URL string }
	line, err := bufio.NewReader(out).ReadBytes('\n')
	ok(h.t, err)
	ok(h.t, json.Unmarshal(line, &on))
	h.url = on.URL
}

// find is the first record of a kind that has a value.
func (c *client) find(kind, number uint16, text string) record {
	c.t.Helper()
	for _, r := range c.records {
		if r.kind != kind {
			continue
		}
		if v := r.value(number); v != nil {
			if got, _ := decode(v); got == text {
				return r
			}
		}
	}
	c.t.Fatalf("no record of kind %d with %q in field %d", kind, text, number)
	return record{}
}

// TestAnotherClient: a client that knows the document alone pulls its group, records a
// meeting with a deposit and has the hub confirm it; a coordinator's device pulls it with
// every byte, mends a field, and the first one sees that.
func TestAnotherClient(t *testing.T) {
	h := newHub(t)
	links := []string{h.invite("--name", "Nurlaela", "--groups", "K-01"), h.invite("--name", "Baiq Handayani", "--office", "coordinator")}
	h.serve()
	tablet, desk := newClient(t, links[0], h.url, 1), newClient(t, links[1], h.url, 2)
	tablet.sync()
	desk.sync()
	group, member := tablet.find(2, 10, "Melati"), tablet.find(3, 10, "Inaq Sahnim")

	meeting := id{1, 2, 3, 4, 5, 6, 0x70, 0, 0x80, 9}
	stamp := uint64(time.Now().UnixMilli()) << 16
	const date = 20_781 // 23 November 2026, by the rule of §1.3
	line := encode(nil, map[int]any{1: 2, 2: 10_000, 3: group.id[:], 4: meeting[:], 5: member.id[:], 7: date, 11: "tunai"})
	place := encode(nil, "Berugak Ibu P") // has a byte 0x50 that is no ID
	tablet.save(stamp,
		edit{record: meeting, kind: 4, partition: tablet.partition, scope: group.id, writes: []write{
			{number: 1, value: encode(nil, group.id[:])},
			{number: 10, value: encode(nil, group.id[:])},
			{number: 11, value: encode(nil, date)},
			{number: 14, value: place},
			{number: 19, element: member.id, value: encode(nil, map[int]any{1: 1})},
			{number: 30, value: encode(nil, map[int]any{1: 1, 2: tablet.person[:]})},
		}},
		edit{record: entryID(line), kind: 5, partition: tablet.partition, scope: group.id, writes: []write{
			{number: 1, value: encode(nil, group.id[:])}, {number: 10, value: line},
		}},
	)
	tablet.sync()
	desk.sync()
	seen, entry := desk.records[meeting], desk.records[entryID(line)]
	if !bytes.Equal(seen.value(14), place) || !bytes.Equal(entry.value(10), line) {
		t.Fatalf("place %x, line %x; want %x, %x", seen.value(14), entry.value(10), place, line)
	}
	var attendance *field
	for i := range seen.fields {
		f := &seen.fields[i]
		if len(f.stamps) != 1 || f.stamps[0] != stamp || f.dots[0] != (dot{tablet.own, 1}) || f.authors[0] != tablet.person {
			t.Errorf("field %d: %+v", f.number, f)
		}
		if f.number == 19 {
			attendance = f
		}
	}
	if attendance == nil || attendance.element != member.id {
		t.Error("the attendance did not come")
	}

	mended := encode(nil, "Rumah Baiq Rohani")
	var saw []dot
	for _, f := range seen.fields {
		if f.number == 14 {
			saw = f.context
		}
	}
	desk.save(stamp+5<<16, edit{record: meeting, kind: 4, partition: desk.partition, scope: group.id, writes: []write{{number: 14, value: mended, context: saw}}})
	desk.sync()
	tablet.sync()
	if back := tablet.records[meeting]; !bytes.Equal(back.value(14), mended) {
		t.Errorf("the mended place is %q", back.value(14))
	}
	var got struct{ Entries, Savings, Quarantine int }
	ok(t, json.Unmarshal(h.run("check", "--json"), &got))
	if len(tablet.verdicts)+len(desk.verdicts) > 0 || got.Entries != 1 || got.Savings != 10_000 || got.Quarantine != 0 {
		t.Errorf("the hub's own check: %+v", got)
	}
}

// TestNewerPathIsRefused: a protocol that the hub does not speak is refused in a way that
// the device can tell from trouble; what waits goes on waiting.
func TestNewerPathIsRefused(t *testing.T) {
	h := newHub(t)
	link := h.invite("--name", "Nurlaela", "--groups", "K-01")
	h.serve()
	c := newClient(t, link, h.url, 1)
	c.sync()
	status, answer := c.post("/v2/sync", c.own, c.challenge, c.counter+1, []byte{1})
	v, _ := decode(answer)
	if status != http.StatusUpgradeRequired || v.(map[int64]any)[1] != int64(7) {
		t.Errorf("a newer path: %d %v", status, v)
	}
	c.sync() // and the version that the hub speaks goes on
}

// TestNewerDevice: a key, a field and a kind that the hub has never heard of. The key is
// passed over, the field is kept and given to others with its bytes, the record of the
// kind is put aside, and what follows is taken.
func TestNewerDevice(t *testing.T) {
	h := newHub(t)
	links := []string{h.invite("--name", "Nurlaela", "--groups", "K-01"), h.invite("--name", "Baiq Handayani", "--office", "coordinator")}
	h.serve()
	tablet, desk := newClient(t, links[0], h.url, 1), newClient(t, links[1], h.url, 2)
	tablet.extra = map[int]any{60: "from the future", 61: []any{1, true}}
	tablet.sync()
	member := tablet.find(3, 10, "Inaq Sahnim")
	stamp := uint64(time.Now().UnixMilli()) << 16
	newer := encode(nil, map[int]any{1: "a map", 2: []any{1, 2}})
	own := func(r id, kind uint16, more ...write) edit {
		scope := member.value(1)
		return edit{record: r, kind: kind, partition: tablet.partition, scope: id(scope[1:]), writes: append([]write{{number: 1, value: scope}}, more...)}
	}
	first := own(member.id, 3)
	first.writes = []write{{number: 11_999, value: newer}, {number: 12_000, element: id{7}, value: []byte{0xff, 0x50}}}
	tablet.save(stamp, first)
	tablet.save(stamp+1, own(id{9, 9, 0x70}, 777, write{number: 10, value: newer}))
	second := own(member.id, 3)
	second.writes = []write{{number: 11_998, value: newer}}
	tablet.save(stamp+2, second)
	tablet.sync()
	if len(tablet.verdicts) != 1 || tablet.verdicts[0] != [2]int64{2, 4} {
		t.Errorf("verdicts %v, want code 4 on change 2", tablet.verdicts)
	}
	desk.sync()
	seen := desk.records[member.id]
	if !bytes.Equal(seen.value(11_999), newer) || !bytes.Equal(seen.value(11_998), newer) {
		t.Errorf("the newer fields came as %x and %x", seen.value(11_999), seen.value(11_998))
	}
	for _, r := range desk.records {
		if r.kind == 777 {
			t.Error("a record of an unknown kind was given on")
		}
	}
	var got struct{ Quarantine int }
	// What is in quarantine is a finding: the command says so with its exit code.
	raw, err := exec.CommandContext(t.Context(), h.program, "check", "--json", "--data", h.dir).Output()
	if err != nil && len(raw) == 0 {
		t.Fatal(err)
	}
	ok(t, json.Unmarshal(raw, &got))
	if got.Quarantine != 1 {
		t.Errorf("%d changes in quarantine", got.Quarantine)
	}
}
