package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"pendamping/fault"
	"pendamping/store"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/parcel"
	"pendamping/sync/session"
)

// Carried counts what became of the files that went instead of a device.
type Carried struct {
	Exported int `json:"exported"` // bundles handed to the courier
	Imported int `json:"imported"` // by the hub, also those that came again
	Answered int `json:"answered"` // answers that a device took in
	Overtook int `json:"overtook"` // of them, with something that a later sync had said already
	Refused  int `json:"refused"`  // answers to bundles that the device did not remember, or to a forked replica
	Twice    int `json:"twice"`    // files that were brought once more
	Late     int `json:"late"`     // files that took days
	Lost     int `json:"lost"`     // files that never came
	Spoiled  int `json:"spoiled"`  // files that were cut or altered on the way, and found out
}

// letter is a file on its way.
type letter struct {
	of    *device // whose records it carries
	toHub bool
	from  merge.ID // device as the key says with which it was made
	under merge.Replica
	data  []byte
	due   int // day
}

// mail makes the device's counter for files.
func (d *device) mail() (err error) {
	d.counter, err = parcel.New(parcel.Config{
		Project: project, Key: d.key, HubKey: d.w.hub.PublicKey(), Derive: store.Derive,
		NewID: func() (merge.ID, error) { return d.w.id(), nil },
	}, d.store, d.session)
	if err != nil {
		return fmt.Errorf("counter: %w", err)
	}
	return nil
}

// export hands a bundle to the courier.
func (d *device) export(ctx context.Context, day int) error {
	l, err := d.pack(ctx)
	if l == nil || err != nil {
		return err
	}
	d.w.report.Bundles.Exported++
	d.w.post(*l, day)
	return nil
}

// pack makes a bundle; nil when that fails for a reason that faults explain.
func (d *device) pack(ctx context.Context) (*letter, error) {
	var out bytes.Buffer
	_, err := d.counter.Export(ctx, &out)
	if fail := d.revive(ctx); fail != nil {
		return nil, fail
	}
	if err != nil {
		if !errors.Is(err, session.ErrForked) { // set back: it finds its way over the network
			d.judge(err)
		}
		return nil, nil //nolint:nilnil // as said
	}
	return &letter{of: d, toHub: true, from: d.id(), under: d.store.Replica(), data: out.Bytes()}, nil
}

// post gives a letter to the courier, who may take days, come twice, or not at all.
func (w *world) post(l letter, day int) {
	l.due = day + 1
	switch p := w.rng.Float64(); {
	case p < 0.15:
		w.report.Bundles.Lost++
		return
	case p < 0.5:
		l.due += 1 + w.rng.IntN(6)
		w.report.Bundles.Late++
	}
	w.letters = append(w.letters, l)
	if w.rng.Float64() < 0.3 {
		l.due += w.rng.IntN(5)
		w.report.Bundles.Twice++
		w.letters = append(w.letters, l)
	}
}

// recall keeps bundles from a hub that is about to forget which of two histories it had,
// when their device has gone on under another name since: it would take the same changes
// under both.
func (w *world) recall() {
	other := func(l *letter) bool { return l.toHub && l.under != l.of.store.Replica() }
	w.letters = slices.DeleteFunc(w.letters, func(l letter) bool {
		if other(&l) {
			w.report.Bundles.Lost++
		}
		return other(&l)
	})
	for _, d := range w.devices {
		maps.DeleteFunc(d.aboard, func(_ merge.ID, c *cargo) bool { return other(&c.letter) })
	}
}

// deliver brings the letters that are due, in any order.
func (w *world) deliver(ctx context.Context, day int) error {
	var due []letter
	w.letters = slices.DeleteFunc(w.letters, func(l letter) bool {
		if l.due > day {
			return false
		}
		due = append(due, l)
		return true
	})
	for _, i := range w.rng.Perm(len(due)) {
		l := &due[i]
		w.pass(w.rng.IntN(600_000))
		data, spoiled := w.spoil(l.data)
		take := w.answerTo
		if l.toHub {
			take = w.importFrom
		}
		if err := take(ctx, day, l, data, spoiled); err != nil {
			return err
		}
	}
	return nil
}

