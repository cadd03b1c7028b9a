package screen

import (
	"slices"
	"strings"
)

// Villages lists the codes of the villages in which this device holds a group, by name.
func (e *Env) Villages() []string {
	var codes []string
	for _, g := range e.Book.Groups() {
		if g.Village != "" && !slices.Contains(codes, g.Village) {
			codes = append(codes, g.Village)
		}
	}
	slices.SortFunc(codes, func(x, y string) int { return strings.Compare(e.Area(x), e.Area(y)) })
	return codes
}
