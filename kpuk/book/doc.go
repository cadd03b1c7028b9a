// Package book is the read model of the records a device holds: the groups with their
// members, meetings, ledger and loans, found by name and summed up.
//
// Vocabulary: a [Book] holds records as they were put; a [Group], [Member], [Meeting]
// or [Loan] of this package is a record with what follows from the others around it.
// A line of the ledger is live when no other line voids it.
//
// Invariants: every balance is a sum of live lines; nothing is stored as a balance.
// What is worked out of a group's records is kept until one of them changes, so that
// one more line costs one group and never the book. Records that were removed
// disappear from lists, but for ledger lines, which stand for ever. The package takes
// no locks: a book belongs to one goroutine.
package book
