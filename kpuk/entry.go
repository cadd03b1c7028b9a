package kpuk

// EntryKind says what a ledger entry is. Numbers are stable for ever.
type EntryKind uint8

// The kinds of ledger entries.
const (
	EntryPokok          EntryKind = 1  // simpanan pokok, once
	EntryWajib          EntryKind = 2  // simpanan wajib, at every meeting
	EntrySukarela       EntryKind = 3  // simpanan sukarela, voluntary
	EntryWithdrawal     EntryKind = 4  // savings taken out
	EntryDisbursement   EntryKind = 5  // a loan paid out
	EntryInstalment     EntryKind = 6  // a loan payment, split into penalty, service and principal
	EntryMembershipFee  EntryKind = 7  // iuran
	EntryPenalty        EntryKind = 8  // denda
	EntrySocialIn       EntryKind = 9  // social fund in
	EntrySocialOut      EntryKind = 10 // social fund out
	EntryGroupIncome    EntryKind = 11
	EntryGroupExpense   EntryKind = 12
	EntryExternalIn     EntryKind = 13 // loan received from an LKP
	EntryExternalOut    EntryKind = 14 // loan repaid to an LKP
	EntryCashDifference EntryKind = 15 // selisih; may be negative
	EntrySHU            EntryKind = 16 // share-out paid
	EntryVoid           EntryKind = 17 // voids the entry it names
)

// Entry is one line of a group's ledger. It is written once and never changed: a
// wrong one is voided by another that names it. Its scope is the group.
type Entry struct {
	Header `cbor:"-"`

	Line EntryLine `cbor:"10,keyasint,omitempty"`
}

// EntryLine is the content of an entry: one value, so that it can only exist whole.
type EntryLine struct {
	Kind    EntryKind `cbor:"1,keyasint,omitempty"`
	Amount  Rupiah    `cbor:"2,keyasint,omitempty"` // always > 0, but for EntryCashDifference
	Group   ID        `cbor:"3,keyasint,omitzero"`
	Meeting ID        `cbor:"4,keyasint,omitzero"`
	Member  ID        `cbor:"5,keyasint,omitzero"` // zero for the group's own lines
	Loan    ID        `cbor:"6,keyasint,omitzero"`
	Date    Date      `cbor:"7,keyasint,omitempty"`
	Penalty Rupiah    `cbor:"8,keyasint,omitempty"` // part of an instalment
	Service Rupiah    `cbor:"9,keyasint,omitempty"` // part of an instalment; the rest is principal
	Voids   ID        `cbor:"10,keyasint,omitzero"`
	Note    string    `cbor:"11,keyasint,omitempty"` // reason of a void, words for an expense
	Turn    int       `cbor:"12,keyasint,omitempty"` // 0 for the first line of its cell, then 1, 2 …
	Instead ID        `cbor:"50,keyasint,omitzero"`  // the voided line that a correction put this one in place of
	// Linked is the other half of an act that takes two lines, which may be in another
	// group's ledger: money moved with a member, a loan rescheduled or written off. The
	// cash of the two cancels out.
	Linked ID `cbor:"60,keyasint,omitzero"`
	// Corrects is the line, as it was first written, whose correction left a cash
	// difference. What was counted stands, so what was recorded otherwise is named beside it;
	// it is no income of the group: the box did not gain or lose anything.
	Corrects ID `cbor:"61,keyasint,omitzero"`
}

// Aside tells whether the line is a cash difference that a correction left.
func (l *EntryLine) Aside() bool { return l.Kind == EntryCashDifference && !l.Corrects.IsZero() }

// Pairs tells whether two lines are the halves of one act: each names the other, and
// what one takes out of a box the other puts in.
func Pairs(a, b *Entry) bool {
	return a.Line.Linked == b.ID && b.Line.Linked == a.ID && a.Line.Date == b.Line.Date &&
		a.Line.Amount == b.Line.Amount && a.Line.Kind.CashEffect()+b.Line.Kind.CashEffect() == 0
}

// EntryID names the line of a meeting's cell: the same cell, kind and turn give the
// same ID on every device, so that money recorded twice is found and never summed.
func EntryID(meeting, member ID, kind EntryKind, turn int) ID {
	return Derive("entry", meeting[:], member[:], []byte{byte(kind), byte(turn & 0xff), byte(turn >> 8 & 0xff)})
}
