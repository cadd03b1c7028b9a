package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/blob"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// link is a device's way to the hub: it counts, turns the clock, and breaks.
type link struct {
	rig *rig
	// breaks says after how many bytes of a request's or a reply's body the link fails;
	// below zero: not at all.
	breaks func(r *http.Request) (up, down int)

	pieces  []int64 // where the pieces that were sent began
	methods map[string]int
}

func (l *link) RoundTrip(req *http.Request) (*http.Response, error) {
	l.rig.mu.Lock()
	l.rig.now = l.rig.now.Add(time.Second) // below the rate of a device
	l.rig.mu.Unlock()
	l.methods[req.Method]++
	if req.Method == http.MethodPatch {
		at, err := strconv.ParseInt(req.Header.Get(wire.UploadOffset), 10, 64)
		if err != nil {
			return nil, err
		}
		l.pieces = append(l.pieces, at)
	}
	up, down := -1, -1
	if l.breaks != nil {
		up, down = l.breaks(req)
	}
	if up >= 0 && req.Body != nil {
		req = req.Clone(req.Context())
		req.Body = &breaking{ReadCloser: req.Body, left: up}
		req.GetBody = nil
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil || down < 0 {
		return resp, err
	}
	resp.Body = &breaking{ReadCloser: resp.Body, left: down}
	return resp, nil
}

var errBroken = errors.New("the link broke")

// breaking is a body that ends in an error.
type breaking struct {
	io.ReadCloser

	left int
}

func (b *breaking) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, errBroken
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// exchange is a device's client of photos, over a link.
func (r *rig) exchange(d *device, l *link) *blob.Client {
	r.t.Helper()
	l.rig, l.methods = r, map[string]int{}
	c, err := blob.New(blob.Config{
		Hub: r.url, Device: d.grant.Device, Key: d.key, Project: d.grant.Project, Piece: 16 << 10, Least: 1 << 10, Tries: 30,
	}, &http.Client{Transport: l})
	ok(r.t, err)
	return c
}

// photo keeps a photo's record on a device and returns its file as an item.
func (d *device) photo(t *testing.T, scope kpuk.ID, content []byte) (*kpuk.Photo, blob.Item) {
	t.Helper()
	id, err := d.ids.New()
	ok(t, err)
	p := &kpuk.Photo{
		Header: kpuk.Header{ID: id, Partition: kpuk.ID(d.grant.Partition), Scope: scope}, Of: scope,
		Image: kpuk.PhotoImage{Hash: kpuk.Digest(sha256.Sum256(content)), Size: int64(len(content))},
	}
	ok(t, d.Save(t.Context(), d.author(), p))
	return p, item(p)
}

func item(p *kpuk.Photo) blob.Item {
	return blob.Item{Record: merge.ID(p.ID), Digest: p.Image.Hash, Size: p.Image.Size}
}

func noise(seed byte, n int) []byte {
	rng := rand.New(rand.NewPCG(uint64(seed), 1))
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(rng.Uint32())
	}
	return out
}

// pair is a hub with a facilitator of Melati, one of Mawar and a coordinator.
func pair(t *testing.T) (r *rig, melati, mawar, desk *device) {
	t.Helper()
	r = newRig(t, "http://127.0.0.1:1")
	links := []string{
		r.invite("--name", "Nurlaela", "--groups", "K-01"), r.invite("--name", "Lale Aini", "--groups", "K-02"),
		r.invite("--name", "Baiq Handayani", "--office", "coordinator"),
	}
	r.serve("--http")
	melati, mawar, desk = r.mustEnrol(links[0], 1), r.mustEnrol(links[1], 2), r.mustEnrol(links[2], 3)
	return r, melati, mawar, desk
}

