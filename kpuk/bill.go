package kpuk

// LoanBill is a loan as it stands before a meeting's payments, with what it asks for
// at the meeting.
type LoanBill struct {
	LoanView
	Bill Bill
}

// Bills returns what each of a member's loans asks for at the meeting, the oldest loan
// first; they sum to [Sitting.Bill].
func (s *Sitting) Bills(member ID) []LoanBill {
	debts := s.Debts(member)
	out := make([]LoanBill, 0, len(debts))
	for _, v := range debts {
		out = append(out, LoanBill{LoanView: v, Bill: v.Debt.Bill(s.Meeting.Date, v.Loan.Terms.Interval.ahead())})
	}
	return out
}
