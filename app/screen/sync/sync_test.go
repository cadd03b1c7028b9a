package sync_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/sync"
	"pendamping/fault"
	"pendamping/kpuk"
)

// source is a session that a test moves by hand.
type source struct {
	state            sync.State
	started, stopped int
	exports, imports int
	photos           int
}

func (s *source) State() sync.State { return s.state }
func (s *source) Start()            { s.started++; s.state.Running = true }
func (s *source) Cancel()           { s.stopped++; s.state.Running = false }
func (s *source) Export()           { s.exports++ }
func (s *source) Import()           { s.imports++ }
func (s *source) SendPhotos()       { s.photos++ }

// waiting is a device with a visit's records on it.
func waiting() sync.State {
	return sync.State{
		Waiting: []sync.Waiting{
			{Kind: kpuk.KindTask, Count: 3, Bytes: 2 << 10},
			{Kind: kpuk.KindMember, Count: 3, Bytes: 9 << 10},
			{Kind: kpuk.KindMeeting, Count: 2, Bytes: 18 << 10},
			{Kind: kpuk.KindLoan},
		},
		Confirmed: 412, Total: 420, At: screentest.Clock().Add(-72 * time.Hour),
		Past: []sync.Past{{At: screentest.Clock().Add(-72 * time.Hour), Sent: 41, Received: 6, Bytes: 412 << 10}},
	}
}

func TestStates(t *testing.T) {
	failed := func(kind fault.Kind) func(*sync.State) {
		return func(s *sync.State) {
			s.Past = append([]sync.Past{{At: screentest.Clock(), Err: fault.New(kind, "x")}}, s.Past...)
		}
	}
	for name, c := range map[string]struct {
		change        func(*sync.State)
		level         sync.Level
		title, detail string
	}{
		"offline": {
			func(*sync.State) {}, sync.Calm, "8 catatan belum terkirim",
			"Catatan aman di tablet. Kirim saat ada jaringan.",
		},
		"all sent": {
			func(s *sync.State) { s.Waiting, s.Confirmed = nil, 420 }, sync.Good, "Semua sudah terkirim",
			"420 dari 420 perubahan sudah diterima pusat, 20 Nov 2026 pukul 10.24",
		},
		"running": {
			func(s *sync.State) { s.Running, s.Sent, s.ToSend = true, 5, 8 }, sync.Working, "Mengirim, 5 dari 8 catatan",
			"Terputus pun tidak apa-apa. Yang sudah sampai tidak dikirim ulang.",
		},
		"broken off is calm": {
			failed(fault.Transient), sync.Calm, "8 catatan belum terkirim",
			"Tadi terputus. Catatan aman di tablet dan dikirim lagi saat ada jaringan.",
		},
		"revoked needs you": {
			failed(fault.Denied), sync.NeedsYou, "8 catatan belum terkirim",
			"Perangkat ini tidak lagi diizinkan. Hubungi koordinator; catatan Anda tetap ada di sini.",
		},
		"paused": {
			func(s *sync.State) { failed(fault.Denied)(s); s.Paused = true }, sync.Calm, "8 catatan belum terkirim",
			"Dijeda. Tidak ada yang hilang; tekan Lanjutkan untuk mengirim lagi.",
		},
		"mobile data, by hand": {
			func(s *sync.State) { failed(fault.Transient)(s); s.ByHand = true }, sync.Calm, "8 catatan belum terkirim",
			"Data seluler: dikirim hanya kalau Anda tekan Kirim sekarang.",
		},
		"by hand does not hide what needs you": {
			func(s *sync.State) { failed(fault.Newer)(s); s.ByHand = true }, sync.NeedsYou, "8 catatan belum terkirim",
			"Pusat memakai versi lebih baru. Perbarui Pendamping, lalu kirim lagi.",
		},
		"never": {
			func(s *sync.State) { *s = sync.State{} }, sync.Calm, "Belum pernah sinkron", "Belum ada yang diterima pusat.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			src := &source{state: waiting()}
			c.change(&src.state)
			m := sync.NewModel(screentest.New(t, "id").Env, src)
			if m.Level() != c.level || m.Title() != c.title || m.Detail() != c.detail {
				t.Errorf("level %v, title %q, detail %q", m.Level(), m.Title(), m.Detail())
			}
		})
	}
}

// TestMoneyFirst: what waits is listed with money first, whatever order it comes in.
func TestMoneyFirst(t *testing.T) {
	src := &source{state: sync.State{Waiting: []sync.Waiting{
		{Kind: kpuk.KindMember, Count: 1},
		{Kind: kpuk.KindMeeting, Count: 1},
		{Kind: kpuk.KindPhoto, Count: 1},
		{Kind: kpuk.KindLoan, Count: 1},
		{Kind: kpuk.KindEntry, Count: 1},
	}}}
	want := []kpuk.Kind{kpuk.KindEntry, kpuk.KindLoan, kpuk.KindMeeting, kpuk.KindMember, kpuk.KindPhoto}
	for i, row := range sync.NewModel(screentest.New(t, "id").Env, src).Rows() {
		if row.Kind != want[i] {
			t.Errorf("row %d is %v, want %v", i, row.Kind, want[i])
		}
	}
}

