package fleet

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Trace plays a fleet and tells how the field of one write fared, line by line: who wrote
// it and what she had seen, and each time that a device or the hub holds something else.
// The number of a write is what findings name it by. It is played twice: the first time
// shows which field it is.
func Trace(ctx context.Context, cfg Config, write uint64, out io.Writer) (Report, error) {
	const op fault.Op = "fleet.Trace"
	again := cfg
	cfg.Dir, again.Dir = filepath.Join(cfg.Dir, "first"), filepath.Join(cfg.Dir, "again")
	if err := errors.Join(os.MkdirAll(cfg.Dir, 0o700), os.MkdirAll(again.Dir, 0o700)); err != nil {
		return Report{}, fault.E(op, fault.Other, err)
	}
	w, err := run(ctx, cfg, nil)
	if err != nil {
		return w.report, fault.E(op, fault.Other, err)
	}
	m := w.model.writes[write]
	if m == nil {
		return w.report, fault.E(op, fault.NotFound, fmt.Errorf("%w: nobody made write %d", ErrConfig, write))
	}
	w, err = run(ctx, again, &watch{at: m.at, out: out, last: map[int]string{}})
	return w.report, fault.E(op, fault.Other, err)
}

// watch is a field that is looked at after everything that happens.
type watch struct {
	at   place
	out  io.Writer
	last map[int]string // what devices hold of it, by number; the hub's is noOne
}

const (
	noOne   = -1
	nothing = "no such record"
)

// look tells what the hub and a device hold of the watched field, if it is something else
// than before. what has just happened.
func (w *world) look(ctx context.Context, d *device, what string) {
	if w.watch == nil {
		return
	}
	w.watch.tell(w.day, noOne, what, "the hub holds", w.watched(w.store.Record(ctx, w.watch.at.record)))
	if d != nil {
		name := fmt.Sprintf("device %d (%s) holds", d.n, short(d.store.Replica()))
		w.watch.tell(w.day, d.n, what, name, w.watched(d.store.Record(ctx, w.watch.at.record)))
	}
}

// tell tells a state that is another than the last one.
func (w *watch) tell(day, who int, what, name, state string) {
	if before, ok := w.last[who]; before == state || (!ok && state == nothing) {
		return
	}
	w.last[who] = state
	fmt.Fprintf(w.out, "day %d, %s: %s %s\n", day, what, name, state) //nolint:errcheck // for somebody who looks
}

func (w *world) watched(rec merge.Record, err error) string { return state(w.watch.at.field, rec, err) }

// state says which writes a record shows in a field, and what it has seen.
func state(f merge.Field, rec merge.Record, err error) string {
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nothing
	case err != nil:
		return err.Error()
	}
	reg := rec.Field(f)
	var shown []string
	for _, s := range reg.Siblings {
		shown = append(shown, fmt.Sprintf("%d as %s", tokenOf(s.Value), dot(s.Dot)))
	}
	return fmt.Sprintf("[%s] seen %s", strings.Join(shown, ", "), seen(reg.Context))
}

// lookAtSave tells of writes to the watched field.
func (w *world) lookAtSave(d *device, edits []merge.Edit, made map[uint64]*written) {
	if w.watch == nil {
		return
	}
	for _, token := range slices.Sorted(maps.Keys(made)) {
		if made[token].at != w.watch.at {
			continue
		}
		for i := range edits {
			for _, f := range edits[i].Writes {
				if tokenOf(f.Value) == token {
					fmt.Fprintf(w.watch.out, "day %d, device %d (%s) writes %d, having seen %v and written %v, context %s\n", //nolint:errcheck // as above
						w.day, d.n, short(d.store.Replica()), token, made[token].saw, made[token].wrote, seen(f.Context))
				}
			}
		}
	}
}

func seen(c merge.Context) string {
	var all []string
	for _, d := range c {
		all = append(all, dot(d))
	}
	return "{" + strings.Join(all, " ") + "}"
}

func dot(d merge.Dot) string { return fmt.Sprintf("%s/%d", short(d.Replica), d.Seq) }

func short(r merge.Replica) string { return hex.EncodeToString(r[:3]) }
