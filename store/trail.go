package store

import (
	"sync"

	"pendamping/sync/merge"
)

// trailSteps bounds the trail: twice as many steps of some 90 bytes are in memory at most.
const trailSteps = 16_384

// step is that a record came to stand at a position.
type step struct {
	standing

	partition merge.ID
	at        uint64
	by        merge.Replica // that wrote all that is new in the record; zero: several, or not known
}

// trail remembers where the newest alterations put their records, so that a hub need
// not open what everybody wrote for each of those who were here a moment ago. It is
// only a shortcut: what it does not reach is read from the index of positions. A device,
// which only ever asks for what is new to its screens, does without that index.
type trail struct {
	mu    sync.Mutex
	from  uint64 // steps lists every record that came to stand at a position above it
	to    uint64 // position of the store at the last step
	steps []step // ascending; what is here is never altered, so that readers may keep it
}

// add appends the sorted steps of a transaction that led from one position to another.
// If something went by the trail since, it begins anew.
func (w *trail) add(from, to uint64, steps []step) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if from != w.to {
		w.from, w.steps = from, nil
	}
	w.to = to
	w.steps = append(w.steps, steps...)
	if extra := len(w.steps) - trailSteps; extra > trailSteps {
		w.from = w.steps[extra-1].at
		w.steps = append([]step(nil), w.steps[extra:]...)
	}
}

// since returns all steps that a reader at a position has not seen, when the trail
// reaches back to it and on to the position of the store as the reader sees it. It may
// have newer steps than that, and steps of records that moved on.
func (w *trail) since(after, position uint64) ([]step, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if after < w.from || position > w.to || w.to == 0 {
		return nil, false
	}
	low, high := 0, len(w.steps)
	for low < high {
		if mid := (low + high) / 2; w.steps[mid].at <= after {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return w.steps[low:len(w.steps):len(w.steps)], true
}
