package merge

import (
	"slices"

	"pendamping/fault"
)

// ErrForked is returned when a chain has two different changes under one number: the
// replica was cloned, or restored from an old copy. Both are kept.
var ErrForked = fault.New(fault.Forked, "two changes under one number")

// ErrNoRecord is returned for a record that is not held here.
var ErrNoRecord = fault.New(fault.NotFound, "no such record")

// Judge decides about a received change, with the records as they are before it. It is
// called inside the transaction that stores the change and must not call the store.
type Judge func(c Change, current func(ID) (Record, bool)) Verdict

// Merged tells whether a change with this code takes effect. The others are kept in
// quarantine: counted in their replica's chain, acknowledged, but without effect.
func (c Code) Merged() bool { return c == Accepted || c == ClockFarAhead }

// Quarantined is a change that was kept without effect, and why.
type Quarantined struct {
	Change  Change
	Verdict Verdict
	// Fork means that another change holds the same number in the same chain: the
	// replica was cloned or restored from an old copy. Both are kept.
	Fork bool
}

// Note says that a replica's records changed.
type Note struct {
	Position uint64 // of the newest change
	Local    bool   // at least one of the changes was made here, not received
}

// Sees tells whether the asker holds a scope.
func (q *Query) Sees(scope ID) bool {
	if q.All && !IsAdminScope(scope, q.Partition) {
		return true
	}
	return slices.Contains(q.Scopes, scope)
}

// First tells whether the asker held nothing before.
func (q *Query) First() bool { return !q.Again && q.Base+q.After == 0 }

// Left tells whether the asker must be told that a record, no longer to be seen by it,
// left the scope at a position. Who asks for the first time has nothing to lose.
func (q *Query) Left(scope ID, at uint64) bool {
	return at > q.Base && !q.First() && q.Sees(scope)
}
