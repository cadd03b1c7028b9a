package main

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"flag"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pendamping/store"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// recordTo makes a new recording of what the present program says. Recordings of
// versions that are in use are never made again.
var recordTo = flag.String("record", "", "file for a new recording of the protocol's traffic")

// exchange is one request with its reply, as they went over the wire.
type exchange struct {
	Device string            `json:"device"`
	At     int64             `json:"at"` // clock of both, Unix milliseconds
	Method string            `json:"method"`
	Target string            `json:"target"`
	Header map[string]string `json:"header,omitempty"`
	Body   []byte            `json:"body,omitempty"`
	Status int               `json:"status"`
	Told   map[string]string `json:"told,omitempty"` // headers of the reply
	Answer []byte            `json:"answer,omitempty"`
}

// recording is the traffic of one run of the script, with the hub's folder before it.
type recording struct {
	About     string            `json:"about"`
	Program   string            `json:"program"`
	Begin     int64             `json:"begin"`
	Links     map[string]string `json:"links"`
	Hub       []byte            `json:"hub"` // a zip of its data folder
	Exchanges []exchange        `json:"exchanges"`
}

// kept are the headers that mean something.
func kept(h http.Header) map[string]string {
	out := map[string]string{}
	for _, name := range []string{
		wire.AuthHeader, wire.TusHeader, wire.UploadOffset, wire.UploadLength, wire.UploadChecksum, "Content-Type", "Range", "Content-Range",
		wire.ChallengeHeader, wire.CounterHeader,
	} {
		if v := h.Get(name); v != "" {
			out[name] = v
		}
	}
	return out
}

// tape is a way to the hub that remembers what went over it.
type tape struct {
	rig    *rig
	s      *script
	device string
	rec    *recording
}

func (x *tape) RoundTrip(req *http.Request) (*http.Response, error) {
	e := exchange{Device: x.device, At: x.s.now.UnixMilli(), Method: req.Method, Target: req.URL.RequestURI(), Header: kept(req.Header)}
	if req.Body != nil {
		var err error
		if e.Body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	got := x.rig.send(&e)
	e.Status, e.Told, e.Answer = got.status, kept(got.header), got.answer
	x.rec.Exchanges = append(x.rec.Exchanges, e)
	return response(req, got), nil
}

// heard is a reply, read whole.
type heard struct {
	status int
	header http.Header
	answer []byte
}

func response(req *http.Request, h heard) *http.Response {
	return &http.Response{
		StatusCode: h.status, Header: h.header, Body: io.NopCloser(bytes.NewReader(h.answer)), ContentLength: int64(len(h.answer)), Request: req,
	}
}

// send sends a request of a recording to the rig's hub, at its time.
func (r *rig) send(e *exchange) heard {
	r.t.Helper()
	r.mu.Lock()
	r.now = time.UnixMilli(e.At)
	r.mu.Unlock()
	req, err := http.NewRequestWithContext(r.t.Context(), e.Method, r.url+e.Target, bytes.NewReader(e.Body))
	ok(r.t, err)
	for k, v := range e.Header {
		req.Header.Set(k, v)
	}
	req.Close = true
	resp, err := http.DefaultTransport.RoundTrip(req)
	ok(r.t, err)
	answer, err := io.ReadAll(resp.Body)
	ok(r.t, err)
	ok(r.t, resp.Body.Close())
	return heard{resp.StatusCode, resp.Header, answer}
}

// player of a tape: a way to a hub that says what was recorded.
type playback struct {
	t      *testing.T
	device string
	left   *[]exchange
	codec  *wire.Codec
}

func (x *playback) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	if len(*x.left) == 0 {
		x.t.Fatalf("one request more than recorded: %s %s", req.Method, req.URL)
	}
	e := (*x.left)[0]
	*x.left = (*x.left)[1:]
	if e.Device != x.device || e.Method != req.Method || e.Target != req.URL.RequestURI() {
		x.t.Fatalf("%s asks for %s %s, recorded was %s: %s %s", x.device, req.Method, req.URL.RequestURI(), e.Device, e.Method, e.Target)
	}
	if e.Target == wire.PathSync {
		x.same(&e, req.Header.Get(wire.AuthHeader), body)
	}
	h := http.Header{}
	for k, v := range e.Told {
		h.Set(k, v)
	}
	return response(req, heard{e.Status, h, e.Answer}), nil
}

