package kpuk

import (
	"strings"

	"pendamping/fault"
)

// ErrVisitState says that a visit cannot go from its state to the one asked for.
var ErrVisitState = fault.New(fault.Invalid, "the visit's state does not allow it")

// Begin starts a planned visit at a time of day.
func (v *Visit) Begin(at Minutes) error {
	const op fault.Op = "kpuk.Visit.Begin"
	if v.State != VisitPlanned {
		return fault.E(op, fault.Invalid, ErrVisitState)
	}
	v.State, v.Arrived = VisitRunning, at
	return nil
}

// Finish ends a running visit at a time of day.
func (v *Visit) Finish(at Minutes) error {
	const op fault.Op = "kpuk.Visit.Finish"
	if v.State != VisitRunning {
		return fault.E(op, fault.Invalid, ErrVisitState)
	}
	v.State, v.Departed = VisitDone, at
	return nil
}

// Resume takes the end of a visit back: it was ended too early.
func (v *Visit) Resume() error {
	const op fault.Op = "kpuk.Visit.Resume"
	if v.State != VisitDone {
		return fault.E(op, fault.Invalid, ErrVisitState)
	}
	v.State, v.Departed = VisitRunning, 0
	return nil
}

// Cancel calls a planned visit off and keeps why.
func (v *Visit) Cancel(reason string) error {
	const op fault.Op = "kpuk.Visit.Cancel"
	if v.State != VisitPlanned {
		return fault.E(op, fault.Invalid, ErrVisitState)
	}
	v.State, v.Reason = VisitCancelled, reason
	return nil
}

// Restore plans a visit again that was called off.
func (v *Visit) Restore() error {
	const op fault.Op = "kpuk.Visit.Restore"
	if v.State != VisitCancelled {
		return fault.E(op, fault.Invalid, ErrVisitState)
	}
	v.State, v.Reason = VisitPlanned, ""
	return nil
}

// Check returns what is wrong or odd about a visit.
func (v *Visit) Check() []Problem {
	var f findings
	if v.Village != "" && AreaLevelOf(v.Village) != AreaVillage {
		f.refuse("Village", "village_code")
	}
	if v.Date.IsZero() {
		f.warn("Date", "visit_date")
	}
	if v.Arrived != 0 && v.Departed != 0 && v.Departed < v.Arrived {
		f.refuse("Departed", "visit_times")
	}
	if v.State == VisitDone && len(v.Groups) == 0 && len(v.Members) == 0 {
		f.warn("Groups", "visit_nobody")
	}
	if !v.Place.onEarth() {
		f.refuse("Place", "visit_place")
	}
	return f
}

// Missed tells whether a planned visit's day has passed.
func (v *Visit) Missed(on Date) bool {
	return v.State == VisitPlanned && !v.Gone() && !v.Date.IsZero() && v.Date < on
}

// Overdue returns by how many days an open task is late; 0 when it is not.
func (t *Task) Overdue(on Date) int {
	if t.State != TaskOpen || t.Gone() || t.Due.IsZero() {
		return 0
	}
	return max(on.Sub(t.Due), 0)
}

// Check returns what is wrong or odd about a task.
func (t *Task) Check() []Problem {
	var f findings
	if strings.TrimSpace(t.What) == "" {
		f.warn("What", "task_what")
	}
	if strings.TrimSpace(t.Who) == "" && t.Member.IsZero() {
		f.warn("Who", "task_who")
	}
	if t.Due.IsZero() {
		f.warn("Due", "task_due")
	}
	if t.State == TaskDone && t.DoneOn.IsZero() {
		f.warn("DoneOn", "task_done_on")
	}
	return f
}
