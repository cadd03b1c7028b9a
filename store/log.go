package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Replica is the name of this replica's own log. [Store.RotateReplica] changes it.
func (s *Store) Replica() merge.Replica { return *s.own.Load() }

// Commit makes the edits the next change of the own log and merges them: all or
// nothing, durable when it returns. It fills in replica, number, stamp and seed, and
// the scope of new records. After an error of the disk the outcome is unknown.
func (s *Store) Commit(ctx context.Context, author merge.ID, edits []merge.Edit) (merge.Change, error) {
	const op fault.Op = "store.Commit"
	var c merge.Change
	err := s.update(ctx, func(t *tx) (err error) {
		c, err = t.commit(author, cloneEdits(edits))
		return err
	})
	if err != nil {
		return merge.Change{}, wrap(op, err)
	}
	return c, nil
}

// commit is Commit inside a transaction; the edits belong to it.
func (t *tx) commit(author merge.ID, edits []merge.Edit) (merge.Change, error) {
	head, err := t.head(t.st.Replica)
	if err != nil {
		return merge.Change{}, err
	}
	for i := range edits {
		h, fail := t.findOrNew(edits[i].Record, edits[i].Kind, edits[i].Partition)
		if fail != nil {
			return merge.Change{}, fail
		}
		edits[i].CompleteScope(&h.rec)
		if fail := t.recall(&edits[i], &h.rec); fail != nil {
			return merge.Change{}, fail
		}
	}
	merge.Normalize(edits)
	c := merge.Change{
		Replica: t.st.Replica, Seq: head.Seq + 1, Stamp: t.s.clock.Next(), Author: author, Seed: t.s.seed, Edits: edits,
	}
	if err = c.Validate(); err != nil {
		return merge.Change{}, fmt.Errorf("commit: %w", err)
	}
	t.append(&c, head)
	t.local = true
	err = t.apply(&c)
	return c, err
}

// cloneEdits copies what a caller might alter later. Values are only read before the
// transaction ends, but records share them with later readers of this transaction.
func cloneEdits(edits []merge.Edit) []merge.Edit {
	out := slices.Clone(edits)
	for i := range out {
		out[i].Writes = slices.Clone(out[i].Writes)
	}
	return out
}

// Outbox returns own changes after a number, in order. Limits of zero are none, and at
// least one change is returned if there is one.
func (s *Store) Outbox(ctx context.Context, after uint64, maxChanges, maxBytes int) ([]merge.Change, error) {
	return s.Since(ctx, s.Replica(), after, maxChanges, maxBytes)
}

// Since returns the held changes of a replica after a number, like [Store.Outbox].
func (s *Store) Since(ctx context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error) {
	const op fault.Op = "store.Since"
	var out []merge.Change
	err := s.view(ctx, func(t *tx) error {
		head, err := t.head(r)
		if err != nil {
			return err
		}
		size := 0
		for seq := after + 1; seq <= head.Seq && seq > after; seq++ {
			c, _, err := t.change(r, seq)
			if err != nil {
				return err
			}
			size += c.Size()
			if len(out) > 0 && (maxChanges > 0 && len(out) >= maxChanges || maxBytes > 0 && size > maxBytes) {
				return nil
			}
			out = append(out, c)
		}
		return nil
	})
	if err != nil {
		return nil, wrap(op, err)
	}
	return out, nil
}

// Head is the end of a replica's chain; zero when nothing of it is held.
func (s *Store) Head(ctx context.Context, r merge.Replica) (head merge.Head, err error) {
	const op fault.Op = "store.Head"
	err = s.view(ctx, func(t *tx) (fail error) {
		head, fail = t.head(r)
		return fail
	})
	return head, wrap(op, err)
}

// HashAt is the link of a replica's chain at a number; zero for number zero.
func (s *Store) HashAt(ctx context.Context, r merge.Replica, seq uint64) (link merge.Hash, err error) {
	const op fault.Op = "store.HashAt"
	err = s.view(ctx, func(t *tx) error {
		head, fail := t.head(r)
		if fail != nil {
			return fail
		}
		if seq > head.Seq {
			return fault.E(op, fault.NotFound, fmt.Errorf("no change %d", seq))
		}
		link, fail = t.linkAt(r, seq)
		return fail
	})
	return link, wrap(op, err)
}

// Record returns what is held of a record, or [merge.ErrNoRecord].
func (s *Store) Record(ctx context.Context, id merge.ID) (rec merge.Record, err error) {
	const op fault.Op = "store.Record"
	err = s.view(ctx, func(t *tx) error {
		h, fail := t.find(id)
		if fail != nil {
			return fail
		}
		rec = h.rec
		return nil
	})
	return rec, wrap(op, err)
}

// Position is the position of the newest change of any record.
func (s *Store) Position(ctx context.Context) (position uint64, err error) {
	const op fault.Op = "store.Position"
	err = s.view(ctx, func(t *tx) error {
		fail := t.loadState()
		position = t.st.Position
		return fail
	})
	return position, wrap(op, err)
}

