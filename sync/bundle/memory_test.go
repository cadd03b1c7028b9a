package bundle_test

import (
	"context"
	"crypto/ed25519"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// scales is a hub that keeps nothing and notes how much memory is in use while it answers.
type scales struct {
	device   ed25519.PublicKey
	messages int
	most     uint64
}

func (s *scales) DeviceKey(context.Context, merge.ID) (ed25519.PublicKey, error) {
	return s.device, nil
}

func (s *scales) Answer(context.Context, wire.Auth, *wire.Request) (*wire.Reply, error) {
	s.messages++
	if s.messages%10 == 0 {
		s.most = max(s.most, inUse())
	}
	return &wire.Reply{Epoch: merge.ID{1}}, nil
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestMemoryIsBounded imports a bundle that is far larger than what may be held of it.
func TestMemoryIsBounded(t *testing.T) {
	const (
		requests = 50
		size     = 900_000
		allowed  = 20 << 20
	)
	file, err := os.Create(filepath.Join(t.TempDir(), "large.pendamping"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	writeLarge(t, file, requests, size)
	if info, fail := file.Stat(); fail != nil || info.Size() < 2*allowed {
		t.Fatalf("the file is no test: %v", fail)
	}
	if _, err = file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	s := &scales{device: public(key(1))}
	h, err := bundle.NewHub(project, key(2), nil, s)
	if err != nil {
		t.Fatal(err)
	}
	before := inUse()
	if _, err = h.Import(t.Context(), file, io.Discard); err != nil {
		t.Fatal(err)
	}
	if s.messages != requests || s.most > before+allowed {
		t.Errorf("%d messages, %d bytes in use, %d before", s.messages, s.most, before)
	}
}

// writeLarge writes a bundle whose content does not compress.
func writeLarge(t *testing.T, w io.Writer, requests uint64, size int) {
	t.Helper()
	d, err := bundle.NewDevice(project, key(1), public(key(2)), nil)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.NewChaCha8([32]byte{1})
	err = d.Export(w, bundle.Manifest{ID: merge.ID{1}, Replica: merge.Replica{3}}, nil, func(add bundle.Add) error {
		for i := range requests {
			c := changes(1)[0]
			c.Seq = i + 1
			value := make([]byte, size)
			c.Edits[0].Writes[0].Value = value
			if _, fail := random.Read(value); fail != nil {
				return fail
			}
			req := wire.Request{Base: merge.Head{Seq: i}, Head: requests, Changes: []merge.Change{c}}
			if fail := add(i+1, &req); fail != nil {
				return fail
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
