// Package hotspot is the page for places without a hub: a device is where colleagues meet,
// or goes to a colleague's, and carries what others want to have brought to the hub.
//
// Nothing on this page takes anything off the list of what waits; only the hub does that.
package hotspot

import (
	"time"

	"pendamping/app/screen"
)

// Stage is how far something has come.
type Stage uint8

// The stages.
const (
	Off Stage = iota
	Busy
	On // open for colleagues; or the visit is over, and went well
	Failed
)

// Trouble is why something failed; its value is the end of the key of what is said about it.
type Trouble string

// The troubles.
const (
	NoPassport Trouble = "passport" // the hub has not vouched for this device
	NoNetwork  Trouble = "network"  // this device is on no local network
	Absent     Trouble = "absent"   // nobody answers at the address
	Code       Trouble = "code"     // the other device does not let this one in
	Stranger   Trouble = "stranger" // the other device is no colleague's
	Expired    Trouble = "expired"  // the other device's certificate does not count any more
	Forked     Trouble = "forked"   // the other device holds another history of this one
	Full       Trouble = "full"
	Internal   Trouble = "internal"
)

// Guest is a colleague who has been here.
type Guest struct {
	Name    string
	At      time.Time
	Fresh   int // his changes that were new here
	Refused int // his changes that were not taken
	Carried bool
}

// Meeting is how this device stands as a place to meet.
type Meeting struct {
	Stage      Stage
	Trouble    Trouble
	Link       string // for the QR code
	Host, Code string
	Guests     []Guest
}

// Visit is how the last visit at a colleague's device went.
type Visit struct {
	Stage                                   Stage
	Trouble                                 Trouble
	Name                                    string // of the colleague
	Given, Heard, Refused, Handed, Answered int
}

// Parcel is a file of somebody else on its way to the hub, or the answer on its way back.
type Parcel struct {
	Key       string
	Name      string // of who made it; empty: not known
	At        time.Time
	Bytes     int64
	Delivered bool
	Refused   bool
	Back      bool
	ByFile    bool // it came as a file, and the answer goes back as one
}

// State is all that the page shows.
type State struct {
	Meeting Meeting
	Visit   Visit
	Parcels []Parcel
}

// Source is what the page asks. All methods return at once and are called on the UI
// thread; the app calls [View.Refresh] when the state changed.
type Source interface {
	State() State
	// Open begins to be a place to meet, Close ends it.
	Open()
	Close()
	// Visit goes to a colleague's device by its link, or by its address and code.
	Visit(address, code string)
	// SaveAnswer asks where to, and writes there the hub's answer to a parcel.
	SaveAnswer(key string)
	// Copy puts a text where it can be pasted from.
	Copy(text string)
}

// Level is how a notice is meant.
type Level uint8

// The levels.
const (
	Calm Level = iota
	Good
	Working
	NeedsYou
)

// Notice is something to say.
type Notice struct {
	Level        Level
	Strong, Text string
}

// Row is a line of a list.
type Row struct {
	Key        string
	Title, Sub string
	Chip       string
	Level      Level
	Answer     bool // the hub's answer can be saved as a file
}

// Model turns the state into words.
type Model struct {
	env           *screen.Env
	source        Source
	state         State
	address, code string // as typed
	problem       string // what is wrong with them
	valid         func(address, code string) string
}

// NewModel reads the state once. Valid names what is wrong with an address and code, as
// the end of a key; empty: nothing.
func NewModel(env *screen.Env, source Source, valid func(address, code string) string) *Model {
	m := &Model{env: env, source: source, valid: valid}
	m.Reload()
	return m
}

// Reload reads the state again.
func (m *Model) Reload() { m.state = m.source.State() }

// Meeting is how this device stands as a place to meet.
func (m *Model) Meeting() Meeting { return m.state.Meeting }

// Toggle opens or closes the place.
func (m *Model) Toggle() {
	switch m.state.Meeting.Stage {
	case On:
		m.source.Close()
	case Off, Failed:
		m.source.Open()
	case Busy:
	}
}

// Copy copies the link.
func (m *Model) Copy() { m.source.Copy(m.state.Meeting.Link) }

