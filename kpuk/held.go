package kpuk

import "encoding/binary"

// HeldState is where a held change stands between coordinator and author.
type HeldState uint8

// The states of a held change.
const (
	HeldWaiting  HeldState = iota // for a coordinator
	HeldReleased                  // a coordinator made it her own; judged anew then
	HeldReturned                  // to the author, with a comment
	HeldDone                      // the author has read it and done what was to be done
)

// Held is a change that the hub keeps in quarantine: acknowledged and without effect.
// The hub writes it when it puts the change aside; its scope is the author's own, so
// that she and the coordinators see it. What it holds is nobody's data before it is
// released.
type Held struct {
	Header `cbor:"-"`

	Author  ID           `cbor:"10,keyasint,omitzero"` // Person
	Device  ID           `cbor:"11,keyasint,omitzero"`
	Replica []byte       `cbor:"12,keyasint,omitempty"` // 8 bytes
	Seq     uint64       `cbor:"13,keyasint,omitempty"`
	At      int64        `cbor:"14,keyasint,omitempty"` // when it was made, Unix milliseconds of the device's clock
	Verdict uint8        `cbor:"15,keyasint,omitempty"` // the code of the protocol, §5
	Detail  string       `cbor:"16,keyasint,omitempty"` // field and rule, no personal data
	Edits   []HeldEdit   `cbor:"17,keyasint,omitempty"` // empty when it cannot be released from here
	State   HeldStanding `cbor:"18,keyasint,omitempty"`
}

// HeldStanding is the state of a held change, who brought it there and when.
type HeldStanding struct {
	State   HeldState `cbor:"1,keyasint,omitempty"`
	By      ID        `cbor:"2,keyasint,omitzero"`
	At      int64     `cbor:"3,keyasint,omitempty"` // Unix milliseconds
	Comment string    `cbor:"4,keyasint,omitempty"`
}

// HeldEdit is what a held change would do to one record.
type HeldEdit struct {
	Record ID          `cbor:"1,keyasint,omitzero"`
	Kind   Kind        `cbor:"2,keyasint,omitempty"`
	Scope  ID          `cbor:"3,keyasint,omitzero"`
	Writes []HeldWrite `cbor:"4,keyasint,omitempty"`
}

// HeldWrite is one field of a held edit, with what its author had seen of it.
type HeldWrite struct {
	Number  uint16 `cbor:"1,keyasint,omitempty"`
	Element ID     `cbor:"2,keyasint,omitzero"`
	Value   []byte `cbor:"3,keyasint,omitempty"`
	Context []byte `cbor:"4,keyasint,omitempty"` // replica ‖ seq, end to end
}

// HeldID names the record of a held change: one for each place in a replica's log.
func HeldID(replica []byte, seq uint64) ID {
	return Derive("held", replica, binary.BigEndian.AppendUint64(nil, seq))
}

// Open tells whether somebody still has to do something about it.
func (h *Held) Open() bool { return h.State.State == HeldWaiting || h.State.State == HeldReturned }

// Whole tells whether all that the change would do is here, so that it can be released
// from a device. Marks on other held changes are made anew and need not be.
func (h *Held) Whole() bool {
	whole := false
	for i := range h.Edits {
		if h.Edits[i].Kind == KindHeld {
			continue
		}
		if len(h.Edits[i].Writes) == 0 {
			return false
		}
		whole = true
	}
	return whole
}

// MayAnswer tells whether somebody may bring a held change from one state to another.
// Coordinators release or return it as long as it is open; only its author (own) is done
// with what was returned to her.
func MayAnswer(from, to HeldState, office Office, own bool) bool {
	switch to {
	case HeldReleased, HeldReturned:
		return (from == HeldWaiting || from == HeldReturned) && office.reviews()
	case HeldDone:
		return from == HeldReturned && own
	default: // nothing goes back to waiting
		return false
	}
}