// TestPhotoGoesThrough takes a photo over a link that breaks at any byte, up and down.
func TestPhotoGoesThrough(t *testing.T) {
	r, melati, _, desk := pair(t)
	content := noise(1, 240_001)
	_, it := melati.photo(t, melati.group(t, "K-01").ID, content)

	seed := uint64(time.Now().UnixNano()) // another link in every run
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	rough := &link{breaks: func(*http.Request) (up, down int) {
		up, down = -1, -1
		switch rng.IntN(4) {
		case 0:
			up = rng.IntN(16 << 10)
		case 1:
			down = rng.IntN(20 << 10)
		}
		return up, down
	}}
	c := r.exchange(melati, rough)
	if err := c.Upload(t.Context(), it, content, nil); !errors.Is(err, blob.ErrAbsent) {
		t.Fatalf("before its record: %v", err)
	}
	r.sync(melati)
	again := func(err error) bool { // what was cut off may still be at work at the hub, which takes few at once
		return fault.KindOf(err) == fault.Busy
	}
	err := c.Upload(t.Context(), it, content, nil)
	for again(err) {
		err = c.Upload(t.Context(), it, content, nil)
	}
	ok(t, err)
	if rough.methods[http.MethodHead] == 0 { // by which a client asks how far it came
		t.Errorf("the link never broke: %v", rough.methods)
	}

	r.sync(desk)
	seen, err := store.Get[kpuk.Photo](t.Context(), desk.Store, kpuk.ID(it.Record))
	ok(t, err)
	far := &link{breaks: rough.breaks}
	d := r.exchange(desk, far)
	got, err := d.Fetch(t.Context(), item(seen))
	for again(err) {
		got, err = d.Fetch(t.Context(), item(seen))
	}
	if err != nil || !bytes.Equal(got, content) {
		t.Fatalf("the coordinator sees another photo: %v", err)
	}

	// On the hub's disk it is sealed.
	raw, err := os.ReadFile(filepath.Join(r.dir, "blobs", kpuk.Digest(it.Digest).String()))
	if err != nil || bytes.Contains(raw, content[:64]) {
		t.Errorf("on disk: %v", err)
	}
}

// TestUploadGoesOnAtTheByte cuts a piece in its middle and restarts the hub.
func TestUploadGoesOnAtTheByte(t *testing.T) {
	r, melati, _, _ := pair(t)
	content := noise(2, 40_000)
	_, it := melati.photo(t, melati.group(t, "K-01").ID, content)
	r.sync(melati)

	stop, cancel := context.WithCancel(t.Context())
	once := &link{}
	once.breaks = func(q *http.Request) (up, down int) {
		if q.Method == http.MethodPatch && len(once.pieces) == 2 { // the second piece, of 16384
			cancel()
			return 5_000, -1
		}
		return -1, -1
	}
	if err := r.exchange(melati, once).Upload(stop, it, content, nil); err == nil {
		t.Fatal("the link did not break")
	}
	r.stop()
	r.serve("--http")

	next := &link{}
	ok(t, r.exchange(melati, next).Upload(t.Context(), it, content, nil))
	if at := next.pieces[0]; at != 16_384 && (at < 16_385 || at > 16_384+5_000) {
		t.Errorf("went on at byte %d", at)
	}
	if next.methods[http.MethodPost] > 0 || len(next.pieces) != 2 {
		t.Errorf("begun anew: %v %v", next.methods, next.pieces)
	}
}

// TestCutPieceIsKept ends the connection in the middle of a piece: the next one begins at
// the very byte.
func TestCutPieceIsKept(t *testing.T) {
	r, melati, _, _ := pair(t)
	content := noise(3, 16_000)
	_, it := melati.photo(t, melati.group(t, "K-01").ID, content)
	r.sync(melati)
	h := r.hostile(melati, it)
	h.begin()
	var whole bytes.Buffer
	ok(t, h.piece(content).Write(&whole))
	head := bytes.Index(whole.Bytes(), []byte("\r\n\r\n")) + 4
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(r.url, "http://"))
	ok(t, err)
	_, err = conn.Write(whole.Bytes()[:head+9_001])
	ok(t, err)
	half, isTCP := conn.(*net.TCPConn)
	if !isTCP {
		t.Fatal("no TCP connection")
	}
	ok(t, half.CloseWrite())
	answer, err := io.ReadAll(conn)
	ok(t, err)
	ok(t, conn.Close())
	if !bytes.Contains(answer, []byte("Upload-Offset: 9001")) {
		t.Errorf("the hub answers %q", answer)
	}
	next := &link{}
	ok(t, r.exchange(melati, next).Upload(t.Context(), it, content, nil))
	if len(next.pieces) != 1 || next.pieces[0] != 9_001 {
		t.Errorf("pieces began at %v", next.pieces)
	}
}

