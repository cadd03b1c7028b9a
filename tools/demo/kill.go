package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// killLoop taps attendance tiles and ends the app without warning, again and again. What
// the screen had shown as saved must be there when it opens on the same step.
func (s *script) killLoop(ctx context.Context, times int) error {
	r := rand.New(rand.NewPCG(7, 7))
	for i := range times {
		if err := s.killOnce(ctx, r); err != nil {
			return fmt.Errorf("kill %d: %w", i+1, err)
		}
	}
	return s.allPresent(ctx)
}

func (s *script) killOnce(ctx context.Context, r *rand.Rand) error {
	for range 1 + r.IntN(3) {
		if err := s.tablet.click(ctx, fmt.Sprintf("No. %d*", 1+r.IntN(meetingSize))); err != nil {
			return err
		}
	}
	saved, err := s.presences()
	if err != nil {
		return err
	}
	last := 1 + r.IntN(meetingSize) // tapped, but the app may end before it is saved
	err = s.tap(ctx, last)
	if err != nil {
		return err
	}
	pause(ctx, time.Duration(r.IntN(40))*time.Millisecond)
	s.tablet.kill()
	err = run(ctx, s.tablet.start, s.unlockTablet, s.on(s.tablet).wait("hadir dari*"))
	if err != nil {
		return fmt.Errorf("the app did not reopen on the same step: %w", err)
	}
	now, err := s.presences()
	if err != nil {
		return err
	}
	for no, word := range saved {
		if no != last && now[no] != word {
			return fmt.Errorf("number %d was shown as saved with %q and is %q", no, word, now[no])
		}
	}
	return nil
}

// tap clicks a tile without waiting for the window to come to rest.
func (s *script) tap(ctx context.Context, no int) error {
	t, ok := s.tablet.find(fmt.Sprintf("No. %d", no), 0)
	if !ok {
		if t, ok = s.tablet.find(fmt.Sprintf("No. %d ·*", no), 0); !ok {
			return fmt.Errorf("no tile of number %d", no)
		}
	}
	if err := s.tablet.xdo(ctx, "mousemove", strconv.Itoa(int(t.X+8)), strconv.Itoa(int(t.Y+4))); err != nil {
		return err
	}
	return s.tablet.xdo(ctx, "click", "1")
}

// presences reads the word on each tile.
func (s *script) presences() (map[int]string, error) {
	all, err := s.tablet.texts()
	if err != nil {
		return nil, err
	}
	found := map[int]string{}
	for _, t := range all {
		var no int
		if _, err := fmt.Sscanf(t.Text, "No. %d", &no); err != nil {
			continue // not the number of a tile
		}
		for _, u := range all {
			if u.X >= t.X && u.X < t.X+80 && u.Y > t.Y+20 && u.Y < t.Y+90 && found[no] == "" {
				found[no] = u.Text
			}
		}
	}
	if len(found) != meetingSize {
		return nil, fmt.Errorf("%d tiles on screen, want %d", len(found), meetingSize)
	}
	return found, nil
}

// allPresent taps the tiles until everybody attends again.
func (s *script) allPresent(ctx context.Context) error {
	for range 6 * meetingSize {
		now, err := s.presences()
		if err != nil {
			return err
		}
		absent := 0
		for no, word := range now {
			if word != "Hadir" && word != "Terlambat" {
				absent = no
			}
		}
		if absent == 0 {
			return nil
		}
		if err := s.tap(ctx, absent); err != nil {
			return err
		}
		if err := s.tablet.settle(ctx); err != nil {
			return err
		}
	}
	return errors.New("the tiles do not come back to present")
}

// pause waits; the robot's own time is real.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
