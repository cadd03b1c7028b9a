package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"

	bolt "go.etcd.io/bbolt"

	"pendamping/fault"
	"pendamping/kpuk"
)

// CodeSize is the size of a recovery code in bytes.
const CodeSize = 16

// maxEscrow bounds what a recovery slot keeps beside the key, in bytes: the header is
// small.
const maxEscrow = 4 << 10

// ErrNoRecovery is returned when a store was never prepared for a forgotten PIN.
var ErrNoRecovery = fault.New(fault.NotFound, "the store has no recovery code")

// Code is a recovery code: 16 random bytes that open a store whose PIN was forgotten. Its
// tries are neither counted nor delayed: nobody guesses 128 bits, and who reads one off
// a paper after many wrong PINs should not have to wait.
func Code(code [CodeSize]byte) Secret { return Secret{kind: slotCode, key: code[:]} }

// Recovery is what a store keeps, readable without any secret, for the case that its PIN
// is forgotten.
type Recovery struct {
	Store  [16]byte // the store it belongs to; filled in when it is read
	For    string   // age recipient of the key that opens Escrow
	Device kpuk.ID  // the device as which it was made
	Escrow []byte   // the recovery code, sealed for that key
}

// IsZero tells whether there is none.
func (r *Recovery) IsZero() bool { return len(r.Escrow) == 0 }

// recovery is what the header keeps; zero when there is none.
func (h *header) recovery() (r Recovery) {
	r.Store = [16]byte(h.StoreID)
	for i := range h.Slots {
		if s := &h.Slots[i]; s.Kind == slotCode {
			r.For, r.Device, r.Escrow = s.For, s.Device, bytes.Clone(s.Escrow)
		}
	}
	return r
}

// addCode wraps the data key for a recovery code.
func (h *header) addCode(dataKey []byte, code [CodeSize]byte, r *Recovery, o Options) error {
	if r.For == "" || len(r.Escrow) == 0 || len(r.Escrow) > maxEscrow || len(r.For) > maxEscrow {
		return fault.E("", fault.Invalid, errors.New("a recovery needs recipient and escrow"))
	}
	o.Secret = Code(code)
	if err := h.addSlot(dataKey, &o); err != nil {
		return err
	}
	s := &h.Slots[len(h.Slots)-1]
	s.For, s.Device, s.Escrow = r.For, r.Device, bytes.Clone(r.Escrow)
	return nil
}

// ID is the random ID of the store, which what is sealed for it is bound to.
func (s *Store) ID() [16]byte {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return [16]byte(s.header.StoreID)
}

// Recovery is what the store keeps for a forgotten PIN.
func (s *Store) Recovery() Recovery {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.header.recovery()
}

// SetRecovery makes a code open the store, in the place of an earlier one, which opens it
// no longer, but for older copies of the file.
func (s *Store) SetRecovery(ctx context.Context, code [CodeSize]byte, r Recovery) error {
	const op fault.Op = "store.SetRecovery"
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(true); err != nil {
		return fault.E(op, fault.Other, err)
	}
	if err := ctx.Err(); err != nil {
		return fault.E(op, fault.Other, err)
	}
	h := s.header.clone()
	if err := h.addCode(s.sealer.root, code, &r, s.opts); err != nil {
		return fault.E(op, fault.Other, err)
	}
	if err := s.writeHeader(h); err != nil {
		return wrap(op, err)
	}
	s.header = h
	return nil
}

// cost is what the PIN of before costs, which was measured on this device; otherwise the
// usual one.
func (h *header) cost(usual Argon) Argon {
	for i := range h.Slots {
		if s := &h.Slots[i]; s.Kind == slotPIN && s.Argon.sane(false) {
			return s.Argon
		}
	}
	return usual
}

// clone is a header whose slots can be replaced.
func (h *header) clone() *header {
	out := *h
	out.Slots = slices.Clone(h.Slots)
	return &out
}

// ReadRecovery is [Store.Recovery] of a store that is not open, also of a damaged one; its
// Escrow is empty when there is none.
func ReadRecovery(ctx context.Context, path string) (Recovery, error) {
	const op fault.Op = "store.ReadRecovery"
	s, err := claimHeader(ctx, path, Options{})
	if err != nil {
		return Recovery{}, wrap(op, err)
	}
	defer s.release()
	return s.header.recovery(), nil
}

// Renewal is what opens a store after a [Reset].
type Renewal struct {
	Secret   Secret // the new PIN or passphrase
	Code     [CodeSize]byte
	Recovery Recovery // of Code
}

