package demodata

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"pendamping/app/device"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/session"
)

// Config says where and with what a plan is recorded.
type Config struct {
	Dir        string            // for the devices, a folder each
	Invites    map[string]string // links by name, as `pendampingd invite --people --json` gives them
	PIN        string            // of the tablets
	Passphrase string            // of the coordinators
	Now        func() time.Time
	Rand       io.Reader // for keys; used by several goroutines at once
	Logger     *slog.Logger
	Parallel   int // devices at work at once; 0: 4
}

// Summary is what was recorded.
type Summary struct {
	Groups, Members, Meetings, Entries, Loans, Tasks int
	Approved, Submitted, Returned                    int
	Requests, BytesUp, BytesDown                     int
	Devices                                          map[string]string // folders by name
}

// lightArgon is the least cost that a store accepts: the PIN of invented data protects
// nobody.
func lightArgon() store.Argon { return store.Argon{Time: 2, Memory: 19 << 10, Threads: 1} }

// tally adds up what several devices did.
type tally struct {
	mu sync.Mutex
	Summary
}

func (t *tally) synced(r session.Result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Requests, t.BytesUp, t.BytesDown = t.Requests+r.Requests, t.BytesUp+r.BytesUp, t.BytesDown+r.BytesDown
}

// Record lets the plan happen at a hub that serves and holds the roster: facilitators
// enrol, record their meetings and sync; the first coordinator reviews; all sync again.
func (p *Plan) Record(ctx context.Context, cfg Config) (Summary, error) {
	sum := &tally{Summary: Summary{Groups: len(p.groups), Devices: map[string]string{}}}
	for _, g := range p.groups {
		sum.Members += len(g.members)
	}
	tablets := make([]*tablet, p.shape.Facilitators)
	err := each(ctx, cfg.Parallel, len(tablets), func(ctx context.Context, i int) error {
		var err error
		if tablets[i], err = p.facilitator(ctx, cfg, i, sum); err != nil {
			return fmt.Errorf("%s: %w", p.Facilitators()[i], err)
		}
		return nil
	})
	defer func() {
		for _, t := range tablets {
			if t != nil {
				t.dev.Close()
			}
		}
	}()
	if err != nil {
		return Summary{}, fmt.Errorf("recording: %w", err)
	}
	for i, name := range p.Coordinators() {
		if err = p.coordinator(ctx, cfg, name, i == 0, sum); err != nil {
			return Summary{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	err = each(ctx, cfg.Parallel, len(tablets), func(ctx context.Context, i int) error { return tablets[i].sync(ctx, sum) })
	if err != nil {
		return Summary{}, fmt.Errorf("last sync: %w", err)
	}
	return sum.Summary, nil
}

// each runs work for 0 to n−1, a few at a time, and stops at the first error.
func each(ctx context.Context, parallel, n int, work func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	places := make(chan struct{}, cmp.Or(parallel, 4))
	var wg sync.WaitGroup
	for i := range n {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			if ctx.Err() != nil {
				return
			}
			if err := work(ctx, i); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return ctx.Err()
}

// clock shows the day of which a device records, but never a time to come: hubs mark
// stamps from the future.
type clock struct {
	mu   sync.Mutex
	at   time.Time
	real func() time.Time
}

// Now is the time shown.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.real()
	if c.at.IsZero() || c.at.After(now) {
		return now
	}
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// seat is a person with her device.
type seat struct{ name, label, secret string }

// join lets a device in.
func (p *Plan) join(ctx context.Context, cfg Config, who seat, sum *tally) (*tablet, error) {
	link := cfg.Invites[who.name]
	if link == "" {
		return nil, errors.New("there is no invitation")
	}
	dir := filepath.Join(cfg.Dir, who.label)
	c := &clock{real: cfg.Now}
	d, err := device.NewJoiner(device.Config{
		Dir: dir, Now: c.Now, Rand: cfg.Rand, Logger: cfg.Logger, Label: who.label, Argon: lightArgon(),
	}).Join(ctx, link, who.secret, func(device.Stage, int) {})
	if err != nil {
		return nil, fmt.Errorf("enrolment: %w", err)
	}
	sum.mu.Lock()
	defer sum.mu.Unlock()
	sum.Devices[who.name] = dir
	return &tablet{dev: d, clock: c, plan: p, sum: sum}, nil
}

// facilitator gives her a tablet, records all meetings of its groups in the order of their
// days, and syncs.
func (p *Plan) facilitator(ctx context.Context, cfg Config, i int, sum *tally) (*tablet, error) {
	t, err := p.join(ctx, cfg, seat{p.Facilitators()[i], fmt.Sprintf("tablet-%02d", i+1), cfg.PIN}, sum)
	if err != nil {
		return nil, err
	}
	err = t.record(ctx, i)
	if err != nil {
		return t, err
	}
	t.clock.set(time.Time{})
	err = t.sync(ctx, sum)
	return t, err
}

// record records what a facilitator recorded in a year.
func (t *tablet) record(ctx context.Context, facilitator int) error {
	if err := t.load(ctx); err != nil {
		return err
	}
	type sitting struct{ group, at int }
	var all []sitting
	for gi, g := range t.plan.groups {
		for i := range g.dates {
			if g.facilitator == facilitator {
				all = append(all, sitting{gi, i})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b sitting) int {
		x, y := t.plan.groups[a.group], t.plan.groups[b.group]
		return cmp.Or(cmp.Compare(x.dates[a.at], y.dates[b.at]), cmp.Compare(x.start, y.start))
	})
	for _, s := range all {
		g := t.plan.groups[s.group]
		b := t.books[g.code]
		if b == nil {
			return fmt.Errorf("the device lacks group %s: was the roster imported before the invitation was made?", g.code)
		}
		if err := t.meet(ctx, b, s.at); err != nil {
			return fmt.Errorf("group %s on %v: %w", g.code, g.dates[s.at], err)
		}
	}
	if facilitator == 0 {
		return t.planVisit(ctx)
	}
	return nil
}

// sync syncs a device once; a hub that is busy is asked again.
func (t *tablet) sync(ctx context.Context, sum *tally) error {
	r, err := t.dev.Sync(ctx, nil)
	sum.synced(r)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	if len(r.Verdicts) > 0 {
		return fmt.Errorf("the hub refused %d changes, the first with code %d: %s", len(r.Verdicts), r.Verdicts[0].Code, r.Verdicts[0].Detail)
	}
	return nil
}

// coordinator sets up a desktop; the first one reviews what was submitted.
func (p *Plan) coordinator(ctx context.Context, cfg Config, name string, reviews bool, sum *tally) error { //nolint:revive // who she is, not how to work
	number := slices.Index(p.Coordinators(), name) + 1
	t, err := p.join(ctx, cfg, seat{name, fmt.Sprintf("desk-%02d", number), cfg.Passphrase}, sum)
	if err != nil {
		return err
	}
	defer t.dev.Close()
	if !reviews {
		return nil
	}
	if err := t.review(ctx); err != nil {
		return err
	}
	return t.sync(ctx, sum)
}

// review approves all meetings but the last: some wait, some are given back.
func (t *tablet) review(ctx context.Context) error {
	meetings, err := store.List[kpuk.Meeting](ctx, t.dev.Store, kpuk.ID{})
	if err != nil {
		return fmt.Errorf("review: %w", err)
	}
	groups, err := store.List[kpuk.Group](ctx, t.dev.Store, kpuk.ID{})
	if err != nil {
		return fmt.Errorf("review: %w", err)
	}
	codes := map[kpuk.ID]string{}
	for _, g := range groups {
		codes[g.ID] = g.Code
	}
	slices.SortFunc(meetings, func(a, b *kpuk.Meeting) int {
		return cmp.Or(-cmp.Compare(a.Date, b.Date), cmp.Compare(codes[a.Group], codes[b.Group]))
	})
	returned := t.giveBack(meetings, codes)
	waiting := 0
	var batch []kpuk.Record
	for _, m := range meetings {
		by := kpuk.Actor{Person: t.dev.Identity.Person, Office: t.dev.Identity.Office, At: reviewedAt(m.Date, t.clock.Now())}
		var to kpuk.Standing
		switch comment, back := returned[m.ID]; {
		case back:
			to, err = m.State.Return(by, kpuk.StepCash, comment)
		case waiting < t.plan.shape.Submitted:
			waiting++
			continue
		default:
			to, err = m.State.Approve(by)
		}
		if err != nil {
			return fmt.Errorf("review: %w", err)
		}
		m.Stand(to)
		if batch = append(batch, m); len(batch) == 100 {
			if err := t.save(ctx, batch...); err != nil {
				return err
			}
			batch = nil
		}
	}
	t.sum.Returned, t.sum.Submitted = len(returned), waiting
	t.sum.Approved = len(meetings) - len(returned) - waiting
	return t.save(ctx, batch...)
}

// giveBack chooses which meetings are returned: the last ones of groups of which the
// plan says so, then the latest of others.
func (t *tablet) giveBack(meetings []*kpuk.Meeting, codes map[kpuk.ID]string) map[kpuk.ID]string {
	out := map[kpuk.ID]string{}
	why := map[string]string{}
	for _, g := range t.plan.groups {
		if g.returned != "" {
			why[g.code] = g.returned
		}
	}
	take := func(m *kpuk.Meeting, comment string) {
		if _, done := out[m.ID]; !done && len(out) < t.plan.shape.Returned {
			out[m.ID] = comment
		}
	}
	for _, m := range meetings { // the latest first
		if comment := why[codes[m.Group]]; comment != "" {
			take(m, comment)
			delete(why, codes[m.Group])
		}
	}
	for _, m := range meetings {
		take(m, "Jumlah uang kas tidak sama dengan catatan bendahara. Mohon hitung ulang.")
	}
	return out
}

// reviewedAt is two days after the meeting, or now when that is yet to come; Unix
// milliseconds.
func reviewedAt(day kpuk.Date, now time.Time) int64 {
	return min(day.AddDays(2).Time().UnixMilli(), now.UnixMilli())
}
