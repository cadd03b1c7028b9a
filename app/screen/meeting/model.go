// Package meeting is a meeting to read, as its minutes are printed: who came, the money
// by kind and by member, the cash, what was talked about and promised. Facilitators and
// coordinators read the same page.
package meeting

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/app/screen/talk"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Tone is how much attention a mark asks for.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Good
	Waiting
	Urgent
	Active
)

// Mark is a chip.
type Mark struct {
	Text string
	Tone Tone
}

// Pair is a line with a figure; Strong lines are sums.
type Pair struct {
	Label, Value string
	Strong       bool
	Tone         Tone
}

// Person is a member's line: how she attended and what she paid and got.
type Person struct {
	No, Name, Presence, In, Out string
	ID                          kpuk.ID
}

// Promise is a follow-up that was agreed on.
type Promise struct{ What, Who, Due string }

// Words is a text under its heading.
type Words struct{ Heading, Text string }

// Correction is something that was put right after the meeting was submitted.
type Correction struct{ Head, Reason string }

// Model is what the page shows.
type Model struct {
	env *screen.Env
	id  kpuk.ID

	Found                  bool
	Title, Subtitle        string // group and village; type and day
	Head, Place, Day, Time string // of the minutes
	State                  Mark
	Comment, By            string // why it was returned, and who said so
	Marks                  []Mark
	Attendance, Money      []Pair
	Cash, Facts            []Pair
	Broken                 bool // the sums do not fit: no money is shown
	People                 []Person
	Words                  []Words
	Promises               []Promise
	Next                   string
	Signatures             []Signature
	Mendable               bool // the user may go on writing it
	Correctable            bool // the user may put right what was submitted
	Corrections            []Correction
	Receipt                string // figures and a code to compare over the phone
	Threads                []talk.Point
	Events                 []talk.Event
	Failure                string // why an answer could not be kept
	Agrees, Differs        string // what came of comparing it with the hub
}

// NewModel makes a model of a meeting.
func NewModel(env *screen.Env, id kpuk.ID) *Model {
	m := &Model{env: env, id: id}
	m.Load()
	return m
}

// Load reads the book anew.
func (m *Model) Load() {
	*m = Model{env: m.env, id: m.id, Failure: m.Failure}
	held := m.env.Book.Meeting(m.id)
	if held == nil {
		return
	}
	m.Found = true
	m.loadHead(held)
	m.loadAttendance(held)
	m.loadSignatures(held)
	m.loadMoney(held)
	m.loadPeople(held)
	m.loadWords(held)
	m.loadPromises()
	m.loadDoubts(held)
	m.loadCorrections(held)
	m.Threads, m.Events = talk.ReadAll(m.env, held.Of(), held.Meeting), talk.Events(m.env, held.Of(), held.Meeting)
	m.loadReceipt(held)
}

// loadReceipt says the receipt, and whether the hub reckons the same.
func (m *Model) loadReceipt(held *book.Meeting) {
	r := held.Receipt()
	m.Receipt = screen.ReceiptWords(m.env.Text, r)
	switch c := m.env.Compare(held.ID, r); c.Outcome {
	case screen.Agrees:
		m.Agrees = screen.AgreesWords(m.env.Text, c, m.env.Now())
	case screen.Differs:
		m.Differs = screen.DiffersWords(m.env.Text, c)
	case screen.NotCompared:
	}
}

// loadDoubts marks what waits for a coordinator: the figures show what every device
// shows until she decides.
func (m *Model) loadDoubts(held *book.Meeting) {
	p := m.env.Text
	ids := []kpuk.ID{held.ID}
	for _, e := range held.AllEntries() {
		ids = append(ids, e.ID)
	}
	if m.env.Unaccepted(ids...) {
		m.Marks = append(slices.Clip(m.Marks), Mark{Text: p.T("common.unaccepted"), Tone: Urgent})
	}
	if n := held.Contested(); n > 0 {
		m.Marks = append(slices.Clip(m.Marks), Mark{Text: p.N("meeting.contested", n), Tone: Urgent})
	}
	switch {
	case !held.Counts():
		m.Marks = append(slices.Clip(m.Marks), Mark{Text: p.T("meeting.twin_idle"), Tone: Urgent})
	case len(held.Twins()) > 0:
		m.Marks = append(slices.Clip(m.Marks), Mark{Text: p.T("meeting.twin"), Tone: Urgent})
	}
}

