package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test" //nolint:depguard // the software driver draws the bench's screens
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/screen"
	"pendamping/app/screen/dashboard"
	"pendamping/app/screen/groups"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/today"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets/area"
	"pendamping/assets/translation"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// ui measures screens in the software driver, at the size of a tablet.
func (b *bench) ui(ctx context.Context) error {
	app := test.NewApp()
	defer app.Quit()
	app.Settings().SetTheme(theme.New(base.VariantLight, 1))
	if err := b.tabletScreens(ctx); err != nil {
		return err
	}
	if err := b.federationScreens(ctx); err != nil {
		return err
	}
	return b.searches(ctx)
}

// stage is a book with the environment of its screens and a window.
type stage struct {
	env    *screen.Env
	window fyne.Window
}

// open reads a store into a book and makes the stage of its screens.
func (b *bench) open(ctx context.Context, path string, m *maker) (*stage, error) {
	records, err := b.load(ctx, path, 1)
	if err != nil {
		return nil, err
	}
	return newStage(records, m)
}

// newStage makes the environment that the app gives its screens, keeping nothing.
func newStage(records *book.Book, m *maker) (*stage, error) {
	text, err := translation.New("id")
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	areas, err := area.Open()
	if err != nil {
		return nil, fmt.Errorf("areas: %w", err)
	}
	name := func(code string) string {
		if found, ok := areas.Name(code); ok {
			return found
		}
		return code
	}
	records.SetAreaNames(name)
	s := &stage{window: test.NewWindow(nil), env: &screen.Env{
		Text: text, Book: records, IDs: m.ids, Now: m.clock, Me: m.author, Partition: m.partition, Area: name,
		Office: kpuk.OfficeFacilitator,
		Keep: func(done func(error), recs ...kpuk.Record) {
			records.Put(recs...)
			if done != nil {
				done(nil)
			}
		},
		Local: func(string, any) {}, Open: func(screen.Route) {}, Back: func() {},
	}}
	s.window.SetPadded(false)
	return s, nil
}

// show lays an object out in the window at the size of a tablet and draws it.
func (s *stage) show(o fyne.CanvasObject) {
	s.window.SetContent(o)
	s.window.Resize(fyne.NewSize(tabletWidth, tabletHeight))
	s.window.Canvas().Capture()
}

// The sizes of screens, in dp.
const (
	tabletWidth, tabletHeight = 800, 1200
	deskWidth, deskHeight     = 1158, 768
)

// tabletScreens measures the tablet after five years: from its file to Today, a meeting,
// and the memory that all of it takes.
func (b *bench) tabletScreens(ctx context.Context) error {
	path, m, f, err := b.tablet(ctx)
	if err != nil {
		return err
	}
	debug.FreeOSMemory() // what filling the store took is not the app's
	var s *stage
	opened, err := b.timed(1, func(int) error {
		var failed error
		if s, failed = b.open(ctx, path, m); failed != nil {
			return failed
		}
		s.show(today.New(s.env, nil).Object())
		return nil
	})
	if err != nil {
		return err
	}
	defer s.window.Close()
	meeting, err := b.meetings(s, m, f)
	if err != nil {
		return err
	}
	s.show(groups.New(s.env, groups.Config{}).Object())
	resident, err := processMB("self", "VmRSS")
	if err != nil {
		return err
	}
	return errors.Join(
		b.figure("open.today_ms", millis(opened[0]), "ms", f.records),
		b.figure("meeting.open_ms", meeting, "ms", len(f.circles)),
		b.figure("app.rss_mb", resident, "MB", f.records),
	)
}

// meetings opens a meeting of each group and returns the median time until it is laid
// out, in ms; drawing is the screen's own affair.
func (b *bench) meetings(s *stage, m *maker, f *filled) (float64, error) {
	began := make([]kpuk.ID, len(f.circles))
	for i, c := range f.circles {
		v, err := m.visit(c, wireKinds)
		if err != nil {
			return 0, err
		}
		v.meeting.State.State, v.meeting.Done = kpuk.Draft, 0b111
		s.env.Book.Put(v.meeting)
		began[i] = v.meeting.ID
	}
	samples, err := b.timed(len(began), func(i int) error {
		view := recorder.New(s.env, screen.Route{Name: screen.Recorder, ID: began[i]}, recorder.Options{})
		if view.Model() == nil {
			return errors.New("the meeting does not open")
		}
		s.window.SetContent(view.Object())
		s.window.Resize(fyne.NewSize(tabletWidth, tabletHeight))
		return nil
	})
	return millis(percentile(samples, 50)), err
}