// Go visits the typed address, if it can be one.
func (m *Model) Go(address, code string) {
	m.address, m.code = address, code
	m.problem = m.valid(address, code)
	if m.problem == "" && m.state.Visit.Stage != Busy {
		m.source.Visit(address, code)
	}
}

// Problem says what is wrong with what was typed.
func (m *Model) Problem() string {
	if m.problem == "" {
		return ""
	}
	return m.env.Text.T("hotspot.wrong." + m.problem)
}

// MeetingNotice says why the place is not open; false when there is nothing to say.
func (m *Model) MeetingNotice() (Notice, bool) {
	if m.state.Meeting.Stage != Failed {
		return Notice{}, false
	}
	t := m.env.Text
	return Notice{NeedsYou, t.T("hotspot.not_open"), t.T("hotspot.trouble." + string(m.state.Meeting.Trouble))}, true
}

// VisitNotice says how the visit stands; false when there was none.
func (m *Model) VisitNotice() (Notice, bool) {
	t, v := m.env.Text, &m.state.Visit
	switch v.Stage {
	case Busy:
		return Notice{Working, t.T("hotspot.visiting"), t.T("hotspot.visiting.text")}, true
	case Failed:
		return Notice{NeedsYou, t.T("hotspot.not_visited"), t.T("hotspot.trouble." + string(v.Trouble))}, true
	case On:
		return m.visited(), true
	case Off:
	}
	return Notice{}, false
}

// visited tells what a visit did.
func (m *Model) visited() Notice {
	t, v := m.env.Text, &m.state.Visit
	name := v.Name
	if name == "" {
		name = t.T("hotspot.somebody")
	}
	text := t.T("hotspot.visited.text", "Given", t.Number(int64(v.Given)), "Heard", t.Number(int64(v.Heard)))
	if v.Refused > 0 {
		text += " " + t.N("hotspot.visited.refused", v.Refused)
	}
	if v.Answered > 0 {
		text += " " + t.N("hotspot.visited.answered", v.Answered)
	}
	if v.Handed > 0 {
		text += " " + t.N("hotspot.visited.handed", v.Handed)
	}
	return Notice{Good, t.T("hotspot.visited", "Name", name), text}
}

// Guests lists who has been here.
func (m *Model) Guests() []Row {
	t := m.env.Text
	out := make([]Row, 0, len(m.state.Meeting.Guests))
	for _, g := range m.state.Meeting.Guests {
		r := Row{Title: g.Name, Sub: t.T("hotspot.guest", "Clock", t.Clock(g.At.In(m.env.Now().Location())), "N", t.Number(int64(g.Fresh)))}
		if r.Title == "" {
			r.Title = t.T("hotspot.somebody")
		}
		switch {
		case g.Refused > 0:
			r.Chip, r.Level = t.N("hotspot.guest.refused", g.Refused), NeedsYou
		case g.Carried:
			r.Chip, r.Level = t.T("hotspot.guest.carried"), Working
		}
		out = append(out, r)
	}
	return out
}

// Parcels lists what is carried, the newest first.
func (m *Model) Parcels() []Row {
	t := m.env.Text
	out := make([]Row, 0, len(m.state.Parcels))
	for i := len(m.state.Parcels) - 1; i >= 0; i-- {
		p := &m.state.Parcels[i]
		at := p.At.In(m.env.Now().Location())
		r := Row{Key: p.Key, Title: p.Name, Sub: t.T("hotspot.parcel", "Date", t.Date(at), "Clock", t.Clock(at), "Size", t.Bytes(p.Bytes))}
		if r.Title == "" {
			r.Title = t.T("hotspot.parcel.file")
		}
		switch {
		case p.Refused:
			r.Chip, r.Level = t.T("hotspot.parcel.refused"), NeedsYou
		case p.Back:
			r.Chip, r.Level = t.T("hotspot.parcel.back"), Good
		case p.Delivered:
			r.Chip, r.Level, r.Answer = t.T("hotspot.parcel.delivered"), Good, p.ByFile
		default:
			r.Chip = t.T("hotspot.parcel.waiting")
		}
		r.Answer = r.Answer || (p.Back && p.ByFile)
		out = append(out, r)
	}
	return out
}
