package parcel_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"pendamping/fault"
	"pendamping/store/memory"
	"pendamping/sync/bundle"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/parcel"
	"pendamping/sync/session"
	world "pendamping/sync/synctest"
	"pendamping/sync/wire"
)

const project = "pendamping"

// tablet is a device's storage, which the counter keeps its list in.
type tablet struct {
	*memory.Store

	local map[string][]byte
	full  error // what SetLocal fails with
}

func (s *tablet) Local(_ context.Context, key string, v any) (bool, error) {
	b, found := s.local[key]
	if !found {
		return false, nil
	}
	return true, cbor.Unmarshal(b, v)
}

func (s *tablet) SetLocal(_ context.Context, key string, v any) error {
	if s.full != nil {
		return s.full
	}
	b, err := cbor.Marshal(v)
	s.local[key] = b
	return err
}

// village is a device without a network, and the office that answers its bundles.
type village struct {
	t       *testing.T
	store   *tablet
	counter *parcel.Counter
	office  *bundle.Hub
	hub     *memory.Store
	id      byte // of the last bundle
	person  merge.ID
}

func clock() time.Time { return time.UnixMilli(1_760_000_000_000) }

// key is the same for the same number.
func key(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

func public(t *testing.T, k ed25519.PrivateKey) ed25519.PublicKey {
	t.Helper()
	p, ok := k.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("not an Ed25519 key")
	}
	return p
}

