package kpuk

import (
	"cmp"
	"slices"

	"pendamping/fault"
)

// ErrNoShare says that there is nothing to pay.
var ErrNoShare = fault.New(fault.Invalid, "there is no share to pay")

// Share returns the period that the meeting shares out: the one agreed on, else the
// usual one of a group that never shared out before.
func (s *Sitting) Share() SharePeriod {
	if !s.Meeting.Share.IsZero() {
		return s.Meeting.Share
	}
	return s.Ledger.UsualPeriod(0, s.Meeting.Date)
}

// ShareOut reckons the meeting's share-out; see [Ledger.ShareOut].
func (s *Sitting) ShareOut() (Sharing, error) {
	return s.Ledger.ShareOut(s.Share(), s.Rules, s.Members, s.Meeting.Date)
}

// SharePaid returns the standing entries of the meeting that pay a member's share; those
// of the zero member move the social fund's part.
func (s *Sitting) SharePaid(member ID) []*Entry {
	var out []*Entry
	for e := range s.Ledger.Standing() {
		line := e.Line
		if line.Meeting != s.Meeting.ID || line.Member != member {
			continue
		}
		if line.Kind == EntrySHU || (line.Kind == EntrySocialIn && member.IsZero()) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(a.Line.Kind, b.Line.Kind), cmp.Compare(a.Line.Turn, b.Line.Turn))
	})
	return out
}

// PaidShare returns what a member was paid of her share at the meeting.
func (s *Sitting) PaidShare(member ID) Rupiah {
	var sum Rupiah
	for _, e := range s.SharePaid(member) {
		if e.Line.Kind == EntrySHU {
			sum += e.Line.Amount // bounded by the cash that entries could move
		}
	}
	return sum
}

// PayShare returns the entry that pays a member's whole share. Its ID follows from the
// meeting, the member and the turn: paid on two devices it is one. A share that was paid
// is [ErrRowWritten]; none, [ErrNoShare].
func (s *Sitting) PayShare(member ID) ([]*Entry, error) {
	const op fault.Op = "kpuk.Sitting.PayShare"
	sharing, err := s.ShareOut()
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	amount := sharing.Of(member).Total()
	switch {
	case len(s.SharePaid(member)) > 0:
		return nil, fault.E(op, fault.Exists, ErrRowWritten)
	case member.IsZero() || amount <= 0:
		return nil, fault.E(op, fault.Invalid, ErrNoShare)
	}
	return []*Entry{s.Meeting.entry(member, EntrySHU, s.Ledger.nextTurn(s.Meeting.ID, member, EntrySHU), amount)}, nil
}

// PaySocial returns the two entries that move the social fund's part: SHU paid, and the
// same money put into the fund. The box holds what it held.
func (s *Sitting) PaySocial(note string) ([]*Entry, error) {
	const op fault.Op = "kpuk.Sitting.PaySocial"
	sharing, err := s.ShareOut()
	switch {
	case err != nil:
		return nil, fault.E(op, fault.Other, err)
	case len(s.SharePaid(ID{})) > 0:
		return nil, fault.E(op, fault.Exists, ErrRowWritten)
	case sharing.Social <= 0:
		return nil, fault.E(op, fault.Invalid, ErrNoShare)
	}
	out := make([]*Entry, 0, 2)
	for _, kind := range []EntryKind{EntrySHU, EntrySocialIn} {
		e := s.Meeting.entry(ID{}, kind, s.Ledger.nextTurn(s.Meeting.ID, ID{}, kind), sharing.Social)
		e.Line.Note = note
		out = append(out, e)
	}
	return out, nil
}

// TakeShareBack returns the voids of what [Sitting.PayShare] or, for the zero member,
// [Sitting.PaySocial] wrote. A share that was not paid has none.
func (s *Sitting) TakeShareBack(member ID, reason string) ([]*Entry, error) {
	var out []*Entry
	for _, e := range s.SharePaid(member) {
		void, err := s.Ledger.Void(e.ID, s.Meeting.Date, reason)
		if err != nil {
			return nil, fault.E("kpuk.Sitting.TakeShareBack", fault.Other, err)
		}
		out = append(out, void)
	}
	return out, nil
}

// shareWarnings says what of a share-out is not paid, and what was paid otherwise than
// the ledger now says.
func (s *Sitting) shareWarnings() []Problem {
	if s.Meeting.Type != MeetingShareOut {
		return nil
	}
	sharing, err := s.ShareOut()
	if err != nil {
		return []Problem{{Field: "Share", Key: "shu_none", Warning: true, Step: StepMoney}}
	}
	var f findings
	unpaid, left := 0, Rupiah(0)
	for _, p := range sharing.Members {
		paid := s.PaidShare(p.Member)
		switch {
		case paid == 0 && p.Total() > 0:
			unpaid++
			left += p.Total()
		case paid != p.Total():
			f = append(f, Problem{
				Field: "Share", Key: "shu_differs", Warning: true, Step: StepMoney, Of: p.Member,
				Args: map[string]any{"Paid": paid, "Due": p.Total()},
			})
		}
	}
	if unpaid > 0 {
		f = append(f, Problem{
			Field: "Share", Key: "shu_unpaid", Warning: true, Step: StepMoney,
			Args: map[string]any{"Count": unpaid, "Amount": left},
		})
	}
	return f
}