// loadHead says which meeting it is and how it stands.
func (m *Model) loadHead(held *book.Meeting) {
	p := m.env.Text
	day := held.Date.Time()
	kind := p.T("word.meeting." + held.Type.String())
	m.Head = p.T("meeting.minutes", "Kind", kind)
	m.Day, m.Subtitle = p.Date(day), kind+" · "+p.DateLong(day)
	if g := held.Of(); g != nil {
		m.Title = p.T("meeting.group", "Name", g.Name) + " · " + m.env.Area(g.Village)
		m.Place = p.T("meeting.group", "Name", g.Name) + " · " + m.env.Area(g.Village) + ", " + m.env.Area(book.District(g.Village))
	}
	if held.Start != 0 {
		m.Time = screen.Hour(p, held.Start)
		if held.End != 0 {
			m.Time = p.T("meeting.hours", "From", screen.Hour(p, held.Start), "To", screen.Hour(p, held.End))
		}
	}
	m.State = m.state(held)
	m.Mendable = held.State.Editable() && m.env.Office == kpuk.OfficeFacilitator
	m.Correctable = !held.State.Editable() && kpuk.MayMove(held.State.State, kpuk.Submitted, m.env.Office) && m.env.Office != kpuk.OfficeViewer
	if held.State.State == kpuk.Returned {
		m.Comment = held.State.Comment
		at := time.UnixMilli(held.State.At).In(m.env.Now().Location())
		m.By = p.DateLong(at) + ", " + p.Clock(at)
		if person := m.env.Book.Person(held.State.By); person != nil {
			m.By = person.Name + " · " + m.By
		}
	}
}

// state is the chip of the meeting.
func (m *Model) state(held *book.Meeting) Mark {
	mark := Mark{Text: m.env.Text.T("common.state." + held.State.State.String())}
	switch held.State.State {
	case kpuk.Approved:
		mark.Tone = Good
	case kpuk.Returned:
		mark.Tone = Urgent
	case kpuk.Draft:
		mark.Tone = Active
	default:
		mark.Tone = Plain
	}
	return mark
}

// loadCorrections lists what was put right, the newest first.
func (m *Model) loadCorrections(held *book.Meeting) {
	p := m.env.Text
	for _, c := range screen.Corrections(held.Meeting) {
		by := p.T("meeting.somebody")
		if person := m.env.Book.Person(c.By); person != nil {
			by = person.Name
		}
		at := time.UnixMilli(c.At).In(m.env.Now().Location())
		m.Corrections = append(m.Corrections, Correction{
			Head: by + " · " + p.DateLong(at) + ", " + p.Clock(at), Reason: screen.CorrectionWords(p, m.env.Book, held.Group, c),
		})
	}
	if n := len(m.Corrections); n > 0 {
		m.Marks = append(slices.Clip(m.Marks), Mark{Text: p.N("meeting.corrected", n), Tone: Waiting})
	}
}

// loadAttendance counts who came.
func (m *Model) loadAttendance(held *book.Meeting) {
	p := m.env.Text
	counts := held.AttendanceCounts()
	all := 0
	for presence := kpuk.Present; presence <= kpuk.LeftEarly; presence++ {
		n := counts[presence]
		all += n
		if n > 0 {
			m.Attendance = append(m.Attendance, Pair{Label: p.T("word.presence." + presence.String()), Value: strconv.Itoa(n)})
		}
	}
	if all > 0 {
		share := p.Percent((int64(held.Came())*200 + int64(all)) / int64(2*all) * 100)
		m.Attendance = append(m.Attendance, Pair{Label: p.N("meeting.came", all), Value: share, Strong: true})
	}
	quorum := kpuk.QuorumOf(held.Came(), all)
	mark := Mark{Text: p.T("meeting.quorum", "N", quorum.Here, "Of", all), Tone: Good}
	if !quorum.Reached() {
		mark = Mark{Text: p.T("meeting.no_quorum", "N", quorum.Here, "Needed", quorum.Needed), Tone: Waiting}
	}
	m.Marks = append(m.Marks, mark)
}

// loadMoney sums the money by kind, and sets the cash that was counted beside it.
func (m *Model) loadMoney(held *book.Meeting) {
	p := m.env.Text
	sheet, err := held.Sheet()
	if err != nil {
		m.Broken = true
		m.Marks = append(m.Marks, Mark{Text: p.T("meeting.broken"), Tone: Urgent})
		return
	}
	for kind := kpuk.EntryPokok; kind < kpuk.EntryVoid; kind++ {
		amount := sheet.Kinds[kind]
		if amount != 0 && kind != kpuk.EntryCashDifference {
			m.Money = append(m.Money, Pair{
				Label: p.T("word.entry." + kind.String()), Value: p.Amount(int64(kind.CashEffect() * amount)),
			})
		}
	}
	m.Money = append(m.Money, Pair{Label: p.T("meeting.in"), Value: p.Amount(int64(sheet.In)), Strong: true})
	m.Cash = []Pair{
		{Label: p.T("meeting.opening"), Value: p.Amount(int64(sheet.Opening))},
		{Label: p.T("meeting.in"), Value: p.Amount(int64(sheet.In))},
		{Label: p.T("meeting.out"), Value: p.Amount(int64(-sheet.Out))},
		{Label: p.T("meeting.expected"), Value: p.Amount(int64(sheet.Expected)), Strong: true},
	}
	if !held.Cash.Done {
		m.Marks = append(m.Marks, Mark{Text: p.T("meeting.not_counted"), Tone: Waiting})
		return
	}
	m.Cash = append(m.Cash, Pair{Label: p.T("meeting.counted"), Value: p.Amount(int64(sheet.Counted)), Strong: true})
	m.loadDifference(sheet.Difference, held.Cash.Reason)
	if sheet.Aside != 0 {
		m.Cash = append(m.Cash, Pair{Label: p.T("meeting.aside"), Value: p.Signed(int64(sheet.Aside))})
	}
}

