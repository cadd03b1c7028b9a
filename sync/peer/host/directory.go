package host

import (
	"context"
	"crypto/subtle"
	"slices"
	"sync"

	"pendamping/fault"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/peer"
	"pendamping/sync/wire"
)

var (
	errUnknown = fault.New(fault.NotFound, "no such colleague")
	errCode    = fault.New(fault.Denied, "not the code that is shown")
	errReplica = fault.New(fault.Denied, "the certificate names another replica")
)

// Directory knows the colleagues who have shown their certificates. It implements
// hub.Directory.
type Directory struct {
	own    *wire.Certificate
	raw    []byte
	code   [32]byte
	accept func(ctx context.Context, raw []byte) (*wire.Certificate, error)
	met    func(*wire.Certificate)

	mu    sync.RWMutex
	known map[merge.ID]*wire.Certificate
}

// NewDirectory makes the directory of a host that is found with the code of an invitation.
// accept judges the certificates of those who come; met is told of each who was let in.
func NewDirectory(
	papers *peer.Papers, at wire.Invitation, accept func(context.Context, []byte) (*wire.Certificate, error), met func(*wire.Certificate),
) *Directory {
	return &Directory{
		own: papers.Own, raw: papers.Raw, code: wire.CodeHash(at.Code), accept: accept, met: met, known: map[merge.ID]*wire.Certificate{},
	}
}

// Redeem implements hub.Directory: a colleague comes in with the code that is shown here
// and his certificate.
func (d *Directory) Redeem(ctx context.Context, codeHash [32]byte, r hub.DeviceRequest) (hub.Grant, error) {
	const op fault.Op = "host.Redeem"
	// The certificate first: only colleagues may guess at six digits.
	c, err := d.accept(ctx, r.Certificate)
	if err != nil {
		return hub.Grant{}, fault.E(op, fault.Denied, err)
	}
	if c.Device != r.Device || !c.Key.Equal(r.Key) {
		return hub.Grant{}, fault.E(op, fault.Denied, peer.ErrStranger)
	}
	if subtle.ConstantTimeCompare(codeHash[:], d.code[:]) != 1 {
		return hub.Grant{}, fault.E(op, fault.Denied, errCode)
	}
	d.mu.Lock()
	d.known[c.Device] = c
	d.mu.Unlock()
	d.met(c)
	return hub.Grant{Device: d.rights(c), Certificate: d.raw}, nil
}

// Device implements hub.Directory.
func (d *Directory) Device(_ context.Context, id merge.ID) (hub.Device, error) {
	c := d.Certificate(id)
	if c == nil {
		return hub.Device{}, fault.E("host.Device", fault.NotFound, errUnknown)
	}
	return d.rights(c), nil
}

// Claim implements hub.Directory: the hub has said which replica is whose.
func (d *Directory) Claim(_ context.Context, id merge.ID, r merge.Replica) error {
	if c := d.Certificate(id); c == nil || c.Replica != r {
		return fault.E("host.Claim", fault.Denied, errReplica)
	}
	return nil
}

// Certificate is that of a colleague who was let in; nil for others. It is not altered.
func (d *Directory) Certificate(id merge.ID) *wire.Certificate {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.known[id]
}

// Office is what a person may do, as her device's certificate says; 0 for nobody.
func (d *Directory) Office(person merge.ID) uint8 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for _, c := range d.known {
		if c.Person == person {
			return c.Office
		}
	}
	return 0
}

// Add lets a colleague hold more scopes than her certificate names.
func (d *Directory) Add(id merge.ID, scopes []merge.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if old := d.known[id]; old != nil {
		more := *old
		more.Scopes = append(slices.Clone(old.Scopes), scopes...)
		d.known[id] = &more
	}
}

// rights are what a colleague may see and write here: what both may. Accounts are the
// hub's business, and so is the scope of a person's own held changes.
func (d *Directory) rights(c *wire.Certificate) hub.Device {
	out := hub.Device{
		Key: c.Key, Person: c.Person, Partition: c.Partition, All: c.All && d.own.All, ReadOnly: c.ReadOnly,
	}
	scopes := c.Scopes
	if c.All {
		scopes = d.own.Scopes
	}
	admin := merge.AdminScope(c.Partition)
	for _, s := range scopes {
		if c.Holds(s) && d.own.Holds(s) && s != c.Person && s != d.own.Person && s != admin && !slices.Contains(out.Scopes, s) {
			out.Scopes = append(out.Scopes, s)
		}
	}
	return out
}
