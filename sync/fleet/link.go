package fleet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"

	"pendamping/fault"
)

// errLink is what a device sees of a fault on the way.
var errLink = fault.New(fault.Transient, "the link failed")

// held is a request that is still on its way.
type held struct {
	req  *http.Request
	body []byte
}

// server is what a link leads to: the hub, or a colleague's device.
type server interface {
	// handler is nil when nobody answers.
	handler() http.Handler
	// served is told of each request that was answered, with the bytes of both.
	served(ctx context.Context, up, down int)
}

// handler implements server.
func (w *world) handler() http.Handler { return w.hub.Handler() }

// served implements server.
func (w *world) served(ctx context.Context, up, down int) {
	w.report.Requests++
	w.report.BytesUp += up
	w.report.BytesDown += down
	w.hubMishap(ctx)
}

// link is a device's way to a server: an http.RoundTripper that calls its handler in the
// same process, with faults.
type link struct {
	w    *world
	at   server
	late []held
}

// badLuck are the chances of faults of the link.
type badLuck struct {
	kind   Kind
	chance float64
}

func misfortunes() []badLuck {
	return []badLuck{{Loss, 0.12}, {Reorder, 0.05}, {Cut, 0.1}, {Flip, 0.02}, {Duplicate, 0.07}, {Delay, 0.05}}
}

// RoundTrip implements http.RoundTripper.
func (l *link) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err = errors.Join(err, req.Body.Close()); err != nil {
		return nil, fault.E("", fault.Internal, err)
	}
	l.w.pass(l.w.rng.IntN(3_000))
	l.arrive(0.3)
	if l.at.handler() == nil {
		return nil, errLink //nolint:wrapcheck // http.Client wraps it
	}
	for _, m := range misfortunes() {
		if l.w.hit(m.kind, m.chance) {
			l.w.count(m.kind)
			return l.fail(m.kind, req, body)
		}
	}
	return l.deliver(req, body), nil
}

// fail is what becomes of a request with a fault.
func (l *link) fail(kind Kind, req *http.Request, body []byte) (*http.Response, error) {
	first := l.w.rng.IntN(2) == 0 // it hits the request, not the reply
	switch kind {
	case Loss:
		if !first {
			l.forget(req, body)
		}
		return nil, errLink //nolint:wrapcheck // http.Client wraps it
	case Reorder:
		l.late = append(l.late, held{req, body})
		return nil, errLink //nolint:wrapcheck // http.Client wraps it
	case Cut:
		if !first {
			return l.cut(l.deliver(req, body)), nil
		}
		l.forget(req, body[:l.w.rng.IntN(len(body)+1)])
		return nil, errLink //nolint:wrapcheck // http.Client wraps it
	case Flip:
		if body = bytes.Clone(body); len(body) > 0 {
			body[l.w.rng.IntN(len(body))] ^= 1 << l.w.rng.IntN(8)
		}
	case Duplicate:
		if first {
			l.forget(req, body)
			return l.deliver(req, body), nil
		}
		defer l.forget(req, body)
	default: // Delay
		l.w.pass(l.w.rng.IntN(4 * 3_600_000))
	}
	return l.deliver(req, body), nil
}

// arrive lets requests that were held back come in, each with the chance.
func (l *link) arrive(chance float64) {
	var still []held
	for _, h := range l.late {
		if l.w.rng.Float64() < chance {
			l.forget(h.req, h.body)
		} else {
			still = append(still, h)
		}
	}
	l.late = still
}

// forget delivers a request whose reply reaches nobody.
func (l *link) forget(req *http.Request, body []byte) {
	drop(l.deliver(req, body)) //nolint:bodyclose // drop closes it
}

// deliver hands a request to the server.
func (l *link) deliver(req *http.Request, body []byte) *http.Response {
	in := req.Clone(req.Context())
	in.Body = io.NopCloser(bytes.NewReader(body))
	in.RemoteAddr = "192.0.2.1:1"
	a := &answer{header: http.Header{}, status: http.StatusOK}
	if h := l.at.handler(); h != nil {
		h.ServeHTTP(a, in)
		l.at.served(context.WithoutCancel(req.Context()), len(body), a.body.Len()) // it lives on when a device gives up
	} else {
		a.status = http.StatusServiceUnavailable
	}
	return &http.Response{
		StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: a.header,
		Body: io.NopCloser(&a.body), ContentLength: int64(a.body.Len()), Request: req,
	}
}

// cut ends a reply early: with an error, or as if it were whole.
func (l *link) cut(resp *http.Response) *http.Response {
	body, err := io.ReadAll(resp.Body)
	drop(resp)
	if err != nil || len(body) == 0 {
		return resp
	}
	part := io.Reader(bytes.NewReader(body[:l.w.rng.IntN(len(body))]))
	if l.w.rng.IntN(2) == 0 {
		part = io.MultiReader(part, broken{})
	}
	resp.Body = io.NopCloser(part)
	return resp
}

// drop throws a reply away.
func drop(resp *http.Response) { _ = resp.Body.Close() } //nolint:errcheck // of bytes in memory

// broken is the end of a connection that broke off.
type broken struct{}

// Read implements io.Reader.
func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// answer is an http.ResponseWriter in memory.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	return a.body.Write(b) //nolint:wrapcheck // never fails
}
