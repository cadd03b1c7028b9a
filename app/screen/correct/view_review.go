package correct

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/screen/talk"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// ReviewView draws the review of a corrected line.
type ReviewView struct {
	env   *screen.Env
	model *Review
	field *widget.Field // built once: it keeps what is typed in it
	root  *fyne.Container
}

// NewReviewView makes the page of a review.
func NewReviewView(env *screen.Env, id kpuk.ID) *ReviewView {
	v := &ReviewView{env: env, model: NewReview(env, id), field: widget.NewField(env.Text.T("correct.review.comment")), root: container.NewStack()}
	v.field.Rows = 2
	v.field.OnChanged = func(s string) { v.model.Text = s }
	v.draw()
	return v
}

// Object is the page.
func (v *ReviewView) Object() fyne.CanvasObject { return v.root }

// Refresh takes over what the book holds now; what was typed stays.
func (v *ReviewView) Refresh() {
	v.model.Load()
	v.draw()
}

// draw builds the page anew around the field.
func (v *ReviewView) draw() {
	t, m := v.env.Text, v.model
	if !m.Found {
		v.root.Objects = []fyne.CanvasObject{widget.NewEmpty(t.T("correct.missing"), t.T("common.back"), v.env.Back)}
		v.root.Refresh()
		return
	}
	chip := widget.NewChip(t.T("common.state."+m.State.String()), stateTone(m.State), nil)
	bar := widget.NewAppBar(t.T("correct.review.title"), m.Group+" · "+m.On, v.env.Back, append([]fyne.CanvasObject{chip}, helped.On(v.env, screen.Correct)...)...)
	body := container.NewVScroll(widget.Pad(widget.VStack(16, v.parts()...), 8, 16, 24, 16))
	parts := []fyne.CanvasObject{bar, widget.Grow(body)}
	if foot := v.foot(); foot != nil {
		parts = append(parts, foot)
	}
	v.root.Objects = []fyne.CanvasObject{widget.VStack(0, parts...)}
	v.root.Refresh()
}

// stateTone is how a state looks.
func stateTone(s kpuk.MeetingState) widget.Tone {
	switch s {
	case kpuk.Approved:
		return widget.Good
	case kpuk.Returned:
		return widget.Urgent
	default:
		return widget.Waiting
	}
}

// parts are what was corrected and why, what moved, what was said and what happened.
func (v *ReviewView) parts() []fyne.CanvasObject {
	t, m := v.env.Text, v.model
	var parts []fyne.CanvasObject
	if m.Failure != "" {
		parts = append(parts, widget.NewBanner(widget.Urgent, nil, "", m.Failure))
	}
	if m.Returned != "" {
		parts = append(parts, widget.NewBanner(widget.Urgent, assets.IconFill("flag"), m.By, t.T("talk.quoted", "Text", m.Returned)))
	}
	was, is, why := grey(m.Was), widget.Name(m.Is), widget.Body(m.Reason)
	is.Wrap, why.Wrap = true, true
	line := widget.HStack(12, widget.NewIcon(assets.Icon("arrow-right"), theme.Ink2, 20), widget.Grow(is))
	parts = append(parts, widget.Panel(theme.Sunk, 12, widget.Pad(widget.VStack(6, was, line, why, widget.Caption(m.Made)), 14, 16, 14, 16)),
		widget.Heading(t.T("correct.moves")))
	if len(m.Sections) == 0 {
		parts = append(parts, grey(t.T("correct.moves_nothing")))
	}
	parts = append(parts, sectionCards(m.Sections)...)
	said := talk.New(talk.Host{Env: v.env, Changed: func() {}})
	return append(parts, said.Page(m.Said, m.Events)...)
}

// foot is the way to decide on it, or to mend it; nil where it is only read.
func (v *ReviewView) foot() fyne.CanvasObject {
	t, m := v.env.Text, v.model
	message := ""
	if m.Wanted {
		message = t.T("correct.review.wanted")
	}
	v.field.SetMessage(widget.Urgent, message)
	if v.field.Text() != m.Text && !v.field.Focused() {
		v.field.SetText(m.Text)
	}
	var buttons []fyne.CanvasObject
	switch {
	case m.Judges():
		buttons = []fyne.CanvasObject{
			widget.NewButton(t.T("common.return"), widget.Danger, assets.Icon("arrow-u-up-left"), func() { m.Return(v.draw) }),
			widget.NewButton(t.T("common.approve"), widget.Approve, assets.Icon("check"), func() { m.Approve(v.draw) }),
		}
	case m.Mends():
		buttons = []fyne.CanvasObject{
			widget.NewButton(t.T("talk.right"), widget.Secondary, assets.Icon("check"), func() { m.Stands(v.draw) }),
			widget.NewButton(t.T("correct.review.again"), widget.Primary, assets.Icon("pencil-simple"), func() { v.env.Open(m.MendRoute()) }),
		}
	default:
		return nil
	}
	row := widget.HStack(12, append([]fyne.CanvasObject{widget.Grow(widget.VStack(0))}, buttons...)...)
	return widget.VStack(0, widget.Rule(), widget.Panel(theme.Card, 0, widget.Pad(widget.VStack(8, v.field, row), 12, 16, 12, 16)))
}
