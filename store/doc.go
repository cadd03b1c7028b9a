// Package store keeps a replica's records, log and settings in one bbolt file, sealed.
// The same implementation serves tablet, desktop and hub.
//
// Vocabulary. A [Secret] opens the file: it unwraps the random data key from a slot of
// the header. A record's registers are one sealed value; the log holds own changes and,
// on a hub, those of others; a position numbers the alterations of records in the order
// in which this replica made them. The mark of a record is a short hash of its place
// and position; the marks of each scope and kind are summed, so that a record that
// damage has hidden is missed instead of left out of a balance.
//
// Invariants. A save is one transaction: change, registers, indexes and sums. Every
// value is sealed with XChaCha20-Poly1305, bound to its bucket and key; what does not
// verify is reported as [ErrDamaged] and never shown. Keys are random IDs and numbers,
// never personal data. Transactions are short and no callback of a caller runs inside
// one, but for a judge. An error while writing means that the outcome is unknown: a save
// is repeated with the same records and IDs, and what is there already is not written
// again.
//
// A [Store] is safe for concurrent use. There is one per file in a process.
package store