// loadDifference names a difference and its reason.
func (m *Model) loadDifference(difference kpuk.Rupiah, reason string) {
	p := m.env.Text
	if difference == 0 {
		m.Marks = append(m.Marks, Mark{Text: p.T("meeting.cash_fits"), Tone: Good})
		return
	}
	amount := p.Signed(int64(difference))
	if reason == "" {
		m.Marks = append(m.Marks, Mark{Text: p.T("meeting.difference_bare", "Amount", amount), Tone: Urgent})
		m.Cash = append(m.Cash, Pair{Label: p.T("meeting.no_reason"), Value: amount, Tone: Urgent, Strong: true})
		return
	}
	m.Marks = append(m.Marks, Mark{Text: p.T("meeting.difference", "Amount", amount), Tone: Waiting})
	m.Cash = append(m.Cash, Pair{Label: p.T("meeting.reason", "Reason", reason), Value: amount})
}

// loadPeople lists the members with what each paid and got.
func (m *Model) loadPeople(held *book.Meeting) {
	g, p := held.Of(), m.env.Text
	if g == nil {
		return
	}
	for _, member := range g.Everyone() {
		attendance, there := held.Attendance[member.ID]
		sums := held.PerMember(member.ID)
		if !there && len(sums) == 0 {
			continue
		}
		var in, out kpuk.Rupiah
		for kind, amount := range sums {
			if kind.CashEffect() < 0 {
				out += amount
			} else {
				in += amount
			}
		}
		presence := p.T("word.presence." + attendance.Presence.String())
		if attendance.At != 0 {
			presence += " " + attendance.At.String()
		}
		if attendance.Reason != "" {
			presence += " · " + attendance.Reason
		}
		m.People = append(m.People, Person{
			No: p.Number(int64(member.Number)), Name: member.Name, Presence: presence, ID: member.ID,
			In: p.AmountDash(int64(in)), Out: p.AmountDash(int64(out)),
		})
	}
}

// loadWords takes over what was written.
func (m *Model) loadWords(held *book.Meeting) {
	p := m.env.Text
	add := func(key, text string) {
		if text != "" {
			m.Words = append(m.Words, Words{Heading: p.T(key), Text: text})
		}
	}
	fact := func(key, text string) {
		if text != "" {
			m.Facts = append(m.Facts, Pair{Label: p.T(key), Value: text})
		}
	}
	fact("meeting.place", held.Place)
	fact("meeting.led", m.name(held.LedBy))
	fact("meeting.written", m.name(held.WrittenBy))
	fact("meeting.guests", held.Guests)
	add("meeting.guests", strings.Join(held.Visitors, ", "))
	add("meeting.agenda", held.Agenda)
	add("meeting.notes", held.Notes)
	add("meeting.discussion", held.Discussion)
	add("meeting.decisions", held.Decisions)
	if !held.NextDate.IsZero() {
		m.Next = p.DateLong(held.NextDate.Time())
		if held.NextPlace != "" {
			m.Next += " · " + held.NextPlace
		}
	}
}

// name is a member's, also of one who moved to another group; empty when nobody is meant
// or known.
func (m *Model) name(id kpuk.ID) string {
	if held := m.env.Book.Meeting(m.id); held != nil && held.Of() != nil {
		return held.Of().NameOf(id)
	}
	return ""
}

// loadPromises lists the follow-ups of this meeting.
func (m *Model) loadPromises() {
	for _, t := range m.env.Book.Tasks() {
		if t.Meeting == m.id {
			m.Promises = append(m.Promises, Promise{What: t.What, Who: t.Who, Due: m.env.Text.DayMonth(t.Due.Time())})
		}
	}
	if n := len(m.Promises); n > 0 {
		m.Marks = append(slices.Clip(m.Marks), Mark{Text: m.env.Text.N("meeting.promises", n), Tone: Active})
	}
}