// Quarantine lists the changes kept without effect, by replica, number and hash: on a
// hub those of others, on a device the own ones that the hub put aside.
func (s *Store) Quarantine(ctx context.Context) ([]merge.Quarantined, error) {
	const op fault.Op = "store.Quarantine"
	var out []merge.Quarantined
	err := s.view(ctx, func(t *tx) error {
		c := t.cursor(bucketAside)
		for i := c.seek(nil); i.key != nil; i = c.next() {
			q, err := t.aside(&i)
			if err != nil {
				return err
			}
			out = append(out, q)
		}
		return nil
	})
	if err != nil {
		return nil, wrap(op, err)
	}
	return out, nil
}

// Verdicts lists those on changes of a replica after a number and up to another that are
// without effect, by number. Forks are no part of its log.
func (s *Store) Verdicts(ctx context.Context, r merge.Replica, after, upTo uint64) ([]merge.Verdict, error) {
	const op fault.Op = "store.Verdicts"
	var out []merge.Verdict
	err := s.view(ctx, func(t *tx) error {
		c, last := t.cursor(bucketAside), logKey(r, upTo)
		for i := c.seek(logKey(r, after+1)); i.key != nil && bytes.Compare(i.key, last) <= 0; i = c.next() {
			if len(i.key) > len(last) {
				continue // a fork
			}
			v, err := t.verdictOn(&merge.Change{Replica: r, Seq: binary.BigEndian.Uint64(i.key[len(r):])})
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		return nil
	})
	if err != nil {
		return nil, wrap(op, err)
	}
	return out, nil
}

// put aside: the stored form of a verdict. Change is set for a fork, whose place in the
// log is taken by another.
type asideValue struct {
	Code   merge.Code `cbor:"1,keyasint"`
	Detail string     `cbor:"2,keyasint,omitempty"`
	Change []byte     `cbor:"3,keyasint,omitempty"`
}

// setAside keeps a verdict, and the change itself when it is a fork.
func (t *tx) setAside(c *merge.Change, v merge.Verdict, fork bool) error { //nolint:revive // a fork is the same act with one more value
	val := asideValue{Code: v.Code, Detail: v.Detail}
	key := logKey(c.Replica, c.Seq)
	if fork {
		h := c.Hash(merge.Hash{})
		val.Change = encodeChange(c, h)
		key = append(key, h[:]...)
	}
	return t.save(bucketAside, string(key), &val)
}

// aside reads what setAside wrote.
func (t *tx) aside(i *item) (merge.Quarantined, error) {
	key := i.key
	plain, err := t.s.reveal(bucketAside, i)
	if err != nil {
		return merge.Quarantined{}, err
	}
	var v asideValue
	if len(key) < 16 || t.s.code.dec.Unmarshal(plain, &v) != nil {
		return merge.Quarantined{}, damage("aside: cannot be read")
	}
	r := &reader{b: bytes.Clone(key)}
	rep := merge.Replica(r.bytes(8))
	q := merge.Quarantined{Verdict: merge.Verdict{Seq: r.u64(), Code: v.Code, Detail: v.Detail}}
	if len(v.Change) == 0 {
		q.Change, _, err = t.change(rep, q.Verdict.Seq)
		return q, err
	}
	q.Fork = true
	c, _, ok := decodeChange(rep, q.Verdict.Seq, v.Change)
	if !ok {
		return q, damage("aside: cannot be read")
	}
	q.Change = c
	return q, nil
}

// verdictOn repeats the verdict on a change that is in the log.
func (t *tx) verdictOn(c *merge.Change) (merge.Verdict, error) {
	var v asideValue
	_, err := t.load(bucketAside, string(logKey(c.Replica, c.Seq)), &v)
	return merge.Verdict{Seq: c.Seq, Code: v.Code, Detail: v.Detail}, err
}

// Watch returns a channel that tells of changes until ctx ends, when it is closed.
// Notes that were not fetched in time are joined into one.
func (s *Store) Watch(ctx context.Context) <-chan merge.Note {
	ch := make(chan merge.Note, 1)
	s.watch.Lock()
	s.watchers[ch] = struct{}{}
	s.watch.Unlock()
	context.AfterFunc(ctx, func() {
		s.watch.Lock()
		defer s.watch.Unlock()
		delete(s.watchers, ch)
		close(ch)
	})
	return ch
}

// notify tells the watchers.
func (s *Store) notify(n merge.Note) {
	s.watch.Lock()
	defer s.watch.Unlock()
	for ch := range s.watchers {
		joined := n
		select {
		case old := <-ch:
			joined.Local = joined.Local || old.Local
		default:
		}
		ch <- joined
	}
}

// noRecord tells whether an error says that there is no such record.
func noRecord(err error) bool { return errors.Is(err, merge.ErrNoRecord) }
