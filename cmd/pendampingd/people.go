package main

import (
	"bytes"
	"context"
	"io"
	"maps"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
)

// guest is somebody to invite.
type guest struct {
	line                        int // in a file; 0 on the command line
	person, name, office, phone string
	groups, villages            []string
}

// desk knows the people and groups of a hub while somebody is invited.
type desk struct {
	*folder

	people []*kpuk.Person
	groups []*kpuk.Group
	dirty  map[kpuk.ID]kpuk.Record
}

func newDesk(ctx context.Context, f *folder) (*desk, error) {
	const op fault.Op = "people"
	d := &desk{folder: f, dirty: map[kpuk.ID]kpuk.Record{}}
	var err error
	if d.people, err = listOf[kpuk.Person](ctx, f.store, kpuk.AdminScope(f.set.Partition)); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	d.groups, err = listOf[kpuk.Group](ctx, f.store, kpuk.ID{})
	return d, fault.E(op, fault.Other, err)
}

// inviteAll invites everybody or, when one of them cannot be, nobody.
func (d *desk) inviteAll(ctx context.Context, random io.Reader, guests []guest, t terms) ([]invited, error) {
	var out []invited
	var invites []kpuk.Record
	for i := range guests {
		g := &guests[i]
		p, err := d.account(g)
		if err == nil {
			err = d.assign(p, g)
		}
		if err != nil {
			if g.line > 0 {
				err = fault.E("people", fault.Invalid, &rowError{Line: g.line, Reason: err.Error()})
			}
			return nil, err
		}
		inv, made, err := d.draw(random, p, t)
		if err != nil {
			return nil, err
		}
		made.Groups = d.accompanied(p)
		out, invites = append(out, made), append(invites, inv)
	}
	recs := make([]kpuk.Record, 0, len(d.dirty)+len(invites))
	for _, id := range slices.SortedFunc(maps.Keys(d.dirty), func(a, b kpuk.ID) int { return bytes.Compare(a[:], b[:]) }) {
		recs = append(recs, d.dirty[id])
	}
	return out, d.save(ctx, append(recs, invites...))
}

// account finds or makes the account of a guest.
func (d *desk) account(g *guest) (*kpuk.Person, error) {
	office, err := kpuk.ParseName[kpuk.Office](g.office)
	if g.person == "" && (g.name == "" || err != nil) {
		return nil, misused("a name and an office are needed: facilitator, coordinator, network_admin or viewer")
	}
	for _, p := range d.people {
		if p.ID.String() == g.person || (g.person == "" && p.Office == office && kpuk.Fold(p.Name) == kpuk.Fold(g.name)) {
			return p, nil
		}
	}
	if g.person != "" {
		return nil, fault.E("account", fault.NotFound, fault.New(fault.NotFound, "nobody has this ID"))
	}
	h, err := d.admin()
	if err != nil {
		return nil, err
	}
	p := &kpuk.Person{Header: h, Name: g.name, Office: office}
	if p.Phone, err = kpuk.ParsePhone(g.phone); err != nil {
		return nil, fault.E("account", fault.Invalid, err)
	}
	d.people = append(d.people, p)
	d.dirty[p.ID] = p
	return p, nil
}

// assign grants a guest her groups with their villages. A group that nobody accompanies
// yet is hers from now on.
func (d *desk) assign(p *kpuk.Person, g *guest) error {
	for _, code := range g.groups {
		if !d.grantAll(p, func(g *kpuk.Group) bool { return g.Code == code || g.ID.String() == code }) {
			return fault.E("assign", fault.NotFound, fault.New(fault.NotFound, "there is no group "+code))
		}
	}
	for _, text := range g.villages {
		code, err := kpuk.ParseArea(text)
		if err != nil || kpuk.AreaLevelOf(code) != kpuk.AreaVillage {
			return misused("%q is not the code of a village", text)
		}
		d.grantAll(p, func(g *kpuk.Group) bool { return g.Village == code })
		d.put(p, kpuk.VillageScope(code))
	}
	return nil
}

// grantAll gives a person the groups that are meant, and tells whether there is any.
func (d *desk) grantAll(p *kpuk.Person, meant func(*kpuk.Group) bool) bool {
	found := false
	for _, g := range d.groups {
		if meant(g) {
			d.grant(p, g)
			found = true
		}
	}
	return found
}

// grant gives a person a group and its village.
func (d *desk) grant(p *kpuk.Person, g *kpuk.Group) {
	d.put(p, g.ID)
	d.put(p, kpuk.VillageScope(g.Village))
	if g.Facilitator.IsZero() && p.Office == kpuk.OfficeFacilitator {
		g.Facilitator = p.ID
		d.dirty[g.ID] = g
	}
}

func (d *desk) put(p *kpuk.Person, scope kpuk.ID) {
	if p.Assigned[scope].Granted {
		return
	}
	if p.Assigned == nil {
		p.Assigned = map[kpuk.ID]kpuk.Assignment{}
	}
	p.Assigned[scope] = kpuk.Assignment{Granted: true, Since: d.today()}
	d.dirty[p.ID] = p
}

// accompanied counts the groups among a person's scopes.
func (d *desk) accompanied(p *kpuk.Person) int {
	n := 0
	for _, g := range d.groups {
		if p.Assigned[g.ID].Granted {
			n++
		}
	}
	return n
}