// same checks that a request says what the recorded one said.
func (x *playback) same(e *exchange, auth string, body []byte) {
	x.t.Helper()
	a, err := wire.ParseAuth(auth)
	ok(x.t, err)
	then, err := x.codec.UnpackRequest(a.Replica, e.Body)
	ok(x.t, err)
	now, err := x.codec.UnpackRequest(a.Replica, body)
	ok(x.t, err)
	now.Reads = then.Reads // what was added since
	if diff := gocmp.Diff(then, now); diff != "" {
		x.t.Errorf("%s says something else now: %s", e.Device, diff)
	}
}

// rewind makes a hub as it was before the recording.
func rewind(t *testing.T, rec *recording) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), now: time.UnixMilli(rec.Begin), ids: rand.NewChaCha8([32]byte{77})}
	z, err := zip.NewReader(bytes.NewReader(rec.Hub), int64(len(rec.Hub)))
	ok(t, err)
	ok(t, os.CopyFS(r.dir, z))
	ok(t, filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chmod(path, 0o600)
	}))
	return r
}

// TestRecord makes a recording; it is asked for with -record.
func TestRecord(t *testing.T) {
	if *recordTo == "" {
		t.Skip("-record is not set")
	}
	r := newRig(t, "http://127.0.0.1:1")
	rec := &recording{
		About:   "Traffic of two devices with their hub, see cmd/pendampingd/recordscript_test.go. Bytes are base64.",
		Program: "protocol 1", Begin: r.now.UnixMilli(), Links: map[string]string{
			"Nurlaela":    r.invite("--name", "Nurlaela", "--groups", "K-01"),
			"Siti Rahmah": r.invite("--name", "Siti Rahmah", "--office", "coordinator"),
		},
	}
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	ok(t, z.AddFS(os.DirFS(r.dir)))
	ok(t, z.Close())
	rec.Hub = file.Bytes()
	r.serve("--http")
	s := &script{t: t, links: rec.Links, now: time.UnixMilli(rec.Begin)}
	s.via = func(device string) http.RoundTripper { return &tape{rig: r, s: s, device: device, rec: rec} }
	s.run()
	raw, err := json.MarshalIndent(rec, "", " ")
	ok(t, err)
	ok(t, os.WriteFile(*recordTo, append(raw, '\n'), 0o600))
}

// recordings are those of all versions.
func recordings(t *testing.T) map[string]*recording {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", "docs", "vectors", "recording*.json"))
	ok(t, err)
	if len(paths) == 0 {
		t.Fatal("there are no recordings")
	}
	out := map[string]*recording{}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		ok(t, err)
		rec := &recording{}
		ok(t, json.Unmarshal(raw, rec))
		out[filepath.Base(path)] = rec
	}
	return out
}

// TestRecordedHub: today's devices understand what hubs of earlier versions said, and say
// to them what they did.
func TestRecordedHub(t *testing.T) {
	for name, rec := range recordings(t) {
		t.Run(name, func(t *testing.T) {
			codec, err := wire.New(wire.Options{Derive: store.Derive})
			ok(t, err)
			left := slices.Clone(rec.Exchanges)
			s := &script{t: t, links: rec.Links, now: time.UnixMilli(rec.Begin)}
			s.via = func(device string) http.RoundTripper {
				return &playback{t: t, device: device, left: &left, codec: codec}
			}
			s.run()
			if len(left) > 0 {
				t.Errorf("%d requests were not sent, the first %s", len(left), left[0].Target)
			}
		})
	}
}

// TestRecordedDevices: today's hub, with the folder of an earlier one, gives to devices of
// that version what they were given then.
func TestRecordedDevices(t *testing.T) {
	for name, rec := range recordings(t) {
		t.Run(name, func(t *testing.T) {
			r := rewind(t, rec)
			r.serve("--http")
			c := &compared{t: t, r: r, cursors: map[string][]byte{}}
			var err error
			c.codec, err = wire.New(wire.Options{Derive: store.Derive})
			ok(t, err)
			for i := range rec.Exchanges {
				c.exchange(&rec.Exchanges[i])
			}
			if c.syncs < 10 || c.photos < 4 || c.bundles != 1 || c.enrolled != 2 {
				t.Errorf("compared: %+v", c)
			}
		})
	}
}

