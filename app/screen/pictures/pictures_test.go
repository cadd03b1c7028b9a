package pictures_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"slices"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"pgregory.net/rapid"

	"pendamping/app/screen/pictures"
	"pendamping/app/screen/screentest"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// source hands out pictures when the test says so.
type source struct {
	pick    func(working func(), done func(pictures.Picked, error))
	thumbs  map[kpuk.Digest][]byte
	reads   []kpuk.Digest
	waiting []func()
	later   bool // thumbnails come when the test lets them
}

func (s *source) Pick(working func(), done func(pictures.Picked, error)) { s.pick(working, done) }

func (s *source) Thumb(p *kpuk.Photo, done func([]byte, error)) {
	s.reads = append(s.reads, p.Image.Thumb)
	answer := func() {
		if jpeg, ok := s.thumbs[p.Image.Thumb]; ok {
			done(jpeg, nil)
			return
		}
		done(nil, fault.New(fault.NotFound, "not there yet"))
	}
	if s.later {
		s.waiting = append(s.waiting, answer)
		return
	}
	answer()
}

// digest names the file of picture n; its thumbnail is 100 further on.
func digest(n int) kpuk.Digest { return kpuk.Digest{byte(n), 1} }

func picked(n int) pictures.Picked {
	return pictures.Picked{Image: kpuk.PhotoImage{Hash: digest(n), Thumb: digest(100 + n)}, TakenOn: screentest.Day(11, 23)}
}

// shot is a small real picture.
func shot(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 15)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// album is that of a task of Melati; saved lists what was kept, in its state then.
func album(t *testing.T, rig *screentest.Rig, saved *[]kpuk.Photo) *pictures.Album {
	t.Helper()
	of := screentest.ID("task", 1)
	return pictures.NewAlbum(rig.Env, of, func(id kpuk.ID) kpuk.Header {
		return screentest.Head(id, screentest.ID("group", screentest.Melati))
	}, func(p *kpuk.Photo) { *saved = append(*saved, *p) })
}

// ids lists the photos of an album.
func ids(a *pictures.Album) []kpuk.ID {
	var out []kpuk.ID
	for _, p := range a.Photos() {
		out = append(out, p.ID)
	}
	return out
}

// TestSamePictureOnce: a picture that is chosen twice, as when the first press seemed to do
// nothing, is one photo; one that was removed can be added anew.
func TestSamePictureOnce(t *testing.T) {
	var saved []kpuk.Photo
	a := album(t, screentest.New(t, "id", screentest.Book()...), &saved)
	for range 2 {
		if _, err := a.Add(picked(1)); err != nil {
			t.Fatal(err)
		}
	}
	if len(a.Photos()) != 1 || len(saved) != 1 {
		t.Fatalf("%d photos, %d saves", len(a.Photos()), len(saved))
	}
	p := saved[0]
	if p.Of != screentest.ID("task", 1) || p.By != screentest.ID("person", 1) || p.TakenOn != screentest.Day(11, 23) || p.Scope != screentest.ID("group", screentest.Melati) {
		t.Errorf("saved %+v", p)
	}
	a.Remove(p.ID)
	if _, err := a.Add(picked(1)); err != nil || len(a.Photos()) != 1 {
		t.Errorf("after it was removed: %d photos, %v", len(a.Photos()), err)
	}
}

// TestAlbumIsWhatWasDone adds, removes and takes back at random, with saves that reach the
// book early or late: the album always shows what the person did last.
func TestAlbumIsWhatWasDone(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	rapid.Check(t, func(rt *rapid.T) {
		of := screentest.ID("task", 1)
		rig.Book = book.New()
		var late []*kpuk.Photo
		a := pictures.NewAlbum(rig.Env, of, func(id kpuk.ID) kpuk.Header {
			return screentest.Head(id, screentest.ID("group", screentest.Melati))
		}, func(p *kpuk.Photo) { late = append(late, kpuk.Clone(p)) })
		want := map[kpuk.ID]bool{}
		var undo []func()
		undone := map[int]kpuk.ID{}
		for n := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			there := ids(a)
			switch rapid.IntRange(0, 4).Draw(rt, "step") {
			case 0, 1:
				before := there
				if _, err := a.Add(picked(n)); err != nil {
					rt.Fatal(err)
				}
				for _, id := range ids(a) {
					if !slices.Contains(before, id) {
						want[id] = true
					}
				}
			case 2:
				if len(there) > 0 {
					id := rapid.SampledFrom(there).Draw(rt, "removed")
					undone[len(undo)] = id
					undo = append(undo, a.Remove(id))
					delete(want, id)
				}
			case 3:
				if len(undo) > 0 {
					i := len(undo) - 1
					undo[i]()
					want[undone[i]] = true
					undo = undo[:i]
				}
			case 4: // the saves arrive, and what was changed here is dropped
				for _, p := range late {
					rig.Book.Put(p)
				}
				late = nil
				undo = nil // a bar of before is gone by then
				a.Forget()
			}
			got := ids(a)
			if len(got) != len(want) {
				rt.Fatalf("%d photos, want %d", len(got), len(want))
			}
			for _, id := range got {
				if !want[id] {
					rt.Fatal("a photo that was removed is shown")
				}
			}
		}
	})
}

