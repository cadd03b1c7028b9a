// Package receipt reckons what two replicas compare after a sync, from the records that
// each of them holds: the receipt of a meeting, a digest over its attendance and ledger.
//
// Both sides of a sync reckon by a [Reckoner]: the hub over the whole partition, a device
// over what it holds. A [Book] is the device's part: it knows which meetings are to be
// compared next, what came of it, and remembers that durably. Nothing here is
// synchronized, and nothing that is reckoned is taken from a figure that was kept: a
// record that was altered or lost behind a replica's back gives another digest.
//
// Which entries belong to a meeting is no index of the store. A Reckoner reads the
// entries of a group once and then only what is new in it, so that a comparison costs the
// records of one meeting, however long the group's history is.
package receipt
