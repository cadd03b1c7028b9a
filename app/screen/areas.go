package screen

import "pendamping/assets/area"

// Areas are the areas of Indonesia, to choose from.
type Areas interface {
	// Path lists the areas from the province down to a code; nil for an unknown one.
	Path(code string) []area.Area
	// Children lists the areas just inside one; "" for the provinces.
	Children(code string) []area.Area
	// Search finds areas inside one by the beginnings of their names' words.
	Search(query, under string, limit int) []area.Area
}
