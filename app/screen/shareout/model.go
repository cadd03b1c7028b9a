// Package shareout shows what a share-out (SHU) gives to whom: the rule in words, what
// the net income is made of, each member's part, and the notes that fill the envelopes.
//
// A [Sheet] is the part of a screen; the meeting recorder shows it with a tick per
// envelope. [View] is a page of its own that reckons what a share-out would give today.
// It saves nothing.
package shareout

import (
	"errors"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// RowState is how a member's envelope stands.
type RowState uint8

// The states of an envelope.
const (
	RowNone    RowState = iota // there is nothing to pay
	RowOpen                    // to be paid
	RowPaid                    // paid as reckoned
	RowDiffers                 // paid, but the ledger now gives another amount
)

// Row is one member's line.
type Row struct {
	kpuk.Payout
	Number int
	Name   string
	Note   string // about her coming, such as "Izin"; empty for who is there
	Paid   kpuk.Rupiah
	State  RowState
}

// Pieces are notes or coins of one worth.
type Pieces struct {
	Worth kpuk.Rupiah
	Count int
}

// Result is a share-out ready to be shown.
type Result struct {
	kpuk.Sharing
	// Problem says in words why nothing can be shared out; empty when it can.
	Problem string
	// Since is the day from which the rule holds.
	Since kpuk.Date
	Rows  []Row
	Fund  Row // the part of the social fund, of the zero member

	PaidCount, OpenCount int         // envelopes
	PaidSum, OpenSum     kpuk.Rupiah // of them
	Pieces               []Pieces    // that fill the open envelopes, largest first
	Rest                 kpuk.Rupiah // of the open envelopes, that no coin pays
	Box                  kpuk.Rupiah // money in the box now
}

// Short is what the box lacks to fill the open envelopes; 0 when it has enough.
func (r *Result) Short() kpuk.Rupiah { return max(0, r.OpenSum-r.Box) }

// Source is where a result comes from.
type Source struct {
	Sharing kpuk.Sharing
	Err     error                       // of the reckoning
	Member  func(kpuk.ID) *kpuk.Member  // nil for who is not known
	Note    func(member kpuk.ID) string // may be nil
	Paid    func(kpuk.ID) kpuk.Rupiah   // what was paid, the zero member's being the fund's; may be nil
	Since   kpuk.Date                   // from which the rule holds
	Box     kpuk.Rupiah                 // money in the box
}

// Read makes a result ready to be shown.
func Read(env *screen.Env, from Source) Result {
	r := Result{Sharing: from.Sharing, Since: from.Since, Box: from.Box, Problem: problem(env, from)}
	var envelopes []kpuk.Rupiah
	for _, p := range from.Sharing.Members {
		row := Row{Payout: p}
		if m := from.Member(p.Member); m != nil {
			row.Name, row.Number = m.Name, m.Number
		}
		if from.Note != nil {
			row.Note = from.Note(p.Member)
		}
		row.stand(p.Total(), from.Paid)
		switch row.State {
		case RowOpen:
			r.OpenCount++
			r.OpenSum += p.Total() // no more than the net income
			envelopes = append(envelopes, p.Total())
		case RowPaid, RowDiffers:
			r.PaidCount++
			r.PaidSum += row.Paid
		default: // nothing to pay
		}
		r.Rows = append(r.Rows, row)
	}
	r.Fund = Row{Name: env.Text.T("word.shu.social"), Note: env.Text.T("shareout.fund_stays")}
	r.Fund.stand(from.Sharing.Social, from.Paid)
	notes, rest := kpuk.NotesFor(envelopes...)
	r.Rest = rest
	for _, worth := range kpuk.Denominations() {
		if n := notes[worth]; n > 0 {
			r.Pieces = append(r.Pieces, Pieces{Worth: worth, Count: n})
		}
	}
	return r
}

// stand finds a row's state from what is due and what was paid.
func (r *Row) stand(due kpuk.Rupiah, paid func(kpuk.ID) kpuk.Rupiah) {
	if paid != nil {
		r.Paid = paid(r.Member)
	}
	switch {
	case r.Paid == 0 && due == 0:
		r.State = RowNone
	case r.Paid == 0:
		r.State = RowOpen
	case r.Paid == due:
		r.State = RowPaid
	default:
		r.State = RowDiffers
	}
}

// problem says why nothing is shared out.
func problem(env *screen.Env, from Source) string {
	t := env.Text
	switch {
	case errors.Is(from.Err, kpuk.ErrLoss):
		return t.T("shareout.loss", "Amount", t.Rupiah(int64(-from.Sharing.Net)))
	case errors.Is(from.Err, kpuk.ErrPurposes):
		return t.T("shareout.no_rule")
	case from.Err != nil:
		return t.T("shareout.too_large")
	case from.Sharing.Net == 0:
		return t.T("shareout.nothing")
	}
	return ""
}

// SharedTo is the last day that the group's earlier share-outs distributed, before a
// day; zero when there was none.
func SharedTo(meetings []*kpuk.Meeting, before kpuk.Date) kpuk.Date {
	var last kpuk.Date
	for _, m := range meetings {
		if m.Type != kpuk.MeetingShareOut || m.Date >= before || m.Gone() {
			continue
		}
		to := m.Share.To
		if to.IsZero() {
			to = m.Date.AddDays(-1)
		}
		last = max(last, to)
	}
	return last
}

// RuleSince is the day from which the rules of a day hold.
func RuleSince(g *kpuk.Group, on kpuk.Date) kpuk.Date {
	var since kpuk.Date
	for from := range g.Rules {
		if from <= on && from > since {
			since = from
		}
	}
	return since
}
