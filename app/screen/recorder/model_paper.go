package recorder

import (
	"maps"
	"slices"
	"strings"

	"pendamping/fault"
	"pendamping/kpuk"
)

// FromPaper tells whether the meeting was taken down by hand and is keyed in.
func (m *Model) FromPaper() bool { return m.meeting.Paper.Used }

// SetFromPaper says that the meeting is keyed in from a page, or not.
func (m *Model) SetFromPaper(used bool) { //nolint:revive // the state of a toggle
	if m.meeting.Paper.Used == used {
		return
	}
	m.change(func(d *kpuk.Meeting) { d.Paper.Used = used })
}

// PaperTotal is what is written at the foot of the page for a column.
type PaperTotal struct {
	Kind         kpuk.EntryKind
	Paper, Keyed kpuk.Rupiah
}

// Agrees tells whether page and rows say the same.
func (p PaperTotal) Agrees() bool { return p.Paper == p.Keyed }

// PaperTotals lists the columns of the page with both sums, in the page's order.
func (m *Model) PaperTotals() []PaperTotal {
	gaps, err := m.sitting().PaperGaps()
	if err != nil {
		return nil // the money step says that a sum does not fit
	}
	off := make(map[kpuk.EntryKind]kpuk.PaperGap)
	for _, g := range gaps {
		off[g.Kind] = g
	}
	var out []PaperTotal
	for _, kind := range kpuk.CellKinds() {
		paper := m.meeting.Paper.Totals[kind]
		total := PaperTotal{Kind: kind, Paper: paper, Keyed: paper}
		if g, ok := off[kind]; ok {
			total.Keyed = g.Keyed
		}
		if slices.Contains(m.sheet.columns, kind) || !total.Agrees() {
			out = append(out, total)
		}
	}
	return out
}

// SetPaperTotal keeps what is written at the foot of a column; a text that is no amount is
// refused.
func (m *Model) SetPaperTotal(kind kpuk.EntryKind, text string) error {
	const op fault.Op = "recorder.SetPaperTotal"
	var amount kpuk.Rupiah
	if strings.TrimSpace(text) != "" {
		var err error
		if amount, err = kpuk.ParseRupiah(text); err != nil {
			return fault.E(op, fault.Invalid, err)
		}
	}
	m.change(func(d *kpuk.Meeting) {
		totals := maps.Clone(d.Paper.Totals)
		if totals == nil {
			totals = make(map[kpuk.EntryKind]kpuk.Rupiah)
		}
		totals[kind] = amount
		if amount == 0 {
			delete(totals, kind)
		}
		d.Paper.Totals = totals
	})
	return nil
}

// pageCaption words a photo of a page by its QR code, and warns of another meeting's page.
func (m *Model) pageCaption(code string) (caption, warning string) {
	group, day, ok := kpuk.ParsePageCode(code)
	switch {
	case !ok:
		return "", ""
	case group == m.meeting.Group && day == m.meeting.Date:
		return m.text.T("recorder.paper_photo"), ""
	}
	name := m.text.T("recorder.paper_unknown")
	if g := m.env.Book.Group(group); g != nil {
		name = m.text.T("visits.group", "Name", g.Name)
	}
	return "", m.text.T("recorder.paper_other", "Group", name, "Date", m.text.Date(day.Time()))
}
