package blob_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/sync/blob"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

const project = "pendamping"

// hub is a tus server for one file behind a link. It checks what the real one checks of a
// request: signature, challenge and counter.
type hub struct {
	t         rapid.TB
	key       ed25519.PublicKey
	challenge []byte
	counter   uint64

	absent  bool   // the record that names the file is not known
	begun   bool   // an upload was begun
	held    []byte // as much as arrived
	whole   []byte // the file, once it was verified
	asked   int    // requests that arrived
	faults  func() string
	stuck   bool // acknowledges every piece and keeps none
	garbage bool // answers requests for content with other bytes of the same length
}

// errLink is what the client is told when the link breaks.
var errLink = errors.New("connection reset by peer")

// RoundTrip is the link: it loses requests and answers, and cuts both.
func (h *hub) RoundTrip(r *http.Request) (*http.Response, error) {
	h.asked++
	if h.asked > 5_000 {
		h.t.Fatal("the client never ends")
	}
	what := ""
	if h.faults != nil {
		what = h.faults()
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	switch what {
	case "lost":
		return nil, errLink
	case "busy":
		return answer(http.StatusTooManyRequests, nil, nil), nil
	case "broken":
		return answer(http.StatusBadGateway, nil, []byte("<html>")), nil
	case "half": // half of the piece arrives, and no answer
		h.serve(r, body[:len(body)/2])
		return nil, errLink
	}
	resp := h.serve(r, body)
	if what == "unheard" {
		return nil, errLink
	}
	if what == "cut" {
		content, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(content[:len(content)/2]), broken{}))
	}
	return resp, nil
}

// broken ends an answer in the middle.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errLink }

func answer(status int, set map[string]string, body []byte) *http.Response {
	header := http.Header{}
	for k, v := range set {
		header.Set(k, v)
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(bytes.NewReader(body))}
}

// serve answers a request that arrived.
func (h *hub) serve(r *http.Request, body []byte) *http.Response {
	auth, err := wire.ParseAuth(r.Header.Get(wire.AuthHeader))
	if err != nil || auth.Verify(h.key, wire.PhotoSubject(r.Method, r.URL.RequestURI(), r.Header.Get), project, nil) != nil {
		h.t.Fatalf("a request that is not signed: %v", err)
	}
	if !bytes.Equal(auth.Challenge, h.challenge) || auth.Counter <= h.counter {
		h.challenge = []byte("challenge" + strconv.Itoa(h.asked))
		return answer(http.StatusUnauthorized, map[string]string{
			wire.ChallengeHeader: base64.RawURLEncoding.EncodeToString(h.challenge), wire.CounterHeader: strconv.FormatUint(h.counter, 36),
		}, nil)
	}
	h.counter = auth.Counter
	if h.absent {
		return answer(http.StatusNotFound, nil, nil)
	}
	switch r.Method {
	case http.MethodHead:
		if !h.begun {
			return answer(http.StatusNotFound, nil, nil)
		}
		return h.offset(http.StatusOK)
	case http.MethodPost:
		h.begun, h.held = true, nil
		return answer(http.StatusCreated, nil, nil)
	case http.MethodPatch:
		return h.piece(r, body)
	default:
		return h.content(r)
	}
}

// offset says how much is there.
func (h *hub) offset(status int) *http.Response {
	return answer(status, map[string]string{wire.UploadOffset: strconv.Itoa(len(h.held))}, nil)
}

// piece takes a piece in; of one that was cut the beginning stays.
func (h *hub) piece(r *http.Request, body []byte) *http.Response {
	if h.stuck {
		return h.offset(http.StatusNoContent)
	}
	if r.Header.Get(wire.UploadOffset) != strconv.Itoa(len(h.held)) {
		return answer(http.StatusConflict, nil, nil)
	}
	h.held = append(h.held, body...)
	if len(h.held) == len(content()) && sha256.Sum256(h.held) == item(content()).Digest {
		h.whole = bytes.Clone(h.held)
	}
	return h.offset(http.StatusNoContent)
}

// content gives the file, from a byte on where that was asked for.
func (h *hub) content(r *http.Request) *http.Response {
	file := h.whole
	if h.garbage {
		file = bytes.Repeat([]byte{7}, len(file))
	}
	from, ranged := strings.CutPrefix(r.Header.Get("Range"), "bytes=")
	if !ranged {
		return answer(http.StatusOK, nil, file)
	}
	n, err := strconv.Atoi(strings.TrimSuffix(from, "-"))
	if err != nil || n > len(file) {
		return answer(http.StatusRequestedRangeNotSatisfiable, nil, nil)
	}
	return answer(http.StatusPartialContent, map[string]string{
		"Content-Range": "bytes " + strconv.Itoa(n) + "-" + strconv.Itoa(len(file)-1) + "/" + strconv.Itoa(len(file)),
	}, file[n:])
}

// content is a file of 3,000 bytes, no two pieces of which are alike.
func content() []byte {
	out := make([]byte, 3_000)
	for i := range out {
		out[i] = byte(i * i >> 3)
	}
	return out
}

func item(file []byte) blob.Item {
	return blob.Item{Record: merge.ID{1}, Digest: sha256.Sum256(file), Size: int64(len(file))}
}

// client makes a client with small pieces and the hub at the other end of its link.
func client(t rapid.TB) (*blob.Client, *hub) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("not a key of Ed25519")
	}
	h := &hub{t: t, key: public}
	c, err := blob.New(blob.Config{Hub: "https://hub.example", Device: merge.ID{2}, Key: key, Project: project, Piece: 400, Least: 50}, &http.Client{Transport: h})
	if err != nil {
		t.Fatal(err)
	}
	return c, h
}

