package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// maxAside bounds how many damaged files are kept beside a store.
const maxAside = 1_000

// Salvaged says what [Salvage] brought back, in plain numbers.
type Salvaged struct {
	Aside         string                // path of the damaged file
	Records       map[kpuk.Kind]int     // brought back
	Rebuilt       int                   // of these, written anew from own changes: others' later edits come with a sync
	Missing       map[kpuk.ID]kpuk.Kind // that the file names and does not give: to be fetched from the hub
	Counted       map[kpuk.Kind]int     // how many there were, by the file's own count; empty when that is lost
	Changes       int                   // of own logs, kept
	Unsent        int                   // own changes that the hub has not confirmed, brought back
	Mended        int                   // of these, put together from the records: without what missing ones held
	Gaps          []Span                // old numbers of own unsent changes of which nothing is left
	Locals        int                   // values of this device alone
	Pages         int                   // that could not be read
	Values        int                   // that do not verify
	Copied        map[kpuk.Kind]int     // of the records, those that the last copy gave, as they were then
	CopiedChanges int                   // own changes that it gave
	Unsure        bool                  // old values could not be told from present ones: the last own changes may be missing unnoticed
}

// Short is how many records the file counted that are neither back nor named as missing:
// more is lost than one page.
func (r *Salvaged) Short() int {
	short := make(map[kpuk.Kind]int)
	for kind, n := range r.Counted {
		short[kind] = n - r.Records[kind]
	}
	for _, kind := range r.Missing {
		short[kind]--
	}
	n := 0
	for _, missing := range short {
		n += max(missing, 0)
	}
	return n
}

// Salvage rebuilds a device's store from what verifies in its damaged file. It does not
// follow the tree to find values, so that it works without tree, meta pages or list of
// free pages, and needs only the header in the file or beside it. The result takes the
// place of the file, which is kept under the name Aside and never deleted; on errors
// everything is as before. The salvaged store has the same secret, a fresh replica ID
// and pulls everything from the hub with its next sync; own changes that the hub has not
// confirmed wait in its outbox again.
//
// Errors are those of [Open], among them [ErrDamaged] when nothing verifies. progress,
// which may be nil, is told how much is done, from 0 to 1. A hub's store is restored
// from its backup instead.
func Salvage(ctx context.Context, path string, o Options, progress func(part float64)) (Salvaged, error) {
	return salvage(ctx, path, "", o, progress)
}

// salvage is Salvage with a copy to fill from; empty: none.
func salvage(ctx context.Context, path, from string, o Options, progress func(part float64)) (Salvaged, error) {
	const op fault.Op = "store.Salvage"
	if progress == nil {
		progress = func(float64) {}
	}
	old, err := claim(path, o)
	if err != nil {
		return Salvaged{}, fault.E(op, fault.Other, err)
	}
	defer old.release()
	w := &salvager{old: old, from: from, progress: progress}
	f, err := w.search(ctx)
	if err != nil {
		return Salvaged{}, wrap(op, err)
	}
	w.find = f
	err = w.rebuild(ctx, o)
	if errors.Is(err, syscall.ENOSPC) && old.dropBallast(ctx) {
		err = w.rebuild(ctx, o)
	}
	if err == nil {
		err = w.exchange()
	}
	if err != nil {
		return Salvaged{}, wrap(op, err)
	}
	progress(1)
	return w.report, nil
}

// Present tells whether there is a store at path, also one whose salvage was cut off
// between setting the damaged file aside and taking its place.
func Present(path string) bool {
	for _, name := range []string{path, salvagedPath(path)} {
		if info, err := os.Stat(name); err == nil && info.Size() > 0 {
			return true
		}
	}
	return false
}

// salvagingPath is where a store is rebuilt, salvagedPath where it waits, whole, for its
// place.
func salvagingPath(path string) string { return path + ".salvage" }
func salvagedPath(path string) string  { return path + ".salvaged" }

// takePlace finishes an exchange of files that was cut off.
func takePlace(path string) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		_ = os.Rename(salvagedPath(path), path) //nolint:errcheck // there is seldom one
	}
}

// salvager is a Salvage under way.
type salvager struct {
	old      *Store // the damaged one: its path, header and keys
	from     string // the copy; empty: none
	find     *find
	report   Salvaged
	progress func(float64)
}

