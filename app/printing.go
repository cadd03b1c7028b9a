package app

import (
	"io"

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
	d.saveAs(name, "application/pdf", func(w io.Writer) error { return paper.Write(w, doc) }, done)
}
