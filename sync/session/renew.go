package session

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"net/http"

	"pendamping/fault"
	"pendamping/sync/wire"
)

// successorKey is where a device keeps the key that is to take the place of its own.
const successorKey = "successor"

// Drawer keeps something under a name, on this device only.
type Drawer interface {
	Local(ctx context.Context, key string, v any) (found bool, err error)
	SetLocal(ctx context.Context, key string, v any) error
}

// Renewal is what a device brings to get a new key.
type Renewal struct {
	Keep  Drawer // the device's store
	Rand  io.Reader
	Label string // what the device is called in lists
}

// Reidentify tells whether the hub has said, verified, that another device uses the same
// key.
func (r *Result) Reidentify() bool {
	for _, d := range r.Directives {
		if d.Kind == wire.DirectReidentify {
			return true
		}
	}
	return false
}

// Renew brings a change of keys one step further. It is for a device that was told: its
// sync ended with [Result.Reidentify] or [ErrClosed]. The device draws a new key, keeps
// it, and asks the hub to accept it, which takes a coordinator: it asks again at each
// call. Once she has approved, the new key is returned, for the caller to keep as the
// device's own and to sync with; until then nil. The key that was drawn stays the same
// however often a call is cut off.
func (s *Session) Renew(ctx context.Context, r Renewal) (ed25519.PrivateKey, error) {
	const op fault.Op = "session.Renew"
	if s.err != nil {
		return nil, fault.E(op, fault.Internal, s.err)
	}
	var seed []byte
	if _, err := r.Keep.Local(ctx, successorKey, &seed); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if len(seed) != ed25519.SeedSize || bytes.Equal(ed25519.NewKeyFromSeed(seed), s.cfg.Key) { // the last one is its own by now
		seed = make([]byte, ed25519.SeedSize)
		if _, err := io.ReadFull(r.Rand, seed); err != nil {
			return nil, fault.E(op, fault.Internal, err)
		}
		// Before the hub hears of it: a lost answer is asked for with the same key.
		if err := r.Keep.SetLocal(ctx, successorKey, seed); err != nil {
			return nil, fault.E(op, fault.Other, err)
		}
	}
	key := ed25519.NewKeyFromSeed(seed)
	approved, err := s.succeed(ctx, key, r.Label)
	if err != nil || !approved {
		return nil, fault.E(op, fault.Other, err)
	}
	return key, nil
}

// succeed asks the hub to let a new key take the place of the device's own.
func (s *Session) succeed(ctx context.Context, key ed25519.PrivateKey, label string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return false, fault.E("", fault.Internal, ErrConfig)
	}
	req := wire.SuccessorRequest{Device: s.cfg.Device, Label: label}
	req.Sign(s.cfg.Key, s.cfg.Project, public)
	body, err := s.codec.PackSuccessor(&req)
	if err != nil {
		return false, fault.E("", fault.Other, err)
	}
	auth := wire.Auth{Device: wire.DeviceID(public), Challenge: public}
	auth.Sign(key, wire.PathReidentify, s.cfg.Project, body)
	answer, status, err := send(ctx, s.client, s.cfg.Hub+wire.PathReidentify, auth.Header(), body)
	if err != nil {
		return false, err
	}
	if status != http.StatusOK {
		problem, failed := s.codec.UnpackProblem(answer)
		return false, errors.Join(statusFault(status, problem), failed)
	}
	reply, err := s.codec.UnpackSuccession(answer)
	return reply.Approved, fault.E("", fault.Transient, err)
}
