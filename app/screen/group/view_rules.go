package group

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// rules are all sets of rules with their days, and what holds today.
func (v *View) rules() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	var parts []fyne.CanvasObject
	if m.Closed == "" {
		add := widget.NewMediumButton(p.T("group.rule.add"), widget.Secondary, assets.Icon("plus"), v.agree)
		parts = append(parts, widget.Spread(widget.Heading(p.T("group.rule.all")), add))
	}
	sets := m.RuleSets()
	if len(sets) == 0 {
		return widget.VStack(12, append(parts, widget.Grow(widget.NewEmpty(p.T("group.none.rules"), "", nil)))...)
	}
	rows := make([]fyne.CanvasObject, len(sets))
	for i, s := range sets {
		cfg := widget.ListRowConfig{
			Title: s.Title, Height: 56, Last: i == len(sets)-1, ChipText: s.Mark.Text, ChipTone: tone(s.Mark.Tone), ChipIcon: icon(s.Mark),
		}
		rows[i] = widget.NewListRow(cfg)
		if s.Future {
			off := widget.NewMediumButton(p.T("group.rule.forget"), widget.Quiet, nil, func() { m.Forget(s.From, v.done) })
			rows[i] = container.NewBorder(nil, nil, nil, widget.Pad(off, 4, 0, 4, 0), rows[i])
		}
	}
	now := make([]fyne.CanvasObject, len(m.Rows))
	for i, r := range m.Rows {
		now[i] = widget.NewListRow(widget.ListRowConfig{
			Title: r.Title, Height: 48, Last: i == len(m.Rows)-1, Cells: []widget.RowCell{{Text: r.Cells[0]}},
		})
	}
	parts = append(parts, card(rows), widget.Heading(p.T("group.rule.today")), card(now))
	return container.NewVScroll(widget.Pad(widget.VStack(12, parts...), 4, 12, 12, 0))
}

// card frames rows that run from edge to edge.
func card(rows []fyne.CanvasObject) fyne.CanvasObject {
	return widget.Card(widget.Pad(widget.VStack(0, rows...), 4, 1, 4, 1))
}

// done follows a save: the book has it, or it is said why not.
func (v *View) done(err error) {
	if err != nil {
		v.failed(err)
		return
	}
	if v.sheet != nil {
		v.sheet.Saved()
		v.sheet = nil
	}
	v.note.Objects, v.work.Objects = nil, nil
	v.Refresh()
}

// show puts a form over the open tab; cancel takes it away.
func (v *View) show(form fyne.CanvasObject) {
	v.work.Objects = []fyne.CanvasObject{widget.Pad(form, 4, 12, 12, 0)}
	v.drawBody()
}

func (v *View) cancel() {
	v.work.Objects = nil
	v.drawBody()
}

// agreement is the form of rules.
type agreement struct {
	env     *screen.Env
	fields  map[Rule]*widget.Field
	choices map[Rule]*widget.Choice
	note    *widget.Text // of the share-out
	root    fyne.CanvasObject
}

// newAgreement makes the form, filled with rules.
func newAgreement(env *screen.Env, r kpuk.Rules) *agreement {
	a := &agreement{env: env, fields: make(map[Rule]*widget.Field), choices: make(map[Rule]*widget.Choice)}
	p, typed := env.Text, Written(r)
	field := func(rule Rule, key string) fyne.CanvasObject {
		f := widget.NewField(p.T(key))
		f.SetText(typed[rule])
		a.fields[rule] = f
		return f
	}
	figures := func(rule Rule, key string) fyne.CanvasObject {
		f := field(rule, key)
		a.fields[rule].Digits = true
		return f
	}
	choice := func(rule Rule, key, words string, values ...string) fyne.CanvasObject {
		options := make([]widget.Option, len(values))
		for i, value := range values {
			options[i] = widget.Option{Value: value, Text: p.T(words + value)}
		}
		a.choices[rule] = widget.NewChoice(p.T(key), options, typed[rule], nil)
		return a.choices[rule]
	}
	var money []fyne.CanvasObject
	for _, rule := range amounts() {
		money = append(money, figures(rule, "group.rule."+string(rule)))
	}
	var shares []fyne.CanvasObject
	for _, purpose := range purposes() {
		shares = append(shares, field(part(purpose), "word.shu."+purpose.String()))
	}
	var counts []fyne.CanvasObject
	for _, rule := range numbers() {
		counts = append(counts, figures(rule, "group.rule."+string(rule)))
	}
	a.note = widget.Body("")
	a.note.Wrap = true
	a.root = widget.VStack(12,
		choice(Rhythm, "group.rule.rhythm", "word.rhythm.", "monthly", "fortnightly", "weekly"),
		widget.Grid(220, 84, 12, money...),
		choice(Method, "group.rule.method", "word.method.", "flat", "declining"),
		choice(Unit, "group.rule.unit", "group.rule.unit.", "1", "100", "500"),
		widget.Grid(220, 84, 12, append([]fyne.CanvasObject{field(Rate, "group.rule.percent")}, counts...)...),
		widget.Heading(p.T("group.rule.share")),
		widget.Grid(140, 84, 12, shares...), a.note,
		choice(SHUUnit, "group.rule.shu_unit", "group.rule.unit.", "1", "100", "500"))
	return a
}

