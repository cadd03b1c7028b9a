package merge

// Brief is the beginning of a digest: enough to compare by, and to make the code that
// people read out of.
type Brief [8]byte

// Check asks whether two replicas reckon the same of something that many records make
// up together, such as a meeting with its money: what it is about, and what the asker
// makes of it. How it is reckoned is the business of the domain.
type Check struct {
	Subject ID
	Digest  Brief
}

// Agreement is the answer to a Check.
type Agreement uint8

// The answers. Numbers are stable for ever.
const (
	CheckLater   Agreement = iota // not to be told now: somebody has just written to it
	CheckAgrees                   // both reckon the same
	CheckDiffers                  // both hold all that the other has, and reckon differently
	CheckUnknown                  // there is nothing like this where the asker may look
)

// Checked is what the other side says to a Check; Digest is its own where it differs.
type Checked struct {
	Agreement Agreement
	Digest    Brief
}

// Reckoning is what a replica makes of the subject of a Check.
type Reckoning struct {
	Scope    ID
	Digest   Brief
	Position uint64 // of the newest of its records: what was pulled up to there holds it all
}
