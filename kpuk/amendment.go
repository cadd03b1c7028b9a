package kpuk

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"pendamping/fault"
)

// KindAmendment is the kind of [Amendment]; its number is stable for ever.
const KindAmendment Kind = 12

// Amendment is the review of a line that belongs to no meeting, such as opening savings or
// a payment between meetings, and was corrected. There is one for each line as it was
// first written, however often it is corrected, so that it keeps its history. Its scope is
// the group.
type Amendment struct {
	Header `cbor:"-"`

	Group    ID               `cbor:"10,keyasint,omitzero"`
	Entry    ID               `cbor:"11,keyasint,omitzero"`  // the line as it was first written
	Notes    map[ID]Corrected `cbor:"12,keyasint,omitempty"` // every correction of it
	State    Standing         `cbor:"13,keyasint,omitempty"` // never a draft
	History  map[ID]Standing  `cbor:"14,keyasint,omitempty"`
	Comments map[ID]Comment   `cbor:"15,keyasint,omitempty"`
}

// Kind implements Record.
func (*Amendment) Kind() Kind { return KindAmendment }

// AmendmentID names the review of a line: corrected on two devices it is one.
func AmendmentID(entry ID) ID { return Derive("amendment", entry[:]) }

// Check returns what is wrong with the review by itself.
func (a *Amendment) Check() []Problem {
	var f findings
	if a.Group.IsZero() || a.Entry.IsZero() || a.ID != AmendmentID(a.Entry) {
		f.refuse("Entry", "amendment_entry")
	}
	return f
}

// Stand brings the review to a state and keeps it in its history.
func (a *Amendment) Stand(s Standing) {
	m := a.meeting()
	m.Stand(s)
	a.State, a.History = m.State, m.History
}

// Say adds a comment.
func (a *Amendment) Say(id ID, c Comment) {
	m := a.meeting()
	m.Say(id, c)
	a.Comments = m.Comments
}

// Events tells what happened to the line's review, the earliest first.
func (a *Amendment) Events() []Event { return a.meeting().Events() }

// Threads lists what was said about it.
func (a *Amendment) Threads() []Thread { return a.meeting().Threads() }

// meeting lends the review the states and threads of a meeting, which are the same.
func (a *Amendment) meeting() *Meeting {
	return &Meeting{State: a.State, History: a.History, Comments: a.Comments, Corrections: a.Notes}
}

// Last is the newest correction by the clock of its device.
func (a *Amendment) Last() Corrected {
	ids := slices.SortedFunc(maps.Keys(a.Notes), func(x, y ID) int {
		return cmp.Or(cmp.Compare(a.Notes[y].At, a.Notes[x].At), bytes.Compare(x[:], y[:]))
	})
	if len(ids) == 0 {
		return Corrected{}
	}
	return a.Notes[ids[0]]
}

// amend notes the correction of a line of no meeting for its review.
func (k *correcting) amend() error {
	if !k.own.IsZero() || len(k.r.Voids)+len(k.r.Writes) == 0 {
		return nil
	}
	root := k.root()
	a := &Amendment{
		Header: Header{ID: AmendmentID(root), Partition: k.Group.Partition, Scope: k.Group.ID}, Group: k.Group.ID, Entry: root,
	}
	if i := slices.IndexFunc(k.Amendments, func(o *Amendment) bool { return o.ID == a.ID }); i >= 0 {
		a = Clone(k.Amendments[i])
	}
	if a.Notes == nil {
		a.Notes = map[ID]Corrected{}
	}
	note := Corrected{By: k.c.By.Person, At: k.c.By.At, Reason: k.note}
	for _, e := range k.r.Voids {
		note.Void = append(note.Void, e.ID)
	}
	for _, e := range k.r.Writes {
		note.Write = append(note.Write, e.ID)
	}
	a.Notes[k.c.ID] = note
	to, err := a.State.Submit(k.c.By)
	if !a.State.Editable() {
		to, err = a.State.Correct(k.c.By)
	}
	if err != nil {
		return err
	}
	a.Stand(to)
	k.r.Amendments = append(k.r.Amendments, a)
	return nil
}

// Amended compares the group as it stands with what it would be had the line of a review
// never been corrected, for who reviews it.
func (h *Holdings) Amended(a *Amendment, today Date) ([]Effect, error) {
	const op fault.Op = "kpuk.Holdings.Amended"
	made := map[ID]bool{}
	for _, note := range a.Notes {
		for _, id := range append(slices.Clone(note.Void), note.Write...) {
			made[id] = true
		}
	}
	before := *h
	before.Ledger = NewLedger(slices.DeleteFunc(slices.Clone(h.Ledger.entries), func(e *Entry) bool { return made[e.ID] })...)
	k := before.correcting(Correction{}, today)
	k.after = h.Ledger
	for _, e := range h.Ledger.entries {
		if !made[e.ID] {
			continue
		}
		if k.from.IsZero() || e.Line.Date < k.from {
			k.from = e.Line.Date
		}
		if !e.Line.Loan.IsZero() {
			k.spread[e.Line.Loan] = true
		}
		if e.Line.Kind != EntryVoid && h.Ledger.voids[e.ID].IsZero() {
			k.r.Writes = append(k.r.Writes, e)
		}
	}
	k.lentBefore()
	if err := k.effects(); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return k.r.Effects, nil
}

// lentBefore gives loans whose payout was corrected the terms that they had.
func (k *correcting) lentBefore() {
	loans := slices.Clone(k.Loans)
	for i, l := range loans {
		for e := range k.Ledger.Standing() {
			if e.Line.Kind == EntryDisbursement && e.Line.Loan == l.ID && e.Line.Amount != l.Terms.Principal && k.spread[l.ID] {
				k.loans[l.ID] = l
				was := Clone(l)
				was.Terms.Principal = e.Line.Amount
				loans[i] = was
			}
		}
	}
	k.Loans = loans
}
