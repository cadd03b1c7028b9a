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
	seen := map[uint64]struct{}{}
	m.follow(w.saw, seen)
	for _, other := range m.places[w.at] {
		if _, ok := seen[other]; !ok {
			unseen = true
		}
	}
	m.writes[token] = w
	m.places[w.at] = append(m.places[w.at], token)
	return unseen
}

// follow adds the tokens and all that their authors had seen, however long ago.
func (m *model) follow(tokens []uint64, into map[uint64]struct{}) {
	for _, t := range tokens {
		if _, ok := into[t]; ok || m.writes[t] == nil {
			continue
		}
		into[t] = struct{}{}
		m.follow(m.writes[t].saw, into)
	}
}

// surviving are the tokens that a field must show: of the writes that took effect those
// that no other such write had seen.
func (m *model) surviving(at place, effective map[uint64]struct{}) []uint64 {
	covered := map[uint64]struct{}{}
	for _, t := range m.places[at] {
		if _, ok := effective[t]; ok {
			m.follow(m.writes[t].saw, covered)
		}
	}
	var out []uint64
	for _, t := range m.places[at] {
		_, took := effective[t]
		if _, gone := covered[t]; took && !gone {
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