func newVillage(t *testing.T) *village {
	t.Helper()
	v := &village{t: t, person: merge.ID{5}}
	v.store = &tablet{Store: memory.New(memory.Options{Replica: merge.Replica{1}, Now: clock}), local: map[string][]byte{}}
	v.hub = memory.New(memory.Options{Replica: merge.Replica{9}, Now: clock})
	device, office := key(1), key(2)
	dir := world.NewDirectory()
	dir.Enrol(wire.DeviceID(public(t, device)), hub.Device{Key: public(t, device), Person: v.person, Partition: merge.ID{7}, All: true})
	h, err := hub.New(hub.Config{Project: project, Key: office, Epoch: merge.ID{3}, Now: clock, Rand: rand.NewChaCha8([32]byte{})},
		v.hub, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if v.office, err = bundle.NewHub(project, office, nil, h); err != nil {
		t.Fatal(err)
	}
	syncing := session.New(session.Config{
		Hub: "http://hub.invalid", Device: wire.DeviceID(public(t, device)), Key: device, HubKey: public(t, office), Project: project,
		Now: clock, Rand: rand.New(rand.NewPCG(1, 1)),
	}, v.store, &http.Client{}, slog.New(slog.DiscardHandler))
	v.counter, err = parcel.New(parcel.Config{
		Project: project, Key: device, HubKey: public(t, office),
		NewID: func() (merge.ID, error) { v.id++; return merge.ID{0xb, v.id}, nil },
	}, v.store, syncing)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// write records n changes on the device.
func (v *village) write(n int) {
	v.t.Helper()
	for i := range n {
		_, err := v.store.Commit(v.t.Context(), v.person, []merge.Edit{{
			Record: merge.ID{8, byte(i)}, Kind: 3, Partition: merge.ID{7}, Scope: merge.ID{6},
			Writes: []merge.Write{{Field: merge.Field{Number: 10}, Value: []byte{0x41, byte(i)}}},
		}})
		if err != nil {
			v.t.Fatal(err)
		}
	}
}

// export is a bundle as it is carried away.
func (v *village) export() []byte {
	v.t.Helper()
	var file bytes.Buffer
	if _, err := v.counter.Export(v.t.Context(), &file); err != nil {
		v.t.Fatal(err)
	}
	return file.Bytes()
}

// answer is what the office makes of a bundle.
func (v *village) answer(file []byte) []byte {
	v.t.Helper()
	var out bytes.Buffer
	if _, err := v.office.Import(v.t.Context(), bytes.NewReader(file), &out); err != nil {
		v.t.Fatal(err)
	}
	return out.Bytes()
}

// take hands an answer to the counter.
func (v *village) take(answer []byte) (session.Received, error) {
	return v.counter.Take(v.t.Context(), bytes.NewReader(answer), &spool{})
}

// waiting is how many changes the hub has not confirmed.
func (v *village) waiting() uint64 {
	v.t.Helper()
	link, err := v.store.Link(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	head, err := v.store.Head(v.t.Context(), v.store.Replica())
	if err != nil {
		v.t.Fatal(err)
	}
	return head.Seq - link.Acked.Seq
}

// spool is a temporary file.
type spool struct {
	b    []byte
	at   int
	fail error
}

func (s *spool) Write(p []byte) (int, error) {
	if s.fail != nil {
		return 0, s.fail
	}
	s.b = append(s.b[:s.at], p...)
	s.at = len(s.b)
	return len(p), nil
}

func (s *spool) Read(p []byte) (int, error) {
	if s.at == len(s.b) {
		return 0, io.EOF
	}
	n := copy(p, s.b[s.at:])
	s.at += n
	return n, nil
}

func (s *spool) Seek(offset int64, _ int) (int64, error) {
	s.at = int(offset)
	return offset, nil
}

// TestThereAndBack: only the answer takes changes off the list of what waits, and to read
// it again, or after a later one, takes nothing back.
func TestThereAndBack(t *testing.T) {
	v := newVillage(t)
	v.write(5)
	first := v.export()
	answer := v.answer(first)
	if v.waiting() != 5 {
		t.Fatalf("%d wait before the answer", v.waiting())
	}
	if got, err := v.take(answer); err != nil || got.Confirmed.Seq != 5 || v.waiting() != 0 {
		t.Fatalf("%+v, %v, %d wait", got, err, v.waiting())
	}
	v.write(2)
	if _, err := v.take(v.answer(v.export())); err != nil || v.waiting() != 0 {
		t.Fatalf("the second: %v, %d wait", err, v.waiting())
	}
	if _, err := v.take(answer); err != nil || v.waiting() != 0 {
		t.Errorf("the first once more: %v, %d wait", err, v.waiting())
	}
}

// TestUnaskedAnswers are refused and change nothing: those to bundles that are forgotten,
// and those to a replica that the device has left since.
func TestUnaskedAnswers(t *testing.T) {
	v := newVillage(t)
	v.write(3)
	first := v.answer(v.export())
	for range 32 { // as many as are remembered
		v.export()
	}
	if _, err := v.take(first); !errors.Is(err, parcel.ErrUnasked) || v.waiting() != 3 {
		t.Errorf("a forgotten bundle: %v, %d wait", err, v.waiting())
	}
	last := v.answer(v.export())
	v.store.local = map[string][]byte{} // set back to before it was exported
	if _, err := v.take(last); !errors.Is(err, parcel.ErrUnasked) || fault.KindOf(err) != fault.Foreign {
		t.Errorf("a device that was set back: %v", err)
	}
	now := v.answer(v.export())
	if _, err := v.take(now); err != nil || v.waiting() != 0 {
		t.Errorf("another export gets another answer: %v", err)
	}
}

// TestAnswerOfAnotherReplica: after a rotation the old replica's numbers mean other
// changes.
func TestAnswerOfAnotherReplica(t *testing.T) {
	v := newVillage(t)
	v.write(3)
	answer := v.answer(v.export())
	v.store.Store = memory.New(memory.Options{Replica: merge.Replica{2}, Now: clock})
	v.write(3)
	if _, err := v.take(answer); !errors.Is(err, parcel.ErrUnasked) || v.waiting() != 3 {
		t.Errorf("%v, %d wait", err, v.waiting())
	}
}

// TestBrokenAnswers are cut or altered anywhere: nothing is confirmed before all of an
// answer was read and verified.
func TestBrokenAnswers(t *testing.T) {
	v := newVillage(t)
	v.write(3)
	answer := v.answer(v.export())
	for i := 0; i < len(answer); i += 7 {
		flipped := bytes.Clone(answer)
		flipped[i] ^= 0x20
		for name, b := range map[string][]byte{"cut": answer[:i], "flipped": flipped} {
			if _, err := v.take(b); err == nil || v.waiting() != 3 {
				t.Fatalf("%s at %d: %v, %d wait", name, i, err, v.waiting())
			}
		}
	}
	full := fault.New(fault.Full, "no room")
	if _, err := v.counter.Take(t.Context(), bytes.NewReader(answer), &spool{fail: full}); !errors.Is(err, full) || v.waiting() != 3 {
		t.Errorf("no room for the spool: %v, %d wait", err, v.waiting())
	}
	if _, err := v.take(answer); err != nil || v.waiting() != 0 {
		t.Errorf("whole: %v", err)
	}
}

// TestNothingLeavesUnknown: a bundle whose answer would not be known is not written at
// all.
func TestNothingLeavesUnknown(t *testing.T) {
	v := newVillage(t)
	v.write(1)
	v.store.full = fault.New(fault.Full, "no room")
	var file bytes.Buffer
	if _, err := v.counter.Export(t.Context(), &file); fault.KindOf(err) != fault.Full || file.Len() != 0 {
		t.Errorf("%v, %d bytes left the device", err, file.Len())
	}
}

// TestOpeners: what the counter is told of them reaches the bundle, and their failure
// stops it.
func TestOpeners(t *testing.T) {
	v := newVillage(t)
	device, office := key(1), key(2)
	gone := fault.New(fault.NotFound, "no coordinators")
	for name, cfg := range map[string]parcel.Config{
		"openers": {Openers: func(context.Context) ([]ed25519.PublicKey, error) { return nil, gone }},
		"claim":   {Claim: func(context.Context, merge.Replica) ([]byte, error) { return nil, gone }},
		"id":      {NewID: func() (merge.ID, error) { return merge.ID{}, gone }},
	} {
		cfg.Project, cfg.Key, cfg.HubKey = project, device, public(t, office)
		if cfg.NewID == nil {
			cfg.NewID = func() (merge.ID, error) { return merge.ID{1}, nil }
		}
		c, err := parcel.New(cfg, v.store, nil)
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if _, err = c.Export(t.Context(), &file); !errors.Is(err, gone) || file.Len() != 0 {
			t.Errorf("%s: %v, %d bytes", name, err, file.Len())
		}
	}
	if _, err := parcel.New(parcel.Config{Project: project}, v.store, nil); err == nil {
		t.Error("a counter without keys")
	}
}
