package blob

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

var (
	// ErrConfig is returned by New for a configuration that cannot work.
	ErrConfig = fault.New(fault.Internal, "the exchange of files is not set up")
	// ErrAbsent says that the hub does not have the file, or knows no record that names
	// it and is open to this device.
	ErrAbsent = fault.New(fault.NotFound, "the hub does not have the file")
	// ErrRefused says that the hub does not let this device do it.
	ErrRefused = fault.New(fault.Denied, "the hub refuses the file")
	// ErrDigest says that a file is not the one of its digest.
	ErrDigest = fault.New(fault.Damaged, "the file is not the one of its digest")
	// errOffset: the hub has another number of bytes than was thought.
	errOffset = fault.New(fault.Transient, "the hub has another number of bytes")
	// errPiece: a piece arrived altered.
	errPiece = fault.New(fault.Transient, "the piece arrived altered")
)

// Item is a file as a record names it.
type Item struct {
	Record merge.ID
	Digest [32]byte // SHA-256 of the file
	Size   int64    // bytes
}

// Config sets up a Client. Zero numbers mean the defaults.
type Config struct {
	Hub     string             // base URL
	Device  merge.ID           // as enrolled
	Key     ed25519.PrivateKey // the device's
	Project string
	Piece   int           // most bytes of one request; default 128 KiB
	Least   int           // to which pieces shrink on a bad link; default 4 KiB
	Tries   int           // failures in a row, without a byte gained, before giving up; default 4
	Timeout time.Duration // of one request; default 2 minutes
}

// Client exchanges files with one hub. It may be used by several goroutines.
type Client struct {
	cfg  Config
	http *http.Client

	mu        sync.Mutex // guards the rest
	counter   uint64
	challenge []byte
}

// New makes a client.
func New(cfg Config, client *http.Client) (*Client, error) {
	const op fault.Op = "blob.New"
	u, err := url.Parse(cfg.Hub)
	if err != nil || u.Host == "" || len(cfg.Key) != ed25519.PrivateKeySize || client == nil {
		return nil, fault.E(op, fault.Other, ErrConfig)
	}
	cfg.Hub = strings.TrimRight(cfg.Hub, "/")
	if cfg.Piece <= 0 {
		cfg.Piece = 128 << 10
	}
	if cfg.Least <= 0 {
		cfg.Least = 4 << 10
	}
	cfg.Piece = min(cfg.Piece, wire.MaxPhotoPiece)
	cfg.Least = min(cfg.Least, cfg.Piece)
	if cfg.Tries <= 0 {
		cfg.Tries = 4
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 2 * time.Minute
	}
	return &Client{cfg: cfg, http: client}, nil
}

// reply is an answer of the hub, read whole.
type reply struct {
	status int
	header http.Header
	body   []byte // as much as came before the link failed
}

// do sends a signed request. The hub says with its first answer which challenge and
// counter it wants; then the request is signed once more. Together with an error the
// reply has what arrived before it.
func (c *Client) do(ctx context.Context, method string, it Item, set map[string]string, body []byte) (reply, error) {
	for try := 0; ; try++ {
		r, err := c.once(ctx, method, it, set, body)
		if err != nil || r.status != http.StatusUnauthorized || try > 0 || !c.challenged(r.header) {
			return r, err
		}
	}
}

// challenged takes over the challenge that the hub asks for; false when it asks for none.
func (c *Client) challenged(h http.Header) bool {
	challenge, err := base64.RawURLEncoding.DecodeString(h.Get(wire.ChallengeHeader))
	counter, errCounter := strconv.ParseUint(h.Get(wire.CounterHeader), 36, 64)
	if err != nil || errCounter != nil || len(challenge) == 0 {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.challenge, c.counter = challenge, max(c.counter, counter)
	return true
}

// once sends a request once.
func (c *Client) once(ctx context.Context, method string, it Item, set map[string]string, body []byte) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	target := wire.PhotoTarget(it.Digest, it.Record)
	req, err := http.NewRequestWithContext(ctx, method, c.cfg.Hub+target, strings.NewReader(string(body)))
	if err != nil {
		return reply{}, fault.E("", fault.Internal, err)
	}
	for k, v := range set {
		req.Header.Set(k, v)
	}
	req.Header.Set(wire.TusHeader, wire.TusVersion)
	req.Header.Set("User-Agent", "") // each header costs bytes
	req.Header.Set(wire.AuthHeader, c.sign(method, target, req.Header.Get))
	resp, err := c.http.Do(req)
	if err != nil {
		return reply{}, fault.E("", linkFault(err), err)
	}
	r := reply{status: resp.StatusCode, header: resp.Header}
	r.body, err = io.ReadAll(io.LimitReader(resp.Body, max(it.Size, 1<<12)+1))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return r, fault.E("", fault.Transient, err)
	}
	return r, nil
}

// sign makes the authorization of the next request.
func (c *Client) sign(method, target string, header func(string) string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counter++
	auth := wire.Auth{Device: c.cfg.Device, Counter: c.counter, Challenge: c.challenge}
	auth.Sign(c.cfg.Key, wire.PhotoSubject(method, target, header), c.cfg.Project, nil)
	return auth.Header()
}

// linkFault sorts errors of the connection: a certificate that is not the hub's is a
// matter for a person, everything else for patience.
func linkFault(err error) fault.Kind {
	if fault.KindOf(err) == fault.Wrong {
		return fault.Wrong
	}
	return fault.Transient
}

// statusFault gives the error of an answer that is not a success.
func statusFault(status int) error {
	err := fmt.Errorf("the hub answers %d", status)
	switch status {
	case http.StatusNotFound, http.StatusGone:
		return errors.Join(ErrAbsent, err)
	case http.StatusForbidden, http.StatusUnauthorized:
		return errors.Join(ErrRefused, err)
	case http.StatusConflict:
		return errors.Join(errOffset, err)
	case wire.StatusDigest:
		return errors.Join(ErrDigest, err)
	case wire.StatusChecksum:
		return errors.Join(errPiece, err)
	case http.StatusTooManyRequests:
		return fault.E("", fault.Busy, err)
	case http.StatusUpgradeRequired, http.StatusPreconditionFailed:
		return fault.E("", fault.Newer, err)
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge:
		return fault.E("", fault.Invalid, err)
	default:
		return fault.E("", fault.Transient, err)
	}
}
