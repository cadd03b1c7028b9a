package session_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"

	"pendamping/sync/merge"
	world "pendamping/sync/synctest"
	"pendamping/sync/wire"
)

// replaced is a hub that was replaced by another program: it knows no challenge of before
// and gives its own. After that it is out of order.
type replaced struct {
	codec     *wire.Codec
	challenge []byte
	used      []uint32 // dictionaries of the bodies that came
}

func (x *replaced) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	var h zstd.Header
	if bad := h.Decode(body); bad != nil {
		return nil, bad
	}
	x.used = append(x.used, h.DictionaryID)
	auth, err := wire.ParseAuth(req.Header.Get(wire.AuthHeader))
	if err != nil {
		return nil, err
	}
	if bytes.Equal(auth.Challenge, x.challenge) {
		return &http.Response{StatusCode: http.StatusServiceUnavailable, Body: http.NoBody, Request: req}, nil
	}
	answer, err := x.codec.PackProblem(wire.Problem{Code: wire.ProblemChallenge, Challenge: x.challenge})
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusUnauthorized, Body: io.NopCloser(bytes.NewReader(answer)), Request: req}, nil
}

// TestDictionaryOfTheHub: a device uses the dictionary that the hub of its challenge
// reads, and the first one for a hub that says nothing, also where that hub took the place
// of a newer one.
func TestDictionaryOfTheHub(t *testing.T) {
	noise := bytes.Repeat([]byte{7}, 32)
	tests := map[string]struct {
		known, gives []byte
		want         []uint32
	}{
		"never heard of it, older hub": {nil, noise[:12], []uint32{1, 1}},
		"never heard of it":            {nil, wire.NewChallenge(noise), []uint32{1, 2}},
		"older hub in its place":       {wire.NewChallenge(noise), noise[:12], []uint32{2, 1}},
		"newer hub in its place":       {noise[:12], wire.NewChallenge(noise), []uint32{1, 2}},
		"hub of the future":            {noise[:12], append(noise[:12:12], 9), []uint32{1, 2}},
		"as before":                    {wire.NewChallenge(noise), wire.NewChallenge(noise), []uint32{2}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, 1, 1, world.Faults{})
			d := w.Devices[0]
			fill(t, w, d, 30)
			codec, err := wire.New(wire.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Store.SetLink(t.Context(), merge.Link{Challenge: tt.known}); err != nil {
				t.Fatal(err)
			}
			hub := &replaced{codec: codec, challenge: tt.gives}
			if _, err := w.JoinThrough(d.Store, d, hub).Sync(t.Context(), nil); err == nil {
				t.Error("a hub that is out of order has taken it")
			}
			if !slices.Equal(hub.used, tt.want) {
				t.Errorf("dictionaries %v, want %v", hub.used, tt.want)
			}
		})
	}
}
