package hotspot

import (
	"context"
	"crypto/subtle"
	"slices"
	"sync"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/rule"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

var (
	errUnknown = fault.New(fault.NotFound, "no such colleague")
	errCode    = fault.New(fault.Denied, "not the code that is shown")
	errReplica = fault.New(fault.Denied, "the certificate names another replica")
)

// directory knows the colleagues who have shown their certificates. It implements
// hub.Directory.
type directory struct {
	papers *device.Papers
	code   [32]byte
	met    func(*wire.Certificate)

	mu    sync.RWMutex
	known map[merge.ID]*wire.Certificate
}

func newDirectory(papers *device.Papers, at wire.Hotspot, met func(*wire.Certificate)) *directory {
	return &directory{
		papers: papers, code: wire.CodeHash(at.Invitation().Code), met: met, known: map[merge.ID]*wire.Certificate{},
	}
}

// Redeem implements hub.Directory: a colleague comes in with the code that is shown here
// and his certificate.
func (d *directory) Redeem(ctx context.Context, codeHash [32]byte, r hub.DeviceRequest) (hub.Grant, error) {
	const op fault.Op = "hotspot.Redeem"
	// The certificate first: only colleagues may guess at six digits.
	c, err := d.papers.Accept(ctx, r.Certificate)
	if err != nil {
		return hub.Grant{}, fault.E(op, fault.Denied, err)
	}
	if c.Device != r.Device || !c.Key.Equal(r.Key) {
		return hub.Grant{}, fault.E(op, fault.Denied, device.ErrStranger)
	}
	if subtle.ConstantTimeCompare(codeHash[:], d.code[:]) != 1 {
		return hub.Grant{}, fault.E(op, fault.Denied, errCode)
	}
	if err = d.addFormed(ctx, c); err != nil {
		return hub.Grant{}, fault.E(op, fault.Other, err)
	}
	d.mu.Lock()
	d.known[c.Device] = c
	d.mu.Unlock()
	d.met(c)
	return hub.Grant{Device: d.rights(c), Certificate: d.papers.Raw}, nil
}

// Device implements hub.Directory.
func (d *directory) Device(_ context.Context, id merge.ID) (hub.Device, error) {
	c := d.certificate(id)
	if c == nil {
		return hub.Device{}, fault.E("hotspot.Device", fault.NotFound, errUnknown)
	}
	return d.rights(c), nil
}

// Claim implements hub.Directory: the hub has said which replica is whose.
func (d *directory) Claim(_ context.Context, id merge.ID, r merge.Replica) error {
	if c := d.certificate(id); c == nil || c.Replica != r {
		return fault.E("hotspot.Claim", fault.Denied, errReplica)
	}
	return nil
}

func (d *directory) certificate(id merge.ID) *wire.Certificate {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.known[id]
}

// office is what a person may do, as her device's certificate says; 0 for nobody.
func (d *directory) office(person kpuk.ID) kpuk.Office {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for _, c := range d.known {
		if c.Person == merge.ID(person) {
			return kpuk.Office(c.Office)
		}
	}
	return 0
}

// rights are what a colleague may see and write here: what both may. Accounts are the
// hub's business, and so is the scope of a person's own held changes.
func (d *directory) rights(c *wire.Certificate) hub.Device {
	own := d.papers.Own
	out := hub.Device{
		Key: c.Key, Person: c.Person, Partition: c.Partition, All: c.All && own.All, ReadOnly: c.ReadOnly,
	}
	scopes := c.Scopes
	if c.All {
		scopes = own.Scopes
	}
	admin := merge.AdminScope(c.Partition)
	for _, s := range scopes {
		if c.Holds(s) && own.Holds(s) && s != c.Person && s != own.Person && s != admin && !slices.Contains(out.Scopes, s) {
			out.Scopes = append(out.Scopes, s)
		}
	}
	return out
}

// addFormed adds the groups that a facilitator formed herself since the hub has seen her:
// they are hers, though no certificate names them yet.
func (d *directory) addFormed(ctx context.Context, c *wire.Certificate) error {
	groups, err := store.List[kpuk.Group](ctx, d.papers.Store(), kpuk.ID{})
	if err != nil {
		return err
	}
	for _, g := range groups {
		if !c.Holds(merge.ID(g.ID)) && mayForm(g, c) {
			c.Scopes = append(c.Scopes, merge.ID(g.ID))
		}
	}
	return nil
}

// mayForm tells whether a colleague forms a group by herself.
func mayForm(g *kpuk.Group, c *wire.Certificate) bool {
	return rule.MayForm(g, kpuk.ID(c.Person), kpuk.Office(c.Office), func(s kpuk.ID) bool { return c.Holds(merge.ID(s)) })
}

// founds is the hub's Founds.
func (d *directory) founds(dev *hub.Device, c *merge.Change, e *merge.Edit) bool {
	g, ok := rule.NewGroup(c, e)
	cert := d.certificate(wire.DeviceID(dev.Key))
	return ok && cert != nil && d.papers.Own.All && mayForm(g, cert)
}

// founded is the hub's Founded.
func (d *directory) founded(_ context.Context, dev *hub.Device, scopes []merge.ID) error {
	id := wire.DeviceID(dev.Key)
	d.mu.Lock()
	defer d.mu.Unlock()
	if old := d.known[id]; old != nil {
		more := *old
		more.Scopes = append(slices.Clone(old.Scopes), scopes...)
		d.known[id] = &more
	}
	return nil
}
