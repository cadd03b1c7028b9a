package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// maxFindings bounds the findings of one kind of a report.
const maxFindings = 50

// Report is what Check found. Without findings the store is as it should be.
type Report struct {
	Changes  int
	Records  map[kpuk.Kind]int
	Replicas int
	Position uint64
	Findings []Finding
}

// Finding is one thing that is not as it should be.
type Finding struct {
	Place  string // bucket
	Detail string // what does not fit; no content of records
}

// Check reads everything: that each value verifies, each chain is whole and its links
// are right, each record stands where the indexes say, and the sums agree. It returns
// an error only when the file cannot be read on; damage that it can name is a finding.
func (s *Store) Check(ctx context.Context) (Report, error) {
	const op fault.Op = "store.Check"
	c := &checker{report: Report{Records: make(map[kpuk.Kind]int)}, sums: map[string]sum{}, totals: map[merge.Kind]sum{}}
	s.writing.Lock() // nothing may change between the steps
	defer s.writing.Unlock()
	c.find("fold", s.calm())
	c.find("file", s.inspectFile())
	if len(c.report.Findings) > 0 {
		return c.report, nil // walking it with bbolt would not be safe
	}
	c.find(journalPlace, s.inspectJournal())
	for _, step := range []func(*tx) error{c.chains, c.records, c.indexes, c.countSums, c.rest} {
		if err := s.view(ctx, func(t *tx) error {
			c.t = t
			if err := t.loadState(); err != nil {
				return err
			}
			return step(t)
		}); err != nil {
			if !damaged(err) {
				return c.report, wrap(op, err)
			}
			c.find("file", err)
		}
	}
	return c.report, nil
}

// inspectFile walks the open file without bbolt; the writer's lock is held.
func (s *Store) inspectFile() error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return nil // closed; said by the next step
	}
	return inspect(s.file)
}

// checker is a Check under way.
type checker struct {
	t      *tx
	report Report
	sums   map[string]sum
	totals map[merge.Kind]sum
	places int // entries that the indexes should have

	segments int // of the log, that chains have
}

// find notes a finding.
func (c *checker) find(place string, err error) {
	if err != nil && len(c.report.Findings) < maxFindings {
		c.report.Findings = append(c.report.Findings, Finding{Place: place, Detail: err.Error()})
	}
}

// chains follows every chain from its first change to its head.
func (c *checker) chains(t *tx) error {
	logged := 0
	cur := t.cursor(bucketHeads)
	for i := cur.seek(nil); i.key != nil; i = cur.next() {
		if len(i.key) != len(merge.Replica{}) {
			c.find(bucketHeads, damage("not a key"))
			continue
		}
		n, err := c.chain(t, merge.Replica(i.key))
		c.find(bucketLog, err)
		logged += n
		c.report.Replicas++
	}
	if n := keys(t, bucketLog); n != c.segments {
		c.find(bucketLog, damage("%d segments, of which chains have %d", n, c.segments))
	}
	c.report.Changes = logged
	return nil
}

// chain follows one chain and returns how many changes it has.
func (c *checker) chain(t *tx, r merge.Replica) (int, error) {
	head, err := t.head(r)
	if err != nil {
		return 0, err
	}
	var link merge.Hash
	n := 0
	for seq := uint64(1); seq <= head.Seq; {
		g, err := t.segment(r, seq)
		if err != nil {
			return n, err
		}
		if g.changes[0].Seq != seq {
			return n, damage("two segments have change %d", seq)
		}
		for i := range g.changes {
			if link = g.changes[i].Hash(link); link != g.links[i] {
				return n, damage("the chain breaks at change %d", seq)
			}
			n++
			seq++
		}
		c.segments++
	}
	if link != head.Hash {
		return n, damage("a chain does not end at its head")
	}
	return n, nil
}

// records opens every record and counts it.
func (c *checker) records(t *tx) error {
	cur := t.cursor(bucketRec)
	for i := cur.seek(nil); i.key != nil; i = cur.next() {
		rec, err := t.s.unsealRecord(&i)
		if err != nil {
			c.find(bucketRec, err)
			continue
		}
		c.record(t, &rec)
	}
	return nil
}

// record holds one record against its indexes.
func (c *checker) record(t *tx, rec *merge.Record) {
	at := spot{scope: rec.Scope(), kind: rec.Kind, position: rec.Position()}
	m := at.mark(rec.ID)
	key := string(spotKey(at.scope, at.kind))
	n, total := c.sums[key], c.totals[at.kind]
	c.sums[key] = sum{count: n.count + 1, marks: n.marks + m}
	c.totals[at.kind] = sum{count: total.count + 1, marks: total.marks + m}
	c.report.Records[kpuk.Kind(rec.Kind)]++
	c.places++
	if at.position > t.st.Position {
		c.find(bucketRec, damage("a record is ahead of the position"))
	}
	place, err := t.get(bucketID, rec.ID[:])
	if err == nil && !bytes.Equal(place, spotKey(at.scope, at.kind)) {
		err = damage("a record is not where its ID says")
	}
	c.find(bucketID, err)
}

