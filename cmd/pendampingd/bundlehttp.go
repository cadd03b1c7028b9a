package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"

	"pendamping/fault"
	"pendamping/sync/bundle"
	"pendamping/sync/hub"
)

const (
	// maxPosted is the largest bundle that is taken over HTTP, in bytes; larger ones are
	// imported from a file.
	maxPosted = 64 << 20
	// freeBytes of a bundle are read from anybody: what it takes until its first item is
	// verified (headers and one chunk of the sealing, 64 KiB). Beyond, a device of this
	// hub has signed.
	freeBytes = 68 << 10
	// importing is how many bundles are taken in at once.
	importing = 2
)

// counter takes bundles over HTTP.
type counter struct {
	f       *folder
	bundles *bundle.Hub
	logger  *slog.Logger
	slots   chan struct{}
}

func newCounter(f *folder, h *hub.Hub, logger *slog.Logger) (*counter, error) {
	b, err := f.bundles(h)
	return &counter{f: f, bundles: b, logger: logger, slots: make(chan struct{}, importing)}, err
}

// mount adds the path of bundles to a hub's others.
func (c *counter) mount(own http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", own)
	mux.Handle("POST "+bundle.Path, c)
	return mux
}

// signingKey signs receipts, orders and answers.
func (f *folder) signingKey() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(f.set.Key) }

// ServeHTTP implements http.Handler.
func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer, out, err := c.take(r.Context(), http.MaxBytesReader(w, r.Body, maxPosted))
	if err != nil {
		c.logger.InfoContext(r.Context(), "bundle refused", slog.Any("err", err))
		status := bundleStatus(err)
		http.Error(w, fault.KindOf(err).String(), status)
		return
	}
	defer c.drop(answer)
	info, err := answer.Stat()
	if err == nil {
		_, err = answer.Seek(0, io.SeekStart)
	}
	if err != nil {
		c.logger.ErrorContext(r.Context(), "answer bundle lost", slog.Any("err", err))
		http.Error(w, fault.Internal.String(), http.StatusInternalServerError)
		return
	}
	word := out.Word() // for the carrier, who cannot read the answer
	word.Write(w.Header().Set)
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	if _, err := io.Copy(w, answer); err != nil {
		c.logger.DebugContext(r.Context(), "peer went away", slog.Any("err", err))
	}
}

// take checks a bundle while it arrives, sealed as it is, in a file, and imports it. The
// answer is a file too, for the caller to drop.
func (c *counter) take(ctx context.Context, body io.Reader) (*os.File, bundle.Outcome, error) {
	const op fault.Op = "counter.take"
	spool, err := os.CreateTemp(c.f.dir, "bundle-*")
	if err != nil {
		return nil, bundle.Outcome{}, fault.E(op, fault.Transient, err)
	}
	defer c.drop(spool)
	g := &gate{ctx: ctx, r: body, free: freeBytes, slots: c.slots}
	defer g.leave()
	_, err = c.bundles.Check(ctx, io.TeeReader(g, spool))
	if err == nil {
		err = g.enter()
	}
	if err == nil {
		_, err = spool.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, bundle.Outcome{}, fault.E(op, fault.Other, err)
	}
	answer, err := os.CreateTemp(c.f.dir, "bundle-*")
	if err != nil {
		return nil, bundle.Outcome{}, fault.E(op, fault.Transient, err)
	}
	out, err := c.bundles.Import(ctx, spool, answer)
	if err != nil {
		c.drop(answer)
		return nil, bundle.Outcome{}, fault.E(op, fault.Other, err)
	}
	c.logger.InfoContext(ctx, "bundle imported", slog.String("device", hex.EncodeToString(out.Device[:])),
		slog.Int("changes", out.Changes), slog.Int("records", out.Records), slog.Int("verdicts", len(out.Verdicts)))
	return answer, out, nil
}

// drop closes and removes a temporary file.
func (c *counter) drop(f *os.File) {
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		c.logger.Warn("temporary file not removed", slog.Any("err", err))
	}
}

// bundleStatus is the HTTP status of a bundle that was not imported.
func bundleStatus(err error) int {
	var large *http.MaxBytesError
	if errors.As(err, &large) || errors.Is(err, bundle.ErrTooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	switch fault.KindOf(err) {
	case fault.Foreign, fault.Damaged, fault.Invalid:
		return http.StatusBadRequest
	case fault.Newer:
		return http.StatusUpgradeRequired
	case fault.Wrong:
		return http.StatusUnauthorized
	case fault.Denied, fault.NotFound:
		return http.StatusForbidden
	case fault.Full, fault.Transient, fault.Busy:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// gate lets a first part of a body through and then waits for a slot, so that strangers
// who send slowly keep none.
type gate struct {
	ctx   context.Context //nolint:containedctx // of the one request that is read
	r     io.Reader
	free  int
	slots chan struct{}
	in    bool
}

// Read implements io.Reader.
func (g *gate) Read(p []byte) (int, error) {
	if g.free <= 0 {
		if err := g.enter(); err != nil {
			return 0, err
		}
	} else {
		p = p[:min(len(p), g.free)]
	}
	n, err := g.r.Read(p)
	g.free -= n
	return n, err //nolint:wrapcheck // io.EOF must stay what it is
}

// enter takes a slot, once.
func (g *gate) enter() error {
	if g.in {
		return nil
	}
	select {
	case g.slots <- struct{}{}:
		g.in = true
		return nil
	case <-g.ctx.Done():
		return fault.E("gate.enter", fault.Transient, g.ctx.Err())
	}
}

// leave gives the slot back.
func (g *gate) leave() {
	if g.in {
		<-g.slots
	}
}
