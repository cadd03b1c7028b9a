package receipt

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

const (
	localPrefix = "receipt/"
	// maxPulled is how many meetings that others brought are asked about in one request: a
	// sync that sends nothing stays small.
	maxPulled = 16
	// turnOf is how many of the other meetings are asked about in a request that sends
	// nothing and has nothing new to ask, so that each has its turn.
	turnOf = 5
	// restate is how old a kept word may get before the same is kept again.
	restate = 6 * time.Hour
)

// Word is what came of comparing a meeting's receipt with the hub's. It is of the digest
// that it names: a meeting that has changed since waits for its next comparison.
type Word struct {
	// Agreed is the digest that both had when they last agreed, at At (Unix milliseconds of
	// this device's clock); zero when they never did.
	Agreed merge.Brief `cbor:"1,keyasint,omitzero"`
	At     int64       `cbor:"2,keyasint,omitempty"`
	// Since is when the present difference was found; zero: there is none. Here and Hub are
	// the digests of the two sides, Hub zero where the hub has no such meeting.
	Since int64       `cbor:"3,keyasint,omitempty"`
	Here  merge.Brief `cbor:"4,keyasint,omitzero"`
	Hub   merge.Brief `cbor:"5,keyasint,omitzero"`
}

// Differs tells whether hub and device hold different things.
func (w Word) Differs() bool { return w.Since != 0 }

// Book is what a device compares with its hub. Its methods may be called from any
// goroutine; those of a sync from one at a time.
type Book struct {
	store    *store.Store
	reckoner *Reckoner
	now      func() time.Time

	mu     sync.Mutex
	loaded bool
	words  map[merge.ID]Word
	kept   map[merge.ID]int64 // when a word was last made durable
	mine   map[merge.ID]bool  // touched by what was sent, not compared since
	pulled map[merge.ID]bool  // touched by what came, not compared since
	queue  []merge.ID         // all meetings, the one compared longest ago first
}

// NewBook makes a Book over a device's store.
func NewBook(s *store.Store, partition kpuk.ID, now func() time.Time) (*Book, error) {
	const op fault.Op = "receipt.NewBook"
	r, err := NewReckoner(s, merge.ID(partition))
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return &Book{
		store: s, reckoner: r, now: now, words: map[merge.ID]Word{}, kept: map[merge.ID]int64{},
		mine: map[merge.ID]bool{}, pulled: map[merge.ID]bool{},
	}, nil
}

// Load reads what is remembered. The other methods call it where it was not.
func (b *Book) Load(ctx context.Context) error {
	const op fault.Op = "receipt.Load"
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.loaded {
		return nil
	}
	words := map[merge.ID]Word{}
	err := b.store.Locals(ctx, localPrefix, func(name string, read func(any) error) error {
		raw, err := hex.DecodeString(name)
		if err != nil || len(raw) != len(merge.ID{}) {
			return nil //nolint:nilerr // nothing of ours
		}
		var w Word
		err = read(&w)
		words[merge.ID(raw)] = w
		return err
	})
	var all []merge.ID
	if err == nil {
		all, err = b.store.Names(ctx, merge.Kind(kpuk.KindMeeting))
	}
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	slices.SortFunc(all, func(x, y merge.ID) int { // IDs grow with time: of those never compared the newest first
		return cmp.Or(cmp.Compare(words[x].last(), words[y].last()), y.Compare(x))
	})
	b.words, b.queue, b.loaded = words, all, true
	for id, w := range words {
		b.kept[id] = w.last()
	}
	return nil
}

// last is when a comparison last came to an end.
func (w Word) last() int64 { return max(w.At, w.Since) }

// Words are what came of the comparisons so far, by meeting.
func (b *Book) Words(ctx context.Context) (map[kpuk.ID]Word, error) {
	if err := b.Load(ctx); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make(map[kpuk.ID]Word, len(b.words))
	for id, w := range b.words {
		out[kpuk.ID(id)] = w
	}
	return out, nil
}

// Touched notes what a sync sends and brings.
func (b *Book) Touched(changes []merge.Change, deltas []merge.Delta) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range changes {
		for j := range changes[i].Edits {
			e := &changes[i].Edits[j]
			b.touch(b.mine, e.Record, e.Kind, lineWritten(e))
		}
	}
	for i := range deltas {
		if d := &deltas[i]; !d.Gone {
			b.touch(b.pulled, d.Record, d.Kind, lineTold(d))
		}
	}
}

// touch notes the meeting of a record. The lock is held.
func (b *Book) touch(in map[merge.ID]bool, record merge.ID, kind merge.Kind, line []byte) {
	switch kpuk.Kind(kind) {
	case kpuk.KindMeeting:
		in[record] = true
	case kpuk.KindEntry:
		if meeting, ok := b.reckoner.meetingOf(line); ok {
			in[meeting] = true
		}
	default: // has no part in a receipt
	}
}

// lineWritten is the line that an edit gives an entry.
func lineWritten(e *merge.Edit) []byte {
	for i := range e.Writes {
		if e.Writes[i].Field.Number == fieldLine {
			return e.Writes[i].Value
		}
	}
	return nil
}

// lineTold is the line of an entry that came.
func lineTold(d *merge.Delta) []byte {
	for i := range d.Fields {
		if d.Fields[i].Field.Number == fieldLine {
			return d.Fields[i].Register.Value()
		}
	}
	return nil
}

