// Package rule holds changes of devices against the rules of the domain: what the hub
// lets into its registers, and what a colleague's device lets into its own when both meet
// without a hub. Rights by scope are the business of sync/hub.
package rule

import (
	"bytes"
	"slices"

	"github.com/fxamacker/cbor/v2"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// Numbers of fields that are looked at.
const (
	meetingState = 30
	amendState   = 13
	heldState    = 18 // the one field of a held change that devices write
)

// Rules judge changes. Office tells what a person may do, 0 for nobody; it is asked
// while the store's transaction runs and must answer from memory.
type Rules struct {
	Office func(person kpuk.ID) kpuk.Office
}

// Judge holds a change of a device against the rules. It is a [merge.Judge].
func (r Rules) Judge(c merge.Change, current func(merge.ID) (merge.Record, bool)) merge.Verdict {
	for i := range c.Edits {
		e := &c.Edits[i]
		rec, _ := current(e.Record)
		if !r.mayKeep(&c, e, current) {
			return merge.Verdict{Seq: c.Seq, Code: merge.RuleBroken, Detail: "author"}
		}
		if code, detail := r.edit(&c, e, rec); code != merge.Accepted {
			return merge.Verdict{Seq: c.Seq, Code: code, Detail: detail}
		}
	}
	return merge.Verdict{Seq: c.Seq}
}

// edit judges one edit by what the record would be with it.
func (r Rules) edit(c *merge.Change, e *merge.Edit, rec merge.Record) (merge.Code, string) {
	into := Blank(kpuk.Kind(e.Kind))
	if into == nil {
		return merge.UnknownKind, ""
	}
	switch kpuk.Kind(e.Kind) {
	case kpuk.KindMeeting:
		if !r.mayMove(c, e, rec, meetingState) {
			return merge.RuleBroken, "State"
		}
	case kpuk.KindAmendment:
		if !r.mayMove(c, e, rec, amendState) {
			return merge.RuleBroken, "State"
		}
	case kpuk.KindHeld:
		if !r.mayAnswer(c, e, &rec) {
			return merge.RuleBroken, "Held"
		}
	default: // its content alone is judged
	}
	after := alone(c, e, rec)
	if err := store.Decode(&after, into); err != nil {
		return merge.Malformed, ""
	}
	if p, refused := kpuk.Refused(kpuk.Validate(into)); refused {
		return merge.RuleBroken, p.Field + ": " + p.Key
	}
	if !Home(into) || r.strays(into) {
		return merge.RuleBroken, "scope"
	}
	return merge.Accepted, ""
}

// alone is the record as the author of an edit left it: where somebody else wrote at
// the same time the author's own values are judged, whoever's is shown.
func alone(c *merge.Change, e *merge.Edit, rec merge.Record) merge.Record {
	out := rec.Clone()
	out.ID, out.Kind, out.Partition = e.Record, e.Kind, e.Partition
	for i := range e.Writes {
		w := &e.Writes[i]
		var reg merge.Register
		reg = reg.Apply(merge.Sibling{Dot: merge.Dot{Replica: c.Replica, Seq: c.Seq}, Stamp: c.Stamp, Author: c.Author, Value: w.Value}, nil)
		out.Put(merge.FieldState{Field: w.Field, Register: reg})
	}
	return out
}

// mayMove tells whether the author's office allows the change of the state of a meeting, or
// of the review of a line, which stands in a field: from
// a state that she saw, or from any other when it was changed behind her back, which is a
// conflict for people to settle.
func (r Rules) mayMove(c *merge.Change, e *merge.Edit, rec merge.Record, state uint16) bool {
	field := merge.Field{Number: state}
	i := slices.IndexFunc(e.Writes, func(w merge.Write) bool { return w.Field == field })
	if i < 0 {
		return true
	}
	w := &e.Writes[i]
	to, ok := stateOf(w.Value)
	if !ok {
		return false
	}
	office := r.Office(kpuk.ID(c.Author))
	reg := rec.Field(field)
	var from []kpuk.MeetingState
	for _, s := range reg.Siblings {
		state, ok := stateOf(s.Value)
		if ok && w.Context.Has(s.Dot) {
			from = append(from, state)
		}
	}
	switch {
	case len(reg.Siblings) == 0: // a new meeting is a draft until said otherwise
		from = []kpuk.MeetingState{kpuk.Draft}
	case len(from) == 0:
		same := func(s merge.Sibling) bool { return bytes.Equal(s.Value, w.Value) }
		return mayBring(to, office) || slices.ContainsFunc(reg.Siblings, same)
	}
	other := func(f kpuk.MeetingState) bool { return f != to }
	if !slices.ContainsFunc(from, other) { // it stays as it was
		return true
	}
	// To choose one of several states needs the right to bring the meeting there: who may
	// not approve may not settle a conflict by approving either.
	return slices.ContainsFunc(from, func(f kpuk.MeetingState) bool { return f != to && kpuk.MayMove(f, to, office) }) ||
		slices.Contains(from, to) && mayBring(to, office)
}

// mayBring tells whether an office may bring a meeting into a state from any other. That a
// state may always stay as it is does not count: nobody has seen that it stays.
func mayBring(to kpuk.MeetingState, office kpuk.Office) bool {
	for from := kpuk.Draft; from <= kpuk.Approved; from++ {
		if from != to && kpuk.MayMove(from, to, office) {
			return true
		}
	}
	return false
}

// stateOf reads the state of a meeting; a field that was cleared is a draft.
func stateOf(value []byte) (kpuk.MeetingState, bool) {
	if len(value) == 0 {
		return kpuk.Draft, true
	}
	var s kpuk.Standing
	if err := cbor.Unmarshal(value, &s); err != nil {
		return 0, false
	}
	return s.State, true
}

// Home tells whether a record lies in the scope where its kind belongs. Elsewhere it
// would be seen by others than its group's, or missing from the group's sums.
func Home(rec kpuk.Record) bool {
	h := rec.Head()
	switch r := rec.(type) {
	case *kpuk.Group:
		return h.Scope == h.ID
	case *kpuk.Member:
		return h.Scope == r.Group
	case *kpuk.Meeting:
		return h.Scope == r.Group
	case *kpuk.Loan:
		return h.Scope == r.Group
	case *kpuk.Entry:
		return h.Scope == r.Line.Group
	case *kpuk.Amendment:
		return h.Scope == r.Group
	case *kpuk.Person, *kpuk.Device, *kpuk.Invite:
		return h.Scope == kpuk.AdminScope(h.Partition)
	case *kpuk.Federation:
		return h.Scope == h.Partition && h.ID == h.Partition
	case *kpuk.Held:
		return h.Scope == r.Author
	default: // visits, tasks and photos: of a village, a group or the federation
		return true
	}
}

// Blank makes an empty record; nil for a kind that this version does not know.
func Blank(kind kpuk.Kind) kpuk.Record { //nolint:ireturn // any of the record types
	kinds := []kpuk.Record{
		&kpuk.Federation{}, &kpuk.Group{}, &kpuk.Member{}, &kpuk.Meeting{}, &kpuk.Entry{}, &kpuk.Loan{},
		&kpuk.Visit{}, &kpuk.Activity{}, &kpuk.Amendment{}, &kpuk.Drill{}, &kpuk.Escrow{}, &kpuk.Task{}, &kpuk.Photo{}, &kpuk.Person{}, &kpuk.Device{}, &kpuk.Invite{}, &kpuk.Held{},
	}
	for _, r := range kinds {
		if r.Kind() == kind {
			return r
		}
	}
	return nil
}
