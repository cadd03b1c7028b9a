package rule

import (
	"slices"

	"github.com/fxamacker/cbor/v2"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// mayAnswer tells whether an edit of a held change is an answer to it that its author may
// give. Only the hub writes new ones, and what they hold stays: a coordinator releases
// it in her own name and must be able to trust that it is what was put aside.
func (r Rules) mayAnswer(c *merge.Change, e *merge.Edit, rec *merge.Record) bool {
	field := merge.Field{Number: heldState}
	if rec.Kind != merge.Kind(kpuk.KindHeld) || len(e.Writes) != 1 || e.Writes[0].Field != field {
		return false
	}
	w := &e.Writes[0]
	var to kpuk.HeldStanding
	if err := cbor.Unmarshal(w.Value, &to); err != nil || to.By != kpuk.ID(c.Author) {
		return false
	}
	reg := rec.Field(field)
	from := []kpuk.HeldState{kpuk.HeldWaiting, kpuk.HeldReturned} // answered behind her back: for people to settle
	if known := seenStates(&reg, w.Context); len(known) > 0 {
		from = known
	}
	office, own := r.Office(kpuk.ID(c.Author)), c.Author == rec.Scope()
	return slices.ContainsFunc(from, func(s kpuk.HeldState) bool { return kpuk.MayAnswer(s, to.State, office, own) })
}

// seenStates are the states in which the writer saw a held change.
func seenStates(reg *merge.Register, seen merge.Context) []kpuk.HeldState {
	if len(reg.Siblings) == 0 {
		return []kpuk.HeldState{kpuk.HeldWaiting}
	}
	var out []kpuk.HeldState
	for _, s := range reg.Siblings {
		var at kpuk.HeldStanding
		if err := cbor.Unmarshal(s.Value, &at); err == nil && seen.Has(s.Dot) {
			out = append(out, at.State)
		}
	}
	return out
}

// strays tells whether something else than a held change lies in a person's own scope,
// where nobody would look for it.
func (r Rules) strays(rec kpuk.Record) bool {
	return rec.Kind() != kpuk.KindHeld && r.Office(rec.Head().Scope) != 0
}
