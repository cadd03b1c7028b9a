package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// diary is a log that several write to.
type diary struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *diary) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *diary) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// unsaid is what a log must never show.
func unsaid() []string {
	return []string{
		"Sahnim", "Rohani", "Rohayati", "Isah", "Nurlaela", "Lale Aini", "Handayani", // people
		"5202026807850001", "5202026807850002", "0812-3456", "62812", // NIK, telephone
		"Melati", "Mawar", "Kamboja", "Gerunung", "Rahasia", "Kebun Raya", // groups, notes, addresses
		"10000", "10.000", "JarPUK Lombok",
	}
}

// busyHub is a hub whose roster is full of what a log must not show, with two devices.
func busyHub(t *testing.T, log io.Writer) (r *rig, melati, desk *device, links []string) {
	t.Helper()
	r = newRig(t, "http://127.0.0.1:1")
	r.logs = log
	roster := filepath.Join(t.TempDir(), "roster.csv")
	writeFile(t, roster, "kode_kelompok,kelompok,kode_desa,nomor,nama,nik,telepon,alamat\n"+
		"K-03,Kamboja,52.02.02.2004,1,Inaq Isah,5202026807850001,0812-3456-7890,Jl. Kebun Raya 3 Gerunung\n")
	r.mustRun("import", roster)
	links = []string{
		r.invite("--name", "Nurlaela", "--groups", "K-01,K-03"), r.invite("--name", "Baiq Handayani", "--office", "coordinator"),
		r.invite("--name", "Lale Aini", "--groups", "K-02", "--expires", "1ms"),
	}
	r.serve("--http")
	melati, desk = r.mustEnrol(links[0], 1), r.mustEnrol(links[1], 2)
	return r, melati, desk, links
}

// TestLogsNamePeopleNever keeps a hub busy with everything that it logs: enrolments good
// and bad, meetings, changes put aside or malformed, photos, bundles, strangers, commands
// beside it and a backup. Each line of the log is JSON, and none says who or how much.
func TestLogsNamePeopleNever(t *testing.T) {
	var log diary
	r, d, desk, links := busyHub(t, &log)
	if _, err := r.enrol(links[2], 3); err == nil {
		t.Error("an expired invitation lets in")
	}
	recordBadly(t, d)
	r.sync(d)
	r.sync(desk)
	photo, it := d.photo(t, d.group(t, "K-03").ID, noise(5, 40_000))
	if err := r.exchange(d, &link{}).Upload(t.Context(), it, noise(5, 40_000), nil); err == nil {
		t.Error("a photo went up before its record")
	}
	r.sync(d)
	err := r.exchange(d, &link{}).Upload(t.Context(), it, noise(5, 40_000), nil)
	ok(t, err)
	r.post(t, r.stranger(t, d))
	r.post(t, []byte("Inaq Sahnim 5202026807850001"))
	r.knock(d)
	for _, args := range [][]string{
		{"check"},
		{"export", "--out", filepath.Join(t.TempDir(), "csv")},
		{"receipt"},
		{"devices"},
		{"invite", "--name", "Inaq Rohayati", "--office", "queen"},
		{"import", filepath.Join(t.TempDir(), "Sahnim.csv")},
	} {
		quiet := r.world(io.Discard)
		quiet.errs = io.Discard // what a command says to its caller is no log
		run(t.Context(), quiet, append(args, "--data", r.dir))
	}
	r.stop()
	if !strings.Contains(log.String(), hex.EncodeToString(d.grant.Device[:])) || photo.ID == (kpuk.ID{}) {
		t.Error("the log names no device")
	}
	r.wantSilent(log.String(), links...)
}

// recordBadly saves meetings on a device that are good, against a rule, and malformed.
func recordBadly(t *testing.T, d *device) {
	t.Helper()
	ctx := t.Context()
	g := d.group(t, "K-03")
	m, e := d.meeting(t, g)
	m.Notes = "Rahasia Inaq Isah, 0812-3456-7890"
	ok(t, d.Save(ctx, d.author(), m, e))
	bad, e := d.meeting(t, g)
	bad.Notes, e.Line.Amount = "Rahasia", -10_000
	ok(t, d.Save(ctx, d.author(), bad, e))
	members, err := store.List[kpuk.Member](ctx, d.Store, g.ID)
	ok(t, err)
	nik, err := cbor.Marshal("5202026807850002")
	ok(t, err)
	name, err := cbor.Marshal("Inaq Isah")
	ok(t, err)
	// Each value in fields of every type: what cannot be decoded must not be quoted.
	for n := range uint16(60) {
		for _, v := range [][]byte{nik, name} {
			_, err = d.Commit(ctx, merge.ID(d.author()), []merge.Edit{{
				Record: merge.ID(members[0].ID), Kind: merge.Kind(kpuk.KindMember), Partition: merge.ID(g.Partition), Scope: merge.ID(g.ID),
				Writes: []merge.Write{{Field: merge.Field{Number: 10 + n}, Value: v}},
			}})
			ok(t, err)
		}
	}
}

