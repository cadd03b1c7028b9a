// Package synctest plays whole networks of replicas in memory: devices with real
// sessions and a real hub, joined by a [Transport] that loses, doubles, delays, reorders
// and cuts messages as a seed tells it.
//
// A [World] keeps a model beside the replicas: every write with the context that its
// author saw. [World.Check] compares it with what the replicas hold: each committed
// change is in the hub's log once, all replicas have the same digest, and a field's
// siblings are exactly the writes that no other write covers knowingly. A failure names
// the seed.
package synctest
