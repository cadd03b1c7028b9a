package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Measures of list rows in dp; the three heights are the ones in use.
const (
	// RowCompact is the height of a row of two lines in a dense list.
	RowCompact = 64
	// RowMedium is the height of a row with room around two lines.
	RowMedium = 72
	// RowTall is the height of a row with a lead tile.
	RowTall = 88

	rowMargin   = 16
	rowNumber   = 40
	rowLead     = 64
	rowLeadTall = 48
	rowChevron  = 20
	rowGap      = 16
)

// RowCell is one right-aligned figure of a list row; Note stands below Text.
type RowCell struct {
	Text, Note string
	Bold       bool
	// Width in dp; 0 takes what the text needs.
	Width float32
}

// ListRowConfig is what a list row shows. All but Title may be left out.
type ListRowConfig struct {
	// At the left stands a number, or a soft tile with icon and text, or a person's initials.
	No       string
	LeadIcon fyne.Resource
	LeadText string
	Person   string

	Title, Subtitle string
	// The chip stands beside the title, or in a column of its own when ChipWidth is set.
	ChipText  string
	ChipIcon  fyne.Resource
	ChipTone  Tone
	ChipWidth float32

	Cells    []RowCell
	Chevron  bool
	Selected bool
	// Last leaves out the divider below.
	Last bool
	// Height in dp; 0 means RowMedium.
	Height float32
	// Tapped opens the row; nil makes it plain text.
	Tapped func()
}

// ListRow is one line of a list: lead, title over subtitle, chip, figures, chevron.
type ListRow struct {
	tapper
	cfg             ListRowConfig
	ground, rule    *canvas.Rectangle
	lead            *box
	leadIcon        *glyph
	leadText        *canvas.Text
	title, subtitle *canvas.Text
	chip            *box
	chipIcon        *glyph
	chipText        *canvas.Text
	cells           []*rowFigure
	chevron         *glyph
	bare            bool // the chip shows its icon alone
	draw            *drawing
}

// rowFigure is the drawn form of a RowCell.
type rowFigure struct{ text, note *canvas.Text }

// NewListRow makes a row; Set fills it again when it is reused.
func NewListRow(cfg ListRowConfig) *ListRow {
	text := func() *canvas.Text { return canvas.NewText("", nil) }
	r := &ListRow{
		ground: canvas.NewRectangle(nil), rule: canvas.NewRectangle(nil),
		lead: newBox(), leadIcon: newGlyph(), leadText: text(),
		title: text(), subtitle: text(), chip: newBox(), chipIcon: newGlyph(), chipText: text(),
		chevron: newGlyph(),
	}
	r.extend(r)
	r.Set(cfg)
	return r
}

// Set shows another content.
func (r *ListRow) Set(cfg ListRowConfig) {
	if cfg.Height <= 0 {
		cfg.Height = RowMedium
	}
	r.cfg, r.tapped = cfg, cfg.Tapped
	for len(r.cells) < len(cfg.Cells) {
		r.cells = append(r.cells, &rowFigure{canvas.NewText("", nil), canvas.NewText("", nil)})
	}
	if r.draw != nil {
		r.draw.objects = r.objects()
		r.Refresh()
	}
}

// CreateRenderer is called by the toolkit.
func (r *ListRow) CreateRenderer() fyne.WidgetRenderer {
	r.paint()
	r.draw = &drawing{owner: r, objects: r.objects(), layout: r.layout, min: r.minSize, refresh: r.paint}
	return r.draw
}

// objects lists everything from the back to the front.
func (r *ListRow) objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.ground, r.rule}
	objects = append(objects, r.lead.objects()...)
	objects = append(objects, r.leadIcon.Image, r.leadText, r.title, r.subtitle)
	objects = append(objects, r.chip.objects()...)
	objects = append(objects, r.chipIcon.Image, r.chipText, r.chevron.Image)
	for _, c := range r.cells {
		objects = append(objects, c.text, c.note)
	}
	return objects
}

// minSize lets title and subtitle be shortened but not the figures.
func (r *ListRow) minSize() fyne.Size {
	return fyne.NewSize(240, r.cfg.Height*measureOf(r, theme.SizeText)/15)
}

