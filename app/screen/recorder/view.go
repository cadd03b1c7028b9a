package recorder

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/screen/helped"
	"pendamping/app/screen/talk"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// undoFor is how long an action can be taken back from the bar.
const undoFor = 8 * time.Second

// page is the content of one step.
type page interface {
	object() fyne.CanvasObject
	// refresh takes the model over, leaving a field in use alone.
	refresh()
}

// View is the meeting recorder on screen.
type View struct {
	env    *screen.Env
	model  *Model
	root   *fyne.Container
	frame  *frame
	bar    *widget.AppBar
	status *widget.Chip
	steps  *widget.Stepper
	note   *widget.Text
	back   *widget.Button
	next   *widget.Button
	undo   *fyne.Container
	page   page
	talk   *talk.Threads
	top    *fyne.Container // threads above the page
	// pressed is the member whose threads stand above the page.
	pressed kpuk.ID
	undoNo  int         // tells an old timer from the present undo
	texts   *form.Sheet // what is typed into texts of the meeting
}

// New opens the meeting of the route. A meeting this device does not hold gives a
// page that says so and leads back.
func New(env *screen.Env, route screen.Route, opts Options) *View {
	v := &View{env: env, undo: container.NewStack()}
	model, err := NewModel(env, route, opts)
	if err != nil {
		v.root = container.NewStack(widget.NewEmpty(env.Text.T("recorder.unknown"), env.Text.T("common.back"), env.Back))
		return v
	}
	v.model = model
	model.OnSaved(v.saved)
	v.build()
	return v
}

// saved follows a save.
func (v *View) saved() {
	if v.texts != nil {
		v.texts.Settle()
	}
	v.showStatus()
}

// Object is the screen.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Model is what the screen shows, nil when the meeting is not held here.
func (v *View) Model() *Model { return v.model }

// Refresh takes over what changed in the book.
func (v *View) Refresh() {
	if v.model == nil {
		return
	}
	if v.model.Reload() {
		v.show()
		return
	}
	v.talked()
}

// Key hands a physical key to the page in use.
func (v *View) Key(e *fyne.KeyEvent) bool {
	keys, ok := v.page.(interface{ key(*fyne.KeyEvent) bool })
	return ok && keys.key(e)
}

// Rune hands a physical character to the page in use.
func (v *View) Rune(r rune) bool {
	runes, ok := v.page.(interface{ char(rune) bool })
	return ok && runes.char(r)
}

// build makes what all steps share.
func (v *View) build() {
	t := v.env.Text
	v.status = widget.NewChip("", widget.Neutral, nil)
	v.bar = widget.NewAppBar(v.model.Title(), v.model.Subtitle(), v.env.Back,
		append([]fyne.CanvasObject{v.status}, helped.Icon(v.env, v.topic)...)...)
	v.steps = widget.NewStepper(nil, func(i int) { v.goTo(kpuk.Step(i + 1)) }) //nolint:gosec // 0 to 6
	v.talk, v.top = v.newTalk(), widget.Layers()
	v.note = widget.Body("")
	v.note.Wrap = true
	v.note.SetColour(theme.Ink2)
	v.back = widget.NewButton(t.T("common.back"), widget.Secondary, nil, v.previous)
	v.next = widget.NewButton("", widget.Primary, assets.Icon("arrow-right"), v.finish)
	v.frame = &frame{
		bar: v.bar, steps: v.steps, body: container.NewStack(), undo: v.undo,
		actions: widget.NewActionBar(v.note, v.back, v.next), rule: widget.Rule(),
		helped: v.env.Help != nil,
	}
	v.root = container.New(v.frame, v.frame.objects()...)
	v.show()
}

// show builds the page of the model's step.
func (v *View) show() { v.put(v.newPage()) }

// put shows a page in the recorder's frame.
func (v *View) put(p page) {
	v.page = p
	v.pressed = kpuk.ID{}
	v.frame.body.Objects = []fyne.CanvasObject{container.New(topped{}, container.NewVScroll(v.top), p.object())}
	v.showTop()
	v.showHead()
	v.hideUndo()
}

// newPage makes the page of the step.
func (v *View) newPage() page {
	if !v.model.Editable() {
		return newClosePage(v)
	}
	switch v.model.Step() {
	case kpuk.StepOpen:
		return newOpenPage(v)
	case kpuk.StepAttendance:
		return newAttendancePage(v)
	case kpuk.StepNotes:
		return newNotesPage(v)
	case kpuk.StepMoney:
		if v.model.Sharing() {
			return newSharePage(v)
		}
		return newMoneyPage(v)
	case kpuk.StepCash:
		return newCashPage(v)
	case kpuk.StepDiscussion:
		return newTalkPage(v)
	case kpuk.StepClose:
		return newClosePage(v)
	default:
		return newReturnedPage(v)
	}
}

// showHead takes over steps, state and action bar.
func (v *View) showHead() {
	states := v.model.Steps()
	out := make([]widget.Step, len(states))
	for i, s := range states {
		out[i] = widget.Step{Label: v.stepName(kpuk.Step(i + 1)), State: diamond(s)}
	}
	v.steps.SetSteps(out)
	v.bar.SetTitles(v.model.Title(), v.model.Subtitle(), v.model.ShortSubtitle())
	v.showStatus()
	v.showActions()
}

