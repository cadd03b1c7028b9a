package synctest

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"time"

	"pendamping/fault"
)

// errLink is what a device sees of a fault on the way.
var errLink = fault.New(fault.Transient, "the link failed")

// Faults are the chances of faults, each from 0 to 1.
type Faults struct {
	DropRequest float64
	DropReply   float64
	Duplicate   float64
	Delay       float64 // the request arrives after later ones; the device gets an error
	CutRequest  float64 // at any byte
	CutReply    float64 // at any byte
	Flip        float64 // one bit of the request
}

// Rough is a link as bad as they come.
func Rough() Faults {
	return Faults{
		DropRequest: 0.08, DropReply: 0.1, Duplicate: 0.1, Delay: 0.08, CutRequest: 0.05, CutReply: 0.08, Flip: 0.03,
	}
}

// held is a request that is still on its way.
type held struct {
	req  *http.Request
	body []byte
}

// Transport is an http.RoundTripper that hands requests to a handler in the same
// process, with faults. It is for one goroutine.
type Transport struct {
	Handler func() http.Handler
	Faults  Faults
	Rand    *rand.Rand
	Advance func(time.Duration) // of the fake clock

	Requests int // that reached the handler
	late     []held
}

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err = errors.Join(err, req.Body.Close()); err != nil {
		return nil, fault.E("", fault.Internal, err)
	}
	t.Advance(time.Duration(t.Rand.IntN(3000)) * time.Millisecond)
	t.arrive(0.3)
	f := t.Faults
	switch {
	case t.hit(f.DropRequest):
		return nil, fault.E("", fault.Transient, errLink)
	case t.hit(f.Delay):
		t.late = append(t.late, held{req, body})
		return nil, fault.E("", fault.Transient, errLink)
	case t.hit(f.CutRequest):
		t.deliver(req, body[:t.Rand.IntN(len(body)+1)])
		return nil, fault.E("", fault.Transient, errLink)
	case t.hit(f.Flip):
		body = bytes.Clone(body)
		body[t.Rand.IntN(len(body))] ^= 1 << t.Rand.IntN(8)
		return t.deliver(req, body), nil
	case t.hit(f.Duplicate):
		first := t.deliver(req, body)
		second := t.deliver(req, body)
		if t.hit(0.5) {
			return first, nil
		}
		return second, nil
	case t.hit(f.DropReply):
		t.deliver(req, body)
		return nil, fault.E("", fault.Transient, errLink)
	case t.hit(f.CutReply):
		return cut(t.deliver(req, body), t.Rand), nil
	}
	return t.deliver(req, body), nil
}

// arrive lets requests that were held back come in, each with the chance.
func (t *Transport) arrive(chance float64) {
	var still []held
	for _, h := range t.late {
		if t.hit(chance) {
			t.deliver(h.req, h.body) //nolint:bodyclose // a recorder's answer that nobody waits for
		} else {
			still = append(still, h)
		}
	}
	t.late = still
}

// Settle lets everything arrive that is still on its way and ends all faults.
func (t *Transport) Settle() {
	t.Faults = Faults{}
	t.arrive(1)
}

func (t *Transport) hit(chance float64) bool { return t.Rand.Float64() < chance }

// deliver hands a request to the hub.
func (t *Transport) deliver(req *http.Request, body []byte) *http.Response {
	t.Requests++
	in := req.Clone(req.Context())
	in.Body = io.NopCloser(bytes.NewReader(body))
	in.RemoteAddr = "192.0.2.1:1"
	rec := httptest.NewRecorder()
	t.Handler().ServeHTTP(rec, in)
	return rec.Result()
}

// cut ends a reply early: with an error, or as if it were whole.
func cut(resp *http.Response, r *rand.Rand) *http.Response {
	body, err := io.ReadAll(resp.Body)
	if err == nil {
		err = resp.Body.Close()
	}
	if err != nil || len(body) == 0 {
		return resp
	}
	part := io.Reader(bytes.NewReader(body[:r.IntN(len(body))]))
	if r.IntN(2) == 0 {
		part = io.MultiReader(part, broken{})
	}
	resp.Body = io.NopCloser(part)
	return resp
}

// broken is the end of a connection that broke off.
type broken struct{}

// Read implements io.Reader.
func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
