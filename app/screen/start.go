package screen

import (
	"pendamping/fault"
	"pendamping/kpuk"
)

// StartMeeting goes to the recorder for a group's meeting: the one that is still being
// written, or else a new one of today, kept first. A meeting of today that was already
// submitted is shown instead, since a second one would be a doubling. failed is told why
// a new meeting could not be kept; it may be nil.
func (e *Env) StartMeeting(group kpuk.ID, failed func(error)) {
	const op fault.Op = "screen.Env.StartMeeting"
	if failed == nil {
		failed = func(error) {}
	}
	g := e.Book.Group(group)
	if g == nil {
		failed(fault.E(op, fault.NotFound, fault.New(fault.NotFound, "no such group")))
		return
	}
	if running := g.Running(); running != nil {
		e.Open(Route{Name: Recorder, ID: running.ID})
		return
	}
	for _, m := range g.Meetings() {
		if m.Date == e.Today() {
			e.Open(Route{Name: Meeting, ID: m.ID})
			return
		}
	}
	id, err := e.IDs.New()
	if err != nil {
		failed(fault.E(op, fault.Internal, err))
		return
	}
	now := e.Now()
	m := &kpuk.Meeting{
		Header: kpuk.Header{ID: id, Partition: g.Partition, Scope: g.ID},
		Group:  g.ID, Date: e.Today(), Start: kpuk.At(now.Hour(), now.Minute()), Type: kpuk.MeetingRoutine,
		State: kpuk.Standing{State: kpuk.Draft, By: e.Me, At: now.UnixMilli()},
	}
	e.Keep(func(err error) {
		if err != nil {
			failed(err)
			return
		}
		e.Open(Route{Name: Recorder, ID: id})
	}, m)
}
