// Package postgres keeps a hub's records and logs in PostgreSQL, for hubs that have
// outgrown one machine. It keeps the same contract as the embedded store.
//
// Vocabulary. A [DB] is a pool of connections to one database. A [Store] is one
// partition (federation) in it: every table begins with the partition, every statement
// names one, so a database may be spread by it. A position numbers the alterations of
// records in the order in which they were committed.
//
// Invariants. Whoever writes first locks the partition's row and holds it until its
// transaction has ended. Positions are therefore given in the order of commits, whatever
// the number of hub processes, and a reader that sees position n sees all before it: a
// cursor never skips. The lock also makes one process's judge see what the other's
// writes left. Readers take no locks; each read of a page is one statement, and so one
// snapshot. Hub processes hold no state that another would need; only the notes of
// [Store.Watch] are of the own process.
//
// Changes and records are sealed with XAES-256-GCM under the hub's key, bound to their
// table, partition and place, and reported as [ErrDamaged] when they do not verify. IDs,
// numbers, kinds and hashes are in the clear, because the database finds rows by them;
// none of them is personal data. Changes are never updated or deleted: the hub's role
// has no right to it.
package postgres
