package kpuk

import "slices"

// oddFactor is how many times the usual amount makes an amount odd.
const oddFactor = 3

// Warnings returns what a reviewer should look at before approving: a missed quorum, a
// cash difference, amounts more than three times the usual, short instalments, a line
// that two people corrected, shares of SHU not paid as reckoned, and whatever still blocks
// the meeting.
func (s *Sitting) Warnings() []Problem {
	f := findings(s.Blocking())
	if q := s.Quorum(); !q.Reached() {
		f = append(f, Problem{
			Field: "Attendance", Key: "quorum_missed", Warning: true, Step: StepAttendance,
			Args: map[string]any{"Here": q.Here, "Needed": q.Needed, "Active": q.Active},
		})
	}
	if sheet, err := s.Ledger.CashSheet(s.Meeting); err == nil && sheet.Difference != 0 && s.Meeting.Cash.Done {
		f = append(f, Problem{
			Field: "Cash", Key: "cash_difference", Warning: true, Step: StepCash,
			Args: map[string]any{"Difference": sheet.Difference, "Reason": s.Meeting.Cash.Reason},
		})
	}
	for _, m := range s.Active() {
		f = append(f, s.rowWarnings(m.ID)...)
	}
	return append(append(f, s.correctedTwice()...), s.shareWarnings()...)
}

// correctedTwice names the members whose line was corrected on two devices to two
// different things: both stand instead of the same line, and one of them counts.
func (s *Sitting) correctedTwice() []Problem {
	var f findings
	for _, d := range s.Ledger.Disputes() {
		for _, e := range d.Lines {
			if e.Line.Meeting == s.Meeting.ID {
				f = append(f, Problem{Field: "Sheet", Key: "corrected_twice", Warning: true, Of: e.Line.Member, Step: StepMoney})
				break
			}
		}
	}
	return f
}

// rowWarnings looks at one member's written money.
func (s *Sitting) rowWarnings(member ID) []Problem {
	var f findings
	var paid Rupiah
	for _, e := range s.Written(member) {
		if e.Line.Kind == EntryInstalment {
			paid += e.Line.Amount
			continue
		}
		usual := s.Usual(member, e.Line.Kind)
		if usual > 0 && e.Line.Amount/oddFactor >= usual && e.Line.Amount > usual*oddFactor {
			f = append(f, Problem{
				Field: "Sheet", Key: "amount_odd", Warning: true, Of: member, Step: StepMoney,
				Args: map[string]any{"Kind": e.Line.Kind, "Amount": e.Line.Amount, "Usual": usual},
			})
		}
	}
	if !s.Pays(member) {
		return f
	}
	if bill, err := s.Bill(member); err == nil && paid < bill {
		f = append(f, Problem{
			Field: "Sheet", Key: "instalment_short", Warning: true, Of: member, Step: StepMoney,
			Args: map[string]any{"Paid": paid, "Bill": bill, "Short": bill - paid},
		})
	}
	return f
}

// Usual returns the usual amount of a kind for a member: what the rules set, else the
// median of what she gave before; 0 when nothing is known.
func (s *Sitting) Usual(member ID, kind EntryKind) Rupiah {
	switch kind {
	case EntryWajib:
		return s.Rules.Wajib
	case EntryPokok:
		return s.Rules.Pokok
	case EntrySocialIn:
		return s.Rules.Social
	default: // from her past
	}
	var past []Rupiah
	for e := range s.Ledger.Standing() {
		if e.Line.Member == member && e.Line.Kind == kind && e.Line.Meeting != s.Meeting.ID && e.Line.Date <= s.Meeting.Date {
			past = append(past, e.Line.Amount)
		}
	}
	if len(past) == 0 {
		return 0
	}
	slices.Sort(past)
	return past[len(past)/2]
}

// Summary is a meeting on one page, as it is printed.
type Summary struct {
	Date       Date
	State      MeetingState
	Counts     map[Presence]int
	Quorum     Quorum
	Cash       CashSheet
	Entrusted  int // members who sent money
	Instalment Split
	Warnings   []Problem
}

// Summary reckons the page of the meeting.
func (s *Sitting) Summary() (Summary, error) {
	sheet, err := s.Ledger.CashSheet(s.Meeting)
	if err != nil {
		return Summary{}, err
	}
	out := Summary{
		Date: s.Meeting.Date, State: s.Meeting.State.State, Counts: s.Counts(), Quorum: s.Quorum(), Cash: sheet,
		Warnings: s.Warnings(),
	}
	for _, m := range s.Active() {
		if s.Meeting.Sheet[m.ID].Entrusted {
			out.Entrusted++
		}
	}
	var t tally
	for e := range s.Ledger.Standing() {
		if e.Line.Meeting == s.Meeting.ID && e.Line.Kind == EntryInstalment {
			part := e.Line.Split()
			t.add(&out.Instalment.Penalty, part.Penalty)
			t.add(&out.Instalment.Service, part.Service)
			t.add(&out.Instalment.Principal, part.Principal)
		}
	}
	return out, t.err
}

// Change is one figure now and at the meeting before.
type Change struct {
	Key    string // attendance, or the name of a kind of entry
	Now    int64  // people or rupiah
	Before int64
}

// Compare sets the meeting beside the one before: who came, and the money by kind. Nil
// when there is none before.
func (s *Sitting) Compare() ([]Change, error) {
	if s.Last == nil {
		return nil, nil
	}
	now, err := s.Ledger.CashSheet(s.Meeting)
	if err != nil {
		return nil, err
	}
	before, err := s.Ledger.CashSheet(s.Last)
	if err != nil {
		return nil, err
	}
	out := []Change{{Key: "attendance", Now: s.Meeting.attending(), Before: s.Last.attending()}}
	for kind := EntryPokok; kind < EntryVoid; kind++ {
		if now.Kinds[kind] != 0 || before.Kinds[kind] != 0 {
			out = append(out, Change{Key: kind.String(), Now: int64(now.Kinds[kind]), Before: int64(before.Kinds[kind])})
		}
	}
	return out, nil
}

// attending counts who came, guests left out.
func (m *Meeting) attending() int64 {
	var n int64
	for _, a := range m.Attendance {
		if a.Presence.Attends() {
			n++
		}
	}
	return n
}
