package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/session" //nolint:depguard // the test is a device
	"pendamping/sync/wire"
)

// export writes what the device has for its hub.
func (d *device) export(t *testing.T, id byte) []byte {
	t.Helper()
	var file bytes.Buffer
	ok(t, d.maker(t).Export(&file, bundle.Manifest{ID: merge.ID{id}, Replica: d.Replica()}, nil, func(add bundle.Add) error {
		_, err := d.session.Pack(t.Context(), add)
		return err
	}))
	return file.Bytes()
}

func (d *device) maker(t *testing.T) *bundle.Device {
	t.Helper()
	b, err := bundle.NewDevice(d.grant.Project, d.key, d.grant.HubKey, store.Derive)
	ok(t, err)
	return b
}

// receive takes in an answer.
func (d *device) receive(t *testing.T, answer []byte) session.Received {
	t.Helper()
	got, err := d.session.Receive(t.Context(), session.Parcel{Hub: d.grant.Link.Hub}, func(take func(session.Reply) error) error {
		_, err := d.maker(t).Read(t.Context(), bytes.NewReader(answer), func(a bundle.Answer) error {
			return take(session.Reply{Counter: a.Counter, From: a.From, Reply: a.Reply})
		})
		return err
	})
	ok(t, err)
	return got
}

// TestBundleByFileAndByHTTP takes a meeting to the hub with the command, and the next
// one to a hub that serves.
func TestBundleByFileAndByHTTP(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	link := r.invite("--name", "Nurlaela", "--groups", "K-01")
	r.serve("--http")
	d := r.mustEnrol(link, 1)
	ok(t, r.halt())
	m, e := d.meeting(t, d.group(t, "K-01"))
	ok(t, d.Save(t.Context(), d.author(), m, e))

	file := filepath.Join(t.TempDir(), "nurlaela.pendamping")
	ok(t, os.WriteFile(file, d.export(t, 1), 0o600))
	var got bundleImported
	ok(t, json.Unmarshal([]byte(r.mustRun("bundle", "import", file, "--json")), &got))
	if got.Changes != 1 || got.Held != 1 || got.Verdicts != 0 {
		t.Errorf("import: %+v", got)
	}
	answer, err := os.ReadFile(filepath.Join(filepath.Dir(file), "nurlaela-ack.pendamping"))
	ok(t, err)
	if took := d.receive(t, answer); took.Pushed != 1 || took.Waiting != 0 {
		t.Errorf("answer: %+v", took)
	}
	var sums checked
	ok(t, json.Unmarshal([]byte(r.mustRun("check", "--json")), &sums))
	if sums.Savings != 10_000 {
		t.Errorf("the hub's books after the import: %+v", sums)
	}

	m.Notes = "lewat HTTP"
	ok(t, d.Save(t.Context(), d.author(), m))
	r.serve("--http")
	status, answer := r.post(t, d.export(t, 2))
	if status != http.StatusOK {
		t.Fatalf("hub answers %d: %s", status, answer)
	}
	if w, told := bundle.ReadWord(r.said.Get); !told || w.Replica != d.Replica() || w.Held != 2 || w.Branched != 0 || len(w.Refused) != 0 {
		t.Errorf("the carrier is told %+v", w)
	}
	if took := d.receive(t, answer); took.Pushed != 1 || took.Waiting != 0 {
		t.Errorf("answer over HTTP: %+v", took)
	}
	for name, tt := range map[string]struct {
		body []byte
		want int
	}{
		"nothing":        {nil, http.StatusBadRequest},
		"not a bundle":   {bytes.Repeat([]byte("x"), 100_000), http.StatusBadRequest},
		"an answer":      {answer, http.StatusBadRequest},
		"a cut bundle":   {d.export(t, 3)[:300], http.StatusBadRequest},
		"a stranger's":   {r.stranger(t, d), http.StatusForbidden},
		"a newer format": {append(append([]byte{}, answer[:8]...), append([]byte{bundle.Version + 1}, answer[9:]...)...), http.StatusUpgradeRequired},
	} {
		if status, said := r.post(t, tt.body); status != tt.want {
			t.Errorf("%s: the hub answers %d %s, want %d", name, status, said, tt.want)
		}
	}
	left, err := filepath.Glob(filepath.Join(r.dir, "bundle-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("files left behind: %v, %v", left, err)
	}
}

// halt stops the hub.
func (r *rig) halt() error {
	if code := r.stop(); code != exitDone {
		return fault.New(fault.Internal, "serve failed")
	}
	return nil
}

// post brings a bundle to the hub.
func (r *rig) post(t *testing.T, body []byte) (status int, answer []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+bundle.Path, bytes.NewReader(body))
	ok(t, err)
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	ok(t, err)
	defer resp.Body.Close()
	answer, err = io.ReadAll(resp.Body)
	ok(t, err)
	r.said = resp.Header
	return resp.StatusCode, answer
}