// TestPhotoOnce: what the hub has is not sent again, whoever has it.
func TestPhotoOnce(t *testing.T) {
	r, melati, _, desk := pair(t)
	content := noise(4, 50_000)
	scope := melati.group(t, "K-01").ID
	_, first := melati.photo(t, scope, content)
	_, second := desk.photo(t, scope, content)
	r.sync(melati)
	r.sync(desk)
	ok(t, r.exchange(melati, &link{}).Upload(t.Context(), first, content, nil))
	again := &link{}
	spent := 0
	ok(t, r.exchange(desk, again).Upload(t.Context(), second, content, func(n int) error { spent += n; return nil }))
	if again.methods[http.MethodPatch]+again.methods[http.MethodPost]+spent > 0 {
		t.Errorf("sent again: %v, %d bytes", again.methods, spent)
	}
}

// TestPhotoOfAnotherScope: a device gets and brings nothing that its scopes do not cover,
// though it knows record and digest.
func TestPhotoOfAnotherScope(t *testing.T) {
	r, melati, mawar, _ := pair(t)
	content := noise(5, 20_000)
	p, it := melati.photo(t, melati.group(t, "K-01").ID, content)
	r.sync(melati)
	foreign := r.exchange(mawar, &link{})
	if err := foreign.Upload(t.Context(), it, content, nil); !errors.Is(err, blob.ErrAbsent) {
		t.Errorf("brought a file into another's scope: %v", err)
	}
	ok(t, r.exchange(melati, &link{}).Upload(t.Context(), it, content, nil))
	if _, err := foreign.Fetch(t.Context(), it); !errors.Is(err, blob.ErrAbsent) {
		t.Errorf("saw another's photo: %v", err)
	}
	// Nor under a record of its own scope that does not name the file.
	_, own := mawar.photo(t, mawar.group(t, "K-02").ID, noise(6, 100))
	r.sync(mawar)
	if _, err := foreign.Fetch(t.Context(), blob.Item{Record: own.Record, Digest: it.Digest, Size: it.Size}); !errors.Is(err, blob.ErrAbsent) {
		t.Errorf("saw it under another record: %v", err)
	}
	// Once the photo is removed, nobody gets it.
	p.Removed = kpuk.Removal{Reason: "blurred"}
	ok(t, melati.Save(t.Context(), melati.author(), p))
	r.sync(melati)
	if _, err := r.exchange(melati, &link{}).Fetch(t.Context(), it); !errors.Is(err, blob.ErrAbsent) {
		t.Errorf("a removed photo: %v", err)
	}
}

// tampering is a link that alters a byte of each piece.
type tampering struct {
	link

	n int
}

func (l *tampering) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodPatch && req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		l.n++
		body[0] ^= 1
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	return l.link.RoundTrip(req)
}

// TestWrongBytes: altered pieces are refused one by one, and a file that is another's is
// dropped whole.
func TestWrongBytes(t *testing.T) {
	r, melati, _, _ := pair(t)
	content := noise(7, 20_000)
	_, it := melati.photo(t, melati.group(t, "K-01").ID, content)
	r.sync(melati)
	bad := &tampering{}
	bad.rig, bad.methods = r, map[string]int{}
	faulty, err := blob.New(blob.Config{
		Hub: r.url, Device: melati.grant.Device, Key: melati.key, Project: melati.grant.Project, Tries: 3,
	}, &http.Client{Transport: bad})
	ok(t, err)
	if err := faulty.Upload(t.Context(), it, content, nil); err == nil || bad.n != 3 {
		t.Errorf("altered bytes were taken: %v after %d", err, bad.n)
	}
	// The same digest with other bytes: the client refuses its own mistake …
	other := noise(8, 20_000)
	if err := faulty.Upload(t.Context(), it, other, nil); !errors.Is(err, blob.ErrDigest) {
		t.Errorf("sent bytes of another digest: %v", err)
	}
	// … and the hub a hostile device's, whose signatures are right.
	h := r.hostile(melati, it)
	if status, _ := h.send(h.piece(other)); status != wire.StatusDigest {
		t.Errorf("the hub took bytes of another digest: %d", status)
	}
	if _, err := os.Stat(filepath.Join(r.dir, "blobs", kpuk.Digest(it.Digest).String())); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("held under a digest that is not its own: %v", err)
	}
	ok(t, r.exchange(melati, &link{}).Upload(t.Context(), it, content, nil))
}

