// Package bundle carries a sync as files where there is no network.
//
// A device exports its waiting changes, as the requests it would have posted, into one
// file for its hub. Somebody carries that file (a stick, a chat app, a laptop that
// visits the office); the hub imports it and writes an answer file, with its signed
// receipts and what is new for the device. The courier can read neither.
//
// Every item of a file is signed by its maker, and the whole is sealed with age for its
// receiver, whose key follows from the Ed25519 key that both sides know since enrolment
// (see [RecipientOf]). A file is first checked from end to end ([Hub.Check],
// [Device.Check]) and only then acted upon, so that one that was cut or altered changes
// nothing. All that is read is bounded: by item, in number and in total.
//
// Files may be lost, come twice and come in any order: a device leaves out nothing that
// is not acknowledged, a hub knows what it holds, and an answer's records are used only
// where the device's own cursor stands. docs/PROTOCOL.md specifies all bytes.
package bundle

// Path is where a hub takes bundles over HTTP: the body is a bundle, the answer to it an
// answer bundle. Whoever carries it needs no account: the bundle speaks for itself.
const Path = "/v1/bundle"

// Extension is how names of bundle files end.
const Extension = ".pendamping"
