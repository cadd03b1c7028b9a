package session

import "pendamping/sync/wire"

// Order is what the hub orders this device to do with its data.
type Order uint8

// The orders, the gravest last.
const (
	OrderNone Order = iota
	OrderLock       // lock until a coordinator helps
	OrderWipe       // destroy everything that is kept here, now
)

// Order is the gravest order of a sync whose signature was verified, for the caller to
// carry out: the session has no power over the store's keys. An order to wipe once all
// is sent counts when the hub has confirmed all there is; until then it asks for nothing,
// and the next sync brings it again.
func (r *Result) Order() Order {
	order := OrderNone
	for _, d := range r.Directives {
		switch d.Kind {
		case wire.DirectLock:
			order = max(order, OrderLock)
		case wire.DirectPushThenWipe:
			if r.delivered {
				order = max(order, OrderWipe)
			}
		case wire.DirectWipe:
			order = max(order, OrderWipe)
		case wire.DirectRotate, wire.DirectUpgrade, wire.DirectScopes, wire.DirectReidentify: // the session's own business
		}
	}
	return order
}