// spoil cuts or alters a file now and then.
func (w *world) spoil(data []byte) (out []byte, spoiled bool) {
	switch cut := w.rng.IntN(len(data)); {
	case w.hit(Cut, 0.03):
		return data[:cut], true
	case w.hit(Flip, 0.03):
		out = bytes.Clone(data)
		out[cut] ^= 1 << w.rng.IntN(8)
		return out, true
	}
	return data, false
}

// importFrom lets the hub import a device's bundle, and sends the answer back: to the
// device or, where it was cloned, to whichever of the two the courier takes for it.
func (w *world) importFrom(ctx context.Context, day int, l *letter, data []byte, spoiled bool) error {
	d := l.of
	_, answer, err := w.importFile(ctx, data)
	w.look(ctx, d, "bundle")
	switch {
	case spoiled && err == nil:
		w.find(&w.report.Unsound, "a bundle that was altered on its way was imported")
	case spoiled:
		w.report.Bundles.Spoiled++
	case err == nil:
		w.count(Bundle)
		w.report.Bundles.Imported++
		family := append([]*device{d}, d.twins...)
		w.post(letter{of: family[w.rng.IntN(len(family))], data: answer}, day)
	default:
		w.unanswered(err, l)
	}
	return nil
}

// unanswered tells why the hub does not take a bundle, if it is wrong not to.
func (w *world) unanswered(err error, l *letter) {
	switch {
	case fault.KindOf(err) == fault.Denied && w.directory.devices[l.from].Closed:
		w.report.Bundles.Refused++ // made with a key that was replaced since; the device brings it again
	case !errors.Is(err, errKilled):
		w.find(&w.report.Refused, "the hub refuses a bundle of device %d: %v", l.of.n, err)
	}
}

// answerTo lets a device take in an answer.
func (w *world) answerTo(ctx context.Context, _ int, l *letter, data []byte, spoiled bool) error {
	d := l.of
	if d.mishap.fuse == 0 && w.hit(Kill, 0.05) {
		d.mishap.light(w, 4)
	}
	got, err := d.counter.Take(ctx, bytes.NewReader(data), &spool{})
	w.look(ctx, d, "carried answer")
	d.obeyed(&got.Result)
	if fail := d.revive(ctx); fail != nil {
		return fail
	}
	if fail := d.confirmed(ctx); fail != nil {
		return fail
	}
	switch {
	case spoiled && err == nil:
		w.find(&w.report.Unsound, "device %d took in an answer that was altered on its way", d.n)
	case spoiled && fault.KindOf(err) != fault.Transient:
		w.report.Bundles.Spoiled++
	case err == nil:
		w.report.Bundles.Answered++
		w.report.Bundles.Overtook += min(got.Skipped, 1)
	case errors.Is(err, parcel.ErrUnasked), errors.Is(err, bundle.ErrElsewhere), errors.Is(err, session.ErrForked):
		w.report.Bundles.Refused++
	default:
		d.judge(err)
	}
	return nil
}

// spool is a file in memory.
type spool struct {
	bytes.Buffer
	r *bytes.Reader
}

// Seek implements io.Seeker: from the beginning, once all is written.
func (s *spool) Seek(offset int64, whence int) (int64, error) {
	s.r = bytes.NewReader(s.Bytes())
	return s.r.Seek(offset, whence) //nolint:wrapcheck // of bytes in memory
}

// Read implements io.Reader.
func (s *spool) Read(b []byte) (int, error) {
	if s.r == nil {
		return 0, io.EOF
	}
	return s.r.Read(b) //nolint:wrapcheck // of bytes in memory
}
