// Package kpuk is the domain of Pendamping: groups of women micro-entrepreneurs
// (KPUK), their members, meetings and money, as rules and plain values.
//
// Vocabulary: a [Group] (KPUK) has [Member]s (PUK) and dated [Rules]; a [Meeting] has
// attendance and writes ledger [Entry]s; a [Loan] has a schedule; a [Visit] is a
// facilitator's journey to a village; a [Task] (RTL) is what was promised. A
// [Person] is somebody who uses the program: facilitator or coordinator.
//
// The rules live on four values made for the asking and never stored: a [Ledger] is a
// set of entries with voids resolved, from which [Balances] are summed; a [Debt] is a
// loan's schedule with what was paid; a [Sitting] is a meeting with its group, members,
// loans and ledger, and knows what is missing, suggested, written and odd; [Holdings]
// give a group's [Indicators]. [Validate] checks any record by itself. What is wrong is
// a [Problem]: refused when it cannot be, a warning when it is odd or missing.
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
