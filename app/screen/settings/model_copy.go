package settings

import (
	"slices"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/fault"
	"pendamping/kpuk"
)

// CopyWork is what is being done about copies of the records.
type CopyWork uint8

// The works. One is done at a time.
const (
	NoCopyWork CopyWork = iota
	Keeping             // a copy is made in the device's folder
	Carrying            // a copy is written to a place that was chosen
	Checking            // that is read again and compared
	Rehearsing          // the last copy is restored beside the records and compared
)

// Drill is the result of a rehearsed recovery.
type Drill struct {
	At      time.Time // zero: there was none
	Until   time.Time // everything up to then comes back; zero: nothing does
	Records int
	Groups  int               // scopes that were compared
	Same    int               // of them those that are exactly as here
	Newer   map[kpuk.Kind]int // records made or altered since the copy
	Unsent  int               // of them those that the hub does not hold either
	Ahead   int               // records of which the copy knows more than this device
	OK      bool              // the copy gave back all it should
}

// CopyState is how copies stand.
type CopyState struct {
	Work  CopyWork
	Bytes int64     // of a copy that is being carried
	Here  time.Time // when the copy on this device was made; zero: there is none
	Size  int64     // its size in bytes
	Out   time.Time // when one was last carried away; zero: never
	Drill Drill
	// Failed is why the last work failed, nil when it did not; Last is which it was.
	Failed error
	Last   CopyWork
	// Unwritten tells that the chosen place does not hold what was written to it.
	Unwritten bool
}

// Copies makes copies of the records and tries them. Its methods return at once and are
// called on the UI thread; the app calls [View.Refresh] when the state changed.
type Copies interface {
	State() CopyState
	Keep()
	// Carry asks where to, and writes a copy there.
	Carry()
	Rehearse()
}

// Told is something that is said, and how much it asks for.
type Told struct {
	Tone         Tone
	Strong, Text string
	// Again offers to make a new copy.
	Again bool
}

// Tone is how much something asks for.
type Tone uint8

// The tones.
const (
	Plain Tone = iota
	Fine
	Busy
	Urgent
)

// CopyModel words how copies stand.
type CopyModel struct {
	env    *screen.Env
	copies Copies
}

// at writes a time.
func (m *CopyModel) at(t time.Time) string {
	t = t.In(m.env.Now().Location())
	return m.env.Text.T("settings.copy.at", "Date", m.env.Text.Date(t), "Clock", m.env.Text.Clock(t))
}

// Here says when the copy on this device was made.
func (m *CopyModel) Here() string {
	s := m.copies.State()
	if s.Here.IsZero() {
		return m.env.Text.T("settings.copy.none")
	}
	return m.env.Text.T("settings.copy.here", "At", m.at(s.Here), "Size", m.env.Text.Bytes(s.Size))
}

// Out says when a copy was last carried away.
func (m *CopyModel) Out() string {
	s := m.copies.State()
	if s.Out.IsZero() {
		return m.env.Text.T("settings.copy.out_none")
	}
	return m.env.Text.T("settings.copy.out", "At", m.at(s.Out))
}

// Free tells whether something can be begun.
func (m *CopyModel) Free() bool { return m.copies.State().Work == NoCopyWork }

// CanRehearse tells whether there is a copy to try.
func (m *CopyModel) CanRehearse() bool { return m.Free() && !m.copies.State().Here.IsZero() }

// begin does something, unless something is being done.
func (m *CopyModel) begin(do func()) {
	if m.Free() {
		do()
	}
}

// Keep makes a copy on this device.
func (m *CopyModel) Keep() { m.begin(m.copies.Keep) }

// Carry writes a copy to a place that the person chooses.
func (m *CopyModel) Carry() { m.begin(m.copies.Carry) }

// Rehearse tries the last copy.
func (m *CopyModel) Rehearse() {
	if m.CanRehearse() {
		m.copies.Rehearse()
	}
}

// Told says what is being done, what failed, or how the last drill ended; false when
// there is nothing to say.
func (m *CopyModel) Told() (Told, bool) {
	t, s := m.env.Text, m.copies.State()
	switch {
	case s.Work == Keeping:
		return Told{Tone: Busy, Strong: t.T("settings.copy.keeping"), Text: t.T("settings.copy.go_on")}, true
	case s.Work == Carrying:
		return Told{Tone: Busy, Strong: t.T("settings.copy.carrying", "Size", t.Bytes(s.Bytes)), Text: t.T("settings.copy.wait")}, true
	case s.Work == Checking:
		return Told{Tone: Busy, Strong: t.T("settings.copy.checking"), Text: t.T("settings.copy.wait")}, true
	case s.Work == Rehearsing:
		return Told{Tone: Busy, Strong: t.T("settings.drill.trying"), Text: t.T("settings.copy.go_on")}, true
	case s.Failed != nil:
		return m.failed(&s), true
	case s.Last == Carrying:
		return Told{Tone: Fine, Strong: t.T("settings.copy.carried"), Text: t.T("settings.copy.carried.text")}, true
	case s.Drill.At.IsZero():
		return Told{}, false
	}
	return m.drill(&s.Drill), true
}

// failed says why the last work failed, and what to do.
func (m *CopyModel) failed(s *CopyState) Told {
	t := m.env.Text
	out := Told{Tone: Urgent, Strong: t.T("settings.copy.failed")}
	if s.Last == Rehearsing {
		out.Strong = t.T("settings.drill.failed")
	}
	switch {
	case s.Unwritten:
		out.Text = t.T("settings.copy.unwritten")
	case fault.KindOf(s.Failed) == fault.Full:
		out.Text = t.T("settings.copy.full")
	case fault.KindOf(s.Failed) == fault.Damaged:
		out.Text = t.T("settings.copy.damaged")
	default:
		out.Text = t.T("settings.copy.again")
	}
	return out
}

// drill says how a rehearsal ended.
func (m *CopyModel) drill(d *Drill) Told {
	t := m.env.Text
	tried := t.T("settings.drill.tried", "At", m.at(d.At))
	if d.Ahead > 0 {
		return Told{Tone: Urgent, Strong: t.T("settings.drill.differs"), Text: t.N("settings.drill.ahead", d.Ahead) + " " + tried}
	}
	if !d.OK {
		return Told{Tone: Urgent, Strong: t.T("settings.drill.bad"), Text: t.T("settings.drill.bad.text") + " " + tried, Again: true}
	}
	text := []string{t.N("settings.drill.records", d.Records)}
	if n := count(d.Newer); n == 0 {
		text = append(text, t.T("settings.drill.same"))
	} else {
		text = append(text, t.N("settings.drill.newer", n, "What", m.kinds(d.Newer)))
		if d.Unsent > 0 {
			text = append(text, t.N("settings.drill.unsent", d.Unsent))
		} else {
			text = append(text, t.T("settings.drill.sent"))
		}
	}
	return Told{Tone: Fine, Strong: t.T("settings.drill.good", "At", m.at(d.Until)), Text: strings.Join(append(text, tried), " ")}
}

// count adds up.
func count(of map[kpuk.Kind]int) (n int) {
	for _, c := range of {
		n += c
	}
	return n
}

// kinds lists numbers of records by kind.
func (m *CopyModel) kinds(of map[kpuk.Kind]int) string {
	var kinds []kpuk.Kind
	for k := range of {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	words := make([]string, 0, len(kinds))
	for _, k := range kinds {
		words = append(words, m.env.Text.T("settings.drill.kind", "N", m.env.Text.Number(int64(of[k])), "Kind", m.env.Text.T("sync.kind."+k.String())))
	}
	return strings.Join(words, ", ")
}
