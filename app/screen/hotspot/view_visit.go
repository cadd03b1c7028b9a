package hotspot

import (
	"fyne.io/fyne/v2"

	"pendamping/app/widget"
	"pendamping/assets"
)

// visitForm asks for a colleague's device and tells how the visit went.
type visitForm struct {
	model   *Model
	address *widget.Field
	code    *widget.Field
	begin   *widget.Button
	noticed *fyne.Container
	card    fyne.CanvasObject
}

func newVisitForm(v *View) *visitForm {
	t := v.env.Text
	f := &visitForm{model: v.model, address: widget.NewField(t.T("hotspot.visit.address")), code: widget.NewField(t.T("hotspot.visit.code")), noticed: widget.VStack(0)}
	f.address.Placeholder, f.code.Placeholder = t.T("hotspot.visit.hint"), t.T("hotspot.visit.code_hint")
	f.begin = widget.NewMediumButton(t.T("hotspot.visit.go"), widget.Primary, assets.Icon("arrow-right"), func() {
		f.model.Go(f.address.Text(), f.code.Text())
		v.Refresh()
	})
	f.card = card(widget.VStack(16, widget.Heading(t.T("hotspot.visit")), words(t.T("hotspot.visit.text")),
		f.address, f.code, widget.WrapRow(12, f.begin), f.noticed))
	return f
}

// draw takes the model over.
func (f *visitForm) draw() {
	f.address.SetMessage(widget.Urgent, f.model.Problem())
	n, told := f.model.VisitNotice()
	f.noticed.Objects = nil
	f.noticed.Hide()
	if told {
		f.noticed.Objects = []fyne.CanvasObject{notice(n)}
		f.noticed.Show()
	}
	if told && n.Level == Working {
		f.begin.Disable()
	} else {
		f.begin.Enable()
	}
	f.noticed.Refresh()
}
