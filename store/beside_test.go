package store

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// gate lets a fold that runs beside go on step by step.
type gate struct {
	open    atomic.Bool   // nobody waits
	arrived chan struct{} // a transaction of the fold is about to commit
	on      chan struct{} // and may
}

func newGate() *gate { return &gate{arrived: make(chan struct{}), on: make(chan struct{})} }

// hook is that of the store's options.
func (g *gate) hook(stage string) error {
	if (stage == "fold" || stage == "mirror") && !g.open.Load() {
		g.arrived <- struct{}{}
		<-g.on
	}
	return nil
}

// step lets a fold that stands at the gate commit and waits until it stands there again;
// false when it has come to its end.
func (g *gate) step(f *folding) bool {
	g.on <- struct{}{}
	select {
	case <-g.arrived:
		return true
	case <-f.done:
		return false
	}
}

// stepper is a store whose folds go on by steps between its saves.
type stepper struct {
	*cuts

	s       *Store
	gate    *gate
	folding bool // one stands at the gate
}

// newStepper makes a store with a small journal, a fold of which has many parts.
func newStepper(t *testing.T) *stepper {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.store")
	g, o := newGate(), options()
	o.Beside, o.Hook = true, g.hook
	g.open.Store(true)
	s, err := Create(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	g.open.Store(false)
	t.Cleanup(func() {
		g.open.Store(true)
		if s.folding != nil {
			select {
			case g.on <- struct{}{}:
			case <-s.folding.done:
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.journal.limit, s.part = 10*pageSize, 7
	return &stepper{cuts: &cuts{t: t, path: beside(t, path), rng: rand.New(rand.NewPCG(7, 8))}, s: s, gate: g}
}

// save saves the next entry; a fold that it begins stands at the gate afterwards.
func (w *stepper) save() {
	before := w.s.folding
	save(w.t, w.s, nth(w.n))
	if w.s.folding != nil && w.s.folding != before {
		<-w.gate.arrived
		w.folding = true
	}
}

// full tells whether the next save must wait for the fold.
func (w *stepper) full() bool {
	j := &w.s.journal
	return w.folding && j.end-j.base+5*pageSize > j.limit
}

// step lets the fold commit once and cuts the power meanwhile. Where a save went before, its
// record may be written at the same time, see together.
func (w *stepper) step() (after files) {
	before := now(w.t, w.s.path)
	w.folding = w.gate.step(w.s.folding)
	after = now(w.t, w.s.path)
	w.fold(before, files{after.tree, before.journal})
	return after
}

// together cuts the power while a record of the journal and a part of the fold are written.
func (w *stepper) together(start, saved, folded files) {
	data, meta := differing(saved.tree, folded.tree)
	sectors := changed(start.journal, saved.journal)
	for range 6 {
		tree := disk(saved.tree, folded.tree, some(w.rng, data))
		if w.rng.IntN(2) == 0 {
			tree = disk(saved.tree, folded.tree, append(data, some(w.rng, meta)...))
		}
		journal := disk(start.journal, saved.journal, some(w.rng, sectors))
		n := w.n
		if bytes.Equal(journal, saved.journal) {
			n++
		}
		w.want("part of a record and of a fold", files{tree, journal}, n)
	}
	w.want("a record and a part of a fold", files{folded.tree, saved.journal}, w.n+1)
}

// TestBesideCrashStates cuts the power at every commit and at every transaction of folds
// that go on at the same time: what was confirmed is there, in whatever of both files it
// stands.
func TestBesideCrashStates(t *testing.T) {
	t.Parallel()
	w := newStepper(t)
	begun, both := 0, 0
	for n := range 40 {
		for w.full() {
			w.step()
		}
		w.n = n
		start := now(t, w.s.path)
		standing := w.folding
		w.save()
		saved := now(t, w.s.path)
		if !standing && w.folding {
			begun++
		}
		w.commit(start, saved)
		if !w.folding {
			continue
		}
		w.n = n + 1
		folded := w.step()
		w.n = n
		w.together(start, saved, folded)
		both++
		w.n = n + 1
	}
	t.Logf("%d states, %d folds begun, %d saves beside, %d transactions of folds", w.states, begun, both, w.folds)
	if begun < 4 || both < 15 || w.folds < 20 {
		t.Errorf("%d folds, %d saves beside, %d transactions of folds", begun, both, w.folds)
	}
}

// TestBesideLies: a disk that loses a record of the era that is being folded, or of the one
// that follows on it, is found out, be it the one that leads from one to the other.
func TestBesideLies(t *testing.T) {
	t.Parallel()
	w := newStepper(t)
	for !w.folding {
		w.save()
		w.n++
	}
	for range 2 {
		w.save()
		w.n++
	}
	f := now(t, w.s.path)
	if got, err := entriesIn(t, w.path, f.tree, f.journal); err != nil || got != w.n {
		t.Fatal(got, err)
	}
	lost := 0
	for at := 0; at+pageSize <= len(f.journal); at += pageSize {
		e, seq, _, _, ok := w.s.journalRecord(f.journal[at:])
		last := e == w.s.journal.era && seq == w.s.journal.seq // nobody can miss that one
		if !ok || last {
			continue
		}
		lost++
		journal := bytes.Clone(f.journal)
		clear(journal[at:][:pageSize])
		if got, err := entriesIn(t, w.path, f.tree, journal); fault.KindOf(err) != fault.Damaged {
			t.Errorf("record %d of era %d is lost: %d entries, %v", seq, e.number(), got, err)
		}
	}
	if lost < 5 {
		t.Errorf("%d records", lost)
	}
}

// TestBesideOlder: a tree from before two eras does not take the journal for its own.
func TestBesideOlder(t *testing.T) {
	t.Parallel()
	w := newStepper(t)
	w.save()
	early := now(t, w.s.path)
	w.gate.open.Store(true)
	for w.n = 1; w.s.journal.era.number() < 4; w.n++ {
		save(t, w.s, nth(w.n))
	}
	if got, err := entriesIn(t, w.path, early.tree, now(t, w.s.path).journal); fault.KindOf(err) != fault.Damaged {
		t.Errorf("%d entries, %v", got, err)
	}
}

// TestBesideFaults: when a fold beside fails the saves go on, and the next fold makes up
// for it; what was said to be kept is there whenever the store is killed.
func TestBesideFaults(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{"fold", "mirror"} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "c.store")
			var broken atomic.Bool
			var asked atomic.Int64
			o := options()
			o.Beside = true
			o.Hook = func(at string) error {
				if at == stage && broken.Load() && asked.Add(1)%9 < 2 {
					return errors.New("the disk is gone")
				}
				return nil
			}
			s, err := Create(t.Context(), path, o)
			if err != nil {
				t.Fatal(err)
			}
			s.journal.limit, s.part = 6*pageSize, 9
			broken.Store(true)
			for n := range 40 {
				e := nth(n)
				for try := 0; s.Save(t.Context(), id(99), e) != nil; try++ {
					if try > 40 {
						t.Fatal("it never recovers")
					}
				}
				if n%8 != 7 {
					continue
				}
				s.writing.Lock()
				if failed := s.calm(); failed != nil {
					t.Log(failed)
				}
				f := now(t, path)
				s.writing.Unlock()
				if got, unread := entriesIn(t, beside(t, path), f.tree, f.journal); unread != nil || got != n+1 {
					t.Errorf("killed: %d of %d entries, %v", got, n+1, unread)
				}
			}
			if err = s.Close(); err != nil {
				t.Error(err)
			}
			o.Hook = nil
			list, err := List[kpuk.Entry](t.Context(), reopen(t, path, o), kpuk.ID{})
			if err != nil || len(list) != 40 {
				t.Errorf("closed: %d entries, %v", len(list), err)
			}
		})
	}
}

// TestBesideReaders: while saves and folds go on every reader sees one moment: the sums of
// what it reads agree, and nothing that was there before is missing.
func TestBesideReaders(t *testing.T) {
	t.Parallel()
	o := options()
	o.Beside = true
	s := fresh(t, o)
	s.journal.limit, s.part = 8*pageSize, 16
	const saves = 250
	var saved atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			for ctx.Err() == nil {
				least := int(saved.Load())
				n := 0
				err := s.Scan(context.WithoutCancel(ctx), merge.ID{}, 0, func(merge.Record) bool {
					n++
					return true
				})
				if err != nil || n < least {
					t.Errorf("%d of %d records: %v", n, least, err)
					return
				}
			}
		})
	}
	for n := range saves {
		e := nth(n % 250)
		e.ID[1], e.ID[15] = byte(n>>8), byte(n)
		save(t, s, e)
		saved.Store(int64(n + 1))
		if n%50 == 49 {
			if err := s.CopyTo(t.Context(), &bytes.Buffer{}); err != nil {
				t.Error(err)
			}
		}
	}
	stop()
	all.Wait()
	wantSound(t, s)
	if got := s.journal.era.number(); got < 10 {
		t.Errorf("era %d only", got)
	}
}

