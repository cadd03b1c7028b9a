package wire_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"pendamping/assets/dictionary"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// frameDictionary is the number of the dictionary that a frame refers to, 0 for none.
func frameDictionary(t *testing.T, body []byte) uint32 {
	t.Helper()
	var h zstd.Header
	if err := h.Decode(body); err != nil {
		t.Fatal(err)
	}
	return h.DictionaryID
}

// TestPeersDictionary: a message has a dictionary that its receiver reads, whatever the
// receiver says, and all of them are read here.
func TestPeersDictionary(t *testing.T) {
	c, r := codec(t), testRecorder()
	for _, v := range workload(t) {
		r.visit(t, v)
	}
	old, err := zstd.NewReader(nil, zstd.WithDecoderDictRaw(dictionary.First, dictionary.Raw()))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	deltas := county(t, 4) // for the better encoder
	for peer, want := range map[uint64]uint32{0: 1, 1: 1, 2: 2, 3: 2, 1 << 60: 2} {
		req, err := c.PackRequest(r.replica, &wire.Request{Head: r.seq, Changes: r.changes, Reads: wire.NewestDictionary, Peer: peer})
		if err != nil {
			t.Fatal(err)
		}
		reply, err := c.PackReply(&wire.Reply{Deltas: deltas, Peer: peer})
		if err != nil {
			t.Fatal(err)
		}
		if frameDictionary(t, req) != want || frameDictionary(t, reply) != want {
			t.Errorf("peer %d: dictionaries %d and %d", peer, frameDictionary(t, req), frameDictionary(t, reply))
		}
		for _, body := range [][]byte{req, reply} {
			if _, failed := old.DecodeAll(body, nil); (failed == nil) != (want == dictionary.First) {
				t.Errorf("peer %d: a program without dictionary 2 says %v", peer, failed)
			}
		}
		back, err := c.UnpackRequest(r.replica, req)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.changes, back.Changes); diff != "" || back.Reads != wire.NewestDictionary {
			t.Errorf("peer %d: %s, reads %d", peer, diff, back.Reads)
		}
		told, err := c.UnpackReply(reply)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(deltas, told.Deltas); diff != "" {
			t.Errorf("peer %d: %s", peer, diff)
		}
	}
}

// TestChallengeTellsTheDictionary: challenges of earlier hubs are 12 bytes of noise.
func TestChallengeTellsTheDictionary(t *testing.T) {
	random := bytes.Repeat([]byte{7}, 32)
	for text, want := range map[string]uint64{
		hex.EncodeToString(wire.NewChallenge(random)): wire.NewestDictionary,
		"":                             dictionary.First,
		"070707070707070707070702":     dictionary.First,
		"07070707070707070707070703":   3,
		"0707070707070707070707070202": dictionary.First,
	} {
		if got := wire.ReadsOf(hexOf(t, text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// TestFramesOfNobody: a frame with a dictionary that is not known here cannot be read.
func TestFramesOfNobody(t *testing.T) {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderDictRaw(77, bytes.Repeat([]byte("abcdefgh"), 40)))
	if err != nil {
		t.Fatal(err)
	}
	body := w.EncodeAll(bytes.Repeat([]byte("abcdefgh"), 50), nil)
	if _, err := codec(t).UnpackRequest(merge.Replica{1}, body); err == nil {
		t.Error("read")
	}
}
