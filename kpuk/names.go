package kpuk

import "pendamping/fault"

// The names of enumerated values are stable English words: message keys, CSV and JSON
// use them.

// named returns the name at v, or "unknown" beyond the end.
func named[T ~uint8 | ~uint16](v T, names ...string) string {
	if int(v) < len(names) {
		return names[v]
	}
	return "unknown"
}

// ParseName finds the value of an enumeration by its name, such as
// ParseName[Presence]("late"). It returns fault.Invalid when there is none.
func ParseName[T interface {
	~uint8
	String() string
}](name string) (T, error) {
	const op fault.Op = "kpuk.ParseName"
	for v := range 64 {
		if T(v).String() == name {
			return T(v), nil
		}
	}
	return 0, fault.E(op, fault.Invalid, fault.New(fault.Invalid, "no such name"))
}

// String returns the name of the kind of entry.
func (k EntryKind) String() string {
	return named(k, "none", "pokok", "wajib", "sukarela", "withdrawal", "disbursement", "instalment",
		"membership", "penalty", "social_in", "social_out", "income", "expense", "external_in",
		"external_out", "difference", "shu", "void")
}

// String returns the name of the status.
func (s GroupStatus) String() string { return named(s, "active", "dormant", "closed") }

// String returns the name of the rhythm.
func (r Rhythm) String() string { return named(r, "monthly", "fortnightly", "weekly") }

// String returns the name of the method.
func (m ServiceMethod) String() string { return named(m, "flat", "declining") }

// String returns the name of the purpose.
func (p SHUPurpose) String() string {
	return named(p, "none", "savings", "service", "officers", "social", "reserve")
}

// String returns the name of the status.
func (s LoanStatus) String() string {
	return named(s, "requested", "approved", "rejected", "active", "paid", "rescheduled", "written_off")
}

// String returns the name of the source.
func (s LoanSource) String() string { return named(s, "group", "lkp") }

// String returns the name of the type.
func (t MeetingType) String() string {
	return named(t, "routine", "formation", "share_out", "training", "extraordinary")
}

// String returns the name of the state.
func (s MeetingState) String() string {
	return named(s, "draft", "submitted", "returned", "approved")
}

// String returns the name of the presence.
func (p Presence) String() string {
	return named(p, "not_taken", "present", "late", "excused", "sick", "absent", "left_early")
}

// String returns the name of the step.
func (s Step) String() string {
	return named(s, "none", "open", "attendance", "notes", "money", "cash", "discussion", "close")
}

// String returns the name of the role.
func (r Role) String() string { return named(r, "member", "chair", "secretary", "treasurer") }

// String returns the name of the status.
func (s MemberStatus) String() string { return named(s, "active", "left", "died", "moved") }

// String returns the name of the marital status.
func (m Marital) String() string {
	return named(m, "unknown", "single", "married", "divorced", "widowed")
}

// String returns the name of the level.
func (e Education) String() string {
	return named(e, "unknown", "none", "sd", "smp", "sma", "diploma", "bachelor")
}

// String returns the name of the answer.
func (a YesNo) String() string { return named(a, "unanswered", "yes", "no") }

// String returns the name of the office.
func (o Office) String() string {
	return named(o, "none", "facilitator", "coordinator", "network_admin", "viewer")
}

// String returns the name of the state.
func (s VisitState) String() string { return named(s, "planned", "running", "done", "canceled") }

// String returns the name of the state.
func (s TaskState) String() string { return named(s, "open", "done", "dropped") }

// String returns the name of the state.
func (s HeldState) String() string { return named(s, "waiting", "released", "returned", "done") }

// String returns the name of the kind of record.
func (k Kind) String() string {
	switch k {
	case KindPerson:
		return "person"
	case KindDevice:
		return "device"
	case KindInvite:
		return "invite"
	case KindHeld:
		return "held"
	case KindActivity:
		return "activity"
	case KindAmendment:
		return "amendment"
	case KindDrill:
		return "drill"
	case KindEscrow:
		return "escrow"
	default:
		return named(k, "none", "federation", "group", "member", "meeting", "entry", "loan", "visit", "task", "photo")
	}
}
