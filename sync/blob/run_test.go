package blob_test

import (
	"context"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/sync/blob"
)

// queue is one file on a device.
type queue struct {
	file      []byte
	delivered int
	spent     int64
	fail      error
}

func (q *queue) Waiting(context.Context) ([]blob.Item, error) {
	if q.delivered > 0 {
		return nil, q.fail
	}
	return []blob.Item{item(q.file)}, q.fail
}
func (q *queue) Content(context.Context, [32]byte) ([]byte, error) { return q.file, nil }
func (q *queue) Delivered(context.Context, [32]byte) error         { q.delivered++; return nil }
func (q *queue) Spent(context.Context) (int64, error)              { return q.spent, nil }
func (q *queue) Spend(_ context.Context, n int64) error            { q.spent += n; return nil }

// TestBudgetHolds over any link: no more bytes go out in a day than the person allows, also
// those that were lost on the way, and on later days the file gets there.
func TestBudgetHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, h := client(t)
		q := &queue{file: content()}
		perDay := rapid.Int64Range(400, 2_000).Draw(t, "per day")
		bad := true
		h.faults = func() string {
			if !bad {
				return ""
			}
			return rapid.SampledFrom([]string{"", "", "unheard", "half", "lost"}).Draw(t, "fault")
		}
		for day := range 12 {
			q.spent, bad = 0, day < 4
			r, err := c.Run(t.Context(), q, blob.Rules{PerDay: perDay})
			if q.spent > perDay || r.Bytes != q.spent {
				t.Fatalf("day %d: %d bytes of %d, told %d", day, q.spent, perDay, r.Bytes)
			}
			if err == nil && (r.Why == blob.Finished) != (q.delivered == 1) {
				t.Fatalf("day %d ended with %v, delivered %d", day, r.Why, q.delivered)
			}
			if r.Waiting > 0 && r.WaitingBytes != int64(len(q.file)) {
				t.Fatalf("day %d: %+v", day, r)
			}
		}
		if q.delivered != 1 {
			t.Fatal("the file never gets there")
		}
	})
}

func TestRunWaits(t *testing.T) {
	c, h := client(t)
	q := &queue{file: content()}
	r, err := c.Run(t.Context(), q, blob.Rules{WiFiOnly: true})
	if err != nil || r.Why != blob.NoWiFi || r.Waiting != 1 || h.asked != 0 {
		t.Errorf("without Wi-Fi: %+v, %v, %d requests", r, err, h.asked)
	}
	h.absent = true
	if r, err = c.Run(t.Context(), q, blob.Rules{WiFiOnly: true, WiFi: true}); err != nil || r.Unwanted != 1 || r.Sent != 0 || r.Waiting != 1 || q.delivered != 0 {
		t.Errorf("before its record: %+v, %v", r, err)
	}
	h.absent = false
	if r, err = c.Run(t.Context(), q, blob.Rules{}); err != nil || r.Sent != 1 || r.Waiting != 0 || r.WaitingBytes != 0 || q.delivered != 1 {
		t.Errorf("at last: %+v, %v", r, err)
	}
	if r, err = c.Run(t.Context(), q, blob.Rules{WiFiOnly: true}); err != nil || r.Why != blob.Finished {
		t.Errorf("with nothing to send there is nothing to wait for: %+v, %v", r, err)
	}
	q.fail = fault.New(fault.Damaged, "x")
	if _, err = c.Run(t.Context(), q, blob.Rules{}); !errors.Is(err, q.fail) {
		t.Errorf("a store that fails: %v", err)
	}
}
