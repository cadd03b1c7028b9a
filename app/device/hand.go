package device

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"

	"pendamping/fault"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// courier is a colleague who carries to the hub, as his device's address.
type courier struct {
	d         *Device
	client    *http.Client
	url       string
	counter   uint64
	challenge []byte
}

// hand takes in the hub's answer to an earlier bundle, and gives him one of all that
// still waits.
func (c *courier) hand(ctx context.Context, v *Visited) error {
	answer, err := c.post(ctx, nil)
	if err != nil {
		return err
	}
	if len(answer) > 0 {
		got, fail := c.d.ImportAck(ctx, bytes.NewReader(answer))
		switch {
		case fail == nil:
			v.Answered = &got
		case !errors.Is(fail, ErrUnasked): // from before this device began anew
			return fail
		}
	}
	waits, err := c.d.Waiting(ctx)
	if err != nil || waits == 0 {
		return err
	}
	var file bytes.Buffer
	packed, err := c.d.ExportBundle(ctx, &file)
	if err != nil {
		return err
	}
	if file.Len() > MaxCarry {
		return fault.E("", fault.Full, bundle.ErrTooLarge)
	}
	if _, err = c.post(ctx, file.Bytes()); err == nil {
		v.Handed = packed.Records
	}
	return err
}

// post hands over a bundle, or without one asks for the hub's answer to an earlier one.
func (c *courier) post(ctx context.Context, file []byte) ([]byte, error) {
	digest := ""
	if len(file) > 0 {
		sum := sha256.Sum256(file)
		digest = hex.EncodeToString(sum[:])
	}
	for try := 0; ; try++ {
		resp, err := c.once(ctx, digest, file)
		if err != nil {
			return nil, err
		}
		answer, err := io.ReadAll(io.LimitReader(resp.Body, MaxCarry+1))
		if err = errors.Join(err, resp.Body.Close()); err != nil {
			return nil, fault.E("", fault.Transient, err)
		}
		switch {
		case resp.StatusCode == http.StatusOK:
			return answer, nil
		case resp.StatusCode == http.StatusNoContent:
			return nil, nil
		case resp.StatusCode == http.StatusUnauthorized && try == 0 && c.challenged(resp.Header):
		default:
			return nil, fault.E("", fault.Transient, fmt.Errorf("the colleague's device answers %d", resp.StatusCode))
		}
	}
}

// once sends it once.
func (c *courier) once(ctx context.Context, digest string, file []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+wire.PathCarry, bytes.NewReader(file))
	if err != nil {
		return nil, fault.E("", fault.Internal, err)
	}
	c.counter++
	auth := wire.Auth{Device: merge.ID(c.d.Present().Device), Replica: c.d.Store.Replica(), Counter: c.counter, Challenge: c.challenge}
	auth.Sign(c.d.Present().Key, wire.CarrySubject(digest), c.d.Present().Project, nil)
	req.Header.Set(wire.AuthHeader, auth.Header())
	req.Header.Set(wire.DigestHeader, digest)
	resp, err := c.client.Do(req)
	return resp, fault.E("", fault.Transient, err)
}

// challenged takes over the challenge that is asked for.
func (c *courier) challenged(h http.Header) bool {
	challenge, err := base64.RawURLEncoding.DecodeString(h.Get(wire.ChallengeHeader))
	counter, errCounter := strconv.ParseUint(h.Get(wire.CounterHeader), 36, 64)
	if err != nil || errCounter != nil || len(challenge) == 0 {
		return false
	}
	c.challenge, c.counter = challenge, max(c.counter, counter)
	return true
}

// Spool opens an empty file in the device's folder that is gone once it is closed with
// the returned function.
func (d *Device) Spool() (*os.File, func() error, error) {
	f, err := os.CreateTemp(d.cfg.Dir, "spool-*"+bundle.Extension)
	if err != nil {
		return nil, nil, fault.E("device.Spool", fault.Other, err)
	}
	return f, func() error { return errors.Join(f.Close(), os.Remove(f.Name())) }, nil
}
