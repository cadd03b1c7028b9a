package hub_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"pendamping/fault"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/synctest"
	"pendamping/sync/wire"
)

// forgetful is a directory that knows devices again.
type forgetful struct {
	*synctest.Directory

	err      error
	approved bool
	came     []hub.Readmission
	learned  []*wire.Bulletin
}

// Readmit implements hub.Readmitter.
func (f *forgetful) Readmit(_ context.Context, r hub.Readmission) (bool, error) {
	f.came = append(f.came, r)
	return f.approved, f.err
}

// Learn implements hub.Readmitter.
func (f *forgetful) Learn(_ context.Context, b *wire.Bulletin) error {
	f.learned = append(f.learned, b)
	return nil
}

// readmit shows a hub's handler a certificate and a bulletin with a device's key.
func (d *desk) readmit(h http.Handler, key ed25519.PrivateKey, r wire.ReadmitRequest) (int, bool) {
	d.t.Helper()
	body, err := d.codec.PackReadmit(r)
	if err != nil {
		d.t.Fatal(err)
	}
	pub := public(d.t, key)
	auth := wire.Auth{Device: wire.DeviceID(pub), Challenge: pub}
	auth.Sign(key, wire.PathReadmit, "p", body)
	req := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, wire.PathReadmit, bytes.NewReader(body))
	req.Header.Set(wire.AuthHeader, auth.Header())
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	answer, err := io.ReadAll(rec.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	if rec.Code != http.StatusOK {
		return rec.Code, false
	}
	got, err := d.codec.UnpackReadmission(answer)
	if err != nil {
		d.t.Fatal(err)
	}
	return rec.Code, got.Approved
}

// TestReadmitGates: only who has the key of a certificate that this hub signed, and that
// has not expired, reaches the directory.
func TestReadmitGates(t *testing.T) {
	d := newDesk(t, nil, hub.Device{})
	dir := &forgetful{Directory: d.dir, approved: true}
	cfg := d.cfg
	h, err := hub.New(cfg, d.store, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32))
	cert := func(alter func(*wire.Certificate), signer ed25519.PrivateKey) []byte {
		t.Helper()
		c := wire.Certificate{Key: public(t, d.key), Replica: merge.Replica{1}, Partition: partition, Epoch: merge.ID{6}, Issued: 1, Until: d.now.UnixMilli()}
		if alter != nil {
			alter(&c)
		}
		raw, err := d.codec.SignCertificate(signer, "p", &c)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	bulletin := func(epoch merge.ID, signer ed25519.PrivateKey) []byte {
		t.Helper()
		raw, err := d.codec.SignBulletin(signer, "p", &wire.Bulletin{Partition: partition, Epoch: epoch, Issued: 1, Revoked: []merge.ID{{3}}})
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	for name, c := range map[string]struct {
		cert, bulletin []byte
		key            ed25519.PrivateKey
		status         int
		came, learned  int
	}{
		"its own":              {cert: cert(nil, cfg.Key), bulletin: bulletin(merge.ID{6}, cfg.Key), status: 200, came: 1, learned: 1},
		"without a bulletin":   {cert: cert(nil, cfg.Key), status: 200, came: 1},
		"forged bulletin":      {cert: cert(nil, cfg.Key), bulletin: bulletin(merge.ID{6}, other), status: 200, came: 1},
		"bulletin of today":    {cert: cert(nil, cfg.Key), bulletin: bulletin(merge.ID{7}, cfg.Key), status: 200, came: 1},
		"of this epoch":        {cert: cert(func(c *wire.Certificate) { c.Epoch = merge.ID{7} }, cfg.Key), status: 200, came: 1},
		"expired":              {cert: cert(func(c *wire.Certificate) { c.Until-- }, cfg.Key), status: 403},
		"another's":            {cert: cert(nil, cfg.Key), key: other, status: 403},
		"signed by the device": {cert: cert(nil, d.key), bulletin: bulletin(merge.ID{6}, cfg.Key), status: 403},
		"none":                 {status: 403},
	} {
		key := c.key
		if key == nil {
			key = d.key
		}
		dir.came, dir.learned = nil, nil
		status, approved := d.readmit(h.Handler(), key, wire.ReadmitRequest{Label: "Tablet", Certificate: c.cert, Bulletin: c.bulletin})
		if status != c.status || approved != (c.status == 200) || len(dir.came) != c.came || len(dir.learned) != c.learned {
			t.Errorf("%s: status %d, %d came, %d learned", name, status, len(dir.came), len(dir.learned))
		}
		if c.came > 0 && (dir.came[0].Earlier == (name == "of this epoch") || dir.came[0].Device != d.id || dir.came[0].Label != "Tablet" || !dir.came[0].Key.Equal(public(t, key))) {
			t.Errorf("%s: %+v", name, dir.came[0])
		}
	}
	for err, status := range map[error]int{fault.New(fault.Denied, "no"): 403, errors.New("a fault"): 500} {
		dir.err = err
		if got, _ := d.readmit(h.Handler(), d.key, wire.ReadmitRequest{Certificate: cert(nil, cfg.Key)}); got != status {
			t.Errorf("%v: status %d", err, got)
		}
	}
	if got, _ := d.readmit(d.hub.Handler(), d.key, wire.ReadmitRequest{Certificate: cert(nil, cfg.Key)}); got != 403 {
		t.Errorf("a directory that knows nobody again: %d", got)
	}
}
