package sync

// Stage is how far a journey by file has come.
type Stage uint8

// The stages. The zero stage is before the first journey.
const (
	Idle     Stage = iota
	Writing        // the file for the hub is written
	Checking       // it is read again and compared
	Exported       // it is complete where it was saved
	Reading        // the hub's answer is read
	Imported       // it was taken in
	NotExported
	NotImported
	Boarded // another device's file is on board, for the hub
)

// Trouble is why a journey by file failed; its value is the end of the key of what is
// said about it.
type Trouble string

// The troubles. After the first seven, and after Newer, nothing on the device has changed.
const (
	Foreign   Trouble = "foreign"   // no file of this program
	Direction Trouble = "direction" // a device's file instead of an answer
	Elsewhere Trouble = "elsewhere" // for another device, or of another hub
	BadSigner Trouble = "signer"    // not signed by the hub
	Unasked   Trouble = "unasked"   // the answer to a file that is not remembered
	Damaged   Trouble = "damaged"   // cut or altered
	Older     Trouble = "older"     // of a version that is not read any more
	Newer     Trouble = "newer"     // of a later version
	Large     Trouble = "large"     // beyond the limits of a file
	Busy      Trouble = "busy"      // a sync runs
	Unwritten Trouble = "unwritten" // the file does not hold what was written
	Unread    Trouble = "unread"    // the chosen place cannot be opened
	Full      Trouble = "full"      // no space is left on the device
	Forked    Trouble = "forked"    // two devices go under one identity
	Internal  Trouble = "internal"
)

// Carry is a journey by file, as it stands.
type Carry struct {
	Stage   Stage
	Bytes   int64 // of the file: so far, and in the end its size
	Records int   // in the exported file
	// Confirmed changes and Received records came with the answer.
	Confirmed, Received int
	Trouble             Trouble // of a journey that failed
	// Of another device's file: whether it could be read here, whose it is, and how many
	// of its changes will not be accepted. Received counts those that were new.
	Opened  bool
	From    string
	Refused int
}

// Running tells whether a file is being written or read.
func (c *Carry) Running() bool {
	return c.Stage == Writing || c.Stage == Checking || c.Stage == Reading
}

// Notice is what there is to say about a journey by file.
type Notice struct {
	Level        Level
	Strong, Text string
}

// Export begins a journey by file, unless something runs.
func (m *Model) Export() {
	if m.CanCarry() {
		m.source.Export()
	}
}

// Import reads an answer, unless something runs.
func (m *Model) Import() {
	if m.CanCarry() {
		m.source.Import()
	}
}

// CanCarry tells whether a journey by file can begin: only one thing at a time speaks
// with the hub.
func (m *Model) CanCarry() bool { return !m.state.Running && !m.state.Carry.Running() }

// Notice says how the last journey by file stands; false when there was none.
func (m *Model) Notice() (Notice, bool) {
	t, c := m.env.Text, &m.state.Carry
	size := t.Bytes(c.Bytes)
	switch c.Stage {
	case Writing:
		return Notice{Working, t.T("sync.carry.writing", "Size", size), t.T("sync.carry.wait")}, true
	case Checking:
		return Notice{Working, t.T("sync.carry.checking"), t.T("sync.carry.wait")}, true
	case Reading:
		return Notice{Working, t.T("sync.carry.reading", "Size", size), t.T("sync.carry.wait")}, true
	case Exported:
		return m.exported(), true
	case Imported:
		return m.imported(), true
	case Boarded:
		return m.boarded(), true
	case NotExported:
		return Notice{NeedsYou, t.T("sync.carry.not_sent"), t.T("sync.trouble." + string(c.Trouble))}, true
	case NotImported:
		return Notice{NeedsYou, t.T("sync.carry.not_taken"), t.T("sync.trouble." + string(c.Trouble))}, true
	case Idle:
	}
	return Notice{}, false
}

// exported tells what is in the file, and that it has to be carried.
func (m *Model) exported() Notice {
	t, c := m.env.Text, &m.state.Carry
	if c.Records == 0 {
		return Notice{Good, t.T("sync.carry.sent_none", "Size", t.Bytes(c.Bytes)), t.T("sync.carry.bring_none")}
	}
	return Notice{Good, t.N("sync.carry.sent", c.Records, "Size", t.Bytes(c.Bytes)), t.T("sync.carry.bring")}
}

// imported tells what came with the answer.
func (m *Model) imported() Notice {
	t, c := m.env.Text, &m.state.Carry
	if c.Confirmed+c.Received == 0 {
		return Notice{Calm, t.T("sync.carry.old"), t.T("sync.carry.old.text")}
	}
	return Notice{Good, t.T("sync.carry.taken"), t.T("sync.carry.taken.text",
		"Confirmed", t.Number(int64(c.Confirmed)), "Received", t.Number(int64(c.Received)))}
}

// boarded tells what another device's file is good for.
func (m *Model) boarded() Notice {
	t, c := m.env.Text, &m.state.Carry
	if !c.Opened {
		return Notice{Good, t.T("sync.carry.boarded"), t.T("sync.carry.sealed")}
	}
	from := c.From
	if from == "" {
		from = t.T("hotspot.somebody")
	}
	text := t.N("sync.carry.opened.text", c.Received)
	if c.Refused > 0 {
		text += " " + t.N("sync.carry.opened.refused", c.Refused)
	}
	return Notice{Good, t.T("sync.carry.opened", "Name", from), text + " " + t.T("sync.carry.opened.goes")}
}
