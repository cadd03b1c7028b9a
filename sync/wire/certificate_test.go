package wire_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

func keyOf(n byte) (ed25519.PrivateKey, ed25519.PublicKey) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32))
	return key, ed25519.PublicKey(key[32:])
}

func certificate() *wire.Certificate {
	_, public := keyOf(2)
	return &wire.Certificate{
		Device: wire.DeviceID(public), Key: public, Replica: merge.Replica{1}, Person: merge.ID{2}, Name: "Bq. Uji", Office: 1,
		Partition: merge.ID{3}, Scopes: []merge.ID{{4}, {5}}, Epoch: merge.ID{6}, Issued: 7, Until: 8,
	}
}

func TestCertificate(t *testing.T) {
	c, err := wire.New(wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	hub, public := keyOf(1)
	want := certificate()
	raw, err := c.SignCertificate(hub, "p", want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.ReadCertificate(public, "p", raw)
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("read %v: %s", err, cmp.Diff(want, got))
	}
	_, stranger := keyOf(3)
	if _, err = c.ReadCertificate(stranger, "p", raw); !errors.Is(err, wire.ErrSignature) {
		t.Errorf("another hub's: %v", err)
	}
	if _, err = c.ReadCertificate(public, "q", raw); !errors.Is(err, wire.ErrSignature) {
		t.Errorf("of another project: %v", err)
	}
	if _, err = c.ReadBulletin(public, "p", raw); !errors.Is(err, wire.ErrSignature) {
		t.Errorf("a certificate taken for a bulletin: %v", err)
	}
	for i := range raw {
		forged := bytes.Clone(raw)
		forged[i] ^= 1
		if _, err = c.ReadCertificate(public, "p", forged); err == nil {
			t.Errorf("byte %d altered, and nobody noticed", i)
		}
	}
}

func TestCertificateHolds(t *testing.T) {
	admin := merge.AdminScope(merge.ID{3})
	for name, test := range map[string]struct {
		alter func(*wire.Certificate)
		scope merge.ID
		want  bool
	}{
		"own":                {func(*wire.Certificate) {}, merge.ID{4}, true},
		"another's":          {func(*wire.Certificate) {}, merge.ID{9}, false},
		"all":                {func(v *wire.Certificate) { v.All = true }, merge.ID{9}, true},
		"all, accounts":      {func(v *wire.Certificate) { v.All = true }, admin, false},
		"admin, accounts":    {func(v *wire.Certificate) { v.Admin = true }, admin, true},
		"accounts by naming": {func(v *wire.Certificate) { v.Scopes = []merge.ID{admin} }, admin, false},
	} {
		v := certificate()
		test.alter(v)
		if v.Holds(test.scope) != test.want {
			t.Errorf("%s: %v", name, !test.want)
		}
	}
}

func TestBulletinAndPassport(t *testing.T) {
	c, err := wire.New(wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	hub, public := keyOf(1)
	_, one := keyOf(2)
	_, two := keyOf(3)
	want := &wire.Bulletin{
		Partition: merge.ID{3}, Epoch: merge.ID{6}, Issued: 7, Openers: []ed25519.PublicKey{one, two}, Revoked: []merge.ID{{9}},
	}
	raw, err := c.SignBulletin(hub, "p", want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.ReadBulletin(public, "p", raw)
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("read %v: %s", err, cmp.Diff(want, got))
	}
	body, err := c.PackPassport(wire.Passport{Certificate: []byte{1}, Bulletin: raw, Claim: []byte{2}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.UnpackPassport(body)
	if err != nil || !bytes.Equal(p.Bulletin, raw) || !bytes.Equal(p.Certificate, []byte{1}) || !bytes.Equal(p.Claim, []byte{2}) {
		t.Errorf("passport %v %v", p, err)
	}
}

func FuzzCertificate(f *testing.F) {
	c, err := wire.New(wire.Options{})
	if err != nil {
		f.Fatal(err)
	}
	hub, public := keyOf(1)
	raw, err := c.SignCertificate(hub, "p", certificate())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := c.ReadCertificate(public, "p", b)
		if err == nil && (len(v.Key) != ed25519.PublicKeySize || v.Device != wire.DeviceID(v.Key)) {
			t.Error("a certificate without a key")
		}
	})
}

func TestHotspotLink(t *testing.T) {
	want := wire.Hotspot{Host: "192.168.43.1:8470", Code: "048291", Pin: bytes.Repeat([]byte{7}, 32), Project: "pendamping"}
	got, err := wire.ParseHotspot(want.String())
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("%v: %s", err, cmp.Diff(want, got))
	}
	if _, err = wire.ParseInvitation(want.String()); err == nil {
		t.Error("a colleague's link is taken for an invitation")
	}
	for text, ok := range map[string]bool{
		"192.168.43.1:8470": true, "10.0.0.2:65535\n": true,
		"192.168.43.1": false, "192.168.43.1:": false, "192.168.43.1:0x1": false, "192.168.43.1:65536": false,
		"192.168.43.300:1": false, "192.168.043.1:1": false, "hub.example:8470": false, "": false, "https://192.168.43.1:8470": false,
		"pendamping:?host=192.168.43.1%3A8470&code=048291": false, // no pin
	} {
		h, err := wire.ParseHotspot(text)
		if (err == nil) != ok || (ok && h.Code != "") {
			t.Errorf("%q: %+v %v", text, h, err)
		}
	}
	for text, want := range map[string]string{"048 291": "048291", "048-291": "048291", "04829": "", "04829a": "", "٠٤٨٢٩١": ""} {
		if got, err := wire.ParseShortCode(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v", text, got, err)
		}
	}
	a, b := want.Invitation(), wire.Hotspot{Code: "048292"}.Invitation()
	if a.Code == b.Code || a.Hub != "https://192.168.43.1:8470" || !a.Encrypted() {
		t.Errorf("%+v %+v", a, b)
	}
}
