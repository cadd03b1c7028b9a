package conflicts

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"pendamping/kpuk"
)

// Person is somebody whose values stand in a column.
type Person struct {
	ID    kpuk.ID
	Name  string
	Where string
}

// Value is one value of a field, as it is shown.
type Value struct {
	Text, Who, When string
	By              kpuk.ID
	Picked          bool
}

// Field is one contested field, as it is shown.
type Field struct {
	Name     string
	Values   []Value
	Note     string // what was written without knowing of a removal
	Typeable bool   // a third value can be typed
	Amount   bool   // it is an amount or a number
	Typed    string
	Problem  string
	Done     bool
}

// People lists those whose values stand against each other, in the order in which they
// were first seen.
func (m *Model) People() []Person {
	it, _ := m.current()
	var out []Person
	for _, f := range it.contest.Fields {
		for _, s := range f.Said {
			if slices.ContainsFunc(out, func(p Person) bool { return p.ID == s.By }) {
				continue
			}
			p := Person{ID: s.By, Name: m.person(s.By), Where: m.env.Text.T("conflicts.elsewhere")}
			if s.Here {
				p.Where = m.env.Text.T("conflicts.here")
			}
			out = append(out, p)
		}
	}
	return out
}

// Fields words the fields of what is open.
func (m *Model) Fields() []Field {
	it, _ := m.current()
	out := make([]Field, 0, len(it.contest.Fields))
	for i := range it.contest.Fields {
		f := &it.contest.Fields[i]
		p, chosen := m.picks[i]
		field := Field{Name: m.fieldName(it.contest.Kind, f.Name, f.Element), Note: m.note(&it.contest, f), Typed: p.typed, Problem: p.problem}
		field.Done = chosen && p.problem == ""
		field.Typeable, field.Amount = typeable(f)
		for j, s := range f.Said {
			v := Value{Text: m.word(f, s.Value), Who: m.person(s.By), When: m.moment(s.At), By: s.By}
			v.Picked = chosen && p.said == j
			field.Values = append(field.Values, v)
		}
		out = append(out, field)
	}
	return out
}

// note says what was written into a record by somebody who did not know that it was
// removed.
func (m *Model) note(c *kpuk.Contest, f *kpuk.Contested) string {
	if len(f.Unseen) == 0 {
		return ""
	}
	parts := make([]string, 0, len(f.Unseen))
	for _, u := range f.Unseen {
		as := kpuk.Contested{Name: u.Name, Element: u.Element}
		parts = append(parts, m.fieldName(c.Kind, u.Name, u.Element)+": "+m.word(&as, u.Value))
	}
	return m.env.Text.T("conflicts.unseen", "What", strings.Join(parts, " · "))
}

// typeable tells whether a third value can be typed: a text, a number or an amount.
func typeable(f *kpuk.Contested) (text, amount bool) {
	for _, s := range f.Said {
		switch v := s.Value.(type) {
		case string, kpuk.NIK, kpuk.Date:
			return f.Name != "Village", false
		case int, kpuk.Rupiah:
			return true, true
		case kpuk.EntryLine:
			// The parts of an instalment cannot be guessed from another amount.
			return v.Kind != kpuk.EntryInstalment, true
		}
	}
	return false, false
}

// read turns what was typed into a value of the field's type, and says why it cannot be.
func (m *Model) read(c *kpuk.Contest, f *kpuk.Contested, text string) (value any, problem string) {
	var err error
	sample := f.Said[0].Value
	for _, s := range f.Said {
		if sample == nil {
			sample = s.Value
		}
	}
	switch sample.(type) {
	case kpuk.NIK:
		value, err = kpuk.ParseNIK(text)
	case kpuk.Date:
		value, err = kpuk.ParseDate(text)
	case int:
		value, err = strconv.Atoi(strings.TrimSpace(text))
	case kpuk.Rupiah, kpuk.EntryLine:
		value, err = kpuk.ParseRupiah(text)
	case string:
		value = strings.TrimSpace(text)
		if f.Name == "Phone" {
			value, err = kpuk.ParsePhone(text)
		}
	default:
		return nil, m.env.Text.T("conflicts.typed.wrong")
	}
	if err != nil || !m.possible(c, f, value) {
		return nil, m.env.Text.T("conflicts.typed.wrong")
	}
	return value, ""
}

