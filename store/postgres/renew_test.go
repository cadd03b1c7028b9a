package postgres_test

import (
	"errors"
	"strings"
	"testing"

	"pendamping/fault"
	"pendamping/store/postgres"
	"pendamping/store/postgres/cluster"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// TestRenew: after a new epoch processes that had the partition open write nothing more.
func TestRenew(t *testing.T) {
	t.Parallel()
	needServer(t)
	o := options(storetest.ReplicaNo(9), freshSchema(t))
	old, one := open(t, o), open(t, o)
	dev := device(1)
	write(t, dev, merge.ID{1}, "x")
	if err := push(t.Context(), dev, old); err != nil {
		t.Fatal(err)
	}
	fresh := storetest.ReplicaNo(77)
	if err := one.Renew(t.Context(), fresh, map[string][]byte{"epoch": {2}}); err != nil || one.Replica() != fresh {
		t.Fatalf("renew: %v", err)
	}
	write(t, dev, merge.ID{1}, "y")
	if err := push(t.Context(), dev, old); !errors.Is(err, postgres.ErrReplaced) || fault.KindOf(err) != fault.Foreign {
		t.Errorf("the old process took a push: %v", err)
	}
	if _, err := old.Position(t.Context()); !errors.Is(err, postgres.ErrReplaced) {
		t.Errorf("the old process does not notice: %v", err)
	}
	if err := old.Ready(t.Context()); !errors.Is(err, postgres.ErrReplaced) {
		t.Errorf("the old process is ready: %v", err)
	}
	again := open(t, o)
	kept, err := again.Local(t.Context(), "epoch")
	if again.Replica() != fresh || err != nil || len(kept) != 1 || again.Ready(t.Context()) != nil {
		t.Errorf("opened again: replica %x, %v, %v", again.Replica(), kept, err)
	}
	if err := push(t.Context(), dev, again); err != nil {
		t.Error(err)
	}
	if err := again.Renew(t.Context(), merge.Replica{}, nil); err == nil {
		t.Error("renewed without a name")
	}
}

// TestRevise makes an edit of what is held at that moment.
func TestRevise(t *testing.T) {
	t.Parallel()
	needServer(t)
	hub := open(t, options(storetest.ReplicaNo(9), freshSchema(t)))
	one := merge.Edit{
		Record: merge.ID{1}, Kind: 4, Partition: storetest.Partition(), Scope: merge.ID{2},
		Writes: []merge.Write{{Field: merge.Field{Number: 10}, Value: []byte("x")}},
	}
	ifMissing := func(current func(merge.ID) (merge.Record, error)) ([]merge.Edit, error) {
		_, err := current(one.Record)
		if errors.Is(err, merge.ErrNoRecord) {
			return []merge.Edit{one}, nil
		}
		return nil, err
	}
	for try, want := range []uint64{1, 0} {
		c, err := hub.Revise(t.Context(), merge.ID{3}, []merge.ID{one.Record}, ifMissing)
		if err != nil || c.Seq != want {
			t.Errorf("try %d: change %d, %v", try, c.Seq, err)
		}
	}
	one.Record, one.Partition = merge.ID{4}, merge.ID{0xab}
	if _, err := hub.Revise(t.Context(), merge.ID{3}, nil, ifMissing); !errors.Is(err, postgres.ErrPartition) {
		t.Errorf("another partition: %v", err)
	}
	if size, err := hub.Size(t.Context()); err != nil || size < 8192 {
		t.Errorf("size %d, %v", size, err)
	}
}

// TestPromotion fails a server over for real: who had it open does not go on as if
// nothing had happened.
func TestPromotion(t *testing.T) {
	t.Parallel()
	needServer(t)
	c, err := cluster.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if failed := c.Stop(); failed != nil {
			t.Error(failed)
		}
	})
	if err = postgres.Migrate(t.Context(), c.DSN(cluster.Superuser), ""); err != nil {
		t.Fatal(err)
	}
	conn := func() *postgres.DB {
		db, failed := postgres.Connect(t.Context(), c.DSN(cluster.Superuser), postgres.Settings{})
		if failed != nil {
			t.Fatal(failed)
		}
		t.Cleanup(db.Close)
		return db
	}
	db := conn()
	s, err := db.Store(t.Context(), options(storetest.ReplicaNo(9), ""))
	if err != nil {
		t.Fatal(err)
	}
	before := db.Identity()
	if name, timeline, ok := strings.Cut(before, " "); !ok || name == "" || timeline != "00000001" {
		t.Errorf("identity %q", before)
	}
	if err := c.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	await(t, "the promotion to be noticed", func() bool { // the connections of before break first
		_, err := s.Position(t.Context())
		return errors.Is(err, postgres.ErrPromoted)
	})
	dev := device(1)
	write(t, dev, merge.ID{1}, "x")
	if err := push(t.Context(), dev, s); !errors.Is(err, postgres.ErrPromoted) {
		t.Errorf("a push after the promotion: %v", err)
	}
	if after := conn().Identity(); after == before || !strings.HasSuffix(after, " 00000002") {
		t.Errorf("identity after the promotion: %q", after)
	}
}

// TestIdentityForTheHub: the hub's user may ask, too.
func TestIdentityForTheHub(t *testing.T) {
	t.Parallel()
	needServer(t)
	db, err := postgres.Connect(t.Context(), server.DSN(appUser), postgres.Settings{Schema: freshSchema(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if db.Identity() == "" || db.Ping(t.Context()) != nil {
		t.Errorf("identity %q", db.Identity())
	}
}
