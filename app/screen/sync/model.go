// Package sync is the page that tells how sending and receiving stand: what waits on
// this device, what has arrived and when, and what to do when it needs a person.
//
// Being without a network is the usual state of a village and is shown in grey. Counts
// drop only when the hub has confirmed them with a receipt.
package sync

import (
	"slices"
	"time"

	"pendamping/app/screen"
	"pendamping/fault"
	"pendamping/kpuk"
)

// Waiting is what of one kind of record has not been confirmed yet.
type Waiting struct {
	Kind  kpuk.Kind
	Count int   // records
	Bytes int64 // as they will be sent, before compression; 0 where that is not known
}

// Past is one finished sync.
type Past struct {
	At       time.Time
	Sent     int   // changes confirmed
	Received int   // records received
	Bytes    int64 // both ways
	Err      error // nil: it ended well
	// Returning tells that the hub was set back to an older state, and a coordinator has to
	// approve that it knows this device again.
	Returning bool
}

// need is the key part for what a person has to do.
func (p *Past) need() string {
	if p.Returning {
		return "returning"
	}
	return needKey(p.Err)
}

// State is how sending and receiving stand.
type State struct {
	Online  bool // a network is there, as far as the device can tell
	Running bool
	Waiting []Waiting
	// Confirmed of Total changes made on this device have arrived; At is when the last
	// receipt came, zero when none has.
	Confirmed, Total uint64
	At               time.Time
	// Of the sync that runs.
	Sent, ToSend     int
	Received         int
	BytesDone, Bytes int64
	// Past syncs, newest first.
	Past []Past
	// Unconfirmed are the records of which the hub does not hold what is recorded here;
	// nil while that is not known.
	Unconfirmed map[kpuk.ID]bool
	// Refused are those of them that show something which the hub did not accept.
	Refused map[kpuk.ID]bool
	// Held changes were not accepted by the hub; Doubts are records with two entries
	// that the user has to do with.
	Held, Doubts int
	// Differing are the meetings of which the hub holds something else, the newest first.
	Differing []kpuk.ID
	// Paused tells that none begins until the person goes on; ByHand that none begins by
	// itself on this connection.
	Paused, ByHand bool
	Photos         Photos
	// Carry is the journey by file that was begun last.
	Carry Carry
}

// Source is the session as this page sees it. All methods return at once and are
// called on the UI thread; the app calls [View.Refresh] whenever the state changed.
type Source interface {
	State() State
	Start()
	Cancel()
	// SendPhotos sends the files that wait now, whatever the rules for photos say.
	SendPhotos()
	// Export asks where to, and writes there what waits, for somebody to carry to the hub.
	Export()
	// Import asks for the hub's answer to an exported file, and takes it in.
	Import()
}

// Level is how much the state asks for.
type Level uint8

// The levels.
const (
	Calm    Level = iota // grey: nothing to do
	Good                 // everything has arrived
	Working              // a sync runs
	NeedsYou
)

// Row is one line of the list of what waits.
type Row struct {
	Kind        kpuk.Kind
	Name, Bytes string
	Count       int
}

// Line is one line of the history.
type Line struct {
	When, What string
	Failed     bool
}

// shownPast is how many past syncs are listed.
const shownPast = 8

// Model turns the state into words.
type Model struct {
	env    *screen.Env
	source Source
	state  State
}

// NewModel reads the state once.
func NewModel(env *screen.Env, source Source) *Model {
	m := &Model{env: env, source: source}
	m.Reload()
	return m
}

// Reload reads the state again and tells whether the list of past syncs grew.
func (m *Model) Reload() bool {
	before := len(m.state.Past)
	m.state = m.source.State()
	return len(m.state.Past) != before
}

// Running tells whether a sync runs.
func (m *Model) Running() bool { return m.state.Running }

// Toggle starts a sync, or stops the one that runs. What has arrived stays arrived.
func (m *Model) Toggle() {
	if m.state.Running {
		m.source.Cancel()
		return
	}
	m.source.Start()
}

// waiting is the number of records not confirmed.
func (m *Model) waiting() int {
	n := 0
	for _, w := range m.state.Waiting {
		n += w.Count
	}
	return n
}

// Level is how much the state asks for. A failure for want of a network is calm.
func (m *Model) Level() Level {
	switch {
	case m.state.Running:
		return Working
	case m.lastErr() != nil && !passing(m.lastErr()) && !m.state.Paused:
		return NeedsYou
	case len(m.state.Differing) > 0:
		return NeedsYou
	case m.waiting() == 0 && !m.state.At.IsZero():
		return Good
	default:
		return Calm
	}
}

// lastErr is how the newest sync ended.
func (m *Model) lastErr() error {
	if len(m.state.Past) == 0 {
		return nil
	}
	return m.state.Past[0].Err
}

// passing tells whether an error mends itself when there is a network again.
func passing(err error) bool {
	kind := fault.KindOf(err)
	return kind == fault.Transient || kind == fault.Busy
}

// Title is the state in one line.
func (m *Model) Title() string {
	t := m.env.Text
	switch {
	case m.state.Running && m.state.ToSend > 0:
		return t.T("sync.sending", "N", m.state.Sent, "Of", m.state.ToSend)
	case m.state.Running:
		return t.N("sync.receiving", m.state.Received)
	case m.waiting() > 0:
		return t.N("sync.waiting", m.waiting())
	case m.state.At.IsZero():
		return t.T("sync.never")
	default:
		return t.T("sync.all_sent")
	}
}