// possible asks the rules whether the record could be with the value.
func (m *Model) possible(c *kpuk.Contest, f *kpuk.Contested, value any) bool {
	held := m.env.Book.Record(c.Record)
	if held == nil || c.Kind == kpuk.KindEntry || !f.Element.IsZero() {
		return true // judged when it is saved
	}
	was := reflect.ValueOf(held).Elem()
	with := reflect.New(was.Type())
	with.Elem().Set(was)
	field := with.Elem().FieldByName(f.Name)
	if !field.IsValid() || field.Type() != reflect.TypeOf(value) {
		return false
	}
	field.Set(reflect.ValueOf(value))
	rec, ok := with.Interface().(kpuk.Record)
	if !ok {
		return false
	}
	p, refused := kpuk.Refused(kpuk.Validate(rec))
	return !refused || p.Field != f.Name
}

// word says a value in the user's language.
func (m *Model) word(f *kpuk.Contested, value any) string {
	t := m.env.Text
	switch v := value.(type) {
	case nil:
		if f.Number == kpuk.FieldRemoved {
			return t.T("conflicts.stands")
		}
		return t.T("conflicts.empty")
	case string:
		return m.text(f.Name, v)
	case kpuk.ID:
		return m.named(v)
	case kpuk.Date:
		return t.Date(v.Time())
	case kpuk.Rupiah:
		return t.Rupiah(int64(v))
	case int:
		return strconv.Itoa(v)
	case bool:
		return t.T(map[bool]string{true: "common.yes", false: "common.no"}[v])
	case kpuk.Removal:
		return t.T("conflicts.removed", "Reason", orDash(v.Reason))
	case []string:
		return orDash(strings.Join(v, ", "))
	default:
		return m.composed(value)
	}
}

// composed says a value that has parts, or one of a list.
func (m *Model) composed(value any) string {
	t := m.env.Text
	switch v := value.(type) {
	case kpuk.EntryLine:
		return joined(t.T("word.entry."+v.Kind.String()), t.Rupiah(int64(v.Amount)), v.Note)
	case kpuk.Attendance:
		return joined(t.T("word.presence."+v.Presence.String()), v.At.String(), v.Reason)
	case kpuk.SheetRow:
		sum, err := kpuk.RowTotal(v.Cells)
		if err != nil {
			return "–"
		}
		return t.Rupiah(int64(sum))
	case kpuk.CashCount:
		return joined(t.Rupiah(int64(v.Counted)), v.Reason)
	case kpuk.SharePeriod:
		return t.Date(v.From.Time()) + " – " + t.Date(v.To.Time())
	case kpuk.Signature:
		return t.T(map[bool]string{true: "conflicts.empty", false: "conflicts.signed"}[v.IsZero()])
	case kpuk.Standing:
		return joined(t.T("common.state."+v.State.String()), m.person(v.By), v.Comment)
	case kpuk.Membership:
		return joined(t.T("word.status."+v.State.String()), v.Reason)
	case kpuk.Business:
		kind := ""
		if v.Kind != "" {
			kind = t.T("word.business." + v.Kind)
		}
		return joined(v.Name, kind, v.Place)
	case kpuk.Role:
		return t.T("word.role." + v.String())
	case kpuk.YesNo:
		return t.T(map[kpuk.YesNo]string{kpuk.Yes: "common.yes", kpuk.No: "common.no", kpuk.Unanswered: "conflicts.empty"}[v])
	case fmt.Stringer: // minutes, a masked NIK
		return v.String()
	default:
		return fmt.Sprint(value)
	}
}

// joined puts parts together, empty ones left out.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// text says a text: villages by name, phone numbers in groups, family cards masked.
func (m *Model) text(field, v string) string {
	switch field {
	case "Village":
		return m.env.Area(v)
	case "Phone":
		return kpuk.ShowPhone(v)
	case "KK":
		return kpuk.MaskKK(v)
	default:
		return orDash(v)
	}
}

