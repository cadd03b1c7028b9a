package talk

import (
	"fyne.io/fyne/v2"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// History lists what happened to a meeting.
func History(events []Event) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, 0, 2*len(events))
	for i, e := range events {
		if i > 0 {
			rows = append(rows, widget.Rule())
		}
		ink := theme.Ink2
		if e.Kind == kpuk.EventReturned {
			ink = theme.BrickInk
		}
		words := widget.WrapRow(12, widget.Strong(e.Name), widget.NewText(e.Note, theme.SizeText, false, theme.Ink2))
		lines := widget.VStack(2, words)
		if e.Text != "" {
			lines.Add(wrapped(widget.Caption(e.Text)))
		}
		rows = append(rows, widget.Pad(widget.HStack(12, widget.NewIcon(assets.IconFill(icon(e.Kind)), ink, 20), widget.Grow(lines)), 12, 0, 12, 0))
	}
	return widget.Card(widget.Pad(widget.VStack(0, rows...), 0, 16, 0, 16))
}

// icon is the mark of an event.
func icon(k kpuk.EventKind) string {
	switch k {
	case kpuk.EventSubmitted, kpuk.EventMended:
		return "paper-plane-tilt"
	case kpuk.EventReturned:
		return "flag"
	case kpuk.EventApproved:
		return "seal-check"
	case kpuk.EventCorrected:
		return "note-pencil"
	case kpuk.EventOpened:
		return "lock-open"
	case kpuk.EventWithdrawn:
		return "arrow-counter-clockwise"
	default:
		return "pencil-simple"
	}
}
