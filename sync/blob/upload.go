package blob

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"

	"pendamping/fault"
	"pendamping/sync/wire"
)

// upload is a file on its way to the hub.
type upload struct {
	*Client

	item    Item
	content []byte
	spend   func(n int) error // asked before bytes are sent; an error ends the upload
	at      int64             // bytes that the hub has
	most    int64             // it ever said to have: only what goes beyond is progress
	known   bool              // at is what the hub last said
	piece   int
	again   bool // it was begun anew once because the hub got another file
}

// Upload brings a file to the hub, from the byte on that the hub does not have. spend is
// asked before each piece how many bytes may go and may end the upload with an error of
// its own; nil allows all. Errors of kind Transient and Busy are mended by time; what
// has arrived stays. ErrAbsent means that the hub does not know the record yet.
func (c *Client) Upload(ctx context.Context, it Item, content []byte, spend func(n int) error) error {
	const op fault.Op = "blob.Upload"
	if int64(len(content)) != it.Size || sha256.Sum256(content) != it.Digest {
		return fault.E(op, fault.Other, ErrDigest)
	}
	if spend == nil {
		spend = func(int) error { return nil }
	}
	u := &upload{Client: c, item: it, content: content, spend: spend, piece: c.cfg.Piece}
	return fault.E(op, fault.Other, u.all(ctx))
}

// all sends pieces until the hub has the file. A failure of the link halves the pieces
// and asks the hub how far it came; that many failures without a byte gained end it. A hub
// that takes pieces and keeps none, or forgets what it had, is a failure too: going on
// would spend the person's data for ever.
func (u *upload) all(ctx context.Context) error {
	fails := 0
	for !u.known || u.at < u.item.Size {
		err := u.step(ctx)
		switch {
		case u.known && u.at > u.most:
			u.most, fails = u.at, 0
		case err != nil:
			fails++
		}
		if err == nil {
			continue
		}
		if !u.mends(err) || fails >= u.cfg.Tries || ctx.Err() != nil {
			return err
		}
		u.known = false
		u.piece = max(u.piece/2, u.cfg.Least)
	}
	return nil
}

// mends tells whether trying again at once may help.
func (u *upload) mends(err error) bool {
	if errors.Is(err, ErrDigest) {
		// Somebody else's bytes, or bytes altered before they were signed, were in it; the
		// hub has dropped them.
		first := !u.again
		u.again, u.at, u.most = true, 0, 0
		return first
	}
	return fault.KindOf(err) == fault.Transient
}

// step asks where the hub is, or sends a piece.
func (u *upload) step(ctx context.Context) error {
	if !u.known {
		return u.ask(ctx)
	}
	end := min(u.at+int64(u.piece), u.item.Size)
	body := u.content[u.at:end]
	if err := u.spend(len(body)); err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	r, err := u.do(ctx, http.MethodPatch, u.item, map[string]string{
		"Content-Type":      "application/offset+octet-stream",
		wire.UploadOffset:   strconv.FormatInt(u.at, 10),
		wire.UploadChecksum: "sha256 " + base64.StdEncoding.EncodeToString(sum[:]),
	}, body)
	if err != nil {
		return err
	}
	if r.status != http.StatusNoContent {
		return statusFault(r.status)
	}
	u.piece = min(2*u.piece, u.cfg.Piece)
	before := u.at
	if err := u.offset(r.header); err != nil {
		return err
	}
	if u.at <= before {
		return errOffset
	}
	return nil
}

// ask finds out how much of the file the hub has, and begins the upload when it was not.
func (u *upload) ask(ctx context.Context) error {
	r, err := u.do(ctx, http.MethodHead, u.item, nil, nil)
	if err != nil {
		return err
	}
	switch r.status {
	case http.StatusOK, http.StatusNoContent:
		return u.offset(r.header)
	case http.StatusNotFound:
	default:
		return statusFault(r.status)
	}
	r, err = u.do(ctx, http.MethodPost, u.item, map[string]string{wire.UploadLength: strconv.FormatInt(u.item.Size, 10)}, nil)
	if err != nil {
		return err
	}
	if r.status != http.StatusCreated {
		return statusFault(r.status)
	}
	u.at, u.known = 0, true
	return nil
}

// offset takes over how many bytes the hub says it has.
func (u *upload) offset(h http.Header) error {
	at, err := strconv.ParseInt(h.Get(wire.UploadOffset), 10, 64)
	if err != nil || at < 0 || at > u.item.Size {
		return errOffset
	}
	u.at, u.known = at, true
	return nil
}
