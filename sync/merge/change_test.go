package merge_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/sync/merge"
)

func sample() merge.Change {
	return merge.Change{
		Replica: rep(0), Seq: 3, Stamp: 99, Author: merge.ID{9}, Seed: merge.Seed{4},
		Edits: []merge.Edit{{
			Record: merge.ID{1}, Kind: 4, Partition: merge.ID{2}, Scope: merge.ID{3},
			Writes: []merge.Write{
				{Field: merge.Field{Number: 1}, Value: merge.ScopeValue(merge.ID{3})},
				{Field: merge.Field{Number: 10}, Value: []byte("x"), Context: merge.Context{{Replica: rep(0), Seq: 2}}},
			},
		}},
	}
}

func TestHashSeesEverything(t *testing.T) {
	t.Parallel()
	c := sample()
	base := c.Hash(merge.Hash{})
	changes := map[string]func(*merge.Change){
		"replica":   func(c *merge.Change) { c.Replica[7]++ },
		"seq":       func(c *merge.Change) { c.Seq++ },
		"stamp":     func(c *merge.Change) { c.Stamp++ },
		"author":    func(c *merge.Change) { c.Author[0]++ },
		"seed":      func(c *merge.Change) { c.Seed[0]++ },
		"record":    func(c *merge.Change) { c.Edits[0].Record[0]++ },
		"kind":      func(c *merge.Change) { c.Edits[0].Kind++ },
		"partition": func(c *merge.Change) { c.Edits[0].Partition[0]++ },
		"scope":     func(c *merge.Change) { c.Edits[0].Scope[0]++ },
		"number":    func(c *merge.Change) { c.Edits[0].Writes[1].Field.Number++ },
		"element":   func(c *merge.Change) { c.Edits[0].Writes[1].Field.Element[3]++ },
		"value":     func(c *merge.Change) { c.Edits[0].Writes[1].Value = []byte("y") },
		"context":   func(c *merge.Change) { c.Edits[0].Writes[1].Context[0].Seq-- },
		"no write":  func(c *merge.Change) { c.Edits[0].Writes = c.Edits[0].Writes[:1] },
	}
	for name, alter := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := sample()
			alter(&x)
			if x.Hash(merge.Hash{}) == base {
				t.Error("the hash is the same")
			}
		})
	}
	if c.Hash(merge.Hash{1}) == base {
		t.Error("the previous link does not count")
	}
}

// The hash is part of the protocol: another value here breaks every device in use.
func TestHashIsStable(t *testing.T) {
	t.Parallel()
	c := sample()
	h := c.Hash(merge.Hash{})
	if got := hex.EncodeToString(h[:]); got != goldenHash {
		t.Errorf("hash = %s", got)
	}
}

const goldenHash = "664d3438b65382cb0078074cc19e4722a8aeb8bba00d9dcecfc4ea659a4572f2"

func TestValidate(t *testing.T) {
	t.Parallel()
	good := sample()
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	bad := map[string]func(*merge.Change){
		"no seq":        func(c *merge.Change) { c.Seq = 0 },
		"no replica":    func(c *merge.Change) { c.Replica = merge.Replica{} },
		"no edits":      func(c *merge.Change) { c.Edits = nil },
		"twice":         func(c *merge.Change) { c.Edits = append(c.Edits, c.Edits[0]) },
		"no record":     func(c *merge.Change) { c.Edits[0].Record = merge.ID{} },
		"no kind":       func(c *merge.Change) { c.Edits[0].Kind = 0 },
		"no writes":     func(c *merge.Change) { c.Edits[0].Writes = nil },
		"field zero":    func(c *merge.Change) { c.Edits[0].Writes[0].Field.Number = 0 },
		"order":         func(c *merge.Change) { c.Edits[0].Writes[1].Field.Number = 1 },
		"large value":   func(c *merge.Change) { c.Edits[0].Writes[1].Value = make([]byte, merge.MaxValue+1) },
		"own future":    func(c *merge.Change) { c.Edits[0].Writes[1].Context[0].Seq = 3 },
		"zero in ctx":   func(c *merge.Change) { c.Edits[0].Writes[1].Context[0].Seq = 0 },
		"not a scope":   func(c *merge.Change) { c.Edits[0].Writes[0].Value = []byte{1} },
		"scope element": func(c *merge.Change) { c.Edits[0].Writes[0].Field.Element[0] = 1 },
		"partitions": func(c *merge.Change) {
			e := c.Edits[0]
			e.Record, e.Partition = merge.ID{7}, merge.ID{8}
			c.Edits = append(c.Edits, e)
		},
		"unsorted ctx": func(c *merge.Change) {
			c.Edits[0].Writes[1].Context = merge.Context{{Replica: rep(2), Seq: 1}, {Replica: rep(1), Seq: 1}}
		},
	}
	for name, alter := range bad {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := sample()
			alter(&x)
			err := x.Validate()
			if !errors.Is(err, merge.ErrInvalidChange) || fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v", err)
			}
		})
	}
}

