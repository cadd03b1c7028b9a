package member

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// mostLines is how many lines of the savings book the page shows.
const mostLines = 60

// book is her savings and loan book.
func (v *View) book() []fyne.CanvasObject {
	p := v.env.Text
	sums := v.model.Sums()
	tiles := make([]fyne.CanvasObject, len(sums))
	for i, s := range sums {
		tiles[i] = widget.NewStatTile(s.Title, s.Amount, p.T("member.book.rupiah"), widget.Neutral, nil)
	}
	parts := []fyne.CanvasObject{widget.Grid(160, 94, 12, tiles...)}
	for _, l := range v.model.Loans() {
		parts = append(parts, v.loan(l))
	}
	lines := v.model.Lines()
	if len(lines) == 0 {
		none := widget.Body(p.T("member.book.none"))
		none.SetColour(theme.Ink2)
		return append(append(parts, none), v.stays()...)
	}
	shown := lines[:min(len(lines), mostLines)]
	rows := make([]fyne.CanvasObject, len(shown))
	for i, l := range shown {
		rows[i] = widget.NewListRow(widget.ListRowConfig{
			Title: l.Title, Subtitle: l.Date, Height: widget.RowCompact, Last: i == len(shown)-1, Chevron: true,
			Tapped: v.toLine(l),
			Cells:  []widget.RowCell{{Text: l.Amount, Width: 112}, {Text: l.Balance, Width: 112, Bold: true}},
		})
	}
	parts = append(parts, widget.Heading(p.T("member.book.savings")), frame(rows))
	return append(parts, v.stays()...)
}

// stays are the groups in which she was before.
func (v *View) stays() []fyne.CanvasObject {
	p, stays := v.env.Text, v.model.Stays()
	if len(stays) == 0 {
		return nil
	}
	rows := make([]fyne.CanvasObject, len(stays))
	for i, s := range stays {
		cfg := widget.ListRowConfig{
			Title: s.Title, Subtitle: s.Text, Height: widget.RowMedium, Last: i == len(stays)-1,
			Cells: []widget.RowCell{{Text: s.Carried, Note: p.T("member.book.carried"), Width: 112, Bold: true}},
		}
		if s.Route.Name != "" {
			cfg.Chevron, cfg.Tapped = true, func() { v.env.Open(s.Route) }
		}
		rows[i] = widget.NewListRow(cfg)
	}
	return []fyne.CanvasObject{widget.Heading(p.T("member.book.history")), frame(rows)}
}

// loan is one loan with its instalments.
func (v *View) loan(l Loan) fyne.CanvasObject {
	p := v.env.Text
	head := widget.ListRowConfig{
		Title: l.Title, Subtitle: l.Text, Height: widget.RowMedium, Last: len(l.Rows) == 0,
		Cells:   []widget.RowCell{{Text: l.Left, Note: p.T("member.book.left"), Width: 112, Bold: true}},
		Chevron: true, Tapped: func() { v.env.Open(l.Route) },
	}
	switch {
	case l.Late > 0:
		head.ChipText, head.ChipTone, head.ChipIcon = p.N("member.book.late", l.Late), widget.Waiting, assets.IconFill("warning")
	case l.Active:
		head.ChipText, head.ChipTone, head.ChipIcon = p.T("member.book.well"), widget.Good, assets.IconFill("check-circle")
	}
	rows := []fyne.CanvasObject{widget.NewListRow(head)}
	for i, due := range l.Rows {
		cfg := widget.ListRowConfig{
			No: due.No, Title: due.Date, Height: 48, Last: i == len(l.Rows)-1, Cells: []widget.RowCell{{Text: due.Amount, Width: 112}},
		}
		switch {
		case due.Paid:
			cfg.ChipText, cfg.ChipTone, cfg.ChipIcon = p.T("member.book.paid"), widget.Good, assets.IconFill("check-circle")
		case due.Late:
			cfg.ChipText, cfg.ChipTone, cfg.ChipIcon = p.T("member.book.overdue"), widget.Waiting, assets.IconFill("warning")
		}
		rows = append(rows, widget.NewListRow(cfg))
	}
	parts := []fyne.CanvasObject{widget.Heading(p.T("member.book.loan")), frame(rows)}
	if len(l.Paid) > 0 {
		paid := make([]fyne.CanvasObject, len(l.Paid))
		for i, line := range l.Paid {
			paid[i] = widget.NewListRow(widget.ListRowConfig{
				Title: line.Title, Subtitle: line.Date, Height: widget.RowCompact, Last: i == len(l.Paid)-1, Chevron: true,
				Tapped: v.toLine(line), Cells: []widget.RowCell{{Text: line.Amount, Width: 112}},
			})
		}
		parts = append(parts, widget.Name(p.T("member.book.payments")), frame(paid))
	}
	return widget.VStack(8, parts...)
}

// toLine leads to a line of the ledger with its history, where it can be put right.
func (v *View) toLine(l Line) func() {
	return func() { v.env.Open(screen.Route{Name: screen.Correct, ID: l.Entry}) }
}

// frame is a card of rows that run from edge to edge.
func frame(rows []fyne.CanvasObject) fyne.CanvasObject {
	return widget.Card(widget.Pad(widget.VStack(0, rows...), 8, 1, 8, 1))
}
