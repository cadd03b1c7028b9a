package month

import (
	"context"
	"errors"
	"image/png"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// patience is how long something may take to show.
const patience = 10 * time.Second

// errLate is returned when something did not happen in time.
var errLate = errors.New("it did not happen in time")

// stage is the one UI thread of all windows: what background work hands over waits in a
// queue until the stage runs it, as in a real driver. Fyne's own software driver would run
// it at once, on the thread of whoever asks.
type stage struct {
	fyne.App

	driver *queueing
}

// queueing is a software driver with a queue before its UI thread.
type queueing struct {
	fyne.Driver

	jobs chan func()
}

// queueLength is far more than ever waits.
const queueLength = 1 << 16

// newStage makes the stage; there is one in a process.
func newStage() *stage {
	s := &stage{App: test.NewApp()}
	s.driver = &queueing{Driver: s.App.Driver(), jobs: make(chan func(), queueLength)}
	fyne.SetCurrentApp(s)
	return s
}

// Driver implements fyne.App.
func (s *stage) Driver() fyne.Driver { return s.driver } //nolint:ireturn // it is the interface of fyne.App

// DoFromGoroutine implements fyne.Driver.
func (q *queueing) DoFromGoroutine(f func(), wait bool) { //nolint:revive // the interface's signature
	if !wait {
		q.jobs <- f
		return
	}
	done := make(chan struct{})
	q.jobs <- func() { f(); close(done) }
	<-done
}

// drain runs what waits, until nothing does.
func (s *stage) drain() {
	for {
		select {
		case f := <-s.driver.jobs:
			f()
		default:
			return
		}
	}
}

// until runs what is handed over until something is so.
func (s *stage) until(ctx context.Context, so func() bool) error {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		s.drain()
		if so() {
			return nil
		}
		select {
		case f := <-s.driver.jobs:
			f()
		case <-limit.C:
			return errLate
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// picture writes what a window shows.
func picture(path string, w fyne.Window) error {
	f, err := os.Create(path) //nolint:gosec // in the folder of the pictures
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, w.Canvas().Capture()), f.Close())
}
