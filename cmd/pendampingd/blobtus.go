package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/tus/tusd/v2/pkg/handler"
	tuslog "golang.org/x/exp/slog" //nolint:depguard // tusd's configuration takes no other logger

	"pendamping/fault"
	"pendamping/store"
	"pendamping/sync/wire"
)

// tusStore is tusd's data store over the sealed files beside the hub's records. Uploads
// are named by the digest of the file, so that devices that hold the same photo go on
// with one another's upload.
type tusStore struct{ p *photos }

// tusUpload is one upload, or a file that is held already.
type tusUpload struct {
	p    *photos
	want wanted
}

// of is the upload of the file that the request is about.
func (s *tusStore) of(ctx context.Context) (*tusUpload, error) {
	want, ok := ctx.Value(wantedKey{}).(wanted)
	if !ok {
		return nil, handler.ErrNotFound
	}
	return &tusUpload{p: s.p, want: want}, nil
}

// NewUpload implements handler.DataStore. What has arrived of the file stays.
func (s *tusStore) NewUpload(ctx context.Context, _ handler.FileInfo) (handler.Upload, error) { //nolint:ireturn // tusd's interface
	u, err := s.of(ctx)
	if err == nil && !s.p.blobs.Has(u.want.digest) {
		err = u.answer(ctx, s.p.blobs.Begin(u.want.digest))
	}
	return u, err
}

// GetUpload implements handler.DataStore.
func (s *tusStore) GetUpload(ctx context.Context, id string) (handler.Upload, error) { //nolint:ireturn // tusd's interface
	u, err := s.of(ctx)
	if err == nil && id != u.want.digest.String() {
		err = handler.ErrNotFound
	}
	return u, err
}

// GetInfo implements handler.Upload.
func (u *tusUpload) GetInfo(ctx context.Context) (handler.FileInfo, error) {
	info := handler.FileInfo{ID: u.want.digest.String(), Size: u.want.size, Offset: u.want.size}
	if u.p.blobs.Has(u.want.digest) {
		return info, nil
	}
	have, err := u.p.blobs.Arrived(u.want.digest)
	if err == nil && have == u.want.size {
		// All pieces came, but the hub stopped before it joined them.
		err = u.p.blobs.Complete(u.want.digest)
	}
	if errors.Is(err, store.ErrDigest) {
		err = store.ErrNoBlob // dropped: it begins anew
	}
	info.Offset = have
	return info, u.answer(ctx, err)
}

// WriteChunk implements handler.Upload.
func (u *tusUpload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	body, err := io.ReadAll(io.LimitReader(src, wire.MaxPhotoPiece))
	if err == nil {
		err = u.p.blobs.Append(ctx, u.want.digest, offset, body)
	}
	if err != nil {
		return 0, u.answer(ctx, err)
	}
	return int64(len(body)), nil
}

// FinishUpload implements handler.Upload: from here on the file is held, or everything
// that came of it is dropped.
func (u *tusUpload) FinishUpload(ctx context.Context) error {
	err := u.p.blobs.Complete(u.want.digest)
	if errors.Is(err, store.ErrNoBlob) && u.p.blobs.Has(u.want.digest) {
		return nil // another request brought the same piece at the same time
	}
	return u.answer(ctx, err)
}

// GetReader implements handler.Upload. Downloads do not pass through tusd.
func (u *tusUpload) GetReader(ctx context.Context) (io.ReadCloser, error) {
	content, err := u.p.blobs.Get(ctx, u.want.digest)
	if err != nil {
		return nil, u.answer(ctx, err)
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}

// answer puts an error of the store into tusd's words; what is the hub's own trouble is
// logged and hidden from the peer.
func (u *tusUpload) answer(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrNoBlob):
		return handler.ErrNotFound
	case errors.Is(err, store.ErrOffset):
		return handler.ErrMismatchOffset
	case errors.Is(err, store.ErrDigest):
		return handler.NewError("ERR_DIGEST", "not the file of its digest", wire.StatusDigest) //nolint:wrapcheck // tusd reads the status from its own type
	}
	u.p.logger.ErrorContext(ctx, "upload failed", slog.Any("err", err))
	status := http.StatusInternalServerError
	if k := fault.KindOf(err); k == fault.Full || k == fault.Transient {
		status = http.StatusServiceUnavailable
	}
	return handler.NewError("ERR_HUB", "the hub cannot take the file now", status) //nolint:wrapcheck // tusd reads the status from its own type
}

// tusLogger lets tusd's warnings through to the hub's log, without paths and addresses.
func tusLogger(to *slog.Logger) *tuslog.Logger { return tuslog.New(tusHandler{to: to}) }

// tusHandler implements the logging handler that tusd asks for.
type tusHandler struct{ to *slog.Logger }

// Enabled implements the handler.
func (tusHandler) Enabled(_ context.Context, level tuslog.Level) bool {
	return level >= tuslog.LevelWarn
}

// Handle implements the handler.
func (h tusHandler) Handle(ctx context.Context, r tuslog.Record) error {
	h.to.DebugContext(ctx, "tus", slog.String("event", r.Message))
	return nil
}

// WithAttrs implements the handler: attributes are not kept.
func (h tusHandler) WithAttrs([]tuslog.Attr) tuslog.Handler { return h } //nolint:ireturn // its interface

// WithGroup implements the handler.
func (h tusHandler) WithGroup(string) tuslog.Handler { return h } //nolint:ireturn // its interface