// paint takes content and theme over.
func (r *ListRow) paint() {
	th, c := r.Theme(), &r.cfg
	ground := theme.Card
	if c.Selected || r.focused {
		ground = theme.PlumSoft
	}
	fillWith(r.ground, tint(r, ground), 0)
	fillWith(r.rule, tint(r, theme.Line), 0)
	setVisible(r.rule, !c.Last)
	r.paintLead()
	write(r.title, th, c.Title, inkStyle{size: theme.SizeName, tone: theme.Ink, bold: true})
	write(r.subtitle, th, c.Subtitle, inkStyle{size: r.subtitleSize(), tone: theme.Ink2})
	r.chip.set(look{fill: tint(r, c.ChipTone.soft()), radius: 12})
	r.chip.show(c.ChipText != "")
	r.chipIcon.set(c.ChipIcon, tint(r, c.ChipTone.ink()))
	setVisible(r.chipIcon.Image, c.ChipText != "" && c.ChipIcon != nil)
	write(r.chipText, th, c.ChipText, inkStyle{size: theme.SizeCaption, tone: c.ChipTone.ink(), bold: true})
	for i, f := range r.cells {
		var cell RowCell
		if i < len(c.Cells) {
			cell = c.Cells[i]
		}
		write(f.text, th, cell.Text,
			inkStyle{size: theme.SizeName, tone: theme.Ink, bold: cell.Bold, align: fyne.TextAlignTrailing})
		write(f.note, th, cell.Note, inkStyle{size: theme.SizeCaption, tone: theme.Ink2, align: fyne.TextAlignTrailing})
	}
	r.chevron.set(assets.Icon("caret-right"), tint(r, theme.Ink2))
	setVisible(r.chevron.Image, c.Chevron)
}

// subtitleSize is smaller in a dense list.
func (r *ListRow) subtitleSize() fyne.ThemeSizeName {
	if r.cfg.Height <= RowCompact {
		return theme.SizeCaption
	}
	return theme.SizeText
}

// paintLead draws number, tile or initials.
func (r *ListRow) paintLead() {
	c := &r.cfg
	text, f := c.No, inkStyle{size: theme.SizeText, tone: theme.Ink2}
	tile := c.LeadText != "" || c.LeadIcon != nil || c.Person != ""
	if tile {
		text, f = c.LeadText, inkStyle{size: theme.SizeName, tone: theme.PlumInk, bold: true}
	}
	radius := float32(12)
	if c.Person != "" {
		text, f.align, radius = Initials(c.Person), fyne.TextAlignCenter, rowLeadTall/2
	}
	ground := theme.PlumSoft
	if c.Selected || r.focused {
		ground = theme.Card // the row itself is plumSoft now
	}
	r.lead.set(look{fill: tint(r, ground), radius: radius})
	r.lead.show(tile)
	r.leadIcon.set(c.LeadIcon, tint(r, theme.PlumInk))
	write(r.leadText, r.Theme(), text, f)
}

// layout places lead and chevron at the ends, then the figures from the right, then
// the title in what is left.
func (r *ListRow) layout(size fyne.Size) {
	place(r.ground, 0, 0, size.Width, size.Height)
	mid := (size.Height - 1) / 2
	left := r.layoutLead(mid)
	place(r.rule, left, size.Height-1, size.Width-left, 1)
	right := size.Width - rowMargin
	if r.cfg.Chevron {
		place(r.chevron.Image, right-rowChevron+4, mid-rowChevron/2, rowChevron, rowChevron)
		right -= rowChevron + rowGap - 4
	}
	r.bareChip(false)
	if r.cfg.ChipText != "" && r.cfg.ChipWidth > 0 {
		r.bareChip(r.chipNeeds() > r.cfg.ChipWidth)
		r.layoutChip(right-r.cfg.ChipWidth, mid)
	}
	if r.cfg.ChipWidth > 0 {
		right -= r.cfg.ChipWidth + rowGap
	}
	right = r.layoutCells(right, mid)
	r.layoutTitle(left, right, mid)
}

