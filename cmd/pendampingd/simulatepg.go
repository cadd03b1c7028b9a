package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
	"pendamping/store/postgres"
	"pendamping/store/postgres/cluster"
	"pendamping/sync/fleet"
	"pendamping/sync/merge"
)

// playHub is the login of the simulated hub on a private server. It has the rights that
// a hub has and no more.
const playHub = "hub"

// playServer finds a server to play on, or starts one: in memory where the fleet is, and
// without waiting for a disk, as the simulation cuts no power. stop ends it.
func playServer(ctx context.Context, dsn, parent string) (hubs func(fleet.HubOptions) fleet.Backend, stop func() error, err error) {
	const op fault.Op = "simulate"
	p := &playground{owner: dsn, hub: dsn}
	stop = func() error { return p.clear(context.WithoutCancel(ctx)) }
	if dsn == "" {
		server, failed := cluster.StartIn(ctx, parent, "max_connections=50")
		if failed != nil {
			return nil, nil, fault.E(op, fault.Other, failed)
		}
		stop = server.Stop
		p.owner, p.hub, p.private = server.DSN(cluster.Superuser), server.DSN(playHub), true
	}
	return func(o fleet.HubOptions) fleet.Backend { p.o = o; return p }, stop, nil
}

// playground keeps a simulated hub in PostgreSQL: each hub has a schema of its own, and so
// has the copy. It implements fleet.Backend.
type playground struct {
	o          fleet.HubOptions
	owner, hub string // DSNs: who makes tables, and who uses them
	private    bool   // the server is this run's alone
	n          int    // of hubs made
	schemas    []string
	copied     string // schema of the copy
	restored   bool   // the store was put back and not opened since
}

// name is the schema of the nth hub. It begins with the partition, so that runs on one
// server do not meet.
func (p *playground) name(what string) string {
	p.n++
	return fmt.Sprintf("simulated_%s_%s%d", hex.EncodeToString(p.o.Partition[:8]), what, p.n)
}

// Create implements fleet.Backend.
func (p *playground) Create(ctx context.Context) (fleet.HubStore, error) { //nolint:ireturn // as the interface says
	if err := p.empty(ctx, p.name("hub")); err != nil {
		return nil, err
	}
	return p.Open(ctx)
}

// empty makes the tables of a hub, which is the newest from then on.
func (p *playground) empty(ctx context.Context, schema string) error {
	p.schemas = append(p.schemas, schema)
	if err := postgres.Migrate(ctx, p.owner, schema); err != nil {
		return fault.E("create", fault.Other, err)
	}
	if !p.private || len(p.schemas) > 1 {
		return nil
	}
	return p.exec(ctx, "CREATE ROLE "+playHub+" LOGIN IN ROLE pendamping_app") // the role exists now
}

// Open implements fleet.Backend: with connections of its own, as a process that starts.
func (p *playground) Open(ctx context.Context) (fleet.HubStore, error) { //nolint:ireturn // as the interface says
	const op fault.Op = "open"
	s, err := postgres.Open(ctx, p.hub, postgres.Options{
		Partition: p.o.Partition, Key: [32]byte{1}, Now: p.o.Now, Rand: p.o.Rand, Hook: p.o.Hook,
		Settings: postgres.Settings{Schema: p.newest(), MaxConns: 2},
	})
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if p.restored {
		p.restored = false
		var fresh merge.Replica
		if _, err = p.o.Rand.Read(fresh[:]); err == nil {
			err = s.Renew(ctx, fresh, nil)
		}
		if err != nil {
			return nil, fault.E(op, fault.Other, errors.Join(err, s.Close()))
		}
	}
	return s, nil
}

// newest is the schema of the hub that there is.
func (p *playground) newest() string { return p.schemas[len(p.schemas)-1] }

// Copy implements fleet.Backend. One transaction copies all tables as of one moment.
func (p *playground) Copy(ctx context.Context, _ fleet.HubStore) error {
	hub, copied := p.newest(), p.name("copy")
	p.schemas = slices.Insert(p.schemas, 0, copied) // it is not the newest hub
	p.copied = copied
	steps := []string{"BEGIN ISOLATION LEVEL REPEATABLE READ", "CREATE SCHEMA " + copied}
	for _, table := range postgres.Tables() {
		steps = append(steps, fmt.Sprintf("CREATE TABLE %s.%s AS TABLE %s.%s", copied, table, hub, table))
	}
	return p.exec(ctx, append(steps, "COMMIT")...)
}

// Restore implements fleet.Backend.
func (p *playground) Restore(ctx context.Context) error {
	hub := p.name("hub")
	if err := p.empty(ctx, hub); err != nil {
		return err
	}
	var steps []string
	for _, table := range postgres.Tables() {
		steps = append(steps, fmt.Sprintf("INSERT INTO %s.%s SELECT * FROM %s.%s", hub, table, p.copied, table))
	}
	p.restored = true
	return p.exec(ctx, steps...)
}

// Check implements fleet.Backend.
func (*playground) Check(ctx context.Context, s fleet.HubStore) ([]string, error) {
	const op fault.Op = "check"
	own, ok := s.(*postgres.Store)
	if !ok {
		return nil, fault.E(op, fault.Internal, errors.New("another's store"))
	}
	report, err := own.Check(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	var out []string
	for _, f := range report.Findings {
		out = append(out, f.Place+": "+f.Detail)
	}
	return out, nil
}

// clear removes what was made on somebody's server.
func (p *playground) clear(ctx context.Context) error {
	var failed error
	for _, schema := range p.schemas {
		failed = errors.Join(failed, p.exec(ctx, "DROP SCHEMA IF EXISTS "+schema+" CASCADE"))
	}
	return failed
}

// exec runs SQL as the owner.
func (p *playground) exec(ctx context.Context, steps ...string) error {
	const op fault.Op = "sql"
	conn, err := pgx.Connect(ctx, p.owner)
	if err != nil {
		return fault.E(op, fault.Transient, err)
	}
	_, err = conn.Exec(ctx, strings.Join(steps, ";"))
	return fault.E(op, fault.Internal, errors.Join(err, conn.Close(context.WithoutCancel(ctx))))
}
