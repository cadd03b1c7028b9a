package hub

import (
	"bytes"
	"crypto/ed25519"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"pendamping/store/memory"
	"pendamping/sync/merge"
)

// TestEpochsOfOneMinute: a hub that was restored twice in a minute has epochs that begin
// alike, as their first bytes are the time. A cursor of one means nothing to the other.
func TestEpochsOfOneMinute(t *testing.T) {
	var held []byte
	for i, last := range []byte{1, 2, 2} {
		now := func() time.Time { return time.UnixMilli(1_760_000_000_000) }
		h, err := New(Config{
			Key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, 32)), Epoch: merge.ID{0: 1, 1: 162, 15: last}, Now: now,
			Rand: rand.NewChaCha8([32]byte{}),
		}, memory.New(memory.Options{Replica: merge.Replica{9}, Now: now}), nil, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		at, restart, err := h.begin(t.Context(), &Device{}, held)
		if err != nil || restart != (i == 1) {
			t.Errorf("epoch %d: restart %v, %v", i, restart, err)
		}
		held = at.bytes()
	}
}
