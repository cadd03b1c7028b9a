package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"pendamping/assets/dictionary"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

const (
	pageBytes = 6 << 10 // of records in a reply: what colleagues did since yesterday
	tapPause  = 4_000   // milliseconds
)

// press turns messages into what the compressor sees.
type press struct {
	codec *wire.Codec
	unzip *zstd.Decoder
}

func newPress() (*press, error) {
	codec, err := wire.New(wire.Options{Derive: store.Derive})
	if err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderDictRaw(dictionary.First, dictionary.Raw()))
	if err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	return &press{codec: codec, unzip: unzip}, nil
}

func (p *press) close() error {
	p.unzip.Close()
	return p.codec.Close()
}

// messages are the requests of a device's own log, a visit each, and replies with what it
// holds.
func messages(ctx context.Context, s *store.Store, partition kpuk.ID) (out [][]byte, err error) {
	p, err := newPress()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if out, err = p.requests(ctx, s); err != nil {
		return nil, err
	}
	return p.replies(ctx, s, partition, out)
}

// requests are a device's own log.
func (p *press) requests(ctx context.Context, s *store.Store) (out [][]byte, err error) {
	for after, base := uint64(0), uint64(0); ; {
		changes, err := s.Since(ctx, s.Replica(), after, wire.MaxChanges, wire.MaxChangeBytes)
		if err != nil || len(changes) == 0 {
			return out, err
		}
		after = changes[len(changes)-1].Seq
		for _, visit := range visits(changes) {
			taps := taps(visit, base)
			body, failed := p.codec.PackRequest(s.Replica(), &wire.Request{
				Schema: store.Schema, Base: merge.Head{Seq: base, Hash: merge.Hash{1}}, Head: base + uint64(len(taps)), Changes: taps,
				Cursor: make([]byte, 20), Want: 512 << 10, Reads: wire.NewestDictionary,
			})
			if out, err = p.add(out, body, failed); err != nil {
				return nil, err
			}
			base += uint64(len(taps))
		}
	}
}

// replies adds pages with what a device holds.
func (p *press) replies(ctx context.Context, s *store.Store, partition kpuk.ID, out [][]byte) ([][]byte, error) {
	q := merge.Query{Partition: merge.ID(partition), All: true, MaxBytes: pageBytes}
	for more := true; more; {
		page, err := s.Page(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("page: %w", err)
		}
		q.After, q.Base, more = page.Next, page.Base, page.More
		body, err := p.codec.PackReply(&wire.Reply{Epoch: merge.ID{1}, Deltas: page.Deltas, Cursor: make([]byte, 20), More: more})
		if out, err = p.add(out, body, err); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// add puts a message beside the others, uncompressed.
func (p *press) add(out [][]byte, body []byte, err error) ([][]byte, error) {
	if err != nil {
		return nil, fmt.Errorf("message: %w", err)
	}
	plain, err := p.unzip.DecodeAll(body, nil)
	if err != nil {
		return nil, fmt.Errorf("message: %w", err)
	}
	return append(out, plain), nil
}

// visits splits changes where a new meeting begins: at the first write of its scope.
func visits(changes []merge.Change) [][]merge.Change {
	var out [][]merge.Change
	from := 0
	for i := range changes {
		e := &changes[i].Edits[0]
		if i > from && merge.Kind(kpuk.KindMeeting) == e.Kind && e.Writes[0].Field.Number == merge.FieldScope {
			out = append(out, changes[from:i])
			from = i
		}
	}
	return append(out, changes[from:])
}

// taps takes saves of whole steps apart into what the recorder saves from tap to tap:
// each record by itself, and of a meeting each woman's attendance by itself.
func taps(visit []merge.Change, base uint64) []merge.Change {
	var out []merge.Change
	for _, c := range visit {
		at := c.Stamp
		tap := func(e merge.Edit) {
			one := c
			one.Seq, one.Stamp, one.Edits = base+uint64(len(out))+1, at, []merge.Edit{e}
			at += merge.Stamp(tapPause) << 16
			out = append(out, one)
		}
		for _, e := range c.Edits {
			rest := e
			rest.Writes = nil
			for _, w := range e.Writes {
				if w.Field.Element.IsZero() {
					rest.Writes = append(rest.Writes, w)
					continue
				}
				single := e
				single.Writes = []merge.Write{w}
				tap(single)
			}
			if len(rest.Writes) > 0 {
				tap(rest)
			}
		}
	}
	return out
}
