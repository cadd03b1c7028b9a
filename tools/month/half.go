package month

import (
	"context"
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
)

// errHalf is returned when a form does not hold what was typed before the kill.
var errHalf = errors.New("what was typed before the kill is not there")

// fills types into a field of a form. The tablet may run empty in the middle of the word: then
// the form is gone on with, which again leads to from where the app opens, and must hold what
// was typed of the word; the fields before it are not typed again.
func (s *script) fills(label, text string, again act) act {
	return func(ctx context.Context) error {
		if !s.forms.due() {
			return s.t.write(ctx, label, text)
		}
		half := text[:(len(text)+1)/2]
		if err := do(ctx, s.written(label, half), s.restart, again); err != nil {
			return fmt.Errorf("ended in «%s»: %w", label, err)
		}
		err := s.t.until(ctx, func() bool { return s.t.holds(label) == half })
		if err != nil {
			return fmt.Errorf("%w: «%s» holds %q, not %q: %w", errHalf, label, s.t.holds(label), half, err)
		}
		s.broken++
		return s.t.write(ctx, label, text)
	}
}

// written types into a field without leaving it, and waits until the folder is another.
func (s *script) written(label, text string) act {
	return func(ctx context.Context) error {
		before, err := digest(s.t.dir)
		if err == nil {
			err = s.t.begin(ctx, label, text)
		}
		if err != nil {
			return err
		}
		return s.until(ctx, func() bool {
			now, err := digest(s.t.dir)
			if err != nil || now == before {
				s.driver.jobs <- func() {} // look again
				return false
			}
			return true
		})
	}
}

// fromToday goes on with the form that the first page lists.
func (s *script) fromToday(ctx context.Context) error {
	return do(ctx, s.t.waits("Isian belum disimpan"), s.t.taps("Lanjutkan"), s.goOn)
}

// goOn takes over what was left in a form.
func (s *script) goOn(ctx context.Context) error { return s.t.tap(ctx, "Lanjutkan isian tadi") }

// gone waits until a text does not show any more: after a kill the page before is another.
func (s *script) gone(what string) act {
	return func(ctx context.Context) error { return s.t.until(ctx, func() bool { return !s.t.shows(what) }) }
}

// holds is what stands in the field under a label.
func (s *seat) holds(label string) string {
	l, ok := s.find(label, 0)
	if !ok {
		return ""
	}
	f, ok := s.below(l)
	if !ok {
		return ""
	}
	field, typed := f.field.(entry)
	if short, can := f.field.(fyne.Shortcutable); can && typed {
		short.TypedShortcut(&fyne.ShortcutSelectAll{})
		return field.SelectedText()
	}
	return ""
}
