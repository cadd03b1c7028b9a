package app

import (
	"context"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"pendamping/app/background"
	"pendamping/app/paper"
	printing "pendamping/app/print"
	"pendamping/app/screen"
)

// print implements screen.Env.Print with the system's own dialog. The document is made at
// once, of what the page shows; it is set and written in the background.
func (d *desk) print(what screen.Print, done func(error)) {
	name, doc, err := printing.Make(d.env, what)
	if err != nil {
		done(err)
		return
	}
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
				return saveOut(file, shelfmark{read: storage.Reader, remove: storage.Delete},
					func(w io.Writer) error { return paper.Write(w, doc) }, func(bool, int64) {})
			}, func(_ int64, err error) { done(err) })
		})
	}, d.app.cfg.Window)
	if d.app.cfg.Mobile {
		save.SetFilter(storage.NewMimeTypeFileFilter([]string{"application/pdf"}))
	}
	save.SetFileName(name)
	save.Show()
}
