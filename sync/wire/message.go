package wire

import (
	"pendamping/assets/dictionary"
	"pendamping/sync/merge"
)

// Version is the protocol that this package speaks.
const Version = 1

// NewestDictionary is the newest dictionary that this package reads and writes.
const NewestDictionary = dictionary.Newest

// challengeSize is the length of a challenge that says no more than that it is one.
const challengeSize = 12

// NewChallenge makes a challenge of random bytes, at least 12, which also tells what the
// hub reads. Challenges belong to one process of a hub, so what is said there holds as
// long as the challenge does: a body for a hub that was replaced by an older program
// is refused for the challenge, before anybody tries to read it.
func NewChallenge(random []byte) []byte {
	return append(append(make([]byte, 0, challengeSize+1), random[:challengeSize]...), NewestDictionary)
}

// ReadsOf is the newest dictionary that the hub of a challenge reads.
func ReadsOf(challenge []byte) uint64 {
	if len(challenge) != challengeSize+1 {
		return dictionary.First
	}
	return uint64(challenge[challengeSize])
}

// Paths of the hub.
const (
	PathSync  = "/v1/sync"
	PathEnrol = "/v1/enrol"
	// PathReidentify is where a device that shares its key with another asks for a new one.
	PathReidentify = "/v1/reidentify"
)

// Limits that both sides keep.
const (
	MaxBody        = 4 << 20  // bytes of a compressed message
	MaxPlain       = 8 << 20  // bytes of a decompressed message
	MaxRequestBody = 3 << 20  // bytes of a compressed request
	MaxRequest     = 3 << 20  // bytes of a decompressed request
	MaxChanges     = 1000     // changes in a request
	MaxChangeBytes = 1 << 20  // bytes of changes in a request, before compression
	MaxChecks      = 64       // comparisons in a request
	MaxEnrolBody   = 32 << 10 // bytes of an enrolment request; a certificate may name a thousand scopes
)

// maxUnfolded bounds a request in memory: decompressed, and the changes that come of it.
const maxUnfolded = 7 << 20

// Request is what a device says in one round trip: what it has, what it wants.
type Request struct {
	Schema  uint64         // version of the record schema that the device knows
	Base    merge.Head     // the changes go on from here; without changes the device's head
	Head    uint64         // Seq of the device's last change
	Changes []merge.Change // of the sending replica, contiguous from Base.Seq+1
	Cursor  []byte         // opaque, from the last reply
	Want    uint64         // most bytes of records wanted, before compression; 0: none
	Reads   uint64         // newest dictionary that the sender reads; 0: the first
	Peer    uint64         // not sent: newest dictionary that the receiver reads; 0: the first
	// Checks ask the hub what it makes of something, once it has stored the changes.
	Checks []merge.Check
}

// Reply is the hub's answer to a Request.
type Reply struct {
	Epoch      merge.ID        // hub epoch
	Head       merge.Head      // what the hub durably holds of the replica
	Signature  []byte          // Ed25519 over the receipt of Head; empty while Seq is 0
	Challenge  []byte          // to be named in the next request
	Now        int64           // hub's clock, Unix milliseconds
	Verdicts   []merge.Verdict // on changes that were not simply accepted
	Directives []Directive
	Cursor     []byte // empty: unchanged
	More       bool   // there is more after Cursor
	Deltas     []merge.Delta
	Rows       *Rows           // to be sent in the place of Deltas, when they are packed already
	Checked    []merge.Checked // answers to the request's checks, in their order; empty: none were compared
	Peer       uint64          // not sent: newest dictionary that the receiver reads; 0: the first
}

// Receipt gives the signed part of a reply in the form in which it is kept.
func (r *Reply) Receipt(replica merge.Replica) merge.Receipt {
	return merge.Receipt{Replica: replica, Head: r.Head, Epoch: r.Epoch, Signature: r.Signature}
}

// Records is how many deltas a reply has.
func (r *Reply) Records() int {
	if r.Rows != nil {
		return r.Rows.Len()
	}
	return len(r.Deltas)
}

// DirectiveKind says what the hub tells a device to do.
type DirectiveKind uint8

// The directives. Numbers are stable for ever.
const (
	DirectRotate       DirectiveKind = iota + 1 // two histories under one replica: take a new replica ID
	DirectUpgrade                               // a newer program is needed before more is exchanged
	DirectScopes                                // what the device may hold has changed; All and Scopes say how it is now
	DirectLock                                  // lock until a coordinator helps
	DirectPushThenWipe                          // remove all data when nothing waits to be sent
	DirectWipe                                  // remove all data now
	DirectReidentify                            // two devices share this key: ask for a new one; see [SuccessorBytes]
)

// Directive is one instruction. Those that destroy or lock carry the hub's signature.
type Directive struct {
	Kind      DirectiveKind
	All       bool       // DirectScopes: the whole partition
	Scopes    []merge.ID // DirectScopes
	Signature []byte     // Ed25519 over the order; see [OrderBytes]
}

// Code says why a hub did not answer a request.
type Code uint8

// The codes of problems. Numbers are stable for ever.
const (
	ProblemMalformed Code = iota + 1 // 400: cannot be read
	ProblemUnknown                   // 403: no such device, or the code is not valid
	ProblemSignature                 // 401: the signature does not verify
	ProblemChallenge                 // 401: sign again with Challenge and a counter above Counter
	ProblemTooLarge                  // 413: send less
	ProblemBusy                      // 429: come back after RetryAfter
	ProblemNewer                     // 426: the message is of a newer protocol than the hub's
	ProblemReplica                   // 403: the replica belongs to another device
	ProblemInternal                  // 500, 503: the hub's own trouble
	ProblemClosed                    // 403: the device's key was replaced: it asks for a new one
)

// Problem is the body of every answer that is not a success.
type Problem struct {
	Code       Code
	Challenge  []byte // ProblemChallenge
	Counter    uint64 // ProblemChallenge: the last counter that the hub has seen
	RetryAfter uint64 // seconds; ProblemBusy
}

// EnrolRequest asks to be let in with a one-time code.
type EnrolRequest struct {
	Code   [16]byte // of the invitation
	Label  string   // what the device is called in lists
	Schema uint64
	// Certificate is shown to a colleague's device, which lets in nobody without; the hub
	// needs none.
	Certificate []byte
}

// EnrolReply tells a new device who it is and what it may hold.
type EnrolReply struct {
	Epoch     merge.ID
	HubKey    []byte // Ed25519 public key that signs receipts and orders
	Partition merge.ID
	Person    merge.ID
	All       bool
	Admin     bool
	Scopes    []merge.ID
	Recovery  []byte // age X25519 recipient for the device's recovery slot; may be empty
	Challenge []byte
	Now       int64         // hub's clock, Unix milliseconds
	Deltas    []merge.Delta // the person's own record and others needed at once
	// Certificate is that of a colleague's device, which shows it in turn.
	Certificate []byte
}
