package store

import (
	"encoding/binary"

	bolt "go.etcd.io/bbolt"
)

// schema is the present layout of the file.
//
//	1  records, log, positions
//	2  sums of marks for each scope and kind, and in the state
//	3  departures in the index of positions
const schema = 3

// migrations lead from each schema to the next, in one transaction for all.
func migrations() map[uint32]func(*tx) error {
	return map[uint32]func(*tx) error{1: (*tx).rebuildSums, 2: (*tx).placeDepartures}
}

// placeDepartures writes the departures of records to the index of positions, for files
// that have them in the records only.
func (t *tx) placeDepartures() error {
	c := t.b.Bucket([]byte(bucketRec)).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		rec, left, err := t.s.unsealDeparted(k, v)
		if err != nil {
			return err
		}
		if len(left) == 0 {
			continue
		}
		stands := standing{id: rec.ID, scope: rec.Scope(), kind: rec.Kind, left: left}
		if err := t.put(bucketPos, posKey(rec.Partition, rec.Position()), stands.encode()); err != nil {
			return err
		}
	}
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
