package kpuk

import (
	"slices"
	"strings"

	"pendamping/fault"
)

// Errors of moving a meeting from one state to another.
var (
	// ErrNotNow says that the state does not allow the step.
	ErrNotNow = fault.New(fault.Invalid, "the meeting's state does not allow it")
	// ErrNotYours says that the person's office does not allow the step.
	ErrNotYours = fault.New(fault.Denied, "this office may not do that")
	// ErrNoComment says that returning needs a comment.
	ErrNoComment = fault.New(fault.Invalid, "returning needs a comment")
)

// Actor is who moves a meeting, and when.
type Actor struct {
	Person ID
	Office Office
	At     int64 // Unix milliseconds of the device's clock
}

// reviews tells whether the office may return and approve.
func (o Office) reviews() bool { return o == OfficeCoordinator || o == OfficeNetworkAdmin }

// records tells whether the office may record and submit.
func (o Office) records() bool { return o == OfficeFacilitator || o.reviews() }

// Editable tells whether the content of the meeting may be changed: as a draft, or
// while it is returned for mending.
func (s Standing) Editable() bool { return s.State == Draft || s.State == Returned }

// Submit hands the meeting to review, for the first time or after mending.
func (s Standing) Submit(by Actor) (Standing, error) {
	const op fault.Op = "kpuk.Standing.Submit"
	switch {
	case !by.Office.records():
		return s, fault.E(op, fault.Denied, ErrNotYours)
	case !s.Editable():
		return s, fault.E(op, fault.Invalid, ErrNotNow)
	}
	return Standing{State: Submitted, By: by.Person, At: by.At, No: s.No + 1}, nil
}

// Withdraw takes a submitted meeting back before it is reviewed.
func (s Standing) Withdraw(by Actor) (Standing, error) {
	const op fault.Op = "kpuk.Standing.Withdraw"
	switch {
	case !by.Office.records():
		return s, fault.E(op, fault.Denied, ErrNotYours)
	case s.State != Submitted:
		return s, fault.E(op, fault.Invalid, ErrNotNow)
	}
	return Standing{State: Draft, By: by.Person, At: by.At, No: s.No + 1}, nil
}

// Return gives the meeting back with a comment on a step (0: the whole). A coordinator
// may also return what was approved, as when a fault is found later.
func (s Standing) Return(by Actor, step Step, comment string) (Standing, error) {
	const op fault.Op = "kpuk.Standing.Return"
	text := strings.TrimSpace(comment)
	switch {
	case !by.Office.reviews():
		return s, fault.E(op, fault.Denied, ErrNotYours)
	case s.State != Submitted && s.State != Approved:
		return s, fault.E(op, fault.Invalid, ErrNotNow)
	case text == "":
		return s, fault.E(op, fault.Invalid, ErrNoComment)
	case step > StepClose:
		return s, fault.E(op, fault.Invalid, ErrNotNow)
	}
	return Standing{State: Returned, By: by.Person, At: by.At, Comment: text, Step: step, No: s.No + 1}, nil
}

// Approve accepts a submitted meeting.
func (s Standing) Approve(by Actor) (Standing, error) {
	const op fault.Op = "kpuk.Standing.Approve"
	switch {
	case !by.Office.reviews():
		return s, fault.E(op, fault.Denied, ErrNotYours)
	case s.State != Submitted:
		return s, fault.E(op, fault.Invalid, ErrNotNow)
	}
	return Standing{State: Approved, By: by.Person, At: by.At, No: s.No + 1}, nil
}

// Correct brings a meeting whose money or attendance was corrected back to review. One
// that is still being written, or was returned, stays where it is.
func (s Standing) Correct(by Actor) (Standing, error) {
	const op fault.Op = "kpuk.Standing.Correct"
	switch {
	case !by.Office.records():
		return s, fault.E(op, fault.Denied, ErrNotYours)
	case s.Editable():
		return s, nil
	}
	return Standing{State: Submitted, By: by.Person, At: by.At, No: s.No + 1}, nil
}

// MayMove tells whether an office may bring a meeting from one state to another; the
// hub asks it of every change of state. A state that stays needs no right.
func MayMove(from, to MeetingState, office Office) bool {
	switch {
	case from == to:
		return true
	case to == Approved:
		return from == Submitted && office.reviews()
	case to == Returned:
		return (from == Submitted || from == Approved) && office.reviews()
	case to == Submitted:
		return office.records() // after writing, mending or correcting
	case to == Draft:
		return from == Submitted && office.records()
	default:
		return false
	}
}

// Next returns the presence after a tap: present, late, excused, absent and again. The
// others of [Presence] are set by name and go on to present.
func (p Presence) Next() Presence {
	switch p {
	case Present:
		return Late
	case Late:
		return Excused
	case Excused:
		return Absent
	default:
		return Present
	}
}

// Attends tells whether the presence counts for the quorum: present, late and left
// early.
func (p Presence) Attends() bool { return p == Present || p == Late || p == LeftEarly }

// Quorum is how many came and how many are needed.
type Quorum struct {
	Here   int
	Needed int // ⌊active members ÷ 2⌋ + 1
	Active int
}

// Reached tells whether enough came.
func (q Quorum) Reached() bool { return q.Here >= q.Needed }

// QuorumOf reckons the quorum of attending among active members.
func QuorumOf(attending, active int) Quorum {
	return Quorum{Here: attending, Needed: active/2 + 1, Active: active}
}

// ActiveOn tells whether the member belonged to her group on a day: she had joined, and
// had not left by then, now or in an earlier time of hers in the same group. Unknown days
// count as long past.
func (m *Member) ActiveOn(day Date) bool {
	return !m.Gone() && slices.ContainsFunc(m.stays(), func(s stay) bool { return s.covers(day) })
}
