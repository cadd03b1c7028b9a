package hub

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

const (
	maxLimiters = 10_000 // addresses remembered at once
	maxInFlight = 2      // requests of one device at once
)

// visitor is what the hub remembers of a device between its requests.
type visitor struct {
	counter  uint64
	inFlight int
	limiter  *rate.Limiter
	receipt  merge.Receipt // the last one signed
	voices   voices        // under which replicas it syncs
}

// refusal is a problem with its HTTP status.
type refusal struct {
	status  int
	problem wire.Problem
}

func refuse(status int, code wire.Code) *refusal {
	return &refusal{status: status, problem: wire.Problem{Code: code}}
}

func tooMany(after time.Duration) *refusal {
	r := refuse(http.StatusTooManyRequests, wire.ProblemBusy)
	r.problem.RetryAfter = uint64(max(math.Ceil(after.Seconds()), 1))
	return r
}

// guest is a request that has passed all gates.
type guest struct {
	auth    wire.Auth
	device  Device
	visitor *visitor
	body    []byte
	size    int      // of the body, when it has been read
	room    int      // bytes of records that a page for it may have
	lane    merge.ID // under what counter, challenge and rate are kept; the device's own for syncing

	compared, differing int // see [Synced]
}

// admit leads a request through the gates. A guest must leave again.
func (h *Hub) admit(w http.ResponseWriter, r *http.Request) (*guest, *refusal) {
	g, no := h.known(r)
	if no != nil {
		return nil, no
	}
	if g.body, no = readBody(w, r, wire.MaxRequestBody); no != nil {
		return nil, no
	}
	if no := h.verify(r, g, wire.PathSync); no != nil {
		return nil, no
	}
	if no := replaced(&g.device); no != nil {
		return nil, no
	}
	return g, h.enter(g)
}

// known finds the device that a request says it comes from.
func (h *Hub) known(r *http.Request) (*guest, *refusal) {
	if wait := h.addresses.wait(address(r), h.cfg.Now()); wait > 0 {
		return nil, tooMany(wait)
	}
	auth, err := wire.ParseAuth(r.Header.Get(wire.AuthHeader))
	if err != nil {
		return nil, refuse(http.StatusUnauthorized, wire.ProblemSignature)
	}
	device, err := h.directory.Device(r.Context(), auth.Device)
	if fault.KindOf(err) == fault.NotFound {
		return nil, refuse(http.StatusForbidden, wire.ProblemUnknown)
	}
	if err != nil {
		return nil, h.internal(r, err)
	}
	return &guest{auth: auth, device: device, lane: auth.Device}, nil
}

// verify checks the signature over a path and the body.
func (h *Hub) verify(r *http.Request, g *guest, path string) *refusal {
	if err := g.auth.Verify(g.device.Key, path, h.cfg.Project, g.body); err != nil {
		h.logger.WarnContext(r.Context(), "signature refused", deviceAttr(g.auth.Device))
		return refuse(http.StatusUnauthorized, wire.ProblemSignature)
	}
	return nil
}

// enter checks challenge, counter and rate of a device whose signature is good.
func (h *Hub) enter(g *guest) *refusal {
	h.mu.Lock()
	defer h.mu.Unlock()
	v, ok := h.devices[g.lane]
	if !ok {
		v = &visitor{limiter: rate.NewLimiter(h.cfg.DeviceRate, h.cfg.DeviceBurst)}
		h.devices[g.lane] = v
	}
	challenge := h.challenge(g.lane)
	if !hmac.Equal(challenge, g.auth.Challenge) || g.auth.Counter <= v.counter {
		no := refuse(http.StatusUnauthorized, wire.ProblemChallenge)
		no.problem.Challenge, no.problem.Counter = challenge, v.counter
		return no
	}
	v.counter = g.auth.Counter
	if wait := waitFor(v.limiter, h.cfg.Now()); wait > 0 {
		return tooMany(wait)
	}
	if v.inFlight >= maxInFlight {
		return tooMany(time.Second)
	}
	v.inFlight++
	g.visitor = v
	return nil
}

