package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// SalvageWith is [Salvage] with the last copy of the store as a second source, for what the
// damaged file names or counts and does not give any more: records as they were when the copy
// was made, and own changes. The file goes before the copy wherever both have something. A copy
// that is not there, is damaged itself or is of another store gives nothing, and neither does
// one from before the store took another replica: what its changes are called now it does not
// know. The copy is left as it is.
func SalvageWith(ctx context.Context, path, from string, o Options, progress func(part float64)) (Salvaged, error) {
	return salvage(ctx, path, from, o, progress)
}

// fill takes from the copy what the file lost.
func (w *salvager) fill(ctx context.Context, f *find) error {
	if w.from == "" {
		return nil
	}
	c, err := w.searchCopy(ctx)
	if err != nil || c == nil || c.own() != f.own() || f.own().IsZero() {
		return err
	}
	w.report.CopiedChanges = f.fillLog(c)
	w.report.Copied = f.fillRecords(c)
	return nil
}

// searchCopy goes through the pages of the copy; nil without one.
func (w *salvager) searchCopy(ctx context.Context) (*find, error) {
	f, err := os.Open(w.from)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil //nolint:nilnil // documented: no copy
	}
	if err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	defer func() { _ = f.Close() }() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	c := newFind(w.old, survey(f, info.Size(), w.openState))
	for id := uint64(2); id < c.atls.pages; id++ {
		if id%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c.page(id)
	}
	if c.present == nil {
		return nil, nil //nolint:nilnil // of another store, or nothing verifies
	}
	return c, nil
}

// fillLog takes own changes that the file lost, up to the last that it knows of: what it names
// no more never stood in it, as far as anybody can tell. It returns how many.
func (f *find) fillLog(c *find) (n int) {
	own := f.own()
	last := f.last(own)
	for at, l := range c.log {
		held, there := f.log[at]
		if at.replica != own || at.seq > last || !l.live || there && held.live {
			continue
		}
		if there && held.link != l.link {
			continue // the file remembers another history
		}
		f.log[at] = l
		if !there {
			n++
		}
	}
	return n
}

// fillRecords takes records that the file lost: those that it names and, where it counts more
// than it names, others of the kind. It returns how many, by kind.
func (f *find) fillRecords(c *find) map[kpuk.Kind]int {
	out := make(map[kpuk.Kind]int)
	unnamed := f.unnamed()
	for _, rec := range c.ordered() {
		if _, there := f.recs[rec.ID]; there {
			continue
		}
		kind := kpuk.Kind(rec.Kind)
		if _, named := f.places[rec.ID]; !named {
			if unnamed[kind] <= 0 {
				continue // it left the device since
			}
			unnamed[kind]--
			f.places[rec.ID] = spot{scope: rec.Scope(), kind: rec.Kind}
		}
		f.recs[rec.ID] = rec
		f.copied[rec.ID] = true
		out[kind]++
	}
	return out
}

// unnamed is by how much the file counts more records of a kind than it names or gives.
func (f *find) unnamed() map[kpuk.Kind]int {
	out := f.counted()
	for _, at := range f.places {
		out[kpuk.Kind(at.kind)]--
	}
	for id, rec := range f.recs {
		if _, named := f.places[id]; !named {
			out[kpuk.Kind(rec.Kind)]--
		}
	}
	return out
}

// older tells whether a record came from the copy, so that what the log has since is to be
// written to it.
func (f *find) older(id merge.ID) bool { return f.copied[id] }
