package photo_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pendamping/app/photo"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/blob"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// hub is a small tus server that takes and gives everything; the gates are tested with
// the real one.
type hub struct {
	held  map[string][]byte // by digest
	order []string
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, wire.PathPhoto)
	got, begun := h.held[name]
	switch {
	case r.Method == http.MethodPost:
		h.held[name] = []byte{}
		h.order = append(h.order, name)
		w.WriteHeader(http.StatusCreated)
		return
	case !begun:
		w.WriteHeader(http.StatusNotFound)
		return
	case r.Method == http.MethodGet:
		if _, err := w.Write(got); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
		return
	case r.Method == http.MethodPatch:
		piece, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get(wire.UploadOffset) != strconv.Itoa(len(got)) {
			w.WriteHeader(http.StatusConflict)
			return
		}
		h.held[name] = append(got, piece...)
		w.Header().Set(wire.UploadOffset, strconv.Itoa(len(h.held[name])))
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set(wire.UploadOffset, strconv.Itoa(len(got)))
}

// whole tells whether a file is there to its last byte.
func (h *hub) whole(d kpuk.Digest) bool { return sha256.Sum256(h.held[d.String()]) == d }

// fixture is a device with a shelf and a client of the hub.
type fixture struct {
	*photo.Shelf

	store  *store.Store
	client *blob.Client
	hub    *hub
	now    time.Time
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{hub: &hub{held: map[string][]byte{}}, now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("WITA", 8*3600))}
	clock := func() time.Time { return f.now }
	var err error
	f.store, err = store.Create(t.Context(), filepath.Join(t.TempDir(), "store.db"), store.Options{
		Secret: store.RawKey([32]byte{1}), Now: clock, Rand: rand.NewChaCha8([32]byte{2}),
	})
	must(t, err)
	t.Cleanup(func() { must(t, f.store.Close()) })
	f.Shelf, err = photo.NewShelf(f.store, clock)
	must(t, err)
	srv := httptest.NewServer(f.hub)
	t.Cleanup(srv.Close)
	f.client, err = blob.New(blob.Config{
		Hub: srv.URL, Key: ed25519.NewKeyFromSeed(make([]byte, 32)), Project: "pendamping", Piece: 1000, Least: 100,
	}, srv.Client())
	must(t, err)
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// take keeps a photo with its record. Sizes are those of the files, in bytes.
func (f *fixture) take(t *testing.T, n byte, size, thumb int) *kpuk.Photo {
	t.Helper()
	image, err := f.Keep(t.Context(), photo.Picture{Full: bytes.Repeat([]byte{n, 1}, size/2), Thumb: bytes.Repeat([]byte{n}, thumb), Width: 4, Height: 3})
	must(t, err)
	p := &kpuk.Photo{Header: kpuk.Header{ID: kpuk.ID{n}, Partition: kpuk.ID{9}, Scope: kpuk.ID{8}}, Of: kpuk.ID{8}, Image: image}
	must(t, f.store.Save(t.Context(), kpuk.ID{7}, p))
	return p
}

func (f *fixture) run(t *testing.T, rules blob.Rules) blob.Result {
	t.Helper()
	r, err := f.client.Run(t.Context(), f, rules)
	must(t, err)
	return r
}

func TestPhotosGoToTheHub(t *testing.T) {
	f := newFixture(t)
	a, b := f.take(t, 1, 5000, 300), f.take(t, 2, 3000, 200)
	r := f.run(t, blob.Rules{})
	if want := (blob.Result{Sent: 4, Bytes: 8500}); r != want {
		t.Errorf("%+v, want %+v", r, want)
	}
	want := []kpuk.Digest{a.Image.Thumb, b.Image.Thumb, a.Image.Hash, b.Image.Hash}
	for i, d := range want {
		if f.hub.order[i] != d.String() || !f.hub.whole(d) {
			t.Errorf("number %d: %s", i, f.hub.order[i])
		}
	}
	if r := f.run(t, blob.Rules{}); r != (blob.Result{}) {
		t.Errorf("sent again: %+v", r)
	}
	// A hub of another epoch is asked anew: it has lost one of them.
	must(t, f.store.SetLink(t.Context(), merge.Link{Hub: merge.ID{5}}))
	delete(f.hub.held, a.Image.Hash.String())
	if r := f.run(t, blob.Rules{}); r.Sent != 4 || r.Bytes != 5000 {
		t.Errorf("a restored hub: %+v", r)
	}
}