// TestBesideSalvage: with two eras in the journal both are brought back, and a file whose
// fold came to its end loses nothing by what is left of the first.
func TestBesideSalvage(t *testing.T) {
	t.Parallel()
	w := newStepper(t)
	for !w.folding {
		w.save()
		w.n++
	}
	w.save()
	w.n++
	check := func(name string, f files, harm func(b []byte)) {
		t.Helper()
		other := beside(t, w.s.path)
		tree := bytes.Clone(f.tree)
		harm(tree)
		writeBoth(t, other, files{tree, f.journal})
		if _, err := Salvage(t.Context(), other, options(), nil); err != nil {
			t.Fatal(name, err)
		}
		got := reopen(t, other, options())
		wantSound(t, got)
		list, err := List[kpuk.Entry](t.Context(), got, kpuk.ID{})
		if err != nil || len(list) != w.n {
			t.Errorf("%s: %d of %d entries, %v", name, len(list), w.n, err)
		}
	}
	rootless := func(b []byte) { clear(b[2*pageSize:][:2*pageSize]) }
	check("while it is folded", now(t, w.s.path), rootless)
	for w.folding {
		w.step()
	}
	check("when it is folded", now(t, w.s.path), func([]byte) {})
}

// writeBoth writes a store's files.
func writeBoth(t *testing.T, path string, f files) {
	t.Helper()
	if err := errors.Join(os.WriteFile(path, f.tree, 0o600), os.WriteFile(journalPath(path), f.journal, 0o600)); err != nil {
		t.Fatal(err)
	}
}
