package paper

import "github.com/skip2/go-qrcode"

func (h Heading) set(p *press) {
	p.room(20)
	p.Ln(3)
	p.write(string(h), "B", partSize, plum)
	p.Ln(1)
}

func (t Text) set(p *press) {
	p.SetFont("plex", "", textSize)
	for _, line := range p.SplitText(printable(string(t)), p.width) {
		p.room(lineHigh)
		p.write(line, "", textSize, ink)
	}
	p.Ln(1.5)
}

func (pairs Pairs) set(p *press) {
	const share = 0.62
	for _, pair := range pairs {
		style := ""
		if pair.Strong {
			style = "B"
		}
		p.SetFont("plex", style, textSize)
		lines := p.SplitText(printable(pair.Label), p.width*share-2*cellPad)
		high := lineHigh * float64(max(1, len(lines)))
		p.room(high)
		x, y := margin, p.GetY()
		p.color(ink)
		p.SetXY(x, y)
		p.MultiCell(p.width*share, lineHigh, printable(pair.Label), "", "L", false)
		p.SetXY(x+p.width*share, y)
		p.CellFormat(p.width*(1-share), lineHigh, printable(pair.Value), "", 0, "R", false, 0, "")
		p.SetXY(x, y+high)
		p.line(y + high)
		p.Ln(0.6)
	}
	p.Ln(1.5)
}

// line draws a rule across the page.
func (p *press) line(y float64) {
	p.SetDrawColor(rule[0], rule[1], rule[2])
	p.SetLineWidth(0.15)
	p.Line(margin, y, margin+p.width, y)
}

func (t Table) set(p *press) {
	t.row(p, titles(t.Columns), "B", true)
	for _, row := range t.Rows {
		t.row(p, row, "", false)
	}
	if t.Total != nil {
		t.row(p, t.Total, "B", false)
	}
	p.Ln(2)
}

// titles is the head of a table.
func titles(cols []Column) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = c.Title
	}
	return out
}

// widths shares the width of the page among the columns.
func widths(cols []Column, width float64) []float64 {
	var sum float64
	for _, c := range cols {
		sum += c.Width
	}
	out := make([]float64, len(cols))
	for i, c := range cols {
		out[i] = width * c.Width / sum
	}
	return out
}

// cell sets the lines of a cell.
func (p *press) cell(lines []string, right bool, x, top, wide float64) { //nolint:revive // where it stands, not a way to steer
	align := "L"
	if right {
		align = "R"
	}
	for n, line := range lines {
		p.SetXY(x, top+float64(n)*lineHigh)
		p.CellFormat(wide, lineHigh, line, "", 0, align, false, 0, "")
	}
}

// row sets one row, as high as its highest cell; on a new page the head comes again.
func (t Table) row(p *press, cells []string, style string, head bool) { //nolint:revive // what a row is, not a way to steer
	wide := widths(t.Columns, p.width)
	p.SetFont("plex", style, textSize)
	lines := make([][]string, len(t.Columns))
	most := 1
	for i := range t.Columns {
		if i < len(cells) && cells[i] != "" {
			lines[i] = p.SplitText(printable(cells[i]), wide[i]-2*cellPad)
			most = max(most, len(lines[i]))
		}
	}
	high := float64(most)*lineHigh + 2*cellPad
	if t.Hand && !head {
		high = max(high, handHigh)
	}
	if p.room(high) && !head {
		t.row(p, titles(t.Columns), "B", true)
		p.SetFont("plex", style, textSize)
	}
	p.color(ink)
	p.SetDrawColor(rule[0], rule[1], rule[2])
	p.SetLineWidth(0.2)
	p.SetFillColor(sunk[0], sunk[1], sunk[2])
	x, y := margin, p.GetY()
	fill := "D"
	if head {
		fill = "FD"
	}
	for i, c := range t.Columns {
		p.Rect(x, y, wide[i], high, fill)
		top := y + cellPad
		if t.Hand && !head {
			top = y + (high-float64(len(lines[i]))*lineHigh)/2
		}
		p.cell(lines[i], c.Right, x+cellPad, top, wide[i]-2*cellPad)
		x += wide[i]
	}
	p.SetXY(margin, y+high)
}

func (s Signatures) set(p *press) {
	if len(s) == 0 {
		return
	}
	const high = 30.0
	p.room(high)
	p.Ln(4)
	wide := p.width / float64(len(s))
	y := p.GetY()
	for i, sig := range s {
		x := margin + float64(i)*wide
		p.strokes(sig.Strokes, x+wide/2-signWide/2, y)
		p.SetDrawColor(ink2[0], ink2[1], ink2[2])
		p.Line(x+4, y+18, x+wide-4, y+18)
		p.SetXY(x, y+19)
		p.SetFont("plex", "", textSize)
		p.color(ink2)
		p.CellFormat(wide, lineHigh, printable(sig.Who), "", 0, "C", false, 0, "")
	}
	p.SetXY(margin, y+high-4)
}

// signWide and signHigh are the field a signature is drawn in, in millimeters: five to
// two, as on the screen.
const (
	signWide = 40.0
	signHigh = 16.0
)

// strokes draws what was signed on a screen.
func (p *press) strokes(strokes [][]Point, x, y float64) {
	p.SetDrawColor(ink[0], ink[1], ink[2])
	p.SetLineWidth(0.4)
	for _, stroke := range strokes {
		for i, to := range stroke {
			from := stroke[max(0, i-1)]
			p.Line(x+from.X*signWide, y+from.Y*signHigh, x+to.X*signWide, y+to.Y*signHigh)
		}
	}
}

func (l Lines) set(p *press) {
	for range int(l) {
		p.room(handHigh)
		p.Ln(handHigh)
		p.line(p.GetY())
	}
	p.Ln(3)
}

// code draws the QR code module by module, so that it is sharp at any size.
func (p *press) code(x, y float64) {
	code, err := qrcode.New(p.doc.Code, qrcode.Medium)
	if err != nil {
		p.SetError(err)
		return
	}
	code.DisableBorder = true
	bits := code.Bitmap()
	side := qrSide / float64(len(bits))
	p.SetFillColor(0, 0, 0)
	for row, line := range bits {
		for col, black := range line {
			if black {
				p.Rect(x+float64(col)*side, y+float64(row)*side, side+0.02, side+0.02, "F")
			}
		}
	}
	p.SetXY(x-20, y+qrSide+1)
	p.SetFont("plex", "", smallSize)
	p.color(ink2)
	p.CellFormat(qrSide+20, 4, printable(p.doc.CodeText), "", 0, "R", false, 0, "")
}
