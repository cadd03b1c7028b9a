package demodata_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/csv"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pendamping/app/device"
	"pendamping/assets/area"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/tools/demodata"
)

// TestFullShape holds the plan of the full shape against what the federation is known
// to have, without recording it.
func TestFullShape(t *testing.T) {
	rows := roster(t, demodata.Full())
	index, err := area.Open()
	ok(t, err)
	head := map[string]int{}
	for i, name := range rows[0] {
		head[name] = i
	}
	groups, villages, districts, niks, missing := map[string]int{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, 0
	for _, row := range rows[1:] {
		village := row[head["kode_desa"]]
		if _, known := index.Name(village); !known {
			t.Fatalf("no village %s", village)
		}
		groups[row[head["kode_kelompok"]]]++
		villages[village], districts[kpuk.AreaUp(village, kpuk.AreaDistrict)] = true, true
		nik := kpuk.NIK(row[head["nik"]])
		born, err := kpuk.ParseDate(row[head["tanggal_lahir"]])
		ok(t, err)
		if nik == "" {
			missing++
			continue
		}
		if problems := nik.Check(kpuk.NewDate(2026, 11, 23), born, nil); len(problems) > 0 || niks[string(nik)] {
			t.Errorf("NIK %v: %v, twice %v", nik, problems, niks[string(nik)])
		}
		niks[string(nik)] = true
	}
	if len(rows)-1 != 2633 || len(groups) != 234 || len(villages) != 33 || len(districts) != 7 {
		t.Errorf("%d members, %d groups, %d villages, %d districts", len(rows)-1, len(groups), len(villages), len(districts))
	}
	if missing < 20 || missing > 80 {
		t.Errorf("%d members have no NIK", missing)
	}
	if groups["LT-001"] != 14 {
		t.Errorf("Melati has %d members", groups["LT-001"])
	}
}

// TestSameSeedSameData makes everything twice.
func TestSameSeedSameData(t *testing.T) {
	a, b := demodata.Full(), demodata.Full()
	if first, second := text(t, a), text(t, b); first != second {
		t.Error("the same seed gave two rosters")
	}
	b.Seed++
	if text(t, a) == text(t, b) {
		t.Error("another seed gave the same roster")
	}
}

// TestRecordSmall lets a small plan happen at a real hub, and looks at the result from
// the facilitator's and the coordinator's devices and with the hub's own check.
func TestRecordSmall(t *testing.T) {
	record(t, demodata.Small())
}

// TestRecordFull does so with the full shape; it takes a minute and is asked for by
// DEMODATA_FULL=1.
func TestRecordFull(t *testing.T) {
	if os.Getenv("DEMODATA_FULL") == "" {
		t.Skip("DEMODATA_FULL is not set")
	}
	record(t, demodata.Full())
}

func record(t *testing.T, shape demodata.Shape) {
	t.Helper()
	plan, err := demodata.New(shape)
	ok(t, err)
	h := newHub(t)
	h.run("init", "--name", "JarPUK Lombok Tengah", "--areas", "52.02", "--coordinator", plan.Coordinators()[0], "--url", "http://127.0.0.1:1")
	h.run("import", h.file("roster.csv", plan.Roster))
	url := h.free()
	var invited []struct{ Name, Link string }
	ok(t, json.Unmarshal(h.run("invite", "--people", h.file("people.csv", plan.People), "--json", "--url", url), &invited))
	links := map[string]string{}
	for _, v := range invited {
		links[v.Name] = v.Link
	}
	h.serve(url)
	dir, begin := t.TempDir(), time.Now()
	sum, err := plan.Record(t.Context(), demodata.Config{
		Dir: dir, Invites: links, PIN: "246810", Passphrase: "kopi lombok 1234", Now: time.Now, Rand: rand.Reader, Logger: slog.New(slog.DiscardHandler),
	})
	ok(t, err)
	t.Logf("%v: %+v", time.Since(begin).Round(time.Millisecond), sum)
	h.stop()

	var got struct {
		Entries, Groups, Quarantine int
		Records                     map[string]int
		Findings                    []any
	}
	ok(t, json.Unmarshal(h.run("check", "--json"), &got))
	if len(got.Findings) > 0 || got.Entries != sum.Entries || got.Groups != sum.Groups || got.Records["meeting"] != sum.Meetings ||
		got.Records["member"] != sum.Members || got.Records["loan"] != sum.Loans {
		t.Errorf("the hub holds %+v", got)
	}
	if sum.Submitted != shape.Submitted || sum.Returned != shape.Returned || sum.Approved+sum.Submitted+sum.Returned != sum.Meetings {
		t.Errorf("reviewed: %+v", sum)
	}
	melati(t, sum.Devices[plan.Facilitators()[0]])
	states(t, sum.Devices[plan.Coordinators()[0]], sum)
}

// melati looks at the group of the demo from her facilitator's tablet.
func melati(t *testing.T, dir string) {
	t.Helper()
	today := kpuk.NewDate(2026, 11, 23)
	b := open(t, dir, "246810")
	for _, g := range b.Groups() {
		if g.Name != "Melati" {
			continue
		}
		if g.Active() != 14 || g.Village != "52.02.02.2002" || g.NextMeeting() != today || g.LastMeeting() != kpuk.NewDate(2026, 10, 26) {
			t.Errorf("Melati: %d members, %v then %v", g.Active(), g.LastMeeting(), g.NextMeeting())
		}
		if g.Savings() != 21_640_000 {
			t.Errorf("savings of Melati: %v", g.Savings())
		}
		late := g.LateMembers(today)
		for _, m := range g.Members() {
			if days := late[m.ID]; (m.Name == "Rohayati") != (days == 32) || (m.Name != "Rohayati" && days > 0) {
				t.Errorf("%s is %d days late", m.Name, days)
			}
		}
		return
	}
	t.Error("the tablet has no Melati")
}

// states counts the states of meetings as the coordinator has them.
func states(t *testing.T, dir string, sum demodata.Summary) {
	t.Helper()
	b := open(t, dir, "kopi lombok 1234")
	n := map[kpuk.MeetingState]int{}
	for _, g := range b.Groups() {
		for _, m := range g.Meetings() {
			n[m.State.State]++
		}
	}
	if n[kpuk.Submitted] != sum.Submitted || n[kpuk.Returned] != sum.Returned || n[kpuk.Approved] != sum.Approved || n[kpuk.Draft] != 0 {
		t.Errorf("states at the coordinator: %v", n)
	}
	f := b.Figures(kpuk.NewDate(2026, 11, 23))
	ok(t, f.Err)
	t.Logf("%d meetings, %d entries, savings %v, outstanding %v, PAR30 %d, quiet %d", f.Meetings, f.Entries, f.Savings, f.Outstanding, f.PAR30BP, len(f.Quiet))
}

func open(t *testing.T, dir, secret string) *book.Book {
	t.Helper()
	d, err := device.Open(t.Context(), device.Config{Dir: dir, Now: time.Now, Rand: rand.Reader, Logger: slog.New(slog.DiscardHandler)}, secret)
	ok(t, err)
	t.Cleanup(d.Close)
	b := book.New()
	_, err = d.Fill(t.Context(), b)
	ok(t, err)
	return b
}

func text(t *testing.T, s demodata.Shape) string {
	t.Helper()
	plan, err := demodata.New(s)
	ok(t, err)
	var out bytes.Buffer
	ok(t, plan.Roster(&out))
	ok(t, plan.People(&out))
	return out.String()
}

func roster(t *testing.T, s demodata.Shape) [][]string {
	t.Helper()
	plan, err := demodata.New(s)
	ok(t, err)
	var out bytes.Buffer
	ok(t, plan.Roster(&out))
	rows, err := csv.NewReader(&out).ReadAll()
	ok(t, err)
	return rows
}

// hub is the program pendampingd with a data folder.
type hub struct {
	t            *testing.T
	program, dir string
	running      *exec.Cmd
}

func newHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{t: t, program: filepath.Join(t.TempDir(), "pendampingd"), dir: t.TempDir()}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", h.program, "pendamping/cmd/pendampingd")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, said)
	}
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

func (h *hub) file(name string, write func(io.Writer) error) string {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), name)
	f, err := os.Create(path)
	ok(h.t, err)
	ok(h.t, write(f))
	ok(h.t, f.Close())
	return path
}

// free finds a port by letting the hub take one for a moment.
func (h *hub) free() string {
	h.t.Helper()
	url := h.serve("http://127.0.0.1:0")
	h.stop()
	return url
}

func (h *hub) serve(url string) string {
	h.t.Helper()
	h.running = exec.CommandContext(h.t.Context(), h.program, "serve", "--data", h.dir, "--http", "--json", "--enrol-burst", "100",
		"--listen", strings.TrimPrefix(url, "http://"))
	out, err := h.running.StdoutPipe()
	ok(h.t, err)
	ok(h.t, h.running.Start())
	var on struct{ URL string }
	line, err := bufio.NewReader(out).ReadBytes('\n')
	ok(h.t, err)
	ok(h.t, json.Unmarshal(line, &on))
	return on.URL
}

func (h *hub) stop() {
	h.t.Helper()
	ok(h.t, h.running.Process.Signal(syscall.SIGTERM))
	ok(h.t, h.running.Wait())
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
