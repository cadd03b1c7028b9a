package blob

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"

	"pendamping/fault"
)

// Fetch gets a file from the hub and verifies it. When the link is cut it goes on at the
// byte where it broke off. ErrAbsent means that the hub does not have it yet, or that
// this device may not see it.
func (c *Client) Fetch(ctx context.Context, it Item) ([]byte, error) {
	const op fault.Op = "blob.Fetch"
	content := make([]byte, 0, max(min(it.Size, 4<<20), 0))
	for fails := 0; int64(len(content)) < it.Size; {
		more, err := c.part(ctx, it, int64(len(content)))
		content = append(content, more...)
		if len(more) > 0 {
			fails = 0
		}
		if err == nil && len(more) > 0 {
			continue
		}
		if err == nil {
			err = fault.New(fault.Transient, "an empty answer")
		}
		fails++
		if fails >= c.cfg.Tries || fault.KindOf(err) != fault.Transient || ctx.Err() != nil {
			return nil, fault.E(op, fault.Other, err)
		}
	}
	if int64(len(content)) != it.Size || sha256.Sum256(content) != it.Digest {
		return nil, fault.E(op, fault.Other, ErrDigest)
	}
	return content, nil
}

// part gets the file from a byte on; what came before the link failed too.
func (c *Client) part(ctx context.Context, it Item, from int64) ([]byte, error) {
	set := map[string]string{}
	if from > 0 {
		set["Range"] = "bytes=" + strconv.FormatInt(from, 10) + "-"
	}
	r, err := c.do(ctx, http.MethodGet, it, set, nil)
	switch {
	case r.status == http.StatusOK && from == 0:
		return r.body, err
	case r.status == http.StatusPartialContent && r.header.Get("Content-Range") == fmt.Sprintf("bytes %d-%d/%d", from, it.Size-1, it.Size):
		return r.body, err
	case err != nil:
		return nil, err
	case r.status == http.StatusOK: // the whole, though a part was asked for
		return r.body[min(from, int64(len(r.body))):], nil
	default:
		return nil, statusFault(r.status)
	}
}
