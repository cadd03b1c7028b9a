// Package newpin is where a person replaces her PIN or passphrase: the old one first, then
// the new one twice.
package newpin

import (
	"fmt"
	"time"

	"pendamping/app/screen"
	"pendamping/app/screen/secret"
	"pendamping/fault"
)

// Result is how a change ended.
type Result struct {
	Err  error         // of kind fault.Wrong: the old one was not right
	Left int           // tries left before the next one has to wait; 0 when not counted
	Wait time.Duration // how long no further try is taken
}

// Config is what the page asks. Callbacks are called on the UI thread.
type Config struct {
	// Passphrase tells that the device opens with one, and not with a PIN.
	Passphrase bool
	// Change replaces the secret, in the background.
	Change func(old, next string, done func(Result))
}

// Model is the state of the page.
type Model struct {
	env    *screen.Env
	cfg    Config
	old    string
	choice *secret.Choice
	busy   bool
	done   bool
	result Result
	until  time.Time
}

// NewModel begins with the old secret.
func NewModel(env *screen.Env, cfg Config) *Model {
	return &Model{env: env, cfg: cfg, choice: secret.NewChoice(env.Text, cfg.Passphrase)}
}

// Done tells whether the new secret is in force.
func (m *Model) Done() bool { return m.done }

// Busy tells whether it is being changed just now.
func (m *Model) Busy() bool { return m.busy }

// Ask is what the page asks for.
func (m *Model) Ask() string {
	switch {
	case m.old != "":
		return m.choice.Ask()
	case m.cfg.Passphrase:
		return m.env.Text.T("newpin.old_passphrase")
	}
	return m.env.Text.T("newpin.old_pin")
}

// Problem is what to mend, in words; empty when nothing.
func (m *Model) Problem() string {
	t := m.env.Text
	if p := m.choice.Problem(); m.old != "" && p != "" {
		return p
	}
	if m.result.Err == nil || m.old != "" {
		return ""
	}
	switch wait := m.until.Sub(m.env.Now()); {
	case wait > 0:
		s := int((wait + time.Second - 1) / time.Second)
		return t.T("unlock.wait", "Clock", fmt.Sprintf("%d:%02d", s/60, s%60))
	case fault.KindOf(m.result.Err) != fault.Wrong:
		return t.T("newpin.failed")
	case m.result.Left > 0:
		return t.N("unlock.left", m.result.Left)
	}
	return t.T("unlock.wrong")
}

// Take takes what was typed; changed is called when there is something else to show.
func (m *Model) Take(typed string, changed func()) {
	switch {
	case m.busy || m.done || typed == "":
		return
	case m.old == "":
		m.old, m.result = typed, Result{}
		m.choice.Reset()
		changed()
		return
	case typed == m.old && !m.choice.Again():
		m.choice.Refuse("newpin.same")
		changed()
		return
	case !m.choice.Take(typed):
		changed()
		return
	}
	m.busy = true
	m.cfg.Change(m.old, m.choice.Chosen(), func(r Result) {
		m.busy, m.done, m.result, m.old = false, r.Err == nil, r, ""
		m.until = m.env.Now().Add(r.Wait)
		m.choice.Reset()
		changed()
	})
	changed()
}
