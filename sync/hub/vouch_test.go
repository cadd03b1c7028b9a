package hub_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// certify asks for a passport of a replica.
func (d *desk) certify(r merge.Replica) (int, []byte) {
	d.t.Helper()
	auth := func() string {
		d.counter++
		a := wire.Auth{Device: d.id, Replica: r, Counter: d.counter, Challenge: d.chal}
		a.Sign(d.key, wire.PathCertificate, "p", nil)
		return a.Header()
	}
	ask := func() (int, []byte) {
		req := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, wire.PathCertificate, http.NoBody)
		req.Header.Set(wire.AuthHeader, auth())
		rec := httptest.NewRecorder()
		d.hub.Handler().ServeHTTP(rec, req)
		body, err := io.ReadAll(rec.Body)
		if err != nil {
			d.t.Fatal(err)
		}
		return rec.Code, body
	}
	status, body := ask()
	if status == http.StatusUnauthorized {
		p, err := d.codec.UnpackProblem(body)
		if err != nil {
			d.t.Fatal(err)
		}
		d.chal = p.Challenge
		status, body = ask()
	}
	return status, body
}

// TestPassport: a certificate says what the device may do and under which name it writes;
// the bulletin who may open bundles and who is revoked.
func TestPassport(t *testing.T) {
	person, other := merge.ID{5}, merge.Replica{2}
	d := newDesk(t, nil, hub.Device{Person: person, Scopes: []merge.ID{village}})
	opener := bytes.Repeat([]byte{7}, 32)
	d.dir.Enrol(merge.ID{0xa}, hub.Device{Key: opener, All: true, Partition: partition})
	d.dir.Enrol(merge.ID{0xb}, hub.Device{Key: opener, All: true, ReadOnly: true, Partition: partition})
	d.dir.Enrol(merge.ID{0xc}, hub.Device{Key: opener, All: true, Revoked: true, Partition: partition})
	d.dir.Names[d.id], d.dir.Offices[d.id] = "Bq. Uji", 1
	status, body := d.certify(merge.Replica{1})
	if status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	p, err := d.codec.UnpackPassport(body)
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.codec.ReadCertificate(d.hub.PublicKey(), "p", p.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	if c.Device != d.id || c.Replica != (merge.Replica{1}) || c.Person != person || c.Name != "Bq. Uji" || c.All || c.Admin ||
		!c.Holds(village) || c.Holds(elsewhere) || c.Epoch != (merge.ID{7}) || c.Issued != d.now.UnixMilli() || c.Until <= c.Issued {
		t.Errorf("certificate %+v", c)
	}
	b, err := d.codec.ReadBulletin(d.hub.PublicKey(), "p", p.Bulletin)
	if err != nil || len(b.Openers) != 1 || !bytes.Equal(b.Openers[0], opener) || len(b.Revoked) != 1 || b.Revoked[0] != (merge.ID{0xc}) {
		t.Errorf("bulletin %+v %v", b, err)
	}
	if err = wire.VerifyClaim(d.hub.PublicKey(), "p", d.id, merge.Replica{1}, p.Claim); err != nil {
		t.Errorf("claim: %v", err)
	}
	if err = wire.VerifyClaim(d.hub.PublicKey(), "p", d.id, other, p.Claim); err == nil {
		t.Error("a claim counts for another replica")
	}
	if err := d.dir.Claim(t.Context(), merge.ID{0xa}, other); err != nil {
		t.Fatal(err)
	}
	if status, _ = d.certify(other); status != http.StatusForbidden {
		t.Errorf("a certificate for another's replica: %d", status)
	}
	dev := d.dir.Devices[d.id]
	dev.Revoked = true
	d.dir.Enrol(d.id, dev)
	if status, _ = d.certify(merge.Replica{1}); status != http.StatusForbidden {
		t.Errorf("a certificate for a revoked device: %d", status)
	}
}
