package main

import (
	"context"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/rule"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// founds tells whether an edit is a new group that its facilitator may form: in a
// village that is hers, to be accompanied by herself. It is the hub's Founds and runs
// inside the store's transactions.
func (d *directory) founds(dev *hub.Device, c *merge.Change, e *merge.Edit) bool {
	g, ok := rule.NewGroup(c, e)
	if !ok {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.people[kpuk.ID(dev.Person)]
	return p != nil && formedBy(g, p)
}

// formedBy tells whether a group is of the kind that a facilitator forms by herself.
func formedBy(g *kpuk.Group, p *kpuk.Person) bool {
	return rule.MayForm(g, p.ID, p.Office, func(scope kpuk.ID) bool { return p.Assigned[scope].Granted })
}

// adopt gives a facilitator the groups that she formed. It is the hub's Founded.
func (d *directory) adopt(ctx context.Context, dev *hub.Device, groups []merge.ID) error {
	const op fault.Op = "directory.adopt"
	p, err := getOf[kpuk.Person](ctx, d.f.store, kpuk.ID(dev.Person))
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	for _, id := range groups {
		d.give(p, kpuk.ID(id))
	}
	return fault.E(op, fault.Other, d.f.save(ctx, []kpuk.Record{p}))
}

// give adds a scope to a person's assignments, unless it was given or taken before.
func (d *directory) give(p *kpuk.Person, scope kpuk.ID) bool {
	if _, told := p.Assigned[scope]; told {
		return false
	}
	if p.Assigned == nil {
		p.Assigned = map[kpuk.ID]kpuk.Assignment{}
	}
	p.Assigned[scope] = kpuk.Assignment{Granted: true, Since: d.f.today()}
	return true
}

// adoptAll does what [directory.adopt] does for all groups. The hub may have stopped
// between storing a new group and giving it to who formed it.
func (d *directory) adoptAll(ctx context.Context) error {
	const op fault.Op = "directory.adoptAll"
	groups, err := listOf[kpuk.Group](ctx, d.f.store, kpuk.ID{})
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	people, err := listOf[kpuk.Person](ctx, d.f.store, kpuk.AdminScope(d.f.set.Partition))
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	byID := map[kpuk.ID]*kpuk.Person{}
	for _, p := range people {
		byID[p.ID] = p
	}
	changed := map[kpuk.ID]kpuk.Record{}
	for _, g := range groups {
		if p := byID[g.Facilitator]; p != nil && formedBy(g, p) && d.give(p, g.ID) {
			changed[p.ID] = p
		}
	}
	recs := make([]kpuk.Record, 0, len(changed))
	for _, p := range changed {
		recs = append(recs, p)
	}
	return fault.E(op, fault.Other, d.f.save(ctx, recs))
}