// compared holds the answers of today's hub against recorded ones.
type compared struct {
	t       *testing.T
	r       *rig
	codec   *wire.Codec
	hubKey  []byte
	cursors map[string][]byte // the present hub's, by the recorded one

	syncs, photos, bundles, enrolled int
}

// exchange sends a recorded request as the device did, and once more with the challenge
// that it is told, as every version does.
func (c *compared) exchange(e *exchange) {
	c.t.Helper()
	if e.Status == http.StatusUnauthorized {
		return // of the hub of then: its challenges were others
	}
	c.translate(e)
	got := c.r.send(e)
	if got.status == http.StatusUnauthorized {
		c.resign(e, got)
		got = c.r.send(e)
	}
	if got.status != e.Status {
		c.t.Fatalf("%s %s: %d, recorded %d", e.Method, e.Target, got.status, e.Status)
	}
	path, _, _ := strings.Cut(e.Target, "?")
	answer := got.answer
	switch path {
	case wire.PathSync:
		c.syncs++
		c.sync(e, answer)
	case wire.PathEnrol:
		c.enrolled++
		c.enrol(e, answer)
	case bundle.Path:
		c.bundles++
		c.bundle(e, answer)
	default:
		c.photos++
		if got.header.Get(wire.UploadOffset) != e.Told[wire.UploadOffset] || !bytes.Equal(answer, e.Answer) {
			c.t.Errorf("%s %s: offset %q and %d bytes, recorded %q and %d", e.Method, path,
				got.header.Get(wire.UploadOffset), len(answer), e.Told[wire.UploadOffset], len(e.Answer))
		}
	}
}

// translate puts the present hub's cursor in the place of the recorded one: its bytes are
// the hub's own affair, and a device hands back what it was given.
func (c *compared) translate(e *exchange) {
	c.t.Helper()
	if e.Target != wire.PathSync {
		return
	}
	auth, err := wire.ParseAuth(e.Header[wire.AuthHeader])
	ok(c.t, err)
	req, err := c.codec.UnpackRequest(auth.Replica, e.Body)
	ok(c.t, err)
	cursor, given := c.cursors[string(req.Cursor)]
	if len(req.Cursor) == 0 || bytes.Equal(cursor, req.Cursor) {
		return
	}
	if !given {
		c.t.Fatal("a cursor that no reply gave")
	}
	req.Cursor = cursor
	e.Body, err = c.codec.PackRequest(auth.Replica, req)
	ok(c.t, err)
	auth.Sign(c.key(auth.Device), e.Target, project, e.Body)
	e.Header[wire.AuthHeader] = auth.Header()
}

// resign signs the same body for another challenge.
func (c *compared) resign(e *exchange, got heard) {
	c.t.Helper()
	auth, err := wire.ParseAuth(e.Header[wire.AuthHeader])
	ok(c.t, err)
	subject, body := e.Target, e.Body
	if text := got.header.Get(wire.ChallengeHeader); text != "" {
		auth.Challenge, err = base64.RawURLEncoding.DecodeString(text)
		ok(c.t, err)
		last, errCounter := strconv.ParseUint(got.header.Get(wire.CounterHeader), 36, 64)
		ok(c.t, errCounter)
		auth.Counter = max(auth.Counter, last+1)
		subject = wire.PhotoSubject(e.Method, e.Target, func(name string) string { return e.Header[name] })
		body = nil
	} else {
		p, errProblem := c.codec.UnpackProblem(got.answer)
		ok(c.t, errProblem)
		auth.Challenge, auth.Counter = p.Challenge, max(auth.Counter, p.Counter+1)
	}
	auth.Sign(c.key(auth.Device), subject, project, body)
	e.Header[wire.AuthHeader] = auth.Header()
}

// key finds a device's key.
func (c *compared) key(id merge.ID) ed25519.PrivateKey {
	c.t.Helper()
	for n := byte(1); n <= 2; n++ {
		key := playerKey(n)
		if public, isKey := key.Public().(ed25519.PublicKey); isKey && wire.DeviceID(public) == id {
			return key
		}
	}
	c.t.Fatal("a device that is not in the script")
	return nil
}

