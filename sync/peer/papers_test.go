package peer_test

import (
	"crypto/ed25519"
	"errors"
	"testing"
	"time"

	"pendamping/sync/merge"
	"pendamping/sync/peer"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

const project = "peers"

var hubKey = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

// public is the public key of somebody with a number.
func public(n byte) ed25519.PublicKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	return ed25519.PublicKey(ed25519.NewKeyFromSeed(seed)[ed25519.SeedSize:])
}

// certificate is what the hub says of somebody's device, issued at a time and good for 90.
func certificate(t *testing.T, key ed25519.PrivateKey, n byte, at int64) []byte {
	t.Helper()
	codec, err := wire.New(wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := codec.SignCertificate(key, project, &wire.Certificate{
		Key: public(n), Replica: merge.Replica{n}, Person: merge.ID{n}, Partition: merge.ID{9}, Epoch: merge.ID{8}, Issued: at, Until: at + 90,
	})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// papers are those of device 1, from the time 1,000; device 5 is revoked.
func papers(t *testing.T) *peer.Papers {
	t.Helper()
	codec, err := wire.New(wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	bulletin, err := codec.SignBulletin(hubKey, project, &wire.Bulletin{
		Partition: merge.ID{9}, Epoch: merge.ID{8}, Issued: 1_000, Revoked: []merge.ID{wire.DeviceID(public(5))},
	})
	if err != nil {
		t.Fatal(err)
	}
	kept := peer.Passport{Certificate: certificate(t, hubKey, 1, 1_000), Bulletin: bulletin}
	p, err := kept.Read(ed25519.PublicKey(hubKey[ed25519.SeedSize:]), project, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestAccept: a certificate counts when the hub signed it, it is another's, and nothing
// later is known of it or its time.
func TestAccept(t *testing.T) {
	other := ed25519.NewKeyFromSeed([]byte("the key of a hub that is another"))
	p := papers(t)
	for name, test := range map[string]struct {
		raw  []byte
		want error
	}{
		"a colleague":       {certificate(t, hubKey, 2, 1_000), nil},
		"just good":         {certificate(t, hubKey, 2, 910), nil},
		"expired":           {certificate(t, hubKey, 2, 909), peer.ErrExpired},
		"later than ours":   {certificate(t, hubKey, 2, 5_000), nil},
		"revoked":           {certificate(t, hubKey, 5, 1_000), peer.ErrRevoked},
		"our own":           {certificate(t, hubKey, 1, 1_000), peer.ErrStranger},
		"of another hub":    {certificate(t, other, 2, 1_000), peer.ErrStranger},
		"of nobody":         {nil, peer.ErrStranger},
		"with a byte wrong": {append(certificate(t, hubKey, 2, 1_000), 0), peer.ErrStranger},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := p.Accept(test.raw)
			if !errors.Is(err, test.want) || (err == nil) != (c != nil) {
				t.Errorf("%v, %v", c, err)
			}
		})
	}
}

// TestDue: papers are fetched anew when what they say may be another, and now and then.
func TestDue(t *testing.T) {
	p := papers(t)
	day := 24 * time.Hour
	at := func(d time.Duration) *session.Result { return &session.Result{HubTime: time.UnixMilli(1_000).Add(d)} }
	told := func(kind wire.DirectiveKind) *session.Result {
		r := at(day)
		r.Directives = []wire.Directive{{Kind: kind}}
		return r
	}
	rotated := at(day)
	rotated.Rotated = 1
	for name, test := range map[string]struct {
		p       *peer.Papers
		r       *session.Result
		hub     byte
		device  byte
		replica byte
		want    bool
	}{
		"fresh":               {p, at(day), 8, 1, 1, false},
		"none":                {nil, at(day), 8, 1, 1, true},
		"a week":              {p, at(7 * day), 8, 1, 1, false},
		"more than a week":    {p, at(7*day + 1), 8, 1, 1, true},
		"from a later time":   {p, at(-day), 8, 1, 1, true},
		"another hub epoch":   {p, at(day), 7, 1, 1, true},
		"another replica":     {p, at(day), 8, 1, 2, true},
		"another key":         {p, at(day), 8, 2, 1, true},
		"rotated":             {p, rotated, 8, 1, 1, true},
		"other rights":        {p, told(wire.DirectScopes), 8, 1, 1, true},
		"to be wiped":         {p, told(wire.DirectWipe), 8, 1, 1, false},
		"none, told to renew": {nil, told(wire.DirectReidentify), 8, 1, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			link := merge.Link{Hub: merge.ID{test.hub}}
			if got := test.p.Due(test.r, link, wire.DeviceID(public(test.device)), merge.Replica{test.replica}); got != test.want {
				t.Errorf("%v", got)
			}
		})
	}
}
