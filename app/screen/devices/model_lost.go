package devices

import (
	"cmp"
	"strings"

	"pendamping/fault"
	"pendamping/kpuk"
)

// Opened is what an escrow holds.
type Opened struct {
	Device kpuk.ID // for which it was made
	Code   string  // in groups, as it is read out
}

// Escrows opens what devices deposit for a forgotten PIN.
type Escrows interface {
	// Open opens an escrow with the recovery key as it was typed. The error is of kind
	// Invalid when that is no key, Wrong when it is another, Damaged when the escrow is.
	Open(key string, sealed []byte) (Opened, error)
	// Parse reads the text that a device shows; of kind Foreign when it is none.
	Parse(text string) ([]byte, error)
	// Recipient is the public half of a key as it was typed; empty when it is none.
	Recipient(key string) string
	// Mark is what both sides read to each other.
	Mark(sealed []byte) string
	// Load has the coordinator choose a file or picture and tells the text in it; done is
	// told nothing when she chose none.
	Load(done func(text string, err error))
}

// Lost is the help for a forgotten PIN being given. Key and code live here, while the
// panel shows, and nowhere else.
type Lost struct {
	m       *Model
	device  kpuk.ID
	deposit *kpuk.Escrow // at the hub; nil: none
	key     string
	pasted  string // what the device shows, instead of the deposit
	opened  Opened
	mark    string // of what was opened
	problem string
}

// cover says whether a forgotten PIN of a device can be helped.
func (m *Model) cover(device kpuk.ID) string {
	t, fed := m.env.Text, m.env.Book.Federation()
	if fed == nil || fed.Recovery.Recipient == "" {
		return ""
	}
	switch e := m.env.Book.Escrow(device); {
	case e == nil:
		return t.T("lost.cover.none")
	case e.Recipient != fed.Recovery.Recipient:
		return t.T("lost.cover.earlier")
	}
	return t.T("lost.cover.present")
}

// Helpable tells whether a forgotten PIN of the chosen device is dealt with here.
func (m *Model) Helpable() bool {
	r := m.selected
	return m.cfg.Escrows != nil && !r.Device.IsZero() && !r.revoked && !r.closed && !r.asks && r.Device != m.cfg.Device
}

// StartLost begins the help for the chosen device.
func (m *Model) StartLost() {
	if m.Helpable() {
		m.lost, m.failed = &Lost{m: m, device: m.selected.Device, deposit: m.env.Book.Escrow(m.selected.Device)}, nil
	}
}

// Lost is the help being given, or nil.
func (m *Model) Lost() *Lost { return m.lost }

// Name is whose device it is.
func (l *Lost) Name() string { return l.m.selected.Name }

// Deposited tells whether the hub has brought an escrow of the device.
func (l *Lost) Deposited() bool { return l.deposit != nil }

// Mark is that of the escrow that will be opened; empty while there is none.
func (l *Lost) Mark() string {
	if l.mark != "" {
		return l.mark
	}
	if sealed, err := l.sealed(); err == nil && len(sealed) > 0 {
		return l.m.cfg.Escrows.Mark(sealed)
	}
	return ""
}

// sealed is the escrow that will be opened.
func (l *Lost) sealed() ([]byte, error) {
	if strings.TrimSpace(l.pasted) != "" {
		return l.m.cfg.Escrows.Parse(l.pasted) //nolint:wrapcheck // sorted by its kind
	}
	if l.deposit == nil {
		return nil, nil
	}
	return l.deposit.Sealed, nil
}

// Key and Pasted are what was typed.
func (l *Lost) Key() string { return l.key }

// Pasted is the text of the device as it was typed.
func (l *Lost) Pasted() string { return l.pasted }

// SetKey takes what is typed over.
func (l *Lost) SetKey(text string) { l.key, l.problem = text, "" }

// SetPasted takes what is typed over.
func (l *Lost) SetPasted(text string) { l.pasted, l.problem = text, "" }

// LoadKey reads the key from a file or picture.
func (l *Lost) LoadKey(done func()) { l.load(l.SetKey, done) }

// LoadPasted reads what the device shows from a file or picture.
func (l *Lost) LoadPasted(done func()) { l.load(l.SetPasted, done) }

func (l *Lost) load(set func(string), done func()) {
	l.m.cfg.Escrows.Load(func(text string, err error) {
		if l.m.lost != l {
			return // it was given up meanwhile
		}
		switch {
		case fault.KindOf(err) == fault.NotFound:
			l.problem = l.m.env.Text.T("lost.no_qr")
		case err != nil:
			l.problem = l.m.env.Text.T("lost.unread")
		default:
			set(text)
		}
		done()
	})
}

// Code is the code to read out, in groups; empty until it was opened.
func (l *Lost) Code() []string {
	if l.opened.Code == "" {
		return nil
	}
	return strings.Split(l.opened.Code, "-")
}

// Problem is what to mend, in words; empty when nothing.
func (l *Lost) Problem() string { return l.problem }

// Open opens the escrow with the key. What was sealed for another device is not shown: who
// deposits a colleague's as her own does not get the colleague's code.
func (l *Lost) Open() {
	t := l.m.env.Text
	sealed, err := l.sealed()
	switch {
	case err != nil:
		l.problem = t.T("lost.text_wrong")
		return
	case len(sealed) == 0:
		l.problem = t.T("lost.text_wanted")
		return
	}
	opened, err := l.m.cfg.Escrows.Open(l.key, sealed)
	switch {
	case err != nil:
		l.problem = l.why(err)
	case opened.Device != l.device:
		l.problem = t.T("lost.other_device", "Device", l.m.nameOf(opened.Device))
	default:
		l.opened, l.mark, l.key, l.pasted, l.problem = opened, l.m.cfg.Escrows.Mark(sealed), "", "", ""
	}
}

// why words why an escrow did not open.
func (l *Lost) why(err error) string {
	t := l.m.env.Text
	switch fault.KindOf(err) {
	case fault.Invalid:
		return t.T("lost.no_key")
	case fault.Wrong:
		fed := l.m.env.Book.Federation()
		if l.deposit != nil && l.pasted == "" && fed != nil && l.deposit.Recipient != fed.Recovery.Recipient &&
			l.m.cfg.Escrows.Recipient(l.key) == fed.Recovery.Recipient {
			return t.T("lost.earlier_key")
		}
		return t.T("lost.wrong_key")
	case fault.Damaged:
		return t.T("lost.damaged")
	default:
		return t.T("error.internal")
	}
}

// nameOf names a device and its person.
func (m *Model) nameOf(device kpuk.ID) string {
	for _, r := range m.all {
		if r.Device == device {
			return r.Name + ", " + r.Label
		}
	}
	return cmp.Or(device.String()[:8], "?")
}
