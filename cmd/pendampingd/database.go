package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/postgres"
	"pendamping/sync/merge"
)

// databaseFile is in the folder of a hub whose records are in PostgreSQL. It says where.
const databaseFile = "hub.postgres"

// serverKey is where it is kept which history of the database server was accepted.
const serverKey = "server"

// dsnFlag is the flag that names a database, in every command that makes something there.
const dsnFlag = "dsn"

// What a hub refuses whose records are in a database, and the way out.
var (
	errPromoted = fault.New(fault.Foreign, "the database was failed over or recovered; if it is proven to hold all that was confirmed "+
		"(synchronous replication) run `pendampingd restore --adopt --complete`, else `pendampingd restore --adopt`, so that devices send again what it lacks")
	errDatabaseBackup = fault.New(fault.Denied, "the records of this hub are in PostgreSQL: back them up there, with WAL archiving "+
		"(pgBackRest, barman) or `pg_dump -Fc -n SCHEMA`, and copy this folder (hub.secret, hub.postgres, tls.*, blobs) apart from it")
	errDatabaseRestore = fault.New(fault.Exists, "the records of this hub are in PostgreSQL: recover them there, "+
		"then run `pendampingd restore --adopt --data FOLDER` before serving")
	errDatabaseCompact = fault.New(fault.Denied, "the records of this hub are in PostgreSQL, which reclaims space by itself (autovacuum); "+
		"`VACUUM (VERBOSE)` as their owner shows how")
)

// database says where a hub's records are; the content of databaseFile. The file is its
// owner's only, as hub.secret is.
type database struct {
	DSN        string  `json:"dsn"` // PENDAMPINGD_DSN stands over it
	Schema     string  `json:"schema"`
	Federation kpuk.ID `json:"federation"`
}

// target is where a command is told to make something.
type target struct{ store, dsn, file, schema string }

// flags defines the flags of a target.
func (t *target) flags(fs *flag.FlagSet) {
	fs.StringVar(&t.dsn, dsnFlag, "", "`connection` string or URL of the database; passwords belong into --dsn-file, PENDAMPINGD_DSN or ~/.pgpass")
	fs.StringVar(&t.file, "dsn-file", "", "`file` with the connection string, password and all")
	fs.StringVar(&t.schema, "schema", postgres.DefaultSchema, "`schema` of the tables")
}

// resolve reads where the database is.
func (t *target) resolve(c *console) (database, error) {
	const op fault.Op = "database"
	d := database{DSN: t.dsn, Schema: t.schema}
	if (t.dsn == "") == (t.file == "") {
		return d, misused("either --dsn or --dsn-file is needed, or PENDAMPINGD_DSN")
	}
	if t.file != "" {
		text, err := c.disk().read(t.file)
		if err != nil {
			return d, fault.E(op, fault.Other, err)
		}
		d.DSN = string(bytes.TrimSpace(text))
	}
	cfg, err := pgx.ParseConfig(d.DSN)
	if err != nil {
		return d, misused("--dsn: it cannot be read") // what is wrong would be shown with the password
	}
	given, _ := c.env(envName(dsnFlag))
	if t.file == "" && given != t.dsn && cfg.Password != "" && cfg.Password != passwordOf(c) {
		return d, misused("a password on the command line can be read by everybody on this machine; use --dsn-file")
	}
	return d, nil
}

// passwordOf is what the environment gives as password.
func passwordOf(c *console) string {
	word, _ := c.env("PGPASSWORD")
	return word
}

// connect connects to the database that a folder names.
func (d *database) connect(ctx context.Context, c *console) (*postgres.DB, error) {
	dsn := d.DSN
	if over, ok := c.env(envName(dsnFlag)); ok && over != "" {
		dsn = over
	}
	db, err := postgres.Connect(ctx, dsn, postgres.Settings{Schema: d.Schema})
	return db, fault.E("database", fault.Other, err)
}

