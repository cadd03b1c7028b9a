package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// orphanAge is how long files stay that no record names any more, or not yet: a record
// may be held back or come from a bundle weeks later.
const orphanAge = 30 * 24 * time.Hour

// photos answers uploads and downloads of the files that photos name. The protocol of
// uploads is tusd's; who may do what is decided here, before tusd sees a request.
type photos struct {
	f      *folder
	hub    *hub.Hub
	blobs  *store.Blobs
	tus    *handler.UnroutedHandler
	logger *slog.Logger
}

// wanted is a file that a request is about, as its record names it.
type wanted struct {
	digest kpuk.Digest
	size   int64
}

// wantedKey is under what a request's context holds the wanted file.
type wantedKey struct{}

func newPhotos(f *folder, h *hub.Hub, logger *slog.Logger) (*photos, error) {
	const op fault.Op = "photos"
	blobs, err := f.store.Blobs()
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	p := &photos{f: f, hub: h, blobs: blobs, logger: logger}
	composer := handler.NewStoreComposer()
	composer.UseCore(&tusStore{p: p})
	p.tus, err = handler.NewUnroutedHandler(handler.Config{
		StoreComposer: composer, BasePath: wire.PathPhoto, MaxSize: kpuk.MaxPhotoSize,
		Cors: &handler.CorsConfig{Disable: true}, Logger: tusLogger(logger),
		// Bodies are read before tusd sees them: nothing is left to wait for.
		GracefulRequestCompletionTimeout: time.Millisecond,
	})
	return p, fault.E(op, fault.Internal, err)
}

// mount adds the path of photos to the hub's own.
func (p *photos) mount(own http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", own)
	mux.Handle(wire.PathPhoto, p)
	return mux
}

// ServeHTTP implements http.Handler. Whoever may not see a record is told the same as
// when there is none.
func (p *photos) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	visit, leave := p.hub.Admit(w, r, "photo", wire.PhotoSubject(r.Method, r.URL.RequestURI(), r.Header.Get))
	if visit == nil {
		return
	}
	defer leave()
	want, err := p.want(r, visit)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	if r.Method == http.MethodGet {
		p.serve(w, r, want)
		return
	}
	if visit.Device.ReadOnly && r.Method != http.MethodHead {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	// What arrived is kept though the peer went away meanwhile.
	ctx, cancel := context.WithCancel(context.WithValue(context.WithoutCancel(r.Context()), wantedKey{}, want))
	defer cancel()
	in := r.WithContext(ctx)
	in.Header.Del("X-HTTP-Method-Override") // it was not signed
	p.upload(w, in, want)
}

// want finds the file that the request is about: the record must be the device's to see
// and must name the file.
func (p *photos) want(r *http.Request, visit *hub.Visit) (wanted, error) {
	digest, ok := kpuk.ParseDigest(strings.TrimPrefix(r.URL.Path, wire.PathPhoto))
	raw, err := hex.DecodeString(r.URL.Query().Get("record"))
	if !ok || err != nil || len(raw) != len(kpuk.ID{}) {
		return wanted{}, store.ErrNoBlob
	}
	rec, err := p.f.store.Read(r.Context(), kpuk.ID(raw))
	if errors.Is(err, merge.ErrNoRecord) {
		return wanted{}, store.ErrNoBlob
	}
	if err != nil {
		return wanted{}, fault.E("want", fault.Other, err)
	}
	photo, ok := rec.(*kpuk.Photo)
	if !ok || photo.Gone() || merge.ID(photo.Partition) != visit.Device.Partition || !visit.Device.Holds(merge.ID(photo.Scope)) {
		return wanted{}, store.ErrNoBlob
	}
	size, ok := photo.Image.SizeOf(digest)
	if !ok {
		return wanted{}, store.ErrNoBlob
	}
	return wanted{digest: digest, size: size}, nil
}

// serve sends a file, or the range of it that is asked for.
func (p *photos) serve(w http.ResponseWriter, r *http.Request, want wanted) {
	content, err := p.blobs.Get(r.Context(), want.digest)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// upload leads a request on to tusd.
func (p *photos) upload(w http.ResponseWriter, r *http.Request, want wanted) {
	var next http.HandlerFunc
	switch r.Method {
	case http.MethodHead:
		next = p.tus.HeadFile
	case http.MethodPost:
		if r.Header.Get(wire.UploadLength) != strconv.FormatInt(want.size, 10) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		next = p.tus.PostFile
	case http.MethodPatch:
		if status := piece(w, r); status != 0 {
			w.WriteHeader(status)
			return
		}
		next = p.tus.PatchFile
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	http.StripPrefix(wire.PathPhoto, p.tus.Middleware(next)).ServeHTTP(w, r)
}

// piece reads the body of a PATCH and holds it against the digest that was signed; 0
// when it may go on. A piece that was cut off goes on as far as it came: the digest of
// the whole file shows whether it was true.
func piece(w http.ResponseWriter, r *http.Request) (status int) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxPhotoPiece))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return http.StatusRequestEntityTooLarge
	}
	sum := sha256.Sum256(body)
	if err == nil && r.Header.Get(wire.UploadChecksum) != "sha256 "+base64.StdEncoding.EncodeToString(sum[:]) {
		return wire.StatusChecksum
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return 0
}

// refuse answers with an error's status.
func (p *photos) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, store.ErrNoBlob) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	p.logger.ErrorContext(r.Context(), "photo failed", slog.Any("err", err))
	w.WriteHeader(http.StatusInternalServerError)
}

// sweep removes files that no record has named for long.
func (p *photos) sweep(ctx context.Context) (store.Swept, error) {
	const op fault.Op = "photos.sweep"
	named, err := p.f.store.Named(ctx)
	if err != nil {
		return store.Swept{}, fault.E(op, fault.Other, err)
	}
	swept, err := p.blobs.Sweep(ctx, p.f.now().Add(-orphanAge), func(d kpuk.Digest) bool {
		_, ok := named[d]
		return ok
	})
	return swept, fault.E(op, fault.Other, err)
}

// sweeping sweeps now and once a day until ctx ends.
func (p *photos) sweeping(ctx context.Context) {
	day := time.NewTicker(24 * time.Hour)
	defer day.Stop()
	for {
		swept, err := p.sweep(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			p.logger.ErrorContext(ctx, "files not swept", slog.Any("err", err))
		case swept.Files > 0:
			p.logger.InfoContext(ctx, "files swept", slog.Int("files", swept.Files), slog.Int64("bytes", swept.Bytes))
		}
		select {
		case <-ctx.Done():
			return
		case <-day.C:
		}
	}
}
