package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"

	"fyne.io/fyne/v2"

	"pendamping/app/device"
	syncscreen "pendamping/app/screen/sync"
	"pendamping/fault"
	"pendamping/sync/bundle"
	"pendamping/sync/session"
)

// carryBuffer is how many bytes go to or come from a file at a time: on Android each
// time costs a call into Java.
const carryBuffer = 64 << 10

var (
	// errUnwritten is returned when a file holds something else than was written to it.
	errUnwritten = fault.New(fault.Transient, "the file does not hold what was written")
	// errUnread is returned when a chosen file cannot be read.
	errUnread = fault.New(fault.Transient, "the file cannot be read")
)

// shelfmark is how a file that was saved is found again.
type shelfmark struct {
	read   func(fyne.URI) (fyne.URIReadCloser, error)
	remove func(fyne.URI) error
}

// writeOut has a bundle written to a file, closes it, and reads it again: on Android
// writing never fails, whatever becomes of the bytes. What is not whole is removed.
func writeOut(
	ctx context.Context, file fyne.URIWriteCloser, at shelfmark,
	pack func(context.Context, io.Writer) (session.Packed, error), step func(syncscreen.Carry),
) (syncscreen.Carry, error) {
	var packed session.Packed
	n, err := saveOut(file, at, func(w io.Writer) (err error) {
		packed, err = pack(ctx, w)
		return err
	}, func(checking bool, n int64) {
		stage := syncscreen.Writing
		if checking {
			stage = syncscreen.Checking
		}
		step(syncscreen.Carry{Stage: stage, Bytes: n})
	})
	if err != nil {
		return syncscreen.Carry{}, err
	}
	return syncscreen.Carry{Stage: syncscreen.Exported, Bytes: n, Records: packed.Records}, nil
}

// saveOut writes a file that was chosen, closes it, and reads it again. What is not whole
// is removed: half a file that looks like one would be carried for nothing.
func saveOut(file fyne.URIWriteCloser, at shelfmark, write func(io.Writer) error, step func(checking bool, n int64)) (int64, error) {
	const op fault.Op = "app.saveOut"
	sum := &counter{sum: sha256.New(), step: func(n int64) { step(false, n) }}
	out := bufio.NewWriterSize(file, carryBuffer)
	err := write(io.MultiWriter(out, sum))
	if err == nil {
		err = marked(errUnwritten, out.Flush())
	}
	err = errors.Join(err, marked(errUnwritten, file.Close()))
	if err == nil {
		step(true, sum.n)
		err = compare(file.URI(), at, sum)
	}
	if err != nil {
		// Where it cannot be removed, whoever reads it will refuse it.
		return 0, fault.E(op, fault.Other, errors.Join(err, at.remove(file.URI())))
	}
	return sum.n, nil
}

// compare reads a file and tells whether it is what was written.
func compare(uri fyne.URI, at shelfmark, wrote *counter) error {
	file, err := at.read(uri)
	if err != nil {
		return marked(errUnwritten, err)
	}
	held := &counter{sum: sha256.New(), step: func(int64) {}}
	// One byte more than was written is enough to tell that it is another file.
	_, err = io.CopyBuffer(held, io.LimitReader(file, wrote.n+1), make([]byte, carryBuffer))
	if err = errors.Join(err, file.Close()); err != nil {
		return marked(errUnwritten, err)
	}
	if held.n != wrote.n || !bytes.Equal(held.sum.Sum(nil), wrote.sum.Sum(nil)) {
		return fault.E("", fault.Transient, errUnwritten)
	}
	return nil
}

// readIn has an answer taken in from a file, and closes it.
func readIn(
	ctx context.Context, file io.ReadCloser,
	take func(context.Context, io.Reader) (session.Received, error), step func(syncscreen.Carry),
) (session.Received, syncscreen.Carry, error) {
	const op fault.Op = "app.readIn"
	count := &counter{step: func(n int64) { step(syncscreen.Carry{Stage: syncscreen.Reading, Bytes: n}) }}
	got, err := take(ctx, io.TeeReader(bufio.NewReaderSize(chosen{file}, carryBuffer), count))
	gone := file.Close()
	if err != nil {
		return got, syncscreen.Carry{}, fault.E(op, fault.Other, errors.Join(err, gone))
	}
	// All of it was read and taken in: that it did not close does not matter any more.
	return got, syncscreen.Carry{Stage: syncscreen.Imported, Bytes: count.n, Confirmed: got.Pushed, Received: got.Pulled}, nil
}

// chosen is a file of which it is told when it cannot be read, so that this is not taken
// for damage.
type chosen struct{ io.Reader }

// Read implements io.Reader.
func (c chosen) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = marked(errUnread, err)
	}
	return n, err
}

// counter counts the bytes that pass, and sums them up where it has a sum.
type counter struct {
	n    int64
	sum  hash.Hash
	step func(n int64)
}

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	c.step(c.n)
	if c.sum == nil {
		return len(p), nil
	}
	return c.sum.Write(p) //nolint:wrapcheck // a hash returns no error
}

// marked names what an error means; nil stays nil.
func marked(as, err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(as, err)
}

// troubleOf tells the page what was wrong; what nothing is known of is usual.
func troubleOf(err error, usual syncscreen.Trouble) syncscreen.Trouble {
	for _, known := range []struct {
		err error
		is  syncscreen.Trouble
	}{
		{errUnread, syncscreen.Unread}, // before what follows from it
		{bundle.ErrNotBundle, syncscreen.Foreign},
		{bundle.ErrDirection, syncscreen.Direction},
		{bundle.ErrElsewhere, syncscreen.Elsewhere},
		{bundle.ErrSigner, syncscreen.BadSigner},
		{bundle.ErrNewer, syncscreen.Newer},
		{bundle.ErrOlder, syncscreen.Older},
		{bundle.ErrTooLarge, syncscreen.Large},
		{bundle.ErrDamaged, syncscreen.Damaged},
		{device.ErrUnasked, syncscreen.Unasked},
		{session.ErrBusy, syncscreen.Busy},
		{session.ErrForked, syncscreen.Forked},
		{errUnwritten, syncscreen.Unwritten},
	} {
		if errors.Is(err, known.err) {
			return known.is
		}
	}
	switch fault.KindOf(err) {
	case fault.Full:
		return syncscreen.Full
	case fault.Newer:
		return syncscreen.Newer
	case fault.Forked:
		return syncscreen.Forked
	case fault.Other, fault.Transient:
		return usual
	default:
		return syncscreen.Internal
	}
}