// Records that took the same changes in different orders are the same, and so are
// those that took them as deltas.
func TestRecordsConverge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var logs [2][]merge.Change
		for i := range logs {
			for k := range rapid.IntRange(0, 6).Draw(t, "changes") {
				c := sample()
				c.Replica, c.Seq = rep(i), uint64(k+1)
				c.Stamp = merge.Stamp(rapid.Uint64Range(1, 4).Draw(t, "stamp"))
				c.Edits[0].Writes[0].Value = merge.ScopeValue(merge.ID{byte(rapid.IntRange(1, 3).Draw(t, "scope"))})
				c.Edits[0].Writes[1].Context = nil
				logs[i] = append(logs[i], c)
			}
		}
		a, b := merge.Record{ID: merge.ID{1}, Kind: 4}, merge.Record{ID: merge.ID{1}, Kind: 4}
		for i := range logs {
			for k := range logs[i] {
				a.Apply(&logs[i][k], &logs[i][k].Edits[0], uint64(k+1))
			}
			for k := range logs[1-i] {
				b.Apply(&logs[1-i][k], &logs[1-i][k].Edits[0], uint64(k+1))
			}
		}
		var c merge.Record
		c.ID, c.Kind = a.ID, a.Kind
		d := a.Newer(0)
		c.MergeDelta(&d, 5)
		if a.Digest() != b.Digest() || a.Digest() != c.Digest() || a.Scope() != b.Scope() {
			t.Fatal("the records differ")
		}
		if c.MergeDelta(&d, 9) || (len(d.Fields) > 0 && c.Position() != 5) {
			t.Fatal("merging again altered something")
		}
	})
}

func TestMovingSendsTheWholeRecord(t *testing.T) {
	t.Parallel()
	r := merge.Record{ID: merge.ID{1}, Kind: 4}
	c := sample()
	r.Apply(&c, &c.Edits[0], 5)
	later := merge.Change{Replica: rep(1), Seq: 1, Stamp: 100, Edits: []merge.Edit{{
		Record: r.ID, Kind: 4, Writes: []merge.Write{{
			Field: merge.Field{Number: 1}, Value: merge.ScopeValue(merge.ID{8}), Context: r.Fields[0].Register.Context,
		}},
	}}}
	r.Apply(&later, &later.Edits[0], 6)
	if got := r.Newer(5); len(got.Fields) != 2 || r.Scope() != (merge.ID{8}) {
		t.Errorf("after moving, %d fields are newer, want 2", len(got.Fields))
	}
}

func TestDigestsHaveNoOrder(t *testing.T) {
	t.Parallel()
	var a, b merge.Digests
	x, y := merge.Record{ID: merge.ID{1}}, merge.Record{ID: merge.ID{2}}
	a.Add(&x)
	a.Add(&y)
	b.Add(&y)
	b.Add(&x)
	if a.Sum() != b.Sum() || a.Sum() == (&merge.Digests{}).Sum() {
		t.Error("digest depends on the order or not on the records")
	}
}

// TestSalt: a salt is what HMAC says, and the admin scope is known by what it is.
func TestSalt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := merge.Change{
			Replica: merge.Replica(rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "replica")), Seq: rapid.Uint64().Draw(t, "seq"),
			Seed: merge.Seed(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "seed")),
		}
		edit, write := rapid.IntRange(0, 1<<20).Draw(t, "edit"), rapid.IntRange(0, 1<<20).Draw(t, "write")
		mac := hmac.New(sha256.New, c.Seed[:])
		mac.Write(c.Replica[:])
		mac.Write(binary.BigEndian.AppendUint64(nil, c.Seq))
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(edit)))
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(write)))
		got := c.Salt(edit, write)
		if !bytes.Equal(got[:], mac.Sum(nil)[:16]) {
			t.Fatalf("%x, not %x", got, mac.Sum(nil)[:16])
		}
		value := rapid.SliceOfN(rapid.Byte(), 0, 700).Draw(t, "value")
		if merge.Commitment(got, value) != sha256.Sum256(append(got[:], value...)) {
			t.Fatal("the commitment is another")
		}
		partition := merge.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "partition"))
		admin := merge.AdminScope(partition)
		if !merge.IsAdminScope(admin, partition) || merge.IsAdminScope(partition, partition) {
			t.Fatal("the admin scope is not known")
		}
		admin[3]++
		if merge.IsAdminScope(admin, partition) {
			t.Fatal("another scope is taken for the admin scope")
		}
	})
}
