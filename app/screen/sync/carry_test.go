package sync_test

import (
	"strings"
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/sync"
)

func TestNotices(t *testing.T) {
	for name, c := range map[string]struct {
		carry        sync.Carry
		level        sync.Level
		strong, text string
	}{
		"writing": {sync.Carry{Stage: sync.Writing, Bytes: 34_000}, sync.Working, "Menulis berkas, 34 KB", "Tunggu sampai selesai."},
		"checking": {
			sync.Carry{Stage: sync.Checking, Bytes: 34_000}, sync.Working, "Memeriksa berkas yang tertulis", "Tunggu sampai selesai.",
		},
		"exported": {
			sync.Carry{Stage: sync.Exported, Bytes: 34_000, Records: 8},
			sync.Good, "8 catatan ada di berkas, 34 KB.",
			"Bawa ke koordinator. Catatan tetap menunggu di sini sampai balasannya dibaca.",
		},
		"only a wish": {
			sync.Carry{Stage: sync.Exported, Bytes: 900},
			sync.Good, "Berkas siap, 1 KB.",
			"Tidak ada catatan yang menunggu; berkas ini meminta yang baru dari pusat. Bawa ke koordinator.",
		},
		"imported": {
			sync.Carry{Stage: sync.Imported, Confirmed: 12, Received: 3},
			sync.Good, "Balasan sudah dibaca.",
			"12 perubahan dikonfirmasi pusat, 3 catatan diterima.",
		},
		"read twice": {
			sync.Carry{Stage: sync.Imported}, sync.Calm, "Tidak ada yang baru di balasan ini.", "Semua isinya sudah diterima lebih dulu.",
		},
		"not written": {
			sync.Carry{Stage: sync.NotExported, Trouble: sync.Unwritten},
			sync.NeedsYou, "Berkas tidak jadi dibuat.",
			"Isi berkas tidak sama dengan yang ditulis. Mungkin penyimpanannya penuh atau tercabut; pilih tempat lain.",
		},
		"another's file, opened": {
			sync.Carry{Stage: sync.Boarded, Opened: true, From: "Nurlaela", Received: 12, Refused: 1},
			sync.Good, "Berkas Nurlaela sudah dibuka.",
			"12 perubahan baru, dapat ditinjau sekarang. 1 perubahan tidak akan diterima pusat. " +
				"Berkasnya dibawa ke pusat; balasannya ada di Hotspot teman.",
		},
		"another's file, sealed": {
			sync.Carry{Stage: sync.Boarded, Bytes: 34_000},
			sync.Good, "Berkas ini dibawa ke pusat.",
			"Isinya tersegel dan tidak dapat dibuka di sini. Dikirim saat ada jaringan; balasannya ada di Hotspot teman.",
		},
		"of another hub": {
			sync.Carry{Stage: sync.NotImported, Trouble: sync.Elsewhere},
			sync.NeedsYou, "Balasan tidak dibaca.",
			"Balasan ini untuk tablet lain atau dari pusat lain. Tidak ada yang berubah.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			src := &source{state: waiting()}
			src.state.Carry = c.carry
			n, told := sync.NewModel(screentest.New(t, "id").Env, src).Notice()
			if want := (sync.Notice{Level: c.level, Strong: c.strong, Text: c.text}); !told || n != want {
				t.Errorf("told %v %+v", told, n)
			}
		})
	}
}

// Every trouble has words in both languages.
func TestTroublesHaveWords(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		for _, trouble := range []sync.Trouble{
			sync.Foreign, sync.Direction, sync.Elsewhere, sync.BadSigner, sync.Unasked, sync.Damaged, sync.Older, sync.Newer,
			sync.Large, sync.Busy, sync.Unwritten, sync.Unread, sync.Full, sync.Forked, sync.Internal,
		} {
			src := &source{state: waiting()}
			src.state.Carry = sync.Carry{Stage: sync.NotImported, Trouble: trouble}
			n, _ := sync.NewModel(screentest.New(t, lang).Env, src).Notice()
			if n.Text == "" || strings.HasPrefix(n.Text, "[") {
				t.Errorf("%s: %q says %q", lang, trouble, n.Text)
			}
		}
	}
}

// One thing at a time: while a sync or a journey runs, no other begins.
func TestCarryButtons(t *testing.T) {
	src := &source{state: waiting()}
	v := sync.New(screentest.New(t, "id").Env, src)
	root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
	tap := func() {
		t.Helper()
		v.Refresh()
		screentest.TapButton(t, root, "Kirim lewat berkas")
		screentest.TapButton(t, root, "Baca berkas")
	}
	tap()
	src.state.Running = true
	tap()
	src.state.Running, src.state.Carry = false, sync.Carry{Stage: sync.Checking}
	tap()
	if !screentest.Says(root, "Memeriksa berkas yang tertulis") {
		t.Error("the page does not say what happens")
	}
	if src.exports != 1 || src.imports != 1 {
		t.Errorf("%d exports, %d imports", src.exports, src.imports)
	}
	src.state.Carry = sync.Carry{Stage: sync.Exported, Records: 8, Bytes: 34_000}
	tap()
	if src.exports != 2 || src.imports != 2 || !screentest.Says(root, "8 catatan ada di berkas, 34 KB.") {
		t.Errorf("%d exports, %d imports, %q", src.exports, src.imports, screentest.Texts(root))
	}
}

func TestCarryPictures(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		carry        sync.Carry
	}{
		"exported":    {screentest.Portrait, "id", sync.Carry{Stage: sync.Exported, Bytes: 34_000, Records: 8}},
		"imported":    {screentest.Landscape, "en", sync.Carry{Stage: sync.Imported, Bytes: 41_000, Confirmed: 12, Received: 3}},
		"boarded":     {screentest.Desktop, "id", sync.Carry{Stage: sync.Boarded, Bytes: 41_000, Opened: true, From: "Nurlaela", Received: 12}},
		"boarded_en":  {screentest.Desktop, "en", sync.Carry{Stage: sync.Boarded, Bytes: 41_000}},
		"not_my_file": {screentest.Dark, "id", sync.Carry{Stage: sync.NotImported, Trouble: sync.Elsewhere}},
	} {
		t.Run(name, func(t *testing.T) {
			src := &source{state: waiting()}
			src.state.Carry = c.carry
			r := screentest.New(t, c.lang)
			r.Sit(c.layout)
			screentest.Look(t, c.layout)
			screentest.Picture(t, name, c.layout, sync.New(r.Env, src).Object())
		})
	}
}

// The way to meeting colleagues starts here.
func TestMeetTile(t *testing.T) {
	r := screentest.New(t, "id")
	v := sync.New(r.Env, &source{state: waiting()})
	root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
	screentest.Tap(t, root, "Hotspot teman")
	if len(r.Routes) != 1 || r.Routes[0].Name != screen.Hotspot {
		t.Errorf("opened %+v", r.Routes)
	}
}
