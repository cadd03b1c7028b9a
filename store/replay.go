package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// replay takes what the journal holds beyond the tree into the overlay: the era that the
// tree names, and the one that follows on it, if there is one. Nothing is written. A
// record behind one that is missing is a save that the disk confirmed and lost.
func (s *Store) replay(t *tx) error {
	j := &s.journal
	s.over.Store(newOverlay()) // lies over the tree when that is open for writing
	now, err := t.get(bucketState, []byte(journalPlace))
	if err != nil {
		return err
	}
	if len(now) != len(era{}) { // of an earlier schema
		j.shut = true
		return nil
	}
	j.restart(era(now))
	b, err := os.ReadFile(journalPath(s.path))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	s.follow(b, func(e era, _ *passed) bool { return e == j.era })
	named := passed{era: j.era, seq: j.seq}
	var on *passed
	if s.follow(b, func(e era, after *passed) bool {
		on = after
		return e.number() == named.era.number()+1 && after != nil && after.era == named.era
	}) {
		j.after = &named
		if *on != named {
			return lostSave()
		}
	}
	return s.overlooked(b, named)
}

// lostSave is the error about a record that is missing before others.
func lostSave() error {
	return damage("journal: the last save is not on the disk, though the disk said so")
}

// follow finds the beginning of an era and takes its records into the overlay, up to the
// first that does not verify.
func (s *Store) follow(b []byte, is func(e era, after *passed) bool) bool {
	j := &s.journal
	for at := int64(0); at+journalHeader <= int64(len(b)); at += pageSize {
		if binary.BigEndian.Uint32(b[at:]) != journalMagic || binary.BigEndian.Uint64(b[at+24:]) != 1 {
			continue
		}
		e, _, w, _, ok := s.journalRecord(b[at:])
		if !ok || !is(e, w.after) {
			continue
		}
		j.era, j.base, j.end, j.seq = e, at, at, 0
		for {
			e, seq, w, n, ok := s.journalRecord(b[min(j.end, int64(len(b))):])
			if !ok || e != j.era || seq != j.seq+1 {
				return true
			}
			s.over.Load().live.add(w)
			j.seq, j.end = seq, j.end+int64(n)
		}
	}
	return false
}

// overlooked looks for records that verify and should have been reached, or that are of
// eras that the tree knows nothing of.
func (s *Store) overlooked(b []byte, named passed) error {
	j := &s.journal
	for at := 0; at+journalHeader <= len(b); at += pageSize {
		if binary.BigEndian.Uint32(b[at:]) != journalMagic {
			continue
		}
		e, seq := era(b[at+8:at+24]), binary.BigEndian.Uint64(b[at+24:])
		if e.number() < named.era.number() || e == j.era && seq <= j.seq || e == named.era && seq <= named.seq {
			continue
		}
		_, _, _, _, ok := s.journalRecord(b[at:]) //nolint:dogsled // whether it verifies
		switch {
		case !ok:
		case e == j.era, e == named.era, named.seq > 0 && e.number() == named.era.number()+1:
			return lostSave()
		case e.number() > named.era.number():
			return ErrOlder
		}
	}
	return nil
}

// settleJournal puts what was found into the tree when it does not lie where this run would
// write: after a cut in a fold, or with another size of the journal. Until that is done
// nothing is written to the journal.
func (s *Store) settleJournal() {
	j := &s.journal
	if j.after == nil && j.base == 0 && j.end <= j.limit {
		return
	}
	if err := s.fold(); err != nil {
		j.shut = true
	}
}