// TestUploadOverAnyLink loses, halves, repeats and delays at random: an upload that says
// it is done is at the hub to the last byte, one that fails can be taken up again, and on
// a link that has become good it is done at once.
func TestUploadOverAnyLink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, h := client(t)
		file := content()
		kinds := []string{"", "", "", "lost", "unheard", "half", "broken", "busy"}
		h.faults = func() string { return rapid.SampledFrom(kinds).Draw(t, "fault") }
		sent := 0
		spend := func(n int) error {
			sent += n
			return nil
		}
		for range 3 {
			err := c.Upload(t.Context(), item(file), file, spend)
			if err == nil && !bytes.Equal(h.whole, file) {
				t.Fatal("done, and the hub does not have the file")
			}
			if kind := fault.KindOf(err); err != nil && kind != fault.Transient && kind != fault.Busy {
				t.Fatalf("a link that broke is %v: %v", kind, err)
			}
		}
		h.faults = nil
		if err := c.Upload(t.Context(), item(file), file, spend); err != nil || !bytes.Equal(h.whole, file) {
			t.Fatalf("on a good link: %v", err)
		}
		if sent < len(file) {
			t.Fatalf("%d bytes were booked of %d", sent, len(file))
		}
	})
}

// TestFetchOverAnyLink cuts answers anywhere: what comes back is the file or an error.
func TestFetchOverAnyLink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, h := client(t)
		file := content()
		h.begun, h.held, h.whole = true, file, file
		h.faults = func() string {
			return rapid.SampledFrom([]string{"", "cut", "cut", "lost", "unheard", "broken"}).Draw(t, "fault")
		}
		got, err := c.Fetch(t.Context(), item(file))
		if err == nil && !bytes.Equal(got, file) || err != nil && got != nil {
			t.Fatalf("%d bytes of another file, %v", len(got), err)
		}
		h.faults, h.garbage = nil, true
		if got, err = c.Fetch(t.Context(), item(file)); !errors.Is(err, blob.ErrDigest) || got != nil {
			t.Fatalf("other bytes are taken for the file: %v", err)
		}
	})
}

// TestHubThatKeepsNothing acknowledges every piece and holds none of them: the client gives
// up instead of spending the person's data on it for ever.
func TestHubThatKeepsNothing(t *testing.T) {
	c, h := client(t)
	h.begun, h.stuck = true, true
	file, sent := content(), 0
	err := c.Upload(t.Context(), item(file), file, func(n int) error {
		sent += n
		return nil
	})
	if fault.KindOf(err) != fault.Transient || sent > 4*400 {
		t.Errorf("%d bytes were sent, %v", sent, err)
	}
}

// TestHubThatForgets goes back to the beginning whenever a piece has arrived.
func TestHubThatForgets(t *testing.T) {
	c, h := client(t)
	file := content()
	h.begun = true
	h.faults = func() string {
		if h.asked%3 == 0 {
			h.held = nil
			return "lost"
		}
		return ""
	}
	if err := c.Upload(t.Context(), item(file), file, nil); fault.KindOf(err) != fault.Transient {
		t.Errorf("ends with %v", err)
	}
}

func TestRefusals(t *testing.T) {
	file := content()
	for name, c := range map[string]struct {
		status int
		want   error
		kind   fault.Kind
	}{
		"not there":    {http.StatusNotFound, blob.ErrAbsent, fault.NotFound},
		"no right":     {http.StatusForbidden, blob.ErrRefused, fault.Denied},
		"too old":      {http.StatusUpgradeRequired, nil, fault.Newer},
		"too large":    {http.StatusRequestEntityTooLarge, nil, fault.Invalid},
		"other digest": {wire.StatusDigest, blob.ErrDigest, fault.Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			link := tripper(func(*http.Request) (*http.Response, error) {
				asked++
				return answer(c.status, nil, nil), nil
			})
			key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
			cl, err := blob.New(blob.Config{Hub: "https://hub.example/", Key: key}, &http.Client{Transport: link})
			if err != nil {
				t.Fatal(err)
			}
			for _, err := range []error{cl.Upload(t.Context(), item(file), file, nil), fetch(t, cl, file)} {
				if fault.KindOf(err) != c.kind || c.want != nil && !errors.Is(err, c.want) {
					t.Errorf("%v, of kind %v", err, fault.KindOf(err))
				}
			}
			if asked > 6 {
				t.Errorf("asked %d times", asked)
			}
		})
	}
}

type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func fetch(t *testing.T, c *blob.Client, file []byte) error {
	t.Helper()
	_, err := c.Fetch(t.Context(), item(file))
	return err
}

// TestOtherContent is not sent under the name of a file that it is not.
func TestOtherContent(t *testing.T) {
	c, h := client(t)
	file := content()
	for name, other := range map[string][]byte{"shorter": file[:10], "altered": append(bytes.Clone(file[:2_999]), 255)} {
		if err := c.Upload(t.Context(), item(file), other, nil); !errors.Is(err, blob.ErrDigest) || h.asked != 0 {
			t.Errorf("%s: %v after %d requests", name, err, h.asked)
		}
	}
}

func TestConfig(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	for name, cfg := range map[string]blob.Config{
		"no hub": {Key: key}, "no host": {Hub: "pusat", Key: key}, "no key": {Hub: "https://hub.example"},
	} {
		if _, err := blob.New(cfg, http.DefaultClient); !errors.Is(err, blob.ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
