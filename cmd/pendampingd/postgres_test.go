package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/postgres/cluster"
	"pendamping/sync/merge"
)

// skipVariable, when set, leaves out all tests that need a PostgreSQL server.
const skipVariable = "PENDAMPING_SKIP_POSTGRES"

// overPostgres is the test under which others run with their hubs in a database.
const overPostgres = "TestOverPostgres"

// shared is the server of this test binary, started by the first test that needs it.
var shared struct { // one server for all tests
	once    sync.Once
	cluster *cluster.Cluster
	err     error
	schemas atomic.Int64
}

// withServer ends the server after the tests.
type withServer struct{ m *testing.M }

// Run implements testscript.TestingM.
func (w withServer) Run() int {
	code := w.m.Run()
	if shared.cluster != nil {
		if err := shared.cluster.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return max(code, 1)
		}
	}
	return code
}

// hubLogin is the login of hub processes; it has the rights of pendamping_app.
const hubLogin = "hub"

// server is the tests' server.
func server(t *testing.T) *cluster.Cluster {
	t.Helper()
	if os.Getenv(skipVariable) != "" {
		t.Skip(skipVariable + " is set")
	}
	shared.once.Do(func() { shared.cluster, shared.err = cluster.Start(context.WithoutCancel(t.Context())) })
	if shared.err != nil {
		t.Fatalf("%v\nset %s to leave these tests out", shared.err, skipVariable)
	}
	return shared.cluster
}

// newSchema prepares a schema with the program's own command, and returns its name.
func newSchema(t *testing.T, on *cluster.Cluster) string {
	t.Helper()
	schema := fmt.Sprintf("hub%d", shared.schemas.Add(1))
	var out bytes.Buffer
	w := world{out: &out, errs: &out, env: func(string) (string, bool) { return "", false }}
	if code := run(t.Context(), w, []string{"prepare", "--dsn", on.DSN(cluster.Superuser), "--schema", schema}); code != 0 {
		t.Fatalf("prepare: %d %s", code, out.String())
	}
	sql(t, on, `DO $$ BEGIN CREATE ROLE `+hubLogin+` LOGIN IN ROLE pendamping_app; EXCEPTION WHEN duplicate_object THEN NULL; END $$`)
	return schema
}

// sql runs SQL as the superuser.
func sql(t *testing.T, on *cluster.Cluster, text string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), on.DSN(cluster.Superuser))
	ok(t, err)
	_, err = conn.Exec(t.Context(), text)
	ok(t, errors.Join(err, conn.Close(t.Context())))
}

// inDatabase are the flags that put a hub into a new schema.
func inDatabase(t *testing.T, on *cluster.Cluster) []string {
	t.Helper()
	schema := newSchema(t, on)
	file := filepath.Join(t.TempDir(), "hub.dsn")
	writeFile(t, file, on.DSN(hubLogin)+"\n")
	return []string{"--store", "postgres", "--dsn-file", file, "--schema", schema}
}

// storeOf are the flags of init for a test's hub: in a database under TestOverPostgres.
func storeOf(t *testing.T) []string {
	t.Helper()
	if !strings.HasPrefix(t.Name(), overPostgres+"/") {
		return nil
	}
	return inDatabase(t, server(t))
}

// TestOverPostgres runs the tests of a hub with its records in a database, as a login
// with a hub's rights.
func TestOverPostgres(t *testing.T) {
	for name, test := range map[string]func(*testing.T){
		"meeting": TestMeetingGoesThrough, "rules": TestRulesHold, "invitations": TestInvitationsServeOnce, "revoked": TestRevoked,
		"cloned tablet": TestClonedTablet, "restored tablet": TestRestoredTablet, "lost tablet": TestLostTablet, "killed": TestKilled,
		"bundles": TestBundleByFileAndByHTTP, "bad bundles": TestBundleRefused, "photo": TestPhotoGoesThrough, "cut upload": TestUploadGoesOnAtTheByte,
		"photo once": TestPhotoOnce, "orphans": TestOrphans, "formed group": TestAFacilitatorFormsAGroup, "moved member": TestAMemberMovesBetweenTablets,
		"released": TestHeldIsReleased, "released again": TestReleaseIsReleased, "returned": TestHeldIsReturned, "guarded": TestHeldIsGuarded,
		"held by the hub": TestHeldIsTheHubs, "own scope": TestScopeOfOnesOwn, "scopes": TestScopesChangeKeepsTheGreeting,
		"recovery key": TestRecoveryKeyReachesEverybody, "escrow": TestEscrowIsItsPersons, "forgotten pin": TestForgottenPIN,
		"metrics": TestMetricsCount, "succession": TestSuccession, "memory": TestMemoryOfARequest, "last syncs": TestMetricsOutliveTheHub,
		"receipts": TestReceiptsAreCompared, "no false alarm": TestNoFalseAlarm,
	} {
		t.Run(name, test)
	}
}

