package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
)

// ErrNoBouncer is returned when there is no PgBouncer here and it cannot be installed.
var ErrNoBouncer = fault.New(fault.NotFound, "no PgBouncer: install the Debian package pgbouncer")

// Bouncer is a running PgBouncer in front of a cluster, on a socket in the cluster's folder.
type Bouncer struct{ process }

// Pool starts a PgBouncer that lets in the given users without a password. Settings such as
// "pool_mode=session" stand over those of this package: transactions, and two connections
// to the server, so that they really are shared. Stop it before the cluster.
func (c *Cluster) Pool(ctx context.Context, users []string, settings ...string) (*Bouncer, error) {
	const op fault.Op = "cluster.Pool"
	program, err := bouncer(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	dir, err := os.MkdirTemp(c.dir, "pool-")
	if err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	b := &Bouncer{process{dir: dir}}
	if err = b.start(ctx, c, program, users, settings); err != nil {
		return nil, fault.E(op, fault.Internal, errors.Join(err, b.Stop()))
	}
	return b, nil
}

// bouncer finds PgBouncer, and installs it where this is root.
func bouncer(ctx context.Context) (string, error) {
	const program = "/usr/sbin/pgbouncer"
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := install(ctx, "pgbouncer", ErrNoBouncer); err != nil {
		return "", err
	}
	return program, nil
}

// start writes the pooler's files and starts it.
func (b *Bouncer) start(ctx context.Context, c *Cluster, program string, users, settings []string) error {
	account, err := b.hand()
	if err != nil {
		return err
	}
	lines := append([]string{
		"pool_mode=transaction", "default_pool_size=2", "listen_addr=", "unix_socket_dir=" + b.dir, "listen_port=6432", "auth_type=any",
		"logfile=" + filepath.Join(b.dir, "log"), "pidfile=" + filepath.Join(b.dir, "pid"), "log_connections=0", "log_disconnections=0",
		"max_client_conn=200", "server_login_retry=1",
	}, settings...)
	databases := make([]string, len(users))
	for i, user := range users { // with auth_type any the user of the server is that of the database
		databases[i] = fmt.Sprintf("%s = host=%s dbname=postgres user=%s", user, c.dir, user)
	}
	ini := "[databases]\n" + strings.Join(databases, "\n") + "\n[pgbouncer]\n" + strings.Join(lines, "\n") + "\n"
	path := filepath.Join(b.dir, "ini")
	if err = os.WriteFile(path, []byte(ini), 0o644); err != nil { //nolint:gosec // read by another user, and no secret
		return fmt.Errorf("pooler: %w", err)
	}
	args := slices.Concat(account, []string{"sh", "-c", `"$0" "$@" >/dev/null 2>&1 </dev/null & p=$!; read -r _; kill -TERM $p; wait $p`, program, path})
	if err = b.run(args); err != nil {
		return fmt.Errorf("pooler: %w", err)
	}
	return b.ready(ctx, users[0])
}

// ready waits until the pooler answers.
func (b *Bouncer) ready(parent context.Context, user string) error {
	ctx, cancel := context.WithTimeout(parent, patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, b.DSN(user))
		if err == nil {
			return closed(ctx, conn)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			text, _ := os.ReadFile(filepath.Join(b.dir, "log")) //nolint:errcheck // there is nothing to add then
			return fmt.Errorf("pooler: %w: %s", errors.Join(ctx.Err(), err), text)
		}
	}
}

// DSN is how to reach the server's database as a user, through the pooler.
func (b *Bouncer) DSN(user string) string {
	return fmt.Sprintf("host=%s port=6432 user=%s dbname=%s sslmode=disable", b.dir, user, user)
}

// Stop ends the pooler.
func (b *Bouncer) Stop() error {
	const op fault.Op = "cluster.Bouncer.Stop"
	return fault.E(op, fault.Internal, b.end())
}
