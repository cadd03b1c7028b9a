package fleet

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"pendamping/sync/merge"
)

// settle ends all faults, lets everybody sync and checks.
func (w *world) settle(ctx context.Context) error {
	if err := w.calm(ctx); err != nil {
		return err
	}
	for turn := range calmTurns {
		w.directory.approve()
		for _, d := range w.devices {
			ok, err := d.sync(ctx)
			if err != nil {
				return err
			}
			if last := turn == calmTurns-1; !ok && last {
				w.find(&w.report.Stuck, "device %d cannot sync on a good link", d.n)
			}
		}
	}
	w.checkKeys()
	logged, err := w.checkLog(ctx)
	if err != nil {
		return err
	}
	if err := w.checkFields(ctx, logged); err != nil {
		return err
	}
	if err := w.checkReplicas(ctx); err != nil {
		return err
	}
	return w.checkStores(ctx)
}

// calmTurns is how often everybody syncs on a good link: to bring, to fetch what others
// brought, to find out that there are two of one, to ask for a key, and to use it.
const calmTurns = 10

// calm ends all faults; what is still on its way arrives.
func (w *world) calm(ctx context.Context) error {
	w.quiet = true
	w.mishap.fuse = 0
	for _, d := range w.devices {
		d.mishap = mishap{}
		d.link.arrive(1)
	}
	for len(w.letters) > 0 { // answers are due later than what they answer
		if err := w.deliver(ctx, math.MaxInt); err != nil {
			return err
		}
	}
	return nil
}

// checkLog holds the hub's log against what was acknowledged and what devices have. It
// returns the tokens that are in the log and take effect.
func (w *world) checkLog(ctx context.Context) (map[uint64]struct{}, error) {
	times := map[uint64]int{}
	for _, r := range slices.SortedFunc(maps.Keys(w.replicas), merge.Replica.Compare) {
		changes, err := w.store.Since(ctx, r, 0, 0, 0)
		if err != nil {
			return nil, fmt.Errorf("the hub's log: %w", err)
		}
		for i := range changes {
			eachToken(&changes[i], func(t uint64) { times[t]++ })
		}
	}
	due := w.due()
	for _, t := range slices.Sorted(maps.Keys(due)) {
		if times[t] == 0 {
			w.find(&w.report.Lost, "write %d is not in the hub's log: %s", t, due[t])
		}
	}
	effective := map[uint64]struct{}{}
	for _, t := range slices.Sorted(maps.Keys(times)) {
		effective[t] = struct{}{}
		if times[t] > 1 {
			w.find(&w.report.Doubled, "write %d is %d times in the hub's log", t, times[t])
		}
	}
	return effective, w.leaveOut(ctx, effective)
}

// due are the tokens that must be in the hub's log, and why.
func (w *world) due() map[uint64]string {
	due := map[uint64]string{}
	for t, m := range w.model.writes {
		if m.acked {
			due[t] = "it was acknowledged"
		}
	}
	for _, d := range w.devices {
		for _, t := range d.tokens {
			due[t] = fmt.Sprintf("device %d has it", d.n)
		}
	}
	return due
}

// leaveOut takes what is in quarantine out of what takes effect.
func (w *world) leaveOut(ctx context.Context, effective map[uint64]struct{}) error {
	aside, err := w.store.Quarantine(ctx)
	if err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	for i := range aside {
		if aside[i].Fork {
			w.report.Forks++
			continue
		}
		w.report.Quarantined++
		if code := aside[i].Verdict.Code; code != merge.NoRight {
			w.find(&w.report.Unsound, "a change is in quarantine with code %d %s", code, aside[i].Verdict.Detail)
		}
		eachToken(&aside[i].Change, func(t uint64) { delete(effective, t) })
	}
	return nil
}

