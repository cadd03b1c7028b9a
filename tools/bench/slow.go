package main

import (
	"context"
	"errors"
	"time"

	"pendamping/sync/session"
)

// slowRTT is the round trip of the slow link.
const slowRTT = 300 * time.Millisecond

// slow measures the same syncs as wire over a slow link, each on a connection of its
// own whose handshake counts.
func (b *bench) slow(ctx context.Context) error {
	visit, month, err := b.slowPush(ctx)
	if err != nil {
		return err
	}
	err = errors.Join(
		b.figure("slow.visit_s", visit.Seconds(), "s", 1),
		b.figure("slow.month_s", month.Seconds(), "s", b.size.month),
	)
	if err != nil {
		return err
	}
	usable, all, records, err := b.slowFirst(ctx)
	if err != nil {
		return err
	}
	return errors.Join(
		b.figure("slow.first_usable_s", usable.Seconds(), "s", records),
		b.figure("slow.first_s", all.Seconds(), "s", records),
	)
}

// timedVisits records visits and returns how long it takes to send them.
func (f *field) timedVisits(ctx context.Context, visits int) (time.Duration, error) {
	if _, err := f.recordVisits(ctx, visits); err != nil {
		return 0, err
	}
	begin := f.bench.now()
	_, err := f.device.sync(ctx, nil)
	return f.bench.now().Sub(begin), err
}

// slowPush times one visit and a month of them.
func (b *bench) slowPush(ctx context.Context) (visit, month time.Duration, err error) {
	f, err := b.newField(ctx, "roster", b.size.roster)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	err = f.enrol(ctx)
	if err != nil {
		return 0, 0, err
	}
	if _, err = f.device.sync(ctx, nil); err != nil {
		return 0, 0, err
	}
	f.link.slow(slowRTT, b.size.kbit)
	if visit, err = f.timedVisits(ctx, 1); err != nil {
		return 0, 0, err
	}
	month, err = f.timedVisits(ctx, b.size.month)
	return visit, month, err
}

// slowFirst times the first download, and until the first records are stored.
func (b *bench) slowFirst(ctx context.Context) (usable, all time.Duration, records int, err error) {
	f, err := b.newField(ctx, "first", b.size.first)
	if err != nil {
		return 0, 0, 0, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	err = f.enrol(ctx)
	if err != nil {
		return 0, 0, 0, err
	}
	f.link.slow(slowRTT, b.size.kbit)
	begin := b.now()
	result, err := f.device.sync(ctx, func(p session.Progress) {
		if usable == 0 && p.Pulled > 0 {
			usable = b.now().Sub(begin)
		}
	})
	return usable, b.now().Sub(begin), result.Pulled, err
}