// fails runs the program and wants an exit code and a word.
func (r *rig) fails(code int, says string, args ...string) {
	r.t.Helper()
	var out bytes.Buffer
	w := r.world(&out)
	w.errs = &out
	if got := run(r.t.Context(), w, args); got != code || !strings.Contains(out.String(), says) {
		r.t.Errorf("%v: exit code %d, not %d, and it says: %s", args, got, code, out.String())
	}
}

// TestDatabaseCommands: what a hub in a database refuses, each with the way out.
func TestDatabaseCommands(t *testing.T) {
	on := server(t)
	flags := inDatabase(t, on)
	r := newRig(t, "http://127.0.0.1:1") // a hub in a file, beside which others are made
	dir := filepath.Join(t.TempDir(), "hub")
	begin := append([]string{"init", "--data", dir, "--name", "JarPUK", "--coordinator", "Siti", "--url", "http://127.0.0.1:1"}, flags...)
	r.fails(0, "Back up", begin...)
	r.fails(exitRefused, "already", begin...)
	r.fails(0, "no findings", "check", "--data", dir)
	r.fails(exitRefused, "pg_dump", "backup", "--data", dir, "--to", filepath.Join(dir, "x.age"), "--recipient", "age1x")
	r.fails(exitRefused, "autovacuum", "compact", "--data", dir)
	r.fails(exitRefused, "recover them there", "restore", "--data", dir, "--from", "x.age", "--identity", "y")
	r.fails(exitUsage, "goes with --adopt", "restore", "--data", dir, "--complete")
	r.fails(exitUsage, "are in PostgreSQL", "restore", "--data", r.dir, "--adopt", "--complete")
	r.fails(exitUsage, "--dsn", "init", "--data", dir+"2", "--name", "J", "--coordinator", "S", "--url", "http://h:1", "--store", "postgres")
	r.fails(exitUsage, "can be read by everybody", "prepare", "--dsn", "host=/nowhere password=secret")
	r.fails(exitUsage, "cannot be read", "prepare", "--dsn", "port=secret")
	r.fails(exitFailed, "prepare", "init", "--data", dir+"3", "--name", "J", "--coordinator", "S", "--url", "http://h:1",
		"--store", "postgres", "--dsn", on.DSN(hubLogin), "--schema", "nowhere")
	r.fails(exitRefused, "permission denied", append([]string{"prepare", "--schema", "of_the_hub"}, flags[2:4]...)...)

	text, err := os.ReadFile(filepath.Join(dir, databaseFile))
	ok(t, err)
	var d database
	ok(t, json.Unmarshal(text, &d))
	if info, err := os.Stat(filepath.Join(dir, databaseFile)); err != nil || info.Mode().Perm() != 0o600 || d.DSN != on.DSN(hubLogin) {
		t.Errorf("%s: %v, %v, %+v", databaseFile, err, info, d)
	}
	d.Federation = kpuk.Derive("another")
	ok(t, d.write(dir))
	r.fails(exitFailed, "does not hold this federation", "check", "--data", dir)
	ok(t, os.WriteFile(filepath.Join(dir, databaseFile), text, 0o600))
	ok(t, os.WriteFile(filepath.Join(dir, secretFile), []byte(strings.Repeat("ab", 32)), 0o600))
	r.fails(exitRefused, "does not open this federation", "check", "--data", dir)
	ok(t, os.Remove(filepath.Join(dir, secretFile)))
	r.fails(exitRefused, "bring it back", "check", "--data", dir)
}

// moved moves the rig's hub and goes on with the new folder.
func (r *rig) move(args ...string) (v moved) {
	r.t.Helper()
	var out bytes.Buffer
	to := filepath.Join(r.t.TempDir(), "hub")
	if code := run(r.t.Context(), r.world(&out), append([]string{"migrate-store", "--json", "--from", r.dir, "--to", to}, args...)); code != 0 {
		r.t.Fatalf("migrate-store: %d %s", code, out.String())
	}
	ok(r.t, json.Unmarshal(out.Bytes(), &v))
	r.dir = to
	return v
}