func TestRowsAndToggle(t *testing.T) {
	src := &source{state: waiting()}
	m := sync.NewModel(screentest.New(t, "id").Env, src)
	rows := m.Rows()
	if len(rows) != 3 || rows[0].Kind != kpuk.KindMeeting || rows[0].Bytes != "≈ 18 KB" || rows[2].Kind != kpuk.KindTask {
		t.Errorf("rows %+v", rows)
	}
	if rows[0].Count != 2 || m.Size() != "" {
		t.Errorf("the size of what waits is %q although it is not known", m.Size())
	}
	src.state.Waiting, src.state.Bytes = []sync.Waiting{{Kind: kpuk.KindTask, Count: 3}}, 14_200
	m.Reload()
	if rows = m.Rows(); len(rows) != 1 || rows[0].Bytes != "" || m.Size() != "≈ 14 KB akan dikirim" {
		t.Errorf("rows %+v, size %q", rows, m.Size())
	}
	m.Toggle()
	m.Reload()
	m.Toggle()
	if src.started != 1 || src.stopped != 1 {
		t.Errorf("started %d, stopped %d", src.started, src.stopped)
	}
}

// What has arrived is said once, under the title or below the bar.
func TestConfirmedStandsOnce(t *testing.T) {
	for name, c := range map[string]struct {
		waits []sync.Waiting
		note  bool
	}{"all sent": {nil, false}, "some wait": {waiting().Waiting, true}} {
		t.Run(name, func(t *testing.T) {
			src := &source{state: waiting()}
			src.state.Waiting = c.waits
			rig := screentest.New(t, "id")
			v := sync.New(rig.Env, src)
			screentest.Show(t, screentest.Portrait, v.Object())
			said := strings.Count(strings.Join(screentest.Texts(v.Object()), " "), "perubahan sudah diterima pusat")
			if m := sync.NewModel(rig.Env, src); said != 1 || (m.Note() != "") != c.note {
				t.Errorf("said %d times, note %q", said, m.Note())
			}
		})
	}
}

func TestReceiptsOfMeetings(t *testing.T) {
	src := &source{state: waiting()}
	rig := screentest.New(t, "id", screentest.Book()...)
	m := sync.NewModel(rig.Env, src)
	sent := m.Sent()
	kenanga := screentest.MeetingID(screentest.Kenanga, 11)
	find := func() sync.Sent {
		t.Helper()
		m.Reload()
		for _, s := range m.Sent() {
			if s.ID == kenanga {
				return s
			}
		}
		t.Fatalf("the meeting is not listed: %+v", sent)
		return sync.Sent{}
	}
	if len(sent) != 5 || sent[0].Title != "KPUK Anggrek · rapat 20 Nov" {
		t.Errorf("sent %+v", sent)
	}
	held := rig.Book.Meeting(kenanga)
	if got := find(); got.Line != "3 hadir, 7 baris uang, Rp 36.000, kode "+held.Receipt().Code || got.Same {
		t.Errorf("while nothing is known of the hub: %+v", got)
	}
	for name, c := range map[string]struct {
		waits map[kpuk.ID]bool
		same  bool
	}{
		"all confirmed":      {map[kpuk.ID]bool{}, true},
		"another waits":      {map[kpuk.ID]bool{screentest.MemberID(1, 1): true}, true},
		"the meeting waits":  {map[kpuk.ID]bool{kenanga: true}, false},
		"a line of it waits": {map[kpuk.ID]bool{held.Entries()[3].ID: true}, false},
	} {
		src.state.Unconfirmed = c.waits
		if got := find(); got.Same != c.same {
			t.Errorf("%s: same %v", name, got.Same)
		}
	}
}

