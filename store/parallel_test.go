package store

import (
	"errors"
	"strconv"
	"sync/atomic"
	"testing"
)

// Everything is done once, whatever is the number; of errors that of the lowest number
// comes out.
func TestInParallel(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, parallelLeast, 2 * parallelLeast, 2*parallelLeast + 1, 1_003} {
		done := make([]atomic.Int64, n)
		if err := inParallel(n, func(i int) error { done[i].Add(1); return nil }); err != nil {
			t.Error(n, err)
		}
		for i := range done {
			if done[i].Load() != 1 {
				t.Fatalf("%d of %d was done %d times", i, n, done[i].Load())
			}
		}
	}
	for _, wrong := range [][]int{{0}, {999}, {3, 700}, {998, 999}} {
		err := inParallel(1_000, func(i int) error {
			for _, w := range wrong {
				if i >= w {
					return errors.New(strconv.Itoa(i)) //nolint:err113 // which number is asked for
				}
			}
			return nil
		})
		if err == nil || err.Error() != strconv.Itoa(wrong[0]) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}

// A value that was altered ends a reading that many share, and nothing is taken for all
// there is.
func TestDamageInParallel(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	for i := range 12 {
		if _, _, err := s.Ingest(t.Context(), [8]byte{7}, visit([8]byte{7}, uint64(36*i+1)), nil); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := s.All(t.Context())
	if err != nil || len(whole) != 300 {
		t.Fatal(len(whole), err)
	}
	if err := s.rewriteTree(t.Context(), func(tx *tx) error {
		c := tx.b.Bucket([]byte(bucketRec)).Cursor()
		key, value := c.Last()
		value = append([]byte(nil), value...)
		value[len(value)-1] ^= 1
		return tx.b.Bucket([]byte(bucketRec)).Put(key, value)
	}); err != nil {
		t.Fatal(err)
	}
	if all, err := s.All(t.Context()); !damaged(err) || all != nil {
		t.Errorf("%d records, %v", len(all), err)
	}
}

// A buffer that held much gives of a shorter value only what is in it.
func TestStepsBuffer(t *testing.T) {
	t.Parallel()
	var memory stepsBuffer
	many := encodeSteps([]step{{at: 3}, {at: 9, standing: standing{left: []departure{{at: 2}}}}, {at: 12}})
	one := encodeSteps([]step{{at: 20}})
	for _, b := range [][]byte{many, one, many[:len(many)-1], one, many} {
		var clean stepsBuffer
		got, ok := memory.decode(b)
		want, fine := clean.decode(b)
		if ok != fine || len(got) != len(want) {
			t.Fatalf("%d steps %v, want %d %v", len(got), ok, len(want), fine)
		}
		for i := range want {
			if got[i].at != want[i].at || len(got[i].left) != len(want[i].left) {
				t.Errorf("step %d: %+v, want %+v", i, got[i], want[i])
			}
		}
	}
}
