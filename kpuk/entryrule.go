package kpuk

import "pendamping/fault"

// Errors of voiding and confirming.
var (
	// ErrVoided says that the entry was voided before.
	ErrVoided = fault.New(fault.Exists, "the entry is voided already")
	// ErrVoidOfVoid says that a void cannot be voided; the right entry is added instead.
	ErrVoidOfVoid = fault.New(fault.Invalid, "a void cannot be voided")
	// ErrNoReason says that a reason is missing.
	ErrNoReason = fault.New(fault.Invalid, "a reason is needed")
	// ErrNoEntry says that the entry to void is not in the ledger.
	ErrNoEntry = fault.New(fault.NotFound, "the entry is not in the ledger")
)

// Check returns what is wrong with an entry by itself. Amounts are more than 0, but for
// a cash difference, which is not 0, and for the void of one.
func (l EntryLine) Check() []Problem {
	var f findings
	if !l.Kind.Known() {
		f.refuse("Kind", "entry_kind")
	}
	signed := l.Kind == EntryCashDifference || l.Kind == EntryVoid
	if l.Amount == 0 || (l.Amount < 0 && !signed) {
		f.refuse("Amount", "entry_amount")
	}
	if l.Group.IsZero() {
		f.refuse("Group", "entry_group")
	}
	if l.Date.IsZero() {
		f.refuse("Date", "entry_date")
	}
	if l.Kind.ofMember() && l.Member.IsZero() {
		f.refuse("Member", "entry_member")
	}
	if (l.Kind == EntryDisbursement || l.Kind == EntryInstalment) && l.Loan.IsZero() {
		f.refuse("Loan", "entry_loan")
	}
	l.checkParts(&f)
	l.checkNote(&f)
	return f
}

// checkParts checks the split of an instalment.
func (l EntryLine) checkParts(f *findings) {
	parts, err := l.Penalty.Add(l.Service)
	switch {
	case l.Kind != EntryInstalment && (l.Penalty != 0 || l.Service != 0):
		f.refuse("Service", "entry_parts_kind")
	case l.Penalty < 0 || l.Service < 0 || err != nil || (l.Kind == EntryInstalment && parts > l.Amount):
		f.refuse("Service", "entry_parts")
	}
}

// checkNote checks what a void names, what a difference corrects, and the words that kinds
// need.
func (l EntryLine) checkNote(f *findings) {
	if !l.Corrects.IsZero() && l.Kind != EntryCashDifference {
		f.refuse("Corrects", "entry_corrects")
	}
	if (l.Kind == EntryVoid) == l.Voids.IsZero() {
		f.refuse("Voids", "entry_voids")
	}
	switch {
	case l.Note != "":
	case l.Kind == EntryVoid || l.Kind == EntryCashDifference:
		f.refuse("Note", "entry_reason")
	case l.Kind == EntryGroupExpense || l.Kind == EntryGroupIncome:
		f.warn("Note", "entry_words")
	}
}

// ofMember tells whether entries of the kind belong to one member.
func (k EntryKind) ofMember() bool {
	switch k {
	case EntryPokok, EntryWajib, EntrySukarela, EntryWithdrawal, EntryDisbursement, EntryInstalment, EntryMembershipFee:
		return true
	default:
		return false
	}
}

// Check returns what is wrong with an entry beside the rest of the ledger: a void must
// name an entry of the same group, with the same amount, that is not a void and not
// voided by another. The entry may be in the ledger already.
func (l *Ledger) Check(e *Entry) []Problem {
	f := findings(e.Line.Check())
	if !e.Scope.IsZero() && e.Scope != e.Line.Group {
		f.refuse("Group", "entry_scope")
	}
	if e.Line.Kind == EntryVoid {
		if key := l.voidable(&e.Line); key != "" {
			f.refuse("Voids", key)
		} else if by, voided := l.voids[e.Line.Voids]; voided && by != e.ID {
			f.refuse("Voids", "void_twice")
		}
	}
	return f
}

// VoidID names the void of an entry: an entry is voided once, on whichever device.
func VoidID(entry ID) ID { return Derive("void", entry[:]) }

// Void returns the entry that voids another, dated like what it belongs to: pass the
// date of the meeting being mended, or today. It returns [ErrNoEntry], [ErrVoided],
// [ErrVoidOfVoid] or [ErrNoReason].
func (l *Ledger) Void(entry ID, on Date, reason string) (*Entry, error) {
	const op fault.Op = "kpuk.Ledger.Void"
	target := l.byID[entry]
	switch {
	case target == nil:
		return nil, fault.E(op, fault.NotFound, ErrNoEntry)
	case target.Line.Kind == EntryVoid:
		return nil, fault.E(op, fault.Invalid, ErrVoidOfVoid)
	case !l.voids[entry].IsZero():
		return nil, fault.E(op, fault.Exists, ErrVoided)
	case reason == "":
		return nil, fault.E(op, fault.Invalid, ErrNoReason)
	}
	return &Entry{
		Header: Header{ID: VoidID(entry), Partition: target.Partition, Scope: target.Scope},
		Line: EntryLine{
			Kind: EntryVoid, Amount: target.Line.Amount, Group: target.Line.Group, Meeting: target.Line.Meeting,
			Member: target.Line.Member, Loan: target.Line.Loan, Date: on, Voids: entry, Note: reason,
		},
	}, nil
}

// nextTurn returns the first turn of a meeting's cell that no entry has taken.
func (l *Ledger) nextTurn(meeting, member ID, kind EntryKind) int {
	turn := 0
	for l.byID[EntryID(meeting, member, kind, turn)] != nil {
		turn++
	}
	return turn
}
