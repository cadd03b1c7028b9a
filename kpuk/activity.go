package kpuk

import (
	"slices"
	"strings"
)

// KindActivity is the kind of [Activity]; its number is stable for ever.
const KindActivity Kind = 11

// ActivityType says what an activity was. The types are those that reports count apart:
// economic empowerment (pemberdayaan ekonomi) and public services (pelayanan publik).
type ActivityType uint8

// The types of activities.
const (
	ActivityTraining ActivityType = iota + 1 // pelatihan
	ActivityService                          // a public-service event, such as a day for identity cards
	ActivityOther
)

// ActivityState is where an activity stands.
type ActivityState uint8

// The states of an activity.
const (
	ActivityPlanned ActivityState = iota
	ActivityHeld
	ActivityCanceled
)

// Activity is a training or public-service event beyond the meetings of one group. Its
// scope is the village where it was held.
type Activity struct {
	Header `cbor:"-"`

	Type        ActivityType  `cbor:"10,keyasint,omitempty"`
	Topic       string        `cbor:"11,keyasint,omitempty"` // one of [Topics]
	Title       string        `cbor:"12,keyasint,omitempty"`
	Date        Date          `cbor:"13,keyasint,omitempty"`
	Start       Minutes       `cbor:"14,keyasint,omitempty"`
	End         Minutes       `cbor:"15,keyasint,omitempty"`
	Village     string        `cbor:"16,keyasint,omitempty"` // area code of the desa
	Place       string        `cbor:"17,keyasint,omitempty"`
	Program     string        `cbor:"18,keyasint,omitempty"` // under which it was paid for
	Facilitator ID            `cbor:"19,keyasint,omitzero"`  // Person
	Speaker     string        `cbor:"20,keyasint,omitempty"`
	Members     map[ID]bool   `cbor:"21,keyasint,omitempty"` // participants who are members
	Women       int           `cbor:"22,keyasint,omitempty"` // further participants
	Men         int           `cbor:"23,keyasint,omitempty"` // further participants
	Result      string        `cbor:"24,keyasint,omitempty"`
	State       ActivityState `cbor:"25,keyasint,omitempty"`
}

// Kind implements Record.
func (*Activity) Kind() Kind { return KindActivity }

// String returns the type's name.
func (t ActivityType) String() string { return named(t, "none", "training", "service", "other") }

// String returns the state's name.
func (s ActivityState) String() string { return named(s, "planned", "held", "canceled") }

// Topics are the keys of the subjects that groups talk about and activities are held on,
// as the reports count them.
func Topics() []string {
	return []string{"business", "gender", "rights", "services", "health", "literacy", "advocacy"}
}

// maxCrowd is the number of further participants above which one looks again.
const maxCrowd = 500

// Participants is how many people took part.
func (a *Activity) Participants() int {
	n := a.Women + a.Men
	for _, there := range a.Members {
		if there {
			n++
		}
	}
	return n
}

// Check returns what is wrong or odd about an activity.
func (a *Activity) Check() []Problem {
	var f findings
	if a.Village != "" && AreaLevelOf(a.Village) != AreaVillage {
		f.refuse("Village", "village_code")
	}
	if strings.TrimSpace(a.Title) == "" {
		f.warn("Title", "activity_title")
	}
	if a.Date.IsZero() {
		f.warn("Date", "activity_date")
	}
	if a.Topic != "" && !slices.Contains(Topics(), a.Topic) {
		f.warn("Topic", "activity_topic")
	}
	if a.Start != 0 && a.End != 0 && a.End < a.Start {
		f.refuse("End", "activity_times")
	}
	if a.Women < 0 || a.Men < 0 {
		f.refuse("Women", "activity_crowd")
	} else if a.Women+a.Men > maxCrowd {
		f.warn("Women", "activity_crowd")
	}
	if a.State == ActivityHeld && a.Participants() == 0 {
		f.warn("Members", "activity_nobody")
	}
	return f
}
