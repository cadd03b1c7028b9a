// Package session keeps a device in step with its hub.
//
// A sync is a run of rounds; each round is one POST that pushes the device's next
// changes and pulls the next page of records, until nothing is left on either side.
// Every round leaves the log in a state from which a later sync goes on: it may be cut
// at any byte, repeated and given up.
//
// A change counts as delivered only when the hub's receipt verifies with the hub's key
// and names the hash of the device's own chain; see [Session.Sync]. What the device
// recorded is never deleted for having been delivered, so that a hub that was restored
// from an old backup (it then has a new epoch) is sent again what it lacks.
package session
