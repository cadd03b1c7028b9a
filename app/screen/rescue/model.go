// Package rescue is the calm page after a store turned out to be damaged: what happened,
// one button, progress, and then in words what was brought back and what was not.
//
// The store is closed while the page stands, so it knows no [screen.Env]: what it needs
// comes in a [Config].
package rescue

import (
	"cmp"
	"slices"
	"time"

	"pendamping/assets/translation"
	"pendamping/fault"
	"pendamping/kpuk"
)

// Config is what the page shows and whom it asks. Callbacks are called on the UI thread
// and must not block.
type Config struct {
	Text *translation.Printer
	Zone *time.Location // of the times that are told; nil: UTC
	// Start rescues in the background; progress and done are called on the UI thread.
	Start func(progress func(Progress), done func(Result, error))
	// Go leaves the page after a rescue that went well.
	Go func()
	// Join leaves it for a new invitation, when not even the device's identity is left.
	Join func()
}

// Progress is how far the rescue is.
type Progress struct {
	Part     float64 // of the damaged file that is read, from 0 to 1
	Fetching bool    // the hub is asked for the rest
	Received int     // records that came from the hub
}

// Result is what was brought back, in plain numbers.
type Result struct {
	Records  map[kpuk.Kind]int // on the device now
	FromHub  int               // that the file lacked and the hub had
	Missing  map[kpuk.Kind]int // on the device no longer
	Waiting  int               // own saves that wait to be sent
	Lost     int               // own saves that were not sent and are lost
	Check    int               // own saves of which parts may be lost
	Hub      bool              // the hub was reached
	Unsure   bool              // the newest own saves may be missing without being counted
	Filled   time.Time         // of the copy that gave what the file had lost; zero: none did
	FromCopy int               // records that it gave, as they were then
	Saves    int               // own saves that it gave
	Copy     time.Time         // of the copy that took the place of the file; zero: the file gave enough
}

// Page is which of its three faces the page shows.
type Page uint8

// The faces.
const (
	Told    Page = iota // what happened, and the button
	Working             // progress
	Done                // the result
)

// Line is a sentence of the result; a grave one asks for a person.
type Line struct {
	Text  string
	Grave bool
}

// Model is the state of the page.
type Model struct {
	text     *translation.Printer
	zone     *time.Location
	page     Page
	progress Progress
	result   Result
	err      error
}

// NewModel tells what happened.
func NewModel(cfg Config) *Model { return &Model{text: cfg.Text, zone: cmp.Or(cfg.Zone, time.UTC)} }

// Page is what to show.
func (m *Model) Page() Page { return m.page }

// Begin starts the work; false while it runs or is done.
func (m *Model) Begin() bool {
	if m.page != Told {
		return false
	}
	m.page, m.err = Working, nil
	return true
}

// Report takes progress over.
func (m *Model) Report(p Progress) { m.progress = p }

// Finish takes over how it ended; after an error it can be tried again.
func (m *Model) Finish(r Result, err error) {
	m.page, m.result, m.err = Done, r, err
	if err != nil {
		m.page = Told
	}
}

// Problem says why the last try failed; empty when none did.
func (m *Model) Problem() string {
	if m.err == nil {
		return ""
	}
	switch kind := fault.KindOf(m.err); kind {
	case fault.NotFound: // not even the identity is left
		return m.text.T("rescue.no_identity")
	case fault.Full, fault.Busy, fault.Newer, fault.Wrong:
		return m.text.T("error." + kind.String())
	default:
		return m.text.T("rescue.failed")
	}
}

// Anew tells that only a new invitation helps.
func (m *Model) Anew() bool { return fault.KindOf(m.err) == fault.NotFound }

// Fraction is how full the bar is. Reading is the longer part.
func (m *Model) Fraction() float32 {
	if m.progress.Fetching {
		return 0.9
	}
	return float32(m.progress.Part) * 0.85
}

// Doing says what is done just now.
func (m *Model) Doing() string {
	if m.progress.Fetching {
		return m.text.N("rescue.fetching", m.progress.Received)
	}
	return m.text.T("rescue.reading")
}

// Lines are the result in words: what is back, what waits, and what is missing.
func (m *Model) Lines() []Line {
	r, t := &m.result, m.text
	lines := []Line{{Text: t.N("rescue.back", total(r.Records))}}
	if !r.Copy.IsZero() {
		at := r.Copy.In(m.zone)
		lines = []Line{{Text: t.N("rescue.from_copy", total(r.Records), "Date", t.Date(at), "Clock", t.Clock(at))}}
	}
	add := func(n int, key string, grave bool) {
		if n > 0 {
			lines = append(lines, Line{Text: t.N(key, n), Grave: grave})
		}
	}
	if !r.Filled.IsZero() {
		at := r.Filled.In(m.zone)
		lines = append(lines, Line{Text: t.N("rescue.filled", r.FromCopy, "Saves", r.Saves, "Date", t.Date(at), "Clock", t.Clock(at))})
	}
	add(r.FromHub, "rescue.from_hub", false)
	add(r.Waiting, "rescue.waiting", false)
	for _, kind := range kinds(r.Missing) {
		key := "rescue.later"
		if r.Hub {
			key = "rescue.missing"
		}
		lines = append(lines, Line{Text: t.N(key, r.Missing[kind], "What", t.T("rescue.kind."+word(kind))), Grave: r.Hub})
	}
	add(r.Lost, "rescue.lost", true)
	add(r.Check, "rescue.check", true)
	switch {
	case !r.Copy.IsZero():
		lines = append(lines, Line{Text: t.T("rescue.since_copy"), Grave: true})
	case r.Unsure:
		lines = append(lines, Line{Text: t.T("rescue.unsure"), Grave: true})
	}
	if !r.Hub {
		lines = append(lines, Line{Text: t.T("rescue.offline")})
	}
	return lines
}

// Whole tells whether all is well again.
func (m *Model) Whole() bool {
	return !slices.ContainsFunc(m.Lines(), func(l Line) bool { return l.Grave })
}

func total(counts map[kpuk.Kind]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// kinds lists the kinds of a count in their order.
func kinds(counts map[kpuk.Kind]int) (out []kpuk.Kind) {
	for k := range counts {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// word is the key part of a kind that people speak of.
func word(k kpuk.Kind) string {
	switch k {
	case kpuk.KindMember:
		return "member"
	case kpuk.KindMeeting:
		return "meeting"
	case kpuk.KindEntry:
		return "entry"
	case kpuk.KindLoan:
		return "loan"
	case kpuk.KindGroup:
		return "group"
	default:
		return "other"
	}
}
