package store

import (
	"bytes"
	"context"
	"errors"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// pageRecords bounds what one read transaction of Page goes through.
const pageRecords = 4_000

// Link is what the replica remembers of its hub.
func (s *Store) Link(ctx context.Context) (l merge.Link, err error) {
	const op fault.Op = "store.Link"
	err = s.view(ctx, func(t *tx) error {
		_, fail := t.load(bucketState, keyLink, &l)
		return fail
	})
	return l, wrap(op, err)
}

// SetLink keeps what the replica shall remember of its hub.
func (s *Store) SetLink(ctx context.Context, l merge.Link) error {
	const op fault.Op = "store.SetLink"
	return wrap(op, s.update(ctx, func(t *tx) error { return t.save(bucketState, keyLink, &l) }))
}

// Confirm notes that the hub holds own changes up to a head, and its verdicts. A head
// that is not of the own chain gives [merge.ErrForked] and changes nothing; an older
// receipt of the same hub epoch is ignored.
func (s *Store) Confirm(ctx context.Context, receipt merge.Receipt, verdicts []merge.Verdict) error {
	const op fault.Op = "store.Confirm"
	err := s.update(ctx, func(t *tx) error {
		own, err := t.head(t.st.Replica)
		if err != nil {
			return err
		}
		if receipt.Replica != t.st.Replica || receipt.Head.Seq > own.Seq {
			return merge.ErrForked
		}
		at, err := t.linkAt(t.st.Replica, receipt.Head.Seq)
		if err != nil {
			return err
		}
		if at != receipt.Head.Hash {
			return merge.ErrForked
		}
		return t.confirm(receipt, own.Seq, verdicts)
	})
	return wrap(op, err)
}

// confirm keeps a receipt that fits the own chain.
func (t *tx) confirm(receipt merge.Receipt, own uint64, verdicts []merge.Verdict) error {
	var l merge.Link
	if _, err := t.load(bucketState, keyLink, &l); err != nil {
		return err
	}
	if receipt.Epoch != l.Receipt.Epoch || receipt.Head.Seq >= l.Acked.Seq {
		l.Acked, l.Receipt = receipt.Head, receipt
		if err := t.save(bucketState, keyLink, &l); err != nil {
			return err
		}
	}
	for _, v := range verdicts {
		if v.Code.Merged() || v.Seq == 0 || v.Seq > own {
			continue
		}
		if err := t.setAside(&merge.Change{Replica: t.st.Replica, Seq: v.Seq}, v, false); err != nil {
			return err
		}
	}
	return nil
}

// Absorb merges a page from the hub and keeps the cursor, in one transaction. What the
// page says nothing new about is not written.
func (s *Store) Absorb(ctx context.Context, page merge.Page, cursor []byte) error {
	const op fault.Op = "store.Absorb"
	err := s.update(ctx, func(t *tx) error {
		if err := t.absorbAll(&page, cursor); err != nil {
			return err
		}
		var l merge.Link
		if _, err := t.load(bucketState, keyLink, &l); err != nil {
			return err
		}
		l.Cursor = bytes.Clone(cursor)
		return t.save(bucketState, keyLink, &l)
	})
	return wrap(op, err)
}

// absorbAll merges a page.
func (t *tx) absorbAll(page *merge.Page, cursor []byte) error {
	if err := t.confirmHearsay(page.Deltas); err != nil {
		return err
	}
	renewed, err := t.renewal()
	if err != nil {
		return err
	}
	for i := range page.Deltas {
		done, err := renewed.take(&page.Deltas[i])
		if err != nil {
			return err
		}
		if done {
			continue
		}
		if err := t.absorb(&page.Deltas[i]); err != nil {
			return err
		}
	}
	return renewed.end(page, cursor)
}

// absorb merges one delta.
func (t *tx) absorb(d *merge.Delta) error {
	if d.Gone {
		h, err := t.find(d.Record)
		if err == nil {
			err = t.forget(h)
		}
		if noRecord(err) {
			return nil
		}
		return err
	}
	h, err := t.findOrNew(d.Record, d.Kind, d.Partition)
	if err != nil {
		return err
	}
	for i := range d.Fields {
		for _, s := range d.Fields[i].Register.Siblings {
			t.s.clock.Observe(s.Stamp)
		}
	}
	t.alter(h, func(r *merge.Record, at uint64) bool { return r.MergeDelta(d, at) })
	return nil
}

// Ingest takes changes of another replica into the log, in order and without gaps, and
// merges those that judge accepts (nil accepts all), in one transaction. What is held
// already counts for nothing; a different change under a held number is kept as a fork
// and ends the batch with [merge.ErrForked]; a gap ends the batch without error. It
// returns how far the chain is held now and a verdict on each change not simply
// accepted.
func (s *Store) Ingest(ctx context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (merge.Head, []merge.Verdict, error) {
	const op fault.Op = "store.Ingest"
	for i := range changes {
		if changes[i].Replica != r || changes[i].Seq == 0 {
			return merge.Head{}, nil, fault.E(op, fault.Invalid, errors.New("a change of another replica"))
		}
	}
	var in ingestion
	err := s.update(ctx, func(t *tx) (err error) {
		in = ingestion{t: t, judge: judge}
		if fail := t.goAlong(len(changes)); fail != nil {
			return fail
		}
		if in.head, err = t.head(r); err != nil {
			return err
		}
		return in.all(changes)
	})
	switch {
	case err != nil:
		return merge.Head{}, nil, wrap(op, err)
	case in.forked:
		return in.head, in.verdicts, fault.E(op, fault.Forked, merge.ErrForked)
	}
	return in.head, in.verdicts, nil
}

// ingestion is one call of Ingest under way.
type ingestion struct {
	t        *tx
	judge    merge.Judge
	head     merge.Head
	verdicts []merge.Verdict
	forked   bool
}

// all takes the changes up to a gap or a fork.
func (in *ingestion) all(changes []merge.Change) error {
	for i := range changes {
		if changes[i].Seq > in.head.Seq+1 || in.forked {
			break
		}
		if err := in.take(&changes[i]); err != nil {
			return err
		}
	}
	return nil
}

// take puts one change into its place: known already, a fork, or new.
func (in *ingestion) take(c *merge.Change) error {
	if c.Seq <= in.head.Seq {
		return in.again(c)
	}
	v, err := in.judged(c)
	if err != nil {
		return err
	}
	v.Seq = c.Seq
	in.head = in.t.append(c, in.head)
	if v.Code.Merged() {
		if in.t.s.clock.Observe(c.Stamp) && v.Code == merge.Accepted {
			v.Code = merge.ClockFarAhead
		}
		err = in.t.apply(c)
	} else {
		err = in.t.setAside(c, v, false)
	}
	in.report(v)
	return err
}

// again deals with a number that is taken.
func (in *ingestion) again(c *merge.Change) error {
	before, err := in.t.linkAt(c.Replica, c.Seq-1)
	if err != nil {
		return err
	}
	at, err := in.t.linkAt(c.Replica, c.Seq)
	if err != nil {
		return err
	}
	if c.Hash(before) == at {
		v, err := in.t.verdictOn(c)
		in.report(v)
		return err
	}
	in.forked = true
	v := merge.Verdict{Seq: c.Seq, Code: merge.Branched}
	in.report(v)
	return in.t.setAside(c, v, true)
}

// report keeps a verdict that says more than that all is well.
func (in *ingestion) report(v merge.Verdict) {
	if v.Code != merge.Accepted {
		in.verdicts = append(in.verdicts, v)
	}
}

// judged is the verdict on a new change. Records that cannot be read while judging end
// the transaction: a judge must not decide on half the facts. What it is given is not a
// copy: it is good until it answers.
func (in *ingestion) judged(c *merge.Change) (merge.Verdict, error) {
	if err := c.Validate(); err != nil {
		return merge.Verdict{Code: merge.Malformed}, nil //nolint:nilerr // the verdict says it
	}
	if in.judge == nil {
		return merge.Verdict{}, nil
	}
	var failed error
	v := in.judge(*c, func(id merge.ID) (merge.Record, bool) {
		h, err := in.t.find(id)
		if err != nil {
			if !noRecord(err) {
				failed = err
			}
			return merge.Record{}, false
		}
		return h.rec, true
	})
	return v, failed
}
