package sync

// PhotosWhy is why files of photos wait; its value is the end of the key of what is said.
type PhotosWhy string

// The reasons.
const (
	PhotosNext   PhotosWhy = ""       // they follow the records
	PhotosWiFi   PhotosWhy = "wifi"   // they wait for Wi-Fi
	PhotosBudget PhotosWhy = "budget" // the day's budget is used
	PhotosBroken PhotosWhy = "broken" // the connection broke
)

// Photos are the files of photos that wait; their records are counted with the others.
type Photos struct {
	Files   int
	Bytes   int64
	Sending bool
	Why     PhotosWhy
}

// PhotoRow is the line about photos, below the records.
type PhotoRow struct {
	Count, Bytes, Why string
	Now               bool // they can be sent now on demand
}

// Photos words the files that wait; false when none does.
func (m *Model) Photos() (PhotoRow, bool) {
	t, p := m.env.Text, m.state.Photos
	if p.Files == 0 {
		return PhotoRow{}, false
	}
	row := PhotoRow{Count: t.N("sync.photos.waiting", p.Files), Bytes: t.Bytes(p.Bytes), Now: !p.Sending && !m.state.Running}
	switch {
	case p.Sending:
		row.Why = t.T("sync.photos.sending")
	case p.Why == PhotosNext:
		row.Why = t.T("sync.photos.next")
	default:
		row.Why = t.T("sync.photos.why." + string(p.Why))
	}
	return row, true
}

// SendPhotos sends the files that wait, unless something is under way.
func (m *Model) SendPhotos() {
	if row, waits := m.Photos(); waits && row.Now {
		m.source.SendPhotos()
	}
}

// Paused tells whether the person stopped syncing.
func (m *Model) Paused() bool { return m.state.Paused }
