package main

import (
	"context"
	"fmt"
	"time"

	"pendamping/kpuk"
	"pendamping/store"
)

// tap is one save of a visit and how long it comes after the one before, at most.
type tap struct {
	pause time.Duration
	rec   kpuk.Record
}

// record writes a visit into a device's store as a facilitator does: every tap is a save
// of its own. tapped is called around each save and may be nil.
func record(ctx context.Context, s *store.Store, m *maker, v *visit, tapped func(save func() error) error) error {
	if tapped == nil {
		tapped = func(save func() error) error { return save() }
	}
	keep := func(t tap) error {
		m.wait(t.pause)
		if err := tapped(func() error { return s.Save(ctx, m.author, t.rec) }); err != nil {
			return fmt.Errorf("save: %w", err)
		}
		return nil
	}
	// One record is altered from tap to tap, as the recorder does it, so that each save
	// knows what the one before it wrote.
	meeting := *v.meeting
	meeting.Attendance, meeting.Discussion = map[kpuk.ID]kpuk.Attendance{}, ""
	if err := keep(tap{time.Minute, &meeting}); err != nil {
		return err
	}
	for _, member := range v.of.members {
		meeting.Attendance[member.ID] = v.meeting.Attendance[member.ID]
		if err := keep(tap{3 * time.Second, &meeting}); err != nil {
			return err
		}
	}
	meeting.Discussion = v.meeting.Discussion
	rest := []tap{{5 * time.Minute, &meeting}}
	for _, e := range v.entries {
		line := *e
		rest = append(rest, tap{30 * time.Second, &line})
	}
	edited, err := v.edits(ctx, s)
	if err != nil {
		return err
	}
	for _, member := range edited {
		rest = append(rest, tap{5 * time.Minute, member})
	}
	for _, t := range rest {
		if err := keep(t); err != nil {
			return err
		}
	}
	return nil
}

// edits are the two members' records as mended at the visit.
func (v *visit) edits(ctx context.Context, s *store.Store) ([]*kpuk.Member, error) {
	var out []*kpuk.Member
	for i, index := range []int{v.phone, v.turnover} {
		member, err := store.Get[kpuk.Member](ctx, s, v.of.members[index].ID)
		if err != nil {
			return nil, fmt.Errorf("member: %w", err)
		}
		if i == 0 {
			member.Phone = v.number
		} else {
			for id, business := range member.Businesses {
				business.Turnover = v.monthly
				member.Businesses[id] = business
			}
		}
		out = append(out, member)
	}
	return out, nil
}