// named finds who or what an ID means.
func (m *Model) named(id kpuk.ID) string {
	b := m.env.Book
	switch {
	case b.Member(id) != nil:
		return b.Member(id).Name
	case b.Group(id) != nil:
		return m.groupName(id)
	case b.Person(id) != nil:
		return b.Person(id).Name
	default:
		return "–"
	}
}

// fieldName says a field, with the element it belongs to.
func (m *Model) fieldName(kind kpuk.Kind, name string, element kpuk.ID) string {
	t := m.env.Text
	key := "conflicts.field." + snake(name)
	label := t.T("conflicts.field.other", "Name", name)
	if t.Has("conflicts.field." + kind.String() + "." + snake(name)) {
		label = t.T("conflicts.field." + kind.String() + "." + snake(name))
	} else if t.Has(key) {
		label = t.T(key)
	}
	if who := m.env.Book.Member(element); who != nil {
		label += " · " + who.Name
	}
	return label
}

// snake writes a Go name as keys are written.
func snake(name string) string {
	var out strings.Builder
	lower := false
	for _, r := range name {
		if unicode.IsUpper(r) && lower {
			out.WriteByte('_')
		}
		lower = unicode.IsLower(r)
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

// describe names a record and says where it belongs.
func (m *Model) describe(c *kpuk.Contest) (title, line string) {
	t := m.env.Text
	switch r := m.env.Book.Record(c.Record).(type) {
	case *kpuk.Member:
		return r.Name, m.memberLine(r)
	case *kpuk.Group:
		return m.groupName(r.ID), t.T("conflicts.kind.group") + " · " + m.env.Area(r.Village)
	case *kpuk.Meeting:
		return m.groupName(r.Group), m.meetingName(r)
	case *kpuk.Entry:
		return m.named(r.Line.Member), t.T("conflicts.kind.entry") + " · " + m.groupName(r.Line.Group) + " · " + t.Date(r.Line.Date.Time())
	case *kpuk.Loan:
		return m.named(r.Member), t.T("conflicts.kind.loan") + " · " + m.groupName(r.Group)
	case *kpuk.Task:
		return r.What, t.T("conflicts.kind.task") + " · " + m.groupName(r.Group)
	case *kpuk.Visit:
		return m.env.Area(r.Village), t.T("conflicts.kind.visit") + " · " + t.Date(r.Date.Time())
	case *kpuk.Activity:
		return r.Title, t.T("conflicts.kind.activity") + " · " + t.Date(r.Date.Time())
	case *kpuk.Person:
		return r.Name, t.T("conflicts.kind.person")
	default:
		return t.T("conflicts.kind.other"), ""
	}
}

// memberLine says who a member is.
func (m *Model) memberLine(r *kpuk.Member) string {
	line := m.env.Text.T("conflicts.member", "N", r.Number, "Group", m.groupName(r.Group))
	if g := m.env.Book.Group(r.Group); g != nil {
		line += ", " + m.env.Area(g.Village)
	}
	if r.NIK != "" {
		line += " · NIK " + r.NIK.Masked()
	}
	return line
}

// groupName names a group.
func (m *Model) groupName(id kpuk.ID) string {
	if g := m.env.Book.Group(id); g != nil {
		return m.env.Text.T("conflicts.group", "Name", g.Name)
	}
	return m.env.Text.T("conflicts.group.unknown")
}

// meetingName says which meeting it is.
func (m *Model) meetingName(k *kpuk.Meeting) string {
	return m.env.Text.T("word.meeting."+k.Type.String()) + " · " + m.env.Text.Date(k.Date.Time())
}

// person names somebody.
func (m *Model) person(id kpuk.ID) string {
	if p := m.env.Book.Person(id); p != nil {
		return p.Name
	}
	return m.env.Text.T("conflicts.somebody")
}

// moment says when something was said, by the clock of its device.
func (m *Model) moment(ms int64) string {
	if ms == 0 {
		return ""
	}
	at := time.UnixMilli(ms).In(m.env.Now().Location())
	return m.env.Text.T("conflicts.at", "Date", m.env.Text.DayMonth(at), "Clock", m.env.Text.Clock(at))
}
