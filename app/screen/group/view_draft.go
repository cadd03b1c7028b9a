package group

import (
	"strconv"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// The forms of groups among the drafts of the device.
const (
	formForming = "form"
	formRules   = "rules"
	formClose   = "close"
)

// openSheet opens the draft of a group that is being formed.
func (f *Form) openSheet() {
	p := f.env.Text
	f.sheet = form.NewSheet(f.env, formForming, kpuk.ID{}, screen.Route{Name: screen.Form})
	f.sheet.Redraw = func() {
		if f.object != nil {
			f.object.Refresh()
		}
	}
	f.sheet.Resuming = f.resume
	f.sheet.Ask("name", p.T("group.form.name"), f.name)
	f.sheet.Ask("on", p.T("group.form.on"), f.on)
	f.sheet.Ask("village", p.T("group.form.village"), f.village)
	f.sheet.Ask("hamlet", p.T("group.form.hamlet"), f.hamlet)
	for i := range f.names {
		f.askName(i)
	}
	f.rules.ask(f.sheet)
}

// askName takes the row of a first member in.
func (f *Form) askName(i int) {
	f.sheet.Ask("member."+strconv.Itoa(i), f.env.Text.T("group.form.member", "N", i+1), f.names[i])
}

// mostNames bounds how many rows a draft brings back.
const mostNames = 200

// resume puts back what was left, with as many rows as were typed into.
func (f *Form) resume() {
	left, _ := f.sheet.Left()
	for i := range mostNames {
		if _, was := left.Typed["member."+strconv.Itoa(i)]; was {
			for len(f.names) <= i {
				f.addName()
			}
		}
	}
	f.sheet.Resume()
}

// each calls fn with every field of the rules.
func (a *agreement) each(fn func(rule Rule, label string, in widget.Answer)) {
	p := a.env.Text
	for _, rule := range amounts() {
		fn(rule, p.T("group.rule."+string(rule)), a.fields[rule])
	}
	for _, rule := range numbers() {
		fn(rule, p.T("group.rule."+string(rule)), a.fields[rule])
	}
	for _, purpose := range purposes() {
		fn(part(purpose), p.T("word.shu."+purpose.String()), a.fields[part(purpose)])
	}
	fn(Rate, p.T("group.rule.percent"), a.fields[Rate])
	fn(Rhythm, p.T("group.rule.rhythm"), a.choices[Rhythm])
	fn(Method, p.T("group.rule.method"), a.choices[Method])
	fn(Unit, p.T("group.rule.unit"), a.choices[Unit])
	fn(SHUUnit, p.T("group.rule.shu_unit"), a.choices[SHUUnit])
}

// ask takes the rules of a new group in.
func (a *agreement) ask(s *form.Sheet) {
	a.each(func(rule Rule, label string, in widget.Answer) { s.Ask("rule."+string(rule), label, in) })
}

// edit takes the rules in that change what holds; recorded is what holds now.
func (a *agreement) edit(s *form.Sheet, recorded func() Terms) {
	a.each(func(rule Rule, label string, in widget.Answer) {
		s.Edit("rule."+string(rule), label, in, func() string { return recorded()[rule] })
	})
}

// openDrafts offers what was left half-filled here.
func (v *View) openDrafts() {
	if v.model.Closed != "" {
		v.left = form.NewOffer(v.env)
		return
	}
	v.left = form.NewOffer(v.env,
		form.Way{Form: formRules, Record: v.model.id, Open: v.agree}, form.Way{Form: formClose, Record: v.model.id, Open: v.shut})
	v.left.Redraw = func() {
		if v.body != nil {
			v.body.Refresh()
			v.object.Refresh()
		}
	}
}

// openForm opens the draft of a form.
func (v *View) openForm(name string) *form.Sheet {
	v.sheet = form.NewSheet(v.env, name, v.model.id, screen.Route{Name: screen.Group, ID: v.model.id})
	v.sheet.Redraw = v.body.Refresh
	v.left.Hide()
	return v.sheet
}

// gaveUp closes the form that is open, with the way back.
func (v *View) gaveUp() {
	v.cancel()
	if v.sheet != nil {
		v.left.Thrown(v.sheet.GiveUp())
		v.sheet = nil
	}
}