// sync compares two replies in all that a device acts on.
func (c *compared) sync(e *exchange, answer []byte) {
	c.t.Helper()
	auth, err := wire.ParseAuth(e.Header[wire.AuthHeader])
	ok(c.t, err)
	then, err := c.codec.UnpackReply(e.Answer)
	ok(c.t, err)
	now, err := c.codec.UnpackReply(answer)
	ok(c.t, err)
	if (len(then.Cursor) == 0) != (len(now.Cursor) == 0) {
		c.t.Error("one of the replies has no cursor")
	}
	c.cursors[string(then.Cursor)] = now.Cursor
	c.reply(auth.Replica, then, now)
}

func (c *compared) reply(replica merge.Replica, then, now *wire.Reply) {
	c.t.Helper()
	if now.Head.Seq > 0 {
		receipt := now.Receipt(replica)
		if err := wire.VerifyReceipt(c.hubKey, &receipt); err != nil {
			c.t.Errorf("receipt: %v", err)
		}
	}
	if diff := gocmp.Diff(steady(then), steady(now), cmpopts.EquateEmpty()); diff != "" {
		c.t.Errorf("another reply than recorded: %s", diff)
	}
}

// steady is a reply without what differs from run to run: challenge, clock, the opaque
// cursor, and the stamps of what the hub itself wrote.
func steady(r *wire.Reply) wire.Reply {
	out := *r
	out.Challenge, out.Now, out.Cursor, out.Signature = nil, 0, nil, nil
	out.Directives = slices.Clone(r.Directives)
	for i := range out.Directives {
		out.Directives[i].Scopes = slices.SortedFunc(slices.Values(out.Directives[i].Scopes), merge.ID.Compare)
	}
	out.Deltas = slices.Clone(r.Deltas)
	slices.SortFunc(out.Deltas, func(a, b merge.Delta) int { return a.Record.Compare(b.Record) })
	for i := range out.Deltas {
		d := &out.Deltas[i]
		d.Fields = slices.Clone(d.Fields)
		for j := range d.Fields {
			reg := &d.Fields[j].Register
			reg.Siblings = slices.Clone(reg.Siblings)
			for k := range reg.Siblings {
				if n := reg.Siblings[k].Dot.Replica[0]; n != 1 && n != 2 {
					reg.Siblings[k].Stamp = 0
				}
			}
		}
		slices.SortFunc(d.Fields, func(a, b merge.FieldState) int { return a.Field.Compare(b.Field) })
	}
	return out
}

func (c *compared) enrol(e *exchange, answer []byte) {
	c.t.Helper()
	then, err := c.codec.UnpackGrant(e.Answer)
	ok(c.t, err)
	now, err := c.codec.UnpackGrant(answer)
	ok(c.t, err)
	c.hubKey = now.HubKey
	slices.SortFunc(then.Scopes, merge.ID.Compare)
	slices.SortFunc(now.Scopes, merge.ID.Compare)
	a := steady(&wire.Reply{Deltas: then.Deltas})
	b := steady(&wire.Reply{Deltas: now.Deltas})
	then.Challenge, now.Challenge, then.Now, now.Now, then.Deltas, now.Deltas = nil, nil, 0, 0, a.Deltas, b.Deltas
	if diff := gocmp.Diff(then, now, cmpopts.EquateEmpty()); diff != "" {
		c.t.Errorf("another grant than recorded: %s", diff)
	}
}

func (c *compared) bundle(e *exchange, answer []byte) {
	c.t.Helper()
	read := func(file []byte) (out []*wire.Reply) {
		maker, err := bundle.NewDevice(project, playerKey(1), c.hubKey, store.Derive)
		ok(c.t, err)
		_, err = maker.Read(c.t.Context(), bytes.NewReader(file), func(a bundle.Answer) error {
			out = append(out, a.Reply)
			return nil
		})
		ok(c.t, err)
		return out
	}
	then, now := read(e.Answer), read(answer)
	if len(then) != len(now) {
		c.t.Fatalf("%d replies in the bundle, recorded %d", len(now), len(then))
	}
	for i := range then {
		// The cursor inside is sealed, and need not mean anything to this hub: then it gives
		// everything from the beginning.
		now[i].Directives, now[i].More = then[i].Directives, then[i].More
		now[i].Deltas = slices.DeleteFunc(now[i].Deltas, func(d merge.Delta) bool {
			return !slices.ContainsFunc(then[i].Deltas, func(told merge.Delta) bool { return told.Record == d.Record })
		})
		c.reply(merge.Replica{1, 1}, then[i], now[i])
	}
}
