// Package memory is a replica that lives in memory: the plainest right answer to the
// contract of storetest, against which the bbolt store is held, and the replica of
// simulations. Nothing survives the process. A [Store] is safe for concurrent use.
package memory
