package practice

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// margin is the room around the page in dp, widest its greatest width.
const (
	margin = 24
	widest = 760
)

// home says what can be tried and what was.
type home struct {
	p      *Practice
	failed string // why the meeting could not be begun
	root   *fyne.Container
}

// newHome makes the first page.
func newHome(p *Practice) *home {
	h := &home{p: p, root: container.NewStack()}
	h.Refresh()
	return h
}

// Object is the page.
func (h *home) Object() fyne.CanvasObject { return h.root }

// Refresh shows what was tried by now.
func (h *home) Refresh() {
	t := h.p.env.Text
	about := widget.Body(t.T("practice.about"))
	about.Wrap = true
	parts := []fyne.CanvasObject{h.head(), about}
	if h.p.before != nil {
		parts = append(parts, widget.NewUndoBar(t.T("practice.anew"), t.T("common.undo"), h.p.undo))
	}
	if h.failed != "" {
		parts = append(parts, widget.NewBanner(widget.Urgent, nil, "", h.failed))
	}
	parts = append(parts, h.exercises())
	page := widget.Pad(widget.VStack(16, parts...), margin, margin, margin, margin)
	h.root.Objects = []fyne.CanvasObject{widget.VStack(0,
		widget.Grow(container.NewVScroll(widget.Narrow(widest, page))), h.foot())}
	h.root.Refresh()
}

// head is the title, and beginning anew once something was begun.
func (h *home) head() fyne.CanvasObject {
	t := h.p.env.Text
	right := widget.HStack(8)
	if atHand(h.p.env.Book) != nil {
		right.Add(widget.NewMediumButton(t.T("practice.again"), widget.Quiet, assets.Icon("arrow-counter-clockwise"), h.p.again))
	}
	for _, icon := range helped.On(h.p.env, screen.Practice) {
		right.Add(icon)
	}
	return widget.Spread(widget.TitleSerif(t.T("practice.title")), right)
}

// exercises lists what can be tried; what was carries a mark.
func (h *home) exercises() fyne.CanvasObject {
	t, done := h.p.env.Text, Tried(h.p.env.Book)
	rows := []fyne.CanvasObject{widget.Heading(t.T("practice.try"))}
	for i, e := range Exercises() {
		state, label := widget.Todo, t.Number(int64(i+1))
		if done[e] {
			state, label = widget.Done, ""
		}
		title := widget.Name(t.T("practice.do." + string(e)))
		title.Wrap = true
		how := widget.NewText(t.T("practice.how."+string(e)), theme.SizeText, false, theme.Ink2)
		how.Wrap = true
		rows = append(rows, widget.HStack(16, widget.NewDiamond(state, label), widget.Grow(widget.VStack(2, title, how))))
	}
	return widget.Card(widget.Pad(widget.VStack(16, rows...), 20, 20, 20, 20))
}

// foot has the ways on: the group and the meeting.
func (h *home) foot() fyne.CanvasObject {
	t := h.p.env.Text
	key := "practice.start"
	if m := atHand(h.p.env.Book); m != nil {
		key = "practice.go_on"
		if m.State.State != kpuk.Draft {
			key = "practice.look"
		}
	}
	group := widget.NewButton(t.T("practice.group"), widget.Secondary, assets.Icon("users-three"), func() {
		h.p.Open(screen.Route{Name: screen.Group, ID: GroupID()})
	})
	meeting := widget.NewButton(t.T(key), widget.Primary, assets.Icon("play"), h.start)
	return widget.Pad(widget.HStack(16, widget.Grow(widget.VStack(0)), group, meeting), 12, margin, 16, margin)
}

// start goes to the meeting.
func (h *home) start() {
	h.p.before, h.failed = nil, ""
	h.p.env.StartMeeting(GroupID(), func(err error) {
		h.failed = screen.Words(h.p.env.Text, err)
		h.Refresh()
	})
}

// absent is the page of what is not part of practicing.
type absent struct{ root fyne.CanvasObject }

func newAbsent(env *screen.Env) *absent {
	return &absent{root: widget.NewEmpty(env.Text.T("practice.absent"), env.Text.T("common.back"), env.Back)}
}

// Object is the page.
func (a *absent) Object() fyne.CanvasObject { return a.root }

// Refresh has nothing to show anew.
func (*absent) Refresh() {}
