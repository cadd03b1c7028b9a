package member

import (
	"strings"

	"pendamping/assets/area"
	"pendamping/kpuk"
)

// mostAreas is how many areas a search lists.
const mostAreas = 50

// Province is where the choice of a village begins: the province of her village, or else
// of her group.
func (m *Model) Province() string {
	for _, code := range []string{m.member.Village, m.groupVillage()} {
		if kpuk.AreaLevelOf(code) == kpuk.AreaVillage {
			return kpuk.AreaUp(code, kpuk.AreaProvince)
		}
	}
	if f := m.env.Book.Federation(); f != nil && len(f.Areas) > 0 {
		return kpuk.AreaUp(f.Areas[0], kpuk.AreaProvince)
	}
	return ""
}

func (m *Model) groupVillage() string {
	if g := m.env.Book.Group(m.member.Group); g != nil {
		return g.Village
	}
	return ""
}

// Path lists the areas below the province down to a code.
func (m *Model) path(code string) []area.Area {
	path := m.env.Areas.Path(code)
	if len(path) == 0 {
		return nil
	}
	return path[1:]
}

// find lists districts and villages of a name.
func (m *Model) find(query, in string) []area.Area { return m.env.Areas.Search(query, in, mostAreas) }

// AreaNote says where an area lies.
func (m *Model) AreaNote(code string) string {
	path := m.path(code)
	var parts []string
	for i := len(path) - 2; i >= 0; i-- {
		parts = append(parts, path[i].Short())
	}
	return strings.Join(parts, ", ")
}
