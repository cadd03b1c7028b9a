package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"pendamping/app/device"
	"pendamping/app/screen/settings"
	syncscreen "pendamping/app/screen/sync"
	"pendamping/fault"
	"pendamping/store"
	"pendamping/sync/bundle"
	"pendamping/sync/session"
)

// disk is a place for one file that may do to its bytes what Android's files may do:
// writing always tells success.
type disk struct {
	bytes.Buffer

	spoil             func([]byte) []byte // of what was written, once it is closed
	largest           int                 // bytes of one write
	closed, removed   bool
	openFail, endFail error
}

func (d *disk) Write(p []byte) (int, error) {
	d.largest = max(d.largest, len(p))
	d.Buffer.Write(p)
	return len(p), nil
}

func (d *disk) Close() error {
	d.closed = true
	return d.endFail
}

func (*disk) URI() fyne.URI { return storage.NewFileURI("/x/out.pendamping") }

// copied is the file, opened again.
type copied struct {
	io.Reader
	uri fyne.URI
}

func (copied) Close() error    { return nil }
func (c copied) URI() fyne.URI { return c.uri }

func (d *disk) at() shelfmark {
	return shelfmark{
		read: func(uri fyne.URI) (fyne.URIReadCloser, error) {
			if d.openFail != nil {
				return nil, d.openFail
			}
			held := d.Bytes()
			if d.spoil != nil {
				held = d.spoil(bytes.Clone(held))
			}
			return copied{bytes.NewReader(held), uri}, nil
		},
		remove: func(fyne.URI) error { d.removed = true; return nil },
	}
}

func TestWriteOutComparesWhatWasWritten(t *testing.T) {
	content := bytes.Repeat([]byte("catatan "), 40_000)
	full := errors.New("no such place")
	for name, c := range map[string]struct {
		disk disk
		pack error
		want syncscreen.Trouble // empty: it goes well
	}{
		"whole":          {},
		"nothing landed": {disk: disk{spoil: func([]byte) []byte { return nil }}, want: syncscreen.Unwritten},
		"cut":            {disk: disk{spoil: func(b []byte) []byte { return b[:len(b)-1] }}, want: syncscreen.Unwritten},
		"altered":        {disk: disk{spoil: func(b []byte) []byte { b[99] ^= 1; return b }}, want: syncscreen.Unwritten},
		"an older file shows behind it": {
			disk: disk{spoil: func(b []byte) []byte { return append(b, "old"...) }}, want: syncscreen.Unwritten,
		},
		"not opened again": {disk: disk{openFail: full}, want: syncscreen.Unwritten},
		"not closed":       {disk: disk{endFail: full}, want: syncscreen.Unwritten},
		"a sync runs":      {pack: session.ErrBusy, want: syncscreen.Busy},
	} {
		t.Run(name, func(t *testing.T) {
			var steps []syncscreen.Carry
			pack := func(_ context.Context, w io.Writer) (session.Packed, error) {
				for part := range len(content) / 8 { // many small writes
					if _, err := w.Write(content[8*part : 8*part+8]); err != nil {
						return session.Packed{}, err
					}
				}
				return session.Packed{Changes: 9, Records: 7, Requests: 1}, c.pack
			}
			got, err := writeOut(t.Context(), &c.disk, c.disk.at(), pack, func(s syncscreen.Carry) { steps = append(steps, s) })
			if !c.disk.closed {
				t.Error("the file was left open")
			}
			if c.want != "" {
				if told := troubleOf(err, syncscreen.Internal); err == nil || told != c.want || !c.disk.removed {
					t.Errorf("told %q of %v, removed %v", told, err, c.disk.removed)
				}
				return
			}
			if err != nil || c.disk.removed {
				t.Fatalf("err %v, removed %v", err, c.disk.removed)
			}
			if want := (syncscreen.Carry{Stage: syncscreen.Exported, Bytes: int64(len(content)), Records: 7}); got != want {
				t.Errorf("got %+v", got)
			}
			if !bytes.Equal(c.disk.Bytes(), content) || c.disk.largest != carryBuffer {
				t.Errorf("wrote %d bytes, at most %d at a time", c.disk.Len(), c.disk.largest)
			}
			if last := steps[len(steps)-1]; last.Stage != syncscreen.Checking || last.Bytes != int64(len(content)) {
				t.Errorf("last step %+v", last)
			}
		})
	}
}

// broken gives some bytes and then fails, as a stick that is pulled out.
type broken struct{ left int }

func (b *broken) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, errors.New("gone")
	}
	n := min(b.left, len(p))
	b.left -= n
	return n, nil
}

