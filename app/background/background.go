// Package background is the bridge between goroutines and the UI thread: the only
// caller of fyne.Do. Work runs elsewhere; what it found is applied on the UI thread.
package background

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
)

// Run calls work in a goroutine, then done on the UI thread unless ctx has ended.
func Run[T any](ctx context.Context, work func(context.Context) (T, error), done func(T, error)) {
	go func() {
		v, err := work(ctx)
		if ctx.Err() != nil {
			return
		}
		fyne.Do(func() { done(v, err) })
	}()
}

// Each calls apply on the UI thread for every value received from ch, in order, until
// ch is closed or ctx ends.
func Each[T any](ctx context.Context, ch <-chan T, apply func(T)) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case v, open := <-ch:
				if !open {
					return
				}
				fyne.Do(func() { apply(v) })
			}
		}
	}()
}

// After calls f on the UI thread once d has passed, unless ctx has ended.
func After(ctx context.Context, d time.Duration, f func()) {
	go func() {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-ctx.Done():
		case <-timer.C:
			fyne.Do(f)
		}
	}()
}

// Post calls f on the UI thread.
func Post(f func()) { fyne.Do(f) }
