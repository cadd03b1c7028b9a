// Package hub is the server of the protocol: it takes in changes, judges them, and
// gives out what others wrote.
//
// A request passes these gates in this order, so that strangers reach neither the
// decompressor nor the decoder: rate by address, authorisation header, known device,
// size, signature over the compressed body, challenge and counter, rate by device,
// decoding. Changes are stored in one transaction before the receipt is signed. What a
// device may not write is kept in quarantine and acknowledged, so that one bad change
// never blocks those behind it.
//
// The hub keeps nothing in memory that it could not lose: counters and challenges are
// drawn anew at each start, and devices sign again when told so.
package hub
