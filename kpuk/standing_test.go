package kpuk_test

import (
	"errors"
	"testing"

	"pendamping/fault"
	"pendamping/kpuk"
)

func TestStanding(t *testing.T) {
	coordinator := kpuk.Actor{Person: kpuk.ID{2}, Office: kpuk.OfficeCoordinator, At: 7}
	facilitator := kpuk.Actor{Person: kpuk.ID{1}, Office: kpuk.OfficeFacilitator, At: 6}
	viewer := kpuk.Actor{Office: kpuk.OfficeViewer}
	move := map[string]func(kpuk.Standing, kpuk.Actor) (kpuk.Standing, error){
		"submit":   kpuk.Standing.Submit,
		"withdraw": kpuk.Standing.Withdraw,
		"approve":  kpuk.Standing.Approve,
		"return": func(s kpuk.Standing, by kpuk.Actor) (kpuk.Standing, error) {
			return s.Return(by, kpuk.StepMoney, " mend it ")
		},
	}
	target := map[string]kpuk.MeetingState{"submit": kpuk.Submitted, "withdraw": kpuk.Draft, "approve": kpuk.Approved, "return": kpuk.Returned}
	allowed := map[string][]kpuk.MeetingState{
		"submit": {kpuk.Draft, kpuk.Returned}, "withdraw": {kpuk.Submitted}, "approve": {kpuk.Submitted}, "return": {kpuk.Submitted, kpuk.Approved},
	}
	for name, do := range move {
		for from := kpuk.Draft; from <= kpuk.Approved; from++ {
			var may bool
			for _, s := range allowed[name] {
				may = may || s == from
			}
			review := name == "approve" || name == "return"
			for _, by := range []kpuk.Actor{coordinator, facilitator, viewer} {
				want := may && (by.Office == kpuk.OfficeCoordinator || (by.Office == kpuk.OfficeFacilitator && !review))
				got, err := do(kpuk.Standing{State: from}, by)
				if (err == nil) != want {
					t.Errorf("%s from %s by %s: %v", name, from, by.Office, err)
				}
				if want && (got.State != target[name] || got.By != by.Person || got.At != by.At) {
					t.Errorf("%s from %s gives %+v", name, from, got)
				}
				if !want && got.State != from {
					t.Errorf("refused %s from %s gives %+v", name, from, got)
				}
				corrected := name == "submit" && from == kpuk.Approved && by.Office != kpuk.OfficeViewer
				if kpuk.MayMove(from, target[name], by.Office) != (want || from == target[name] || corrected) {
					t.Errorf("MayMove(%s, %s, %s) disagrees with %s", from, target[name], by.Office, name)
				}
			}
		}
	}
	if _, err := (kpuk.Standing{State: kpuk.Submitted}).Return(coordinator, 0, "  "); !errors.Is(err, kpuk.ErrNoComment) {
		t.Errorf("returned without comment: %v", err)
	}
	if got, err := (kpuk.Standing{State: kpuk.Submitted}).Return(coordinator, kpuk.StepMoney, " mend it "); err != nil || got.Comment != "mend it" || got.Step != kpuk.StepMoney {
		t.Errorf("returned: %+v, %v", got, err)
	}
	if _, err := (kpuk.Standing{State: kpuk.Submitted}).Approve(facilitator); fault.KindOf(err) != fault.Denied {
		t.Errorf("a facilitator approved: %v", err)
	}
}

func TestCorrectedMeetingsGoBack(t *testing.T) {
	by := kpuk.Actor{Person: kpuk.ID{1}, Office: kpuk.OfficeFacilitator, At: 6}
	for from, want := range map[kpuk.MeetingState]kpuk.MeetingState{
		kpuk.Draft: kpuk.Draft, kpuk.Returned: kpuk.Returned, kpuk.Submitted: kpuk.Submitted, kpuk.Approved: kpuk.Submitted,
	} {
		was := kpuk.Standing{State: from, By: kpuk.ID{2}, At: 5, Comment: "x"}
		got, err := was.Correct(by)
		if err != nil || got.State != want || (got.State == from && from != kpuk.Submitted && got != was) {
			t.Errorf("from %s: %+v, %v", from, got, err)
		}
		if !kpuk.MayMove(from, got.State, by.Office) {
			t.Errorf("the hub refuses a correction of a meeting that is %s", from)
		}
		if _, err := was.Correct(kpuk.Actor{Office: kpuk.OfficeViewer}); fault.KindOf(err) != fault.Denied {
			t.Errorf("a viewer corrects: %v", err)
		}
	}
}

