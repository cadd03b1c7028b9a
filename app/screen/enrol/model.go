// Package enrol is the first start of a device: the invitation a coordinator gave, a
// secret chosen twice, and the joining itself.
//
// It runs before there is a store, so what it needs comes in a [Config]. Nothing is
// written until the hub has accepted the invitation; a failed try keeps what was typed.
package enrol

import (
	"strings"
	"time"

	"pendamping/app/screen/secret"
	"pendamping/assets/translation"
	"pendamping/fault"
)

// Stage is how far joining has come.
type Stage uint8

// The stages, in order.
const (
	StageIdle     Stage = iota
	StageAsking         // the hub is asked
	StageCreating       // the store is made on this device
	StageFetching       // the first download
	StageDone
)

// Progress is reported while joining.
type Progress struct {
	Stage   Stage
	Records int // received so far, of StageFetching
}

// Request is what the person gave.
type Request struct {
	Invite string // the link as it was typed, without blanks at its ends
	Secret string // the PIN or passphrase
}

// Config is what the screen asks. Callbacks are called on the UI thread.
type Config struct {
	Text *translation.Printer
	// Passphrase asks for a passphrase instead of a PIN.
	Passphrase bool
	// Check reads an invitation and names the hub it leads to; its error tells what is
	// wrong with the text.
	Check func(invite string) (hub string, err error)
	// Join joins in the background; progress and done are called on the UI thread.
	Join func(r Request, progress func(Progress), done func(error))
	// Pick lets the person choose a copy that was carried away and tells done its name, on the
	// UI thread, and nothing when she chose none; nil leaves the button out.
	Pick func(done func(name string, err error))
	// Restore makes this device of the chosen copy in the background; done is called on the UI
	// thread.
	Restore func(secret string, done func(Restored, error))
	// Go opens the restored device.
	Go func()
	// Zone is of the times that are told; nil: UTC.
	Zone *time.Location
	// Language changes the language; nil leaves the button out.
	Language func()
}

// Page is the part of the form that is shown.
type Page uint8

// The pages, in order.
const (
	PageInvite Page = iota
	PageSecret
	PageRepeat
	PageJoining
	PageCopy      // the secret of a copy
	PageRestoring // it is being read
	PageRestored  // what it gave
)

// Model is the state of the form.
type Model struct {
	cfg      Config
	page     Page
	invite   string
	hub      string
	secret   string
	problem  string
	progress Progress
	err      error
	wrong    string // about the copy that was chosen last
	copied   string // name of the chosen copy
	restored Restored
}

// NewModel starts at the invitation.
func NewModel(cfg Config) *Model { return &Model{cfg: cfg} }

// Page is what to show.
func (m *Model) Page() Page { return m.page }

// Hub names the place the invitation leads to, once it was read.
func (m *Model) Hub() string { return m.hub }

// Problem is what to mend on this page, in words; empty when nothing.
func (m *Model) Problem() string { return m.problem }

// Failed tells whether joining ended with an error.
func (m *Model) Failed() bool { return m.err != nil }

// Invite takes the invitation and goes on when it can be read.
func (m *Model) Invite(text string) bool {
	m.invite = strings.TrimSpace(text)
	if m.invite == "" {
		m.problem = m.cfg.Text.T("enrol.invite_empty")
		return false
	}
	hub, err := m.cfg.Check(m.invite)
	if err != nil {
		m.problem = m.cfg.Text.T("enrol.invite_wrong")
		return false
	}
	m.hub, m.problem, m.page = hub, "", PageSecret
	return true
}

// Choose takes the secret the first time.
func (m *Model) Choose(typed string) bool {
	if key := secret.Weak(typed, m.cfg.Passphrase); key != "" {
		m.problem = m.cfg.Text.T(key, "N", secret.MinPassphrase)
		return false
	}
	m.secret, m.problem, m.page = typed, "", PageRepeat
	return true
}

// Repeat takes the secret the second time; one that differs starts the choice again.
func (m *Model) Repeat(typed string) bool {
	if typed != m.secret {
		m.secret, m.page = "", PageSecret
		m.problem = m.cfg.Text.T("enrol.differs")
		return false
	}
	m.problem = ""
	return true
}

// Back goes one page back; false on the first one and while joining.
func (m *Model) Back() bool {
	switch m.page {
	case PageSecret, PageCopy:
		m.page = PageInvite
	case PageRepeat:
		m.secret, m.page = "", PageSecret
	case PageJoining:
		if m.err == nil {
			return false
		}
		m.page, m.err, m.secret = PageInvite, nil, ""
	default:
		return false
	}
	m.problem = ""
	return true
}

// Request is what to join with; it also turns to the page that shows the progress.
func (m *Model) Request() Request {
	m.page, m.err, m.problem, m.progress = PageJoining, nil, "", Progress{Stage: StageAsking}
	return Request{Invite: m.invite, Secret: m.secret}
}

// Report takes progress over.
func (m *Model) Report(p Progress) { m.progress = p }

// Finish takes over how joining ended.
func (m *Model) Finish(err error) {
	m.err = err
	if err != nil {
		m.problem = m.cfg.Text.T("enrol.failed." + reason(err))
		return
	}
	m.progress, m.secret = Progress{Stage: StageDone}, ""
}

// Fraction is how far joining has come, 0 to 1. The download's length is not known
// beforehand: it fills the last part without reaching the end.
func (m *Model) Fraction() float32 {
	switch m.progress.Stage {
	case StageAsking:
		return 0.15
	case StageCreating:
		return 0.3
	case StageFetching:
		n := float32(m.progress.Records)
		return 0.35 + 0.6*n/(n+2000)
	case StageDone:
		return 1
	default:
		return 0
	}
}

// Doing says in words what happens now.
func (m *Model) Doing() string {
	switch m.progress.Stage {
	case StageCreating:
		return m.cfg.Text.T("enrol.creating")
	case StageFetching:
		return m.cfg.Text.N("enrol.fetching", m.progress.Records)
	case StageDone:
		return m.cfg.Text.T("enrol.done")
	default:
		return m.cfg.Text.T("enrol.asking", "Hub", m.hub)
	}
}

// reason is the key part for why joining failed.
func reason(err error) string {
	switch kind := fault.KindOf(err); kind {
	case fault.Transient, fault.Denied, fault.NotFound, fault.Exists, fault.Wrong, fault.Full, fault.Newer:
		return strings.ReplaceAll(kind.String(), " ", "_")
	default:
		return "internal"
	}
}
