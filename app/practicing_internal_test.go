package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/device"
	"pendamping/app/practice"
	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/tour"
	"pendamping/app/theme"
	"pendamping/assets/area"
	"pendamping/assets/translation"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
)

// signedIn is a desk over a real store in a folder, without a hub. Nothing runs beside
// the test: what the screens ask to be done in the background is left undone.
type signedIn struct {
	*desk
	dir    string
	window fyne.Window
}

func signIn(t *testing.T) *signedIn {
	t.Helper()
	dir := t.TempDir()
	now := screentest.Clock
	s, err := store.Create(t.Context(), filepath.Join(dir, "store.db"), store.Options{
		Secret: store.RawKey([32]byte{1}), Now: now, Rand: rand.NewChaCha8([32]byte{2}),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if gone := s.Close(); gone != nil {
			t.Error(gone)
		}
	})
	toolkit := test.NewTempApp(t)
	test.ApplyTheme(t, theme.New(base.VariantLight, 1))
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	w.Resize(screentest.Size(screentest.Portrait))
	a := &App{
		cfg: Config{App: toolkit, Window: w, Dir: dir, Now: now, Rand: screentest.Random(4), Logger: slog.New(slog.DiscardHandler), Tablet: true},
		ctx: t.Context(), profile: device.Profile{Name: "Nurlaela", Language: "id"},
	}
	if a.text, err = translation.New("id"); err != nil {
		t.Fatal(err)
	}
	if a.areas, err = area.Open(); err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	t.Cleanup(end)
	id := device.Identity{Person: kpuk.ID{3}, Partition: kpuk.ID{1}, Office: kpuk.OfficeFacilitator}
	d := &desk{app: a, ctx: ctx, end: end, dev: &device.Device{Store: s, Identity: id}}
	d.keeper = newKeeper(ctx, s, id.Person, func(f func()) { f() })
	b := book.New()
	b.Put(screentest.Book()...)
	d.env = d.surroundings(b)
	d.env.Go = func(func(context.Context) error, func(error)) {}
	d.frame = newFrame(d)
	return &signedIn{desk: d, dir: dir, window: w}
}

// files digests every file of the device's folder.
func (s *signedIn) files(t *testing.T) map[string][32]byte {
	t.Helper()
	found := map[string][32]byte{}
	err := filepath.WalkDir(s.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found[path] = sha256.Sum256(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// standing is what the store says of itself: its position and the changes that wait.
func (s *signedIn) standing(t *testing.T) (position uint64, waiting int) {
	t.Helper()
	position, err := s.dev.Store.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	outbox, err := s.dev.Store.Outbox(t.Context(), 0, 1000, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return position, len(outbox)
}

// TestPracticeLeavesNoTrace records at the practice group through the app's own wiring,
// over a real store: no byte of the folder, no change that waits and no record of the
// real book is different afterwards.
func TestPracticeLeavesNoTrace(t *testing.T) {
	s := signIn(t)
	s.open(screen.Route{Name: screen.Settings})
	files, held := s.files(t), s.env.Book.Len()
	position, waiting := s.standing(t)
	tap := func(words ...string) {
		for _, w := range words {
			screentest.Tap(t, s.window.Content(), w)
		}
	}
	tap("Latihan", "Mulai rapat latihan", "Lanjut: Hadir", "Baiq Dahlia", "Lanjut: Catatan", "Lanjut: Uang")
	for range 8 {
		tap("Cocok")
	}
	if !practice.Tried(s.practice.Book())[practice.MarkLate] || len(s.practice.Book().Group(practice.GroupID()).Entries()) < 60 {
		t.Fatal("the meeting was not recorded")
	}
	s.apply(t)
	tap("Selesai berlatih")
	if top := s.top(); top.route.Name != screen.Settings {
		t.Fatalf("left to %v", top.route)
	}
	s.keeper.close()
	if p, w := s.standing(t); p != position || w != waiting || s.env.Book.Len() != held {
		t.Errorf("position %d was %d, waiting %d was %d, book %d was %d", p, position, w, waiting, s.env.Book.Len(), held)
	}
	for path, now := range s.files(t) {
		if before, ok := files[path]; !ok || !bytes.Equal(before[:], now[:]) {
			t.Errorf("%s is not as it was", path)
		}
	}
}

// apply dresses the pages anew, as another language does, and finds the practice where it
// was.
func (s *signedIn) apply(t *testing.T) {
	t.Helper()
	held := s.practice.Book()
	s.redress()
	if s.practice.Book() != held || !screentest.Says(s.window.Content(), "LATIHAN · tidak dikirim") {
		t.Error("what was practiced is gone after dressing anew")
	}
}

// TestTraceIsSeen is the other side: one record of the real desk changes what the test
// above compares.
func TestTraceIsSeen(t *testing.T) {
	s := signIn(t)
	files := s.files(t)
	s.keeper.keep(func(err error) {
		if err != nil {
			t.Error(err)
		}
	}, &kpuk.Task{Header: kpuk.Header{ID: kpuk.ID{9}, Partition: kpuk.ID{1}, Scope: kpuk.ID{1}}, What: "x", Due: kpuk.DateOf(time.Unix(0, 0))})
	s.keeper.close()
	changed := false
	for path, now := range s.files(t) {
		before := files[path]
		changed = changed || !bytes.Equal(before[:], now[:])
	}
	if _, waiting := s.standing(t); waiting != 1 || !changed {
		t.Errorf("%d changes wait, files changed: %v", waiting, changed)
	}
}

// TestTourIsShownOnce shows the cards to a facilitator whose device has not kept that they
// were seen, and keeps it as they are left.
func TestTourIsShownOnce(t *testing.T) {
	s := signIn(t)
	s.open(screen.Route{Name: screen.Settings})
	s.introduce(tour.Seen{Once: true})
	if s.top().route.Name != screen.Settings {
		t.Fatal("shown again")
	}
	s.introduce(tour.Seen{})
	if s.top().route.Name != screen.Tour {
		t.Fatal("not shown")
	}
	screentest.Tap(t, s.window.Content(), "Lewati")
	if s.top().route.Name != screen.Settings {
		t.Errorf("skipped to %v", s.top().route)
	}
	s.keeper.close()
	var kept tour.Seen
	if found, err := s.dev.Store.Local(t.Context(), tour.Key, &kept); err != nil || !found || !kept.Once {
		t.Errorf("kept %v %+v, %v", found, kept, err)
	}
}

// TestTourIsNoCoordinators leaves a coordinator's desktop alone.
func TestTourIsNoCoordinators(t *testing.T) {
	s := signIn(t)
	s.env.Office = kpuk.OfficeCoordinator
	s.open(screen.Route{Name: screen.Settings})
	s.introduce(tour.Seen{})
	if s.top().route.Name != screen.Settings {
		t.Errorf("shown %v", s.top().route)
	}
}

// TestHelpFromSettings goes to the list and a page of it, and back.
func TestHelpFromSettings(t *testing.T) {
	s := signIn(t)
	s.open(screen.Route{Name: screen.Settings})
	for _, step := range []string{"Bantuan", "Langkah Kas"} {
		screentest.Tap(t, s.window.Content(), step)
	}
	if want := (screen.Route{Name: screen.Help, Tab: "recorder.cash"}); s.top().route != want {
		t.Errorf("at %+v", s.top().route)
	}
	s.back()
	s.back()
	if s.top().route.Name != screen.Settings {
		t.Errorf("back at %+v", s.top().route)
	}
}