// TestComparedReceipts: what the hub itself reckons is said beside each meeting, and a
// difference needs somebody, whatever else is well.
func TestComparedReceipts(t *testing.T) {
	src := &source{state: waiting()}
	src.state.Waiting, src.state.Unconfirmed = nil, map[kpuk.ID]bool{}
	src.state.Past = nil
	rig := screentest.New(t, "id", screentest.Book()...)
	kenanga, code := screentest.MeetingID(screentest.Kenanga, 11), ""
	said := screen.Comparison{}
	rig.Compared = func(id kpuk.ID, r kpuk.Receipt) screen.Comparison {
		if id != kenanga {
			return screen.Comparison{}
		}
		code = r.Code
		return said
	}
	m := sync.NewModel(rig.Env, src)
	find := func() sync.Sent {
		t.Helper()
		i := slices.IndexFunc(m.Sent(), func(s sync.Sent) bool { return s.ID == kenanga })
		return m.Sent()[i]
	}
	if got := find(); code == "" || got.Agrees != "" || got.Differs != "" || !got.Same {
		t.Errorf("not compared: %+v", got)
	}
	now := screentest.Clock()
	for at, want := range map[time.Time]string{
		now: "Cocok dengan pusat, " + rig.Text.Clock(now), now.AddDate(0, 0, -2): "Cocok dengan pusat, 21 Nov " + rig.Text.Clock(now),
	} {
		said = screen.Comparison{Outcome: screen.Agrees, At: at}
		if got := find(); got.Agrees != want || got.Differs != "" {
			t.Errorf("%v: %+v, want %q", at, got, want)
		}
	}
	if m.Level() != sync.Good {
		t.Errorf("level %v", m.Level())
	}
	said = screen.Comparison{Outcome: screen.Differs, Here: code, Hub: "2B-9A"}
	src.state.Differing = []kpuk.ID{kenanga}
	m.Reload()
	if got := find(); got.Agrees != "" || got.Differs != "Kode di pusat berbeda" || m.Level() != sync.NeedsYou || !strings.Contains(m.Detail(), "isinya lain di pusat") {
		t.Errorf("%+v, level %v, %s", got, m.Level(), m.Detail())
	}
	src.state.Running = true
	m.Reload()
	if m.Level() != sync.Working {
		t.Errorf("while one runs: %v", m.Level())
	}
	src.state.Running = false
	v := sync.New(rig.Env, src)
	screentest.TapButton(t, screentest.Show(t, screentest.Portrait, v.Object()).Content(), "Lihat")
	if len(rig.Routes) != 1 || rig.Routes[0].Name != screen.Meeting || rig.Routes[0].ID != kenanga {
		t.Errorf("opened %+v", rig.Routes)
	}
}

// TestReturning: a restored hub that waits for a coordinator is another matter than a
// device that is not allowed any more.
func TestReturning(t *testing.T) {
	src := &source{state: waiting()}
	rig := screentest.New(t, "id")
	for returning, want := range map[bool]string{false: "tidak lagi diizinkan", true: "dipulihkan dari cadangan"} {
		src.state.Past = []sync.Past{{At: screentest.Clock(), Err: fault.New(fault.Denied, "x"), Returning: returning}}
		m := sync.NewModel(rig.Env, src)
		if m.Level() != sync.NeedsYou || !strings.Contains(m.Detail(), want) || !strings.Contains(m.History()[0].What, want) {
			t.Errorf("%v: %s, %+v", returning, m.Detail(), m.History())
		}
	}
}

func TestAlertsLead(t *testing.T) {
	src := &source{state: waiting()}
	rig := screentest.New(t, "id", screentest.Book()...)
	v := sync.New(rig.Env, src)
	root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
	src.state.Held = 2
	v.Refresh()
	screentest.TapButton(t, root, "Lihat")
	src.state.Held, src.state.Doubts = 0, 1
	v.Refresh()
	screentest.TapButton(t, root, "Lihat")
	if len(rig.Routes) != 2 || rig.Routes[0].Name != screen.Quarantine || rig.Routes[1].Name != screen.Conflicts {
		t.Errorf("opened %+v", rig.Routes)
	}
}

func TestReceiptPicture(t *testing.T) {
	src := &source{state: waiting()}
	src.state.Held, src.state.Doubts = 1, 2
	src.state.Unconfirmed = map[kpuk.ID]bool{screentest.MeetingID(screentest.Kenanga, 11): true}
	r := screentest.New(t, "id", screentest.Book()...)
	var seen []kpuk.ID
	r.Compared = func(id kpuk.ID, c kpuk.Receipt) screen.Comparison {
		if !slices.Contains(seen, id) {
			seen = append(seen, id)
		}
		switch slices.Index(seen, id) {
		case 0:
			return screen.Comparison{Outcome: screen.Agrees, At: screentest.Clock()}
		case 2:
			return screen.Comparison{Outcome: screen.Differs, Here: c.Code, Hub: "2B-9A"}
		}
		return screen.Comparison{}
	}
	src.state.Differing = []kpuk.ID{{1}}
	screentest.Look(t, screentest.Portrait)
	screentest.Picture(t, "receipts", screentest.Portrait, sync.New(r.Env, src).Object())
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		change       func(*sync.State)
	}{
		"waiting": {screentest.Portrait, "id", func(*sync.State) {}},
		"paused": {screentest.Portrait, "id", func(s *sync.State) {
			s.Paused, s.Online = true, true
			s.Photos = sync.Photos{Files: 5, Bytes: 1_900_000, Why: sync.PhotosWiFi}
		}},
		"running": {screentest.Landscape, "en", func(s *sync.State) {
			s.Online, s.Running, s.Sent, s.ToSend, s.BytesDone, s.Bytes = true, true, 5, 8, 12<<10, 29<<10
		}},
		"revoked": {screentest.Dark, "id", func(s *sync.State) {
			s.Past = append([]sync.Past{{At: screentest.Clock(), Err: fault.New(fault.Denied, "x")}}, s.Past...)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			src := &source{state: waiting()}
			c.change(&src.state)
			r := screentest.New(t, c.lang)
			r.Sit(c.layout)
			screentest.Look(t, c.layout)
			screentest.Picture(t, name, c.layout, sync.New(r.Env, src).Object())
		})
	}
}
