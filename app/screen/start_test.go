package screen_test

import (
	"errors"
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/fault"
	"pendamping/kpuk"
)

func group() *kpuk.Group {
	g := &kpuk.Group{Name: "Melati"}
	g.ID, g.Partition = screentest.ID("group", 1), screentest.ID("federation", 1)
	g.Scope = g.ID
	return g
}

func meeting(state kpuk.MeetingState, on kpuk.Date) *kpuk.Meeting {
	m := &kpuk.Meeting{Group: screentest.ID("group", 1), Date: on, State: kpuk.Standing{State: state}}
	m.ID, m.Partition, m.Scope = screentest.ID("meeting", 1), screentest.ID("federation", 1), m.Group
	return m
}

func TestStartMeeting(t *testing.T) {
	today := kpuk.DateOf(screentest.Clock())
	tests := map[string]struct {
		recs []kpuk.Record
		want screen.Name
		kept int
	}{
		"a new one":                    {[]kpuk.Record{group()}, screen.Recorder, 1},
		"the one that is open":         {[]kpuk.Record{group(), meeting(kpuk.Draft, today)}, screen.Recorder, 0},
		"the one that was given back":  {[]kpuk.Record{group(), meeting(kpuk.Returned, today.AddDays(-7))}, screen.Recorder, 0},
		"today's is submitted already": {[]kpuk.Record{group(), meeting(kpuk.Submitted, today)}, screen.Meeting, 0},
		"last week's is submitted":     {[]kpuk.Record{group(), meeting(kpuk.Submitted, today.AddDays(-7))}, screen.Recorder, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, "id", tt.recs...)
			rig.StartMeeting(screentest.ID("group", 1), func(err error) { t.Error(err) })
			if len(rig.Kept) != tt.kept {
				t.Errorf("%d meetings were kept, want %d", len(rig.Kept), tt.kept)
			}
			if len(rig.Routes) != 1 || rig.Routes[0].Name != tt.want || rig.Routes[0].ID.IsZero() {
				t.Errorf("went to %+v, want %s", rig.Routes, tt.want)
			}
		})
	}
}

func TestStartMeetingFails(t *testing.T) {
	rig := screentest.New(t, "id", group())
	rig.Fail = errors.New("no room")
	var got error
	rig.StartMeeting(screentest.ID("group", 1), func(err error) { got = err })
	if !errors.Is(got, rig.Fail) || len(rig.Routes) != 0 {
		t.Errorf("not kept: %v, went to %v", got, rig.Routes)
	}
	rig.StartMeeting(screentest.ID("group", 9), func(err error) { got = err })
	if fault.KindOf(got) != fault.NotFound {
		t.Errorf("unknown group: %v", got)
	}
}
