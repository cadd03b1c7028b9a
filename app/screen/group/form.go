package group

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/screen/helped"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/assets/area"
	"pendamping/kpuk"
)

// Forming is a group that is being formed.
type Forming struct {
	ID                    kpuk.ID // of the group; those of its members and meeting follow from it
	Name, Hamlet, Village string
	On                    time.Time
	Terms                 Terms
	Members               []string // names; empty ones are left out
}

// Home lists the villages in which the person who is signed in may form a group, those
// with groups of hers first known; nil for a coordinator, who may everywhere.
func Home(env *screen.Env) map[string]bool {
	if env.Office != kpuk.OfficeFacilitator {
		return nil
	}
	out := map[string]bool{}
	for _, g := range env.Book.Groups() {
		out[g.Village] = true
	}
	return out
}

// allowed tells whether a group may be formed in a village.
func allowed(env *screen.Env, village string) bool {
	home := Home(env)
	if home == nil || home[village] {
		return true
	}
	me := env.Book.Person(env.Me)
	return me != nil && me.Assigned[kpuk.VillageScope(village)].Granted
}

// Form makes a group with its first members and its formation meeting, in one save. bad
// names what cannot be, by field: "name", "village", "on", or a rule.
func (f *Forming) Form(env *screen.Env, done func(meeting kpuk.ID, err error)) (bad map[Rule]string) {
	rules, bad := f.Terms.Read()
	name := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(f.Name), "KPUK "))
	today := env.Today()
	on := kpuk.DateOf(f.On)
	switch {
	case name == "":
		bad["name"] = "group.problem.name"
	case taken(env, name, f.Village):
		bad["name"] = "group.problem.taken"
	}
	switch {
	case kpuk.AreaLevelOf(f.Village) != kpuk.AreaVillage:
		bad["village"] = "group.problem.village"
	case !allowed(env, f.Village):
		bad["village"] = "group.problem.elsewhere"
	}
	if f.On.IsZero() || on > today {
		bad["on"] = "group.problem.on"
	}
	if len(bad) > 0 {
		return bad
	}
	recs, meeting, err := f.records(env, name, on, rules)
	if err != nil {
		done(kpuk.ID{}, err)
		return nil
	}
	env.Keep(func(err error) { done(meeting, err) }, recs...)
	return nil
}

// taken tells whether the village has a group of the name.
func taken(env *screen.Env, name, village string) bool {
	for _, g := range env.Book.Groups() {
		if g.Village == village && kpuk.Fold(g.Name) == kpuk.Fold(name) {
			return true
		}
	}
	return false
}

// records are the group, its members and the draft of its formation meeting.
func (f *Forming) records(env *screen.Env, name string, on kpuk.Date, rules kpuk.Rules) ([]kpuk.Record, kpuk.ID, error) {
	own := f.ID
	head := func(id kpuk.ID) kpuk.Header { return kpuk.Header{ID: id, Partition: env.Partition, Scope: own} }
	g := &kpuk.Group{Header: head(own), Name: name, Village: f.Village, Hamlet: strings.TrimSpace(f.Hamlet), FormedOn: on}
	if env.Office == kpuk.OfficeFacilitator {
		g.Facilitator = env.Me
	}
	if refused := g.Agree(on, env.Today(), rules); refused != nil {
		return nil, own, refused //nolint:wrapcheck // only shown by its kind
	}
	recs := []kpuk.Record{g}
	number := 0
	for _, who := range f.Members {
		if strings.TrimSpace(who) == "" {
			continue
		}
		number++
		her := kpuk.Derive("first-member-"+strconv.Itoa(number), own[:])
		recs = append(recs, &kpuk.Member{
			Header: head(her), Name: strings.TrimSpace(who), Group: own, Village: f.Village, JoinedOn: on, Number: number,
		})
	}
	id, now := kpuk.Derive("formation-meeting", own[:]), env.Now()
	recs = append(recs, &kpuk.Meeting{
		Header: head(id), Group: own, Date: on, Start: kpuk.At(now.Hour(), now.Minute()), Type: kpuk.MeetingFormation,
		State: kpuk.Standing{State: kpuk.Draft, By: env.Me, At: now.UnixMilli()},
	})
	return recs, id, nil
}

// firstMembers is how many rows for names the form begins with.
const firstMembers = 8

// Form is the page on which a group is formed.
type Form struct {
	env     *screen.Env
	name    *widget.Field
	hamlet  *widget.Field
	on      *widget.DateField
	village *widget.Drill
	rules   *agreement
	people  *fyne.Container
	names   []*widget.Field
	note    *fyne.Container
	keep    *widget.Button
	sheet   *form.Sheet
	object  fyne.CanvasObject
}

