package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pendamping/fault"
	"pendamping/store/postgres"
	"pendamping/store/postgres/cluster"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

func TestSession(t *testing.T) {
	t.Parallel()
	needServer(t)
	s := openAs(t, server.DSN(appUser)+" synchronous_commit=off", options(storetest.ReplicaNo(1), freshSchema(t)))
	for name, want := range map[string]string{
		"synchronous_commit":                  "on",
		"statement_timeout":                   "10s",
		"idle_in_transaction_session_timeout": "30s",
		"application_name":                    "pendampingd",
	} {
		if got, err := s.Show(t.Context(), name); err != nil || got != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
}

// TestPoolSize: the DSN may bound the connections.
func TestPoolSize(t *testing.T) {
	t.Parallel()
	needServer(t)
	o := options(storetest.ReplicaNo(1), freshSchema(t))
	for conns, want := range map[int32]int32{0: 3, 7: 7} {
		o.Settings.MaxConns = conns
		if got := openAs(t, server.DSN(appUser)+" pool_max_conns=3", o).MaxConns(); got != want {
			t.Errorf("%d connections, want %d", got, want)
		}
	}
}

// TestFaultsOfWrites lets a push fail before and after its commit, and because its
// session was ended; sent again it counts once.
func TestFaultsOfWrites(t *testing.T) {
	t.Parallel()
	needServer(t)
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		stage  string
		ended  bool // the session is ended by an administrator
		stored uint64
	}{
		"before the commit": {"commit", false, 0},
		"after the commit":  {"committed", false, 1},
		"session ended":     {"commit", true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, once := options(storetest.ReplicaNo(9), freshSchema(t)), true
			o.Hook = func(stage string) error {
				if stage != c.stage || !once {
					return nil
				}
				once = false
				if c.ended {
					exec(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doomed' AND state = 'idle in transaction'")
					return nil
				}
				return broken
			}
			application := "whole"
			if c.ended {
				application = "doomed"
			}
			hub, dev := openAs(t, server.DSN(appUser)+" application_name="+application, o), device(1)
			write(t, dev, merge.ID{1}, "x")
			err := push(t.Context(), dev, hub)
			if err == nil || !c.ended && !errors.Is(err, broken) || fault.KindOf(err) != fault.Transient {
				t.Errorf("push: %v of kind %v", err, fault.KindOf(err))
			}
			head, err := hub.Head(t.Context(), dev.Replica())
			if err != nil || head.Seq != c.stored {
				t.Errorf("head %d, %v", head.Seq, err)
			}
			all, err := dev.Outbox(t.Context(), 0, 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			if head, _, err = hub.Ingest(t.Context(), dev.Replica(), all, nil); err != nil || head.Seq != 1 {
				t.Errorf("sent again: head %d, %v", head.Seq, err)
			}
			if p, err := hub.Position(t.Context()); err != nil || p != 1 {
				t.Errorf("position %d, %v", p, err)
			}
		})
	}
}

// TestReopened holds what must survive the end of a process: the own log's name and its
// clock, which does not go back although the wall clock does.
func TestReopened(t *testing.T) {
	t.Parallel()
	needServer(t)
	o := options(merge.Replica{}, freshSchema(t))
	before := open(t, o)
	edits := []merge.Edit{{
		Record: merge.ID{1}, Kind: 4, Partition: storetest.Partition(), Scope: merge.ID{2},
		Writes: []merge.Write{{Field: merge.Field{Number: 10}, Value: []byte("x")}},
	}}
	first, err := before.Commit(t.Context(), merge.ID{3}, edits)
	if err != nil {
		t.Fatal(err)
	}
	link := merge.Link{Hub: merge.ID{4}, Cursor: []byte("c"), Receipt: merge.Receipt{Signature: []byte("s")}, Counter: 1 << 60}
	if err = before.SetLink(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	o.Now = func() time.Time { return storetest.Start().AddDate(-3, 0, 0) }
	after := open(t, o)
	edits[0].Record = merge.ID{5}
	second, err := after.Commit(t.Context(), merge.ID{3}, edits)
	if err != nil || second.Seq != 2 || second.Stamp <= first.Stamp || second.Replica != first.Replica || first.Replica.IsZero() {
		t.Errorf("after reopening: %v, %v", second, err)
	}
	if got, err := after.Link(t.Context()); err != nil || !cmp.Equal(link, got) {
		t.Errorf("link: %v, %v", got, err)
	}
}

// TestPartitionsAreApart keeps two federations in one database.
func TestPartitionsAreApart(t *testing.T) {
	t.Parallel()
	needServer(t)
	o := options(storetest.ReplicaNo(9), freshSchema(t))
	db, err := postgres.Connect(t.Context(), server.DSN(appUser), o.Settings)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	one, err := db.Store(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	o.Partition = merge.ID{0xab}
	other, err := db.Store(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	dev := device(1)
	write(t, dev, merge.ID{1}, "x")
	if err = push(t.Context(), dev, one); err != nil {
		t.Fatal(err)
	}
	p, err := other.Position(t.Context())
	if err != nil || p != 0 {
		t.Errorf("position of the other partition: %d, %v", p, err)
	}
	if _, err = other.Record(t.Context(), merge.ID{1}); !errors.Is(err, merge.ErrNoRecord) {
		t.Errorf("record in the other partition: %v", err)
	}
	all, err := dev.Outbox(t.Context(), 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	head, verdicts, err := other.Ingest(t.Context(), dev.Replica(), all, nil)
	if err != nil || head.Seq != 1 || len(verdicts) != 1 || verdicts[0].Code != merge.NoRight {
		t.Errorf("a change of another partition: head %d, %v, %v", head.Seq, verdicts, err)
	}
	kept, err := other.Quarantine(t.Context())
	if err != nil || len(kept) != 1 || !cmp.Equal(kept[0].Change, all[0]) {
		t.Errorf("quarantine: %v, %v", kept, err)
	}
	if _, err = other.Commit(t.Context(), merge.ID{}, all[0].Edits); !errors.Is(err, postgres.ErrPartition) {
		t.Errorf("commit: %v", err)
	}
	page, err := one.Page(t.Context(), merge.Query{Partition: storetest.Partition(), All: true})
	if err != nil || len(page.Deltas) != 1 {
		t.Fatalf("page: %v, %v", page, err)
	}
	if err := other.Absorb(t.Context(), page, nil); !errors.Is(err, postgres.ErrPartition) {
		t.Errorf("absorb: %v", err)
	}
}

// TestClaim lets processes race for a name.
func TestClaim(t *testing.T) {
	t.Parallel()
	needServer(t)
	schema := freshSchema(t)
	var all sync.WaitGroup
	held := make([][]byte, 4)
	for i := range held {
		s := open(t, options(storetest.ReplicaNo(9), schema))
		all.Go(func() {
			got, err := s.Claim(t.Context(), "name", []byte{byte(i + 1)})
			if err != nil {
				t.Error(err)
			}
			held[i] = got
		})
	}
	all.Wait()
	s := open(t, options(storetest.ReplicaNo(9), schema))
	kept, err := s.Local(t.Context(), "name")
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept %v, %v", kept, err)
	}
	for i, got := range held {
		if !bytes.Equal(got, kept) {
			t.Errorf("process %d was told %v, kept is %v", i, got, kept)
		}
	}
	if none, err := s.Local(t.Context(), "nothing"); none != nil || err != nil {
		t.Errorf("an unknown name: %v, %v", none, err)
	}
}

func TestSealed(t *testing.T) {
	t.Parallel()
	needServer(t)
	schema := freshSchema(t)
	o := options(storetest.ReplicaNo(9), schema)
	hub, dev := open(t, o), device(1)
	write(t, dev, merge.ID{1}, "Inaq Sahnim")
	write(t, dev, merge.ID{2}, "Inaq Sahnim too")
	if err := push(t.Context(), dev, hub); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"changes", "records"} {
		if n := ask(t, schema, "SELECT count(*) FROM "+table+" WHERE position('Sahnim'::bytea IN body) > 0"); n != 0 {
			t.Errorf("%d rows of %s are readable", n, table)
		}
	}
	o.Key[0]++
	if _, err := postgres.Open(t.Context(), server.DSN(appUser), o); !errors.Is(err, postgres.ErrWrongKey) || fault.KindOf(err) != fault.Wrong {
		t.Errorf("another key: %v", err)
	}
	for _, c := range []struct {
		name, sql string
		read      func() error
	}{
		{
			"a body in another's place", "UPDATE records SET body = (SELECT body FROM records WHERE position = 2) WHERE position = 1",
			func() error { _, err := hub.Record(t.Context(), merge.ID{1}); return err },
		},
		{
			"a record in another scope", "UPDATE records SET scope = id WHERE position = 2",
			func() error { _, err := hub.Record(t.Context(), merge.ID{2}); return err },
		},
		{
			"a change with another hash", "UPDATE changes SET hash = sha256(hash) WHERE seq = 2",
			func() error { _, err := hub.Since(t.Context(), dev.Replica(), 1, 0, 0); return err },
		},
		{
			"a change that is missing", "DELETE FROM changes WHERE seq = 1",
			func() error { _, err := hub.Since(t.Context(), dev.Replica(), 0, 1, 0); return err },
		},
	} {
		if err := c.read(); err != nil {
			t.Errorf("%s: %v before", c.name, err)
		}
		if err := execAs(t, cluster.Superuser, schema, c.sql); err != nil {
			t.Fatal(err)
		}
		if err := c.read(); !errors.Is(err, postgres.ErrDamaged) || fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	needServer(t)
	s := open(t, options(storetest.ReplicaNo(1), freshSchema(t)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Position(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	if err := s.SetLocal(ctx, "x", []byte{1}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Position(t.Context()); !errors.Is(err, postgres.ErrClosed) {
		t.Errorf("position after closing: %v", err)
	}
	if err := s.SetLocal(t.Context(), "x", []byte{1}); !errors.Is(err, postgres.ErrClosed) {
		t.Errorf("writing after closing: %v", err)
	}
	if _, err := s.Digest(t.Context()); !errors.Is(err, postgres.ErrClosed) {
		t.Errorf("digest after closing: %v", err)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	needServer(t)
	schema := freshSchema(t)
	for name, spoil := range map[string]func(*postgres.Options){
		"partition": func(o *postgres.Options) { o.Partition = merge.ID{} },
		"key":       func(o *postgres.Options) { o.Key = [32]byte{} },
		"clock":     func(o *postgres.Options) { o.Now = nil },
		"random":    func(o *postgres.Options) { o.Rand = nil },
	} {
		o := options(storetest.ReplicaNo(1), schema)
		spoil(&o)
		if _, err := postgres.Open(t.Context(), server.DSN(appUser), o); !errors.Is(err, postgres.ErrOptions) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

func TestKeyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	made, err := postgres.KeyFile(path, random(1))
	if err != nil || made == ([32]byte{}) {
		t.Fatalf("made %x, %v", made, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file: %v, %v", info, err)
	}
	if again, err := postgres.KeyFile(path, random(2)); err != nil || again != made {
		t.Errorf("read %x, %v", again, err)
	}
	if err := os.WriteFile(path, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.KeyFile(path, random(3)); fault.KindOf(err) != fault.Wrong {
		t.Errorf("not a key: %v", err)
	}
}
