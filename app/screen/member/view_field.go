package member

import (
	"time"

	"fyne.io/fyne/v2"

	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// panelFrom is the width in dp from which the keypad stands beside the form.
const panelFrom = 1000

// date makes a field for a date of the member.
func (v *View) date(f Field, key string) *widget.DateField {
	d := widget.NewDateField(v.env.Text.T(key), v.model.Date(f), func(day time.Time) {
		v.model.PutDate(f, day)
		v.show()
	})
	d.ErrText = v.env.Text.T("member.problem.date")
	d.OnEnter = v.leavePad
	v.dates[f] = d
	v.remember(string(f), key, d, func(m *Model) string { return widget.DateText(m.Date(f)) })
	return d
}

// field makes a field that is saved as it is left.
func (v *View) field(f Field, key string) *widget.Field {
	field := widget.NewField(v.env.Text.T(key))
	field.OnEnter = v.leavePad
	v.take(f, key, field)
	return field
}

// take fills a field and listens to it.
func (v *View) take(f Field, key string, field *widget.Field) {
	field.SetText(v.value(f))
	v.remember(string(f), key, field, func(m *Model) string { return m.Value(f) })
	field.OnLeave = func(typed string) {
		v.model.Put(f, typed)
		v.show()
	}
	v.fields[f] = field
}

// value is what a field shows: numbers of identity are masked until somebody asks.
func (v *View) value(f Field) string {
	switch {
	case v.model.Refused[f] != "" && v.typed(f) != "":
		return v.typed(f)
	case f == NIK && v.masked():
		return v.model.Masked()
	case f == KK && v.masked():
		return v.model.MaskedKK()
	default:
		return v.model.Value(f)
	}
}

// masked tells whether numbers of identity are hidden: always when the form of a known
// member opens.
func (v *View) masked() bool { return !v.unmasked }

// optional is a field that may stay empty.
func (v *View) optional(f Field, key string) *widget.Field {
	field := v.field(f, key)
	field.Optional = v.env.Text.T("common.optional")
	return field
}

// figures is a field for digits: typed on the page's own keypad on a tablet, with the
// keyboard on a desk.
func (v *View) figures(f Field, key string, most int) fyne.CanvasObject {
	label, optional := v.env.Text.T(key), v.env.Text.T("common.optional")
	if v.env.Office != kpuk.OfficeFacilitator {
		field := widget.NewField(label)
		field.Digits, field.MaxLength, field.Optional = true, most, optional
		v.take(f, key, field)
		v.guard(f, field)
		return field
	}
	field := widget.NewDigitField(label, most, most == nikAll)
	field.Optional = optional
	if f == Phone {
		field.ShowAs(ShowPhone)
	}
	v.take(f, key, &field.Field)
	v.remember(string(f), key, field, func(m *Model) string { return m.Value(f) })
	v.guard(f, &field.Field)
	field.OnChanged = func(typed string) { v.typedDigits(f, typed) }
	field.OnTap = func() { v.typeInto(f) }
	v.pads[f] = field
	v.padded = append(v.padded, f)
	return field
}

// guard hides a number of identity, with the eye to show it and hide it again.
func (v *View) guard(f Field, field *widget.Field) {
	if f != NIK && f != KK {
		return
	}
	if v.model.Value(f) == "" && v.model.Refused[f] == "" {
		return // nothing to hide
	}
	icon := assets.Icon("eye-slash")
	if v.masked() {
		icon = assets.Icon("eye")
	}
	field.SetAction(icon, v.reveal)
}

// reveal shows or hides the numbers of identity.
func (v *View) reveal() {
	v.leavePad()
	v.unmasked = !v.unmasked
	v.turn(v.open)
}

// typeInto begins to type into a field with the keypad.
func (v *View) typeInto(f Field) {
	if v.active == f {
		return
	}
	if (f == NIK || f == KK) && v.masked() {
		v.unmasked = true
		v.turn(v.open)
	}
	v.leavePad()
	field := v.pads[f]
	if field == nil {
		return
	}
	v.active = f
	panel := v.object.Size().Width >= panelFrom
	pad := widget.NewKeypad(widget.KeypadConfig{
		Context: v.padContext(f), Zeros: "00", Panel: panel, Clear: v.env.Text.T("common.clear"), Next: v.nextPadName(f),
		Go: v.env.Text.T("common.done"), Digit: field.Press, OnClear: field.Clear, OnBack: field.Back,
		OnNext: func() { v.typeInto(v.nextPad(f)) }, OnGo: v.leavePad,
	})
	if v.nextPad(f) == "" {
		pad.SetNext("")
	}
	if panel {
		v.side.Objects = []fyne.CanvasObject{widget.Fixed(pad, padPanel, 0)}
		v.side.Refresh()
	} else {
		v.foot.Objects = []fyne.CanvasObject{pad}
		v.foot.Refresh()
	}
	v.object.Refresh()
	field.SetActive(true)
	pad.Focus()
}

// padPanel is the width in dp of the keypad beside the form.
const padPanel = 392

// padContext is what stands beside the keys: which number is typed and what is read out
// of it so far.
func (v *View) padContext(f Field) fyne.CanvasObject {
	v.spoken = widget.Body("")
	v.spoken.Wrap = true
	v.typedDigits(f, v.pads[f].Text())
	return widget.VStack(8, widget.Name(v.label(f)), v.spoken)
}

// label is the name of a field of digits.
func (v *View) label(f Field) string {
	for _, pad := range []struct {
		field Field
		key   string
	}{
		{NIK, "member.nik"},
		{KK, "member.kk"},
		{Phone, "member.phone"},
		{Age, "member.age.short"},
		{Number, "member.number"},
		{Household, "member.household"},
	} {
		if pad.field == f {
			return v.env.Text.T(pad.key)
		}
	}
	return ""
}

// typedDigits says how far a number has come, and what it says.
func (v *View) typedDigits(f Field, typed string) {
	p := v.env.Text
	if (f == NIK || f == KK) && !v.masked() {
		tone, text := widget.Neutral, p.T("member.digits", "N", len(typed), "Of", nikAll)
		if len(typed) == nikAll {
			tone, text = widget.Good, p.T("member.digits.all", "N", nikAll)
		}
		if typed == "" {
			text = ""
		}
		v.fields[f].SetSuffix(tone, text)
	}
	if f != NIK {
		return
	}
	words := v.model.ReadingOf(typed)
	if v.spoken != nil {
		v.spoken.SetText(words)
	}
	v.readOut(words)
}

// nextPad is the field of digits after another one of the section; "" after the last.
func (v *View) nextPad(f Field) Field {
	for i, other := range v.padded {
		if other == f && i+1 < len(v.padded) {
			return v.padded[i+1]
		}
	}
	return ""
}

// nextPadName names the key that leads there.
func (v *View) nextPadName(f Field) string {
	if next := v.nextPad(f); next != "" {
		return v.label(next)
	}
	return ""
}

// leavePad leaves the field that is typed into with the keypad.
func (v *View) leavePad() {
	if v.active == "" {
		return
	}
	field := v.pads[v.active]
	v.active, v.spoken = "", nil
	v.side.Objects = nil
	v.drawFoot()
	v.object.Refresh()
	if field != nil {
		field.SetActive(false)
	}
}

// choice makes a choice whose answers are words of an area of texts.
func (v *View) choice(f Field, key, words string, values ...string) *widget.Choice {
	options := make([]widget.Option, len(values))
	for i, value := range values {
		options[i] = widget.Option{Value: value, Text: v.env.Text.T(words + value)}
	}
	c := widget.NewChoice(v.env.Text.T(key), options, v.model.Value(f), func(value string) {
		v.leavePad()
		v.model.Put(f, value)
	})
	v.choices[f] = c
	return c
}

// reason makes the field for why something odd about a field is right; it shows only
// while there is something odd.
func (v *View) reason(f Field) *widget.Field {
	field := widget.NewField(v.env.Text.T("member.pass"))
	field.OnEnter = v.leavePad
	field.SetText(v.model.Passed(f))
	field.OnLeave = func(typed string) {
		v.model.Pass(f, typed)
		v.show()
	}
	v.reasons[f] = field
	v.remember("reason."+string(f), "member.pass", field, func(m *Model) string { return m.Passed(f) })
	return field
}
