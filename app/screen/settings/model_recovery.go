package settings

import (
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Keys makes recovery keys and puts them where the coordinator keeps them. It is called on
// the UI thread; done too.
type Keys interface {
	// Generate makes a new one. The identity is the secret half.
	Generate() (identity, recipient string, err error)
	// Print makes a file of a printed page with the identity. done is told when it was
	// kept, or why not, and nothing when no place was chosen.
	Print(identity string, done func(error))
	// Save makes a file with the identity, in the same way.
	Save(identity string, done func(error))
}

// KeyStep is how far making a recovery key has come.
type KeyStep uint8

// The steps.
const (
	KeyIdle  KeyStep = iota // nothing is being made
	KeyShown                // the identity is on the screen, to be kept
	KeyAsked                // it is hidden, and the end of it is asked for
)

// askedLetters is how much of a key is typed back: its last letters, which depend on all
// of it.
const askedLetters = 8

// KeyModel is the card about the federation's recovery key. A new key lives here, from
// being made until it takes effect or is given up, and nowhere else.
type KeyModel struct {
	env       *screen.Env
	keys      Keys
	step      KeyStep
	identity  string
	recipient string
	kept      bool // as a page or a file
	failed    bool // to keep it, or to put it into force
	wrong     bool // what was typed back
	saving    bool
	fresh     bool // it took effect just now
}

// Step is what is shown.
func (m *KeyModel) Step() KeyStep { return m.step }

// key is the one in force.
func (m *KeyModel) key() kpuk.RecoveryKey {
	if f := m.env.Book.Federation(); f != nil {
		return f.Recovery
	}
	return kpuk.RecoveryKey{}
}

// Set tells whether there is a key.
func (m *KeyModel) Set() bool { return m.key().Recipient != "" }

// Standing says since when there is a key, and how many devices are covered by it.
func (m *KeyModel) Standing() string {
	t, key := m.env.Text, m.key()
	if key.Recipient == "" {
		return t.T("recovery.none")
	}
	since := t.Date(time.UnixMilli(key.Since).In(m.env.Now().Location()))
	covered, all := m.Coverage()
	return t.T("recovery.set", "Date", since) + " " + t.N("recovery.covered", covered, "All", t.Number(int64(all)))
}

// Coverage counts the devices in use, and those of them that have deposited a code for the
// key in force.
func (m *KeyModel) Coverage() (covered, all int) {
	key := m.key()
	for _, d := range m.env.Book.Devices() {
		if d.RevokedAt != 0 || d.ClosedAt != 0 || d.Waits() {
			continue
		}
		all++
		if e := m.env.Book.Escrow(d.ID); e != nil && e.Recipient == key.Recipient && key.Recipient != "" {
			covered++
		}
	}
	return covered, all
}

// Make makes a key and shows it.
func (m *KeyModel) Make() {
	identity, recipient, err := m.keys.Generate()
	m.identity, m.recipient = identity, recipient
	m.step, m.kept, m.wrong, m.fresh, m.failed = KeyShown, false, false, false, err != nil
	if err != nil {
		m.Cancel()
		m.failed = true
	}
}

// Identity is the new key in groups of four, to be read and written down.
func (m *KeyModel) Identity() string { return Grouped(m.identity) }

// Grouped sets a blank after every fourth character.
func Grouped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i += 4 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s[i:min(i+4, len(s))])
	}
	return b.String()
}

// Print keeps the key as a page.
func (m *KeyModel) Print(changed func()) { m.keys.Print(m.identity, m.keeping(changed)) }

// Save keeps the key as a file.
func (m *KeyModel) Save(changed func()) { m.keys.Save(m.identity, m.keeping(changed)) }

// keeping takes over how keeping a key ended, unless that key was given up meanwhile.
func (m *KeyModel) keeping(changed func()) func(error) {
	of := m.identity
	return func(err error) {
		if of == "" || of != m.identity {
			return
		}
		m.failed = err != nil
		m.kept = m.kept || err == nil
		changed()
	}
}

// Kept tells whether the key was kept as a page or a file.
func (m *KeyModel) Kept() bool { return m.kept }

// Failed tells whether something did not work.
func (m *KeyModel) Failed() bool { return m.failed }

// Wrong tells whether what was typed back is not the key.
func (m *KeyModel) Wrong() bool { return m.wrong }

// Fresh tells whether the key took effect just now.
func (m *KeyModel) Fresh() bool { return m.fresh }

// Saving tells whether the key is being put into force.
func (m *KeyModel) Saving() bool { return m.saving }

// Ask hides the key and asks for its end.
func (m *KeyModel) Ask() { m.step, m.wrong, m.failed = KeyAsked, false, false }

// Look shows it once more.
func (m *KeyModel) Look() { m.step = KeyShown }

// Cancel gives the new key up.
func (m *KeyModel) Cancel() {
	m.step, m.identity, m.recipient, m.kept, m.wrong, m.failed = KeyIdle, "", "", false, false, false
}

// Confirm puts the key into force when its end was typed back. From then on devices seal
// for it, each at its next sync.
func (m *KeyModel) Confirm(typed string, changed func()) {
	clean := strings.ToUpper(strings.Join(strings.Fields(strings.ReplaceAll(typed, "-", " ")), ""))
	fed := m.env.Book.Federation()
	if m.wrong = len(m.identity) < askedLetters || clean != m.identity[len(m.identity)-askedLetters:]; m.wrong || fed == nil || m.saving {
		changed()
		return
	}
	next := kpuk.Clone(fed)
	next.Recovery = kpuk.RecoveryKey{Recipient: m.recipient, Since: m.env.Now().UnixMilli()}
	m.saving = true
	m.env.Keep(func(err error) {
		m.saving = false
		if err == nil {
			m.Cancel()
		}
		m.failed, m.fresh = err != nil, err == nil
		changed()
	}, next)
	changed()
}
