package hub

import (
	"crypto/ed25519"
	"errors"
	"log/slog"
	"net/http"

	"pendamping/fault"
	"pendamping/sync/wire"
)

// enrol answers POST /v1/enrol.
func (h *Hub) enrol(w http.ResponseWriter, r *http.Request) {
	body, no := h.redeem(w, r)
	if no != nil {
		h.deny(w, r, no)
		return
	}
	h.write(w, r, http.StatusOK, body)
}

// redeem lets a device in that shows a valid code. The request is signed with the key
// that it brings, which proves that it has that key.
func (h *Hub) redeem(w http.ResponseWriter, r *http.Request) ([]byte, *refusal) {
	ctx := r.Context()
	auth, key, body, no := h.newcomer(w, r, h.enrolling, wire.PathEnrol)
	if no != nil {
		return nil, no
	}
	req, err := h.codec.UnpackEnrol(body)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, wire.ProblemMalformed)
	}
	grant, err := h.directory.Redeem(ctx, wire.CodeHash(req.Code), DeviceRequest{
		Device: auth.Device, Key: key, Label: req.Label, At: h.cfg.Now(), Certificate: req.Certificate,
	})
	switch kind := fault.KindOf(err); {
	case err == nil:
	case kind == fault.Denied, kind == fault.NotFound, kind == fault.Exists:
		// Said loudly: a code that is shown twice may have been read by somebody else.
		h.logger.WarnContext(ctx, "enrolment refused", deviceAttr(auth.Device), slog.Any("err", err))
		return nil, refuse(http.StatusForbidden, wire.ProblemUnknown)
	default:
		return nil, h.internal(r, errors.Join(err))
	}
	h.logger.InfoContext(ctx, "device enrolled", deviceAttr(auth.Device))
	answer, err := h.codec.PackGrant(&wire.EnrolReply{
		Epoch: h.cfg.Epoch, HubKey: h.PublicKey(), Partition: grant.Device.Partition, Person: grant.Device.Person,
		All: grant.Device.All, Admin: grant.Device.Admin, Scopes: grant.Device.Scopes, Recovery: grant.Recovery,
		Challenge: h.challenge(auth.Device), Now: h.cfg.Now().UnixMilli(), Deltas: grant.Deltas,
		Certificate: grant.Certificate,
	})
	if err != nil {
		return nil, h.internal(r, err)
	}
	return answer, nil
}

// newcomer reads a request that is signed with the key that it brings: whoever has that
// key speaks. Nothing of the body is decoded before the signature verifies.
func (h *Hub) newcomer(w http.ResponseWriter, r *http.Request, rate *limiters, path string) (wire.Auth, ed25519.PublicKey, []byte, *refusal) {
	if wait := rate.wait(address(r), h.cfg.Now()); wait > 0 {
		return wire.Auth{}, nil, nil, tooMany(wait)
	}
	auth, err := wire.ParseAuth(r.Header.Get(wire.AuthHeader))
	key := ed25519.PublicKey(auth.Challenge)
	if err != nil || len(key) != ed25519.PublicKeySize || wire.DeviceID(key) != auth.Device {
		return auth, nil, nil, refuse(http.StatusUnauthorized, wire.ProblemSignature)
	}
	body, no := readBody(w, r, wire.MaxEnrolBody)
	if no != nil {
		return auth, nil, nil, no
	}
	if auth.Verify(key, path, h.cfg.Project, body) != nil {
		return auth, nil, nil, refuse(http.StatusUnauthorized, wire.ProblemSignature)
	}
	return auth, key, body, nil
}
