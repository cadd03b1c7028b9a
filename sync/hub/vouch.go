package hub

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/http"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// certificateLife is how long a certificate counts: longer than any device is without
// the hub, and short enough for one that was lost before others could hear of it.
const certificateLife = 90 * 24 * time.Hour

// Notary is a [Directory] that knows what devices need to meet each other without the
// hub. A hub whose directory is none gives no passports.
type Notary interface {
	Vouch(ctx context.Context, device merge.ID) (Voucher, error)
}

// Voucher is what a passport says beside the rights of a [Device].
type Voucher struct {
	Name    string              // of the device's person
	Office  uint8               // of the device's person
	Openers []ed25519.PublicKey // of devices that may open the partition's bundles
	Revoked []merge.ID          // devices of the partition
}

// certify answers POST /v1/certificate.
func (h *Hub) certify(w http.ResponseWriter, r *http.Request) {
	g, no := h.known(r)
	if no == nil {
		g.body, no = readBody(w, r, wire.MaxEnrolBody)
	}
	if no == nil {
		no = h.verify(r, g, wire.PathCertificate)
	}
	notary, ok := h.directory.(Notary)
	if no == nil && (g.device.Revoked || !ok) {
		no = refuse(http.StatusForbidden, wire.ProblemUnknown)
	}
	if no == nil {
		no = h.enter(g)
	}
	if no != nil {
		h.deny(w, r, no)
		return
	}
	defer h.leave(g)
	if err := h.learn(r.Context(), g.body); err != nil {
		h.deny(w, r, h.internal(r, err))
		return
	}
	body, err := h.passport(r.Context(), g, notary)
	switch {
	case errors.Is(err, errReplica):
		h.deny(w, r, refuse(http.StatusForbidden, wire.ProblemReplica))
	case err != nil:
		h.deny(w, r, h.internal(r, err))
	default:
		h.write(w, r, http.StatusOK, body)
	}
}

// passport makes the certificate of the device and its replica, and the bulletin.
func (h *Hub) passport(ctx context.Context, g *guest, notary Notary) ([]byte, error) {
	if err := h.claim(ctx, g); err != nil {
		return nil, err
	}
	v, err := notary.Vouch(ctx, g.auth.Device)
	if err != nil {
		return nil, fault.E("", fault.Other, err)
	}
	now, d := h.cfg.Now(), &g.device
	cert, err := h.codec.SignCertificate(h.cfg.Key, h.cfg.Project, &wire.Certificate{
		Key: d.Key, Replica: g.auth.Replica, Person: d.Person, Name: v.Name, Office: v.Office, Partition: d.Partition,
		All: d.All, Admin: d.Admin, ReadOnly: d.ReadOnly, Scopes: d.Scopes, Epoch: h.cfg.Epoch,
		Issued: now.UnixMilli(), Until: now.Add(certificateLife).UnixMilli(),
	})
	if err != nil {
		return nil, fault.E("", fault.Other, err)
	}
	bulletin, err := h.codec.SignBulletin(h.cfg.Key, h.cfg.Project, &wire.Bulletin{
		Partition: d.Partition, Epoch: h.cfg.Epoch, Issued: now.UnixMilli(), Openers: v.Openers, Revoked: v.Revoked,
	})
	if err != nil {
		return nil, fault.E("", fault.Other, err)
	}
	body, err := h.codec.PackPassport(wire.Passport{
		Certificate: cert, Bulletin: bulletin, Claim: wire.SignClaim(h.cfg.Key, h.cfg.Project, g.auth.Device, g.auth.Replica),
	})
	return body, fault.E("", fault.Other, err)
}
