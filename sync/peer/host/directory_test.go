package host_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"testing"

	"pendamping/fault"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/peer"
	"pendamping/sync/peer/host"
	"pendamping/sync/wire"
)

var errNo = errors.New("not him")

func key(n byte) ed25519.PublicKey {
	k := make([]byte, ed25519.PublicKeySize)
	k[0] = n
	return k
}

func scopes(all ...byte) (out []merge.ID) {
	for _, n := range all {
		out = append(out, merge.ID{n})
	}
	return out
}

// certificate is that of device n, of a person with the same number.
func certificate(n byte, all bool, held ...byte) *wire.Certificate {
	return &wire.Certificate{
		Device: wire.DeviceID(key(n)), Key: key(n), Replica: merge.Replica{n}, Person: merge.ID{n}, Office: n, Partition: merge.ID{99},
		All: all, Scopes: scopes(held...),
	}
}

// open makes the directory of a host that lets in whoever's certificate is given.
func open(own, guest *wire.Certificate) (*host.Directory, wire.Hotspot, *[]byte) {
	at := wire.Hotspot{Host: "192.168.1.2:8470", Code: "123456"}
	met := &[]byte{}
	d := host.NewDirectory(&peer.Papers{Own: own, Raw: []byte("own")}, at.Invitation(), func(_ context.Context, raw []byte) (*wire.Certificate, error) {
		if string(raw) != "good" {
			return nil, errNo
		}
		return guest, nil
	}, func(c *wire.Certificate) { *met = append(*met, c.Office) })
	return d, at, met
}

// TestRedeem: the certificate, the key that signs and the digits must all be right, and
// nobody is known who was not let in.
func TestRedeem(t *testing.T) {
	own, guest := certificate(1, false, 10, 11), certificate(2, false, 11, 12)
	good := wire.CodeHash(wire.Hotspot{Code: "123456"}.Invitation().Code)
	bad := wire.CodeHash(wire.Hotspot{Code: "654321"}.Invitation().Code)
	for name, test := range map[string]struct {
		code  [32]byte
		raw   string
		by    byte
		enter bool
	}{
		"all is right":       {good, "good", 2, true},
		"other digits":       {bad, "good", 2, false},
		"no certificate":     {good, "", 2, false},
		"somebody else's":    {good, "good", 3, false},
		"guessing without":   {bad, "", 2, false},
		"another's, guessed": {bad, "good", 3, false},
	} {
		t.Run(name, func(t *testing.T) {
			d, _, met := open(own, guest)
			grant, err := d.Redeem(t.Context(), test.code, hub.DeviceRequest{
				Device: wire.DeviceID(key(test.by)), Key: key(test.by), Certificate: []byte(test.raw),
			})
			dev, failed := d.Device(t.Context(), guest.Device)
			if !test.enter {
				if fault.KindOf(err) != fault.Denied || fault.KindOf(failed) != fault.NotFound || len(*met) > 0 {
					t.Errorf("%v, %v, met %v", err, failed, *met)
				}
				return
			}
			if err != nil || failed != nil || string(grant.Certificate) != "own" || !slices.Equal(dev.Scopes, scopes(11)) || len(*met) != 1 {
				t.Errorf("%+v, %v; %+v, %v; met %v", grant, err, dev, failed, *met)
			}
			if d.Claim(t.Context(), guest.Device, guest.Replica) != nil || d.Claim(t.Context(), guest.Device, merge.Replica{7}) == nil {
				t.Error("he speaks for the replica of his certificate and no other")
			}
			if d.Office(guest.Person) != 2 || d.Office(merge.ID{7}) != 0 {
				t.Errorf("offices %d, %d", d.Office(guest.Person), d.Office(merge.ID{7}))
			}
		})
	}
}

// TestRights: between two devices only what both may hold is to be had, and never
// accounts nor what belongs to one person.
func TestRights(t *testing.T) {
	admin := merge.AdminScope(merge.ID{99})
	with := func(c *wire.Certificate, more ...merge.ID) *wire.Certificate {
		c.Scopes = append(c.Scopes, more...)
		return c
	}
	for name, test := range map[string]struct {
		own, guest *wire.Certificate
		all        bool
		want       []merge.ID
	}{
		"what both hold":       {certificate(1, false, 10, 11), certificate(2, false, 11, 12), false, scopes(11)},
		"nothing in common":    {certificate(1, false, 10), certificate(2, false, 11), false, nil},
		"a guest who has all":  {certificate(1, false, 10), certificate(2, true), false, scopes(10)},
		"a host who has all":   {certificate(1, true), certificate(2, false, 11), false, scopes(11)},
		"two who have all":     {certificate(1, true), certificate(2, true), true, nil},
		"persons and accounts": {with(certificate(1, true, 10), admin, merge.ID{1}), with(certificate(2, false, 10, 10), admin, merge.ID{2}, merge.ID{1}), false, scopes(10)},
	} {
		t.Run(name, func(t *testing.T) {
			d, at, _ := open(test.own, test.guest)
			grant, err := d.Redeem(t.Context(), wire.CodeHash(at.Invitation().Code), hub.DeviceRequest{
				Device: test.guest.Device, Key: test.guest.Key, Certificate: []byte("good"),
			})
			if err != nil || grant.Device.All != test.all || grant.Device.Admin || !slices.Equal(grant.Device.Scopes, test.want) {
				t.Errorf("%+v, %v", grant.Device, err)
			}
			d.Add(test.guest.Device, scopes(77))
			if c := d.Certificate(test.guest.Device); !c.Holds(merge.ID{77}) {
				t.Error("a scope that was added is not held")
			}
			if len(test.guest.Scopes) > 0 && slices.Contains(test.guest.Scopes, merge.ID{77}) {
				t.Error("the certificate itself was altered")
			}
		})
	}
}
