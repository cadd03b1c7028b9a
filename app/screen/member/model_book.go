package member

import (
	"strings"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Line is a line of her savings book.
type Line struct {
	Title, Date, Amount, Balance string
	Entry                        kpuk.ID // of the ledger, to be put right
}

// Loan is one of her loans with its schedule.
type Loan struct {
	Title, Text, Left string
	Late              int // days
	Active            bool
	Route             screen.Route
	Rows              []Due
	Paid              []Line // what was paid out and paid back, the newest first
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
		out = append(out, Line{
			Title: m.lineTitle(l), Date: p.Date(l.Line.Date.Time()), Amount: p.Signed(int64(l.Effect)), Balance: p.Amount(int64(l.Balance)),
			Entry: l.ID,
		})
	}
	return out
}

// lineTitle says what a line of her savings book is; one half of a move names the group
// at the other end.
func (m *Model) lineTitle(l book.Line) string {
	p := m.env.Text
	title := p.T("word.entry." + l.Line.Kind.String())
	if other := p.T("member.group", "Name", l.Line.Note); !l.Line.Linked.IsZero() && l.Line.Note != "" {
		if l.Line.Kind == kpuk.EntryWithdrawal {
			title = p.T("member.book.moved_out", "Name", other)
		} else {
			title = p.T("member.book.moved_in", "What", title, "Name", other)
		}
	}
	if l.Voids() {
		title = p.T("member.book.void", "What", title)
	}
	return title
}

// Stay is a time of hers in a group that ended, in words.
type Stay struct {
	Title, Text string
	Carried     string // savings that she took along
	Route       screen.Route
}

// Stays are her times in groups that ended, the newest first.
func (m *Model) Stays() []Stay {
	p := m.env.Text
	held := m.env.Book.Member(m.member.ID)
	if held == nil {
		return nil
	}
	var out []Stay
	for _, b := range held.History() {
		how := p.T("word.status." + b.State.String())
		if b.Reason != "" {
			how += ", " + b.Reason
		}
		text := []string{p.T("member.book.stay", "From", p.Date(b.Joined.Time()), "To", p.Date(b.Until.Time()), "N", b.Number, "How", how)}
		if b.Of > 0 {
			text = append(text, p.T("member.book.came", "N", b.Came, "Of", b.Of))
		}
		if b.Stay.Loans > 0 {
			text = append(text, p.N("member.book.settled", b.Stay.Loans, "Lent", p.Rupiah(int64(b.Lent))))
		}
		s := Stay{Title: p.T("member.group", "Name", b.Name), Text: strings.Join(text, " · "), Carried: p.AmountDash(int64(b.Pokok + b.Wajib + b.Sukarela))}
		if m.env.Book.Group(b.Group) != nil {
			s.Route = screen.Route{Name: screen.Group, ID: b.Group}
		}
		out = append(out, s)
	}
	return out
}

// Loans are her loans, the newest first, each with its schedule; those of groups where she
// was before come last.
func (m *Model) Loans() []Loan {
	p, today := m.env.Text, m.env.Today()
	held := m.env.Book.Member(m.member.ID)
	if held == nil {
		return nil
	}
	all := held.Loans()
	for _, b := range held.History() {
		all = append(all, b.Loans...)
	}
	var out []Loan
	for _, l := range all {
		loan := Loan{
			Route: screen.Route{Name: screen.Loan, ID: l.ID},
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
		loan.Paid = m.paid(l)
		out = append(out, loan)
	}
	return out
}

// paid lists a loan's lines of the ledger, the newest first, an instalment with its
// parts.
func (m *Model) paid(l *book.Loan) []Line {
	p := m.env.Text
	entries := l.Entries()
	out := make([]Line, 0, len(entries))
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		line := Line{
			Title: p.T("word.entry." + e.Line.Kind.String()), Date: p.Date(e.Line.Date.Time()),
			Amount: p.Amount(int64(e.Line.Amount)), Entry: e.ID,
		}
		if e.Line.Kind == kpuk.EntryInstalment {
			parts := e.Line.Split()
			line.Date += " · " + p.T("member.book.parts", "Principal", p.Amount(int64(parts.Principal)), "Service", p.Amount(int64(parts.Service+parts.Penalty)))
		}
		out = append(out, line)
	}
	return out
}