// Detail is the line under the title: what to know, or what to do.
func (m *Model) Detail() string {
	t := m.env.Text
	switch {
	case m.state.Running:
		return t.T("sync.may_break")
	case m.state.Paused:
		return t.T("sync.paused")
	case m.Level() == NeedsYou && m.lastErr() != nil && !passing(m.lastErr()):
		return t.T("sync.need." + m.state.Past[0].need())
	case m.Level() == NeedsYou:
		return t.T("sync.need.differs")
	case m.state.ByHand:
		return t.T("sync.by_hand")
	case m.lastErr() != nil:
		return t.T("sync.no_network")
	case m.waiting() > 0 && !m.state.Online:
		return t.T("sync.offline_fine")
	case m.waiting() > 0:
		return t.T("sync.ready")
	default:
		return m.Confirmed()
	}
}

// Confirmed says how much has arrived and when.
func (m *Model) Confirmed() string {
	if m.state.At.IsZero() {
		return m.env.Text.T("sync.none_confirmed")
	}
	at := m.state.At.In(m.env.Now().Location())
	return m.env.Text.T("sync.confirmed", "N", m.env.Text.Number(int64(m.state.Confirmed)), //nolint:gosec // counts of changes
		"Of", m.env.Text.Number(int64(m.state.Total)), //nolint:gosec // counts of changes
		"Date", m.env.Text.Date(at), "Clock", m.env.Text.Clock(at))
}

// Note is what has arrived, where the line under the title says something else.
func (m *Model) Note() string {
	if note := m.Confirmed(); note != m.Detail() {
		return note
	}
	return ""
}

// Signal names the network.
func (m *Model) Signal() string {
	if m.state.Online {
		return m.env.Text.T("sync.online")
	}
	return m.env.Text.T("sync.offline")
}

// Online tells whether a network is there.
func (m *Model) Online() bool { return m.state.Online }

// Fraction is how far the sync that runs has come, 0 to 1; without one, how much of
// what was recorded here has arrived.
func (m *Model) Fraction() float32 {
	done, all := float32(m.state.Confirmed), float32(m.state.Total)
	if m.state.Running && m.state.Bytes > 0 {
		done, all = float32(m.state.BytesDone), float32(m.state.Bytes)
	}
	if all <= 0 {
		return 0
	}
	return min(1, done/all)
}

// Size says how many bytes of how many have gone while a sync runs, and about how many
// will go before one. It is empty when nothing waits or the size is not known.
func (m *Model) Size() string {
	switch {
	case m.state.Bytes <= 0:
		return ""
	case !m.state.Running && m.waiting() > 0:
		return m.env.Text.T("sync.bytes_waiting", "N", m.env.Text.Bytes(m.state.Bytes))
	case !m.state.Running:
		return ""
	}
	return m.env.Text.T("sync.bytes_of", "N", m.env.Text.Bytes(m.state.BytesDone), "Of", m.env.Text.Bytes(m.state.Bytes))
}

// Rows lists what waits, most important kinds first. Kinds with nothing waiting are
// left out.
func (m *Model) Rows() []Row {
	rows := make([]Row, 0, len(m.state.Waiting))
	for _, w := range m.state.Waiting {
		if w.Count == 0 {
			continue
		}
		row := Row{Kind: w.Kind, Name: m.env.Text.T("sync.kind." + w.Kind.String()), Count: w.Count}
		if w.Bytes > 0 {
			row.Bytes = m.env.Text.T("sync.bytes_kind", "N", m.env.Text.Bytes(w.Bytes))
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b Row) int { return order(a.Kind) - order(b.Kind) })
	return rows
}

// order puts money first, then the meetings at which it moved and whose it is.
func order(k kpuk.Kind) int {
	switch k {
	case kpuk.KindEntry:
		return 0
	case kpuk.KindLoan:
		return 1
	case kpuk.KindMeeting:
		return 2
	case kpuk.KindMember:
		return 3
	default:
		return int(k) + 4
	}
}

// History lists past syncs, newest first.
func (m *Model) History() []Line {
	t := m.env.Text
	past := m.state.Past[:min(len(m.state.Past), shownPast)]
	lines := make([]Line, 0, len(past))
	for _, p := range past {
		at := p.At.In(m.env.Now().Location())
		l := Line{When: t.T("sync.at", "Date", t.Date(at), "Clock", t.Clock(at)), Failed: p.Err != nil}
		switch {
		case p.Err == nil:
			l.What = t.T("sync.past", "Sent", t.Number(int64(p.Sent)),
				"Received", t.Number(int64(p.Received)), "Bytes", m.env.Text.Bytes(p.Bytes))
		case passing(p.Err):
			l.What = t.T("sync.past_broken", "Sent", t.Number(int64(p.Sent)))
		default:
			l.What = t.T("sync.need." + p.need())
		}
		lines = append(lines, l)
	}
	return lines
}

// needKey is the key part for what a person has to do.
func needKey(err error) string {
	switch kind := fault.KindOf(err); kind {
	case fault.Denied, fault.Forked, fault.Full, fault.Newer, fault.Wrong, fault.Damaged:
		return kind.String()
	default:
		return "internal"
	}
}

// Held counts the changes that the hub did not accept.
func (m *Model) Held() int { return m.state.Held }

// Differing are the meetings of which the hub holds something else.
func (m *Model) Differing() []kpuk.ID { return m.state.Differing }

// Doubts counts the records with two entries that the user has to do with.
func (m *Model) Doubts() int { return m.state.Doubts }
