package recorder_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"fyne.io/fyne/v2/canvas"

	"pendamping/app/screen/pictures"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

// album stands for the device's files.
type album struct {
	next  pictures.Picked
	err   error
	files map[kpuk.Digest][]byte
	reads int
}

func (a *album) Pick(working func(), done func(pictures.Picked, error)) {
	working()
	done(a.next, a.err)
}

func (a *album) Thumb(p *kpuk.Photo, done func([]byte, error)) {
	a.reads++
	b, ok := a.files[p.Image.Thumb]
	if !ok {
		done(nil, errors.New("not here"))
		return
	}
	done(b, nil)
}

// shown counts the photos drawn.
func shown(v *recorder.View) (n int) {
	for _, img := range screentest.All[*canvas.Image](v.Object()) {
		if img.Resource != nil && len(img.Resource.Name()) == 64+len(".jpg") {
			n++
		}
	}
	return n
}

// press taps a button wherever the page is scrolled to.
func press(t *testing.T, v *recorder.View, words string) {
	t.Helper()
	for _, b := range screentest.All[*widget.Button](v.Object()) {
		if b.Text() == words {
			b.Tapped(nil)
			return
		}
	}
	t.Fatalf("no button %q", words)
}

func TestPhotosAtClosing(t *testing.T) {
	var thumb bytes.Buffer
	if err := jpeg.Encode(&thumb, image.NewGray(image.Rect(0, 0, 32, 24)), nil); err != nil {
		t.Fatal(err)
	}
	r := rig(t, "id")
	a := &album{files: map[kpuk.Digest][]byte{{2}: thumb.Bytes()}}
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepClose), recorder.Options{Photos: a})
	a.next = pictures.Picked{
		Image:   kpuk.PhotoImage{Hash: kpuk.Digest{1}, Size: 10, Thumb: kpuk.Digest{2}, ThumbSize: 5},
		TakenOn: kpuk.NewDate(2026, 11, 23),
	}
	press(t, v, "Tambah foto")
	p, ok := r.Last().(*kpuk.Photo)
	if !ok || p.Of != meetingID || p.Scope != groupID || p.By != r.Me || p.Image != a.next.Image || p.TakenOn != a.next.TakenOn {
		t.Fatalf("kept %+v", r.Last())
	}
	if shown(v) != 1 {
		t.Errorf("%d photos drawn", shown(v))
	}
	kept := len(r.Kept)
	press(t, v, "Tambah foto") // the same picture again
	if len(r.Kept) != kept || len(v.Model().Photos()) != 1 {
		t.Error("the same picture is there twice")
	}

	press(t, v, "Hapus")
	if p, ok := r.Last().(*kpuk.Photo); !ok || !p.Gone() || len(v.Model().Photos()) != 0 || shown(v) != 0 {
		t.Errorf("after removing: %+v", r.Last())
	}
	s.tap("Urungkan")
	if p, ok := r.Last().(*kpuk.Photo); !ok || p.Gone() || shown(v) != 1 {
		t.Errorf("after taking it back: %+v, %d drawn", r.Last(), shown(v))
	}
	if a.reads != 1 {
		t.Errorf("the thumbnail was read %d times", a.reads)
	}

	a.next, a.err = pictures.Picked{}, fault.New(fault.Full, "no room")
	press(t, v, "Tambah foto")
	if len(v.Model().Photos()) != 1 || !strings.Contains(s.words(), "Tempat simpan perangkat penuh") {
		t.Error("a full disk is not told")
	}
}

// TestPhotosOfAnother: the book's photos of other records are not the meeting's, and a
// thumbnail that has not come says so.
func TestPhotosOfAnother(t *testing.T) {
	photo := func(n int, of kpuk.ID, thumb byte) *kpuk.Photo {
		return &kpuk.Photo{
			Header: screentest.Head(screentest.ID("photo", n), groupID), Of: of,
			Image: kpuk.PhotoImage{Hash: kpuk.Digest{thumb, 1}, Size: 1, Thumb: kpuk.Digest{thumb}, ThumbSize: 1},
		}
	}
	r := rig(t, "id")
	r.Book.Put(photo(1, meetingID, 1), photo(2, groupID, 2))
	a := &album{}
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepClose), recorder.Options{Photos: a})
	if len(v.Model().Photos()) != 1 || a.reads != 1 || !strings.Contains(s.words(), "Foto belum") {
		t.Errorf("%d photos, %d read", len(v.Model().Photos()), a.reads)
	}
}