// checkFields holds every field of the hub against the model, and its money.
func (w *world) checkFields(ctx context.Context, effective map[uint64]struct{}) error {
	want, got := map[merge.ID]int64{}, map[merge.ID]int64{}
	for _, at := range w.places() {
		survive := w.model.surviving(at, effective)
		for _, t := range survive {
			if m := w.model.writes[t]; m.money {
				want[m.scope] += m.amount
			}
		}
		if err := w.checkField(ctx, at, survive); err != nil {
			return err
		}
	}
	err := w.store.Scan(ctx, merge.ID{}, kindEntry, func(rec merge.Record) bool {
		for _, s := range rec.Field(merge.Field{Number: fieldFirst}).Siblings {
			got[rec.Scope()] += amountOf(s.Value)
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	for i, g := range w.groups {
		if want[g] != got[g] {
			w.find(&w.report.Ledger, "group %d: %d rupiah, want %d", i, got[g], want[g])
		}
	}
	return nil
}

// places lists all places in the same order in every run.
func (w *world) places() []place {
	return slices.SortedFunc(maps.Keys(w.model.places), func(a, b place) int {
		if c := a.record.Compare(b.record); c != 0 {
			return c
		}
		return a.field.Compare(b.field)
	})
}

// checkField holds one field against the tokens that it must show.
func (w *world) checkField(ctx context.Context, at place, survive []uint64) error {
	rec, err := w.store.Record(ctx, at.record)
	if err != nil && len(survive) > 0 {
		w.find(&w.report.Unseen, "a record with %d values is not there: %v", len(survive), err)
		return nil
	}
	held := map[uint64]struct{}{}
	for _, s := range rec.Field(at.field).Siblings {
		held[tokenOf(s.Value)] = struct{}{}
	}
	for _, t := range survive {
		if _, ok := held[t]; !ok {
			w.find(&w.report.Unseen, "write %d was overwritten by nobody who had seen it, and is gone", t)
		}
		delete(held, t)
	}
	for _, t := range slices.Sorted(maps.Keys(held)) {
		w.find(&w.report.Diverged, "write %d is shown though its successor's author had seen it", t)
	}
	return nil
}

// checkReplicas holds what every device has against the hub, scope by scope.
func (w *world) checkReplicas(ctx context.Context) error {
	hubs := map[merge.ID][32]byte{}
	for _, scope := range append([]merge.ID{{}}, w.groups...) {
		sum, err := w.store.Digest(ctx, only(scope)...)
		if err != nil {
			return fmt.Errorf("digest: %w", err)
		}
		hubs[scope] = sum
	}
	refused, err := dots(ctx, w.store)
	if err != nil {
		return err
	}
	for _, d := range w.devices {
		if err := d.checkReplica(ctx, hubs); err != nil {
			return err
		}
		if err := d.checkVerdicts(ctx, refused); err != nil {
			return err
		}
	}
	return nil
}

// dots are the changes that a store keeps without effect.
func dots(ctx context.Context, s interface {
	Quarantine(ctx context.Context) ([]merge.Quarantined, error)
},
) (map[merge.Dot]bool, error) {
	aside, err := s.Quarantine(ctx)
	if err != nil {
		return nil, fmt.Errorf("quarantine: %w", err)
	}
	out := map[merge.Dot]bool{}
	for i := range aside {
		if !aside[i].Fork {
			out[merge.Dot{Replica: aside[i].Change.Replica, Seq: aside[i].Change.Seq}] = true
		}
	}
	return out, nil
}

// checkVerdicts: the author of a change that is without effect knows, and of no others.
func (d *device) checkVerdicts(ctx context.Context, refused map[merge.Dot]bool) error {
	own, err := dots(ctx, d.store)
	if err != nil {
		return err
	}
	head, err := d.store.Head(ctx, d.store.Replica())
	if err != nil {
		return fmt.Errorf("head: %w", err)
	}
	for seq := uint64(1); seq <= head.Seq; seq++ {
		at := merge.Dot{Replica: d.store.Replica(), Seq: seq}
		if own[at] != refused[at] {
			d.w.find(&d.w.report.Unsound, "device %d takes its change %d for refused: %v, and the hub: %v", d.n, seq, own[at], refused[at])
		}
	}
	return nil
}

// only is one scope as a digest takes it; the zero one stands for all.
func only(scope merge.ID) []merge.ID {
	if scope.IsZero() {
		return nil
	}
	return []merge.ID{scope}
}

// checkReplica holds what the device has against the hub's digests.
func (d *device) checkReplica(ctx context.Context, hubs map[merge.ID][32]byte) error {
	scopes := d.w.directory.devices[d.id()].Scopes
	if d.all {
		scopes = []merge.ID{{}}
	}
	for _, scope := range scopes {
		sum, err := d.store.Digest(ctx, only(scope)...)
		if err != nil {
			return fmt.Errorf("digest: %w", err)
		}
		if sum != hubs[scope] {
			d.w.find(&d.w.report.Diverged, "device %d differs from the hub in a scope%s", d.n, d.difference(ctx, scope))
		}
	}
	if err := d.checkHearsay(ctx); err != nil {
		return err
	}
	return d.checkBounds(ctx, scopes)
}

// difference names what a device holds otherwise than the hub, for somebody who then
// traces one of the writes.
func (d *device) difference(ctx context.Context, scope merge.ID) string {
	for _, at := range d.w.places() {
		hub, err := d.w.store.Record(ctx, at.record)
		own, failed := d.store.Record(ctx, at.record)
		if d.all || hub.Scope() == scope || own.Scope() == scope {
			if there, here := state(at.field, hub, err), state(at.field, own, failed); there != here {
				return fmt.Sprintf(": it holds %s, the hub %s", here, there)
			}
		}
	}
	return ""
}

// checkBounds: a device has nothing that it may not hold.
func (d *device) checkBounds(ctx context.Context, scopes []merge.ID) error {
	if d.all {
		return nil
	}
	err := d.store.Scan(ctx, merge.ID{}, 0, func(rec merge.Record) bool {
		if !slices.Contains(scopes, rec.Scope()) {
			d.w.find(&d.w.report.Diverged, "device %d holds a record of kind %d that it may not hold", d.n, rec.Kind)
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("scan: %w", err)
	}
	return nil
}

// checkStores lets every store check itself.
func (w *world) checkStores(ctx context.Context) error {
	all, err := w.backend.Check(ctx, w.store)
	if err != nil {
		return fmt.Errorf("the hub's store: %w", err)
	}
	for _, f := range all {
		w.find(&w.report.Unsound, "the hub's store: %s", f)
	}
	for _, d := range w.devices {
		if all, err = findings(ctx, d.store); err != nil {
			return err
		}
		for _, f := range all {
			w.find(&w.report.Unsound, "the store of device %d: %s", d.n, f)
		}
	}
	return nil
}