// Ask tells what to compare with the hub in a request, at most most, as this device holds
// it now. Sends tells whether the request has changes. What the hub cannot hold yet,
// because it did not accept it or only colleagues have told of it, is left out.
func (b *Book) Ask(ctx context.Context, sends bool, most int) ([]merge.Check, error) {
	const op fault.Op = "receipt.Ask"
	if err := b.Load(ctx); err != nil {
		return nil, err
	}
	unshared, err := b.store.Unshared(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	var out []merge.Check
	for _, meeting := range b.next(sends, most) {
		r, err := b.reckoner.reckon(ctx, meeting, everywhere)
		switch {
		case errors.Is(err, merge.ErrNoRecord):
			b.drop(meeting)
		case err != nil:
			return nil, fault.E(op, fault.Other, err)
		case !slices.ContainsFunc(r.records, func(id merge.ID) bool { return unshared[kpuk.ID(id)] }):
			out = append(out, merge.Check{Subject: meeting, Digest: r.Digest})
		}
	}
	return out, nil
}

// next chooses the meetings to ask about: those that this device wrote to, those where a
// difference was found, those that others wrote to, and where nothing is sent and nothing
// new, some of the others in turn.
func (b *Book) next(sends bool, most int) []merge.ID { //nolint:revive // as Ask says
	b.mu.Lock()
	defer b.mu.Unlock()
	out := newest(b.mine)
	differing := map[merge.ID]bool{}
	for id, w := range b.words {
		if w.Differs() && !b.mine[id] {
			differing[id] = true
		}
	}
	out = append(out, newest(differing)...)
	came := newest(b.pulled)
	for _, id := range came[:min(len(came), maxPulled)] {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	if !sends && len(out) < turnOf {
		n := min(turnOf-len(out), len(b.queue))
		turn := slices.Clone(b.queue[:n])
		b.queue = append(b.queue[n:], turn...)
		for _, id := range turn {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out[:min(len(out), most)]
}

// newest lists a set, the newest meetings first.
func newest(set map[merge.ID]bool) []merge.ID {
	return slices.SortedFunc(maps.Keys(set), func(x, y merge.ID) int { return y.Compare(x) })
}

// drop forgets a meeting that is not, or no longer, held here.
func (b *Book) drop(meeting merge.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.mine, meeting)
	delete(b.pulled, meeting)
	b.queue = slices.DeleteFunc(b.queue, func(id merge.ID) bool { return id == meeting })
	if _, ok := b.words[meeting]; ok {
		b.words[meeting] = Word{} // taken off the store with the next words
	}
}

// Heard takes in the hub's answers to what was asked, once nothing waits on either side.
// A difference is held against what is here now, as what the device lacked has come with
// the answer.
func (b *Book) Heard(ctx context.Context, asked []merge.Check, said []merge.Checked) error {
	const op fault.Op = "receipt.Heard"
	var unshared map[kpuk.ID]bool
	if slices.ContainsFunc(said, func(c merge.Checked) bool { return disagrees(c.Agreement) }) {
		var err error
		if unshared, err = b.store.Unshared(ctx); err != nil {
			return fault.E(op, fault.Other, err)
		}
	}
	now := b.now().UnixMilli()
	for i := range min(len(asked), len(said)) {
		meeting, here := asked[i].Subject, asked[i].Digest
		switch a := said[i].Agreement; {
		case a == merge.CheckAgrees:
			b.settle(meeting, func(w *Word) { *w = Word{Agreed: here, At: now} })
			continue
		case !disagrees(a):
			continue // to be asked again
		}
		r, err := b.reckoner.reckon(ctx, meeting, everywhere)
		switch {
		case errors.Is(err, merge.ErrNoRecord):
			b.drop(meeting)
		case err != nil:
			return fault.E(op, fault.Other, err)
		case slices.ContainsFunc(r.records, func(id merge.ID) bool { return unshared[kpuk.ID(id)] }):
			// It is known why, and told where what was not accepted is told.
		case r.Digest == said[i].Digest:
			b.settle(meeting, func(w *Word) { *w = Word{Agreed: r.Digest, At: now} })
		default:
			b.settle(meeting, func(w *Word) {
				if w.Since == 0 {
					w.Since = now
				}
				w.Here, w.Hub = r.Digest, said[i].Digest
			})
		}
	}
	return b.keep(ctx, now)
}

// disagrees tells whether the hub holds something else than was asked about, or nothing.
func disagrees(a merge.Agreement) bool { return a == merge.CheckDiffers || a == merge.CheckUnknown }

// settle notes what came of a comparison.
func (b *Book) settle(meeting merge.ID, alter func(*Word)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w, known := b.words[meeting]
	before := w
	alter(&w)
	b.words[meeting] = w
	delete(b.mine, meeting)
	delete(b.pulled, meeting)
	if !known && !slices.Contains(b.queue, meeting) {
		b.queue = append(b.queue, meeting)
	}
	if before.Agreed != w.Agreed || before.Since != w.Since || before.Here != w.Here || before.Hub != w.Hub {
		b.kept[meeting] = 0
	}
}

// keep makes durable what is new.
func (b *Book) keep(ctx context.Context, now int64) error {
	const op fault.Op = "receipt.keep"
	b.mu.Lock()
	fresh := map[string]any{}
	var ids []merge.ID
	for id, w := range b.words {
		name := localPrefix + hex.EncodeToString(id[:])
		switch {
		case w == Word{}:
			fresh[name] = nil
		case now-b.kept[id] < restate.Milliseconds() && b.kept[id] <= now:
			continue
		default:
			fresh[name] = w
		}
		ids = append(ids, id)
	}
	b.mu.Unlock()
	if len(fresh) == 0 {
		return nil
	}
	if err := b.store.SetLocals(ctx, fresh); err != nil {
		return fault.E(op, fault.Other, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range ids {
		b.kept[id] = now
		if b.words[id] == (Word{}) {
			delete(b.words, id)
			delete(b.kept, id)
		}
	}
	return nil
}