// open opens the partition. The store closes db, also when it cannot be opened.
func (d *database) open(ctx context.Context, c *console, dir string, db *postgres.DB, existing bool) (*pgStore, error) { //nolint:revive // as Options.Existing
	const op fault.Op = "database"
	secret := filepath.Join(dir, secretFile)
	if existing && !exists(secret) {
		db.Close()
		return nil, fault.E(op, fault.Wrong, errors.New("hub.secret is not in the folder; bring it back from its own backup"))
	}
	key, err := postgres.KeyFile(secret, c.rand)
	if err == nil {
		var s *postgres.Store
		s, err = db.Store(ctx, postgres.Options{
			Partition: merge.ID(d.Federation), Key: key, Now: c.now, Rand: c.rand, Existing: existing,
		})
		if err == nil {
			return c.databaseStore(dir, db, s, key)
		}
	}
	db.Close()
	return nil, fault.E(op, fault.Other, err)
}

// databaseStore is the hub's store of an open partition.
func (c *console) databaseStore(dir string, db *postgres.DB, s *postgres.Store, key [32]byte) (*pgStore, error) {
	recs, err := store.NewRecords(moment{s})
	if err != nil {
		db.Close()
		return nil, fault.E("database", fault.Other, err)
	}
	return &pgStore{Store: s, Records: recs, db: db, dir: dir, key: key, now: c.now, rand: c.rand}, nil
}

// write keeps where the records are.
func (d *database) write(dir string) error {
	const op fault.Op = "database"
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return fault.E(op, fault.Internal, err)
	}
	return replaceFile(filepath.Join(dir, databaseFile), append(text, '\n'))
}

// openDatabase opens a folder whose records are in a database.
func (c *console) openDatabase(ctx context.Context, dir string) (*folder, error) {
	const op fault.Op = "open"
	text, err := os.ReadFile(filepath.Join(dir, databaseFile)) //nolint:gosec // the hub's own folder
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	var d database
	if err = json.Unmarshal(text, &d); err != nil {
		return nil, fault.E(op, fault.Invalid, fmt.Errorf("%s: %w", databaseFile, err))
	}
	db, err := d.connect(ctx, c)
	if err != nil {
		return nil, err
	}
	s, err := d.open(ctx, c, dir, db, true)
	if err != nil {
		return nil, err
	}
	var accepted string
	if _, err = s.Local(ctx, serverKey, &accepted); err == nil && !c.adopting && accepted != db.Identity() {
		err = errPromoted
	}
	if err != nil {
		return nil, fault.E(op, fault.Other, errors.Join(err, s.Close()))
	}
	return c.settled(ctx, dir, s)
}

// keepEpoch accepts the history that the database server continues now, without a new
// epoch. A store in a file has nothing of that kind.
func (c *console) keepEpoch(ctx context.Context, f *folder) error {
	s, ok := f.store.(*pgStore)
	if !ok {
		return misused("--complete is for hubs whose records are in PostgreSQL")
	}
	at, err := f.place(ctx)
	if err == nil {
		err = s.SetLocal(ctx, serverKey, s.db.Identity())
	}
	if err != nil {
		return err
	}
	v := &restored{Data: f.dir, Before: f.set.Epoch, Epoch: f.set.Epoch, Position: at.Position}
	return c.print(v, func(w *page) {
		w.printf("The hub in %s goes on under its epoch %s, at position %d.\n", f.dir, v.Epoch, v.Position)
	})
}

func prepareCommand() command {
	return command{
		name: "prepare", level: slog.LevelWarn, brief: "make the tables of hubs in a PostgreSQL database, or bring them on to this version",
		examples: []string{
			"prepare --dsn-file owner.dsn   (as the owner of the tables; hubs use a login with fewer rights)",
			`prepare --dsn "host=/run/postgresql dbname=pendamping user=pendamping_owner" --schema pendamping`,
		},
		flags: func(fs *flag.FlagSet) action {
			var t target
			t.flags(fs)
			return func(ctx context.Context, c *console) error { return c.prepare(ctx, &t) }
		},
	}
}

// prepared is the result of prepare.
type prepared struct {
	Schema string `json:"schema"`
}

func (c *console) prepare(ctx context.Context, t *target) error {
	d, err := t.resolve(c)
	if err != nil {
		return err
	}
	if err = postgres.Migrate(ctx, d.DSN, d.Schema); err != nil {
		return fault.E("prepare", fault.Other, err)
	}
	return c.print(prepared{Schema: d.Schema}, func(w *page) {
		w.printf("The tables in schema %s are ready. Hubs log in as members of the role pendamping_app.\n", d.Schema)
	})
}