func TestReadIn(t *testing.T) {
	take := func(_ context.Context, r io.Reader) (session.Received, error) {
		n, err := io.Copy(io.Discard, r)
		if err != nil {
			return session.Received{}, errors.Join(bundle.ErrDamaged, fmt.Errorf("reading: %w", err))
		}
		got := session.Received{}
		got.Pushed, got.Pulled = 8, int(n)
		return got, nil
	}
	_, done, err := readIn(t.Context(), io.NopCloser(bytes.NewReader(make([]byte, 300))), take, func(syncscreen.Carry) {})
	if want := (syncscreen.Carry{Stage: syncscreen.Imported, Bytes: 300, Confirmed: 8, Received: 300}); err != nil || done != want {
		t.Errorf("done %+v, err %v", done, err)
	}
	_, _, err = readIn(t.Context(), io.NopCloser(&broken{left: 100}), take, func(syncscreen.Carry) {})
	if told := troubleOf(err, syncscreen.Internal); told != syncscreen.Unread {
		t.Errorf("a file that cannot be read is told as %q", told)
	}
}

func TestTroubles(t *testing.T) {
	for err, want := range map[error]syncscreen.Trouble{
		bundle.ErrNotBundle: syncscreen.Foreign, bundle.ErrDirection: syncscreen.Direction, bundle.ErrElsewhere: syncscreen.Elsewhere,
		bundle.ErrSigner: syncscreen.BadSigner, bundle.ErrNewer: syncscreen.Newer, bundle.ErrOlder: syncscreen.Older,
		bundle.ErrTooLarge: syncscreen.Large, bundle.ErrDamaged: syncscreen.Damaged, device.ErrUnasked: syncscreen.Unasked,
		session.ErrBusy: syncscreen.Busy, session.ErrForked: syncscreen.Forked,
		fault.New(fault.Full, "x"): syncscreen.Full, io.ErrShortWrite: syncscreen.Unwritten,
		fault.New(fault.Internal, "x"): syncscreen.Internal,
	} {
		if got := troubleOf(fault.E("device.ImportAck", fault.Other, err), syncscreen.Unwritten); got != want {
			t.Errorf("%v: %q", err, got)
		}
	}
}

// No bound on photos is a choice of its own, not what is there while none was made.
func TestPhotoRulesOutliveTheStore(t *testing.T) {
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "store.db"), store.Options{
		Secret: store.RawKey([32]byte{1}), Now: func() time.Time { return time.Unix(1_795_400_000, 0) }, Rand: rand.NewChaCha8([32]byte{2}),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if gone := s.Close(); gone != nil {
			t.Error(gone)
		}
	})
	dev := &device.Device{Store: s}
	got, err := photoRules(t.Context(), dev)
	if err != nil || got != settings.UsualPhotoRules() {
		t.Errorf("before any choice %+v, %v", got, err)
	}
	for _, want := range []settings.PhotoRules{{PerDay: settings.NoBudget}, {PerDay: settings.LargeBudget, WiFiOnly: true, Place: true}} {
		if err = s.SetLocal(t.Context(), settings.PhotoKey, want); err != nil {
			t.Fatal(err)
		}
		if got, err = photoRules(t.Context(), dev); err != nil || got != want {
			t.Errorf("kept %+v, read %+v, %v", want, got, err)
		}
	}
}

// With Fyne's own files: a whole one stays and holds what was written, of a failed one
// nothing is left.
func TestWriteOutToAFile(t *testing.T) {
	test.NewTempApp(t)
	for name, fail := range map[string]error{"whole": nil, "failed": session.ErrBusy} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "out.pendamping")
			file, err := storage.Writer(storage.NewFileURI(path))
			if err != nil {
				t.Fatal(err)
			}
			pack := func(_ context.Context, w io.Writer) (session.Packed, error) {
				_, werr := w.Write([]byte("catatan"))
				return session.Packed{}, errors.Join(werr, fail)
			}
			at := shelfmark{read: storage.Reader, remove: storage.Delete}
			got, err := writeOut(t.Context(), file, at, pack, func(syncscreen.Carry) {})
			held, readErr := os.ReadFile(path)
			if fail == nil && (err != nil || got.Bytes != 7 || string(held) != "catatan") {
				t.Errorf("got %+v, %v; the file holds %q, %v", got, err, held, readErr)
			}
			if fail != nil && (!errors.Is(err, fail) || !errors.Is(readErr, os.ErrNotExist)) {
				t.Errorf("got %v; the file holds %q, %v", err, held, readErr)
			}
		})
	}
}
