// Package paper sets documents for printing: minutes, books, and pages to fill in by hand.
//
// A [Document] is words and tables, already in the user's language; Write sets it on A4
// with the songket strip at its head and page numbers at its foot. Tables break between
// rows and repeat their head; what does not fit a cell is wrapped, never cut. The same
// document gives the same bytes.
package paper

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-pdf/fpdf"

	"pendamping/assets"
	"pendamping/fault"
)

// Document is what is printed.
type Document struct {
	Title, Subtitle string
	// Landscape turns the page; tables with many columns need it.
	Landscape bool
	// Code is drawn as a QR code at the head, CodeText below it; empty: none.
	Code, CodeText string
	// Foot stands at the foot of each page, Page at its right; in Page the words {page} and
	// {pages} stand for numbers.
	Foot, Page string
	Made       time.Time
	Parts      []Part
}

// Part is one piece of a document: [Heading], [Text], [Pairs], [Table], [Signatures] or
// [Lines].
type Part interface{ set(p *press) }

// Heading begins a section.
type Heading string

// Text is a paragraph.
type Text string

// Pair is a figure with its name.
type Pair struct {
	Label, Value string
	Strong       bool
}

// Pairs are figures below each other.
type Pairs []Pair

// Column is a column of a table.
type Column struct {
	Title string
	Width float64 // its share of the width
	Right bool    // figures
}

// Table is rows under a head.
type Table struct {
	Columns []Column
	Rows    [][]string
	// Total is the last row, strong; nil: none.
	Total []string
	// Hand makes the rows high enough to be filled in by hand.
	Hand bool
}

// Signatures are lines to sign on, each with who signs. What was signed on a screen is
// drawn above its line.
type Signatures []Signature

// Signature is one line to sign on.
type Signature struct {
	Who string
	// Strokes are what was signed on screen, in parts of the width and height of the field;
	// nil: to be signed by hand.
	Strokes [][]Point
}

// Point is a place in a field, from 0 to 1 in both directions, downwards.
type Point struct{ X, Y float64 }

// Lines are empty lines to write on.
type Lines int

// The measures of a page in millimeters and the sizes of text in points.
const (
	margin    = 15.0
	stripHigh = 4.0
	qrSide    = 26.0
	footHigh  = 10.0
	textSize  = 9.5
	smallSize = 8.0
	headSize  = 16.0
	partSize  = 11.5
	lineHigh  = 4.6
	handHigh  = 9.0
	cellPad   = 1.2
)

// The colors of the print: ink, secondary ink, rule, head of a table, plum.
var (
	ink   = [3]int{0x2B, 0x1E, 0x29} //nolint:gochecknoglobals // a constant
	ink2  = [3]int{0x5C, 0x4B, 0x57} //nolint:gochecknoglobals // a constant
	rule  = [3]int{0xB8, 0xA8, 0x90} //nolint:gochecknoglobals // a constant
	sunk  = [3]int{0xED, 0xE3, 0xD3} //nolint:gochecknoglobals // a constant
	plum  = [3]int{0x6B, 0x2C, 0x5F} //nolint:gochecknoglobals // a constant
	amber = [3]int{0xE3, 0xA5, 0x35} //nolint:gochecknoglobals // a constant
)

// press sets parts one after another.
type press struct {
	*fpdf.Fpdf
	doc    Document
	width  float64 // between the margins
	bottom float64 // lowest y of a part
}

