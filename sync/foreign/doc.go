// Package foreign has no code but in its tests: a client that was written from
// docs/PROTOCOL.md alone, with the standard library and a zstd reader. It enrols at a
// real hub, pushes a meeting and has another device pull it. When it fails, the document
// or the hub has changed.
package foreign
