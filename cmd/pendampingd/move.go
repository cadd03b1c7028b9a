package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/postgres"
	"pendamping/sync/merge"
)

// Local values of a hub that is moved.
const (
	movedKey  = "moved"  // in the old store: where it goes
	movingKey = "moving" // in the new one, until it is whole: where it comes from
)

// Bounds of what is carried at once.
const (
	moveChanges = 500
	moveBytes   = 4 << 20
)

var (
	errMoved  = fault.New(fault.Foreign, "this hub was moved")
	errHeld   = fault.New(fault.Exists, "the database holds this federation already; use another schema, or have the owner of the tables delete its rows")
	errUnlike = fault.New(fault.Damaged, "the new store is not the same as the old one; the old one is as it was")
)

// stayed tells whether the hub of a folder is still there.
func (f *folder) stayed(ctx context.Context, moving bool) error { //nolint:revive // who moves it may open it
	var to string
	if _, err := f.store.Local(ctx, movedKey, &to); err != nil || to == "" || moving {
		return fault.E("open", fault.Other, err)
	}
	return fault.E("open", fault.Other, fmt.Errorf("%w to %s; if that was not finished, run `pendampingd migrate-store` again", errMoved, to))
}

// moving is what migrate-store is told.
type moving struct {
	target

	from, to string
}

func moveCommand() command {
	return command{
		name: "migrate-store", level: slog.LevelWarn, brief: "move a hub from its file to PostgreSQL or back, into a new folder, under a new epoch",
		examples: []string{
			"migrate-store --from /var/lib/pendamping/hub --to /var/lib/pendamping/hub.pg --store postgres --dsn-file hub.dsn",
			"migrate-store --from ./hub.pg --to ./hub --store bbolt",
		},
		flags: func(fs *flag.FlagSet) action {
			var o moving
			fs.StringVar(&o.from, "from", "", "the hub's `folder`; no process serves it")
			fs.StringVar(&o.to, "to", "", "`folder` to make")
			fs.StringVar(&o.store, "store", storePostgres, "where the records go: bbolt or postgres")
			o.flags(fs)
			return func(ctx context.Context, c *console) error {
				if o.from == "" || o.to == "" || (o.store != storeBbolt && o.store != storePostgres) {
					return misused("--from and --to are needed; --store is %s or %s", storeBbolt, storePostgres)
				}
				return c.move(ctx, &o)
			}
		},
	}
}

// moved is the result of migrate-store.
type moved struct {
	Data     string  `json:"data"`
	Changes  uint64  `json:"changes"`
	Replicas int     `json:"replicas"`
	Aside    int     `json:"quarantine"`
	Photos   int     `json:"photos"`
	Digest   string  `json:"digest"`
	Before   kpuk.ID `json:"epoch_before"`
	Epoch    kpuk.ID `json:"epoch"`
}

// move carries a hub over. It can be run again after it was interrupted: what is there is
// gone on with. The new folder has its name, and the new store its settings, only when
// both stores have been held against each other.
func (c *console) move(ctx context.Context, o *moving) (err error) {
	const op fault.Op = "migrate-store"
	err = vacant(o.to)
	if err != nil {
		return err
	}
	m := &mover{c: c, o: o, aside: filepath.Clean(o.to) + ".moving"}
	c.moving = true
	if m.old, err = c.open(ctx, o.from); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.old.store.Close()) }()
	if _, shared := m.old.store.(*pgStore); shared == (o.store == storePostgres) {
		return misused("the hub in --from keeps its records in %s already; within PostgreSQL pg_dump moves them", o.store)
	}
	if err = m.begin(ctx); err != nil {
		return fault.E(op, fault.Other, err)
	}
	for _, step := range []func(context.Context) error{m.logs, m.forks, m.claims, m.photos, m.compare, m.settle} {
		if err = step(ctx); err != nil {
			return fault.E(op, fault.Other, errors.Join(err, m.fresh.store.Close()))
		}
	}
	if err = m.fresh.store.Close(); err == nil {
		_ = os.Remove(o.to) //nolint:errcheck // an empty folder; renaming says when it stays in the way
		if err = os.Rename(m.aside, o.to); err == nil {
			err = syncFolder(filepath.Dir(m.aside))
		}
	}
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	v := &m.result
	v.Data = o.to
	return c.print(v, func(w *page) {
		w.printf("Hub moved to %s: %d changes of %d replicas, %d in quarantine, %d photos.\nDigest of all records, in both: %s\nEpoch %s: each device pulls once anew.\n",
			v.Data, v.Changes, v.Replicas, v.Aside, v.Photos, v.Digest, v.Epoch)
		w.printf("The hub in %s is not served any more. Keep it until the new one has been backed up.\n", o.from)
	})
}

// mover is a hub on its way.
type mover struct {
	c          *console
	o          *moving
	aside      string // the new folder until it is whole
	old, fresh *folder
	judged     map[merge.Dot]merge.Verdict // what the old hub said of changes without effect
	branches   []merge.Quarantined
	result     moved
}

