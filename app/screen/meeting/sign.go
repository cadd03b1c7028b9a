package meeting

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"

	"pendamping/app/widget"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Signature is a name drawn under the minutes.
type Signature struct {
	Name    string
	Role    string // office of who signed; empty when she has none now
	Strokes []kpuk.Stroke

	rank kpuk.Role
}

// loadSignatures fills in who signed, by office. Strokes that cannot be read are left
// out; a check of the meeting tells of them.
func (m *Model) loadSignatures(held *book.Meeting) {
	for id, s := range held.Signatures {
		strokes, err := s.Strokes()
		name := m.name(id)
		if err != nil || len(strokes) == 0 || name == "" {
			continue
		}
		out := Signature{Name: name, Strokes: strokes}
		if member := m.env.Book.Member(id); member != nil && member.Role != kpuk.RoleMember && member.Group == held.Group {
			out.Role, out.rank = m.env.Text.T("word.role."+member.Role.String()), member.Role
		}
		m.Signatures = append(m.Signatures, out)
	}
	slices.SortFunc(m.Signatures, func(a, b Signature) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.Name, b.Name)) })
}

// Measures of a signature in dp.
const (
	signWide = 160
	signHigh = 64
)

// signatures are the names drawn under the minutes, each over its line.
func (v *View) signatures() fyne.CanvasObject {
	lines := make([]fyne.CanvasObject, 0, len(v.model.Signatures))
	for _, s := range v.model.Signatures {
		ink := make([][]fyne.Position, 0, len(s.Strokes))
		for _, stroke := range s.Strokes {
			line := make([]fyne.Position, 0, len(stroke))
			for _, d := range stroke {
				line = append(line, fyne.NewPos(float32(d.X), float32(d.Y)))
			}
			ink = append(ink, line)
		}
		drawn := widget.HStack(0, widget.Fixed(widget.NewInk(ink), signWide, signHigh))
		lines = append(lines, widget.VStack(4, widget.Caption(s.Role), drawn, widget.Rule(), widget.Strong(s.Name)))
	}
	return widget.Columns(nil, 40, lines...)
}
