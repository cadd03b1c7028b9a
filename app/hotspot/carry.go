package hotspot

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"log/slog"
	"net/http"
	"strconv"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/sync/hub"
	"pendamping/sync/wire"
)

// errDigest is returned for a bundle that is not the one that was signed for.
var errDigest = fault.New(fault.Wrong, "the bundle is not the one of its digest")

// carry takes a colleague's bundle on board, or gives him the hub's answer to an earlier
// one. What is in either only the hub and he can read.
func (h *Host) carry(w http.ResponseWriter, r *http.Request) {
	digest := r.Header.Get(wire.DigestHeader)
	v, leave := h.hub.Admit(w, r, "carry", wire.CarrySubject(digest))
	if v == nil {
		return
	}
	defer leave()
	var err error
	if digest == "" {
		err = h.giveAnswer(w, r, v)
	} else {
		err = h.takeBundle(w, r, v, digest)
	}
	if err != nil {
		h.cfg.Logger.WarnContext(r.Context(), "bundle of a colleague", slog.Any("err", err))
		w.WriteHeader(carryStatus(err))
	}
}

// giveAnswer sends the hub's answer to an earlier bundle of the colleague.
func (h *Host) giveAnswer(w http.ResponseWriter, r *http.Request, v *hub.Visit) error {
	f, err := h.cfg.Device.AnswerFor(r.Context(), v.ID)
	if err != nil {
		return err //nolint:wrapcheck // logged with place and kind
	}
	if f == nil {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	info, err := f.Stat()
	if err == nil {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
		_, err = io.Copy(w, f)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		h.cfg.Logger.DebugContext(r.Context(), "colleague went away", slog.Any("err", err))
		return nil
	}
	return h.cfg.Device.GivenBack(r.Context(), hex.EncodeToString(v.ID[:])) //nolint:wrapcheck // logged
}

// takeBundle keeps a bundle that is signed for by its digest.
func (h *Host) takeBundle(w http.ResponseWriter, r *http.Request, v *hub.Visit, digest string) error {
	body := &summing{r: http.MaxBytesReader(w, r.Body, device.MaxCarry), want: digest, sum: sha256.New()}
	name := ""
	h.mu.Lock()
	if g := h.guests[v.ID]; g != nil {
		name = g.Name
	}
	h.mu.Unlock()
	if _, err := h.cfg.Device.Carry(r.Context(), body, device.Sender{Device: v.ID, Name: name}); err != nil {
		return err //nolint:wrapcheck // logged with place and kind
	}
	h.note(v.ID, func(g *Guest) { g.Carried = true })
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// summing fails at the end of a body that is not the one of a digest.
type summing struct {
	r    io.Reader
	sum  hash.Hash
	want string
}

// Read implements io.Reader.
func (s *summing) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if _, fail := s.sum.Write(p[:n]); fail != nil {
		return n, fail //nolint:wrapcheck // a hash returns no error
	}
	if errors.Is(err, io.EOF) && hex.EncodeToString(s.sum.Sum(nil)) != s.want {
		return n, fault.E("", fault.Wrong, errDigest)
	}
	return n, err //nolint:wrapcheck // io.EOF must stay what it is
}

// carryStatus is the HTTP status of a bundle that is not carried.
func carryStatus(err error) int {
	var large *http.MaxBytesError
	switch kind := fault.KindOf(err); {
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case kind == fault.Wrong, kind == fault.Foreign, kind == fault.Damaged, kind == fault.Newer:
		return http.StatusBadRequest
	case kind == fault.Full:
		return http.StatusInsufficientStorage
	default:
		return http.StatusInternalServerError
	}
}
