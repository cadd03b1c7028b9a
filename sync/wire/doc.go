// Package wire turns the messages of Pendamping's protocol into bytes and back.
//
// A message is CBOR (RFC 8949, core deterministic) in one zstd frame. Its envelope is a
// map with small integer keys, so that a reader skips what it does not know; what
// repeats a thousandfold, changes and records, travels as a [Codec] "pack": columns of
// integers, tables of the IDs, replicas and seeds that occur, and one string of values.
// A column of equal numbers is sent as one, a column of zeros as none.
//
// Inside values the 16-byte strings are taken into the table of IDs too, which is a
// reversible spelling and no interpretation: any bytes come back as they were. IDs of
// records that follow from their content ([Deriver]) are not sent at all.
//
// Decoders bound everything a hostile peer could ask for: compressed size by the
// caller, decompressed bytes, rows, nesting, and bytes after unfolding. docs/PROTOCOL.md
// is the specification of all bytes here.
package wire