// leave lets a guest go.
func (h *Hub) leave(g *guest) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g.visitor.inFlight--
}

// challenge is what a device must name in its requests to this process. It differs from
// process to process, so that a request recorded before a restart, when the counters
// were other, is of no use.
func (h *Hub) challenge(device merge.ID) []byte {
	mac := hmac.New(sha256.New, h.secret[:])
	mac.Write(device[:])
	return wire.NewChallenge(mac.Sum(nil))
}

// readBody reads a body into memory that grows with what has come, to its length and no
// further: who announces much and sends little holds little.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, *refusal) {
	if r.ContentLength > limit {
		return nil, refuse(http.StatusRequestEntityTooLarge, wire.ProblemTooLarge)
	}
	from := http.MaxBytesReader(w, r.Body, limit)
	var body []byte
	for {
		if len(body) == cap(body) {
			size := int64(max(2*cap(body), firstRead))
			if r.ContentLength >= 0 {
				size = min(size, r.ContentLength+1) // and one to see the end
			}
			body = append(make([]byte, 0, max(int(size), len(body)+1)), body...)
		}
		n, err := from.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		var large *http.MaxBytesError
		switch {
		case errors.Is(err, io.EOF):
			return body, nil
		case errors.As(err, &large):
			return nil, refuse(http.StatusRequestEntityTooLarge, wire.ProblemTooLarge)
		case err != nil:
			return nil, refuse(http.StatusBadRequest, wire.ProblemMalformed)
		}
	}
}

// firstRead is how much of a body there is room for at first: all of most.
const firstRead = 4 << 10

// internal logs trouble of the hub's own and hides it from the peer.
func (h *Hub) internal(r *http.Request, err error) *refusal {
	h.logger.ErrorContext(r.Context(), "request failed", slog.Any("err", err))
	if k := fault.KindOf(err); k == fault.Transient || k == fault.Busy || k == fault.Full {
		return refuse(http.StatusServiceUnavailable, wire.ProblemInternal)
	}
	return refuse(http.StatusInternalServerError, wire.ProblemInternal)
}

// deny writes a refusal.
func (h *Hub) deny(w http.ResponseWriter, r *http.Request, no *refusal) {
	body, err := h.codec.PackProblem(no.problem)
	if err != nil {
		h.logger.ErrorContext(r.Context(), "problem not packed", slog.Any("err", err))
	}
	if no.problem.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.FormatUint(no.problem.RetryAfter, 10))
	}
	h.write(w, r, no.status, body)
}

func (h *Hub) write(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Set("Content-Type", "application/cbor")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		h.logger.DebugContext(r.Context(), "peer went away", slog.Any("err", err))
	}
}

func deviceAttr(id merge.ID) slog.Attr { return slog.String("device", hex.EncodeToString(id[:])) }

// address is where a request comes from, without the port.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// limiters limits many addresses each by itself, in bounded memory.
type limiters struct {
	mu    sync.Mutex
	limit rate.Limit
	burst int
	by    map[string]*rate.Limiter
}

func newLimiters(limit rate.Limit, burst int) *limiters {
	return &limiters{limit: limit, burst: burst, by: map[string]*rate.Limiter{}}
}

// wait takes a token of the address; when there is none it tells how long to wait.
func (l *limiters) wait(key string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	one, ok := l.by[key]
	if !ok {
		l.sweep(now)
		one = rate.NewLimiter(l.limit, l.burst)
		l.by[key] = one
	}
	return waitFor(one, now)
}

// sweep forgets addresses that have all their tokens back, or all of them under a flood
// of new ones.
func (l *limiters) sweep(now time.Time) {
	if len(l.by) < maxLimiters {
		return
	}
	for key, one := range l.by {
		if one.TokensAt(now) >= float64(l.burst) {
			delete(l.by, key)
		}
	}
	if len(l.by) >= maxLimiters {
		clear(l.by)
	}
}

func waitFor(l *rate.Limiter, now time.Time) time.Duration {
	res := l.ReserveN(now, 1)
	wait := res.DelayFrom(now)
	if wait > 0 {
		res.CancelAt(now)
	}
	return wait
}
