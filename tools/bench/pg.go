package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"pendamping/store/postgres"
	"pendamping/store/postgres/cluster"
	"pendamping/store/receipt"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// hubRecords is what a hub of the bench keeps its records in.
type hubRecords interface {
	hub.Store
	receipt.Source
	Close() error
}

// pgKey seals the bench's records in PostgreSQL; it protects nothing.
func pgKey() [32]byte { return [32]byte{1} }

// openPostgres opens the bench's federation in a database.
func openPostgres(ctx context.Context, dsn string, partition merge.ID, now func() time.Time) (*postgres.Store, error) {
	s, err := postgres.Open(ctx, dsn, postgres.Options{Partition: partition, Key: pgKey(), Replica: merge.Replica{0xb}, Now: now, Rand: rand.Reader})
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	return s, nil
}

// pgLoad is a database with hub processes over it, and their clients.
type pgLoad struct {
	bench     *bench
	server    *cluster.Cluster
	processes []*child
	clients   []*client
	circles   []circle
	job       job
	at        time.Time
	filled    int64 // bytes of the database before the visits
	visits    int   // that were pushed since
}

// postgres measures how many visits hubs take in durably whose records are in PostgreSQL:
// a private server that waits for the disk, on this machine, over its socket. Devices,
// hub processes and server share the machine.
func (b *bench) postgres(ctx context.Context) (err error) {
	l, err := b.newPostgres(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	most := b.size.clients[len(b.size.clients)-1]
	return errors.Join(l.one(ctx, most), l.disconnect(), l.two(ctx, most))
}

// one measures one hub process.
func (l *pgLoad) one(ctx context.Context, most int) error {
	err := l.connect(ctx, 1, most)
	if err != nil {
		return err
	}
	for _, n := range l.bench.size.clients {
		err = l.print(ctx, fmt.Sprintf("pg.hub.visits_per_s_%d", n), l.clients[:n], l.bench.size.visits, 1)
		if err != nil {
			return err
		}
	}
	err = l.print(ctx, "pg.hub.month_visits_per_s", l.clients, 1, l.bench.size.month)
	if err != nil {
		return err
	}
	peak, err := l.processes[0].memoryMB("VmHWM")
	if err != nil {
		return err
	}
	return errors.Join(l.bench.figure("pg.hub.rss_mb", peak, "MB", most), l.size(ctx))
}

// two measures two hub processes over the same database, with the clients shared out.
func (l *pgLoad) two(ctx context.Context, most int) error {
	err := l.connect(ctx, 2, most)
	if err != nil {
		return err
	}
	return l.print(ctx, fmt.Sprintf("pg.hub.visits_per_s_%d_two_processes", most), l.clients, l.bench.size.visits, 1)
}

// newPostgres starts a server and fills a federation.
func (b *bench) newPostgres(ctx context.Context) (*pgLoad, error) {
	c, err := cluster.Start(ctx, "fsync=on", "full_page_writes=on", "autovacuum=on", "shared_buffers=128MB", "wal_level=replica")
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	l := &pgLoad{bench: b, server: c}
	if err = l.fill(ctx); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return l, nil
}

// fill fills the federation.
func (l *pgLoad) fill(ctx context.Context) error {
	dsn := l.server.DSN(cluster.Superuser)
	if err := postgres.Migrate(ctx, dsn, ""); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	m, err := newMaker(42)
	if err != nil {
		return err
	}
	l.job = job{DSN: dsn, Partition: merge.ID(m.partition), Person: merge.ID(m.author)}
	s, err := openPostgres(ctx, dsn, l.job.Partition, l.bench.now)
	if err != nil {
		return err
	}
	begin := l.bench.now()
	f, err := fill(ctx, s, m, l.bench.size.first)
	if err == nil {
		l.filled, err = s.Size(ctx)
	}
	err = errors.Join(err, s.Close())
	if err != nil {
		return err
	}
	l.bench.log.InfoContext(ctx, "postgres filled", slog.Int("records", f.records), slog.Int("changes", f.changes),
		slog.Duration("took", l.bench.now().Sub(begin)))
	l.circles, l.at = f.circles, m.at
	return nil
}

// connect starts hub processes and gives each its share of n new clients.
func (l *pgLoad) connect(ctx context.Context, processes, n int) error {
	first := len(l.job.Scopes)
	for i := range n {
		l.job.Scopes = append(l.job.Scopes, merge.ID(l.circles[(first+i)%len(l.circles)].group.ID))
	}
	for range processes {
		c, err := newChild(ctx, &l.job)
		if err != nil {
			return err
		}
		l.processes = append(l.processes, c)
	}
	for i := range n {
		own, err := newMaker(uint64(1000 + first + i))
		if err != nil {
			return err
		}
		own.at = l.at
		c, err := newClient(ctx, first+i, l.processes[i%processes].url, own, l.circles[(first+i)%len(l.circles)])
		if err != nil {
			return err
		}
		l.clients = append(l.clients, c)
	}
	return nil
}

// print prints the rate of clients that push visits one by one, or one batch of them.
func (l *pgLoad) print(ctx context.Context, name string, clients []*client, batches, visits int) error {
	measured := &load{bench: l.bench, process: l.processes[0]}
	push := func() (pace, error) { return measured.rate(ctx, clients, batches) }
	if visits > 1 {
		push = func() (pace, error) { return measured.batches(ctx, clients, visits) }
	}
	p, err := push()
	if err != nil {
		return err
	}
	n := len(clients) * batches * visits
	l.visits += n
	err = l.bench.figure(name, p.perSecond, "visits/s", n)
	if err != nil || len(l.processes) > 1 {
		return err
	}
	return l.bench.figure(strings.Replace(name, "visits_per_s", "cpu_us_per_visit", 1), p.cpu, "us", n) // of the hub alone
}

// size prints what the visits take in the database, indexes and all.
func (l *pgLoad) size(ctx context.Context) error {
	s, err := openPostgres(ctx, l.job.DSN, l.job.Partition, l.bench.now)
	if err != nil {
		return err
	}
	size, err := s.Size(ctx)
	err = errors.Join(err, s.Close())
	if err != nil {
		return fmt.Errorf("size: %w", err)
	}
	return errors.Join(
		l.bench.figure("pg.store_mb", float64(size)/(1<<20), "MB", l.visits),
		l.bench.figure("pg.kb_per_visit", float64(size-l.filled)/1024/float64(l.visits), "KB", l.visits),
	)
}

// disconnect ends clients and hub processes.
func (l *pgLoad) disconnect() error {
	disconnect(l.clients)
	var err error
	for _, c := range l.processes {
		err = errors.Join(err, c.close())
	}
	l.clients, l.processes = nil, nil
	return err
}

// close ends everything.
func (l *pgLoad) close() error { return errors.Join(l.disconnect(), l.server.Stop()) }
