package app

import (
	"context"
	"errors"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"pendamping/app/background"
	"pendamping/app/device"
	"pendamping/app/paper"
	"pendamping/app/photo"
	printing "pendamping/app/print"
	"pendamping/app/screen/newpin"
	"pendamping/app/screen/settings"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/escrow"
)

// keys makes recovery keys and puts them where the coordinator keeps them. It implements
// settings.Keys; the key itself stays with the page.
type keys struct{ desk *desk }

// recoveryKeys are for those whose affair they are.
func (d *desk) recoveryKeys() settings.Keys { //nolint:ireturn // nil for others
	if d.env.Office != kpuk.OfficeCoordinator && d.env.Office != kpuk.OfficeNetworkAdmin {
		return nil
	}
	return keys{d}
}

// Generate implements settings.Keys.
func (keys) Generate() (identity, recipient string, err error) {
	return escrow.Generate() //nolint:wrapcheck // already carries place and kind
}

// Print implements settings.Keys.
func (k keys) Print(identity string, done func(error)) {
	recipient, err := escrow.RecipientOf(identity)
	if err != nil {
		done(err)
		return
	}
	name, doc := printing.RecoveryKey(k.desk.env, identity, recipient)
	k.desk.saveAs(name, "application/pdf", func(w io.Writer) error { return paper.Write(w, doc) }, done)
}

// Save implements settings.Keys, in the form of age's own files.
func (k keys) Save(identity string, done func(error)) {
	t := k.desk.env.Text
	text, err := escrow.File(identity, t.T("recovery.title")+", "+k.desk.app.profile.Place)
	if err != nil {
		done(err)
		return
	}
	k.desk.saveAs(t.T("recovery.file")+".txt", "text/plain", func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err //nolint:wrapcheck // wrapped by saveOut
	}, done)
}

// saveAs has the person choose a place with the system's own dialog, and writes there in
// the background. done is told nothing when she chose none.
func (d *desk) saveAs(name, mime string, write func(io.Writer) error, done func(error)) {
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if file == nil && err == nil {
			return // no place was chosen
		}
		// On Android the dialog answers on another thread.
		background.Post(func() {
			if err != nil {
				done(marked(errUnwritten, err))
				return
			}
			background.Run(d.ctx, func(context.Context) (int64, error) {
				return saveOut(file, shelfmark{read: storage.Reader, remove: storage.Delete}, write, func(bool, int64) {})
			}, func(_ int64, err error) { done(err) })
		})
	}, d.app.cfg.Window)
	if d.app.cfg.Mobile {
		save.SetFilter(storage.NewMimeTypeFileFilter([]string{mime}))
	}
	save.SetFileName(name)
	save.Show()
}

// maxOpened bounds a file that is opened for its text, in bytes: photos of phones are the
// largest.
const maxOpened = 24 << 20

// openText has the person choose a file and tells the text that is in it, or in the QR
// code on it when it is a picture. done is told nothing when she chose none.
func (d *desk) openText(done func(text string, err error)) {
	dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if file == nil && err == nil {
			return
		}
		background.Post(func() {
			if err != nil {
				done("", err)
				return
			}
			background.Run(d.ctx, func(context.Context) (string, error) { return readText(file) }, done)
		})
	}, d.app.cfg.Window).Show()
}

// readText reads a text file, or the QR code on a picture, and closes it.
func readText(file io.ReadCloser) (string, error) {
	const op fault.Op = "app.readText"
	b, err := io.ReadAll(io.LimitReader(file, maxOpened+1))
	if err = errors.Join(err, file.Close()); err != nil {
		return "", fault.E(op, fault.Transient, err)
	}
	if len(b) > maxOpened {
		return "", fault.E(op, fault.Foreign, errors.New("too large a file"))
	}
	if code, picture := photo.Code(b); picture {
		if code == "" {
			return "", fault.E(op, fault.NotFound, errors.New("no QR code that can be read"))
		}
		return code, nil
	}
	return string(b), nil
}

// newPIN is what the page for another PIN asks.
func (d *desk) newPIN() newpin.Config {
	return newpin.Config{
		Passphrase: d.app.profile.Passphrase,
		Change: func(old, next string, done func(newpin.Result)) {
			background.Run(d.ctx, func(ctx context.Context) (r newpin.Result, err error) {
				err = d.dev.ChangeSecret(ctx, old, next)
				r.Left, r.Wait = device.Tries(d.app.cfg.Dir, d.app.cfg.Now())
				return r, err //nolint:wrapcheck // already carries place and kind
			}, func(r newpin.Result, err error) {
				r.Err = err
				done(r)
			})
		},
	}
}
