package app

import (
	"bytes"
	"slices"
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/store/receipt"
	"pendamping/sync/merge"
)

// compared tells a screen what came of comparing a meeting with the hub. A word counts for
// the receipt that it was given of: a meeting that changed waits for its next comparison.
func (s *syncer) compared(meeting kpuk.ID, r kpuk.Receipt) screen.Comparison {
	w := s.words[meeting]
	switch {
	case w.Differs() && w.Hub == (merge.Brief{}):
		return screen.Comparison{Outcome: screen.Differs, Here: kpuk.ReceiptCode(w.Here)}
	case w.Differs():
		return screen.Comparison{Outcome: screen.Differs, Here: kpuk.ReceiptCode(w.Here), Hub: kpuk.ReceiptCode(w.Hub)}
	case w.At > 0 && w.Agreed == r.Brief():
		return screen.Comparison{Outcome: screen.Agrees, At: time.UnixMilli(w.At)}
	}
	return screen.Comparison{}
}

// differing lists the meetings of which the hub holds something else, the newest first:
// IDs grow with time.
func differing(words map[kpuk.ID]receipt.Word) []kpuk.ID {
	var out []kpuk.ID
	for id, w := range words {
		if w.Differs() {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b kpuk.ID) int { return bytes.Compare(b[:], a[:]) })
	return out
}
