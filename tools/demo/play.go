package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"pendamping/app/device"
	"pendamping/kpuk/book"
)

// play has the robot record a meeting and checks what came of it.
func (n *network) play(ctx context.Context) error {
	group, err := n.choose(ctx)
	if err != nil {
		return err
	}
	tablet := &robot{dir: n.tablet, size: [2]int{800, 1280}, app: n.app}
	desktop := &robot{dir: n.desktop(), size: [2]int{1366, 768}, app: n.app}
	s := &script{tablet: tablet, desktop: desktop, group: group, pin: pin, passphrase: passphrase, shots: n.out}
	defer tablet.close()
	defer desktop.close()
	start := time.Now()
	err = n.perform(ctx, s)
	if err != nil {
		return err
	}
	say("the meeting took the robot %.0f s", time.Since(start).Seconds())
	tablet.stop()
	desktop.stop()
	n.stop()
	sum, err := n.summarize(ctx, group)
	if err != nil {
		return err
	}
	sum.RSS = map[string]int64{"tablet": tablet.peakRSS, "desktop": desktop.peakRSS}
	err = sum.write(n.out)
	if err != nil {
		return err
	}
	if bad := sum.faults(); len(bad) > 0 {
		return errors.Join(bad...)
	}
	say("done: pictures and summary.json are in %s", n.out)
	return nil
}

// perform goes through the whole meeting, from unlocking to approval.
func (n *network) perform(ctx context.Context, s *script) error {
	for _, r := range []*robot{s.tablet, s.desktop} {
		if err := run(ctx, r.startDisplay, r.start); err != nil {
			return err
		}
	}
	say("the tablet records a meeting of KPUK %s", s.group)
	if err := run(ctx, s.start, s.attend); err != nil {
		return err
	}
	if n.kills > 0 {
		say("killing the app %d times", n.kills)
		if err := s.killLoop(ctx, n.kills); err != nil {
			return err
		}
	}
	if err := run(ctx, s.notes, s.money, s.count, s.finish, s.sync); err != nil {
		return err
	}
	say("the desktop reviews it")
	if err := run(ctx, s.unlockDesktop, s.approve); err != nil {
		return err
	}
	say("the approval travels back")
	return s.approved(ctx)
}

// choose finds the group whose meeting the robot records, one of eleven members, and
// the tablet that has it: the first facilitator's, if she has one.
func (n *network) choose(ctx context.Context) (string, error) {
	for _, name := range n.plan.Facilitators() {
		n.tablet = n.made.Devices[name]
		group, err := n.fitting(ctx)
		if err != nil || group != "" {
			return group, err
		}
	}
	return "", fmt.Errorf("no tablet has a group of %d members", meetingSize)
}

// fitting is a group of the tablet that has eleven members and no meeting under way.
func (n *network) fitting(ctx context.Context) (string, error) {
	d, err := n.device(ctx, n.tablet, pin)
	if err != nil {
		return "", err
	}
	defer d.Close()
	b := book.New()
	if _, err := d.Fill(ctx, b); err != nil {
		return "", err
	}
	for _, g := range b.Groups() {
		if g.Active() == meetingSize && g.Running() == nil {
			return g.Name, nil
		}
	}
	return "", nil
}

// device opens a device's folder while its app is closed.
func (*network) device(ctx context.Context, dir, secret string) (*device.Device, error) {
	return device.Open(ctx, device.Config{Dir: dir, Now: time.Now, Rand: rand.Reader, Logger: slog.New(slog.DiscardHandler)}, secret)
}
