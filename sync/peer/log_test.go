package peer_test

import (
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/peer"
	"pendamping/sync/wire"
)

// book is a device's store with changes of one group.
type book struct {
	*store.Store

	t *testing.T
}

func open(t *testing.T) *book {
	t.Helper()
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "device.db"), store.Options{
		Secret: store.RawKey([32]byte{1}), Now: func() time.Time { return time.UnixMilli(1_760_000_000_000) }, Rand: rand.NewChaCha8([32]byte{2}),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &book{Store: s, t: t}
}

// save makes the next change of a group.
func (b *book) save(group byte) {
	b.t.Helper()
	_, err := b.Commit(b.t.Context(), merge.ID{1}, []merge.Edit{{
		Record: merge.ID{7, group}, Kind: 3, Partition: merge.ID{9}, Scope: merge.ID{group},
		Writes: []merge.Write{{Field: merge.Field{Number: 10}, Value: []byte{1}}},
	}})
	if err != nil {
		b.t.Fatal(err)
	}
}

// refuse lets the hub refuse a change, and hold all up to it.
func (b *book) refuse(seq uint64) {
	b.t.Helper()
	hash, err := b.HashAt(b.t.Context(), b.Replica(), seq)
	if err == nil {
		receipt := merge.Receipt{Replica: b.Replica(), Head: merge.Head{Seq: seq, Hash: hash}}
		err = b.Confirm(b.t.Context(), receipt, []merge.Verdict{{Seq: seq, Code: merge.NoRight}})
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// visit begins one at the device of somebody with a number, who holds group 2.
func (b *book) visit(n byte) *peer.Log {
	b.t.Helper()
	own := &wire.Certificate{Partition: merge.ID{9}, Scopes: []merge.ID{{2}, {3}}}
	host := &wire.Certificate{Device: merge.ID{n}, Partition: merge.ID{9}, Scopes: []merge.ID{{2}}}
	l, err := peer.NewLog(b.t.Context(), b, own, host, func(merge.Kind) bool { return false })
	if err != nil {
		b.t.Fatal(err)
	}
	return l
}

// shown are the changes of which somebody sees something, and the head of the chain that
// he sees.
func (b *book) shown(l *peer.Log) ([]uint64, merge.Head) {
	b.t.Helper()
	head, err := l.Head(b.t.Context(), b.Replica())
	changes, failed := l.Since(b.t.Context(), b.Replica(), 0, 0, 0)
	if err = errors.Join(err, failed); err != nil {
		b.t.Fatal(err)
	}
	var out []uint64
	for i := range changes {
		if !changes[i].Withheld() {
			out = append(out, changes[i].Seq)
		}
	}
	if n := uint64(len(changes)); n != head.Seq {
		b.t.Errorf("%d changes, and the head is %d", n, head.Seq)
	}
	return out, head
}

func (b *book) wantShown(l *peer.Log, want ...uint64) merge.Head {
	b.t.Helper()
	got, head := b.shown(l)
	if !slices.Equal(got, want) {
		b.t.Errorf("shown are %v, want %v", got, want)
	}
	return head
}

// TestSettledOnce: a colleague is not shown what the hub had refused when he could have
// been for the first time, nor groups that are not his; what was decided stays, and the
// chain with it.
func TestSettledOnce(t *testing.T) {
	b := open(t)
	for _, group := range []byte{2, 2, 3, 2} {
		b.save(group)
	}
	b.refuse(2)
	visit := b.visit(1)
	b.save(2) // while it runs
	before := b.wantShown(visit, 1, 4)
	again := b.visit(1)
	b.wantShown(again, 1, 4, 5)
	b.refuse(5)
	b.save(2)
	now := b.visit(1)
	b.wantShown(now, 1, 4, 5, 6)
	changes, err := now.Since(t.Context(), b.Replica(), 0, 4, 0)
	if err != nil {
		t.Fatal(err)
	}
	var at merge.Head
	for i := range changes {
		at = merge.Head{Seq: changes[i].Seq, Hash: changes[i].Hash(at.Hash)}
	}
	if at != before {
		t.Error("the chain that he saw is another now")
	}
	b.wantShown(b.visit(2), 1, 4, 6) // somebody new
}

// TestShownByEarlierVersions: who has confirmed changes to a program that did not settle
// was shown them all.
func TestShownByEarlierVersions(t *testing.T) {
	b := open(t)
	b.save(2)
	b.save(2)
	b.refuse(2)
	l := b.visit(1)
	replica := b.Replica()
	key := "peer/" + "01000000000000000000000000000000" + "/" + hex.EncodeToString(replica[:])
	if err := b.SetLocal(t.Context(), key, struct {
		Link merge.Link `cbor:"1,keyasint"`
	}{merge.Link{Acked: merge.Head{Seq: 2}}}); err != nil {
		t.Fatal(err)
	}
	b.wantShown(l, 1)
	b.save(2)
	b.wantShown(b.visit(1), 1, 2, 3)
}

// TestOutdated: papers are gone once the device learns that its rights are others.
func TestOutdated(t *testing.T) {
	b := open(t)
	var kept peer.Passport
	if err := b.SetLocal(t.Context(), peer.PassportKey, peer.Passport{Certificate: []byte{1}}); err != nil {
		t.Fatal(err)
	}
	if found, err := b.Local(t.Context(), peer.PassportKey, &kept); err != nil || !found {
		t.Fatalf("%v, %v", found, err)
	}
	if err := peer.Outdated(b)(t.Context(), wire.Directive{Kind: wire.DirectScopes}); err != nil {
		t.Fatal(err)
	}
	if found, err := b.Local(t.Context(), peer.PassportKey, &kept); err != nil || found {
		t.Errorf("papers are still there: %v, %v", found, err)
	}
}