// Reset gives a store that is not open a new PIN by its recovery code, o.Secret, and
// another code in its place. Both are one write:
// before it the old code opens the store, afterwards the new PIN, and never both. A
// damaged store is reset like any other; [Salvage] then takes the new PIN. The copy of
// the header within the file follows at the next opening.
//
// Errors are those of [Open], and [ErrNoRecovery].
func Reset(ctx context.Context, path string, o Options, next Renewal) error {
	const op fault.Op = "store.Reset"
	if err := o.check(); err != nil {
		return fault.E(op, fault.Other, err)
	}
	s, err := claimHeader(ctx, path, o)
	if err != nil {
		return wrap(op, err)
	}
	defer s.release()
	key, err := s.byCode()
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	return wrap(op, s.reset(key, o, &next))
}

// Try tells whether the recovery code o.Secret opens the store, which is not open. Its
// errors are those of [Reset].
func Try(ctx context.Context, path string, o Options) error {
	const op fault.Op = "store.Try"
	if err := o.check(); err != nil {
		return fault.E(op, fault.Other, err)
	}
	s, err := claimHeader(ctx, path, o)
	if err != nil {
		return wrap(op, err)
	}
	defer s.release()
	_, err = s.byCode()
	return fault.E(op, fault.Other, err)
}

// byCode opens the header with a recovery code.
func (s *Store) byCode() ([]byte, error) {
	if old := s.header.recovery(); old.IsZero() {
		return nil, fault.E("", fault.Other, ErrNoRecovery)
	}
	return s.header.unlock(&s.opts)
}

// reset writes the header with a new PIN and another code.
func (s *Store) reset(key []byte, o Options, next *Renewal) error {
	h := s.header.clone()
	o.Secret, o.Argon = next.Secret, h.cost(o.Argon)
	if err := h.addSlot(key, &o); err != nil {
		return err
	}
	if err := h.addCode(key, next.Code, &next.Recovery, o); err != nil {
		return err
	}
	text, err := h.encode()
	if err != nil {
		return err
	}
	if fail := s.hook("header"); fail != nil {
		return fail
	}
	if fail := writeFile(headerPath(s.path), text); fail != nil {
		return fail
	}
	// The wrong PINs of before are nobody's concern any more; one that stays only delays.
	if fail := os.Remove(triesPath(s.path)); fail != nil && !errors.Is(fail, os.ErrNotExist) {
		return fmt.Errorf("tries: %w", fail)
	}
	return nil
}

// claimHeader takes the path for this process and finds the newest header, through the
// tree or, where that is damaged, anywhere in the file.
func claimHeader(ctx context.Context, path string, o Options) (*Store, error) {
	name, err := resolve(path)
	if err != nil {
		return nil, err
	}
	if !opened.take(name) {
		return nil, ErrInUse
	}
	s := &Store{path: name, opts: o}
	if err := s.findHeader(ctx); err != nil {
		s.release()
		return nil, err
	}
	return s, nil
}

// findHeader finds the newest header.
func (s *Store) findHeader(ctx context.Context) error {
	takePlace(s.path)
	if info, err := os.Stat(s.path); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return ErrAbsent
	}
	err := s.connect(true)
	if err == nil {
		err, _ = guarded(func() error { return s.db.View(s.readHeader) })
	}
	s.unlink()
	if k := fault.KindOf(err); k != fault.Damaged && k != fault.Foreign {
		return err
	}
	f, gone := os.Open(s.path)
	if gone != nil {
		return fmt.Errorf("file: %w", gone)
	}
	defer func() { _ = f.Close() }() //nolint:errcheck // only read
	info, gone := f.Stat()
	if gone != nil {
		return fmt.Errorf("file: %w", gone)
	}
	if (&salvager{old: s}).findHeader(ctx, f, info.Size()) != nil {
		return errors.Join(err, ctx.Err())
	}
	return nil
}

// heal makes the two copies of the header the same, after a power cut between their
// writes, a lost file, or a new PIN by code. The store opens also when that fails.
func (s *Store) heal(ctx context.Context) {
	if !s.unequal {
		return
	}
	text, err := s.header.encode()
	if err == nil {
		err = writeFile(headerPath(s.path), text)
	}
	if err == nil {
		var panicked bool
		err, panicked = guarded(func() error {
			return s.db.Update(func(b *bolt.Tx) error {
				return putPlain(b.Bucket([]byte(bucketMeta)), metaHeader, text)
			})
		})
		if panicked {
			s.dead.Store(true) // as in commit
		}
	}
	if err != nil {
		s.opts.warn(ctx, "copies of the header differ", err)
		return
	}
	s.unequal = false
	s.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "copies of the header made the same")
}
