// Package kpuk is the domain of Pendamping: groups of women micro-entrepreneurs
// (KPUK), their members, meetings and money, as rules and plain values.
//
// Vocabulary: a [Group] (KPUK) has [Member]s (PUK) and dated [Rules]; a [Meeting] has
// attendance and writes ledger [Entry]s; a [Loan] has a schedule; a [Visit] is a
// facilitator's journey to a village; a [Task] (RTL) is what was promised. A
// [Person] is somebody who uses the program: facilitator or coordinator.
//
// Invariants: money is whole [Rupiah]; entries are written once and corrected only by
// voiding; a balance is always a sum of entries. The package does no I/O, starts no
// goroutine and knows neither clock nor randomness but through what it is given.
//
// Records are plain structs whose top-level fields carry the number under which they
// are stored and synchronized (`cbor:"12,keyasint"`). Numbers are stable for ever: a
// field may be added, never renumbered. A map-typed field keyed by [ID] or [Date] is a
// collection: each element is synchronized and merged on its own.
package kpuk
