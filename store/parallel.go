package store

import (
	"runtime"
	"sync"
)

// parallelLeast is how many records each of several goroutines must have to do: for fewer
// starting it is not worth the while.
const parallelLeast = 128

// inParallel calls do for each number below n, in as many goroutines as can run at once.
// Each takes a stretch in order and ends it at its first error, of which that of the lowest
// number is returned. do must not touch the file's map, whose faults are caught only where
// a transaction runs.
func inParallel(n int, do func(i int) error) error {
	workers := min(runtime.GOMAXPROCS(0), n/parallelLeast)
	if workers < 2 {
		return stretch(0, n, do)
	}
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for k := range workers {
		wg.Go(func() { errs[k] = stretch(k*n/workers, (k+1)*n/workers, do) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// stretch is what one of them does.
func stretch(from, to int, do func(i int) error) error {
	for i := from; i < to; i++ {
		if err := do(i); err != nil {
			return err
		}
	}
	return nil
}
