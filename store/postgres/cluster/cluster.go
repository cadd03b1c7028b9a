// Package cluster runs a private PostgreSQL server, for tests and simulations: in a
// temporary folder, on a socket of its own, without a network port, as a user without
// rights. It is not for data that matter: the server does not wait for the disk.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
)

// Superuser is the role that may do everything.
const Superuser = "postgres"

// binaries is where Debian keeps the servers, by major version.
const binaries = "/usr/lib/postgresql/*/bin"

// patience is how long the server may take to start or to end.
const patience = 30 * time.Second

// ErrNoServer is returned when there is no PostgreSQL here and it cannot be installed.
var ErrNoServer = fault.New(fault.NotFound, "no PostgreSQL server: install the Debian package postgresql")

// Cluster is a running server. Stop ends it; it also ends when this process does.
type Cluster struct{ process }

// Start makes a new cluster and starts its server. Where the server's programs are
// missing and this is root, the Debian package is installed first. Settings such as
// "fsync=on" stand over those of this package.
func Start(ctx context.Context, settings ...string) (*Cluster, error) {
	return StartIn(ctx, "", settings...)
}

// StartIn is [Start] with the cluster's folder in another one, which everybody may enter;
// empty is that for temporary files.
func StartIn(ctx context.Context, parent string, settings ...string) (*Cluster, error) {
	const op fault.Op = "cluster.Start"
	bin, err := find(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	dir, err := os.MkdirTemp(parent, "pendamping-pg-")
	if err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	c := &Cluster{process{dir: dir}}
	if err = c.start(ctx, bin, settings); err != nil {
		err = errors.Join(err, c.logged(), c.Stop())
		return nil, fault.E(op, fault.Internal, err)
	}
	return c, nil
}

// find returns the folder of the newest server's programs.
func find(ctx context.Context) (string, error) {
	if dir, ok := newest(); ok {
		return dir, nil
	}
	if err := install(ctx, "postgresql", ErrNoServer); err != nil {
		return "", err
	}
	if dir, ok := newest(); ok {
		return dir, nil
	}
	return "", fmt.Errorf("server: %w", ErrNoServer)
}

// install installs a Debian package, if this is root; else, or when that fails, the error is
// the one that is given.
func install(ctx context.Context, name string, missing error) error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("%s: %w", name, missing)
	}
	for _, args := range [][]string{{"update", "-q"}, {"install", "-q", "-y", "--no-install-recommends", name}} {
		cmd := exec.CommandContext(ctx, "apt-get", args...)
		cmd.Env = append(cmd.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil && args[0] == "install" {
			return fmt.Errorf("%w: %w: %s", missing, err, out)
		}
	}
	return nil
}

// newest is the folder of the highest version that has a server.
func newest() (dir string, ok bool) {
	dirs, err := filepath.Glob(filepath.Join(binaries, "postgres"))
	if err != nil || len(dirs) == 0 {
		return "", false
	}
	version := func(path string) int {
		n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		if err != nil {
			return 0
		}
		return n
	}
	return filepath.Dir(slices.MaxFunc(dirs, func(a, b string) int { return version(a) - version(b) })), true
}

// start makes the cluster's files and starts the server.
func (c *Cluster) start(ctx context.Context, bin string, settings []string) error {
	account, err := c.hand()
	if err != nil {
		return err
	}
	data := filepath.Join(c.dir, "data")
	args := slices.Concat(account, []string{
		filepath.Join(bin, "initdb"), "-D", data, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "-N",
	})
	initdb := exec.CommandContext(ctx, args[0], args[1:]...)
	initdb.Dir = c.dir
	out, err := initdb.CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	// The shell ends the server and clears up when its input ends, and so also when this
	// process was killed. A line of input starts the server anew as a standby.
	const script = `start() { "$0" "$@" >>"$PWD/log" 2>&1 </dev/null & server=$!; }
start "$@"
while read -r _; do kill -INT $server; wait $server; : >data/standby.signal; start "$@"; done
kill -QUIT $server; wait $server; rm -rf "$PWD"`
	args = slices.Concat(account, []string{
		"sh", "-c", script, filepath.Join(bin, "postgres"), "-D", data, "-k", c.dir, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "autovacuum=off", "-c", "max_connections=400",
		"-c", "shared_buffers=64MB", "-c", "log_min_messages=error", "-c", "log_min_error_statement=panic",
	})
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	if err := c.run(args); err != nil {
		return fmt.Errorf("server: %w", err)
	}
	return c.ready(ctx)
}

// Promote stops the server, starts it as a standby and promotes that: what it writes from
// now on is another timeline, as after a failover.
func (c *Cluster) Promote(parent context.Context) error {
	const op fault.Op = "cluster.Promote"
	if _, err := io.WriteString(c.leash, "standby\n"); err != nil {
		return fault.E(op, fault.Internal, err)
	}
	ctx, cancel := context.WithTimeout(parent, patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		done, err := c.promote(ctx)
		if done {
			return fault.E(op, fault.Internal, err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fault.E(op, fault.Transient, errors.Join(ctx.Err(), err))
		}
	}
}

// promote promotes the server when it is a standby; false while it is not yet.
func (c *Cluster) promote(ctx context.Context) (done bool, err error) {
	conn, err := pgx.Connect(ctx, c.DSN(Superuser))
	if err != nil {
		return false, fmt.Errorf("server: %w", err)
	}
	defer func() { err = errors.Join(err, closed(context.WithoutCancel(ctx), conn)) }()
	var standby, promoted bool
	if err = conn.QueryRow(ctx, "SELECT pg_is_in_recovery()").Scan(&standby); err != nil || !standby {
		return false, err //nolint:wrapcheck // the server is about to stop
	}
	err = conn.QueryRow(ctx, "SELECT pg_promote()").Scan(&promoted)
	if err == nil && !promoted {
		err = errors.New("not promoted")
	}
	return true, err
}

// ready waits until the server answers.
func (c *Cluster) ready(parent context.Context) error {
	ctx, cancel := context.WithTimeout(parent, patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, c.DSN(Superuser))
		if err == nil {
			return closed(ctx, conn)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("server: %w", errors.Join(ctx.Err(), err))
		}
	}
}

// closed closes a connection.
func closed(ctx context.Context, conn *pgx.Conn) error {
	if err := conn.Close(ctx); err != nil {
		return fmt.Errorf("server: %w", err)
	}
	return nil
}

// DSN is how to reach the server's database as a user.
func (c *Cluster) DSN(name string) string {
	return fmt.Sprintf("host=%s user=%s dbname=postgres sslmode=disable", c.dir, name)
}

// logged is what the server wrote, as an error.
func (c *Cluster) logged() error {
	text, err := os.ReadFile(filepath.Join(c.dir, "log"))
	if err != nil || len(text) == 0 {
		return nil //nolint:nilerr // there is nothing to add
	}
	return errors.New(string(text))
}

// Stop ends the server at once and removes its files.
func (c *Cluster) Stop() error {
	const op fault.Op = "cluster.Stop"
	return fault.E(op, fault.Internal, c.end())
}
