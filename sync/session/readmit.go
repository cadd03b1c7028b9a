package session

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/http"

	"pendamping/fault"
	"pendamping/sync/wire"
)

// ErrHeld is returned when a hub that was set back to an older state does not know the
// device any more and somebody has to approve that it comes back. The device keeps
// everything and asks again at each sync.
var ErrHeld = fault.New(fault.Denied, "the hub waits for somebody to approve this device")

// Readmit asks a hub that refuses this device to know it again: it shows the certificate
// that the hub signed for it, and the latest bulletin that it has. An error of [ErrHeld]
// when somebody has to approve it first, of [ErrRefused] when the hub will not.
func (s *Session) Readmit(ctx context.Context, r wire.ReadmitRequest) error {
	const op fault.Op = "session.Readmit"
	if s.err != nil {
		return fault.E(op, fault.Internal, s.err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	body, err := s.codec.PackReadmit(r)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	public, ok := s.cfg.Key.Public().(ed25519.PublicKey)
	if !ok {
		return fault.E(op, fault.Internal, ErrConfig)
	}
	auth := wire.Auth{Device: s.cfg.Device, Challenge: public}
	auth.Sign(s.cfg.Key, wire.PathReadmit, s.cfg.Project, body)
	answer, status, err := send(ctx, s.client, s.cfg.Hub+wire.PathReadmit, auth.Header(), body)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	if status != http.StatusOK {
		problem, failed := s.codec.UnpackProblem(answer)
		return fault.E(op, fault.Other, errors.Join(statusFault(status, problem), failed))
	}
	reply, err := s.codec.UnpackReadmission(answer)
	if err == nil && !reply.Approved {
		err = ErrHeld
	}
	return fault.E(op, fault.Other, err)
}
