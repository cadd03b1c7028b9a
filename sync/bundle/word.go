package bundle

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Headers in which a hub tells the carrier of a bundle, who cannot read the answer, what
// became of it: numbers, and nothing about anybody.
const (
	HeldHeader     = "Pdp-Held"     // replica in hexadecimal, a dot, how far the hub holds its log
	RefusedHeader  = "Pdp-Refused"  // numbers of changes in quarantine, with commas between
	BranchedHeader = "Pdp-Branched" // from this number on the hub holds another history
)

// Word is what the carrier of a bundle learns.
type Word struct {
	Replica  merge.Replica
	Held     uint64   // the hub has dealt with the log up to here
	Refused  []uint64 // of these: without effect
	Branched uint64   // from here on the hub holds other changes; 0: it does not
}

// Word is what an import tells the carrier.
func (o *Outcome) Word() Word {
	w := Word{Replica: o.Replica, Held: o.Held.Seq}
	if o.forked {
		w.Branched = 1 // of the whole history nothing is known to be common
	}
	for _, v := range o.Verdicts {
		switch {
		case v.Code == merge.Branched:
			w.Branched = v.Seq
		case !v.Code.Merged():
			w.Refused = append(w.Refused, v.Seq)
		}
	}
	return w
}

// Rejects tells whether a change is without effect at the hub.
func (w *Word) Rejects(seq uint64) bool {
	return w.Branched > 0 && seq >= w.Branched || slices.Contains(w.Refused, seq)
}

// Write hands the headers to set.
func (w *Word) Write(set func(name, value string)) {
	set(HeldHeader, hex.EncodeToString(w.Replica[:])+"."+strconv.FormatUint(w.Held, 10))
	if len(w.Refused) > 0 {
		all := make([]string, 0, len(w.Refused))
		for _, seq := range w.Refused {
			all = append(all, strconv.FormatUint(seq, 10))
		}
		set(RefusedHeader, strings.Join(all, ","))
	}
	if w.Branched > 0 {
		set(BranchedHeader, strconv.FormatUint(w.Branched, 10))
	}
}

// ReadWord reads what Write wrote; false for a hub that says nothing.
func ReadWord(get func(name string) string) (w Word, ok bool) {
	replica, held, _ := strings.Cut(get(HeldHeader), ".")
	raw, err := hex.DecodeString(replica)
	if err != nil || len(raw) != len(w.Replica) {
		return Word{}, false
	}
	w.Replica = merge.Replica(raw)
	if w.Held, err = strconv.ParseUint(held, 10, 64); err != nil {
		return Word{}, false
	}
	for text := range strings.SplitSeq(get(RefusedHeader), ",") {
		if text == "" {
			continue
		}
		seq, fail := strconv.ParseUint(text, 10, 64)
		if fail != nil {
			return Word{}, false
		}
		w.Refused = append(w.Refused, seq)
	}
	if text := get(BranchedHeader); text != "" {
		if w.Branched, err = strconv.ParseUint(text, 10, 64); err != nil {
			return Word{}, false
		}
	}
	return w, true
}

// rotates tells whether a reply says that the hub holds another history.
func rotates(r *wire.Reply) bool {
	return slices.ContainsFunc(r.Directives, func(d wire.Directive) bool { return d.Kind == wire.DirectRotate })
}