// hostile is a device that signs whatever it sends.
type hostile struct {
	rig       *rig
	device    *device
	item      blob.Item
	challenge []byte
	counter   uint64
}

// hostile asks for a challenge.
func (r *rig) hostile(d *device, it blob.Item) *hostile {
	r.t.Helper()
	h := &hostile{rig: r, device: d, item: it}
	_, asked := h.send(h.request(http.MethodHead, nil, nil))
	var err error
	h.challenge, err = base64.RawURLEncoding.DecodeString(asked.Get(wire.ChallengeHeader))
	ok(r.t, err)
	h.counter, err = strconv.ParseUint(asked.Get(wire.CounterHeader), 36, 64)
	ok(r.t, err)
	return h
}

// request makes a request that is rightly signed.
func (h *hostile) request(method string, set map[string]string, body []byte) *http.Request {
	h.rig.t.Helper()
	h.counter++
	target := wire.PhotoTarget(h.item.Digest, h.item.Record)
	req, err := http.NewRequestWithContext(h.rig.t.Context(), method, h.rig.url+target, bytes.NewReader(body))
	ok(h.rig.t, err)
	for k, v := range set {
		req.Header.Set(k, v)
	}
	req.Header.Set(wire.TusHeader, wire.TusVersion)
	auth := wire.Auth{Device: h.device.grant.Device, Counter: h.counter, Challenge: h.challenge}
	auth.Sign(h.device.key, wire.PhotoSubject(method, target, req.Header.Get), h.device.grant.Project, nil)
	req.Header.Set(wire.AuthHeader, auth.Header())
	return req
}

// send returns the status and the headers of the answer.
func (h *hostile) send(req *http.Request) (int, http.Header) {
	h.rig.t.Helper()
	resp, err := http.DefaultTransport.RoundTrip(req)
	ok(h.rig.t, err)
	ok(h.rig.t, resp.Body.Close())
	return resp.StatusCode, resp.Header
}

// begin begins the upload.
func (h *hostile) begin() {
	h.rig.t.Helper()
	set := map[string]string{wire.UploadLength: strconv.FormatInt(h.item.Size, 10)}
	if status, _ := h.send(h.request(http.MethodPost, set, nil)); status != http.StatusCreated {
		h.rig.t.Fatalf("not begun: %d", status)
	}
}

// piece is a request with the first piece.
func (h *hostile) piece(body []byte) *http.Request {
	h.rig.t.Helper()
	sum := sha256.Sum256(body)
	return h.request(http.MethodPatch, map[string]string{
		"Content-Type": "application/offset+octet-stream", wire.UploadOffset: "0",
		wire.UploadChecksum: "sha256 " + base64.StdEncoding.EncodeToString(sum[:]),
	}, body)
}

