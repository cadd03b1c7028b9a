package shareout

import (
	"strings"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// Actions are what can be done on a sheet; a sheet of a mere reckoning has none.
type Actions struct {
	// Pay turns the tick of a member's envelope, or of the social fund for the zero member.
	Pay func(member kpuk.ID)
	// Rules leads to the group's rules; nil where there is no way.
	Rules func()
}

// Sheet draws a result as it would be printed.
type Sheet struct {
	env     *screen.Env
	title   string
	where   string
	actions Actions
	root    *fyne.Container
	rows    []*line
	social  *line
	shown   Result
}

// NewSheet makes an empty sheet under a title, with the place below it.
func NewSheet(env *screen.Env, title, where string, actions Actions) *Sheet {
	return &Sheet{env: env, title: title, where: where, actions: actions, root: widget.VStack(12)}
}

// Object is the sheet.
func (s *Sheet) Object() fyne.CanvasObject { return s.root }

// Show draws a result. Where only ticks changed only they are drawn anew.
func (s *Sheet) Show(r Result) {
	if !s.onlyTicks(&r) {
		s.shown = r
		s.build()
		return
	}
	s.shown = r
	for i, l := range s.rows {
		l.set(&r.Rows[i])
	}
	if s.social != nil {
		s.social.set(&r.Fund)
	}
	s.root.Objects[len(s.root.Objects)-1] = s.money()
	s.root.Refresh()
}

// onlyTicks tells whether a result differs from what is drawn in nothing but ticks.
func (s *Sheet) onlyTicks(r *Result) bool {
	was := &s.shown
	if len(s.rows) == 0 || len(s.rows) != len(r.Rows) || was.Problem != r.Problem || was.Period != r.Period ||
		was.Net != r.Net || was.Fund.Name != r.Fund.Name || was.Social != r.Social || was.Reserve != r.Reserve {
		return false
	}
	for i := range r.Rows {
		if was.Rows[i].Payout != r.Rows[i].Payout || was.Rows[i].Name != r.Rows[i].Name || was.Rows[i].Note != r.Rows[i].Note {
			return false
		}
	}
	return true
}

// build draws all of it.
func (s *Sheet) build() {
	t, r := s.env.Text, &s.shown
	s.rows, s.social = nil, nil
	days := widget.Strong(t.Date(r.Period.From.Time()) + " – " + t.Date(r.Period.To.Time()))
	days.Align = fyne.TextAlignTrailing
	head := widget.Spread(widget.VStack(0, widget.TitleSerif(s.title), grey(s.where)), days)
	parts := []fyne.CanvasObject{head, widget.Songket(), widget.Columns(nil, 40, s.income(), s.rule())}
	if r.Problem == "" {
		parts = append(parts, s.table())
	}
	objects := []fyne.CanvasObject{widget.Layers(widget.NewSurface(theme.Card, theme.Line, 1, 4),
		widget.Pad(widget.VStack(20, parts...), 24, 24, 28, 24))}
	if r.Problem != "" {
		banner := widget.NewBanner(widget.Waiting, assets.IconFill("warning"), "", r.Problem)
		if len(r.Rule) == 0 && s.actions.Rules != nil {
			banner.Action(t.T("shareout.to_rules"), s.actions.Rules)
		}
		objects = append([]fyne.CanvasObject{banner}, objects...)
	}
	objects = append(objects, s.money())
	s.root.Objects = objects
	s.root.Refresh()
}

// income is what the net income is made of.
func (s *Sheet) income() fyne.CanvasObject {
	t, r := s.env.Text, &s.shown
	rows := []fyne.CanvasObject{widget.Name(t.T("shareout.income"))}
	for _, l := range r.Income {
		words := t.T("shareout.source." + l.Kind.String())
		if l.Note != "" {
			words = l.Note
		}
		rows = append(rows, ruled(widget.Body(words), widget.Body(t.Amount(int64(l.Amount)))))
	}
	net := t.T("shareout.net")
	if r.Problem != "" {
		net = t.T("shareout.result")
	}
	rows = append(rows, ruled(widget.Strong(net), widget.Strong(t.Amount(int64(r.Net)))),
		wrapped(widget.Caption(t.T("shareout.income_note"))))
	return widget.VStack(0, rows...)
}

// rule is the group's rule in words with what it gives to each purpose.
func (s *Sheet) rule() fyne.CanvasObject {
	t, r := s.env.Text, &s.shown
	rows := []fyne.CanvasObject{widget.Name(t.T("shareout.rule"))}
	for i, share := range r.Rule {
		amount := t.AmountDash(0)
		if i < len(r.Parts) {
			amount = t.Amount(int64(r.Parts[i]))
		}
		rows = append(rows, ruled(widget.Body(t.T("shareout.purpose."+share.Purpose.String(), "Part", t.Percent(share.BP))), widget.Body(amount)))
	}
	note := t.T("shareout.unit", "Amount", t.Rupiah(int64(r.Unit)))
	if !r.Since.IsZero() {
		note = t.T("shareout.since", "Date", t.Date(r.Since.Time())) + " " + note
	}
	return widget.VStack(0, append(rows, wrapped(widget.Caption(note)))...)
}

// table is a line per member, and the parts that go to nobody.
func (s *Sheet) table() fyne.CanvasObject {
	t, r := s.env.Text, &s.shown
	rows := []fyne.CanvasObject{widget.Name(t.T("shareout.by_member")), s.heads()}
	for i := range r.Rows {
		l := s.newLine(&r.Rows[i])
		s.rows = append(s.rows, l)
		rows = append(rows, l.root, widget.Rule())
	}
	sum := ruled(widget.Strong(t.T("shareout.sum")), widget.Strong(t.Amount(int64(r.Paid()))))
	left := min(s.tickRoom(), columnGap)
	rows = append(rows, widget.Pad(sum, 0, s.tickRoom(), 0, left))
	if r.Social > 0 {
		s.social = s.newFund(&r.Fund)
		rows = append(rows, s.social.root, widget.Rule())
	}
	reserve := ruled(widget.Body(t.T("shareout.reserve")), widget.Body(t.Amount(int64(r.Reserve))))
	return widget.VStack(0, append(rows, widget.Pad(reserve, 0, s.tickRoom(), 0, left))...)
}

// money is what the envelopes need: notes from the bank, beside what the box holds.
func (s *Sheet) money() fyne.CanvasObject {
	t, r := s.env.Text, &s.shown
	if r.Problem != "" {
		return widget.VStack(0)
	}
	rows := []fyne.CanvasObject{widget.Name(t.T("shareout.notes"))}
	for _, p := range r.Pieces {
		rows = append(rows, ruled(widget.Body(t.T("shareout.pieces", "Worth", t.Amount(int64(p.Worth)), "N", p.Count)),
			widget.Body(t.Amount(int64(p.Worth)*int64(p.Count)))))
	}
	if r.OpenCount == 0 {
		rows = append(rows, wrapped(grey(t.T("shareout.all_paid"))))
	} else {
		rows = append(rows, ruled(widget.Strong(t.N("shareout.envelopes", r.OpenCount)), widget.Strong(t.Amount(int64(r.OpenSum)))))
	}
	side := []fyne.CanvasObject{
		widget.Name(t.T("shareout.box")), ruled(widget.Body(t.T("shareout.box_now")), widget.Body(t.Amount(int64(r.Box)))),
		ruled(widget.Body(t.T("shareout.paid_so_far")), widget.Body(t.Amount(int64(r.PaidSum)))),
	}
	if short := r.Short(); short > 0 {
		side = append(side, widget.Pad(widget.NewBanner(widget.Waiting, assets.IconFill("warning"),
			t.T("shareout.short", "Amount", t.Rupiah(int64(short))), t.T("shareout.short_then")), 12, 0, 0, 0))
	}
	if r.Rest > 0 {
		side = append(side, wrapped(widget.Caption(t.T("shareout.rest", "Amount", t.Rupiah(int64(r.Rest))))))
	}
	return widget.Card(widget.Pad(widget.Columns(nil, 40, widget.VStack(0, rows...), widget.VStack(0, side...)), 16, 16, 16, 16))
}

// ruled is words and a figure over a line.
func ruled(left, right *widget.Text) fyne.CanvasObject {
	right.Align = fyne.TextAlignTrailing
	return widget.VStack(0, widget.Pad(widget.Spread(left, right), 8, 0, 8, 0), widget.Rule())
}

// grey is running text in the secondary ink.
func grey(text string) *widget.Text { return widget.NewText(text, theme.SizeText, false, theme.Ink2) }

// wrapped lets a text take as many lines as it needs.
func wrapped(text *widget.Text) *widget.Text {
	text.Wrap = true
	return text
}

// joined puts parts that are not empty side by side.
func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}
