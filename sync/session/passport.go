package session

import (
	"context"

	"pendamping/fault"
	"pendamping/sync/wire"
)

// Passport asks the hub for what the device needs to meet colleagues without it. Both of
// its parts are checked to be signed by the hub. A hub that has a new epoch is shown the
// bulletin of the one before, if there is any: it may have forgotten whom it had revoked.
func (s *Session) Passport(ctx context.Context, bulletin []byte) (wire.Passport, error) {
	const op fault.Op = "session.Passport"
	leave, err := s.enter()
	if err != nil {
		return wire.Passport{}, fault.E(op, fault.Other, err)
	}
	defer leave()
	r := round{Session: s}
	answer, _, err := r.ask(ctx, wire.PathCertificate, s.log.Replica(), func([]byte) ([]byte, error) { return bulletin, nil })
	if err != nil {
		return wire.Passport{}, fault.E(op, fault.Other, err)
	}
	p, err := s.codec.UnpackPassport(answer)
	if err != nil { // an answer that was cut: asked for again after the next sync
		return p, fault.E(op, fault.Transient, err)
	}
	_, err = s.codec.ReadCertificate(s.cfg.HubKey, s.cfg.Project, p.Certificate)
	if err == nil {
		_, err = s.codec.ReadBulletin(s.cfg.HubKey, s.cfg.Project, p.Bulletin)
	}
	return p, fault.E(op, fault.Other, err)
}