// NewForm makes the page.
func NewForm(env *screen.Env) *Form {
	p := env.Text
	f := &Form{env: env, name: widget.NewField(p.T("group.form.name")), hamlet: widget.NewField(p.T("group.form.hamlet")), people: widget.VStack(8), note: widget.VStack(0)}
	f.hamlet.Optional = p.T("common.optional")
	f.on = widget.NewDateField(p.T("group.form.on"), env.Today().Time(), nil)
	f.on.ErrText = p.T("group.problem.from")
	f.village = f.areas()
	f.rules = newAgreement(env, usual())
	for range firstMembers {
		f.addName()
	}
	more := widget.NewMediumButton(p.T("group.form.more"), widget.Secondary, assets.Icon("plus"), func() {
		f.addName()
		f.object.Refresh()
	})
	f.keep = widget.NewButton(p.T("group.form.keep"), widget.Primary, assets.Icon("play"), f.save)
	says := widget.Body(p.T("group.form.says"))
	says.Wrap = true
	f.openSheet()
	body := widget.VStack(16, f.note, f.sheet.Object(), widget.Columns([]float32{3, 2}, 16, f.name, f.on), f.village, f.hamlet,
		widget.Heading(p.T("group.form.members")), says, f.people, widget.HStack(0, more),
		widget.Heading(p.T("group.form.rules")), f.rules.root)
	f.object = widget.VStack(0, widget.NewAppBar(p.T("group.form.title"), "", env.Back, helped.On(env, screen.Form)...),
		widget.Grow(container.NewVScroll(widget.Pad(body, 16, 24, 24, 24))),
		widget.NewActionBar(widget.Body(""), widget.NewButton(p.T("common.cancel"), widget.Secondary, nil, env.Back), f.keep))
	f.sheet.Offer()
	return f
}

// Object is the page.
func (f *Form) Object() fyne.CanvasObject { return f.object }

// Refresh keeps what was typed.
func (*Form) Refresh() {}

// addName adds a row for one more member.
func (f *Form) addName() {
	field := widget.NewField(f.env.Text.T("group.form.member", "N", len(f.names)+1))
	field.Optional = f.env.Text.T("common.optional")
	f.names = append(f.names, field)
	if f.sheet != nil {
		f.askName(len(f.names) - 1)
	}
	rows := make([]fyne.CanvasObject, len(f.names))
	for i, n := range f.names {
		rows[i] = n
	}
	f.people.Objects = []fyne.CanvasObject{widget.Grid(300, 84, 12, rows...)}
}

// areas chooses the village; it begins where she works.
func (f *Form) areas() *widget.Drill {
	p, env := f.env.Text, f.env
	home := ""
	for _, g := range env.Book.Groups() {
		home = kpuk.AreaUp(g.Village, kpuk.AreaProvince)
	}
	if fed := env.Book.Federation(); home == "" && fed != nil && len(fed.Areas) > 0 {
		home = kpuk.AreaUp(fed.Areas[0], kpuk.AreaProvince)
	}
	options := func(areas []area.Area) []widget.Option {
		out := make([]widget.Option, len(areas))
		for i, a := range areas {
			out[i] = widget.Option{Value: a.Code, Text: a.Short()}
		}
		return out
	}
	path := func(code string) []area.Area {
		if all := env.Areas.Path(code); len(all) > 0 && home != "" {
			return all[1:]
		}
		return nil
	}
	return widget.NewDrill(widget.DrillConfig{
		Label: p.T("group.form.village"), Hint: p.T("member.area.search"), None: p.T("member.area.none"), Empty: p.T("member.area.choose"),
		Asks: []string{p.T("member.area.regency"), p.T("member.area.district"), p.T("member.area.village")}, Home: home, Root: env.Area(home),
		Path:   func(code string) []widget.Option { return options(path(code)) },
		Inside: func(code string) []widget.Option { return options(env.Areas.Children(code)) },
		Find:   func(query, in string) []widget.Option { return options(env.Areas.Search(query, in, 50)) },
		Note: func(code string) string {
			var names []string
			for _, a := range path(kpuk.AreaUp(code, kpuk.AreaDistrict)) {
				names = append(names, a.Short())
			}
			return strings.Join(names, ", ")
		},
		Chosen: func(code string) {
			f.village.SetMessage(widget.Neutral, "")
			if !allowed(env, code) {
				f.village.SetMessage(widget.Urgent, p.T("group.problem.elsewhere"))
			}
		},
	})
}

// failed says why the group was not formed.
func (f *Form) failed(err error) {
	f.keep.Enable()
	f.note.Objects = []fyne.CanvasObject{widget.NewBanner(widget.Urgent, nil, "", screen.Words(f.env.Text, err))}
	f.object.Refresh()
}

// save forms the group and goes on to its first meeting.
func (f *Form) save() {
	p := f.env.Text
	day, ok := widget.ParseDate(f.on.Text())
	if !ok {
		f.on.SetMessage(widget.Urgent, f.on.ErrText)
		return
	}
	own, err := f.sheet.New()
	if err != nil {
		f.failed(err)
		return
	}
	forming := &Forming{ID: own, Name: f.name.Text(), Hamlet: f.hamlet.Text(), Village: f.village.Value(), On: day, Terms: f.rules.terms()}
	for _, n := range f.names {
		forming.Members = append(forming.Members, n.Text())
	}
	f.keep.Disable() // a second press must not form it twice
	bad := forming.Form(f.env, func(meeting kpuk.ID, err error) {
		if err != nil {
			f.failed(err)
			return
		}
		f.sheet.Saved()
		f.env.Open(screen.Route{Name: screen.Recorder, ID: meeting})
	})
	if len(bad) > 0 {
		f.keep.Enable()
	}
	words := func(rule Rule) string {
		if key := bad[rule]; key != "" {
			return p.T(key)
		}
		return ""
	}
	f.name.SetMessage(widget.Urgent, words("name"))
	f.village.SetMessage(widget.Urgent, words("village"))
	f.on.SetMessage(widget.Urgent, words("on"))
	f.rules.say(bad)
	f.object.Refresh()
}
