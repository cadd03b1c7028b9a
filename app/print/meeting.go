package print

import (
	"pendamping/app/paper"
	"pendamping/app/screen/meeting"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// minutes is a meeting as the screen shows it, to be signed.
func (p *printer) minutes(id kpuk.ID) (paper.Document, error) {
	t, held := p.env.Text, p.env.Book.Meeting(id)
	m := meeting.NewModel(p.env, id)
	if held == nil || !m.Found {
		return paper.Document{}, errGone
	}
	doc := paper.Document{
		Title: m.Head, Subtitle: m.Title + "\n" + m.Subtitle, Code: kpuk.PageCode(held.Group, held.Date), CodeText: m.Receipt,
	}
	facts := paper.Pairs{}
	for _, f := range m.Facts {
		facts = append(facts, paper.Pair{Label: f.Label, Value: f.Value})
	}
	doc.Parts = append(doc.Parts, facts, paper.Heading(t.T("print.attendance")), pairs(m.Attendance))
	if !m.Broken {
		doc.Parts = append(doc.Parts, paper.Heading(t.T("print.money")), pairs(m.Money), paper.Heading(t.T("print.cash")), pairs(m.Cash))
	}
	people := paper.Table{Columns: []paper.Column{
		{Title: t.T("print.number"), Width: 1, Right: true},
		{Title: t.T("print.name"), Width: 5},
		{Title: t.T("print.attendance"), Width: 4},
		{Title: t.T("print.in"), Width: 2.2, Right: true},
		{Title: t.T("print.out"), Width: 2.2, Right: true},
	}}
	for _, w := range m.People {
		people.Rows = append(people.Rows, []string{w.No, w.Name, w.Presence, w.In, w.Out})
	}
	doc.Parts = append(doc.Parts, paper.Heading(t.T("print.members")), people)
	for _, w := range m.Words {
		doc.Parts = append(doc.Parts, paper.Heading(w.Heading), paper.Text(w.Text))
	}
	if len(m.Promises) > 0 {
		tasks := paper.Table{Columns: []paper.Column{
			{Title: t.T("print.task"), Width: 6}, {Title: t.T("print.who"), Width: 3}, {Title: t.T("print.due"), Width: 2},
		}}
		for _, task := range m.Promises {
			tasks.Rows = append(tasks.Rows, []string{task.What, task.Who, task.Due})
		}
		doc.Parts = append(doc.Parts, paper.Heading(t.T("print.tasks")), tasks)
	}
	if m.Next != "" {
		doc.Parts = append(doc.Parts, paper.Pairs{{Label: t.T("print.next"), Value: m.Next}})
	}
	doc.Parts = append(doc.Parts, p.signed(held))
	return doc, nil
}

// pairs takes figures of the screen over.
func pairs(from []meeting.Pair) paper.Pairs {
	out := make(paper.Pairs, len(from))
	for i, f := range from {
		out[i] = paper.Pair{Label: f.Label, Value: f.Value, Strong: f.Strong}
	}
	return out
}

// signed is where the officers sign, with what they signed on the screen.
func (p *printer) signed(held *book.Meeting) paper.Signatures {
	t := p.env.Text
	var out paper.Signatures
	for _, role := range []kpuk.Role{kpuk.RoleChair, kpuk.RoleTreasurer} {
		s := paper.Signature{Who: t.T("word.role." + role.String())}
		if g := held.Of(); g != nil {
			for _, m := range g.Members() {
				if m.Role != role || m.Status.State != kpuk.MemberActive {
					continue
				}
				s.Who += " · " + m.Name
				s.Strokes = strokes(held.Signatures[m.ID])
				break
			}
		}
		out = append(out, s)
	}
	return append(out, paper.Signature{Who: t.T("print.facilitator")})
}

// strokes is a signature in parts of its field; none when it cannot be read.
func strokes(s kpuk.Signature) [][]paper.Point {
	lines, err := s.Strokes()
	if err != nil {
		return nil // the screen says so; on paper there is room to sign
	}
	out := make([][]paper.Point, len(lines))
	for i, line := range lines {
		for _, d := range line {
			out[i] = append(out[i], paper.Point{X: float64(d.X) / kpuk.SignatureWide, Y: float64(d.Y) / kpuk.SignatureHigh})
		}
	}
	return out
}

// sheet is the page to take a meeting down by hand: who belongs to the group, the usual
// amounts by its rules, and room for what differs.
func (p *printer) sheet(id kpuk.ID, day kpuk.Date) (paper.Document, error) {
	g, t := p.env.Book.Group(id), p.env.Text
	if g == nil {
		return paper.Document{}, errGone
	}
	name, place := p.group(g)
	sitting := g.SittingOn(day)
	columns := []paper.Column{
		{Title: t.T("print.number"), Width: 1, Right: true}, {Title: t.T("print.name"), Width: 5}, {Title: t.T("print.present"), Width: 1.6},
	}
	kinds := kpuk.SheetKinds(sitting)
	for _, k := range kinds {
		columns = append(columns, paper.Column{Title: t.T("word.entry." + k.String()), Width: 2.4, Right: true})
	}
	table := paper.Table{Columns: append(columns, paper.Column{Title: t.T("print.sum"), Width: 2.6, Right: true}), Hand: true}
	for _, m := range sitting.Active() {
		usual, err := sitting.Suggest(m.ID)
		if err != nil {
			return paper.Document{}, err //nolint:wrapcheck // Make names the place
		}
		row := []string{t.Number(int64(m.Number)), m.Name, ""}
		for _, k := range kinds {
			amount := ""
			if usual[k] > 0 {
				amount = t.Amount(int64(usual[k]))
			}
			row = append(row, amount)
		}
		table.Rows = append(table.Rows, append(row, ""))
	}
	table.Total = append([]string{"", t.T("print.total"), ""}, make([]string, len(kinds)+1)...)
	return paper.Document{
		Title: t.T("print.sheet", "Group", name), Subtitle: place + "\n" + t.DateLong(day.Time()), Landscape: true,
		Code: kpuk.PageCode(id, day), CodeText: t.Date(day.Time()),
		Parts: []paper.Part{
			paper.Text(t.T("print.sheet_how")), table, p.count(g),
			paper.Heading(t.T("print.decided")), paper.Lines(4), p.chairs(),
		},
	}, nil
}

// count is the cash count to fill in: what was in the box, and how many of each note.
func (p *printer) count(g *book.Group) paper.Part {
	t := p.env.Text
	table := paper.Table{Hand: true}
	row := make([]string, 0, 9)
	for _, note := range kpuk.Denominations() {
		table.Columns = append(table.Columns, paper.Column{Title: t.Amount(int64(note)) + " ×", Width: 1})
		row = append(row, "")
	}
	table.Columns = append(table.Columns,
		paper.Column{Title: t.T("print.opening"), Width: 1.6, Right: true},
		paper.Column{Title: t.T("print.counted"), Width: 1.6, Right: true})
	opening := ""
	if g.Err() == nil {
		opening = t.Amount(int64(g.Cash()))
	}
	table.Rows = [][]string{append(row, opening, "")}
	return table
}
