package store

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noise is a reproducible random source.
func noise(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

// options are those of most tests: a key instead of a PIN, which costs nothing.
func options() Options {
	return Options{Secret: RawKey([32]byte{7}), Now: storetest.Start, Rand: noise(1)}
}

// fresh makes a store in a new folder.
func fresh(tb testing.TB, o Options) *Store {
	tb.Helper()
	s, err := Create(tb.Context(), filepath.Join(tb.TempDir(), "a.store"), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	dir, n := t.TempDir(), 0
	storetest.Run(t, func(t storetest.Tester, r merge.Replica) storetest.Log {
		n++
		o := options()
		o.Replica, o.Rand = r, noise(byte(n))
		s, err := Create(t.Context(), filepath.Join(dir, fmt.Sprintf("%d.store", n)), o)
		if err != nil {
			t.Fatalf("create: %v", err)
		}
		s.db.NoSync = true // the contract is not about durability
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
		return s
	})
}

// wantSound fails the test when Check finds anything.
func wantSound(tb testing.TB, s *Store) {
	tb.Helper()
	r, err := s.Check(tb.Context())
	if err != nil || len(r.Findings) > 0 {
		tb.Errorf("check: %v, %v", r.Findings, err)
	}
}