// topic names the help page of what is in sight.
func (v *View) topic() string {
	switch v.page.(type) {
	case *returnedPage:
		return string(screen.Recorder) + ".returned"
	case *sharePage:
		return string(screen.Recorder) + ".shareout"
	case *closePage:
		return string(screen.Recorder) + "." + kpuk.StepClose.String()
	default:
		return string(screen.Recorder) + "." + v.model.Step().String()
	}
}

// stepName is a step's short name.
func (v *View) stepName(s kpuk.Step) string { return v.env.Text.T("recorder.step." + s.String()) }

// diamond turns a step's state into the kit's mark.
func diamond(s StepState) widget.DiamondState {
	switch s {
	case StepCurrent:
		return widget.Current
	case StepDone:
		return widget.Done
	case StepAttention:
		return widget.Attention
	case StepNeedsYou:
		return widget.NeedsYou
	default:
		return widget.Todo
	}
}

// showStatus says whether everything is kept, or how the meeting stands.
func (v *View) showStatus() {
	t := v.env.Text
	switch {
	case v.model.Failure() != "":
		v.status.Set(t.T("recorder.unsaved"), widget.Urgent, assets.IconFill("warning"))
	case v.model.State() == kpuk.Returned && v.model.SavedAt().IsZero():
		v.status.Set(t.T("common.state.returned"), widget.Urgent, assets.IconFill("flag"))
	case v.model.State() == kpuk.Submitted:
		v.status.Set(t.T("common.state.submitted"), widget.Waiting, assets.IconFill("paper-plane-tilt"))
	case v.model.State() == kpuk.Approved:
		v.status.Set(t.T("common.state.approved"), widget.Good, assets.IconFill("seal-check"))
	case v.model.SavedAt().IsZero():
		v.status.Set(t.T("common.saved"), widget.Neutral, assets.Icon("device-tablet"))
	default:
		v.status.Set(t.T("common.saved.at", "Time", t.Clock(v.model.SavedAt())), widget.Neutral, assets.Icon("device-tablet"))
	}
	if v.page != nil {
		v.showNote()
	}
}

// showActions names the way on and hides the bar where the page has its own.
func (v *View) showActions() {
	step := v.model.Step()
	v.frame.actions.Show()
	if _, own := v.page.(interface{ ownActions() }); own {
		v.frame.actions.Hide()
	}
	v.back.Show()
	if step <= kpuk.StepOpen {
		v.back.Hide()
	}
	if step < kpuk.StepClose {
		v.next.SetText(v.env.Text.T("recorder.on_to", "Step", v.stepName(step+1)))
	}
	v.showNote()
}

// showNote says at the left of the action bar what hinders, or how things stand.
func (v *View) showNote() {
	text := v.model.Failure()
	if text == "" {
		text = v.model.Note()
	}
	v.note.SetText(text)
}

// finish leaves the step as done.
func (v *View) finish() {
	v.leaveField()
	if v.model.Failure() != "" {
		v.model.Retry()
	}
	if problem := v.model.Finish(); problem != "" {
		v.note.SetText(problem)
		v.note.SetTone(widget.Urgent)
		v.page.refresh()
		return
	}
	v.note.SetColour(theme.Ink2)
	v.show()
}

// previous goes one step back.
func (v *View) previous() {
	v.leaveField()
	if v.model.Previous() {
		v.show()
	}
}

// goTo opens a step that was tapped in the stepper.
func (v *View) goTo(s kpuk.Step) {
	v.leaveField()
	if v.model.Go(s) {
		v.show()
	}
}

// leaveField takes the focus away, so that a field in use is saved.
func (v *View) leaveField() {
	if v.frame.focus != nil {
		v.frame.focus.Unfocus()
	}
}

// Leave saves the field in use before another screen is shown.
func (v *View) Leave() {
	if v.model != nil {
		v.leaveField()
	}
}

// Attach names the canvas the screen is shown on, whose focus is taken away when a
// step is left.
func (v *View) Attach(c fyne.Canvas) {
	if v.frame != nil {
		v.frame.focus = c
	}
}

// offerUndo shows what can be taken back for a while.
func (v *View) offerUndo() {
	text := v.model.Undo()
	if text == "" {
		v.hideUndo()
		return
	}
	v.undoNo++
	mine := v.undoNo
	slot := v.undoSlot()
	slot.Objects = []fyne.CanvasObject{widget.NewUndoBar(text, v.env.Text.T("common.undo"), v.takeBack)}
	slot.Show()
	v.page.object().Refresh()
	v.root.Refresh()
	v.env.Go(waitUndo, func(error) {
		if v.undoNo == mine {
			v.hideUndo()
		}
	})
}

// waitUndo waits as long as the bar stays.
func waitUndo(ctx context.Context) error {
	timer := time.NewTimer(undoFor)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// takeBack undoes and shows the step anew.
func (v *View) takeBack() {
	before := v.model.State()
	v.model.TakeBack()
	v.hideUndo()
	if v.model.State() != before {
		v.show() // what was only read can be changed again
		return
	}
	v.page.refresh()
	v.showHead()
}

// hideUndo removes the bar.
func (v *View) hideUndo() {
	v.undoNo++
	slot := v.undoSlot()
	slot.Objects = nil
	slot.Hide()
	v.undo.Hide()
	v.page.object().Refresh()
	v.root.Refresh()
}

// undoSlot is where the undo bar goes: the page's own place, or above the action bar.
func (v *View) undoSlot() *fyne.Container {
	if own, ok := v.page.(interface{ undoSlot() *fyne.Container }); ok {
		return own.undoSlot()
	}
	return v.undo
}