// TestHostileUploads signs rightly what must not be.
func TestHostileUploads(t *testing.T) {
	tests := map[string]struct {
		send func(h *hostile) *http.Request
		want int
	}{
		"other bytes than the digest's":   {func(h *hostile) *http.Request { h.begin(); return h.piece(noise(8, 20_000)) }, wire.StatusDigest},
		"more bytes than the record says": {func(h *hostile) *http.Request { h.begin(); return h.piece(noise(8, 20_001)) }, http.StatusRequestEntityTooLarge},
		"a piece too large":               {func(h *hostile) *http.Request { h.begin(); return h.piece(noise(8, wire.MaxPhotoPiece+1)) }, http.StatusRequestEntityTooLarge},
		"a file of another size": {func(h *hostile) *http.Request {
			return h.request(http.MethodPost, map[string]string{wire.UploadLength: "20001"}, nil)
		}, http.StatusBadRequest},
		"nothing begun": {func(h *hostile) *http.Request { return h.piece(noise(8, 10)) }, http.StatusNotFound},
		"a gap": {func(h *hostile) *http.Request {
			h.begin()
			sum := sha256.Sum256([]byte("x"))
			return h.request(http.MethodPatch, map[string]string{
				"Content-Type": "application/offset+octet-stream", wire.UploadOffset: "5",
				wire.UploadChecksum: "sha256 " + base64.StdEncoding.EncodeToString(sum[:]),
			}, []byte("x"))
		}, http.StatusConflict},
		"another offset than signed": {func(h *hostile) *http.Request {
			h.begin()
			req := h.piece([]byte("x"))
			req.Header.Set(wire.UploadOffset, "1")
			return req
		}, http.StatusUnauthorized},
		"another method than signed": {func(h *hostile) *http.Request {
			h.begin()
			req := h.piece([]byte("x"))
			req.Method = http.MethodPost
			return req
		}, http.StatusUnauthorized},
		"a counter twice": {func(h *hostile) *http.Request {
			req := h.request(http.MethodHead, nil, nil)
			h.send(req)
			return req
		}, http.StatusUnauthorized},
		"an unknown method": {func(h *hostile) *http.Request { return h.request(http.MethodDelete, nil, nil) }, http.StatusMethodNotAllowed},
	}
	r, melati, _, _ := pair(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, it := melati.photo(t, melati.group(t, "K-01").ID, append([]byte(name), noise(7, 20_000-len(name))...))
			r.sync(melati)
			r.mu.Lock()
			r.now = r.now.Add(time.Minute) // the device is within its rate
			r.mu.Unlock()
			h := r.hostile(melati, it)
			if got, _ := h.send(tt.send(h)); got != tt.want {
				t.Errorf("status %d, want %d", got, tt.want)
			}
			if _, err := os.Stat(filepath.Join(r.dir, "blobs", kpuk.Digest(it.Digest).String())); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("held under a digest that is not its own: %v", err)
			}
		})
	}
}

// TestOrphans: files that no record names leave the hub after a month.
func TestOrphans(t *testing.T) {
	r, melati, _, _ := pair(t)
	scope := melati.group(t, "K-01").ID
	kept, goes := noise(9, 5_000), noise(10, 5_000)
	_, keptItem := melati.photo(t, scope, kept)
	gone, goneItem := melati.photo(t, scope, goes)
	r.sync(melati)
	c := r.exchange(melati, &link{})
	ok(t, c.Upload(t.Context(), keptItem, kept, nil))
	ok(t, c.Upload(t.Context(), goneItem, goes, nil))
	gone.Removed = kpuk.Removal{Reason: "blurred"}
	ok(t, melati.Save(t.Context(), melati.author(), gone))
	r.sync(melati)
	held := func(it blob.Item) bool {
		_, err := os.Stat(filepath.Join(r.dir, "blobs", kpuk.Digest(it.Digest).String()))
		return err == nil
	}
	r.sweep()
	if !held(keptItem) || !held(goneItem) {
		t.Fatal("files are gone before their time")
	}
	r.mu.Lock()
	r.now = r.now.Add(orphanAge + time.Hour)
	r.mu.Unlock()
	r.sweep()
	if !held(keptItem) || held(goneItem) {
		t.Errorf("after a month: kept %v, orphan %v", held(keptItem), held(goneItem))
	}
}

// sweep stops the hub and sweeps its folder.
func (r *rig) sweep() {
	r.t.Helper()
	r.stop()
	c := &console{world: r.world(io.Discard), logger: slog.New(slog.DiscardHandler)}
	ok(r.t, c.within(r.t.Context(), r.dir, func(f *folder) error {
		h, err := c.hub(r.t.Context(), f, &serving{})
		ok(r.t, err)
		p, err := newPhotos(f, h, c.logger)
		ok(r.t, err)
		_, err = p.sweep(r.t.Context())
		return err
	}))
}
