// Package forgot is the way back in for somebody who forgot her PIN or passphrase: the
// coordinator reads out a code, which is typed here, and a new PIN is chosen.
//
// It runs while the store is closed, so what it needs comes in a [Config]. What the
// coordinator needs when the hub has no escrow of this device is shown as a QR code and
// as text. The mark is four letters that both sides read to each other.
package forgot

import (
	"strings"

	"pendamping/app/screen/secret"
	"pendamping/assets/translation"
	"pendamping/fault"
)

// CodeLength is the number of characters of a code, without what separates its groups.
const CodeLength = 27

// letters of a code; the last one is a check.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"

// Config is what the page shows and whom it asks. Callbacks are called on the UI thread.
type Config struct {
	Text *translation.Printer
	// Passphrase asks for a new passphrase instead of a PIN.
	Passphrase bool
	// Place names the device and its federation, so that the coordinator finds it.
	Place string
	// Ready tells whether a recovery key was set up for this device.
	Ready bool
	// Mark and Escrow are of what this device keeps for the coordinators.
	Mark, Escrow string
	// Check tells whether a code is written as one.
	Check func(code string) error
	// Try tells whether a code opens this device, in the background.
	Try func(code string, done func(error))
	// Open gives the device the new secret by the code and opens it, in the background. On
	// success the app leaves this screen.
	Open func(code, secret string, done func(error))
	// Copy puts a text on the clipboard; nil leaves the button out.
	Copy func(text string)
	// Back returns to the screen before.
	Back func()
}

// Page is the part of the way that is shown.
type Page uint8

// The pages.
const (
	PageCode   Page = iota // what to do, and the code
	PageShow               // the escrow
	PageSecret             // the new PIN, twice
)

// Model is the state of the page.
type Model struct {
	cfg    Config
	page   Page
	code   string
	busy   bool
	err    error
	choice *secret.Choice
}

// NewModel starts at the code.
func NewModel(cfg Config) *Model {
	return &Model{cfg: cfg, choice: secret.NewChoice(cfg.Text, cfg.Passphrase)}
}

// Page is what to show.
func (m *Model) Page() Page { return m.page }

// Busy tells whether something is tried just now.
func (m *Model) Busy() bool { return m.busy }

// Code is the code as it was typed.
func (m *Model) Code() string { return m.code }

// SetCode takes what is typed over; what was said about an earlier one no longer counts.
func (m *Model) SetCode(text string) { m.code, m.err = text, nil }

// clean is a code without separators, in capital letters, with the digits for which
// letters are often taken.
func clean(text string) string {
	return strings.NewReplacer("-", "", " ", "", "\n", "", ".", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text))
}

// Remark is what to say about the code as far as it is typed, and whether that is what
// was hoped for.
func (m *Model) Remark() (text string, good bool) {
	t := m.cfg.Text
	if m.err != nil {
		return m.failure(), false
	}
	code := clean(m.code)
	n := len([]rune(code))
	for _, r := range code {
		if !strings.ContainsRune(letters, r) {
			return t.T("forgot.strange", "Letter", string(r)), false
		}
	}
	switch {
	case n == 0:
		return "", false
	case n < CodeLength:
		return t.N("forgot.more", CodeLength-n), false
	case n > CodeLength:
		return t.N("forgot.less", n-CodeLength), false
	case m.cfg.Check(code) != nil:
		return t.T("forgot.mistyped"), false
	}
	return t.T("forgot.whole"), true
}

// Complete tells whether the code can be tried.
func (m *Model) Complete() bool {
	_, good := m.Remark()
	return good && !m.busy
}

// failure words why the code did not serve.
func (m *Model) failure() string {
	switch kind := fault.KindOf(m.err); kind {
	case fault.Wrong:
		return m.cfg.Text.T("forgot.wrong")
	case fault.Busy, fault.Newer, fault.Foreign, fault.Damaged, fault.Full:
		return m.cfg.Text.T("error." + kind.String())
	default:
		return m.cfg.Text.T("error.internal")
	}
}

// Failed tells whether the code was tried and did not serve.
func (m *Model) Failed() bool { return m.err != nil }

// Try tries the code; done is called once that is over.
func (m *Model) Try(done func()) {
	if !m.Complete() {
		return
	}
	m.busy = true
	m.cfg.Try(clean(m.code), func(err error) {
		m.busy, m.err = false, err
		if err == nil {
			m.page = PageSecret
			m.choice.Reset()
		}
		done()
	})
}

// Choice is the new secret being chosen.
func (m *Model) Choice() *secret.Choice { return m.choice }

// Take takes the secret that was typed; after the second time it opens the device. done
// is called when there is something else to show.
func (m *Model) Take(typed string, done func()) {
	if m.busy {
		return
	}
	if !m.choice.Take(typed) {
		done()
		return
	}
	m.busy = true
	m.cfg.Open(clean(m.code), m.choice.Chosen(), func(err error) {
		m.busy, m.err = false, err
		m.choice.Reset()
		if err != nil {
			m.page = PageCode
		}
		done()
	})
	done()
}

// Show turns to the escrow.
func (m *Model) Show() { m.page = PageShow }

// Back goes one page back; false on the first one.
func (m *Model) Back() bool {
	if m.busy {
		return true
	}
	switch {
	case m.page == PageSecret && m.choice.Again():
		m.choice.Reset()
	case m.page != PageCode:
		m.page = PageCode
	default:
		return false
	}
	return true
}