// indexes tells whether the indexes have more than records, and all of them.
func (c *checker) indexes(t *tx) error {
	if n := keys(t, bucketID); n != c.places {
		c.find(bucketID, damage("%d entries for %d records", n, c.places))
	}
	if !t.st.Indexed {
		if n := keys(t, bucketPos); n != 0 {
			c.find(bucketPos, damage("%d values of an index that is not kept", n))
		}
		return nil
	}
	return c.allSteps(t)
}

// allSteps tells whether every record stands at one step, and each step is above the one
// before.
func (c *checker) allSteps(t *tx) error {
	standing, last, memory := 0, uint64(0), &stepsBuffer{}
	cur := t.cursor(bucketPos)
	for i := cur.seek(nil); i.key != nil; i = cur.next() {
		steps, err := t.stepsOf(&i, memory)
		if err != nil {
			return err
		}
		for j := range steps {
			if steps[j].at <= last {
				c.find(bucketPos, damage("two steps at one position"))
			}
			last = steps[j].at
			if c.stands(t, &steps[j]) {
				standing++
			}
		}
	}
	if standing != c.places {
		c.find(bucketPos, damage("%d records at their positions of %d", standing, c.places))
	}
	return nil
}

// stands tells whether a step is where its record stands now.
func (c *checker) stands(t *tx, s *step) bool {
	h, err := t.find(s.id)
	delete(t.recs, s.id)
	if err != nil || h.was.position != s.at {
		return false
	}
	if h.was.scope != s.scope || h.was.kind != s.kind || h.rec.Partition != s.partition || !slices.Equal(h.left, s.left) {
		c.find(bucketPos, damage("a step is not that of its record"))
	}
	return true
}

// countSums compares the sums with what was counted.
func (c *checker) countSums(t *tx) error {
	cur := t.cursor(bucketSums)
	for i := cur.seek(nil); i.key != nil; i = cur.next() {
		k := i.key
		plain, err := t.s.reveal(bucketSums, &i)
		if err != nil || len(plain) != 16 {
			c.find(bucketSums, damage("cannot be read"))
			continue
		}
		if got := (sum{binary.BigEndian.Uint64(plain), binary.BigEndian.Uint64(plain[8:])}); got != c.sums[string(k)] {
			c.find(bucketSums, damage("%d records are counted, %d found", got.count, c.sums[string(k)].count))
		}
		delete(c.sums, string(k))
	}
	if len(c.sums) > 0 {
		c.find(bucketSums, damage("%d sums are missing", len(c.sums)))
	}
	for k := range t.st.Totals {
		if t.total(k) != c.totals[k] {
			c.find(bucketState, damage("%d records of kind %d are counted, %d found", t.total(k).count, k, c.totals[k].count))
		}
	}
	c.report.Position = t.st.Position
	return nil
}

// rest opens what the other steps did not.
func (c *checker) rest(t *tx) error {
	for _, name := range []string{bucketState, bucketLocal} {
		cur := t.cursor(name)
		for i := cur.seek(nil); i.key != nil; i = cur.next() {
			_, err := t.s.reveal(name, &i)
			c.find(name, err)
		}
	}
	cur := t.cursor(bucketAside)
	for i := cur.seek(nil); i.key != nil; i = cur.next() {
		_, err := t.aside(&i)
		c.find(bucketAside, err)
	}
	return nil
}

// keys counts the keys of a bucket.
func keys(t *tx, bucket string) int {
	n := 0
	cur := t.cursor(bucket)
	for i := cur.seek(nil); i.key != nil; i = cur.next() {
		n++
	}
	return n
}

// Size is the file's size in bytes.
func (s *Store) Size() (int64, error) {
	const op fault.Op = "store.Size"
	info, err := os.Stat(s.path)
	if err != nil {
		return 0, fault.E(op, fault.Other, fmt.Errorf("file: %w", err))
	}
	return info.Size(), nil
}

// inspectJournal tells whether the journal on the disk has every commit since the last
// fold; the writer's lock is held.
func (s *Store) inspectJournal() error {
	if s.journal.seq == 0 {
		return nil
	}
	b, err := os.ReadFile(journalPath(s.path))
	if err != nil {
		return damage("%v", err)
	}
	for seq, at := uint64(1), int(s.journal.base); seq <= s.journal.seq; seq++ {
		e, got, _, n, ok := s.journalRecord(b[min(at, len(b)):])
		if !ok || e != s.journal.era || got != seq {
			return damage("commit %d does not verify", seq)
		}
		at += n
	}
	return nil
}
