package receipt

import (
	"context"
	"errors"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// fieldLine is the field of an entry that holds its line.
const fieldLine = 10

// Source is the replica whose records are reckoned with.
type Source interface {
	// Position is the newest position.
	Position(ctx context.Context) (uint64, error)
	// Scan calls fn with each record of a scope and kind until it returns false.
	Scan(ctx context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error
	// Page gives what is newer than a position.
	Page(ctx context.Context, q merge.Query) (merge.Page, error)
	// Gather reads several records; those that are not held are left out.
	Gather(ctx context.Context, ids []merge.ID) ([]merge.Record, error)
}

// Reckoner reckons receipts of the meetings of a partition. It may be used by many
// goroutines.
type Reckoner struct {
	source    Source
	partition merge.ID
	decoder   *store.Decoder
	lines     lines
}

// NewReckoner makes a Reckoner.
func NewReckoner(source Source, partition merge.ID) (*Reckoner, error) {
	const op fault.Op = "receipt.NewReckoner"
	decoder, err := store.NewDecoder()
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return &Reckoner{source: source, partition: partition, decoder: decoder, lines: lines{groups: map[merge.ID]*group{}}}, nil
}

// reckoned is a receipt with what it was made of.
type reckoned struct {
	merge.Reckoning

	records []merge.ID // the meeting and its entries
}

// Reckon makes the receipt of a meeting from the records as they are now. An error of
// kind NotFound when there is no such meeting in a scope that may be seen, or it was
// removed.
func (r *Reckoner) Reckon(ctx context.Context, meeting merge.ID, sees func(scope merge.ID) bool) (merge.Reckoning, error) {
	const op fault.Op = "receipt.Reckon"
	out, err := r.reckon(ctx, meeting, sees)
	return out.Reckoning, fault.E(op, fault.Other, err)
}

// everywhere is for whoever may see all that is there.
func everywhere(merge.ID) bool { return true }

// reckon is Reckon with the records that it is made of.
func (r *Reckoner) reckon(ctx context.Context, meeting merge.ID, sees func(scope merge.ID) bool) (reckoned, error) {
	recs, err := r.source.Gather(ctx, []merge.ID{meeting})
	if err != nil {
		return reckoned{}, fault.E("", fault.Other, err)
	}
	if len(recs) == 0 || recs[0].Kind != merge.Kind(kpuk.KindMeeting) {
		return reckoned{}, merge.ErrNoRecord
	}
	// The entries are looked for before they are read, and the meeting once more with
	// them, so that what is newer than a position shows by its own.
	scope := recs[0].Scope()
	if !sees(scope) {
		return reckoned{}, merge.ErrNoRecord
	}
	ids, err := r.of(ctx, scope, meeting)
	if err != nil {
		return reckoned{}, err
	}
	if recs, err = r.source.Gather(ctx, append(ids, meeting)); err != nil {
		return reckoned{}, fault.E("", fault.Other, err)
	}
	return r.made(meeting, scope, recs)
}

// made makes the receipt of a meeting from records of its scope.
func (r *Reckoner) made(meeting, scope merge.ID, recs []merge.Record) (reckoned, error) {
	out := reckoned{Reckoning: merge.Reckoning{Scope: scope}}
	var head *kpuk.Meeting
	var entries []*kpuk.Entry
	var failed error
	for i := range recs {
		rec := &recs[i]
		out.Position = max(out.Position, rec.Position())
		if rec.ID == meeting {
			head = &kpuk.Meeting{}
			failed = errors.Join(failed, r.decoder.Decode(rec, head))
			out.records = append(out.records, rec.ID)
			continue
		}
		if rec.Scope() != scope {
			continue
		}
		e := &kpuk.Entry{Header: kpuk.Header{ID: kpuk.ID(rec.ID)}}
		failed = errors.Join(failed, r.decoder.Value(rec.Field(merge.Field{Number: fieldLine}).Value(), &e.Line))
		if e.Line.Meeting == kpuk.ID(meeting) {
			entries, out.records = append(entries, e), append(out.records, rec.ID)
		}
	}
	switch {
	case failed != nil:
		return reckoned{}, fault.E("", fault.Other, failed)
	case head == nil || head.Gone():
		return reckoned{}, merge.ErrNoRecord
	}
	receipt := kpuk.ReceiptOf(head, entries)
	out.Digest = receipt.Brief()
	return out, nil
}

// meetingOf is the meeting of an entry's line; false when it belongs to none.
func (r *Reckoner) meetingOf(line []byte) (merge.ID, bool) {
	var l kpuk.EntryLine
	if r.decoder.Value(line, &l) != nil || l.Meeting.IsZero() {
		return merge.ID{}, false
	}
	return merge.ID(l.Meeting), true
}
