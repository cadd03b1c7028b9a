package month

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// errLost is returned when what was tapped is not there any more.
var errLost = errors.New("after the kill it does not read as before")

// killer ends the tablet's app at random points.
type killer struct {
	at  map[int]bool
	now int // points so far
}

// pointsOfMonth is less than the points that the meetings of the month have, fieldsOfMonth how
// many fields of forms are typed into.
const (
	pointsOfMonth = 100
	fieldsOfMonth = 19
)

// newKiller chooses kills of so many points.
func newKiller(seed uint64, kills, points int) *killer {
	k := &killer{at: map[int]bool{}}
	random := rand.New(rand.NewPCG(seed, uint64(points))) //nolint:gosec // a small number
	for _, p := range random.Perm(points)[:min(kills, points)] {
		k.at[p] = true
	}
	return k
}

// due counts a point and tells whether the app ends there; nil ends it nowhere.
func (k *killer) due() bool {
	if k == nil {
		return false
	}
	k.now++
	return k.at[k.now-1]
}

// point is a moment in a meeting at which the tablet may run empty.
func (s *script) point(ctx context.Context) error {
	if !s.killer.due() {
		return nil
	}
	return s.kill(ctx)
}

// kill leaves the app as it stands, without closing anything, opens another over a copy of
// its folder, and finds the same page with the same words.
func (s *script) kill(ctx context.Context) error {
	t := s.t
	before := steady(t.reading())
	err := do(ctx, s.restart, func(ctx context.Context) error {
		return t.until(ctx, func() bool { return slices.Equal(steady(t.reading()), before) })
	})
	if errors.Is(err, errLate) {
		return fmt.Errorf("%w: before %q, now %q", errLost, before, steady(t.reading()))
	}
	s.killed++
	return err
}

// restart leaves the app as it stands and opens another over a copy of its folder.
func (s *script) restart(ctx context.Context) error {
	t := s.t
	dir := fmt.Sprintf("%s-%d", filepath.Join(s.Dir, "tablet"), t.lives)
	if err := s.snapshot(ctx, t.dir, dir); err != nil {
		return err
	}
	t.end()
	t.drain()
	t.window.Close()
	t.dir = dir
	return do(ctx, t.start, t.waits("Masukkan 6 angka PIN"), t.types(pin), func(ctx context.Context) error {
		return t.until(ctx, func() bool { return !t.shows("Masukkan 6 angka PIN") })
	})
}

// reading is every text and what fields hold.
func (s *seat) reading() []string {
	var out []string
	for _, t := range s.look() {
		if t.text != "" {
			out = append(out, t.text)
		}
	}
	return out
}

// steady leaves out what tells only how long something is ago, what can be taken back for
// a moment, and how the record stands: it is kept, or it would not be there.
func steady(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return strings.HasPrefix(w, "Tersimpan") || w == "Urungkan" || strings.HasPrefix(w, "Setoran ") || strings.HasPrefix(w, "Pinjaman ") ||
			strings.HasPrefix(w, "Permintaan ") || w == "Dikembalikan"
	})
}

// snapshot copies a folder at a moment in which nothing is being written to it: a copy is
// not made at once, as the disk of a tablet that runs empty is left.
func (s *script) snapshot(ctx context.Context, from, to string) error {
	last := ""
	return errors.Join(s.until(ctx, func() bool {
		now, err := digest(from)
		same := err == nil && now == last
		last = now
		if !same || os.RemoveAll(to) != nil || copyFolder(from, to) != nil {
			s.driver.jobs <- func() {} // look again
			return false
		}
		copied, err := digest(to)
		if err == nil && copied == now {
			return true
		}
		s.driver.jobs <- func() {}
		return false
	}))
}

// digest is a sum over the files of a folder.
func digest(dir string) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path) //nolint:gosec // in the folder of the data
		if err != nil {
			return err
		}
		_, err = bytes.NewReader(raw).WriteTo(h)
		return err
	})
	return string(h.Sum(nil)), err
}
