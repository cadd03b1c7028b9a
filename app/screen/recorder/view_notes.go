package recorder

import (
	"fyne.io/fyne/v2"

	"pendamping/app/widget"
	"pendamping/kpuk"
)

// notesPage is the third step: last minutes read, open tasks ticked off.
type notesPage struct {
	v     *View
	tasks *fyne.Container
	root  fyne.CanvasObject
}

// newNotesPage shows what to read aloud and what was promised.
func newNotesPage(v *View) *notesPage {
	t, m := v.env.Text, v.model
	p := &notesPage{v: v, tasks: widget.VStack(0)}
	day, discussion, decisions := m.LastMinutes()
	last := widget.VStack(8, widget.Heading(t.T("recorder.last_minutes")))
	switch {
	case day == "":
		last.Objects = append(last.Objects, wrapped(grey(t.T("recorder.first_meeting"))))
	case discussion == "" && decisions == "":
		last.Objects = append(last.Objects, widget.Caption(day), wrapped(grey(t.T("recorder.last_empty"))))
	default:
		last.Objects = append(last.Objects, widget.Caption(day), wrapped(widget.Body(discussion)), wrapped(widget.Strong(decisions)))
	}
	last.Objects = append(last.Objects, widget.NewToggle(t.T("recorder.minutes_read"), m.MinutesRead(), m.SetMinutesRead))
	notes := v.field("recorder.notes", m.Notes, 4, m.SetNotes)
	p.fill()
	p.root = scrolled(16, boxed(last),
		boxed(widget.VStack(8, widget.Heading(t.T("recorder.open_tasks")), p.tasks)), boxed(notes))
	return p
}

// fill lists the open tasks.
func (p *notesPage) fill() {
	t := p.v.env.Text
	tasks := p.v.model.OpenTasks()
	rows := make([]fyne.CanvasObject, 0, len(tasks))
	for _, task := range tasks {
		rows = append(rows, widget.NewToggle(p.words(task), task.State == kpuk.TaskDone,
			func(done bool) { p.v.model.TickTask(task.ID, done) }))
	}
	if len(rows) == 0 {
		rows = append(rows, grey(t.T("recorder.no_open_tasks")))
	}
	p.tasks.Objects = rows
	p.tasks.Refresh()
}

// words are what, who and by when.
func (p *notesPage) words(task *kpuk.Task) string { return p.v.taskWords(task) }

// taskWords are what, who and by when, in one line.
func (v *View) taskWords(task *kpuk.Task) string {
	words := task.What
	if task.Who != "" {
		words += " · " + task.Who
	}
	if !task.Due.IsZero() {
		words += " · " + v.env.Text.DayMonth(task.Due.Time())
	}
	return words
}

// object implements page.
func (p *notesPage) object() fyne.CanvasObject { return p.root }

// refresh implements page.
func (p *notesPage) refresh() { p.fill() }