// TestMigrateStore moves a hub with quarantine, a fork, a photo and devices to a database
// and back: nothing is different but the epoch, and the devices go on.
func TestMigrateStore(t *testing.T) {
	flags := inDatabase(t, server(t))
	r := newRig(t, "http://127.0.0.1:1")
	links := []string{r.invite("--name", "Nurlaela", "--groups", "K-01"), r.invite("--name", "Baiq Handayani", "--office", "coordinator")}
	r.serve("--http")
	tablet, desk := r.mustEnrol(links[0], 1), r.mustEnrol(links[1], 2)
	record := func(amount kpuk.Rupiah) {
		t.Helper()
		m, e := tablet.meeting(t, tablet.group(t, "K-01"))
		e.Line.Amount = amount
		ok(t, tablet.Save(t.Context(), tablet.author(), m, e))
	}
	record(10_000)
	record(-1) // goes to quarantine
	record(5_000)
	r.sync(tablet)
	r.stop()
	digest := r.prepareMove(tablet)

	there := r.move(flags...)
	if there.Digest != digest || there.Photos != 1 || there.Aside != 2 || there.Epoch == there.Before {
		t.Errorf("moved: %+v, the digest was %s", there, digest)
	}
	r.goOn(tablet, desk, record)
	old := r.dir
	back := r.move("--store", "bbolt")
	if back.Photos != 1 || back.Aside != 2 || back.Changes <= there.Changes || back.Epoch == there.Epoch {
		t.Errorf("moved back: %+v", back)
	}
	r.goOn(tablet, desk, record)
	r.fails(exitRefused, "was moved to", "check", "--data", old)
	r.fails(exitRefused, "holds this federation already", append([]string{"migrate-store", "--from", r.dir, "--to", r.dir + "x"}, flags...)...)
	r.fails(exitRefused, "files in this folder", append([]string{"migrate-store", "--from", r.dir, "--to", old}, flags...)...)
	r.fails(exitUsage, "already", "migrate-store", "--from", r.dir, "--to", r.dir+"y", "--store", "bbolt")
}

// prepareMove gives the stopped hub a fork and a photo and returns its digest.
func (r *rig) prepareMove(tablet *device) string {
	r.t.Helper()
	f := r.open()
	changes, err := tablet.Outbox(r.t.Context(), 0, 1, 0)
	ok(r.t, err)
	changes[0].Stamp++
	if _, _, err = f.store.Ingest(r.t.Context(), changes[0].Replica, changes, nil); !errors.Is(err, merge.ErrForked) {
		r.t.Fatalf("no fork: %v", err)
	}
	b, err := f.store.Blobs()
	ok(r.t, err)
	_, err = b.Put(r.t.Context(), []byte("a photo"))
	ok(r.t, err)
	sum, err := f.store.Digest(r.t.Context())
	ok(r.t, errors.Join(err, f.store.Close()))
	return hex.EncodeToString(sum[:])
}

// goOn serves from the new folder: devices pull anew, and bring what they record.
func (r *rig) goOn(tablet, desk *device, record func(kpuk.Rupiah)) {
	r.t.Helper()
	r.serve("--http")
	record(1_000)
	for _, d := range []*device{tablet, desk, tablet} {
		r.at(d)
		r.sync(d)
	}
	g := merge.ID(tablet.group(r.t, "K-01").ID)
	a, err := tablet.Digest(r.t.Context(), g)
	ok(r.t, err)
	b, err := desk.Digest(r.t.Context(), g)
	ok(r.t, err)
	r.stop()
	f := r.open()
	c, err := f.store.Digest(r.t.Context(), g)
	ok(r.t, err)
	if a == b && b != c || a != c && len(quarantinedOf(r.t, f.store)) == 0 {
		r.t.Errorf("tablet %x, desk %x, hub %x", a, b, c)
	}
	blobs, err := f.store.Blobs()
	ok(r.t, err)
	if content, err := blobs.Get(r.t.Context(), kpuk.Digest(sha256.Sum256([]byte("a photo")))); err != nil || string(content) != "a photo" {
		r.t.Errorf("the photo: %q, %v", content, err)
	}
	ok(r.t, f.store.Close())
}

func quarantinedOf(t *testing.T, s hubStore) []merge.Quarantined {
	t.Helper()
	aside, err := s.Quarantine(t.Context())
	ok(t, err)
	return aside
}

// TestMigrateStoreAgain interrupts a move at each of its steps and runs it again.
func TestMigrateStoreAgain(t *testing.T) {
	on := server(t)
	r := newRig(t, "http://127.0.0.1:1")
	from := r.dir
	want, halves := r.prepareDigest(), 0
	for n := 1; ; n += 3 {
		flags := inDatabase(t, on)
		to := filepath.Join(t.TempDir(), "hub")
		args := append([]string{"migrate-store", "--json", "--from", from, "--to", to}, flags...)
		ctx, cancel := context.WithCancel(t.Context())
		w := r.world(io.Discard)
		w.rand = &fuse{r: r, left: n, blow: cancel}
		first := run(ctx, w, args)
		cancel()
		if first != 0 {
			if _, err := os.Stat(to); err == nil {
				t.Fatalf("after %d draws: a folder, and exit code %d", n, first)
			}
			if _, err := os.Stat(to + ".moving"); err == nil {
				r.fails(exitRefused, "was moved to", "check", "--data", from)
				halves++
			}
			r.fails(0, want, args...)
		}
		dir := r.dir
		r.dir = to
		if got := r.prepareDigest(); got != want {
			t.Errorf("after %d draws: digest %s, not %s", n, got, want)
		}
		r.dir = dir
		if first == 0 {
			if halves < 3 {
				t.Errorf("only %d moves were interrupted half-way", halves)
			}
			return
		}
	}
}

