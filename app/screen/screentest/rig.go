// Package screentest is for the tests of screens only: a rig with a small synthetic book
// and an environment that remembers what a screen asked for, and pictures to compare.
//
// All names and numbers are invented. It is 23 November 2026, 10.24 in Lombok.
package screentest

import (
	"context"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/assets/area"
	"pendamping/assets/translation"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Rig is an environment for one screen. Records that are kept go into the book at once,
// as the app does when saving succeeded.
type Rig struct {
	*screen.Env
	Kept   [][]kpuk.Record // one per call of Keep
	Routes []screen.Route  // what was asked to open
	Backs  int             // how often it was asked to go back
	Topics []string        // what help was asked for
	Locals map[string]any
	Fail   error  // what Keep reports from now on; nothing is kept then
	After  func() // called after each save, as the app refreshes the screen then

	lang string
	base []kpuk.Record
}

// Clock is the moment at which the rig's clock stands still.
func Clock() time.Time {
	return time.Date(2026, time.November, 23, 10, 24, 0, 0, time.FixedZone("WITA", 8*60*60))
}

// New makes a rig in a language ("id" or "en"), whose book holds the records given.
func New(t *testing.T, lang string, recs ...kpuk.Record) *Rig {
	t.Helper()
	test.NewTempApp(t) // widgets ask the app for their theme as soon as they are made
	test.ApplyTheme(t, theme.New(base.VariantLight, 1))
	text, err := translation.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	b := book.New()
	b.SetAreaNames(Area)
	b.Put(recs...)
	r := &Rig{Locals: map[string]any{}, lang: lang, base: recs}
	r.Env = &screen.Env{
		Text: text, Book: b, Keep: r.keep,
		Local:  func(key string, value any) { r.Locals[key] = value },
		Go:     func(work func(context.Context) error, done func(error)) { done(work(t.Context())) },
		IDs:    kpuk.IDSource{Now: Clock, Rand: Random(1)},
		Now:    Clock,
		Me:     ID("person", 1),
		Office: kpuk.OfficeFacilitator, Partition: ID("federation", 1),
		Area: Area, Areas: areas(t),
		Open: func(to screen.Route) { r.Routes = append(r.Routes, to) },
		Back: func() { r.Backs++ },
		Help: func(topic string) { r.Topics = append(r.Topics, topic) },
	}
	return r
}

// Remember has the rig keep half-filled forms.
func (r *Rig) Remember() *Rig {
	r.Drafts = screen.NewDrafts(r.Local)
	return r
}

// Again is the rig after the app was ended without warning and opened anew: with the records
// that were saved, with others' on top, and the half-filled forms that were kept.
func (r *Rig) Again(t *testing.T, others ...kpuk.Record) *Rig {
	t.Helper()
	next := New(t, r.lang, r.base...)
	for _, batch := range r.Kept {
		next.Book.Put(batch...)
	}
	next.Book.Put(others...)
	var kept []screen.Draft
	for key, value := range r.Locals {
		if d, ok := value.(screen.Draft); ok {
			kept = append(kept, d)
			next.Locals[key] = d
		}
	}
	next.Drafts = screen.NewDrafts(next.Local, kept...)
	next.Drafts.Recorded(func(id kpuk.ID) bool { return next.Book.Record(id) != nil })
	return next
}

// Sit puts the screen where a layout is used: on a desktop the question mark stands in the
// app's frame and not on the pages.
func (r *Rig) Sit(layout string) {
	if layout == Desktop {
		r.Help = nil
	}
}

// areas opens the areas of Indonesia once for all tests.
func areas(t *testing.T) *area.Index {
	t.Helper()
	index, err := openAreas()
	if err != nil {
		t.Fatal(err)
	}
	return index
}

var openAreas = sync.OnceValues(area.Open) //nolint:gochecknoglobals // unpacking them takes a while

// Random is a stream of bytes that is the same for the same seed.
func Random(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

// keep stands for the app's saving: it succeeds at once, or fails with Fail.
func (r *Rig) keep(done func(error), recs ...kpuk.Record) {
	if r.Fail == nil {
		r.Kept = append(r.Kept, recs)
		r.Book.Put(recs...)
	}
	if done != nil {
		done(r.Fail)
	}
	if r.Fail == nil && r.After != nil {
		r.After()
	}
}

// Last is the first record of the last save, or nil.
func (r *Rig) Last() kpuk.Record {
	if len(r.Kept) == 0 {
		return nil
	}
	return r.Kept[len(r.Kept)-1][0]
}

// Route is the last place that was asked for; the zero Route before.
func (r *Rig) Route() screen.Route {
	if len(r.Routes) == 0 {
		return screen.Route{}
	}
	return r.Routes[len(r.Routes)-1]
}