func TestRulesOfSending(t *testing.T) {
	f := newFixture(t)
	p := f.take(t, 1, 5000, 300)
	if r := f.run(t, blob.Rules{WiFiOnly: true}); r.Why != blob.NoWiFi || r.Waiting != 2 || r.WaitingBytes != 5300 || len(f.hub.order) > 0 {
		t.Errorf("without Wi-Fi: %+v", r)
	}
	rules := blob.Rules{WiFiOnly: true, WiFi: true, PerDay: 2500}
	if r := f.run(t, rules); r.Why != blob.BudgetUsed || r.Bytes != 2300 || r.Sent != 1 || r.Waiting != 1 {
		t.Errorf("first day: %+v", r)
	}
	if r := f.run(t, rules); r.Bytes != 0 || r.Why != blob.BudgetUsed {
		t.Errorf("first day again: %+v", r)
	}
	f.now = f.now.Add(14 * time.Hour) // past midnight
	if r := f.run(t, rules); r.Bytes != 2000 || r.Why != blob.BudgetUsed {
		t.Errorf("second day: %+v", r)
	}
	f.now = f.now.Add(24 * time.Hour)
	if r := f.run(t, rules); r.Bytes != 1000 || r.Sent != 1 || r.Why != blob.Finished || !f.hub.whole(p.Image.Hash) {
		t.Errorf("third day: %+v", r)
	}
}

func TestFileOnDemand(t *testing.T) {
	f := newFixture(t)
	content := []byte("a photo of somebody else's meeting")
	d := kpuk.Digest(sha256.Sum256(content))
	p := &kpuk.Photo{Header: kpuk.Header{ID: kpuk.ID{1}}, Image: kpuk.PhotoImage{Hash: d, Size: int64(len(content))}}
	if _, err := f.File(t.Context(), nil, p, d); !errors.Is(err, store.ErrNoBlob) {
		t.Errorf("not here, and no hub: %v", err)
	}
	if _, err := f.File(t.Context(), f.client, p, d); !errors.Is(err, blob.ErrAbsent) {
		t.Errorf("nor on the hub: %v", err)
	}
	f.hub.held[hex.EncodeToString(d[:])] = []byte("a photo of somebody's other meeting")[:len(content)]
	if _, err := f.File(t.Context(), f.client, p, d); !errors.Is(err, blob.ErrDigest) {
		t.Errorf("a false one: %v", err)
	}
	f.hub.held[hex.EncodeToString(d[:])] = content
	for _, c := range []*blob.Client{f.client, nil} { // the second time from the device
		if got, err := f.File(t.Context(), c, p, d); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%q, %v", got, err)
		}
	}
	must(t, f.store.Save(t.Context(), kpuk.ID{7}, &kpuk.Photo{
		Header: kpuk.Header{ID: kpuk.ID{1}, Partition: kpuk.ID{9}, Scope: kpuk.ID{8}}, Image: p.Image,
	}))
	if r := f.run(t, blob.Rules{}); r != (blob.Result{}) {
		t.Errorf("what came from the hub goes back to it: %+v", r)
	}
}

func TestDeviceSweep(t *testing.T) {
	f := newFixture(t)
	p := f.take(t, 1, 100, 10)
	orphan, err := f.Keep(t.Context(), photo.Picture{Full: []byte("never named"), Thumb: []byte("nor this")})
	must(t, err)
	f.now = f.now.Add(6 * 24 * time.Hour)
	swept, err := f.Sweep(t.Context())
	if err != nil || swept.Files > 0 {
		t.Errorf("too early: %+v, %v", swept, err)
	}
	f.now = f.now.Add(2 * 24 * time.Hour)
	swept, err = f.Sweep(t.Context())
	if err != nil || swept.Files != 2 {
		t.Errorf("swept %+v, %v", swept, err)
	}
	if _, err := f.File(t.Context(), nil, p, p.Image.Hash); err != nil {
		t.Errorf("a named file is gone: %v", err)
	}
	if _, err := f.File(t.Context(), nil, p, orphan.Hash); !errors.Is(err, store.ErrNoBlob) {
		t.Errorf("an orphan stays: %v", err)
	}
}
