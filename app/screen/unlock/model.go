// Package unlock is the screen before all others: who is signed in, and the secret
// that opens the store of this device.
//
// The store is closed while the screen stands, so it knows no [screen.Env]: what it
// needs comes in a [Config]. A facilitator types a PIN of six digits, whose last
// digit submits; a coordinator at a desktop types a passphrase. A wrong secret is an
// amber line with the tries left, then a countdown during which keys do nothing.
package unlock

import (
	"fmt"
	"time"

	"pendamping/assets/translation"
	"pendamping/fault"
)

// Result is how one try to open the store ended.
type Result struct {
	Err  error         // nil: it is open; of kind fault.Wrong: the secret was not right
	Left int           // tries left before the next one has to wait; 0 when not counted
	Wait time.Duration // how long no further try is taken
}

// Config is what the screen shows and whom it asks. All callbacks are called on the UI
// thread and must not block.
type Config struct {
	Text *translation.Printer
	Now  func() time.Time
	// After runs f on the UI thread once d has passed; the countdown is drawn by it.
	After func(d time.Duration, f func())
	// Name and Office are of the person signed in, Place names device and federation,
	// Standing says in words what this device holds. All are shown as they are.
	Name, Office, Place, Standing string
	// Passphrase asks for a typed passphrase instead of a PIN.
	Passphrase bool
	// Wait is what was left of a countdown when the app was closed.
	Wait time.Duration
	// Try opens the store in the background and calls done on the UI thread. On
	// success the app leaves this screen.
	Try func(secret string, done func(Result))
	// Forgot and Language may be nil; their buttons are then left out.
	Forgot   func()
	Language func()
}

// Level is how much a message asks for.
type Level uint8

// The levels.
const (
	Quiet   Level = iota // nothing is wrong
	Waiting              // mend it or wait
	Broken               // needs a person
)

// Message is the one line above the keys; an empty Text means none.
type Message struct {
	Level Level
	Text  string
}

// Model holds what has been tried and what may be tried next.
type Model struct {
	text  *translation.Printer
	now   func() time.Time
	busy  bool
	left  int
	until time.Time
	err   error
}

// NewModel starts with the countdown that was left, if any.
func NewModel(cfg Config) *Model {
	m := &Model{text: cfg.Text, now: cfg.Now}
	if cfg.Wait > 0 {
		m.until = cfg.Now().Add(cfg.Wait)
	}
	return m
}

// Busy tells whether a secret is being tried just now.
func (m *Model) Busy() bool { return m.busy }

// Begin marks a try as under way; false while another is, or during the countdown.
func (m *Model) Begin() bool {
	if m.busy || m.Remaining() > 0 {
		return false
	}
	m.busy, m.err = true, nil
	return true
}

// Finish takes over how the try ended.
func (m *Model) Finish(r Result) {
	m.busy, m.err, m.left = false, r.Err, r.Left
	if r.Err != nil && r.Wait > 0 {
		m.until = m.now().Add(r.Wait)
	}
}

// Remaining is how long no try is taken, rounded up to whole seconds.
func (m *Model) Remaining() time.Duration {
	d := m.until.Sub(m.now())
	if d <= 0 {
		return 0
	}
	return (d + time.Second - 1).Truncate(time.Second)
}

// Message is what to say now.
func (m *Model) Message() Message {
	if m.busy {
		return Message{Text: m.text.T("unlock.busy")}
	}
	if d := m.Remaining(); d > 0 {
		return Message{Level: Waiting, Text: m.text.T("unlock.wait", "Clock", clock(d))}
	}
	switch {
	case m.err == nil:
		return Message{}
	case fault.KindOf(m.err) != fault.Wrong:
		return Message{Level: Broken, Text: m.text.T("error." + kindKey(m.err))}
	case m.left > 0:
		return Message{Level: Waiting, Text: m.text.N("unlock.left", m.left)}
	default:
		return Message{Level: Waiting, Text: m.text.T("unlock.wrong")}
	}
}

// clock writes a countdown as minutes and seconds, such as "1:05".
func clock(d time.Duration) string {
	s := int(d / time.Second)
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// kindKey is the key part that names the sort of failure.
func kindKey(err error) string {
	switch fault.KindOf(err) {
	case fault.Busy, fault.Newer, fault.Foreign, fault.Damaged, fault.Full:
		return fault.KindOf(err).String()
	default:
		return fault.Internal.String()
	}
}
