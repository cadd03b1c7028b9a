package review

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen/pictures"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// threads draws what was asked and answered, each with the way to answer and to end it.
func (d *detail) threads() []fyne.CanvasObject {
	t, m := d.v.env.Text, d.v.model
	all := m.Threads()
	if len(all) == 0 {
		return nil
	}
	out := []fyne.CanvasObject{widget.Pad(widget.Strong(t.T("review.threads")), 14, 0, 4, 0)}
	for _, th := range all {
		if th.Place != "" {
			out = append(out, wrapped(widget.Caption(th.Place)))
		}
		for _, w := range th.Words {
			out = append(out, wrapped(widget.Body(w.What)), wrapped(widget.Caption(w.Who)))
		}
		if strip := d.evidence(th.ID); strip != nil {
			out = append(out, strip.Object())
		}
		answer := widget.NewSmallButton(t.T("review.thread.reply"), widget.Secondary, nil, func() { d.pinTo(th.Pin) })
		buttons := []fyne.CanvasObject{answer}
		switch {
		case th.Closed:
			out = append(out, widget.NewSmallChip(t.T("review.thread.closed"), widget.Good, assets.IconFill("check-circle")))
		case th.Waits:
			out = append(out, widget.NewSmallChip(t.T("review.thread.waits"), widget.Waiting, assets.IconFill("question")))
		}
		if !th.Closed {
			buttons = append(buttons, widget.NewSmallButton(t.T("review.thread.end"), widget.Secondary, nil, func() {
				d.v.do(func() { m.Resolve(th.ID) })
			}))
		}
		out = append(out, widget.Pad(widget.WrapRow(8, buttons...), 4, 0, 10, 0))
	}
	return out
}

// evidence is the photos of a thread, nil where there are none.
func (d *detail) evidence(thread kpuk.ID) *pictures.Strip {
	if d.v.photos == nil || len(d.v.env.Book.Photos(thread)) == 0 {
		return nil
	}
	if d.strips == nil {
		d.strips = map[kpuk.ID]*pictures.Strip{}
	}
	if d.strips[thread] == nil {
		album := pictures.NewAlbum(d.v.env, thread, nil, nil) // only looked at
		d.strips[thread] = pictures.NewStrip(d.v.env, album, d.v.photos, func() bool { return false }, nil)
	}
	d.strips[thread].Refresh()
	return d.strips[thread]
}

// kinds narrow a comment on a member's row down to one cell.
func (d *detail) kinds(pin Pin) []fyne.CanvasObject {
	if pin.Step != kpuk.StepMoney || pin.Of.IsZero() || !pin.Thread.IsZero() {
		return nil
	}
	var out []fyne.CanvasObject
	for _, kind := range []kpuk.EntryKind{kpuk.EntryWajib, kpuk.EntrySukarela, kpuk.EntryInstalment} {
		if kind.String() == pin.Field {
			continue
		}
		out = append(out, widget.NewSmallButton(d.v.env.Text.T("review.kind."+kind.String()), widget.Quiet, nil, func() {
			pin.Field = kind.String()
			d.pinTo(pin)
		}))
	}
	return out
}