// begin makes the old hub stand still and the new store ready.
func (m *mover) begin(ctx context.Context) error {
	m.result.Before = m.old.set.Epoch
	to, err := filepath.Abs(m.o.to)
	if err == nil {
		err = m.old.store.SetLocal(ctx, movedKey, to)
	}
	if _, shared := m.old.store.(*pgStore); shared && err == nil {
		err = m.old.store.Renew(ctx, &m.old.set) // other processes write nothing from now on
	}
	if err != nil {
		return fault.E("begin", fault.Other, err)
	}
	aside, err := m.old.store.Quarantine(ctx)
	if err != nil {
		return fault.E("begin", fault.Other, err)
	}
	m.judged = map[merge.Dot]merge.Verdict{}
	for i := range aside {
		if aside[i].Fork {
			m.branches = append(m.branches, aside[i])
			continue
		}
		m.judged[dotOf(&aside[i].Change)] = aside[i].Verdict
	}
	m.result.Aside = len(aside)
	return m.open(ctx)
}

func dotOf(c *merge.Change) merge.Dot { return merge.Dot{Replica: c.Replica, Seq: c.Seq} }

// open makes the new folder and opens the new store. A file is begun anew; a database,
// from which nothing can be deleted, is gone on with.
func (m *mover) open(ctx context.Context) error {
	const op fault.Op = "open"
	again := exists(filepath.Join(m.aside, databaseFile))
	if !again || m.o.store == storeBbolt {
		if err := os.RemoveAll(m.aside); err != nil {
			return fault.E(op, fault.Other, err)
		}
		again = false
	}
	err := os.MkdirAll(m.aside, 0o700)
	for _, name := range []string{secretFile, certFile, certKey} {
		if from := filepath.Join(m.old.dir, name); err == nil && exists(from) {
			err = copyFile(from, filepath.Join(m.aside, name))
		}
	}
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	m.fresh = &folder{dir: m.aside, set: m.old.set, ids: m.old.ids, now: m.old.now}
	if m.o.store == storeBbolt {
		s, failed := store.Create(ctx, filepath.Join(m.aside, storeFile), m.c.options(m.aside))
		if failed != nil {
			return fault.E(op, fault.Other, failed)
		}
		m.fresh.store = &boltStore{Store: s}
		return nil
	}
	return m.openDatabase(ctx, again)
}

// openDatabase opens the federation's partition, if it is empty or this move's own.
func (m *mover) openDatabase(ctx context.Context, again bool) error {
	d, err := m.o.resolve(m.c)
	if err != nil {
		return err
	}
	d.Federation = m.old.set.Partition
	db, err := postgres.Connect(ctx, d.DSN, postgres.Settings{Schema: d.Schema})
	if err != nil {
		return fault.E("open", fault.Other, err)
	}
	s, err := d.open(ctx, m.c, m.aside, db, false)
	if err != nil {
		return err
	}
	m.fresh.store = s
	var from kpuk.ID
	var set settings
	held, err := s.Replicas(ctx)
	_, failed := s.Local(ctx, movingKey, &from)
	whole, wrong := s.Local(ctx, settingsKey, &set)
	if err = errors.Join(err, failed, wrong); err == nil {
		mine := from == m.old.set.Epoch && (again || !whole)
		switch {
		case (len(held) > 0 || whole) && !mine:
			err = errHeld
		case whole: // interrupted between its last steps
			m.fresh.set.Epoch = set.Epoch
		}
	}
	if err == nil {
		err = s.SetLocal(ctx, movingKey, m.old.set.Epoch)
	}
	if err == nil {
		err = d.write(m.aside)
	}
	if err != nil {
		return fault.E("open", fault.Other, errors.Join(err, s.Close()))
	}
	return nil
}

// logs carries all changes, each with the verdict that it had.
func (m *mover) logs(ctx context.Context) error {
	const op fault.Op = "logs"
	replicas, err := m.old.store.Replicas(ctx)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	judge := func(c merge.Change, _ func(merge.ID) (merge.Record, bool)) merge.Verdict { return m.judged[dotOf(&c)] }
	m.result.Replicas = len(replicas)
	for _, r := range replicas {
		head, err := m.fresh.store.Head(ctx, r)
		for err == nil {
			var changes []merge.Change
			changes, err = m.old.store.Since(ctx, r, head.Seq, moveChanges, moveBytes)
			if err != nil || len(changes) == 0 {
				break
			}
			head, _, err = m.fresh.store.Ingest(ctx, r, changes, judge)
		}
		if err != nil {
			return fault.E(op, fault.Other, err)
		}
		m.result.Changes += head.Seq
	}
	return nil
}

// forks carries the second histories.
func (m *mover) forks(ctx context.Context) error {
	for i := range m.branches {
		c := m.branches[i].Change
		_, _, err := m.fresh.store.Ingest(ctx, c.Replica, []merge.Change{c}, nil)
		if fault.KindOf(err) != fault.Forked {
			return fault.E("forks", fault.Damaged, errors.Join(errUnlike, err))
		}
	}
	return nil
}

// claims carries which device a replica belongs to. What the old hub was called no device
// may be called.
func (m *mover) claims(ctx context.Context) error {
	const op fault.Op = "claims"
	replicas, err := m.old.store.Replicas(ctx)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	for _, r := range append(replicas, m.old.store.Replica()) {
		owner := m.old.set.Partition
		found := r == m.old.store.Replica()
		if !found {
			if found, err = m.old.store.Local(ctx, claimKey(r), &owner); err != nil {
				return fault.E(op, fault.Other, err)
			}
		}
		if found {
			if _, err = m.fresh.store.Claim(ctx, claimKey(r), owner); err != nil {
				return fault.E(op, fault.Other, err)
			}
		}
	}
	return nil
}
