package peer

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// Guest is a device that visits colleagues' devices.
type Guest struct {
	Store   Store
	Key     ed25519.PrivateKey // the device's
	Project string
	Label   string // what the device is called
	Schema  uint64
	Papers  *Papers
	Derive  wire.Deriver
	Now     func() time.Time
	Rand    *rand.Rand // for backoff
	Timeout time.Duration
	Logger  *slog.Logger

	// Accept judges the other's certificate: [Papers.Accept], or by what is known beside.
	Accept func(ctx context.Context, raw []byte) (*wire.Certificate, error)
	// Speaks tells whether the connection is with the holder of a key; nil for a link that
	// nobody can get between.
	Speaks func(key ed25519.PublicKey) bool
	// Hubs names the kinds of records that are the hub's own affair.
	Hubs func(merge.Kind) bool
}

// Visit is how a visit went.
type Visit struct {
	Host   *wire.Certificate // the colleague's device; nil: it is a stranger's
	Hub    string            // its base URL
	Result session.Result
	Heard  int // records that were news here
}

// Visit meets the device that an invitation leads to: both check the other's certificate,
// then this one gives what it recorded and takes what the other holds of their common
// scopes. An error that says [session.ErrForked] leaves the visit whole otherwise: his
// device holds another history of this one.
func (g *Guest) Visit(ctx context.Context, client *http.Client, at wire.Invitation, progress func(session.Progress)) (v Visit, err error) {
	const op fault.Op = "peer.Visit"
	e, err := session.Enrol(ctx, client, at, session.EnrolRequest{
		Key: g.Key, Label: g.Label, Schema: g.Schema, Derive: g.Derive, Certificate: g.Papers.Raw,
	})
	if err != nil {
		return v, fault.E(op, fault.Other, err)
	}
	host, err := g.Accept(ctx, e.Certificate)
	if err != nil {
		return v, fault.E(op, fault.Other, err)
	}
	if !host.Key.Equal(e.HubKey) || (g.Speaks != nil && !g.Speaks(host.Key)) {
		return v, fault.E(op, fault.Other, ErrStranger) // a certificate that somebody else shows
	}
	v.Host, v.Hub = host, e.Hub
	log, err := NewLog(ctx, g.Store, g.Papers.Own, host, g.Hubs)
	if err != nil {
		return v, fault.E(op, fault.Other, err)
	}
	v.Result, err = session.New(session.Config{
		Hub: e.Hub, Device: e.Device, Key: g.Key, HubKey: e.HubKey, Project: g.Project,
		Schema: g.Schema, Derive: g.Derive, Now: g.Now, Timeout: g.Timeout, Rand: g.Rand,
	}, log, client, g.Logger).Sync(ctx, progress)
	v.Heard = log.heard
	return v, fault.E(op, fault.Other, err)
}

// Met tells whether an error of a visit leaves the rest of it to be done, such as handing
// over a bundle.
func Met(err error) bool { return err == nil || errors.Is(err, session.ErrForked) }
