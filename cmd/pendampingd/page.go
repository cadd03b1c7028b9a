package main

import (
	"fmt"
	"io"
)

// page is text for people. It remembers the first error of writing.
type page struct {
	w   io.Writer
	err error
}

// printf writes as fmt.Fprintf does.
func (p *page) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// complain says something on standard error. Where that fails too there is nobody left
// to tell.
func (w *world) complain(format string, args ...any) { (&page{w: w.errs}).printf(format, args...) }
