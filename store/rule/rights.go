package rule

import "pendamping/kpuk"

// Rights are what a device may do, by the office and assignments of its person.
type Rights struct {
	All      bool // the whole partition but accounts
	Admin    bool // accounts too
	ReadOnly bool
	Revoked  bool
	Scopes   []kpuk.ID // where All does not cover them
}

// RightsOf are those of a device; p is nil when its person was removed.
func RightsOf(dev *kpuk.Device, p *kpuk.Person) Rights {
	r := Rights{Revoked: dev.RevokedAt > 0}
	if p == nil || p.Gone() { // nothing is left to see or write
		r.Revoked, r.ReadOnly = true, true
		return r
	}
	switch p.Office {
	case kpuk.OfficeCoordinator, kpuk.OfficeNetworkAdmin:
		r.All, r.Admin = true, true
	case kpuk.OfficeViewer:
		r.ReadOnly, r.All = true, len(p.Assigned) == 0
	case kpuk.OfficeFacilitator:
	default: // an office of a later version: no rights that this one knows
		r.ReadOnly = true
	}
	for scope, a := range p.Assigned {
		if a.Granted {
			r.Scopes = append(r.Scopes, scope)
		}
	}
	if !r.All { // her own held changes; the rules let nothing else into that scope
		r.Scopes = append(r.Scopes, dev.Person)
	}
	return r
}
