package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"slices"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// hearsayPrefix begins the names under which it is kept what was heard of a replica from
// somebody else than the hub: seq ‖ record, end to end.
const hearsayPrefix = "hearsay/"

// hearsaySize is one entry: seq(8) ‖ record(16).
const hearsaySize = 24

// errOwn is returned for changes of this store's own that somebody else brings.
var errOwn = fault.New(fault.Denied, "a change of this device's own")

// Graft merges changes that a colleague's device brought past the hub, in the order of
// their numbers, if judge accepts them (nil accepts all). They do not enter the log: they
// are their author's to deliver, and until the hub is known to hold them their records
// count as unconfirmed. What is known already, from him or the hub, changes nothing. It
// returns how many changes were new and a verdict on each that was refused.
func (s *Store) Graft(ctx context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (int, []merge.Verdict, error) {
	const op fault.Op = "store.Graft"
	var in ingestion
	taken := 0
	err := s.update(ctx, func(t *tx) error {
		in, taken = ingestion{t: t, judge: judge}, 0
		own, err := t.isOwn(r)
		if err != nil {
			return err
		}
		if own {
			return fault.E("", fault.Denied, errOwn)
		}
		heard := hearsay{}
		for i := range changes {
			n, err := in.graft(&changes[i], r, heard)
			if err != nil {
				return err
			}
			taken += n
		}
		return t.addHearsay(heard)
	})
	if err != nil {
		return 0, nil, wrap(op, err)
	}
	return taken, in.verdicts, nil
}

// graft takes in one change of r and tells how many were new.
func (in *ingestion) graft(c *merge.Change, r merge.Replica, heard hearsay) (int, error) {
	if c.Replica != r || c.Seq == 0 {
		return 0, fault.E("", fault.Invalid, errors.New("a change of another replica"))
	}
	if c.Withheld() {
		return 0, nil
	}
	news, err := in.t.news(c)
	if err != nil || len(news) == 0 {
		return 0, err
	}
	v, err := in.judged(c)
	if err != nil {
		return 0, err
	}
	v.Seq = c.Seq
	in.report(v)
	if !v.Code.Merged() {
		return 0, nil
	}
	in.t.s.clock.Observe(c.Stamp)
	for _, record := range news { // of the others the hub has told
		heard.add(r, c.Seq, record)
	}
	return 1, in.t.apply(c)
}

// news lists the records of which a change wrote something that was not merged before.
func (t *tx) news(c *merge.Change) ([]merge.ID, error) {
	dot := merge.Dot{Replica: c.Replica, Seq: c.Seq}
	var out []merge.ID
	for i := range c.Edits {
		e := &c.Edits[i]
		h, err := t.find(e.Record)
		if err != nil && !noRecord(err) {
			return nil, err
		}
		if err != nil || slices.ContainsFunc(e.Writes, func(w merge.Write) bool { return !h.rec.Field(w.Field).Context.Has(dot) }) {
			out = append(out, e.Record)
		}
	}
	return out, nil
}

// AbsorbPeer merges what a colleague's device holds, of the records for which may says
// so. Unlike what the hub says, it takes nothing away, confirms nothing, and is no word on
// what this device wrote itself. It returns how many records it altered.
func (s *Store) AbsorbPeer(ctx context.Context, deltas []merge.Delta, may func(rec *merge.Record) bool) (int, error) {
	const op fault.Op = "store.AbsorbPeer"
	altered := 0
	err := s.update(ctx, func(t *tx) error {
		heard := hearsay{}
		altered = 0
		for i := range deltas {
			n, err := t.hear(&deltas[i], may, heard)
			if err != nil {
				return err
			}
			altered += n
		}
		return t.addHearsay(heard)
	})
	return altered, wrap(op, err)
}

// hear merges one delta of a colleague.
func (t *tx) hear(d *merge.Delta, may func(*merge.Record) bool, heard hearsay) (int, error) {
	if d.Gone {
		return 0, nil
	}
	if forged, err := t.speaksForUs(d); err != nil || forged {
		return 0, err
	}
	would, err := t.with(d)
	if err != nil || !may(&would) {
		return 0, err
	}
	h, err := t.findOrNew(d.Record, d.Kind, d.Partition)
	if err != nil {
		return 0, err
	}
	for i := range d.Fields {
		known := h.rec.Field(d.Fields[i].Field).Context
		for _, s := range d.Fields[i].Register.Siblings {
			t.s.clock.Observe(s.Stamp)
			if !known.Has(s.Dot) {
				heard.add(s.Dot.Replica, s.Dot.Seq, d.Record)
			}
		}
	}
	before := t.st.Position
	t.alter(h, func(r *merge.Record, at uint64) bool { return r.MergeDelta(d, at) })
	if t.st.Position == before {
		if len(h.rec.Fields) == 0 {
			delete(t.recs, d.Record) // nothing was said of a record that is not held
		}
		return 0, nil
	}
	return 1, nil
}

// with is what a record would be with a delta.
func (t *tx) with(d *merge.Delta) (merge.Record, error) {
	rec := merge.Record{ID: d.Record, Kind: d.Kind, Partition: d.Partition}
	h, err := t.find(d.Record)
	switch {
	case err == nil:
		rec = h.rec.Clone()
	case !noRecord(err):
		return rec, err
	}
	rec.MergeDelta(d, 0)
	return rec, nil
}

// speaksForUs tells whether a delta names changes under this device's name that it never
// made: to believe it would hide what it will write under these numbers.
func (t *tx) speaksForUs(d *merge.Delta) (bool, error) {
	head, err := t.head(t.st.Replica)
	if err != nil {
		return false, err
	}
	for i := range d.Fields {
		reg := &d.Fields[i].Register
		if reg.Context.Seq(t.st.Replica) > head.Seq {
			return true, nil
		}
		for _, s := range reg.Siblings {
			if s.Dot.Replica == t.st.Replica && s.Dot.Seq > head.Seq {
				return true, nil
			}
		}
	}
	return false, nil
}

// isOwn tells whether a replica is or was this store's.
func (t *tx) isOwn(r merge.Replica) (bool, error) {
	if r == t.st.Replica {
		return true, nil
	}
	all, err := t.lineage()
	return slices.ContainsFunc(all, func(e merge.Elder) bool { return e.Replica == r }), err
}

// hearsay is what was heard of replicas: seq ‖ record, end to end.
type hearsay map[merge.Replica][]byte

// add notes a change of a record; the fields of one are noted once.
func (h hearsay) add(r merge.Replica, seq uint64, record merge.ID) {
	entry := append(binary.BigEndian.AppendUint64(nil, seq), record[:]...)
	if !bytes.HasSuffix(h[r], entry) {
		h[r] = append(h[r], entry...)
	}
}

// keep leaves the entries of a replica for which fn says so.
func (h hearsay) keep(r merge.Replica, fn func(seq uint64, record merge.ID) bool) {
	var left []byte
	for e := range slices.Chunk(h[r], hearsaySize) {
		if len(e) == hearsaySize && fn(binary.BigEndian.Uint64(e), merge.ID(e[8:])) {
			left = append(left, e...)
		}
	}
	h[r] = left
}

func hearsayKey(r merge.Replica) string { return hearsayPrefix + hex.EncodeToString(r[:]) }

// hearsay reads all that was heard.
func (t *tx) hearsay() (hearsay, error) {
	out := hearsay{}
	prefix := []byte(hearsayPrefix)
	c := t.cursor(bucketLocal)
	for i := c.seek(prefix); bytes.HasPrefix(i.key, prefix); i = c.next() {
		k := bytes.Clone(i.key)
		raw, err := hex.DecodeString(string(k[len(prefix):]))
		if err != nil || len(raw) != len(merge.Replica{}) {
			return nil, damage("local: cannot be read")
		}
		var v []byte
		if _, err := t.load(bucketLocal, string(k), &v); err != nil {
			return nil, err
		}
		out[merge.Replica(raw)] = v
	}
	return out, nil
}

// addHearsay notes more, but for what is known of the replica and record already.
func (t *tx) addHearsay(more hearsay) error {
	for r, fresh := range more {
		own, err := t.isOwn(r)
		if err != nil {
			return err
		}
		if own {
			continue
		}
		var v []byte
		if _, err := t.load(bucketLocal, hearsayKey(r), &v); err != nil {
			return err
		}
		if err := t.save(bucketLocal, hearsayKey(r), append(v, fresh...)); err != nil {
			return err
		}
	}
	return nil
}

// setHearsay keeps what is left of a replica's.
func (t *tx) setHearsay(r merge.Replica, v []byte) error {
	if len(v) == 0 {
		return t.del(bucketLocal, []byte(hearsayKey(r)))
	}
	return t.save(bucketLocal, hearsayKey(r), v)
}

// shows tells whether a record still shows something of a change. What was written over
// since is no hearsay any more: the hub will not tell of a field that holds this device's
// own writes alone.
func (t *tx) shows(record merge.ID, d merge.Dot) (bool, error) {
	h, err := t.find(record)
	if err != nil {
		if noRecord(err) {
			err = nil
		}
		return false, err
	}
	for i := range h.rec.Fields {
		if slices.ContainsFunc(h.rec.Fields[i].Register.Siblings, func(s merge.Sibling) bool { return s.Dot == d }) {
			return true, nil
		}
	}
	return false, nil
}

// confirmHearsay takes off what a page of the hub knows of, and what nothing is left of.
func (t *tx) confirmHearsay(deltas []merge.Delta) error {
	all, err := t.hearsay()
	if err != nil || len(all) == 0 {
		return err
	}
	for r, before := range all {
		seen, failed := knownFrom(deltas, r), error(nil)
		all.keep(r, func(seq uint64, record merge.ID) bool {
			if seq <= seen[record] {
				return false
			}
			shown, err := t.shows(record, merge.Dot{Replica: r, Seq: seq})
			failed = errors.Join(failed, err)
			return shown
		})
		if failed != nil {
			return failed
		}
		if len(all[r]) != len(before) {
			if err := t.setHearsay(r, all[r]); err != nil {
				return err
			}
		}
	}
	return nil
}

// knownFrom is the highest number of a replica that the hub knows of each record of a page.
func knownFrom(deltas []merge.Delta, r merge.Replica) map[merge.ID]uint64 {
	seen := map[merge.ID]uint64{}
	for i := range deltas {
		n := knownOf(&deltas[i], r)
		if deltas[i].Gone { // it is no concern of this device any more
			n = math.MaxUint64
		}
		seen[deltas[i].Record] = max(seen[deltas[i].Record], n)
	}
	return seen
}

// knownOf is the highest number of a replica that a delta knows.
func knownOf(d *merge.Delta, r merge.Replica) (n uint64) {
	for i := range d.Fields {
		reg := &d.Fields[i].Register
		n = max(n, reg.Context.Seq(r))
		for _, s := range reg.Siblings {
			if s.Dot.Replica == r {
				n = max(n, s.Dot.Seq)
			}
		}
	}
	return n
}

// unheard adds the records that hold something of which only colleagues have told.
func (s *Store) unheard(ctx context.Context, note func(record merge.ID)) error {
	return s.view(ctx, func(t *tx) error {
		all, err := t.hearsay()
		for r := range all {
			all.keep(r, func(seq uint64, record merge.ID) bool {
				shown, failed := t.shows(record, merge.Dot{Replica: r, Seq: seq})
				if err = errors.Join(err, failed); shown {
					note(record)
				}
				return false
			})
		}
		if err != nil {
			return err
		}
		stale, err := t.stale()
		for id := range stale {
			note(id)
		}
		return err
	})
}
