// Package printed is the part of a screen that prints: a button for each thing, and the
// words about how it went.
package printed

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/widget"
	"pendamping/assets"
)

// Choice is one thing a page can print.
type Choice struct {
	Key  string // of its text
	What screen.Print
}

// Icon is the printer to put into a bar. Pressed, it shows the choices, or prints the only
// one; say shows something on the page, or clears the place. Nil where nothing can be
// printed.
func Icon(env *screen.Env, say func(...fyne.CanvasObject), choices ...Choice) *widget.IconButton {
	if env.Print == nil {
		return nil
	}
	return widget.NewIconButton(assets.Icon("printer"), func() {
		if len(choices) == 1 {
			start(env, say, choices[0].What)
			return
		}
		buttons := make([]fyne.CanvasObject, 0, len(choices)+1)
		for _, c := range choices {
			buttons = append(buttons, widget.NewMediumButton(env.Text.T(c.Key), widget.Secondary, assets.Icon("printer"), func() {
				say()
				start(env, say, c.What)
			}))
		}
		buttons = append(buttons, widget.NewMediumButton(env.Text.T("common.cancel"), widget.Quiet, nil, func() { say() }))
		say(widget.WrapRow(8, buttons...))
	})
}

// start prints and says how it went.
func start(env *screen.Env, say func(...fyne.CanvasObject), what screen.Print) {
	env.Print(what, func(err error) {
		if err != nil {
			say(widget.NewBanner(widget.Urgent, nil, env.Text.T("print.failed"), screen.Words(env.Text, err)).
				Action(env.Text.T("common.retry"), func() {
					say()
					start(env, say, what)
				}))
			return
		}
		say(widget.NewBanner(widget.Good, assets.IconFill("check-circle"), env.Text.T("print.kept"), env.Text.T("print.kept_how")).
			OnTapped(func() { say() }))
	})
}