// stranger is a bundle for this hub of a device that it never enrolled.
func (*rig) stranger(t *testing.T, like *device) []byte {
	t.Helper()
	other := *like
	other.key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{0x5e}, ed25519.SeedSize))
	return other.export(t, 9)
}

// TestBundleRefused leaves the hub as it was and writes no answer.
func TestBundleRefused(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	link := r.invite("--name", "Nurlaela", "--groups", "K-01")
	r.serve("--http")
	d := r.mustEnrol(link, 1)
	ok(t, r.halt())
	m, e := d.meeting(t, d.group(t, "K-01"))
	ok(t, d.Save(t.Context(), d.author(), m, e))
	whole := d.export(t, 1)
	altered := bytes.Clone(whole)
	altered[len(altered)-100] ^= 1
	for name, tt := range map[string]struct {
		file []byte
		want int
	}{
		"cut": {whole[:len(whole)-1], exitFailed}, "altered": {altered, exitFailed}, "another": {[]byte("PK\x03\x04"), exitRefused},
	} {
		file := filepath.Join(t.TempDir(), "f.pendamping")
		ok(t, os.WriteFile(file, tt.file, 0o600))
		var out bytes.Buffer
		if code := run(t.Context(), r.world(&out), []string{"bundle", "import", file, "--data", r.dir}); code != tt.want {
			t.Errorf("%s: exit code %d, want %d", name, code, tt.want)
		}
		left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
		if err != nil || len(left) != 1 {
			t.Errorf("%s: files %v, %v", name, left, err)
		}
	}
	var sums checked
	ok(t, json.Unmarshal([]byte(r.mustRun("check", "--json")), &sums))
	if sums.Entries != 0 {
		t.Errorf("a refused bundle was taken in: %+v", sums)
	}
}

// TestPassport: the hub vouches for a device as its records say, and names who may open
// bundles.
func TestPassport(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	link := r.invite("--name", "Nurlaela", "--groups", "K-01")
	boss := r.invite("--name", "Ibu Koordinator", "--office", "coordinator")
	r.serve("--http")
	d, c := r.mustEnrol(link, 1), r.mustEnrol(boss, 2)
	p, err := d.session.Passport(t.Context(), nil)
	ok(t, err)
	codec, err := wire.New(wire.Options{})
	ok(t, err)
	cert, err := codec.ReadCertificate(d.grant.HubKey, d.grant.Project, p.Certificate)
	ok(t, err)
	if cert.Name != "Nurlaela" || kpuk.Office(cert.Office) != kpuk.OfficeFacilitator || cert.Replica != d.Replica() || cert.All || cert.Admin {
		t.Errorf("certificate %+v", cert)
	}
	if !cert.Holds(merge.ID(d.group(t, "K-01").ID)) {
		t.Error("her group is not in it")
	}
	news, err := codec.ReadBulletin(d.grant.HubKey, d.grant.Project, p.Bulletin)
	ok(t, err)
	if len(news.Openers) != 1 || !news.Openers[0].Equal(c.key.Public()) || len(news.Revoked) != 0 {
		t.Errorf("bulletin %+v", news)
	}
}
