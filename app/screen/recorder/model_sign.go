package recorder

import (
	"pendamping/kpuk"
)

// Signatories are the offices that sign the minutes, in the order of their lines.
func Signatories() []kpuk.Role { return []kpuk.Role{kpuk.RoleChair, kpuk.RoleTreasurer} }

// officer is who holds an office on the day of the meeting, nil when nobody does.
func (m *Model) officer(role kpuk.Role) *kpuk.Member {
	for _, member := range m.members {
		if member.Role == role {
			return member
		}
	}
	return nil
}

// Signature is what the holder of an office drew under the minutes.
func (m *Model) Signature(role kpuk.Role) []kpuk.Stroke {
	member := m.officer(role)
	if member == nil {
		return nil
	}
	strokes, err := m.meeting.Signatures[member.ID].Strokes()
	if err != nil {
		return nil // a check of the meeting tells of it
	}
	return strokes
}

// CanSign tells whether the holder of an office can sign now.
func (m *Model) CanSign(role kpuk.Role) bool { return m.Editable() && m.officer(role) != nil }

// Sign keeps what the holder of an office drew; nothing drawn takes her signature away.
// It says what is wrong, in words, and then keeps nothing.
func (m *Model) Sign(role kpuk.Role, strokes []kpuk.Stroke) (problem string) {
	member := m.officer(role)
	if member == nil || !m.Editable() {
		return m.text.T("recorder.locked")
	}
	ink, err := kpuk.EncodeInk(strokes)
	for err != nil && thin(strokes) {
		ink, err = kpuk.EncodeInk(strokes)
	}
	if err != nil {
		return m.text.T("sign.too_long")
	}
	before := m.meeting.Signatures[member.ID]
	m.setSignature(member.ID, kpuk.Signature{At: m.env.Now().UnixMilli(), Ink: ink})
	words := m.text.T("sign.signed", "Name", member.Name)
	if len(ink) == 0 {
		words = m.text.T("sign.removed", "Name", member.Name)
	}
	m.undo = &undo{text: words, back: func() {
		// A register cannot be unwritten: no signature is one without strokes.
		m.setSignature(member.ID, kpuk.Signature{At: m.env.Now().UnixMilli(), Ink: before.Ink})
	}}
	return ""
}

// thin leaves every other dot of long strokes out, so that a drawing of many dots fits;
// false when there is nothing to leave out.
func thin(strokes []kpuk.Stroke) bool {
	thinned := false
	for i, s := range strokes {
		if len(s) < 4 {
			continue
		}
		out := s[:0:0]
		for k, d := range s {
			if k%2 == 0 || k == len(s)-1 {
				out = append(out, d)
			}
		}
		strokes[i], thinned = out, true
	}
	return thinned
}

// setSignature writes one signature.
func (m *Model) setSignature(member kpuk.ID, s kpuk.Signature) {
	m.change(func(d *kpuk.Meeting) {
		if d.Signatures == nil {
			d.Signatures = map[kpuk.ID]kpuk.Signature{}
		}
		d.Signatures[member] = s
	})
}
