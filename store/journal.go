package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"pendamping/fault"
)

// The journal is a file beside the store's into which a commit is written as one sealed
// record with one sync of the disk. When it is full, and when the store is closed, it is
// folded: everything in it goes into the tree of the store's file.
//
// A fold begins a new era, whose name stands in the tree. Where folds run beside the
// commits the file has two halves, which eras take in turn: commits go on in the other
// half, in an era that the tree will name at the end of the fold. Its first record says on
// which era it follows and how many records that one has, so that a reader goes from one
// to the other. Records of all other eras mean nothing.
//
// Each record begins on a page of its own, so that what was confirmed is never written to
// again until it is in the tree:
//
//	magic (4) ‖ length of the sealed bytes (4) ‖ era (16) ‖ number in the era (8) ‖ sealed ‖ zeros
//
// Sealed are, one after the other: number of the bucket (1) ‖ length of the key ‖ key ‖
// length of the value and 1, or 0 for a deletion ‖ value; lengths as uvarints. In front of
// them may stand 255 ‖ era ‖ number of the last record of the era before, as an uvarint.
// The seal binds era and number.
const (
	journalMagic  = 0x70656a31
	journalHeader = 32
	journalAfter  = 0xff      // in front of the era on which another follows
	journalSize   = 4 << 20   // bytes of an era at most
	journalStep   = 128 << 10 // bytes by which it grows at least
	journalPlace  = "journal" // as a bucket in what is authenticated, and in the state bucket
)

// errFull is the answer of a journal that has no room for a record.
var errFull = errors.New("the journal is full")

func journalPath(path string) string { return path + ".journal" }

// SetBack says that the file of a store that is not open was put back from a copy and
// counts as it is. Its journal, which knows of more, is kept under another name.
func SetBack(path string) error {
	const op fault.Op = "store.SetBack"
	return fault.E(op, fault.Other, moved(os.Rename(journalPath(path), journalPath(path)+".old")))
}

// era names what lies between two folds: a number that grows, and random bytes, so that
// copies of a store that go on apart have different ones.
type era [16]byte

func (e era) number() uint64 { return binary.BigEndian.Uint64(e[:]) }

// next names the era after e.
func (e era) next(rand io.Reader) (era, error) {
	var out era
	binary.BigEndian.PutUint64(out[:], e.number()+1)
	if _, err := io.ReadFull(rand, out[8:]); err != nil {
		return out, fmt.Errorf("random source: %w", err)
	}
	return out, nil
}

// passed is an era that ended with a record.
type passed struct {
	era era
	seq uint64
}

// journal is the file as it is written; the writer's lock guards it.
type journal struct {
	file   *os.File // nil: not opened yet
	era    era
	after  *passed // the era before, when the tree may not have all of it
	seq    uint64  // of the last record
	base   int64   // where the era begins
	end    int64   // of the last record
	size   int64   // of the file
	limit  int64   // of an era
	shut   bool    // the next commit must go into the tree
	buffer []byte
}

// restart begins an era when the tree has everything.
func (j *journal) restart(e era) {
	j.era, j.after, j.seq, j.base, j.end, j.shut = e, nil, 0, 0, 0, false
}

// turn begins an era in the other half.
func (j *journal) turn(e era) {
	j.after = &passed{era: j.era, seq: j.seq}
	j.era, j.seq, j.base = e, 0, j.limit-j.base
	j.end = j.base
}

// close lets go of the file.
func (j *journal) close() {
	if j.file != nil {
		_ = j.file.Close() //nolint:errcheck // what was to be kept is synced
		j.file = nil
	}
}

// open opens the file, making it if need be.
func (j *journal) open(path string) error {
	if j.file != nil {
		return nil
	}
	f, err := os.OpenFile(journalPath(path), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	info, err := f.Stat()
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("journal: %w", errors.Join(err, f.Close()))
	}
	j.file, j.size = f, info.Size()
	return nil
}

// journalKey is the number of a record, bound to its era.
func journalKey(e era, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(bytes.Clone(e[:]), seq)
}

// encode appends the writes to the journal's buffer behind room for header and seal.
func (w *writes) encode(b []byte) []byte {
	if w.after != nil {
		b = append(append(b, journalAfter), w.after.era[:]...)
		b = binary.AppendUvarint(b, w.after.seq)
	}
	for n, m := range w.by {
		for key, plain := range m {
			b = append(b, byte(n))
			b = appendLen(b, len(key))
			b = append(b, key...)
			if plain == nil {
				b = append(b, 0)
				continue
			}
			b = appendLen(b, len(plain)+1)
			b = append(b, plain...)
		}
	}
	return b
}

