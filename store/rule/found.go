package rule

import (
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// NewGroup reads the group that an edit makes; false when it makes none.
func NewGroup(c *merge.Change, e *merge.Edit) (*kpuk.Group, bool) {
	if kpuk.Kind(e.Kind) != kpuk.KindGroup {
		return nil, false
	}
	var g kpuk.Group
	after := alone(c, e, merge.Record{})
	if err := store.Decode(&after, &g); err != nil {
		return nil, false // the judge says what is wrong with it
	}
	return &g, true
}

// MayForm tells whether a group is of the kind that a person forms by herself: a
// facilitator in a village that is hers, to be accompanied by herself.
func MayForm(g *kpuk.Group, person kpuk.ID, office kpuk.Office, holds func(scope kpuk.ID) bool) bool {
	return office == kpuk.OfficeFacilitator && g.Facilitator == person && holds(kpuk.VillageScope(g.Village))
}
