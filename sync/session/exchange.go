package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// errTooLarge is the hub's word that a message was too large.
var errTooLarge = fault.New(fault.Full, "the message was too large")

// exchange sends a request about a replica and returns the reply and the counter it answers. When the
// hub does not accept challenge or counter (it was started anew, or an earlier request
// arrived late) it is signed once more with what the hub asks for.
func (r *round) exchange(ctx context.Context, replica merge.Replica, req *wire.Request) (*wire.Reply, uint64, error) {
	answer, counter, err := r.ask(ctx, wire.PathSync, replica, func(challenge []byte) ([]byte, error) {
		return r.packed(replica, req, challenge)
	})
	if err != nil {
		return nil, 0, err
	}
	reply, err := r.codec.UnpackReply(answer)
	if err != nil {
		// Whatever cut or altered it on the way, another try may bring it whole.
		return nil, 0, fault.E("", fault.Transient, err)
	}
	return reply, counter, nil
}

// ask posts to a path of the hub and returns the answer and the counter it answers. The
// body is made for the challenge that it goes with.
func (r *round) ask(ctx context.Context, path string, replica merge.Replica, pack func(challenge []byte) ([]byte, error)) ([]byte, uint64, error) {
	link, err := r.log.Link(ctx)
	if err != nil {
		return nil, 0, fault.E("", fault.Other, err)
	}
	auth := wire.Auth{Device: r.cfg.Device, Replica: replica}
	for try := 0; ; try++ {
		link.Counter++
		// Before it is sent: a counter that was seen once is never used again.
		if err := r.log.SetLink(ctx, link); err != nil {
			return nil, 0, fault.E("", fault.Other, err)
		}
		body, err := pack(link.Challenge)
		if err != nil {
			return nil, 0, fault.E("", fault.Other, err)
		}
		auth.Counter, auth.Challenge = link.Counter, link.Challenge
		auth.Sign(r.cfg.Key, path, r.cfg.Project, body)
		answer, problem, err := r.post(ctx, path, &auth, body)
		if problem.Code == wire.ProblemChallenge && try == 0 {
			link.Challenge, link.Counter = problem.Challenge, max(link.Counter, problem.Counter)
			continue
		}
		if err != nil {
			r.refused = problem.Code == wire.ProblemReplica
			r.result.RetryAfter = time.Duration(min(problem.RetryAfter, 3600)) * time.Second
			return nil, 0, err
		}
		return answer, link.Counter, nil
	}
}

// packed is the body for the hub that gave a challenge.
func (r *round) packed(replica merge.Replica, req *wire.Request, challenge []byte) ([]byte, error) {
	req.Reads, req.Peer = wire.NewestDictionary, wire.ReadsOf(challenge)
	body, err := r.codec.PackRequest(replica, req)
	return body, fault.E("", fault.Other, err)
}

// post sends one body.
func (r *round) post(ctx context.Context, path string, auth *wire.Auth, body []byte) ([]byte, wire.Problem, error) {
	ctx, cancel := context.WithTimeout(ctx, r.cfg.Timeout)
	defer cancel()
	r.result.Requests++
	r.result.BytesUp += len(body)
	answer, status, err := send(ctx, r.client, r.cfg.Hub+path, auth.Header(), body)
	r.result.BytesDown += len(answer)
	if err != nil {
		return nil, wire.Problem{}, err
	}
	if status == http.StatusOK {
		return answer, wire.Problem{}, nil
	}
	problem, err := r.codec.UnpackProblem(answer)
	if err != nil {
		problem = wire.Problem{} // from a proxy on the way: the status alone speaks
	}
	return nil, problem, statusFault(status, problem)
}

// send posts a body and reads the whole answer, but not more than a message may have.
func send(ctx context.Context, client *http.Client, url, auth string, body []byte) ([]byte, int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, 0, fault.E("", fault.Internal, err)
	}
	req.Header.Set(wire.AuthHeader, auth)
	req.Header.Set("User-Agent", "") // each header costs bytes on every sync
	resp, err := client.Do(req)
	if err != nil {
		return nil, 0, fault.E("", linkFault(err), err)
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, wire.MaxBody+1))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return nil, 0, fault.E("", linkFault(err), err)
	}
	return answer, resp.StatusCode, nil
}

// linkFault sorts errors of the connection: a certificate that is not the hub's is a
// matter for a person, everything else for patience.
func linkFault(err error) fault.Kind {
	if errors.Is(err, ErrPin) || fault.KindOf(err) == fault.Wrong {
		return fault.Wrong
	}
	return fault.Transient
}

// statusFault gives the error of an answer that is not a success.
func statusFault(status int, p wire.Problem) error {
	err := fmt.Errorf("the hub answers %d, problem %d", status, p.Code)
	switch {
	case p.Code == wire.ProblemUnknown, p.Code == wire.ProblemSignature:
		return fault.E("", fault.Denied, errors.Join(ErrRefused, err))
	case p.Code == wire.ProblemClosed:
		return fault.E("", fault.Forked, errors.Join(ErrClosed, err))
	case p.Code == wire.ProblemReplica:
		return errors.Join(ErrForked, err)
	case p.Code == wire.ProblemNewer:
		return fault.E("", fault.Newer, err)
	case status == http.StatusRequestEntityTooLarge:
		return fault.E("", fault.Full, errors.Join(errTooLarge, err))
	case status == http.StatusTooManyRequests:
		return fault.E("", fault.Busy, err)
	case p.Code == wire.ProblemMalformed:
		return fault.E("", fault.Invalid, err)
	default:
		return fault.E("", fault.Transient, err)
	}
}

// trimHub gives a hub's base URL without the slash at its end.
func trimHub(hub string) string { return strings.TrimRight(hub, "/") }
