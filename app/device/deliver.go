package device

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"pendamping/fault"
	"pendamping/sync/bundle"
)

// deliverTimeout is how long one bundle may take to the hub and back over slow 2G.
const deliverTimeout = 10 * time.Minute

// Deliver brings the carried bundles to the hub and keeps its answers, and tells how many
// it brought. What the hub will not have is marked and does not hold up the others.
func (d *Device) Deliver(ctx context.Context) (int, error) {
	const op fault.Op = "device.Deliver"
	all, err := d.Carrying(ctx)
	if err != nil {
		return 0, fault.E(op, fault.Other, err)
	}
	n := 0
	for i := range all {
		if all[i].State != CarriedWaiting {
			continue
		}
		err := d.deliver(ctx, &all[i])
		if err != nil && !refused(err) {
			return n, fault.E(op, fault.Other, err)
		}
		if err == nil {
			n++
			continue
		}
		d.Warn(ctx, "the hub refuses a carried bundle", err)
		kind := fault.KindOf(err)
		if err = d.amend(ctx, &all[i], func(c *Carried) { c.State, c.Reason = CarriedRefused, kind }); err != nil {
			return n, fault.E(op, fault.Other, err)
		}
	}
	return n, nil
}

// refused tells whether the hub has said no, and would again.
func refused(err error) bool {
	switch fault.KindOf(err) {
	case fault.Foreign, fault.Wrong, fault.Denied, fault.Full, fault.Newer, fault.NotFound:
		return true
	default:
		return false
	}
}

// deliver brings one bundle to the hub.
func (d *Device) deliver(ctx context.Context, c *Carried) error {
	ctx, cancel := context.WithTimeout(ctx, deliverTimeout)
	defer cancel()
	resp, err := d.post(ctx, c)
	if err != nil {
		return err
	}
	answer := d.carriedPath(c.Key, true)
	word, told := bundle.ReadWord(resp.Header.Get)
	err = fault.E("", fault.Transient, errors.Join(keep(answer+".new", resp.Body), resp.Body.Close()))
	if err == nil {
		err = os.Rename(answer+".new", answer)
	}
	if err == nil && told {
		err = d.Store.Vouched(ctx, word.Replica, word.Held, word.Rejects)
	}
	if err != nil {
		return err //nolint:wrapcheck // wrapped by Deliver
	}
	return d.amend(ctx, c, func(c *Carried) {
		c.State, c.Back, c.Held, c.Of = CarriedDelivered, false, word.Held, word.Replica
		if gone := os.Remove(d.carriedPath(c.Key, false)); gone != nil { // the hub has it
			d.Warn(ctx, "delivered bundle not removed", gone)
		}
	})
}

// post sends a bundle and returns the answer that the hub gives when it has taken it in.
func (d *Device) post(ctx context.Context, c *Carried) (*http.Response, error) {
	f, err := os.Open(d.carriedPath(c.Key, false))
	if errors.Is(err, os.ErrNotExist) { // somebody cleared the folder
		return nil, fault.E("", fault.NotFound, err)
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // wrapped by Deliver
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(d.Present().Hub, "/")+bundle.Path, f)
	if err != nil {
		return nil, fault.E("", fault.Internal, errors.Join(err, f.Close()))
	}
	req.ContentLength = c.Bytes
	resp, err := d.client.Do(req) // closes the file
	if err != nil {
		return nil, fault.E("", fault.Transient, err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	err = fmt.Errorf("the hub answers %d", resp.StatusCode)
	return nil, fault.E("", bundleKind(resp.StatusCode), errors.Join(err, resp.Body.Close()))
}

// bundleKind sorts the statuses of a bundle that was not taken in.
func bundleKind(status int) fault.Kind {
	switch status {
	case http.StatusBadRequest:
		return fault.Foreign
	case http.StatusUnauthorized:
		return fault.Wrong
	case http.StatusForbidden:
		return fault.Denied
	case http.StatusRequestEntityTooLarge:
		return fault.Full
	case http.StatusUpgradeRequired:
		return fault.Newer
	default: // also of a proxy on the way
		return fault.Transient
	}
}

// keep writes a file whole, for a rename to put it in its place.
func keep(path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // in the app's own folder
	if err != nil {
		return err //nolint:wrapcheck // wrapped by Deliver
	}
	n, err := io.Copy(f, io.LimitReader(r, bundle.MaxBytes+1))
	if err == nil && n > bundle.MaxBytes {
		err = bundle.ErrTooLarge
	}
	return errors.Join(err, f.Sync(), f.Close())
}
