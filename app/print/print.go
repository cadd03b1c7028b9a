// Package print makes the printed pages of a group out of its records: the minutes of a
// meeting, the page to take a meeting down by hand, the cash book, and a member's book.
// It fills [paper.Document]s; setting them is paper's, keeping the file the app's.
package print

import (
	"strings"

	"pendamping/app/paper"
	"pendamping/app/screen"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// errGone is returned when the records to print are not on this device.
var errGone = fault.New(fault.NotFound, "nothing to print")

// Make fills the document that was asked for and names its file. fault.NotFound when the
// records are not on this device.
func Make(env *screen.Env, what screen.Print) (name string, doc paper.Document, err error) {
	const op fault.Op = "print.Make"
	p := &printer{env}
	switch what.Kind {
	case screen.PrintMinutes:
		doc, err = p.minutes(what.ID)
	case screen.PrintSheet:
		doc, err = p.sheet(what.ID, what.Date)
	case screen.PrintCashBook:
		doc, err = p.cashBook(what.ID)
	case screen.PrintMember:
		doc, err = p.memberBook(what.ID)
	default:
		err = errGone
	}
	if err != nil {
		return "", doc, fault.E(op, fault.Other, err)
	}
	doc.Made = env.Now()
	doc.Foot = env.Text.T("print.foot", "Date", env.Text.Date(env.Today().Time()), "Clock", env.Text.Clock(env.Now()))
	doc.Page = env.Text.T("print.page")
	return fileName(doc.Title) + ".pdf", doc, nil
}

// fileName keeps what every file system takes.
func fileName(title string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, title)
}

// printer fills documents.
type printer struct{ env *screen.Env }

// group names a group and where it is.
func (p *printer) group(g *book.Group) (name, place string) {
	area := p.env.Area
	return p.env.Text.T("visits.group", "Name", g.Name), area(g.Village) + ", " + area(book.District(g.Village))
}

// cashBook is everything that moved the group's cash, with the balance after it.
func (p *printer) cashBook(id kpuk.ID) (paper.Document, error) {
	g, t := p.env.Book.Group(id), p.env.Text
	if g == nil {
		return paper.Document{}, errGone //nolint:wrapcheck // our own
	}
	if err := g.Err(); err != nil {
		return paper.Document{}, err
	}
	name, place := p.group(g)
	table := paper.Table{Columns: []paper.Column{
		{Title: t.T("print.date"), Width: 2.2},
		{Title: t.T("print.what"), Width: 6},
		{Title: t.T("print.in"), Width: 2.2, Right: true},
		{Title: t.T("print.out"), Width: 2.2, Right: true},
		{Title: t.T("print.balance"), Width: 2.4, Right: true},
	}}
	for _, l := range g.CashBook() {
		in, out := l.Effect, kpuk.Rupiah(0)
		if l.Effect < 0 {
			in, out = 0, -l.Effect
		}
		table.Rows = append(table.Rows, []string{
			t.Date(l.Line.Date.Time()), p.words(l), t.AmountDash(int64(in)), t.AmountDash(int64(out)), t.Amount(int64(l.Balance)),
		})
	}
	table.Total = []string{"", t.T("print.balance_today"), "", "", t.Amount(int64(g.Cash()))}
	return paper.Document{
		Title: t.T("print.cash_book", "Group", name), Subtitle: place,
		Parts: []paper.Part{table, p.chairs()},
	}, nil
}

// chairs is where chair and treasurer sign.
func (p *printer) chairs() paper.Signatures {
	return paper.Signatures{{Who: p.env.Text.T("word.role.chair")}, {Who: p.env.Text.T("word.role.treasurer")}, {Who: p.env.Text.T("print.facilitator")}}
}

// words says what a line of the ledger was.
func (p *printer) words(l book.Line) string {
	t := p.env.Text
	words := t.T("word.entry." + l.Line.Kind.String())
	if g := p.env.Book.Group(l.Line.Group); g != nil && !l.Line.Member.IsZero() {
		words = strings.TrimSuffix(words+" · "+g.NameOf(l.Line.Member), " · ")
	}
	if l.Line.Note != "" {
		words += " · " + l.Line.Note
	}
	if l.Voids() {
		words = t.T("print.voided", "What", words)
	}
	return words
}

// memberBook is a member's savings and loans.
func (p *printer) memberBook(id kpuk.ID) (paper.Document, error) {
	m, t := p.env.Book.Member(id), p.env.Text
	if m == nil || m.In() == nil {
		return paper.Document{}, errGone //nolint:wrapcheck // our own
	}
	if err := m.In().Err(); err != nil {
		return paper.Document{}, err
	}
	name, place := p.group(m.In())
	savings := paper.Table{Columns: []paper.Column{
		{Title: t.T("print.date"), Width: 2},
		{Title: t.T("print.what"), Width: 5},
		{Title: t.T("print.amount"), Width: 2.2, Right: true},
		{Title: t.T("print.balance"), Width: 2.2, Right: true},
	}}
	for _, l := range m.SavingsBook() {
		words := t.T("word.entry." + l.Line.Kind.String())
		if l.Voids() {
			words = t.T("print.voided", "What", words)
		}
		savings.Rows = append(savings.Rows, []string{
			t.Date(l.Line.Date.Time()), words, t.Amount(int64(l.Effect)), t.Amount(int64(l.Balance)),
		})
	}
	savings.Total = []string{"", t.T("print.savings_today"), "", t.Amount(int64(m.Savings().Total()))}
	parts := []paper.Part{paper.Heading(t.T("print.savings")), savings}
	for _, l := range m.Loans() {
		parts = append(parts, p.loan(l)...)
	}
	return paper.Document{
		Title: t.T("print.member_book", "Name", m.Name), Subtitle: t.T("print.member_of", "N", m.Number, "Group", name) + " · " + place,
		Parts: append(parts, paper.Signatures{{Who: m.Name}, {Who: t.T("word.role.treasurer")}}),
	}, nil
}

// loan is one loan with its schedule. A loan whose terms cannot be kept is left out, as on
// the screen.
func (p *printer) loan(l *book.Loan) []paper.Part {
	t := p.env.Text
	plan, err := kpuk.Schedule(l.Terms)
	if err != nil {
		return nil
	}
	view, err := l.State(p.env.Today())
	if err != nil {
		return nil
	}
	table := paper.Table{Columns: []paper.Column{
		{Title: t.T("print.number"), Width: 1, Right: true},
		{Title: t.T("print.due"), Width: 2.4},
		{Title: t.T("print.principal"), Width: 2.4, Right: true},
		{Title: t.T("print.service"), Width: 2.4, Right: true},
		{Title: t.T("print.instalment"), Width: 2.4, Right: true},
	}}
	for i, part := range plan {
		table.Rows = append(table.Rows, []string{
			t.Number(int64(i + 1)), t.Date(part.Due.Time()), t.Amount(int64(part.Principal)), t.Amount(int64(part.Service)),
			t.Amount(int64(part.Total())),
		})
	}
	return []paper.Part{
		paper.Heading(t.T("print.loan", "Amount", t.Rupiah(int64(l.Terms.Principal)), "Date", t.Date(l.Terms.Start.Time()))),
		table,
		paper.Pairs{{Label: t.T("print.outstanding"), Value: t.Rupiah(int64(view.Debt.PrincipalLeft())), Strong: true}},
	}
}
