package screen

import (
	"bytes"
	"cmp"
	"slices"

	"pendamping/assets/translation"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Corrections lists what was put right at a meeting, the newest first.
func Corrections(m *kpuk.Meeting) []kpuk.Corrected {
	type one struct {
		id kpuk.ID
		c  kpuk.Corrected
	}
	all := make([]one, 0, len(m.Corrections))
	for id, c := range m.Corrections {
		all = append(all, one{id, c})
	}
	slices.SortFunc(all, func(a, b one) int {
		return cmp.Or(cmp.Compare(b.c.At, a.c.At), bytes.Compare(a.id[:], b.id[:]))
	})
	out := make([]kpuk.Corrected, len(all))
	for i, o := range all {
		out[i] = o.c
	}
	return out
}

// CorrectionWords says what a correction did in a group's books and why, as in "Simpanan wajib Inaq Sahnim
// 10.000 → 15.000: salah catat".
func CorrectionWords(text *translation.Printer, b *book.Book, group kpuk.ID, c kpuk.Corrected) string {
	if c.Spread {
		return text.T("common.correct.follows", "Reason", c.Reason)
	}
	was, is := wasAndIs(text, b, group, c)
	switch {
	case was == "" && is == "":
		return text.T("common.correct.count", "Reason", c.Reason)
	case was == "":
		return text.T("common.correct.added", "Is", is, "Reason", c.Reason)
	case is == "":
		return text.T("common.correct.gone", "Was", was, "Reason", c.Reason)
	default:
		return text.T("common.correct.changed", "Was", was, "Is", is, "Reason", c.Reason)
	}
}

// wasAndIs words the first thing a correction took and wrote: the attendance, or a line
// that is no cash difference.
func wasAndIs(text *translation.Printer, b *book.Book, group kpuk.ID, c kpuk.Corrected) (was, is string) {
	if !c.Member.IsZero() {
		who := nameOf(b, group, c.Member)
		return text.T("word.presence."+c.From.Presence.String()) + who, text.T("word.presence." + c.To.Presence.String())
	}
	for _, id := range c.Void {
		if v, ok := b.Record(id).(*kpuk.Entry); ok && was == "" {
			was = lineWords(text, b, v.Line.Voids)
		}
	}
	for _, id := range c.Write {
		if is == "" {
			is = lineWords(text, b, id)
		}
	}
	return was, is
}

// lineWords words a line of the ledger; empty for a cash difference and for one that is
// not held.
func lineWords(text *translation.Printer, b *book.Book, id kpuk.ID) string {
	e, ok := b.Record(id).(*kpuk.Entry)
	if !ok || e.Line.Kind == kpuk.EntryCashDifference {
		return ""
	}
	return text.T("word.entry."+e.Line.Kind.String()) + nameOf(b, e.Line.Group, e.Line.Member) + " " + text.Amount(int64(e.Line.Amount))
}

// nameOf is a member's name in a group's books after a space; empty for the group itself.
func nameOf(b *book.Book, group, id kpuk.ID) string {
	name := ""
	if g := b.Group(group); g != nil {
		name = g.NameOf(id)
	} else if w := b.Member(id); w != nil {
		name = w.Name
	}
	if name == "" {
		return ""
	}
	return " " + name
}
