package blob

import (
	"context"
	"errors"

	"pendamping/fault"
)

// Queue is what waits on a device to be brought to the hub.
type Queue interface {
	// Waiting lists files held here that the hub is not known to have, in the order in
	// which they are to be sent.
	Waiting(ctx context.Context) ([]Item, error)
	// Content reads a file.
	Content(ctx context.Context, digest [32]byte) ([]byte, error)
	// Delivered notes that the hub has a file.
	Delivered(ctx context.Context, digest [32]byte) error
	// Spent is how many bytes were sent today; Spend adds to it.
	Spent(ctx context.Context) (int64, error)
	Spend(ctx context.Context, n int64) error
}

// Rules are the person's wishes, and what the device knows of its connection.
type Rules struct {
	PerDay   int64 // bytes of files sent in a day; 0: no bound
	WiFiOnly bool
	WiFi     bool // how the device is connected now
}

// Stop says why a run ended with files still waiting.
type Stop uint8

// The reasons.
const (
	Finished   Stop = iota
	NoWiFi          // files wait for Wi-Fi
	BudgetUsed      // files wait for tomorrow
)

// Result is what a run did, also when it ended with an error.
type Result struct {
	Sent         int   // files brought to the hub
	Bytes        int64 // of files sent, also of pieces that were lost on the way
	Waiting      int   // files that still wait
	WaitingBytes int64 // theirs
	Unwanted     int   // of them those that the hub does not take now
	Why          Stop
}

// errBudget ends an upload in between.
var errBudget = fault.New(fault.Other, "the budget of the day is used")

// Run brings what waits to the hub, within the rules. A file that the hub does not
// want yet, because its record has not come or is held back, is passed over and waits.
// Run after a sync of the records.
func (c *Client) Run(ctx context.Context, q Queue, rules Rules) (Result, error) {
	const op fault.Op = "blob.Run"
	items, err := q.Waiting(ctx)
	if err != nil {
		return Result{}, fault.E(op, fault.Other, err)
	}
	r := run{Client: c, queue: q, rules: rules}
	for _, it := range items {
		r.result.Waiting++
		r.result.WaitingBytes += it.Size
	}
	if rules.WiFiOnly && !rules.WiFi {
		if len(items) > 0 {
			r.result.Why = NoWiFi
		}
		return r.result, nil
	}
	for _, it := range items {
		err := r.one(ctx, it)
		if errors.Is(err, errBudget) {
			r.result.Why = BudgetUsed
			return r.result, nil
		}
		if err != nil {
			return r.result, fault.E(op, fault.Other, err)
		}
	}
	return r.result, nil
}

// run is a run under way.
type run struct {
	*Client

	queue  Queue
	rules  Rules
	result Result
}

// one brings one file.
func (r *run) one(ctx context.Context, it Item) error {
	content, err := r.queue.Content(ctx, it.Digest)
	if err != nil {
		return fault.E("", fault.Other, err)
	}
	err = r.Upload(ctx, it, content, func(n int) error { return r.spend(ctx, int64(n)) })
	if errors.Is(err, ErrAbsent) || errors.Is(err, ErrRefused) {
		r.result.Unwanted++
		return nil // it waits for its record, or for a coordinator
	}
	if err != nil {
		return err
	}
	if err := r.queue.Delivered(ctx, it.Digest); err != nil {
		return fault.E("", fault.Other, err)
	}
	r.result.Sent++
	r.result.Waiting--
	r.result.WaitingBytes -= it.Size
	return nil
}

// spend books bytes before they are sent: those lost on the way cost as much.
func (r *run) spend(ctx context.Context, n int64) error {
	if r.rules.PerDay > 0 {
		spent, err := r.queue.Spent(ctx)
		if err != nil {
			return fault.E("", fault.Other, err)
		}
		if spent+n > r.rules.PerDay {
			return fault.E("", fault.Other, errBudget)
		}
	}
	r.result.Bytes += n
	return fault.E("", fault.Other, r.queue.Spend(ctx, n))
}