// prepareDigest is the digest of the hub's records.
func (r *rig) prepareDigest() string {
	r.t.Helper()
	c := &console{world: r.world(io.Discard), moving: true}
	f, err := c.open(r.t.Context(), r.dir)
	ok(r.t, err)
	sum, err := f.store.Digest(r.t.Context())
	ok(r.t, errors.Join(err, f.store.Close()))
	return hex.EncodeToString(sum[:])
}

// fuse ends something after so many draws of random bytes.
type fuse struct {
	r    io.Reader
	left int
	blow func()
	mu   sync.Mutex
}

// Read implements io.Reader.
func (f *fuse) Read(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left--
	if f.left == 0 {
		f.blow()
	}
	return f.r.Read(p)
}

// TestFailover promotes the database under a serving hub: it stops, and is served again
// only under a new epoch, or when somebody says that nothing is missing.
func TestFailover(t *testing.T) {
	server(t) // may skip
	own, err := cluster.Start(t.Context())
	ok(t, err)
	t.Cleanup(func() { ok(t, own.Stop()) })
	r := newRig(t, "http://127.0.0.1:1") // for its clock and roster
	r.dir = filepath.Join(t.TempDir(), "hub")
	r.mustRun(append([]string{"init", "--name", "JarPUK", "--coordinator", "Siti", "--url", "http://127.0.0.1:1"}, inDatabase(t, own)...)...)
	link := r.invite("--name", "Siti", "--office", "coordinator")
	r.serve("--http")
	desk := r.mustEnrol(link, 1)
	before := r.epoch()

	ok(t, own.Promote(t.Context()))
	if code := r.wait(); code != exitRefused {
		t.Errorf("the hub ended with %d", code)
	}
	r.fails(exitRefused, "--adopt", "serve", "--http", "--listen", "127.0.0.1:0", "--data", r.dir)
	r.fails(0, "under its epoch", "restore", "--adopt", "--complete", "--data", r.dir)
	if r.epoch() != before {
		t.Error("another epoch though nothing is missing")
	}
	ok(t, own.Promote(t.Context()))
	r.fails(0, "new epoch", "restore", "--adopt", "--data", r.dir)
	if r.epoch() == before {
		t.Error("the epoch stays though something may be missing")
	}
	r.serve("--http")
	r.at(desk)
	p, err := store.Get[kpuk.Person](t.Context(), desk.Store, desk.author())
	ok(t, err)
	p.Phone, err = kpuk.ParsePhone("081234567890")
	ok(t, err)
	ok(t, desk.Save(t.Context(), desk.author(), p))
	if res := r.sync(desk); res.Waiting != 0 || len(res.Verdicts) > 0 {
		t.Errorf("after the failover: %+v", res)
	}
}

// epoch is the hub's.
func (r *rig) epoch() kpuk.ID {
	r.t.Helper()
	c := &console{world: r.world(io.Discard)}
	f, err := c.open(r.t.Context(), r.dir)
	ok(r.t, err)
	ok(r.t, f.store.Close())
	return f.set.Epoch
}

// TestSimulatePostgres plays a small fleet over a private server.
func TestSimulatePostgres(t *testing.T) {
	on := server(t)
	for seed, args := range [][]string{{}, {"--server", on.DSN(cluster.Superuser)}} {
		var out bytes.Buffer
		w := world{out: &out, errs: &out, env: func(string) (string, bool) { return "", false }}
		code := run(t.Context(), w, append([]string{"simulate", "--devices", "8", "--days", "12", "--store", "postgres", "--json", "--seed", strconv.Itoa(seed)}, args...))
		var report struct {
			Lost, Doubled, Diverged, Unseen int
			Replay                          string
			Faults                          map[string]int
		}
		ok(t, json.Unmarshal(out.Bytes(), &report))
		if code != 0 || report.Lost+report.Doubled+report.Diverged+report.Unseen != 0 || !strings.HasSuffix(report.Replay, "--store postgres") {
			t.Errorf("seed %d: %d %s", seed, code, out.String())
		}
		if report.Faults["hub-loss"] != 1 || report.Faults["hub-restore"] != 1 {
			t.Errorf("seed %d: the hub's disasters were not played: %v", seed, report.Faults)
		}
	}
}
