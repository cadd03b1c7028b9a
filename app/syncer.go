package app

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"pendamping/app/background"
	"pendamping/app/device"
	syncscreen "pendamping/app/screen/sync"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/receipt"
	"pendamping/sync/session"
)

const (
	// every is how often the app syncs while it is open and all goes well.
	every = 5 * time.Minute
	// soon is how long after a save the app syncs, so that a meeting goes out in few
	// requests and not tap by tap.
	soon = 20 * time.Second
	// keptPast is how many past syncs are remembered.
	keptPast = 20
)

// syncer runs one sync at a time in the background and tells how they go. Its exported
// methods are called on the UI thread.
type syncer struct {
	ctx     context.Context //nolint:containedctx // from sign-in to lock
	dev     *device.Device
	now     func() time.Time
	changed func()
	obey    func(session.Order) // told what the hub ordered, verified
	state   syncscreen.State
	words   map[kpuk.ID]receipt.Word // of comparisons with the hub
	cancel  context.CancelFunc       // of the running sync
	pending bool                     // another was asked for while one runs
	paused  bool                     // none begins
	may     func() bool              // whether one may begin unasked; nil: always
	fails   int                      // in a row, for the backoff
	timer   func()                   // stops the wait for the next sync
	group   sync.WaitGroup
}

// newSyncer makes a syncer that reads at once what is known from before.
func newSyncer(ctx context.Context, dev *device.Device, now func() time.Time, changed func(), obey func(session.Order)) *syncer {
	s := &syncer{ctx: ctx, dev: dev, now: now, changed: changed, obey: obey}
	s.look()
	return s
}

// State implements the sync page's Source.
func (s *syncer) State() syncscreen.State { return s.state }

// Start syncs now because somebody asked for it, or once more after what runs.
func (s *syncer) Start() {
	s.state.Paused, s.state.ByHand = false, false
	s.start()
}

// Auto syncs unasked, unless that is not wanted: while it is paused, or on a connection
// that costs and the person wants to be asked. Then it looks again later.
func (s *syncer) Auto() {
	if s.ctx.Err() != nil || s.state.Paused {
		return
	}
	if s.state.ByHand = s.may != nil && !s.may(); s.state.ByHand {
		s.plan(every)
		s.changed()
		return
	}
	s.start()
}

// start begins a sync, or notes that another is wanted.
func (s *syncer) start() {
	if s.ctx.Err() != nil {
		return
	}
	if s.cancel != nil || s.state.Carry.Running() || s.paused {
		s.pending = true
		return
	}
	s.unplan()
	ctx, cancel := context.WithCancel(s.ctx)
	s.cancel = cancel
	s.state.Running, s.state.Sent, s.state.Received, s.state.BytesDone = true, 0, 0, 0
	s.state.ToSend = int(s.state.Total - s.state.Confirmed) //nolint:gosec // counts of changes
	steps := make(chan session.Progress, 1)
	background.Each(ctx, steps, s.progress)
	s.group.Add(1)
	background.Run(s.ctx, func(context.Context) (session.Result, error) {
		defer s.group.Done()
		return s.dev.Sync(ctx, func(p session.Progress) {
			select {
			case steps <- p:
			default: // a later one follows
			}
		})
	}, func(r session.Result, err error) {
		cancel()
		s.ended(r, err)
	})
	s.changed()
}

// Cancel pauses: the sync that runs is stopped, what has arrived stays arrived, and none
// begins until [syncer.Start].
func (s *syncer) Cancel() {
	s.state.Paused, s.pending = true, false
	s.unplan()
	s.stop()
	s.changed()
}

// stop stops the sync that runs.
func (s *syncer) stop() {
	if s.cancel != nil {
		s.cancel()
	}
}

// Saved plans a sync soon after something was saved.
func (s *syncer) Saved() {
	s.look()
	if s.cancel == nil && s.fails == 0 && !s.state.Paused {
		s.plan(soon)
	}
}

// pause stops the sync that runs and lets none begin until resume.
func (s *syncer) pause() {
	s.stop()
	s.paused = true
}

// resume lets syncs begin again, and begins one that was asked for meanwhile.
func (s *syncer) resume() {
	s.paused = false
	s.pending = false
	s.Auto()
}

// wait waits for the sync that runs to end.
func (s *syncer) wait() { s.group.Wait() }

func (s *syncer) progress(p session.Progress) {
	s.state.Online = true
	s.state.Sent, s.state.Received = p.Pushed, p.Pulled
	s.state.BytesDone = int64(p.BytesUp + p.BytesDown)
	s.changed()
}

// ended takes over how a sync ended and plans the next.
func (s *syncer) ended(r session.Result, err error) {
	s.cancel = nil
	s.state.Running = false
	s.state.Online = err == nil || fault.KindOf(err) != fault.Transient
	wait := every
	switch {
	case err != nil && s.state.Paused: // not for a fault
	case err != nil:
		s.fails++
		wait = min(every, max(r.RetryAfter, soon<<min(s.fails, 4)))
	default:
		s.fails = 0
	}
	if err != nil || r.Pushed+r.Pulled > 0 || s.state.At.IsZero() {
		s.remember(syncscreen.Past{At: r.At, Sent: r.Pushed, Received: r.Pulled, Bytes: int64(r.BytesUp + r.BytesDown), Err: err, Returning: errors.Is(err, session.ErrHeld)})
	}
	if order := r.Order(); order != session.OrderNone {
		s.obey(order)
		return
	}
	s.look()
	s.changed()
	if s.pending {
		s.pending = false
		s.start()
		return
	}
	if !s.state.Paused {
		s.plan(wait)
	}
}

// remember puts a finished sync before the past ones.
func (s *syncer) remember(p syncscreen.Past) {
	s.state.Past = slices.Insert(s.state.Past, 0, p)
	s.state.Past = s.state.Past[:min(len(s.state.Past), keptPast)]
}

// plan syncs after d, unless it is asked for earlier.
func (s *syncer) plan(d time.Duration) {
	s.unplan()
	ctx, stop := context.WithCancel(s.ctx)
	s.timer = stop
	background.After(ctx, d, s.Auto)
}

func (s *syncer) unplan() {
	if s.timer != nil {
		s.timer()
		s.timer = nil
	}
}

// look asks the store in the background what waits and what is confirmed.
func (s *syncer) look() {
	background.Run(s.ctx, s.dev.Standing, func(st device.Standing, err error) {
		if err != nil {
			s.dev.Warn(s.ctx, "standing not read", err)
			return
		}
		s.state.Waiting = s.state.Waiting[:0:0]
		for kind, n := range st.Waiting {
			s.state.Waiting = append(s.state.Waiting, syncscreen.Waiting{Kind: kind, Count: n, Bytes: st.KindBytes[kind]})
		}
		slices.SortFunc(s.state.Waiting, func(a, b syncscreen.Waiting) int { return int(a.Kind) - int(b.Kind) })
		s.state.Confirmed, s.state.Total, s.state.At = st.Confirmed, st.Total, st.At
		s.state.Bytes = st.Bytes
		s.state.Unconfirmed, s.state.Refused, s.state.Held = st.Unconfirmed, st.Refused, st.Held
		s.words, s.state.Differing = st.Words, differing(st.Words)
		s.changed()
	})
}

// doubtful takes over how many records hold two different entries.
func (s *syncer) doubtful(n int) {
	s.state.Doubts = n
	s.changed()
}

// waiting is how many records wait to be confirmed.
func (s *syncer) waiting() int {
	n := 0
	for _, w := range s.state.Waiting {
		n += w.Count
	}
	return n
}
