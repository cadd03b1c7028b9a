// Package helped is the part of a screen that leads to its help page.
package helped

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/widget"
	"pendamping/assets"
)

// Icon is the question mark to put into a bar, which opens the help page of the topic that
// is in sight when it is pressed; nothing where help stands elsewhere.
func Icon(env *screen.Env, topic func() string) []fyne.CanvasObject {
	if env.Help == nil {
		return nil
	}
	return []fyne.CanvasObject{widget.NewIconButton(assets.Icon("question"), func() { env.Help(topic()) })}
}

// On is Icon for a page with one topic: its screen.
func On(env *screen.Env, name screen.Name) []fyne.CanvasObject {
	return Icon(env, func() string { return string(name) })
}

// After is On behind what else stands at the end of a bar.
func After(env *screen.Env, name screen.Name, others ...fyne.CanvasObject) []fyne.CanvasObject {
	return append(others, On(env, name)...)
}

// Beside puts the question mark at the right of a page's head.
func Beside(env *screen.Env, name screen.Name, head fyne.CanvasObject) fyne.CanvasObject {
	icon := On(env, name)
	if icon == nil {
		return head
	}
	return widget.HStack(8, widget.Grow(head), icon[0])
}
