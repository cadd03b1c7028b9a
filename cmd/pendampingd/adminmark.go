package main

import (
	"bytes"
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
	out, err := localFiles{}.create(filepath.Join(f.dir, markFile), replaceOld)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	if _, err = bytes.NewReader(text).WriteTo(out); err != nil {
		out.drop()
		return fault.E(op, fault.Other, err)
	}
	_, err = out.finish()
	return fault.E(op, fault.Other, err)
}

// marking keeps the mark up to date until the function that it returns is called.
func (f *folder) marking(ctx context.Context, logger *slog.Logger) (stop func()) {
	within, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		minute := time.NewTicker(time.Minute)
		defer minute.Stop()
		var last mark
		for open := true; open; {
			select {
			case <-minute.C:
			case <-within.Done():
				open = false
			}
			now, err := f.place(context.WithoutCancel(within)) // the last one too
			if err == nil && now != last {
				err = f.setMark(now)
				last = now
			}
			if err != nil {
				logger.WarnContext(within, "mark not set", slog.Any("err", err))
			}
		}
	}()
	return func() { cancel(); <-ended }
}
