package hotspot

import (
	"context"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/rule"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/peer/host"
	"pendamping/sync/wire"
)

var (
	errUnknown = fault.New(fault.NotFound, "no such colleague")
	errCode    = fault.New(fault.Denied, "nobody joins by a bundle")
)

// directory knows the colleagues who have shown their certificates, and the groups that
// they formed. It implements hub.Directory.
type directory struct {
	*host.Directory

	papers *device.Papers
}

func newDirectory(papers *device.Papers, at wire.Hotspot, met func(*wire.Certificate)) *directory {
	accept := func(ctx context.Context, raw []byte) (*wire.Certificate, error) {
		c, err := papers.Accept(ctx, raw)
		if err == nil {
			err = addFormed(ctx, papers.Store(), c)
		}
		return c, err
	}
	return &directory{Directory: host.NewDirectory(papers.Papers, at.Invitation(), accept, met), papers: papers}
}

// office is what a person may do, as her device's certificate says; 0 for nobody.
func (d *directory) office(person kpuk.ID) kpuk.Office {
	return kpuk.Office(d.Office(merge.ID(person)))
}

// addFormed adds the groups that a facilitator formed herself since the hub has seen her:
// they are hers, though no certificate names them yet.
func addFormed(ctx context.Context, s *store.Store, c *wire.Certificate) error {
	groups, err := store.List[kpuk.Group](ctx, s, kpuk.ID{})
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
	cert := d.Certificate(wire.DeviceID(dev.Key))
	return ok && cert != nil && d.papers.Own.All && mayForm(g, cert)
}

// founded is the hub's Founded.
func (d *directory) founded(_ context.Context, dev *hub.Device, scopes []merge.ID) error {
	d.Add(wire.DeviceID(dev.Key), scopes)
	return nil
}
