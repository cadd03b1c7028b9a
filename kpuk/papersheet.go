package kpuk

import (
	"slices"
	"strings"
)

// SheetKinds are the columns of the printed page of a meeting, in the order of the money
// grid: savings and social fund by the group's rules, voluntary savings, penalties, and
// instalments where somebody owes. The page and the grid on the screen have the same
// order, so that the one is keyed in from the other from left to right.
func SheetKinds(s *Sitting) []EntryKind {
	wanted := make(map[EntryKind]bool)
	wanted[EntryWajib], wanted[EntrySocialIn] = s.Rules.Wajib > 0, s.Rules.Social > 0
	wanted[EntrySukarela], wanted[EntryPenalty] = true, true
	for _, m := range s.Active() {
		usual, err := s.Suggest(m.ID)
		if err != nil {
			continue // her row is filled in by hand
		}
		for kind, amount := range usual {
			wanted[kind] = wanted[kind] || amount > 0
		}
	}
	return slices.DeleteFunc(CellKinds(), func(k EntryKind) bool { return !wanted[k] || k == EntryWithdrawal })
}

// PaperPage says that a meeting was taken down by hand and keyed in afterwards. Totals are
// the sums at the foot of the page, by column: the meeting is done only when they agree
// with what was keyed in.
type PaperPage struct {
	Used   bool                 `cbor:"1,keyasint,omitempty"`
	Totals map[EntryKind]Rupiah `cbor:"2,keyasint,omitempty"`
}

// PaperGap is a column whose sum on paper is another than what was keyed in.
type PaperGap struct {
	Kind         EntryKind
	Paper, Keyed Rupiah
}

// PaperGaps compares the totals of a meeting's page with the rows of its money grid, in
// the order of the columns. A column that is on paper only, or keyed in only, counts as
// zero on the other side; without a page there are none. A sum that does not fit an
// amount is an error.
func (s *Sitting) PaperGaps() ([]PaperGap, error) {
	if !s.Meeting.Paper.Used {
		return nil, nil
	}
	keyed := make(map[EntryKind]Rupiah)
	var t tally
	for _, row := range s.Meeting.Sheet {
		for kind, amount := range row.Cells {
			sum := keyed[kind]
			t.add(&sum, amount)
			keyed[kind] = sum
		}
	}
	var out []PaperGap
	for _, kind := range CellKinds() {
		if paper := s.Meeting.Paper.Totals[kind]; paper != keyed[kind] {
			out = append(out, PaperGap{Kind: kind, Paper: paper, Keyed: keyed[kind]})
		}
	}
	return out, t.err
}

// pagePrefix begins what the QR code of a printed page says.
const pagePrefix = "pendamping:page:"

// PageCode is what the QR code of a printed page says: which group's meeting on which day
// it is of.
func PageCode(group ID, day Date) string { return pagePrefix + group.String() + ":" + day.String() }

// ParsePageCode reads what [PageCode] wrote; false for anything else.
func ParsePageCode(text string) (group ID, day Date, ok bool) {
	rest, found := strings.CutPrefix(text, pagePrefix)
	id, date, cut := strings.Cut(rest, ":")
	if !found || !cut {
		return ID{}, 0, false
	}
	group, errGroup := ParseID(id)
	day, errDay := ParseDate(date)
	return group, day, errGroup == nil && errDay == nil
}
