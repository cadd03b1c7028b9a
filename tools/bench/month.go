package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// monthRounds is how often every device pushes a month.
const monthRounds = 4

// months measures nothing but months, several times in one hub: for profiles and for
// comparing builds by turns.
func (b *bench) months(ctx context.Context) (err error) {
	n := b.size.clients[len(b.size.clients)-1]
	l, err := b.newLoad(ctx, "months", b.size.first, n)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	for round := range monthRounds {
		if b.profiles != "" {
			err = l.process.profile(filepath.Join(b.profiles, fmt.Sprintf("month-%d.pprof", round+1)))
		}
		if err == nil {
			err = l.month(ctx, l.clients)
		}
		if err == nil && b.profiles != "" {
			err = l.process.profile("")
		}
		if err != nil {
			return err
		}
	}
	return l.memory(n)
}

// month prints the rate of clients that push a month each.
func (l *load) month(ctx context.Context, clients []*client) error {
	visits := l.bench.size.month
	p, err := l.batches(ctx, clients, visits)
	if err != nil {
		return err
	}
	return l.paced(p, "month_visits_per_s", "month", len(clients)*visits)
}

// spent is the processor time of this process.
func spent() (time.Duration, error) {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		return 0, fmt.Errorf("usage: %w", err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}