// federationScreens measures the list of groups and the dashboard of a whole federation.
func (b *bench) federationScreens(ctx context.Context) error {
	m, f, err := b.filledStore(ctx, b.dir+"/federation.db", 1, b.size.first)
	if err != nil {
		return err
	}
	var s *stage
	cold, err := b.timed(b.size.opens, func(int) error {
		var failed error
		s, failed = b.open(ctx, b.dir+"/federation.db", m) // nothing is reckoned yet
		return failed
	})
	if err != nil {
		return err
	}
	defer s.window.Close()
	b.log.DebugContext(ctx, "federation read", slog.Duration("p50", percentile(cold, 50)))
	paint, err := b.timed(1, func(int) error {
		s.show(groups.New(s.env, groups.Config{}).Object())
		return nil
	})
	if err != nil {
		return err
	}
	again, err := b.timed(b.size.opens, func(int) error {
		s.show(groups.New(s.env, groups.Config{}).Object())
		return nil
	})
	if err != nil {
		return err
	}
	err = errors.Join(
		b.figure("list.first_paint_ms", millis(paint[0]), "ms", len(f.circles)),
		b.figure("list.again_ms", millis(percentile(again, 50)), "ms", len(again)),
	)
	if err != nil {
		return err
	}
	if err := b.scrolling(s); err != nil {
		return err
	}
	return b.dashboards(ctx, m)
}

// scrolling moves the list of groups a third of a row at a time, as a finger does.
func (b *bench) scrolling(s *stage) error {
	view := groups.New(s.env, groups.Config{})
	s.show(view.Object())
	list := find[*widget.RowList](view.Object())
	if list == nil {
		return errors.New("the page has no list")
	}
	steps, err := b.timed(b.size.steps, func(int) error {
		list.ScrollBy(widget.RowTall / 3)
		return nil
	})
	if err != nil {
		return err
	}
	drawn, err := b.timed(b.size.steps/10+1, func(int) error {
		list.ScrollBy(-widget.RowTall / 3)
		s.window.Canvas().Capture()
		return nil
	})
	if err != nil {
		return err
	}
	return errors.Join(
		b.figure("list.scroll_step_ms", millis(percentile(steps, 95)), "ms", len(steps)),
		b.figure("list.scroll_drawn_ms", millis(percentile(drawn, 50)), "ms", len(drawn)), // all pixels, by software
	)
}

// dashboards opens the dashboard over books that have reckoned nothing, and again.
func (b *bench) dashboards(ctx context.Context, m *maker) error {
	var cold, warm, figures []float64
	for range b.size.opens {
		s, err := b.open(ctx, b.dir+"/federation.db", m)
		if err != nil {
			return err
		}
		s.env.Office = kpuk.OfficeCoordinator
		open := func(int) error {
			s.window.SetContent(dashboard.New(s.env).Object())
			s.window.Resize(fyne.NewSize(deskWidth, deskHeight))
			return nil
		}
		reckoned, err := b.timed(1, func(int) error { s.env.Book.Figures(s.env.Today()); return nil })
		if err != nil {
			return err
		}
		first, err := b.timed(1, open)
		if err != nil {
			return err
		}
		second, err := b.timed(1, open)
		if err != nil {
			return err
		}
		s.window.Close()
		figures = append(figures, millis(reckoned[0]))
		cold, warm = append(cold, millis(reckoned[0]+first[0])), append(warm, millis(second[0]))
	}
	return errors.Join(
		b.figure("dashboard.cold_ms", middle(cold), "ms", len(cold)),
		b.figure("dashboard.warm_ms", middle(warm), "ms", len(warm)),
		b.figure("dashboard.figures_ms", middle(figures), "ms", len(figures)),
	)
}

// find returns the first object of a type below another, or the zero value.
func find[T fyne.CanvasObject](o fyne.CanvasObject) T { //nolint:ireturn // the caller names the type
	var none T
	if found, ok := o.(T); ok {
		return found
	}
	var inside []fyne.CanvasObject
	switch v := o.(type) {
	case *fyne.Container:
		inside = v.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(v).Objects()
	default: // a drawing
	}
	for _, child := range inside {
		if found := find[T](child); any(found) != any(none) {
			return found
		}
	}
	return none
}
