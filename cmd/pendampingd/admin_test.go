package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommandsWhileServing runs commands beside a hub that serves and compares them with
// what they do when it does not.
func TestCommandsWhileServing(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	r.serve("--http")
	info, err := os.Stat(filepath.Join(r.dir, adminSocket))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("socket: %v %v", info, err)
	}

	roster := filepath.Join(t.TempDir(), "more.csv")
	writeFile(t, roster, "kode_kelompok,kelompok,kode_desa,nomor,nama\nK-03,Kamboja,52.02.02.2004,1,Inaq Isah\n")
	if out := r.mustRun("import", roster); !strings.Contains(out, "1 groups new") {
		t.Errorf("import: %s", out)
	}
	link := r.invite("--name", "Nurlaela", "--groups", "K-03")
	if d := r.mustEnrol(link, 1); d.group(t, "K-03") == nil {
		t.Error("the hub that serves does not know what was imported beside it")
	}
	online, offline := filepath.Join(t.TempDir(), "csv"), filepath.Join(t.TempDir(), "csv")
	r.mustRun("export", "--out", online)
	var beside checked
	ok(t, json.Unmarshal([]byte(r.mustRun("check", "--json")), &beside))
	r.mustRun("compact")

	// Exit codes and words come through, and what needs the folder alone is refused.
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"invite --name X --office queen", exitUsage, "an office"},
		{"import " + filepath.Join(t.TempDir(), "absent.csv"), exitFailed, "no such file"},
		{"restore --adopt", exitRefused, "in use"},
	} {
		var said bytes.Buffer
		w := r.world(io.Discard)
		w.errs = &said
		code := run(t.Context(), w, append(strings.Fields(tt.args), "--data", r.dir))
		if code != tt.code || !strings.Contains(said.String(), tt.says) {
			t.Errorf("%s: exit %d, %s", tt.args, code, said.String())
		}
	}
	r.stop()
	if exists(filepath.Join(r.dir, adminSocket)) {
		t.Error("the socket outlives the hub")
	}

	r.mustRun("export", "--out", offline)
	for _, name := range []string{"groups.csv", "members.csv", "meetings.csv", "entries.csv"} {
		a, err := os.ReadFile(filepath.Join(online, name))
		ok(t, err)
		b, err := os.ReadFile(filepath.Join(offline, name))
		ok(t, err)
		if !bytes.Equal(a, b) || len(a) == 0 {
			t.Errorf("%s differs from the one written beside the hub", name)
		}
	}
	var alone checked
	ok(t, json.Unmarshal([]byte(r.mustRun("check", "--json")), &alone))
	if alone.Changes != beside.Changes || alone.Groups != 3 {
		t.Errorf("check beside the hub %+v, alone %+v", beside, alone)
	}
}

// TestSocketRunsNoOtherCommands asks for what would wait for ever or set the hub back.
func TestSocketRunsNoOtherCommands(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	r.serve("--http")
	for _, name := range []string{"serve", "restore", "init", "simulate", "nonsense"} {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "unix", filepath.Join(r.dir, adminSocket))
		ok(t, err)
		p := newPeer(conn)
		ok(t, p.send(frame{Kind: frameCall, Args: []string{name, "--data", r.dir}}))
		f, err := p.receive()
		ok(t, err)
		if f.Kind != frameErrs || !strings.Contains(string(f.Data), "not while the hub serves") {
			t.Errorf("%s: %+v", name, f)
		}
		if f, err = p.receive(); err != nil || f.Kind != frameExit || f.Code != exitRefused {
			t.Errorf("%s: %+v %v", name, f, err)
		}
		ok(t, conn.Close())
	}
	// Whoever connects and says nothing does not keep the hub from stopping.
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "unix", filepath.Join(r.dir, adminSocket))
	ok(t, err)
	defer conn.Close()
	if code := r.stop(); code != exitDone {
		t.Errorf("serve ended with %d", code)
	}
}
