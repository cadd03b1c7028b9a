package kpuk

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// codeAlphabet has no letters that are taken for others when spoken or written by hand
// (Crockford's base 32: no I, L, O, U).
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Receipt is a meeting in a few figures and a short code that two people can compare
// over the phone. The same attendance and the same standing lines of the ledger give
// the same receipt on every device, in whatever order they came.
type Receipt struct {
	Attended int    // members who were there, if only for a part
	Lines    int    // standing lines of the ledger
	Total    Rupiah // paid into the box; zero when Broken
	Broken   bool   // the total does not fit an amount: it is not to be shown
	Code     string // such as "7K-3F"; 20 bits of Digest
	Digest   [sha256.Size]byte
}

// ReceiptOf makes the receipt of a meeting from its lines, those voided and their voids
// included or not: only what stands counts. Lines of other meetings are left out.
func ReceiptOf(m *Meeting, entries []*Entry) Receipt {
	var r Receipt
	own := slices.DeleteFunc(slices.Clone(entries), func(e *Entry) bool { return e.Line.Meeting != m.ID })
	var parts [][]byte
	for member, a := range m.Attendance {
		if a.Presence == NotTaken && a.At == 0 && a.Reason == "" {
			continue // as if nothing had been said
		}
		if a.Presence == Present || a.Presence == Late || a.Presence == LeftEarly {
			r.Attended++
		}
		parts = append(parts, attendancePart(member, a))
	}
	var t tally
	ledger := NewLedger(own...)
	for e := range ledger.unvoided() {
		parts = append(parts, linePart(e)) // also what waits for a decision: both sides hold it
	}
	for e := range ledger.Standing() {
		r.Lines++
		if e.Line.Kind.CashEffect() > 0 && e.Line.Kind != EntryCashDifference {
			t.add(&r.Total, e.Line.Amount)
		}
	}
	if r.Broken = t.err != nil; r.Broken {
		r.Total = 0
	}
	r.Digest = digestOf(m.ID, parts)
	r.Code = shortCode(r.Digest[:])
	return r
}

// Brief is the beginning of the digest: what a device and its hub compare.
func (r *Receipt) Brief() (first [8]byte) {
	copy(first[:], r.Digest[:])
	return first
}

// ReceiptCode is the code of a receipt of whose digest the beginning is known.
func ReceiptCode(first [8]byte) string { return shortCode(first[:]) }

// digestOf hashes the parts in an order of their own.
func digestOf(meeting ID, parts [][]byte) [sha256.Size]byte {
	slices.SortFunc(parts, bytes.Compare)
	b := append([]byte("pendamping receipt of a meeting 1\n"), meeting[:]...)
	for _, p := range parts {
		b = binary.BigEndian.AppendUint64(b, uint64(len(p)))
		b = append(b, p...)
	}
	return sha256.Sum256(b)
}

// attendancePart is one member's attendance in canonical bytes.
func attendancePart(member ID, a Attendance) []byte {
	b := append([]byte{'a'}, member[:]...)
	b = append(b, byte(a.Presence))
	b = binary.BigEndian.AppendUint16(b, uint16(a.At))
	return append(b, a.Reason...)
}

// linePart is one line of the ledger in canonical bytes, with its name.
func linePart(e *Entry) []byte {
	l := &e.Line
	b := append([]byte{'l'}, e.ID[:]...)
	b = append(b, byte(l.Kind))
	for _, n := range []int64{int64(l.Amount), int64(l.Penalty), int64(l.Service), int64(l.Date), int64(l.Turn)} {
		b = binary.BigEndian.AppendUint64(b, uint64(n)) //nolint:gosec // the bits matter, not the sign
	}
	for _, id := range []ID{l.Group, l.Meeting, l.Member, l.Loan} {
		b = append(b, id[:]...)
	}
	return append(b, l.Note...)
}

// shortCode spells the first 20 bits of a digest in two pairs.
func shortCode(d []byte) string {
	bits := binary.BigEndian.Uint32(d[:4]) >> 12
	out := make([]byte, 0, 5)
	for shift := 15; shift >= 0; shift -= 5 {
		out = append(out, codeAlphabet[bits>>shift&31])
		if shift == 10 {
			out = append(out, '-')
		}
	}
	return string(out)
}
