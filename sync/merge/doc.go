// Package merge holds the rules by which replicas agree: pure values, no I/O.
//
// Vocabulary. A [Replica] is one writer-lifetime of one device's log. A [Change] is
// one atomic save; a replica's changes are numbered from 1 without gaps ([Change.Seq])
// and form a hash chain over salted commitments of their values. A [Field] addresses
// one value of a record; its state is a [Register]: the siblings that nobody has
// overwritten knowingly, and the causal [Context] that covers all others. A [Dot]
// names the change that wrote a sibling. A [Stamp] is a hybrid logical clock reading;
// it only chooses which of several concurrent siblings is shown.
//
// Invariants: merging registers is commutative, associative and idempotent; a sibling
// disappears only when a write whose author saw it covers it; a change never alters
// after it was made; values are opaque bytes here.
//
// Sources: Preguiça et al., "Dotted Version Vectors" (2010); Almeida et al., "Scalable
// and Accurate Causality Tracking for Eventually Consistent Stores" (2014); Kulkarni
// et al., "Logical Physical Clocks" (2014).
package merge
