package hub

import (
	"context"
	"testing"
)

// Few large requests are worked on at once; the small ones do not wait for them, who gives
// up leaves no seat taken, and a seat that was left is free.
func TestSeats(t *testing.T) {
	t.Parallel()
	h := &Hub{serving: make(chan struct{}, 3), large: make(chan struct{}, 1)}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	take := func(ctx context.Context, size int) func() {
		t.Helper()
		leave, ok := h.seat(ctx, size)
		if !ok {
			t.Fatal("no seat")
		}
		return leave
	}
	first := take(t.Context(), largeBody+1)
	if _, ok := h.seat(gone, largeBody+1); ok {
		t.Error("a second large one got a seat")
	}
	if len(h.serving) != 1 || len(h.large) != 1 {
		t.Error("who gave up is still waited for", len(h.serving), len(h.large))
	}
	small := []func(){take(t.Context(), largeBody), take(t.Context(), 0)}
	first()
	full := take(t.Context(), 1)
	if _, ok := h.seat(gone, largeBody+1); ok {
		t.Error("a large one got a seat where there is none")
	}
	if len(h.large) != 0 {
		t.Error("a large one keeps others waiting that it does not go before")
	}
	full()
	for _, leave := range small {
		leave()
	}
	take(t.Context(), largeBody+1)()
	if len(h.serving) != 0 || len(h.large) != 0 {
		t.Error("seats stay taken", len(h.serving), len(h.large))
	}
}