// layoutLead places the lead and tells where the title begins.
func (r *ListRow) layoutLead(mid float32) float32 {
	c := &r.cfg
	switch {
	case c.Person != "":
		r.lead.place(fyne.NewPos(rowMargin, mid-rowLeadTall/2), fyne.NewSquareSize(rowLeadTall))
		line(r.leadText, rowMargin, mid, rowLeadTall)
		return rowMargin + rowLeadTall + rowGap
	case c.LeadText != "" || c.LeadIcon != nil:
		r.lead.place(fyne.NewPos(rowMargin, mid-rowLeadTall/2), fyne.NewSize(rowLead, rowLeadTall))
		width := r.leadText.MinSize().Width
		total := width
		if c.LeadIcon != nil {
			total += 22
		}
		x := rowMargin + (rowLead-total)/2
		if c.LeadIcon != nil {
			place(r.leadIcon.Image, x, mid-9, 18, 18)
			x += 22
		}
		line(r.leadText, x, mid, width)
		return rowMargin + rowLead + rowGap
	case c.No != "":
		line(r.leadText, rowMargin, mid, rowNumber)
		return rowMargin + rowNumber
	default:
		return rowMargin
	}
}

// layoutCells places the figures, last at the right, and tells where they begin.
func (r *ListRow) layoutCells(right, mid float32) float32 {
	scale := measureOf(r, theme.SizeText) / 15
	name, caption := measureOf(r, theme.SizeName), measureOf(r, theme.SizeCaption)
	end := right
	for i := len(r.cfg.Cells) - 1; i >= 0; i-- {
		f, cell := r.cells[i], r.cfg.Cells[i]
		width := cell.Width // columns of figures keep theirs, so that heads stand above them
		if width > 0 && isFigure(cell.Text) {
			fit(f.text, cell.Text, width, name)
			fit(f.note, cell.Note, width, caption)
		} else {
			width = max(width, f.text.MinSize().Width, f.note.MinSize().Width)
		}
		if cell.Note == "" {
			line(f.text, end-width, mid, width)
		} else {
			line(f.text, end-width, mid-9*scale, width)
			line(f.note, end-width, mid+12*scale, width)
		}
		end -= width + rowGap
	}
	return end
}

// layoutTitle places title, subtitle and the chip beside the title.
func (r *ListRow) layoutTitle(left, right, mid float32) {
	c, scale := &r.cfg, measureOf(r, theme.SizeText)/15
	width := right - left
	titleMid := mid
	if c.Subtitle != "" {
		titleMid = mid - 9.5*scale
		fit(r.subtitle, c.Subtitle, width, measureOf(r, r.subtitleSize()))
		line(r.subtitle, left, mid+11.5*scale, width)
	}
	room := width
	inline := c.ChipText != "" && c.ChipWidth <= 0
	size := measureOf(r, theme.SizeName)
	if inline {
		title := fyne.MeasureText(c.Title, size, fyne.TextStyle{Bold: true}).Width
		r.bareChip(title+12+r.chipNeeds() > width)
		room -= 12 + r.chipNeeds()
	}
	fit(r.title, c.Title, max(48, room), size)
	line(r.title, left, titleMid, max(48, room))
	if inline {
		r.layoutChip(left+r.title.MinSize().Width+12, titleMid)
	}
}

// bareChip leaves the icon alone of a chip that has no room for its word. A chip without
// an icon keeps the word.
func (r *ListRow) bareChip(bare bool) {
	r.bare = bare && r.cfg.ChipIcon != nil
	setVisible(r.chipText, r.cfg.ChipText != "" && !r.bare)
}

// chipNeeds is the width of the chip in dp.
func (r *ListRow) chipNeeds() float32 {
	if r.bare {
		return 16 + 2*8
	}
	width := r.chipText.MinSize().Width + 2*8
	if r.cfg.ChipIcon != nil {
		width += 20
	}
	return width
}

// layoutChip places the chip with its left edge at x.
func (r *ListRow) layoutChip(x, mid float32) {
	width, textX := r.chipNeeds(), x+8
	r.chip.place(fyne.NewPos(x, mid-12), fyne.NewSize(width, 24))
	if r.cfg.ChipIcon != nil {
		place(r.chipIcon.Image, x+8, mid-8, 16, 16)
		textX += 20
	}
	line(r.chipText, textX, mid, width)
}