func TestOrder(t *testing.T) {
	var saved []kpuk.Photo
	a := album(t, screentest.New(t, "id", screentest.Book()...), &saved)
	for n, day := range []int{20, 3, 11} {
		p := picked(n)
		p.TakenOn = screentest.Day(11, day)
		if _, err := a.Add(p); err != nil {
			t.Fatal(err)
		}
	}
	var days []int
	for _, p := range a.Photos() {
		days = append(days, p.TakenOn.Day())
	}
	if !slices.Equal(days, []int{3, 11, 20}) {
		t.Errorf("in the order of %v", days)
	}
	if a.Remove(screentest.ID("photo", 99)) != nil {
		t.Error("a photo that is not there was removed")
	}
}

func TestCaptionOfACode(t *testing.T) {
	var saved []kpuk.Photo
	a := album(t, screentest.New(t, "id", screentest.Book()...), &saved)
	p := picked(1)
	p.Code = "PDP:1"
	if _, err := a.Add(p); err != nil || saved[0].Caption != "" {
		t.Errorf("a code that nobody asked for is worded: %q", saved[0].Caption)
	}
	a.Caption = func(code string) (string, string) { return "Lembar " + code, "Lembar ini dari rapat lain." }
	p = picked(2)
	p.Code = "PDP:1"
	warning, err := a.Add(p)
	if err != nil || saved[1].Caption != "Lembar PDP:1" || warning == "" {
		t.Errorf("caption %q, warning %q, %v", saved[1].Caption, warning, err)
	}
}

// TestStrip goes through the strip as a person does: choose, wait, remove, take back.
func TestStrip(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	var saved []kpuk.Photo
	a := album(t, rig, &saved)
	src := &source{thumbs: map[kpuk.Digest][]byte{digest(101): shot(t)}, later: true}
	editable := true
	var back func()
	s := pictures.NewStrip(rig.Env, a, src, func() bool { return editable }, func(b func()) { back = b })
	root := screentest.Show(t, screentest.Portrait, s.Object()).Content()

	var done func(pictures.Picked, error)
	src.pick = func(working func(), d func(pictures.Picked, error)) { working(); done = d }
	screentest.TapButton(t, root, "Tambah foto")
	if screentest.Says(root, "Tambah foto") {
		t.Error("a second picture can be chosen while the first is made small")
	}
	done(pictures.Picked{}, fault.New(fault.Full, "x"))
	if !screentest.Says(root, "Tambah foto") || len(saved) != 0 {
		t.Errorf("after a failure: %q", screentest.Texts(root))
	}
	words := screentest.Texts(root)
	screentest.TapButton(t, root, "Tambah foto")
	done(picked(1), nil)
	if len(saved) != 1 || slices.Equal(screentest.Texts(root), words) {
		t.Fatalf("%d saved; says %q", len(saved), screentest.Texts(root))
	}
	if !screentest.Says(root, "Foto belum ada di perangkat ini") {
		t.Errorf("a thumbnail that was not read: %q", screentest.Texts(root))
	}
	before := len(screentest.All[*canvas.Image](root))
	s.Refresh()
	s.Refresh()
	if len(src.reads) != 1 {
		t.Errorf("its thumbnail is asked for %d times", len(src.reads))
	}
	src.waiting[0]()
	if len(screentest.All[*canvas.Image](root)) != before+1 {
		t.Error("the thumbnail is not drawn when it comes")
	}

	screentest.TapButton(t, root, "Hapus")
	if back == nil || len(a.Photos()) != 0 || saved[1].Removed.Reason == "" {
		t.Fatalf("removed: %d left, %+v", len(a.Photos()), saved[len(saved)-1].Removed)
	}
	back()
	if len(a.Photos()) != 1 || saved[2].Gone() {
		t.Error("it was not taken back")
	}
	editable = false
	s.Refresh()
	if screentest.Says(root, "Tambah foto") || screentest.Says(root, "Hapus") {
		t.Error("a page that cannot be changed offers to change photos")
	}
}

// TestPickFails says why, and forgets it at the next try.
func TestPickFails(t *testing.T) {
	rig := screentest.New(t, "en", screentest.Book()...)
	var saved []kpuk.Photo
	src := &source{pick: func(_ func(), done func(pictures.Picked, error)) { done(pictures.Picked{}, errors.New("x")) }}
	s := pictures.NewStrip(rig.Env, album(t, rig, &saved), src, func() bool { return true }, func(func()) {})
	root := screentest.Show(t, screentest.Portrait, s.Object()).Content()
	quiet := len(screentest.Texts(root))
	screentest.TapButton(t, root, "Add a photo")
	if len(screentest.Texts(root)) == quiet {
		t.Error("nothing is said")
	}
	src.pick = func(func(), func(pictures.Picked, error)) {} // she chose none
	screentest.TapButton(t, root, "Add a photo")
	s.Refresh()
	if len(screentest.Texts(root)) != quiet {
		t.Errorf("still says %q", screentest.Texts(root))
	}
}
