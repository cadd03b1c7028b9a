package store

import (
	"encoding/binary"
	"slices"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// gonePrefix, with a record's ID, names the highest own number that the record's contexts
// had when it left this store.
const gonePrefix = "gone/"

// forget removes a record that left the scopes of this store. What this replica wrote to
// it stays in the log; that it did is remembered, because a context that names a later
// change of the replica claims the earlier ones: see [merge.Edit.Recall].
func (t *tx) forget(h *held) error {
	h.removed, t.removed = true, true
	if err := t.dropDrafts(h.rec.ID); err != nil {
		return err
	}
	own := h.rec.Own(t.st.Replica)
	before, err := t.forgotten(h.rec.ID, t.st.Replica)
	if err != nil || own <= before { // it had come back without the last one
		return err
	}
	t.st.Forgot = true
	return t.remember(h.rec.ID, own)
}

// remember keeps a number of this replica, by its present name.
func (t *tx) remember(id merge.ID, own uint64) error {
	return t.put(bucketState, goneKey(id), binary.BigEndian.AppendUint64(slices.Clone(t.st.Replica[:]), own))
}

// forgotten is the highest number of a replica in a record when it left; zero when it
// never did, or had none, or the numbers are those of an elder by now.
func (t *tx) forgotten(id merge.ID, of merge.Replica) (uint64, error) {
	if !t.st.Forgot {
		return 0, nil
	}
	plain, err := t.get(bucketState, goneKey(id))
	if err != nil || plain == nil {
		return 0, err
	}
	if len(plain) != len(of)+8 {
		return 0, damage("%s: cannot be read", bucketState)
	}
	if merge.Replica(plain) != of {
		return 0, nil
	}
	return binary.BigEndian.Uint64(plain[len(of):]), nil
}

// recall completes an edit of this replica by what it wrote before the record left. What
// is written once cannot be written again before it has come back: which money it was is
// not known here any more.
func (t *tx) recall(e *merge.Edit, current *merge.Record) error {
	own, err := t.forgotten(e.Record, t.st.Replica)
	if err != nil || own == 0 {
		return err
	}
	if e.Kind == merge.Kind(kpuk.KindEntry) && len(current.Fields) == 0 {
		return ErrWritten
	}
	e.Recall(current, t.st.Replica, own)
	return nil
}

// refresh gives the number of a forgotten record its name after a rotation. One up to the
// common change is an elder's from then on, which the fresh replica does not claim.
func (t *tx) refresh(step rename, id merge.ID) error {
	own, err := t.forgotten(id, step.old)
	if err != nil || own <= step.common {
		return err
	}
	return t.remember(id, own-step.common)
}

func goneKey(id merge.ID) []byte { return append([]byte(gonePrefix), id[:]...) }
