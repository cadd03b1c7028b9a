package store

import (
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// schema is the present layout of the file.
//
//	1  records, log, positions
//	2  sums of marks for each scope and kind, and in the state
//	3  departures in the index of positions, which only those keep who are asked for pages
//	4  a journal beside the file, whose era is in the state bucket
//	5  segments in the log, steps in the index of positions
//	6  steps that say who wrote them; a journal with a second half
const schema = 6

// migrations lead from each schema to the next, in one transaction for all.
func migrations() map[uint32]func(*tx) error {
	return map[uint32]func(*tx) error{
		1: (*tx).rebuildSums, 2: (*tx).dropIndex,
		3: func(*tx) error { return nil }, // every transaction on the tree names an era
		4: (*tx).dropIndex,
		5: func(*tx) error { return nil }, // steps of before say nothing of it
	}
}

// dropIndex empties the index of positions: it is made anew, with departures, where
// somebody asks for a page.
func (t *tx) dropIndex() error {
	t.st.Indexed = false
	err := t.b.DeleteBucket([]byte(bucketPos))
	if err == nil {
		_, err = t.b.CreateBucket([]byte(bucketPos))
	}
	if err != nil {
		return fmt.Errorf("pos: %w", err)
	}
	return nil
}

// makeIndex makes the index of positions of a store that had none. It is all that its
// transaction does.
func (t *tx) makeIndex() error {
	if t.st.Indexed {
		return nil
	}
	t.st.Indexed = true
	var all []step
	c := t.cursor(bucketRec)
	for i := c.seek(nil); i.key != nil; i = c.next() {
		rec, left, err := t.s.unsealDeparted(&i)
		if err != nil {
			return err
		}
		stands := standing{id: rec.ID, scope: rec.Scope(), kind: rec.Kind, left: left}
		all = append(all, step{standing: stands, partition: rec.Partition, at: rec.Position()})
	}
	t.steps = all // written with the rest
	return nil
}

// readSchema is the schema in the meta bucket; zero when it is none.
func readSchema(meta *bolt.Bucket) uint32 {
	if v := meta.Get([]byte(metaSchema)); len(v) == 4 {
		return binary.BigEndian.Uint32(v)
	}
	return 0
}

// migrate brings a file to the present schema.
func (t *tx) migrate() error {
	meta := t.b.Bucket([]byte(bucketMeta))
	for v := readSchema(meta); v < schema; v++ {
		step, ok := migrations()[v]
		if !ok {
			return damage("schema %d", v)
		}
		if err := step(t); err != nil {
			return err
		}
	}
	return putPlain(meta, metaSchema, binary.BigEndian.AppendUint32(nil, schema))
}
