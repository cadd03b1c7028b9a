package background_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2/test"

	"pendamping/app/background"
)

func TestRunHandsOverTheResult(t *testing.T) {
	test.NewTempApp(t)
	want := errors.New("no room")
	done := make(chan struct{})
	background.Run(t.Context(), func(context.Context) (int, error) { return 7, want }, func(n int, err error) {
		if n != 7 || !errors.Is(err, want) {
			t.Errorf("got %d, %v", n, err)
		}
		close(done)
	})
	<-done
}

// TestRunIsSilentAfterTheEnd: what was asked for a page that is gone must not draw on it.
func TestRunIsSilentAfterTheEnd(t *testing.T) {
	test.NewTempApp(t)
	ctx, cancel := context.WithCancel(t.Context())
	worked := make(chan struct{})
	background.Run(ctx, func(context.Context) (int, error) {
		cancel()
		defer close(worked)
		return 1, nil
	}, func(int, error) { t.Error("done was called after the context ended") })
	<-worked
}

func TestEachKeepsTheOrder(t *testing.T) {
	test.NewTempApp(t)
	ch := make(chan int)
	done := make(chan struct{})
	var got []int
	background.Each(t.Context(), ch, func(n int) {
		got = append(got, n)
		if n == 4 {
			close(done)
		}
	})
	for n := range 5 {
		ch <- n
	}
	close(ch)
	<-done
	for i, n := range got {
		if i != n {
			t.Fatalf("values came as %v", got)
		}
	}
}

func TestAfterWaitsAndCanBeCalledOff(t *testing.T) {
	test.NewTempApp(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var rang, calledOff int
		background.After(ctx, time.Minute, func() { rang++ })
		<-time.NewTimer(59 * time.Second).C
		synctest.Wait()
		if rang != 0 {
			t.Error("rang too early")
		}
		<-time.NewTimer(2 * time.Second).C
		synctest.Wait()
		if rang != 1 {
			t.Errorf("rang %d times", rang)
		}
		background.After(ctx, time.Minute, func() { calledOff++ })
		cancel()
		<-time.NewTimer(2 * time.Minute).C
		synctest.Wait()
		if calledOff != 0 {
			t.Error("rang after it was called off")
		}
	})
}
