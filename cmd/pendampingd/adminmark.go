package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/postgres"
)

// markFile says beside the store how far the hub of this folder has come. A store that is
// put back by hand is then older than its mark, and is not served under the old epoch,
// under which devices would miss what is numbered anew.
const markFile = "hub.mark"

var errSetBack = fault.New(fault.Foreign, "hub.db is older than what this folder has served; "+
	"if it was brought back from a copy, run `pendampingd restore --adopt`, so that devices send again what it lacks")

// mark is the content of the file.
type mark struct {
	Epoch    kpuk.ID `json:"epoch"`
	Position uint64  `json:"position"`
}

// recognize holds the store against the mark, and sets it. A folder without one is new,
// or was restored.
func (f *folder) recognize(ctx context.Context) error {
	const op fault.Op = "recognize"
	now, err := f.place(ctx)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(f.dir, markFile))
	if errors.Is(err, os.ErrNotExist) {
		return f.setMark(now)
	}
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	var was mark
	if json.Unmarshal(text, &was) != nil { // not written by this program: it says nothing
		return f.setMark(now)
	}
	if was.Epoch != now.Epoch || was.Position > now.Position {
		return fault.E(op, fault.Other, fmt.Errorf("%w (position %d, it was at %d)", errSetBack, now.Position, was.Position))
	}
	return f.setMark(now)
}

// place is how far the store has come. What it says is durable already.
func (f *folder) place(ctx context.Context) (mark, error) {
	at, err := f.store.Position(ctx)
	return mark{Epoch: f.set.Epoch, Position: at}, fault.E("place", fault.Other, err)
}

// setMark writes the mark.
func (f *folder) setMark(m mark) error {
	const op fault.Op = "mark"
	text, err := json.Marshal(m)
	if err != nil {
		return fault.E(op, fault.Internal, err)
	}
	return replaceFile(filepath.Join(f.dir, markFile), text)
}

// replaceFile writes a small file durably; it is replaced whole, also when several
// processes do so at once.
func replaceFile(path string, text []byte) error {
	const op fault.Op = "write"
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new*")
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fault.E(op, fault.Other, errors.Join(err, os.Remove(f.Name())))
	}
	return syncFolder(filepath.Dir(path))
}

// gone tells whether a store, by its error, is not this process's to serve any more.
func gone(err error) bool {
	return errors.Is(err, postgres.ErrReplaced) || errors.Is(err, postgres.ErrPromoted) || errors.Is(err, errSetBack)
}

// marking keeps the mark up to date until the function that it returns is called. When
// the store is not to be served any more, lost is called with the reason.
func (f *folder) marking(ctx context.Context, logger *slog.Logger, every time.Duration, lost func(error)) (stop func()) {
	within, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(every)
		defer tick.Stop()
		var last mark
		for open := true; open; {
			select {
			case <-tick.C:
			case <-within.Done():
				open = false
			}
			var err error
			last, err = f.follow(context.WithoutCancel(within), last) // the last time too
			if gone(err) {
				lost(err)
				return
			}
			if err != nil {
				logger.WarnContext(within, "mark not set", slog.Any("err", err))
			}
		}
	}()
	return func() { cancel(); <-ended }
}

// follow sets the mark when the store has come further since, and returns what it is.
func (f *folder) follow(ctx context.Context, last mark) (mark, error) {
	now, err := f.place(ctx)
	switch {
	case err != nil || now == last:
		return last, err
	case now.Position < last.Position:
		return last, fault.E("follow", fault.Other, errSetBack)
	}
	return now, f.setMark(now)
}
