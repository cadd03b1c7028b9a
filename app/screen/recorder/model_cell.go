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