// search unlocks the header and goes through all pages of the file.
func (w *salvager) search(ctx context.Context) (*find, error) {
	takePlace(w.old.path)
	f, err := os.Open(w.old.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrAbsent
	}
	if err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	defer func() { _ = f.Close() }() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	if fail := w.unlock(ctx, f, info.Size()); fail != nil {
		return nil, fail
	}
	found := newFind(w.old, survey(f, info.Size(), w.openState))
	for id := uint64(2); id < found.atls.pages; id++ {
		if id%64 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			w.progress(0.4 * float64(id) / float64(found.atls.pages))
		}
		found.page(id)
	}
	found.journal()
	switch {
	case found.schema > schema:
		return nil, ErrNewer
	case len(found.recs)+len(found.log)+len(found.locals)+len(found.old) == 0:
		return nil, damage("nothing in the file verifies")
	}
	if err := w.fill(ctx, found); err != nil {
		return nil, err
	}
	w.report.Pages, w.report.Values, w.report.Unsure = found.atls.bad, found.values, found.atls.blind() || found.behind()
	return found, nil
}

// openState opens the sealed state.
func (w *salvager) openState(value []byte) (st state, ok bool) {
	plain, err := w.old.sealer.open(bucketState, []byte(keyState), value)
	return st, err == nil && w.old.code.dec.Unmarshal(plain, &st) == nil
}

// unlock finds a header, beside the file or anywhere in it, and opens it.
func (w *salvager) unlock(ctx context.Context, f io.ReaderAt, size int64) error {
	s := w.old
	if err := w.findHeader(ctx, f, size); err != nil {
		return err
	}
	key, err := unlockCounted(s.path, s.header, &s.opts)
	if err != nil {
		return err
	}
	s.sealer, err = newSealer(key, s.header.StoreID, s.opts.Rand)
	return err
}

// findHeader finds the header beside the file or, where none is, the newest in it: pages
// that are free now hold older ones.
func (w *salvager) findHeader(ctx context.Context, f io.ReaderAt, size int64) error {
	if w.old.header = readHeaderFile(w.old.path); w.old.header != nil {
		return nil
	}
	a := &atlas{f: f, pages: uint64(size) / pageSize} //nolint:gosec // a size
	for id := uint64(2); id < a.pages; id++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		a.leaf(id, func(e leafElement) bool {
			w.header(e)
			return true
		})
	}
	if w.old.header == nil {
		return damage("no header verifies")
	}
	return nil
}

// header takes the newest header of the file.
func (w *salvager) header(e leafElement) {
	switch {
	case e.bucket:
		elements(e.value[bucketHeader:], nil, func(in leafElement) bool {
			if !in.bucket {
				w.header(in)
			}
			return true
		})
	case string(e.key) == metaHeader:
		w.old.header = newer(w.old.header, decodeHeader(e.value))
	}
}

// rebuild writes the new file and reads it through.
func (w *salvager) rebuild(ctx context.Context, o Options) error {
	path := salvagingPath(w.old.path)
	for _, name := range []string{path, salvagedPath(w.old.path)} {
		_ = os.Remove(name) //nolint:errcheck // of an attempt that was cut off
	}
	s, err := claim(path, o)
	if err != nil {
		return err
	}
	defer s.release()
	s.header, s.sealer, s.direct = w.old.header, w.old.sealer, true
	text, err := s.header.encode()
	if err != nil {
		return err
	}
	var own merge.Replica
	if _, err = io.ReadFull(o.Rand, own[:]); err != nil {
		return fmt.Errorf("random source: %w", err)
	}
	s.own.Store(&own)
	if fail := s.connect(false); fail != nil {
		return fail
	}
	s.db.NoSync = true // nobody relies on the file before it is whole and synced below
	if fail := s.lay(text); fail != nil {
		return fail
	}
	if fail := w.refill(ctx, s); fail != nil {
		return fail
	}
	r, err := s.Check(ctx)
	if err == nil && len(r.Findings) > 0 {
		err = fault.E("", fault.Internal, fmt.Errorf("the salvaged store is not sound: %v", r.Findings[0]))
	}
	return errors.Join(err, s.db.Sync())
}

// moved is the outcome of moving a file that need not be there.
func moved(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// exchange sets the damaged file aside and puts the new one into its place. A power cut
// in between is made good by the next opening.
func (w *salvager) exchange() error {
	path := w.old.path
	text, err := w.old.header.encode()
	if err != nil {
		return err
	}
	aside, err := freeAside(path)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	for _, step := range []func() error{
		func() error { return writeFile(headerPath(path), text) },
		func() error { return writeFile(headerPath(aside), text) },
		func() error { return os.Rename(salvagingPath(path), salvagedPath(path)) },
		func() error { return syncDir(dir) },
		func() error { return os.Rename(path, aside) },
		func() error { return moved(os.Rename(journalPath(path), journalPath(aside))) },
		func() error { return os.Rename(salvagedPath(path), path) },
		func() error { return syncDir(dir) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("exchange: %w", err)
		}
	}
	w.report.Aside = aside
	return nil
}
