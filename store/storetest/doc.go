// Package storetest is the contract of a replica's storage: one suite ([Run]) that
// every store passes. A store that fails it loses or doubles somebody's work.
package storetest