// Write sets a document as PDF.
func Write(w io.Writer, doc Document) error {
	const op fault.Op = "paper.Write"
	orientation := "P"
	if doc.Landscape {
		orientation = "L"
	}
	p := &press{Fpdf: fpdf.New(orientation, "mm", "A4", ""), doc: doc}
	p.SetCreationDate(doc.Made)
	p.SetModificationDate(doc.Made)
	p.SetCatalogSort(true)
	p.SetTitle(printable(doc.Title), true)
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(false, 0)
	for name, file := range map[string]string{"": "IBMPlexSans_400Regular", "B": "IBMPlexSans_600SemiBold"} {
		p.AddUTF8FontFromBytes("plex", name, assets.Font(file).Content())
	}
	p.AddUTF8FontFromBytes("literata", "B", assets.Font("Literata_700Bold").Content())
	wide, high := p.GetPageSize()
	p.width, p.bottom = wide-2*margin, high-margin-footHigh
	p.AliasNbPages("{nb}")
	p.SetFooterFunc(p.foot)
	p.AddPage()
	p.head()
	for _, part := range doc.Parts {
		part.set(p)
	}
	if err := p.Output(w); err != nil {
		return fault.E(op, fault.Transient, fmt.Errorf("print: %w", err))
	}
	return nil
}

// color sets what text is written in.
func (p *press) color(c [3]int) { p.SetTextColor(c[0], c[1], c[2]) }

// write sets lines of text from the left margin on and moves below them.
func (p *press) write(text, style string, size float64, c [3]int) {
	p.SetFont("plex", style, size)
	p.color(c)
	p.MultiCell(p.width, lineHigh, printable(text), "", "L", false)
}

// printable leaves out what cannot be set: the fonts have no letters beyond the basic
// plane (pictures and the like), for which a question mark stands.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r < ' ' || r == 0x7f:
			return ' '
		case r > 0xffff || r == utf8.RuneError:
			return '?'
		}
		return r
	}, text)
}

// room begins a new page unless so many millimeters are left.
func (p *press) room(high float64) bool {
	if p.GetY()+high <= p.bottom {
		return false
	}
	p.AddPage()
	p.SetY(margin)
	return true
}

// head is strip, title and code.
func (p *press) head() {
	p.strip(margin, margin-6, p.width)
	y := margin + 2
	wide := p.width
	if p.doc.Code != "" {
		wide -= qrSide + 6
		p.code(margin+p.width-qrSide, y)
	}
	p.SetXY(margin, y)
	p.SetFont("literata", "B", headSize)
	p.color(ink)
	p.MultiCell(wide, 7, printable(p.doc.Title), "", "L", false)
	p.SetFont("plex", "", textSize+1)
	p.color(ink2)
	p.MultiCell(wide, 5.2, printable(p.doc.Subtitle), "", "L", false)
	below := p.GetY() + 4
	if p.doc.Code != "" {
		below = max(below, y+qrSide+8)
	}
	p.SetY(below)
}

// strip draws the row of songket diamonds.
func (p *press) strip(x, y, wide float64) {
	const step = 8.0
	n := int(wide / step)
	for i := range n {
		cx := x + (float64(i)+0.5)*wide/float64(n)
		p.rhomb(cx, y, stripHigh/2, plum)
		p.rhomb(cx, y, stripHigh/4, amber)
	}
}

// rhomb fills a diamond.
func (p *press) rhomb(x, y, half float64, c [3]int) {
	p.SetFillColor(c[0], c[1], c[2])
	p.Polygon([]fpdf.PointType{{X: x - half, Y: y}, {X: x, Y: y - half}, {X: x + half, Y: y}, {X: x, Y: y + half}}, "F")
}

// foot is the line at the foot of every page.
func (p *press) foot() {
	_, high := p.GetPageSize()
	p.SetXY(margin, high-margin-2)
	p.SetFont("plex", "", smallSize)
	p.color(ink2)
	p.CellFormat(p.width/2, 4, printable(p.doc.Foot), "", 0, "L", false, 0, "")
	p.CellFormat(p.width/2, 4, p.number(), "", 0, "R", false, 0, "")
}

// number is the page's own number in words.
func (p *press) number() string {
	return strings.NewReplacer("{page}", strconv.Itoa(p.PageNo()), "{pages}", "{nb}").Replace(p.doc.Page)
}
