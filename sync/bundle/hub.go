package bundle

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Answerer is the hub behind the bundles.
type Answerer interface {
	// DeviceKey is the public key of a device; an error of kind NotFound when there is
	// no such device.
	DeviceKey(ctx context.Context, device merge.ID) (ed25519.PublicKey, error)
	// Answer durably takes in a request whose signature was verified, and answers it.
	Answer(ctx context.Context, from wire.Auth, req *wire.Request) (*wire.Reply, error)
}

// Hub imports bundles of devices. It may be used by several goroutines.
type Hub struct {
	project  string
	key      ed25519.PrivateKey
	answerer Answerer
	codec    *wire.Codec
}

// NewHub makes the hub's side. The key is the one that signs receipts; derive is the
// same as the devices'.
func NewHub(project string, key ed25519.PrivateKey, derive wire.Deriver, a Answerer) (*Hub, error) {
	const op fault.Op = "bundle.NewHub"
	if len(key) != ed25519.PrivateKeySize {
		return nil, fault.E(op, fault.Internal, errKey)
	}
	codec, err := wire.New(wire.Options{Derive: derive})
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return &Hub{project: project, key: key, answerer: a, codec: codec}, nil
}

// Outcome is what an import did.
type Outcome struct {
	Manifest

	Changes  int             // in the bundle, also those held already
	Held     merge.Head      // what the hub now durably holds of the replica
	Verdicts []merge.Verdict // on changes that were not simply accepted
	Records  int             // in the answer
	More     bool            // the answer could not hold all that is new

	forked bool // the hub holds another history
}

// Check reads a bundle to its end and acts on nothing: every item is signed by a known
// device, can be read and is in its place. It stops at the first byte of which that is
// not so.
func (h *Hub) Check(ctx context.Context, r io.Reader) (Manifest, error) {
	const op fault.Op = "bundle.Hub.Check"
	m, err := h.each(ctx, r, func(*reader, *item, *wire.Request) error { return nil })
	return m, fault.E(op, fault.Other, err)
}

// Import checks a bundle, gives its changes to the hub and writes the answer. Importing
// the same again changes nothing and gives the answer anew. After an error what w got is
// not an answer; what the hub took in until then it keeps, as after a cut connection.
func (h *Hub) Import(ctx context.Context, r io.ReadSeeker, w io.Writer) (Outcome, error) {
	const op fault.Op = "bundle.Hub.Import"
	m, err := h.Check(ctx, r)
	if err != nil {
		return Outcome{}, fault.E(op, fault.Other, err)
	}
	if _, err = r.Seek(0, io.SeekStart); err != nil {
		return Outcome{}, fault.E(op, fault.Transient, err)
	}
	a := answering{Hub: h, out: Outcome{Manifest: m}}
	if err = a.begin(ctx, w); err != nil {
		return Outcome{}, fault.E(op, fault.Other, err)
	}
	_, err = h.each(ctx, r, func(b *reader, it *item, req *wire.Request) error {
		if b.env.ID != m.ID || b.env.Device != m.Device || b.env.Replica != m.Replica {
			return ErrDamaged // another file in its place since it was checked
		}
		return a.take(ctx, it.counter, req)
	})
	if err == nil {
		err = a.finish(ctx)
	}
	return a.out, fault.E(op, fault.Other, err)
}

// each calls fn for every request of a bundle.
func (h *Hub) each(ctx context.Context, r io.Reader, fn func(*reader, *item, *wire.Request) error) (Manifest, error) {
	b, err := newReader(ctx, r, envelope{direction: toHub, project: h.project}, h.key, h.answerer.DeviceKey)
	if err != nil {
		return Manifest{}, err
	}
	return b.each(ctx, func(it *item) error {
		req, err := h.codec.UnpackRequest(b.env.Replica, it.body)
		if err != nil {
			return errors.Join(ErrDamaged, err)
		}
		return fn(b, it, req)
	})
}

// answering is an import under way.
type answering struct {
	*Hub

	w      *writer
	out    Outcome
	cursor []byte // where the device's records go on; nil before the first request
	begun  bool
	auth   wire.Auth    // of the last request
	last   wire.Request // without its changes
	more   bool
}

func (a *answering) begin(ctx context.Context, w io.Writer) error {
	device, err := a.answerer.DeviceKey(ctx, a.out.Device)
	if err != nil {
		return err //nolint:wrapcheck // wrapped by Import
	}
	env := envelope{direction: toDevice, project: a.project, Manifest: a.out.Manifest}
	env.Claim = nil // the device's own business
	a.w, err = newWriter(w, &env, a.key, device)
	return err
}

// take gives one request to the hub. The second and later ones pull from where the one
// before them came to, as they would if the device had waited for each answer.
func (a *answering) take(ctx context.Context, counter uint64, req *wire.Request) error {
	if a.begun {
		req.Cursor = a.cursor
	}
	a.begun = true
	a.out.Changes += len(req.Changes)
	a.auth = wire.Auth{Device: a.out.Device, Replica: a.out.Replica, Counter: counter}
	return a.ask(ctx, req)
}

// ask writes the answer to one request.
func (a *answering) ask(ctx context.Context, req *wire.Request) error {
	reply, err := a.answerer.Answer(ctx, a.auth, req)
	if err != nil {
		return err //nolint:wrapcheck // wrapped by Import
	}
	packed, err := a.codec.PackReply(reply)
	if err != nil {
		return err //nolint:wrapcheck // wrapped by Import
	}
	body, err := packAnswer(req.Cursor, packed)
	if err != nil {
		return err
	}
	a.cursor = req.Cursor
	if len(reply.Cursor) > 0 {
		a.cursor = reply.Cursor
	}
	a.last = *req
	a.last.Base, a.last.Changes = reply.Head, nil
	a.last.Head = max(req.Head, reply.Head.Seq)
	a.more = reply.More
	a.out.Held, a.out.Records = reply.Head, a.out.Records+len(reply.Deltas)
	a.out.Verdicts = append(a.out.Verdicts, reply.Verdicts...)
	a.out.forked = a.out.forked || rotates(reply)
	return a.w.message(a.auth.Counter, body)
}

// finish adds what else is new for the device, as much as an answer may hold, and ends it.
func (a *answering) finish(ctx context.Context) error {
	for a.more && a.last.Want > 0 && a.w.index < MaxMessages && a.w.room(2*message.limit()) {
		req := a.last
		req.Cursor = a.cursor
		if err := a.ask(ctx, &req); err != nil {
			return err
		}
	}
	a.out.More = a.more
	return a.w.close()
}