// knock sends what is no request of a device.
func (r *rig) knock(d *device) {
	r.t.Helper()
	forged := wire.Auth{Device: d.grant.Device, Replica: d.Replica(), Counter: 1 << 40, Challenge: make([]byte, 8)}
	forged.Sign(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize)), wire.PathSync, d.grant.Project, nil)
	for _, path := range []string{wire.PathSync, wire.PathEnrol, wire.PathReidentify, bundle.Path, wire.PathPhoto + "Sahnim"} {
		for _, auth := range []string{"", "Inaq Sahnim", forged.Header()} {
			at := r.url + path + "?name=" + url.QueryEscape("Inaq Sahnim") + "&nik=5202026807850001"
			req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, at, strings.NewReader("Inaq Sahnim 0812-3456-7890"))
			ok(r.t, err)
			req.Header.Set(wire.AuthHeader, auth)
			req.Header.Set("User-Agent", "Nurlaela")
			resp, err := http.DefaultClient.Do(req)
			ok(r.t, err)
			ok(r.t, resp.Body.Close())
			if resp.StatusCode < http.StatusBadRequest {
				r.t.Errorf("%s with %q: %d", path, auth, resp.StatusCode)
			}
		}
	}
}

// wantSilent holds a log against what it must not say.
func (r *rig) wantSilent(text string, links ...string) {
	r.t.Helper()
	never := unsaid()
	for _, l := range links {
		inv, err := wire.ParseInvitation(l)
		ok(r.t, err)
		never = append(never, hex.EncodeToString(inv.Code[:]), l)
	}
	lines, warned := 0, 0
	for in := bufio.NewScanner(strings.NewReader(text)); in.Scan(); lines++ {
		var line struct {
			Time, Level, Msg string
		}
		if err := json.Unmarshal(in.Bytes(), &line); err != nil || line.Time == "" || line.Level == "" || line.Msg == "" {
			r.t.Errorf("a line is not one of the log: %s (%v)", in.Text(), err)
		}
		if line.Level != slog.LevelInfo.String() {
			warned++
		}
		for _, word := range never {
			if strings.Contains(strings.ToLower(in.Text()), strings.ToLower(word)) {
				r.t.Errorf("the log says %q: %s", word, in.Text())
			}
		}
	}
	if lines < 18 || warned < 2 {
		r.t.Errorf("%d lines, %d of them of trouble: the run was not busy", lines, warned)
	}
}

// TestPanicIsAnswered: a defect in a handler is answered and logged without what it says.
func TestPanicIsAnswered(t *testing.T) {
	var log diary
	m, err := newMeter(nil, &console{world: world{now: newRig(t, "http://127.0.0.1:1").clock}, logger: slog.New(slog.NewJSONHandler(&log, nil))})
	ok(t, err)
	answer := func(own http.HandlerFunc) (code int, panicked any) {
		rec := httptest.NewRecorder()
		defer func() { panicked = recover() }()
		m.measured(own).ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, wire.PathSync, http.NoBody))
		return rec.Code, nil
	}
	code, _ := answer(func(http.ResponseWriter, *http.Request) { panic("Inaq Sahnim") })
	if code != http.StatusInternalServerError {
		t.Errorf("status %d", code)
	}
	if text := log.String(); strings.Contains(text, "Sahnim") || !strings.Contains(text, "request panicked") || !strings.Contains(text, "log_test.go") {
		t.Errorf("log: %s", text)
	}
	code, _ = answer(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		panic(errors.ErrUnsupported)
	})
	if code != http.StatusTeapot {
		t.Errorf("a status that was sent became %d", code)
	}
	if _, again := answer(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }); again != any(http.ErrAbortHandler) {
		t.Errorf("an aborted answer became %v", again)
	}
}
