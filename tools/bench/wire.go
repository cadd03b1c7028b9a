package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// wireKinds is the number of ledger lines of a member in the visit workload.
const wireKinds = 2

// wire measures requests and bytes: TCP payload with HTTP headers, without TLS.
func (b *bench) wire(ctx context.Context) (err error) {
	f, err := b.newField(ctx, "roster", b.size.roster)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	err = f.enrol(ctx)
	if err != nil {
		return err
	}
	if _, err = f.device.sync(ctx, nil); err != nil { // brings the groups and their members
		return err
	}
	visit, n, err := f.visits(ctx, 1)
	if err != nil {
		return err
	}
	idle, _, err := f.visits(ctx, 0)
	if err != nil {
		return err
	}
	month, changes, err := f.visits(ctx, b.size.month)
	if err != nil {
		return err
	}
	first, records, err := b.firstDownload(ctx)
	if err != nil {
		return err
	}
	return errors.Join(
		b.figure("visit.requests", float64(visit.requests), "requests", n),
		b.figure("visit.bytes_up", float64(visit.up), "B", n),
		b.figure("visit.bytes_down", float64(visit.down), "B", n),
		b.figure("idle.requests", float64(idle.requests), "requests", 1),
		b.figure("idle.bytes", float64(idle.up+idle.down), "B", 1),
		b.figure("month.requests", float64(month.requests), "requests", changes),
		b.figure("month.bytes_up", float64(month.up), "B", changes),
		b.figure("first.requests", float64(first.requests), "requests", records),
		b.figure("first.bytes", float64(first.up+first.down), "B", records),
	)
}

// recordVisits records visits of the first groups on the device and returns the number
// of changes.
func (f *field) recordVisits(ctx context.Context, visits int) (int, error) {
	before, err := f.store.Head(ctx, f.store.Replica())
	if err != nil {
		return 0, fmt.Errorf("head: %w", err)
	}
	for i := range visits {
		err = f.recordVisit(ctx, f.filled.circles[i%len(f.filled.circles)])
		if err != nil {
			return 0, err
		}
	}
	// What was mended to the value it had is no change, so the log is asked.
	after, err := f.store.Head(ctx, f.store.Replica())
	if err != nil {
		return 0, fmt.Errorf("head: %w", err)
	}
	return int(after.Seq - before.Seq), nil //nolint:gosec // a count
}

// recordVisit records one visit of a group.
func (f *field) recordVisit(ctx context.Context, c circle) error {
	v, err := f.maker.visit(c, wireKinds)
	if err != nil {
		return err
	}
	return record(ctx, f.store, f.maker, v, nil)
}

// visits records visits, sends them in one sync and returns what went over the link.
func (f *field) visits(ctx context.Context, visits int) (traffic, int, error) {
	changes, err := f.recordVisits(ctx, visits)
	if err != nil {
		return traffic{}, 0, err
	}
	f.link.take()
	result, err := f.device.sync(ctx, nil)
	if err != nil {
		return traffic{}, 0, err
	}
	if result.Pushed != changes {
		return traffic{}, 0, fmt.Errorf("%d of %d changes were sent", result.Pushed, changes)
	}
	t := f.link.take()
	f.bench.log.InfoContext(ctx, "sync done", slog.Int("visits", visits), slog.Int("changes", changes),
		slog.Int("requests", t.requests), slog.Int("up", t.up), slog.Int("down", t.down),
		slog.Int("pulled", result.Pulled), slog.Int("body_up", result.BytesUp), slog.Int("body_down", result.BytesDown))
	return t, changes, nil
}

// firstDownload brings a whole federation to a new device.
func (b *bench) firstDownload(ctx context.Context) (t traffic, records int, err error) {
	f, err := b.newField(ctx, "first", b.size.first)
	if err != nil {
		return traffic{}, 0, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	err = f.enrol(ctx)
	if err != nil {
		return traffic{}, 0, err
	}
	begin := b.now()
	result, err := f.device.sync(ctx, nil)
	if err != nil {
		return traffic{}, 0, err
	}
	if result.Pulled != f.filled.records {
		return traffic{}, 0, fmt.Errorf("%d of %d records came", result.Pulled, f.filled.records)
	}
	t = f.link.take()
	b.log.InfoContext(ctx, "downloaded", slog.Int("records", result.Pulled), slog.Int("requests", t.requests),
		slog.Int("up", t.up), slog.Int("down", t.down), slog.Duration("took", b.now().Sub(begin)))
	return t, result.Pulled, nil
}