func TestPresence(t *testing.T) {
	p := kpuk.NotTaken
	for _, want := range []kpuk.Presence{kpuk.Present, kpuk.Late, kpuk.Excused, kpuk.Absent, kpuk.Present} {
		if p = p.Next(); p != want {
			t.Fatalf("next is %s, want %s", p, want)
		}
	}
	if kpuk.Sick.Next() != kpuk.Present || kpuk.LeftEarly.Next() != kpuk.Present {
		t.Error("sick and left early do not go on to present")
	}
	for p, want := range map[kpuk.Presence]bool{kpuk.Present: true, kpuk.Late: true, kpuk.LeftEarly: true, kpuk.Excused: false, kpuk.Sick: false, kpuk.Absent: false, kpuk.NotTaken: false} {
		if p.Attends() != want {
			t.Errorf("%s attends: %v", p, !want)
		}
	}
}

func TestQuorum(t *testing.T) {
	for active, needed := range map[int]int{0: 1, 1: 1, 2: 2, 10: 6, 11: 6, 12: 7} {
		if q := kpuk.QuorumOf(needed, active); q.Needed != needed || !q.Reached() || kpuk.QuorumOf(needed-1, active).Reached() {
			t.Errorf("quorum of %d is %+v, want %d", active, q, needed)
		}
	}
	s := newSitting(t, 4)
	s.Meeting.Attendance[numbered(1)] = kpuk.Attendance{Presence: kpuk.LeftEarly}
	s.Meeting.Attendance[numbered(2)] = kpuk.Attendance{Presence: kpuk.Sick}
	s.Members[3].Status = kpuk.Membership{State: kpuk.MemberLeft, On: s.Meeting.Date} // gone on this day
	if q := s.Quorum(); q != (kpuk.Quorum{Here: 2, Needed: 2, Active: 3}) {
		t.Errorf("quorum %+v", q)
	}
}

func TestNames(t *testing.T) {
	if got := kpuk.EntryVoid.String(); got != "void" {
		t.Errorf("the last kind of entry is %q", got)
	}
	if got := kpuk.EntryKind(18).String(); got != "unknown" {
		t.Errorf("a kind of later is %q", got)
	}
	if v, err := kpuk.ParseName[kpuk.Presence]("left_early"); err != nil || v != kpuk.LeftEarly {
		t.Errorf("left_early reads %v, %v", v, err)
	}
	if _, err := kpuk.ParseName[kpuk.Presence]("asleep"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("asleep: %v", err)
	}
	last := map[string]string{
		"shu": kpuk.EntrySHU.String(), "closed": kpuk.GroupClosed.String(), "weekly": kpuk.Weekly.String(),
		"reserve": kpuk.SHUReserve.String(), "written_off": kpuk.LoanWrittenOff.String(), "lkp": kpuk.SourceLKP.String(),
		"extraordinary": kpuk.MeetingExtraordinary.String(), "approved": kpuk.Approved.String(), "close": kpuk.StepClose.String(),
		"treasurer": kpuk.RoleTreasurer.String(), "moved": kpuk.MemberMoved.String(), "widowed": kpuk.MaritalWidowed.String(),
		"bachelor": kpuk.EducationBachelor.String(), "no": kpuk.No.String(), "viewer": kpuk.OfficeViewer.String(),
		"canceled": kpuk.VisitCancelled.String(), "dropped": kpuk.TaskDropped.String(), "task": kpuk.KindTask.String(), "invite": kpuk.KindInvite.String(),
	}
	for want, got := range last {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
