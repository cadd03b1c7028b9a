package fleet

import (
	"slices"
	"testing"
)

// TestSurviving: what stands in a field follows from what the authors of the writes that
// took effect had seen.
func TestSurviving(t *testing.T) {
	saw := func(tokens ...uint64) *written { return &written{saw: tokens} }
	wrote := func(tokens ...uint64) *written { return &written{wrote: tokens} }
	for name, test := range map[string]struct {
		writes    []*written // the first has token 1
		effective []uint64
		want      []uint64
	}{
		"one after the other":                 {[]*written{saw(), saw(1), saw(2)}, []uint64{1, 2, 3}, []uint64{3}},
		"unseen":                              {[]*written{saw(), saw(), saw(1)}, []uint64{1, 2, 3}, []uint64{2, 3}},
		"over a refused one on her screen":    {[]*written{saw(), saw(1), saw(2)}, []uint64{1, 3}, []uint64{3}},
		"over a refused one that had left":    {[]*written{saw(), saw(1), wrote(2)}, []uint64{1, 3}, []uint64{1, 3}},
		"over one that had left":              {[]*written{saw(), saw(1), wrote(2)}, []uint64{1, 2, 3}, []uint64{3}},
		"refused, left, back on a screen":     {[]*written{saw(), saw(1), wrote(2), saw(3)}, []uint64{1, 4}, []uint64{1, 4}},
		"known to one, on the screen of both": {[]*written{saw(), saw(1), wrote(2), saw(3, 2)}, []uint64{1, 4}, []uint64{4}},
		"nothing took effect":                 {[]*written{saw(), saw(1)}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			m, effective := newModel(), map[uint64]struct{}{}
			for _, w := range test.writes {
				m.note(m.token(), w)
			}
			for _, token := range test.effective {
				effective[token] = struct{}{}
			}
			if got := m.surviving(place{}, effective); !slices.Equal(got, test.want) {
				t.Errorf("%v stand, want %v", got, test.want)
			}
		})
	}
}
