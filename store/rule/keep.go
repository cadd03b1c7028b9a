package rule

import (
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// mayKeep tells whether the author may write what forgotten PINs depend on: the
// federation's record, which names the recovery key, is its coordinators' to alter, and
// what a device deposits is written by the device's own person. Whoever could put a key
// of his own there, or something else in the place of a colleague's escrow, could open
// the other's tablet, or keep it shut.
func (r Rules) mayKeep(c *merge.Change, e *merge.Edit, current func(merge.ID) (merge.Record, bool)) bool {
	switch kpuk.Kind(e.Kind) {
	case kpuk.KindFederation:
		office := r.Office(kpuk.ID(c.Author))
		return office == kpuk.OfficeCoordinator || office == kpuk.OfficeNetworkAdmin
	case kpuk.KindEscrow:
		rec, _ := current(e.Record)
		after := alone(c, e, rec)
		var deposit kpuk.Escrow
		if err := store.Decode(&after, &deposit); err != nil {
			return true // judged as malformed
		}
		account, known := current(merge.ID(deposit.Device))
		if !known { // a colleague's device, which holds no accounts: the hub will judge
			return true
		}
		var device kpuk.Device
		return kpuk.Kind(account.Kind) == kpuk.KindDevice && store.Decode(&account, &device) == nil && device.Person == kpuk.ID(c.Author)
	default:
		return true
	}
}
