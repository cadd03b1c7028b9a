package kpuk

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"pendamping/fault"
)

// ErrDisputed says that two corrections of the line stand against each other: somebody
// decides first which of them holds.
var ErrDisputed = fault.New(fault.Invalid, "two corrections of the line stand against each other")

// Dispute is a line that two people corrected without knowing of each other, to different
// things: more than one line stands in its place. Only the first counts, on every device
// the same one, until a coordinator decides; summed up, the money would be there twice.
type Dispute struct {
	Root  ID       // the line as it was first written
	Lines []*Entry // what stands in its place, by ID
}

// Disputes lists them, by the day and ID of the line that counts. It must not be changed.
func (l *Ledger) Disputes() []Dispute { return l.disputes }

// dispute finds the lines that people disagree about.
func (l *Ledger) dispute() []Dispute {
	claims := map[ID][]*Entry{}
	for _, e := range l.entries {
		if e.Line.Kind != EntryVoid && !e.Line.Instead.IsZero() && l.voids[e.ID].IsZero() {
			root := l.root(e.ID)
			claims[root] = append(claims[root], e)
		}
	}
	var out []Dispute
	for root, lines := range claims {
		if len(lines) < 2 {
			continue
		}
		slices.SortFunc(lines, func(a, b *Entry) int { return bytes.Compare(a.ID[:], b.ID[:]) })
		out = append(out, Dispute{Root: root, Lines: lines})
	}
	slices.SortFunc(out, func(a, b Dispute) int {
		return cmp.Or(cmp.Compare(a.Lines[0].Line.Date, b.Lines[0].Line.Date), bytes.Compare(a.Lines[0].ID[:], b.Lines[0].ID[:]))
	})
	return out
}

// root is a corrected line as it was first written; a void stands for the line it voids. A
// ring, which nobody writes, ends after as many steps as there are entries.
func (l *Ledger) root(id ID) ID {
	for range len(l.entries) + 1 {
		e := l.byID[id]
		switch {
		case e == nil:
			return id
		case e.Line.Kind == EntryVoid:
			id = e.Line.Voids
		case e.Line.Instead.IsZero():
			return id
		default:
			id = e.Line.Instead
		}
	}
	return id
}

// Origin is the line, as it was first written, in whose place an entry stands; the entry
// itself where it stands in no other's.
func (l *Ledger) Origin(id ID) ID { return l.root(id) }

// Of tells whether a line is one of those that stand against each other.
func (d Dispute) Of(id ID) bool {
	return slices.ContainsFunc(d.Lines, func(e *Entry) bool { return e.ID == id })
}

// disputed tells whether a line, or what it stands instead of, is in dispute.
func (l *Ledger) disputed(id ID) bool {
	root := l.root(id)
	return slices.ContainsFunc(l.Disputes(), func(d Dispute) bool { return d.Root == root })
}

// Decision says which of the lines that stand against each other holds.
type Decision struct {
	ID     ID // of its note on the meetings it changes
	Root   ID // of the dispute
	Keep   ID // the line that holds; zero: none of them, it never happened
	Reason string
	By     Actor
}

// Decide works out a decision as [Holdings.Correct] does a correction: the other lines are
// voided on their own days, later payments split anew, and what corrections left at the
// meetings is named anew. It is for who reviews: others are [ErrNotYours].
func (h *Holdings) Decide(d Decision, today Date) (*Ripple, error) {
	k := h.correcting(Correction{ID: d.ID, Entry: d.Root, Reason: d.Reason, By: d.By}, today)
	disputes := h.Ledger.Disputes()
	i := slices.IndexFunc(disputes, func(o Dispute) bool { return o.Root == d.Root })
	switch {
	case !d.By.Office.reviews():
		return nil, fault.E(opCorrect, fault.Denied, ErrNotYours)
	case i < 0 || (!d.Keep.IsZero() && !disputes[i].Of(d.Keep)):
		return nil, fault.E(opCorrect, fault.NotFound, ErrNoEntry)
	case strings.TrimSpace(d.Reason) == "":
		return nil, fault.E(opCorrect, fault.Invalid, ErrNoReason)
	}
	for _, e := range disputes[i].Lines {
		k.clean[e.Line.Meeting] = true
		if e.ID == d.Keep {
			k.own = e.Line.Meeting
			if !e.Line.Loan.IsZero() {
				k.spread[e.Line.Loan] = true
			}
			continue
		}
		if k.own.IsZero() {
			k.own = e.Line.Meeting
		}
		k.take(e)
	}
	if err := k.finish(); err != nil {
		return nil, fault.E(opCorrect, fault.Other, err)
	}
	return k.r, nil
}

// Resolve works out which of two values of a corrected line holds, where both were written
// under the same name: the line is voided and what is right is written anew. Decision.Root
// is the line; Keep means nothing here.
func (h *Holdings) Resolve(d Decision, right EntryLine, today Date) (*Ripple, error) {
	k := h.correcting(Correction{ID: d.ID, Entry: d.Root, Reason: d.Reason, By: d.By}, today)
	wrong := h.Ledger.byID[d.Root]
	switch {
	case !d.By.Office.reviews():
		return nil, fault.E(opCorrect, fault.Denied, ErrNotYours)
	case wrong == nil || !h.Ledger.voids[d.Root].IsZero():
		return nil, fault.E(opCorrect, fault.NotFound, ErrNoEntry)
	case strings.TrimSpace(d.Reason) == "":
		return nil, fault.E(opCorrect, fault.Invalid, ErrNoReason)
	}
	k.own, k.clean[wrong.Line.Meeting] = wrong.Line.Meeting, true
	k.take(wrong)
	e := k.put(right, wrong.ID)
	k.places[e.ID] = placeOf(wrong)
	k.r.Problems = append(k.r.Problems, right.Check()...)
	if err := k.finish(); err != nil {
		return nil, fault.E(opCorrect, fault.Other, err)
	}
	return k.r, nil
}
