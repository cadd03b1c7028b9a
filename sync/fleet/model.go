package fleet

import (
	"encoding/binary"
	"slices"

	"pendamping/sync/merge"
)

// place is a field of a record.
type place struct {
	record merge.ID
	field  merge.Field
}

// written is one write as the model remembers it. Every value that is written carries a
// token, a number that is used once, by which it is known wherever it turns up.
type written struct {
	at     place
	scope  merge.ID
	saw    []uint64 // the tokens of the values that its author had before her eyes
	wrote  []uint64 // those that she had written herself and did not see, as they left her device
	amount int64    // rupiah; of money only
	money  bool
	acked  bool
}

// model remembers everything that was written anywhere.
type model struct {
	writes map[uint64]*written
	places map[place][]uint64
	last   uint64
}

func newModel() *model {
	return &model{writes: map[uint64]*written{}, places: map[place][]uint64{}}
}

// token draws the next token.
func (m *model) token() uint64 {
	m.last++
	return m.last
}

// note remembers a write, and tells whether others were there that its author did not see.
func (m *model) note(token uint64, w *written) (unseen bool) {
	seen := map[uint64]reach{}
	m.follow(w, seen)
	for _, other := range m.places[w.at] {
		if seen[other] == 0 {
			unseen = true
		}
	}
	m.writes[token] = w
	m.places[w.at] = append(m.places[w.at], token)
	return unseen
}

// follow adds what a write's author had seen, and all that the authors of that had seen,
// however long ago. What she only knew to have written herself stands for itself: it may
// have been refused, and then nobody has written over what she saw when she wrote it.
func (m *model) follow(w *written, into map[uint64]reach) {
	for _, t := range w.saw {
		if next := m.writes[t]; next != nil && into[t] < behind {
			into[t] = behind
			m.follow(next, into)
		}
	}
	for _, t := range w.wrote {
		into[t] = max(into[t], alone)
	}
}

// reach is how much of what is before a write was seen with it.
type reach int

const (
	alone  reach = iota + 1 // the write itself
	behind                  // what its author had seen, too
)

// surviving are the tokens that a field must show: of the writes that took effect those
// that no other such write had seen.
func (m *model) surviving(at place, effective map[uint64]struct{}) []uint64 {
	covered := map[uint64]reach{}
	for _, t := range m.places[at] {
		if _, ok := effective[t]; ok {
			m.follow(m.writes[t], covered)
		}
	}
	var out []uint64
	for _, t := range m.places[at] {
		if _, took := effective[t]; took && covered[t] == 0 {
			out = append(out, t)
		}
	}
	slices.Sort(out)
	return out
}

// Values are CBOR: [token, padding] or, for money, [token, amount].
const (
	cborPair   = 0x82
	cborUint64 = 0x1b
	cborUint32 = 0x1a
	cborID     = 0x50
)

// value makes a value with a token; padding is an ID, as many values name one.
func value(token uint64, padding merge.ID) []byte {
	b := binary.BigEndian.AppendUint64([]byte{cborPair, cborUint64}, token)
	return append(append(b, cborID), padding[:]...)
}

// money makes the value of a ledger entry.
func money(token uint64, amount int64) []byte {
	b := binary.BigEndian.AppendUint64([]byte{cborPair, cborUint64}, token)
	return binary.BigEndian.AppendUint32(append(b, cborUint32), uint32(amount)) //nolint:gosec // below 1,000,000
}

// tokenOf reads a value's token; zero when it has none, as that of a scope.
func tokenOf(v []byte) uint64 {
	if len(v) < 10 || v[0] != cborPair || v[1] != cborUint64 {
		return 0
	}
	return binary.BigEndian.Uint64(v[2:])
}

// amountOf reads the rupiah of a ledger entry's value.
func amountOf(v []byte) int64 {
	if tokenOf(v) == 0 || len(v) != 15 || v[10] != cborUint32 {
		return 0
	}
	return int64(binary.BigEndian.Uint32(v[11:]))
}
