package merge

// ID names a record, a partition, a scope, a person or a device; the zero ID is none.
type ID [16]byte

// Replica names one writer-lifetime of a log: random, never reused.
type Replica [8]byte

// Kind is the kind of a record; it means nothing to merging.
type Kind uint16

// Hash is a link of a replica's chain (SHA-256).
type Hash [32]byte

// Seed is the secret from which the salts of changes are derived. Changes made in one
// run of a program share a seed.
type Seed [16]byte

// Stamp is a hybrid logical clock reading: 48 bits of Unix milliseconds, 16 bits of
// counter.
type Stamp uint64

// Field addresses one value of a record: a number, and for collections the element.
type Field struct {
	Number  uint16
	Element ID
}

// Dot names the change that wrote a value.
type Dot struct {
	Replica Replica
	Seq     uint64
}

// Context is a version vector: for each replica the highest Seq seen. It is sorted by
// replica and has each replica once.
type Context []Dot

// Write gives a field a value, naming what its author saw of that field.
type Write struct {
	Field   Field
	Value   []byte // opaque CBOR; empty means that the field was cleared
	Context Context
}

// Edit is what a change does to one record. A record is edited once in a change and a
// field written once in an edit.
type Edit struct {
	Record    ID
	Kind      Kind
	Partition ID
	Scope     ID // the record's scope as its author knew it
	Writes    []Write
}

// Change is one atomic save of one replica; all its edits are of one partition.
type Change struct {
	Replica Replica
	Seq     uint64
	Stamp   Stamp
	Author  ID // Person
	Seed    Seed
	Edits   []Edit
}

// Sibling is a value that nobody has knowingly overwritten.
type Sibling struct {
	Dot    Dot
	Stamp  Stamp
	Author ID
	Value  []byte
}

// Register is the state of a field. Siblings are sorted by dot.
type Register struct {
	Siblings []Sibling
	Context  Context
}

// FieldState is a field with its register and the position at which this replica last
// changed it.
type FieldState struct {
	Field    Field
	Position uint64
	Register Register
}

// Record is all that a replica knows of a record. Fields are sorted by number and
// element.
type Record struct {
	ID        ID
	Kind      Kind
	Partition ID
	Fields    []FieldState
}

// Delta is the part of a record that is newer than a cursor. Gone means that the
// record left the scopes of the asker.
type Delta struct {
	Record    ID
	Kind      Kind
	Partition ID
	Gone      bool
	Fields    []FieldState // Position is not sent
}

// Head is the end of a replica's chain.
type Head struct {
	Seq  uint64
	Hash Hash
}

// Code says what became of a change.
type Code uint8

// The codes. Accepted changes need no verdict.
const (
	Accepted      Code = iota
	NoRight            // the author may not write to the scope
	RuleBroken         // a rule of the domain is broken
	Malformed          // a value cannot be read
	UnknownKind        // the kind of record is unknown here
	EntryRewrite       // a written entry would be changed
	ClockFarAhead      // accepted, but the stamp is more than a day ahead
	Branched           // another change holds the same number: the replica was cloned
)

// Verdict is the hub's word on one change that was not simply accepted.
type Verdict struct {
	Seq    uint64
	Code   Code
	Detail string // field and rule, no personal data
}

// Query asks for what is newer than a position. A pull of several pages goes on with
// After and Base taken from each page: After is how far it came, Base where the last
// finished pull ended. A record is listed once, at its newest position, so which of its
// fields are news follows from Base alone. Base zero is always safe: records come whole.
type Query struct {
	Partition ID
	All       bool // the whole partition but the admin scope, if Scopes lacks it
	Scopes    []ID // otherwise only records of these scopes
	After     uint64
	Base      uint64
	Again     bool // the asker pulls all anew, but held records before: it is told of those that left
	MaxBytes  int
	// Own is the asker's replica when it needs nothing back that it wrote itself since Base.
	// A store may then leave out records of which nothing else is news, or give them: it is
	// the hub that sorts them out.
	Own Replica
}

// Taker is given the deltas of a page one by one, and says whether there is room for this
// one: if not, it is as if it had not been found, and the page ends before it. It must take
// the first, and keep nothing of what it is given.
type Taker = func(*Delta) bool

// Page is an answer to a Query. Next and Base are the query's After and Base to go on
// with.
type Page struct {
	Deltas []Delta
	Next   uint64
	Base   uint64
	More   bool
}

// Receipt is the hub's signed word that it durably holds a replica's changes up to a
// head. Signature is Ed25519 over the canonical bytes of the other fields.
type Receipt struct {
	Replica   Replica
	Head      Head
	Epoch     ID // hub epoch
	Signature []byte
}

// Link is what a device remembers of its hub between requests.
type Link struct {
	Hub       ID     // hub epoch last seen
	Cursor    []byte // opaque pull cursor
	Acked     Head   // own changes durably held by the hub
	Counter   uint64 // last request counter used
	Challenge []byte // the hub's last challenge
	Receipt   Receipt
	SyncedAt  int64 // Unix milliseconds of this device's clock; zero: never
}

// Elder is a replica under which a device wrote before it took a fresh replica ID. The
// hub's chain of it and the device's are the same up to Common; what the device wrote
// after that was written again under the next replica. A device goes on bringing its
// elders to a hub that has lost them.
type Elder struct {
	Replica Replica
	Common  Head
	Last    Head // the end of the device's own chain
	Epoch   ID   // of the hub that is known to hold it up to Common; zero: none
}
