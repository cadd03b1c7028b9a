package hub

import (
	"context"
	"log/slog"
	"net/http"

	"pendamping/fault"
	"pendamping/sync/wire"
)

// Readmitter is a [Directory] that can know a device again which the hub enrolled, and
// forgot when it was set back to an older state. A hub whose directory is none knows
// nobody again.
type Readmitter interface {
	// Readmit notes durably that a device came back, and tells whether it may sync, or
	// somebody has to approve it first. It may be asked again and again. An error of kind
	// Denied when it is not to be known again.
	Readmit(ctx context.Context, r Readmission) (approved bool, err error)
	// Learn takes in what the hub said of revoked devices before it was set back.
	Learn(ctx context.Context, b *wire.Bulletin) error
}

// Readmission is a device that shows what the hub signed for it.
// That the device has the key, and the hub signed the certificate, is verified.
type Readmission struct {
	DeviceRequest

	Shown   *wire.Certificate
	Earlier bool // it is of an earlier epoch: what this hub enrolled since, it knows
}

// readmit answers POST /v1/readmit.
func (h *Hub) readmit(w http.ResponseWriter, r *http.Request) {
	body, no := h.knowAgain(w, r)
	if no != nil {
		h.deny(w, r, no)
		return
	}
	h.write(w, r, http.StatusOK, body)
}

// knowAgain verifies what a device shows and asks the directory.
func (h *Hub) knowAgain(w http.ResponseWriter, r *http.Request) ([]byte, *refusal) {
	ctx := r.Context()
	auth, key, body, no := h.newcomer(w, r, h.addresses, wire.PathReadmit)
	if no != nil {
		return nil, no
	}
	req, err := h.codec.UnpackReadmit(body)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, wire.ProblemMalformed)
	}
	directory, able := h.directory.(Readmitter)
	cert, err := h.codec.ReadCertificate(h.PublicKey(), h.cfg.Project, req.Certificate)
	now := h.cfg.Now()
	if !able || err != nil || !cert.Key.Equal(key) || cert.Until < now.UnixMilli() {
		h.logger.WarnContext(ctx, "not known again", deviceAttr(auth.Device), slog.Bool("signed_here", err == nil))
		return nil, refuse(http.StatusForbidden, wire.ProblemUnknown)
	}
	if err = h.learn(ctx, req.Bulletin); err != nil {
		return nil, h.internal(r, err)
	}
	approved, err := directory.Readmit(ctx, Readmission{
		DeviceRequest: DeviceRequest{Device: auth.Device, Key: key, Label: req.Label, At: now}, Shown: cert, Earlier: cert.Epoch != h.cfg.Epoch,
	})
	switch {
	case fault.KindOf(err) == fault.Denied:
		h.logger.WarnContext(ctx, "not known again", deviceAttr(auth.Device), slog.Any("err", err))
		return nil, refuse(http.StatusForbidden, wire.ProblemUnknown)
	case err != nil:
		return nil, h.internal(r, err)
	}
	h.logger.WarnContext(ctx, "a device came back", deviceAttr(auth.Device), slog.Bool("approved", approved))
	answer, err := h.codec.PackReadmission(wire.ReadmitReply{Approved: approved})
	if err != nil {
		return nil, h.internal(r, err)
	}
	return answer, nil
}

// learn hands the directory a bulletin of an earlier epoch, which a device kept. What is
// none, or of somebody else, is left aside: bulletins are brought unasked.
func (h *Hub) learn(ctx context.Context, raw []byte) error {
	directory, able := h.directory.(Readmitter)
	if len(raw) == 0 || !able {
		return nil
	}
	b, err := h.codec.ReadBulletin(h.PublicKey(), h.cfg.Project, raw)
	if err != nil || b.Epoch == h.cfg.Epoch {
		return nil //nolint:nilerr // nothing to learn
	}
	return fault.E("hub.learn", fault.Other, directory.Learn(ctx, b))
}
