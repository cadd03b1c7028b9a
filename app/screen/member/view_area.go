package member

import (
	"pendamping/app/widget"
	"pendamping/assets/area"
)

// AreaPath lists the way to an area below its province.
func (m *Model) AreaPath(code string) []widget.Option { return options(m.path(code)) }

// AreasIn lists the areas just inside another.
func (m *Model) AreasIn(code string) []widget.Option { return options(m.env.Areas.Children(code)) }

// FindAreas lists areas by name.
func (m *Model) FindAreas(query, in string) []widget.Option { return options(m.find(query, in)) }

// options are areas as they are chosen from.
func options(areas []area.Area) []widget.Option {
	out := make([]widget.Option, len(areas))
	for i, a := range areas {
		out[i] = widget.Option{Value: a.Code, Text: a.Short()}
	}
	return out
}