// decodeWrites reads what encode wrote; values share memory with b.
func decodeWrites(b []byte) (*writes, bool) {
	w, r := &writes{}, &reader{b: b}
	for len(r.b) > 0 && !r.bad {
		n := r.bytes(1)
		if n[0] == journalAfter {
			w.after = &passed{}
			copy(w.after.era[:], r.bytes(len(w.after.era)))
			w.after.seq = r.uvarint()
			continue
		}
		key := r.bytes(r.count())
		size := r.uvarint()
		if r.bad || n[0] >= bucketCount || size > uint64(len(r.b))+1 {
			return nil, false
		}
		if size == 0 {
			w.set(int(n[0]), key, nil)
			continue
		}
		w.set(int(n[0]), key, r.bytes(int(size-1))) //nolint:gosec // within the bytes left
	}
	return w, r.done()
}

// append writes a commit's record and waits until the disk has it. After an error while it
// was written the journal takes no more: what of the record is on the disk is unknown.
func (s *Store) append(w *writes) error {
	j := &s.journal
	if j.shut || j.end-j.base+int64(w.size)+2*pageSize > j.limit {
		return errFull
	}
	if w.after = nil; j.seq == 0 {
		w.after = j.after
	}
	if err := j.open(s.path); err != nil {
		return err
	}
	plain := w.encode(make([]byte, 0, w.size+64))
	b := slices.Grow(j.buffer[:0], journalHeader+len(plain)+2*pageSize)[:journalHeader]
	b, err := s.sealer.sealTo(b, journalPlace, journalKey(j.era, j.seq+1), plain)
	if err != nil {
		return err
	}
	be := binary.BigEndian
	be.PutUint32(b, journalMagic)
	be.PutUint32(b[4:], uint32(len(b)-journalHeader)) //nolint:gosec // at most the journal's size
	copy(b[8:], j.era[:])
	be.PutUint64(b[24:], j.seq+1)
	if extra := len(b) % pageSize; extra > 0 {
		b = append(b, make([]byte, pageSize-extra)...)
	}
	j.buffer = b
	if j.end-j.base+int64(len(b)) > j.limit {
		return errFull
	}
	if err := j.grow(j.end + int64(len(b))); err != nil {
		return err // nothing of the record is on the disk
	}
	if err := j.write(b, !s.db.NoSync); err != nil {
		j.shut = true
		return err
	}
	j.seq, j.end = j.seq+1, j.end+int64(len(b))
	if cap(j.buffer) > journalStep {
		j.buffer = nil
	}
	return nil
}

// grow makes room in the file up to need. It grows by steps of zeros, so that a commit
// that follows writes into blocks that are there: their place need not be synced. On a
// disk that is nearly full it grows by no more than what is needed: a meeting is to be
// finished there, and a fold would take more than the record.
func (j *journal) grow(need int64) error {
	if need <= j.size {
		return nil
	}
	err := j.zeros(min(max(need, 2*j.size, j.size+journalStep), j.base+j.limit))
	if errors.Is(err, syscall.ENOSPC) {
		err = j.zeros(need)
	}
	return err
}

// zeros makes the file as large as said.
func (j *journal) zeros(size int64) error {
	if _, err := j.file.WriteAt(make([]byte, size-j.size), j.size); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	j.size = size
	return nil
}

// write puts a record behind the last.
func (j *journal) write(b []byte, sync bool) error { //nolint:revive // tests do without
	_, err := j.file.WriteAt(b, j.end)
	if err == nil && sync {
		err = dataSync(j.file)
	}
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// journalRecord reads the record at the beginning of b, which takes n bytes.
func (s *Store) journalRecord(b []byte) (e era, seq uint64, w *writes, n int, ok bool) {
	be := binary.BigEndian
	if len(b) < journalHeader || be.Uint32(b) != journalMagic {
		return e, 0, nil, 0, false
	}
	size := int(be.Uint32(b[4:]))
	e, seq = era(b[8:24]), be.Uint64(b[24:])
	if size > len(b)-journalHeader {
		return e, seq, nil, 0, false
	}
	n = (journalHeader + size + pageSize - 1) / pageSize * pageSize
	plain, err := s.sealer.open(journalPlace, journalKey(e, seq), b[journalHeader:journalHeader+size])
	if err != nil {
		return e, seq, nil, n, false
	}
	w, ok = decodeWrites(plain)
	return e, seq, w, n, ok
}