// terms are what was typed.
func (a *agreement) terms() Terms {
	t := make(Terms)
	for rule, f := range a.fields {
		t[rule] = f.Text()
	}
	for rule, c := range a.choices {
		t[rule] = c.Selected()
	}
	return t
}

// say writes what cannot be at its fields.
func (a *agreement) say(bad map[Rule]string) {
	p := a.env.Text
	words := func(rule Rule) string {
		if key := bad[rule]; key != "" {
			return p.T(key)
		}
		return ""
	}
	for rule, f := range a.fields {
		f.SetMessage(widget.Urgent, words(rule))
	}
	for rule, c := range a.choices {
		c.SetMessage(widget.Urgent, words(rule))
	}
	a.note.SetTone(widget.Urgent)
	a.note.SetText(words(SHU))
}

// agree asks for new rules and the day from which they hold. Rules of the past are not
// touched: what was agreed on then, was.
func (v *View) agree() {
	p, m := v.env.Text, v.model
	v.model.Show(Rules)
	v.tabs.Select(int(Rules))
	from := widget.NewDateField(p.T("group.rule.since"), time.Time{}, nil)
	from.ErrText = p.T("group.problem.from")
	a := newAgreement(v.env, m.Seen(v.env.Today()))
	sheet := v.openForm(formRules)
	sheet.Ask("from", p.T("group.rule.since"), from)
	a.edit(sheet, func() Terms { return Written(m.Seen(v.env.Today())) })
	keep := widget.NewMediumButton(p.T("group.rule.keep"), widget.Primary, assets.Icon("check"), nil)
	keep.OnTapped(func() {
		day, ok := widget.ParseDate(from.Text())
		if !ok {
			from.SetMessage(widget.Urgent, from.ErrText)
			return
		}
		bad := m.Agree(day, a.terms(), v.done)
		a.say(bad)
		from.SetMessage(widget.Neutral, "")
		if key := bad[From]; key != "" {
			from.SetMessage(widget.Urgent, p.T(key))
		}
		v.body.Refresh()
	})
	cancel := widget.NewMediumButton(p.T("common.cancel"), widget.Quiet, nil, v.gaveUp)
	v.show(widget.Card(widget.Pad(widget.VStack(12, widget.Name(p.T("group.rule.new")), sheet.Object(),
		widget.Columns([]float32{1, 2}, 16, from, widget.VStack(0)), a.root,
		widget.Spread(widget.Body(""), widget.HStack(8, cancel, keep))), 16, 16, 16, 16)))
	sheet.Resume()
}

// more offers what is done seldom.
func (v *View) more() {
	p := v.env.Text
	if v.model.Closed != "" {
		return
	}
	rules := widget.NewMediumButton(p.T("group.rule.add"), widget.Secondary, assets.Icon("plus"), v.agree)
	shut := widget.NewMediumButton(p.T("group.close"), widget.Danger, assets.Icon("archive"), v.shut)
	v.show(widget.Card(widget.Pad(widget.VStack(12, widget.Name(p.T("group.more")), widget.WrapRow(12, rules, shut),
		widget.HStack(0, widget.NewMediumButton(p.T("common.back"), widget.Quiet, nil, v.cancel))), 16, 16, 16, 16)))
}

// shut asks when and why the group is closed, and says what stays unsettled.
func (v *View) shut() {
	p, m := v.env.Text, v.model
	day := v.env.Today().Time()
	on := widget.NewDateField(p.T("group.close.on"), day, nil)
	on.ErrText = p.T("group.problem.from")
	reason := widget.NewField(p.T("group.close.reason"))
	notes := widget.VStack(8)
	look := func() map[string]string {
		refused, warned := m.Closes(day, reason.Text())
		notes.Objects = nil
		for _, key := range []string{"Meeting", "Ledger"} {
			if text := refused[key]; text != "" {
				notes.Add(widget.NewBanner(widget.Urgent, nil, "", text))
			}
		}
		for _, text := range warned {
			notes.Add(widget.NewBanner(widget.Waiting, nil, "", text))
		}
		v.body.Refresh()
		return refused
	}
	sheet := v.openForm(formClose)
	sheet.Ask("on", p.T("group.close.on"), on)
	sheet.Ask("reason", p.T("group.close.reason"), reason)
	keep := widget.NewMediumButton(p.T("group.close"), widget.Danger, assets.Icon("archive"), func() {
		typed, ok := widget.ParseDate(on.Text())
		if !ok {
			on.SetMessage(widget.Urgent, on.ErrText)
			return
		}
		day = typed
		refused := look()
		on.SetMessage(widget.Urgent, refused["On"])
		reason.SetMessage(widget.Urgent, refused["Reason"])
		if len(refused) == 0 {
			m.Close(day, reason.Text(), v.done)
		}
	})
	cancel := widget.NewMediumButton(p.T("common.cancel"), widget.Quiet, nil, v.gaveUp)
	v.show(widget.Card(widget.Pad(widget.VStack(12, widget.Name(p.T("group.close.title", "Name", m.Title)), sheet.Object(),
		widget.Columns([]float32{2, 3}, 16, on, reason), notes, widget.Spread(widget.Body(""), widget.HStack(8, cancel, keep))), 16, 16, 16, 16)))
	look()
	sheet.Resume()
}
