package merge

import (
	"bytes"
	"cmp"
	"slices"
)

// Compare orders siblings by how they are shown: highest stamp last, then by dot, so
// that every replica shows the same one.
func (s Sibling) Compare(o Sibling) int {
	return cmp.Or(cmp.Compare(s.Stamp, o.Stamp), s.Dot.Compare(o.Dot))
}

// Apply returns the register after a write: the siblings that its author saw go, the
// others stay beside the new one. Applying a write again changes nothing.
//
// The writes of one replica to a field must be applied in the order of their numbers,
// or be known already: the context is a version vector and has no holes. Logs are
// gap-checked for that reason.
func (r Register) Apply(s Sibling, seen Context) Register {
	if r.Context.Has(s.Dot) {
		return r
	}
	kept := make([]Sibling, 0, len(r.Siblings)+1)
	for _, old := range r.Siblings {
		if !seen.Has(old.Dot) {
			kept = append(kept, old)
		}
	}
	at, _ := slices.BinarySearchFunc(kept, s, func(a, b Sibling) int { return a.Dot.Compare(b.Dot) })
	kept = slices.Insert(kept, at, s)
	return Register{Siblings: kept, Context: r.Context.Merge(seen).With(s.Dot)}
}

// Merge joins two states of one field: a sibling stays when both have it, or when the
// other side never knew it. It is commutative, associative and idempotent.
func (r Register) Merge(o Register) Register {
	if r.Equal(o) {
		return r
	}
	kept := make([]Sibling, 0, len(r.Siblings)+len(o.Siblings))
	for _, s := range r.Siblings {
		if o.has(s.Dot) || !o.Context.Has(s.Dot) {
			kept = append(kept, s)
		}
	}
	for _, s := range o.Siblings {
		if !r.has(s.Dot) && !r.Context.Has(s.Dot) {
			kept = append(kept, s)
		}
	}
	slices.SortFunc(kept, func(a, b Sibling) int { return a.Dot.Compare(b.Dot) })
	return Register{Siblings: kept, Context: r.Context.Merge(o.Context)}
}

// Winner is the sibling to show: highest stamp, then highest replica. It is false for
// a register that was never written.
func (r Register) Winner() (Sibling, bool) {
	if len(r.Siblings) == 0 {
		return Sibling{}, false
	}
	return slices.MaxFunc(r.Siblings, Sibling.Compare), true
}

// Value is the winner's value; nil when there is none or the field was cleared.
func (r Register) Value() []byte {
	w, ok := r.Winner()
	if !ok || len(w.Value) == 0 {
		return nil
	}
	return w.Value
}

// Conflicted tells whether siblings disagree: people wrote different values without
// knowing of each other. The same value written twice is no conflict.
func (r Register) Conflicted() bool {
	for i := 1; i < len(r.Siblings); i++ {
		if !bytes.Equal(r.Siblings[0].Value, r.Siblings[i].Value) {
			return true
		}
	}
	return false
}

// Equal tells whether both states are the same. A dot names one write, so siblings are
// told apart by their dots.
func (r Register) Equal(o Register) bool {
	return r.Context.Equal(o.Context) && slices.EqualFunc(r.Siblings, o.Siblings,
		func(a, b Sibling) bool { return a.Dot == b.Dot })
}

// has tells whether a sibling with the dot is held.
func (r Register) has(d Dot) bool {
	for _, s := range r.Siblings {
		if s.Dot == d {
			return true
		}
	}
	return false
}
