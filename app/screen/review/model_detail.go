package review

import (
	"slices"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Row is one line of the inbox.
type Row struct {
	Title, Subtitle, Age string
	Chip                 string // the first warning in two words, empty when there is none
}

// Card is one of the findings above the open meeting.
type Card struct {
	Title, Note string
	Good        bool
	Pin         Pin // where it is to be mended
}

// Compared is one figure beside the meeting before.
type Compared struct{ Label, Now, By string }

// Promise is a follow-up that was promised at the meeting, or another text with what
// belongs to it; Pin is where a comment on it belongs.
type Promise struct {
	What, Who string
	Pin       Pin
}

// judgement is what the rules found about a meeting as it was then. A ledger is made
// anew whenever anything of its group changes, so a judgement holds as long as it.
type judgement struct {
	meeting  *kpuk.Meeting
	ledger   *kpuk.Ledger
	warnings []kpuk.Problem
}

// sitting puts together what the rules need of a meeting.
func sitting(b *book.Meeting) *kpuk.Sitting {
	g := b.Of()
	s := &kpuk.Sitting{Meeting: b.Meeting, Ledger: b.Ledger(), Members: g.Everyone()}
	s.Rules, _ = g.RulesAt(b.Date)
	for _, l := range g.Loans() {
		s.Loans = append(s.Loans, l.Loan)
	}
	if last := b.Previous(); last != nil {
		s.Last = last.Meeting
	}
	return s
}

// Warnings lists what the rules find odd about a row's meeting.
func (m *Model) Warnings(row int) []kpuk.Problem {
	b := m.waiting[row]
	ledger := b.Of().Ledger()
	if j, ok := m.judged[b.ID]; ok && j.meeting == b.Meeting && j.ledger == ledger {
		return j.warnings
	}
	j := judgement{meeting: b.Meeting, ledger: ledger, warnings: sitting(b).Warnings()}
	m.judged[b.ID] = j
	return j.warnings
}

// group is the name of the group that met.
func (m *Model) group(k *kpuk.Meeting) string {
	if g := m.env.Book.Group(k.Group); g != nil {
		return m.env.Text.T("review.kpuk", "Name", g.Name)
	}
	return m.env.Text.T("review.unknown")
}

// title names a meeting: its group and what it was for.
func (m *Model) title(k *kpuk.Meeting) string {
	return m.env.Text.T("review.meeting", "Group", m.group(k), "Type", m.env.Text.T("review.type."+k.Type.String()))
}

// person is a name, or a word for somebody not known here.
func (m *Model) person(id kpuk.ID) string {
	if p := m.env.Book.Person(id); p != nil {
		return p.Name
	}
	return m.env.Text.T("review.somebody")
}

// Row words a line of the inbox.
func (m *Model) Row(row int) Row {
	b, t := m.waiting[row], m.env.Text
	r := Row{
		Title:    m.group(b.Meeting),
		Subtitle: m.env.Area(b.Of().Village) + " · " + m.person(b.State.By) + " · " + t.DayMonth(b.Date.Time()),
	}
	if days := m.days(b.State.At); days > 0 {
		r.Age = t.N("common.days", days)
	} else {
		r.Age = t.T("review.today")
	}
	warnings := m.Warnings(row)
	switch {
	case len(b.Twins()) > 0:
		r.Chip = t.T("review.chip.twin")
	case b.Contested() > 0:
		r.Chip = t.T("review.chip.contested")
	case corrected(b):
		r.Chip = t.T("review.chip.corrected")
	case len(warnings) > 0:
		r.Chip = m.chip(warnings)
	}
	return r
}

// days is how many calendar days ago a moment was.
func (m *Model) days(ms int64) int {
	at := time.UnixMilli(ms).In(m.env.Now().Location())
	return max(0, m.env.Today().Sub(kpuk.DateOf(at)))
}

// chip is the weightiest warning in two words: what blocks first, then cash, quorum, amounts.
func (m *Model) chip(warnings []kpuk.Problem) string {
	t := m.env.Text
	for _, key := range []string{"cash_difference", "quorum_missed", "shu_differs", "instalment_short", "amount_odd", "shu_unpaid", "shu_none"} {
		i := slices.IndexFunc(warnings, func(p kpuk.Problem) bool { return p.Key == key })
		switch {
		case i < 0:
		case strings.HasPrefix(key, "shu_"):
			return t.T("review.chip.shu")
		case key == "cash_difference":
			return t.T("review.chip.cash", "Amount", t.Signed(amountOf(warnings[i], "Difference")))
		default:
			return t.T("review.chip." + key)
		}
	}
	return t.T("review.chip.incomplete")
}

// amountOf reads an amount among a warning's values.
func amountOf(p kpuk.Problem, name string) int64 {
	if amount, ok := p.Args[name].(kpuk.Rupiah); ok {
		return int64(amount)
	}
	return 0
}

// Heading gives the open meeting's title and the line beside it.
func (m *Model) Heading() (title, line string) {
	b, t := m.Open(), m.env.Text
	at := time.UnixMilli(b.State.At).In(m.env.Now().Location())
	sent := t.T("review.sent.today", "Time", t.Clock(at))
	if m.days(b.State.At) > 0 {
		sent = t.T("review.sent", "Time", t.DayMonth(at))
	}
	return m.title(b.Meeting), m.env.Area(b.Of().Village) + " · " + t.DateLong(b.Date.Time()) + " · " + m.person(b.State.By) + " · " + sent
}

// Sender is who submitted the open meeting.
func (m *Model) Sender() string { return m.person(m.Open().State.By) }

// Cards lists the quorum, whether the cash agrees, and every warning.
func (m *Model) Cards() []Card {
	b, t := m.Open(), m.env.Text
	s := sitting(b)
	var cards []Card
	q := s.Quorum()
	cards = append(cards, Card{
		Title: t.T("review.card.quorum"), Good: q.Reached(), Pin: Pin{Step: kpuk.StepAttendance},
		Note: t.T("review.card.quorum.note", "Here", q.Here, "Active", q.Active, "Needed", q.Needed),
	})
	if sheet, err := b.Sheet(); err == nil && sheet.Difference == 0 && b.Cash.Done {
		cards = append(cards, Card{
			Title: t.T("review.card.cash"), Good: true, Pin: Pin{Step: kpuk.StepCash, Field: kpuk.FieldCounted},
			Note: t.T("review.card.cash.note", "Amount", t.Amount(int64(sheet.In))),
		})
	}
	cards = append(cards, m.doubts(b)...)
	cards = append(cards, m.corrections(b)...)
	incomplete := make(map[kpuk.Step]bool)
	for _, p := range m.Warnings(m.Index()) {
		if card, ok := m.card(p, incomplete); ok {
			cards = append(cards, card)
		}
	}
	return cards
}

// doubtful tells whether a meeting waits for a decision about two entries, or for
// somebody to look at what was put right, or at why the hub holds something else: it is
// not approved with one press among others.
func (m *Model) doubtful(b *book.Meeting) bool {
	return b.Contested() > 0 || len(b.Twins()) > 0 || corrected(b) || m.env.Compare(b.ID, b.Receipt()).Outcome == screen.Differs
}

// doubts are the cards about what was said twice, and the receipt to compare.
func (m *Model) doubts(b *book.Meeting) []Card {
	t := m.env.Text
	cards := []Card{m.receipt(b)}
	if n := b.Contested(); n > 0 {
		cards = append(cards, Card{Title: t.N("review.card.contested", n), Note: t.T("review.card.contested.note"), Pin: Pin{Step: kpuk.StepMoney}})
	}
	if len(b.Twins()) > 0 {
		cards = append(cards, Card{Title: t.T("review.card.twin"), Note: t.T("review.card.twin.note")})
	}
	return cards
}

// receipt is the code to compare over the phone, and whether the hub reckons the same.
func (m *Model) receipt(b *book.Meeting) Card {
	t, r := m.env.Text, b.Receipt()
	card := Card{Title: t.T("review.card.receipt", "Code", r.Code), Good: true, Note: t.T("review.card.receipt.note", "Attended", r.Attended, "Lines", r.Lines)}
	switch c := m.env.Compare(b.ID, r); c.Outcome {
	case screen.Agrees:
		card.Note += " · " + screen.AgreesWords(t, c, m.env.Now())
	case screen.Differs:
		return Card{Title: screen.DiffersWords(t, c), Note: t.T("common.receipt.todo")}
	case screen.NotCompared:
	}
	return card
}

// card words one warning; what is missing is said once for each step.
func (m *Model) card(p kpuk.Problem, said map[kpuk.Step]bool) (Card, bool) {
	t, pin := m.env.Text, Pin{Step: p.Step, Of: p.Of}
	switch p.Key {
	case "quorum_missed":
		return Card{}, false // the card of the quorum says it
	case "cash_difference":
		reason, _ := p.Args["Reason"].(string) //nolint:errcheck // absent means none given
		if reason == "" {
			reason = t.T("review.card.difference.none")
		}
		pin.Field = kpuk.FieldDifference
		return Card{
			Title: t.T("review.card.difference", "Amount", t.Signed(amountOf(p, "Difference"))), Note: reason, Pin: pin,
		}, true
	case "instalment_short":
		return Card{
			Title: t.T("review.card.short"), Pin: Pin{Step: p.Step, Of: p.Of, Field: kpuk.EntryInstalment.String()},
			Note: t.T("review.card.short.note", "Name", m.member(p.Of), "Amount", t.Amount(amountOf(p, "Short"))),
		}, true
	case "amount_odd":
		kind, _ := p.Args["Kind"].(kpuk.EntryKind) //nolint:errcheck // the zero kind has a word too
		return Card{
			Title: t.T("review.card.odd", "Kind", t.T("review.kind."+kind.String())), Pin: Pin{Step: p.Step, Of: p.Of, Field: kind.String()},
			Note: t.T("review.card.odd.note", "Name", m.member(p.Of),
				"Amount", t.Amount(amountOf(p, "Amount")), "Usual", t.Amount(amountOf(p, "Usual"))),
		}, true
	case "shu_unpaid":
		count, _ := p.Args["Count"].(int) //nolint:errcheck // absent means none
		return Card{
			Title: t.N("review.card.shu_unpaid", count), Pin: pin, Note: t.T("review.card.shu_unpaid.note", "Amount", t.Amount(amountOf(p, "Amount"))),
		}, true
	case "shu_differs":
		return Card{
			Title: t.T("review.card.shu_differs"), Pin: pin, Note: t.T("review.card.shu_differs.note", "Name", m.member(p.Of),
				"Paid", t.Amount(amountOf(p, "Paid")), "Due", t.Amount(amountOf(p, "Due"))),
		}, true
	case "shu_none":
		return Card{Title: t.T("review.card.shu_none"), Pin: pin, Note: t.T("review.card.shu_none.note")}, true
	case "corrected_twice":
		return Card{Title: t.T("review.card.corrected_twice"), Note: t.T("review.card.corrected_twice.note", "Name", m.member(p.Of)), Pin: pin}, true
	default:
		if said[p.Step] {
			return Card{}, false
		}
		said[p.Step] = true
		return Card{
			Title: t.T("review.card.incomplete"), Pin: Pin{Step: p.Step},
			Note: t.T("review.card.incomplete.note", "Step", t.T("word.step."+p.Step.String())),
		}, true
	}
}

// nameIn is a member's name in the books of the group whose meeting is open: also of one
// who moved away. Empty when nobody knows her.
func (m *Model) nameIn(id kpuk.ID) string {
	if b := m.Open(); b != nil && b.Of() != nil {
		return b.Of().NameOf(id)
	}
	if w := m.env.Book.Member(id); w != nil {
		return w.Name
	}
	return ""
}

// member is a member's name.
func (m *Model) member(id kpuk.ID) string {
	if name := m.nameIn(id); name != "" {
		return name
	}
	return m.env.Text.T("review.somebody")
}

// PinLabel words what a comment is pinned to, empty for the whole meeting.
func (m *Model) PinLabel(p Pin) string {
	switch {
	case !p.Thread.IsZero():
		return m.env.Text.T("review.thread.answer", "Place", m.PinLabel(Pin{Step: p.Step, Of: p.Of, Field: p.Field}))
	case p.Step == 0:
		return ""
	}
	label := m.env.Text.T("word.step." + p.Step.String())
	if name := m.nameIn(p.Of); name != "" {
		label += " · " + name
	}
	if spot := m.spot(p); spot != "" {
		label += " · " + spot
	}
	return label
}

// groupHeld is the group whose meeting is open, nil when it is not held.
func (m *Model) groupHeld() *book.Group {
	if b := m.Open(); b != nil {
		return b.Of()
	}
	return nil
}

// Compare sets the open meeting beside the one before. The day is empty when there was none.
func (m *Model) Compare() (day string, rows []Compared) {
	b, t := m.Open(), m.env.Text
	s := sitting(b)
	changes, err := s.Compare()
	if err != nil || s.Last == nil {
		return "", nil
	}
	for _, c := range changes {
		row := Compared{Label: t.T("review.came"), Now: t.Number(c.Now), By: t.Signed(c.Now - c.Before)}
		if c.Key != "attendance" {
			row.Label = t.T("review.kind." + c.Key)
		}
		rows = append(rows, row)
	}
	now, err := b.Sheet()
	before, errBefore := s.Ledger.CashSheet(s.Last)
	if err == nil && errBefore == nil {
		rows = append(rows, Compared{
			Label: t.T("review.cash"), Now: t.Amount(int64(now.Expected)), By: t.Signed(int64(now.Expected - before.Expected)),
		})
	}
	return t.DayMonth(s.Last.Date.Time()), rows
}

// Promises lists what was promised at the open meeting.
func (m *Model) Promises() []Promise {
	var out []Promise
	for _, task := range m.Open().Of().Tasks() {
		if task.Meeting != m.selected {
			continue
		}
		who := task.Who
		if !task.Due.IsZero() {
			who += ", " + m.env.Text.DayMonth(task.Due.Time())
		}
		out = append(out, Promise{What: task.What, Who: who, Pin: Pin{Step: kpuk.StepDiscussion, Field: kpuk.FieldTask, Of: task.ID}})
	}
	return out
}

// Words are the discussion and the decisions of the open meeting, what there is of them.
func (m *Model) Words() []Promise {
	b, t := m.Open(), m.env.Text
	var out []Promise
	if b.Discussion != "" {
		out = append(out, Promise{What: t.T("review.discussion"), Who: b.Discussion, Pin: Pin{Step: kpuk.StepDiscussion, Field: kpuk.FieldDiscussion}})
	}
	if b.Decisions != "" {
		out = append(out, Promise{What: t.T("review.decisions"), Who: b.Decisions, Pin: Pin{Step: kpuk.StepDiscussion, Field: kpuk.FieldDecisions}})
	}
	return out
}
