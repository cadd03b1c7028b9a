package device

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/peer"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// visitTimeout is how long one request to a colleague's device may take.
const visitTimeout = time.Minute

// Visited is what a visit at a colleague's device did.
type Visited struct {
	Name     string // of the colleague
	Result   session.Result
	Heard    int               // records that were news here
	Refused  int               // own changes that his device did not take
	Handed   int               // records in the bundle that he carries to the hub from now on; 0: nothing waits
	Answered *session.Received // what the hub answered to an earlier bundle; nil: nothing yet
}

// Visit meets a colleague's device on the local network: both check the other's
// certificate, then this one gives what it recorded and takes what the other holds of
// their common scopes, and hands over a bundle for the hub, sealed for it. Nothing of what
// waits is taken off by that: only the hub's receipt does, which may come with the answer
// that he brings back. Whatever Answered orders is for the caller to carry out.
func (d *Device) Visit(ctx context.Context, at wire.Hotspot, progress func(session.Progress)) (Visited, error) {
	const op fault.Op = "device.Visit"
	v, err := d.visit(ctx, at, progress)
	return v, fault.E(op, fault.Other, err)
}

func (d *Device) visit(ctx context.Context, at wire.Hotspot, progress func(session.Progress)) (v Visited, err error) {
	papers, err := d.Papers(ctx)
	if err != nil {
		return v, err
	}
	if at.Project != "" && at.Project != d.Present().Project {
		return v, ErrStranger
	}
	at.Project = d.Present().Project
	seen := &peerKey{pin: at.Pin}
	client := seen.client()
	defer client.CloseIdleConnections()
	var seed [16]byte
	if _, err = io.ReadFull(d.cfg.Rand, seed[:]); err != nil {
		return v, fault.E("", fault.Internal, err)
	}
	guest := peer.Guest{
		Store: d.Store, Key: d.Present().Key, Project: at.Project, Label: d.profile.Label, Schema: store.Schema, Papers: papers.Papers,
		Derive: store.Derive, Now: d.cfg.Now, Timeout: visitTimeout, Logger: d.cfg.Logger,
		Rand:   rand.New(rand.NewPCG(binary.BigEndian.Uint64(seed[:8]), binary.BigEndian.Uint64(seed[8:]))),
		Accept: papers.Accept, Speaks: seen.is, Hubs: ofHub,
	}
	met, err := guest.Visit(ctx, client, at.Invitation(), progress)
	v.Result, v.Heard, v.Refused = met.Result, met.Heard, len(met.Result.Verdicts)
	if met.Host != nil {
		v.Name = met.Host.Name
	}
	if !peer.Met(err) {
		return v, err //nolint:wrapcheck // wrapped by Visit
	}
	// Also when his device holds another history of this one: he can carry all the same.
	carrier := courier{d: d, client: client, url: met.Hub}
	err = errors.Join(err, carrier.hand(ctx, &v))
	return v, err
}

// ofHub tells whether a kind of records is the hub's own affair. The federation's record is:
// it names the key with which forgotten PINs are helped.
func ofHub(k merge.Kind) bool {
	kind := kpuk.Kind(k)
	return kind == kpuk.KindFederation || kind >= kpuk.KindPerson && kind <= kpuk.KindHeld
}

// peerKey is the key that a device on the local network shows in TLS. There is no
// authority for such devices: the certificate that it shows must name the same key.
type peerKey struct {
	pin []byte

	mu  sync.Mutex
	key ed25519.PublicKey
}

// errPeer is returned when another device answers at the same address.
var errPeer = fault.New(fault.Wrong, "another device answers at this address")

// client makes the client for one visit. It goes past proxies: the other is next door.
func (p *peerKey) client() *http.Client {
	conf := &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true} //nolint:gosec // VerifyConnection checks the key
	conf.VerifyConnection = p.verify
	return &http.Client{
		Transport: &http.Transport{
			TLSClientConfig: conf, DisableCompression: true, MaxConnsPerHost: 2, IdleConnTimeout: visitTimeout,
			DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// verify takes the key of the first connection and wants it of all others.
func (p *peerKey) verify(s tls.ConnectionState) error {
	if len(s.PeerCertificates) == 0 {
		return fault.E("", fault.Wrong, errPeer)
	}
	key, ok := s.PeerCertificates[0].PublicKey.(ed25519.PublicKey)
	if !ok || (len(p.pin) > 0 && !session.Pinned(s.PeerCertificates[0], p.pin)) {
		return fault.E("", fault.Wrong, session.ErrPin)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.key != nil && !p.key.Equal(key) {
		return fault.E("", fault.Wrong, errPeer)
	}
	p.key = key
	return nil
}

// is tells whether the connection is with the holder of a key.
func (p *peerKey) is(key ed25519.PublicKey) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.key != nil && p.key.Equal(key)
}

// Waiting tells how many own changes the hub has not confirmed.
func (d *Device) Waiting(ctx context.Context) (uint64, error) {
	const op fault.Op = "device.Waiting"
	link, err := d.Store.Link(ctx)
	if err != nil {
		return 0, fault.E(op, fault.Other, err)
	}
	head, err := d.Store.Head(ctx, d.Store.Replica())
	if err != nil || head.Seq < link.Acked.Seq {
		return 0, fault.E(op, fault.Other, err)
	}
	return head.Seq - link.Acked.Seq, nil
}

// OfficeOf is what a person may do, as far as this device knows; 0 for nobody.
func (d *Device) OfficeOf(ctx context.Context, person merge.ID) kpuk.Office {
	p, err := store.Get[kpuk.Person](ctx, d.Store, kpuk.ID(person))
	if err != nil || p.Gone() {
		return 0
	}
	return p.Office
}

// NameOf is a person as this device knows her; empty when it does not.
func (d *Device) NameOf(ctx context.Context, person merge.ID) string {
	p, err := store.Get[kpuk.Person](ctx, d.Store, kpuk.ID(person))
	if err != nil {
		return ""
	}
	return p.Name
}
