package member

import "pendamping/kpuk"

// Line is a line of her savings book.
type Line struct{ Title, Date, Amount, Balance string }

// Loan is one of her loans with its schedule.
type Loan struct {
	Title, Text, Left string
	Late              int // days
	Active            bool
	Rows              []Due
}

// Due is one instalment.
type Due struct {
	No, Date, Amount string
	Paid, Late       bool
}

// Sums are her savings by kind, in words, and their total last.
func (m *Model) Sums() []Line {
	p := m.env.Text
	held := m.env.Book.Member(m.member.ID)
	if held == nil {
		return nil
	}
	s := held.Savings().Left()
	amount := func(key string, of kpuk.Rupiah) Line { return Line{Title: p.T(key), Amount: p.Amount(int64(of))} }
	return []Line{
		amount("word.entry.pokok", s.Pokok), amount("word.entry.wajib", s.Wajib), amount("word.entry.sukarela", s.Sukarela),
		amount("member.book.total", s.Total()),
	}
}

// Lines are her savings book, newest first.
func (m *Model) Lines() []Line {
	p := m.env.Text
	held := m.env.Book.Member(m.member.ID)
	if held == nil {
		return nil
	}
	lines := held.SavingsBook()
	out := make([]Line, 0, len(lines))
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		title := p.T("word.entry." + l.Line.Kind.String())
		if l.Voids() {
			title = p.T("member.book.void", "What", title)
		}
		out = append(out, Line{
			Title: title, Date: p.Date(l.Line.Date.Time()), Amount: p.Signed(int64(l.Effect)), Balance: p.Amount(int64(l.Balance)),
		})
	}
	return out
}

// Loans are her loans, the newest first, each with its schedule.
func (m *Model) Loans() []Loan {
	p, today := m.env.Text, m.env.Today()
	held := m.env.Book.Member(m.member.ID)
	if held == nil {
		return nil
	}
	var out []Loan
	for _, l := range held.Loans() {
		loan := Loan{
			Title: p.Rupiah(int64(l.Terms.Principal)), Left: p.Amount(int64(l.Outstanding())),
			Text: p.T("word.loan."+l.Status.Status.String()) + " · " + p.N("member.book.terms", l.Terms.Instalments, "Date", p.Date(l.Terms.Start.Time())),
		}
		if view, err := l.State(today); err == nil {
			loan.Late, loan.Active = view.DaysLate, view.Active
			for i := range view.Debt.Lines {
				line := &view.Debt.Lines[i]
				loan.Rows = append(loan.Rows, Due{
					No: p.Number(int64(line.No)), Date: p.Date(line.Due.Time()), Amount: p.Amount(int64(line.Total())),
					Paid: line.Left() == 0, Late: view.Active && line.Left() > 0 && line.Due < today,
				})
			}
		}
		out = append(out, loan)
	}
	return out
}
