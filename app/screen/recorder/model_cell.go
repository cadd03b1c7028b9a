package recorder

import (
	"slices"
	"strings"

	"pendamping/kpuk"
)

// cellName is the cell's name for the device: member and kind.
func (m *Model) cellName() string {
	if len(m.members) == 0 || len(m.sheet.columns) == 0 {
		return ""
	}
	return m.members[m.sheet.row].ID.String() + "/" + m.sheet.columns[m.sheet.col].String()
}

// attendCellMark begins the name of whose choices are open on the page of attendance, in the
// place of a cell of the grid.
const attendCellMark = "attend/"

// Who is attended to when it is no member.
const (
	attendNobody = -1
	attendGuests = -2
)

// Attend notes whose choices are open on the page of attendance, to reopen there.
func (m *Model) Attend(i int) {
	if m.attending != i {
		m.attending = i
		m.resume()
	}
}

// Attending is whose choices are open.
func (m *Model) Attending() int { return m.attending }

// attendCell names whose choices are open for the device; empty when nobody's are.
func (m *Model) attendCell() string {
	switch {
	case m.attending == attendGuests:
		return attendCellMark
	case m.attending >= 0 && m.attending < len(m.members):
		return attendCellMark + m.members[m.attending].ID.String()
	default:
		return ""
	}
}

// attendingAt finds whose choices a name says.
func attendingAt(name string, members []*kpuk.Member) int {
	id, ok := strings.CutPrefix(name, attendCellMark)
	switch {
	case !ok:
		return attendNobody
	case id == "":
		return attendGuests
	}
	return slices.IndexFunc(members, func(x *kpuk.Member) bool { return x.ID.String() == id })
}

// cellAt finds the cell of a name; without one, the first row that is open.
func (m *Model) cellAt(name string) (row, col int) {
	id, kind, found := strings.Cut(name, "/")
	if found {
		row = slices.IndexFunc(m.members, func(x *kpuk.Member) bool { return x.ID.String() == id })
		col = slices.IndexFunc(m.sheet.columns, func(k kpuk.EntryKind) bool { return k.String() == kind })
		if row >= 0 && col >= 0 {
			return row, col
		}
	}
	for i := range m.members {
		if m.Row(i).State == RowOpen {
			return i, 0
		}
	}
	return 0, 0
}
