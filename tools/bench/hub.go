package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"pendamping/sync/merge"
)

// hub measures how many visits a hub in a process of its own takes in durably. The
// devices, whose work of packing and signing is done on the same machine, run in this
// process.
func (b *bench) hub(ctx context.Context) error {
	if err := b.rates(ctx); err != nil {
		return err
	}
	return b.growth(ctx)
}

// load is a hub process with its clients.
type load struct {
	bench   *bench
	process *child
	clients []*client
	changes int // in the hub before the clients
}

// newLoad fills a store and starts a hub over it with n clients, each of one group.
func (b *bench) newLoad(ctx context.Context, name string, of shape, n int) (*load, error) {
	path := filepath.Join(b.dir, name+".db")
	m, f, err := b.filledStore(ctx, path, 1, of)
	if err != nil {
		return nil, err
	}
	j := &job{Path: path, Partition: merge.ID(m.partition), Person: merge.ID(m.author)}
	for i := range n {
		j.Scopes = append(j.Scopes, merge.ID(f.circles[i%len(f.circles)].group.ID))
	}
	l := &load{bench: b, changes: f.changes}
	if l.process, err = newChild(ctx, j); err != nil {
		return nil, err
	}
	for i := range n {
		own, err := newMaker(uint64(1000 + i))
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		own.at = m.at
		c, err := newClient(ctx, i, l.process.url, own, f.circles[i%len(f.circles)])
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		l.clients = append(l.clients, c)
	}
	return l, nil
}

// close ends clients and hub.
func (l *load) close() error {
	disconnect(l.clients)
	return l.process.close()
}

// rate lets clients push visits one by one, each over its session.
func (l *load) rate(ctx context.Context, clients []*client, visits int) (pace, error) {
	for _, c := range clients {
		if err := c.recordAll(ctx, visits); err != nil {
			return pace{}, err
		}
	}
	return l.paces(clients, visits, func(c *client) error {
		for range visits {
			if err := c.push(ctx, 1); err != nil {
				return err
			}
		}
		return nil
	})
}

// batches lets clients push visits as one batch, in letters.
func (l *load) batches(ctx context.Context, clients []*client, visits int) (pace, error) {
	mail, err := newMailbox()
	if err != nil {
		return pace{}, err
	}
	letters := map[*client][]*letter{}
	for _, c := range clients {
		if err = c.recordAll(ctx, visits); err == nil {
			letters[c], err = mail.write(ctx, c, visits)
		}
		if err != nil {
			return pace{}, err
		}
	}
	p, err := l.paces(clients, visits, func(c *client) error {
		for _, m := range letters[c] {
			if failed := c.device.post(ctx, m); failed != nil {
				return failed
			}
		}
		return nil
	})
	for _, c := range clients {
		if err == nil {
			err = mail.read(ctx, c, letters[c])
		}
	}
	return p, err
}

// paces measures how every client pushes its visits.
func (l *load) paces(clients []*client, visits int, push func(*client) error) (pace, error) {
	before, err := l.process.used()
	if err != nil {
		return pace{}, err
	}
	own, err := spent()
	if err != nil {
		return pace{}, err
	}
	begin := l.bench.now()
	err = all(clients, push)
	if err != nil {
		return pace{}, err
	}
	took := l.bench.now().Sub(begin)
	beside, err := spent()
	if err != nil {
		return pace{}, err
	}
	after, err := l.process.used()
	n := float64(len(clients) * visits)
	return pace{
		perSecond: n / took.Seconds(), cpu: (after.cpu - before.cpu).Seconds() * 1e6 / n,
		written: float64(after.written-before.written) / 1024 / n, client: micros(beside-own) / n,
	}, err
}

// pace is how fast visits were taken in, and what one cost the hub: processor time in
// microseconds, which says more than the rate where others use the machine, too, KiB
// written to files and sockets, and what it cost the clients beside it.
type pace struct{ perSecond, cpu, written, client float64 }

// paced prints a pace.
func (l *load) paced(p pace, rate, suffix string, n int) error {
	b := l.bench
	return errors.Join(
		b.figure("hub."+rate, p.perSecond, "visits/s", n),
		b.figure("hub.cpu_us_per_visit_"+suffix, p.cpu, "us", n),
		b.figure("hub.written_kb_per_visit_"+suffix, p.written, "KiB", n),
		b.figure("hub.client_us_per_visit_"+suffix, p.client, "us", n),
	)
}

// single prints the rate of n clients that push visit by visit.
func (l *load) single(ctx context.Context, n int) error {
	visits := l.bench.size.visits
	p, err := l.rate(ctx, l.clients[:n], visits)
	if err != nil {
		return err
	}
	return l.paced(p, fmt.Sprintf("visits_per_s_%d", n), strconv.Itoa(n), n*visits)
}

// rates measures single visits at several numbers of clients, months, and the memory of
// the hub with many devices connected.
func (b *bench) rates(ctx context.Context) (err error) {
	l, err := b.newLoad(ctx, "rates", b.size.first, b.size.devices)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	for _, n := range b.size.clients {
		err = l.single(ctx, n)
		if err != nil {
			return err
		}
	}
	last := l.clients[:b.size.clients[len(b.size.clients)-1]]
	err = l.month(ctx, last)
	if err != nil {
		return err
	}
	return l.memory(len(l.clients))
}

// memory prints what the hub has taken of it with so many devices connected.
func (l *load) memory(devices int) error {
	peak, err := l.process.memoryMB("VmHWM")
	if err != nil {
		return err
	}
	// The pages of the store's file that are mapped count as resident, too; the system
	// takes them back when it needs memory. This is what it cannot take back.
	own, err := l.process.memoryMB("RssAnon")
	if err != nil {
		return err
	}
	return errors.Join(
		l.bench.figure("hub.rss_mb", peak, "MB", devices),
		l.bench.figure("hub.anon_mb", own, "MB", devices),
	)
}

// growth compares a one-visit sync of a hub with a long history to that of a young one.
func (b *bench) growth(ctx context.Context) error {
	young, err := b.oneVisit(ctx, "young", 1000)
	if err != nil {
		return err
	}
	old, err := b.oneVisit(ctx, "old", b.size.history)
	if err != nil {
		return err
	}
	return b.figure("hub.sync_growth", float64(old)/float64(young), "ratio", 2*b.size.visits)
}

// oneVisit is the median time of a one-visit sync of a hub that holds about so many
// changes.
func (b *bench) oneVisit(ctx context.Context, name string, changes int) (took time.Duration, err error) {
	// A group of eleven with its meetings of a year are some 288 changes.
	groups := max(changes/288, 1)
	l, err := b.newLoad(ctx, name, shape{groups: groups, members: 11 * groups, meetings: 12, kinds: 2, whole: true}, 1)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	c := l.clients[0]
	err = c.recordAll(ctx, b.size.visits+1)
	if err != nil {
		return 0, err
	}
	err = c.push(ctx, 1) // warms both up
	if err != nil {
		return 0, err
	}
	samples, err := b.timed(b.size.visits, func(int) error { return c.push(ctx, 1) })
	if err != nil {
		return 0, err
	}
	b.log.InfoContext(ctx, "one visit", slog.Int("changes", l.changes), slog.Duration("p50", percentile(samples, 50)),
		slog.Duration("fastest", slices.Min(samples)))
	return percentile(samples, 50), nil
}
