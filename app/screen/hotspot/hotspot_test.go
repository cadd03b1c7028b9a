package hotspot_test

import (
	"strings"
	"testing"

	"pendamping/app/screen/hotspot"
	"pendamping/app/screen/screentest"
)

// source is a state, and what was asked of it.
type source struct {
	state hotspot.State
	asked []string
}

func (s *source) State() hotspot.State       { return s.state }
func (s *source) Open()                      { s.asked = append(s.asked, "open") }
func (s *source) Close()                     { s.asked = append(s.asked, "close") }
func (s *source) Visit(address, code string) { s.asked = append(s.asked, "visit "+address+" "+code) }
func (s *source) SaveAnswer(key string)      { s.asked = append(s.asked, "save "+key) }
func (s *source) Copy(text string)           { s.asked = append(s.asked, "copy "+text) }
func (s *source) said() string               { return strings.Join(s.asked, ", ") }
func valid(address, code string) (wrong string) {
	switch {
	case address == "":
		return "address"
	case code == "" && !strings.HasPrefix(address, "pendamping:"):
		return "code"
	}
	return ""
}

func meeting() hotspot.Meeting {
	return hotspot.Meeting{
		Stage: hotspot.On, Link: "pendamping:?host=192.168.43.1%3A8470&code=048291&pin=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG&project=pendamping",
		Host: "192.168.43.1:8470", Code: "048291",
		Guests: []hotspot.Guest{
			{Name: "Bq. Sumarni", At: screentest.Clock(), Fresh: 14, Carried: true},
			{Name: "Lalu Hasanuddin", At: screentest.Clock(), Fresh: 3, Refused: 1},
			{Name: "Nurlaela", At: screentest.Clock()},
		},
	}
}

func parcels() []hotspot.Parcel {
	at := screentest.Clock()
	return []hotspot.Parcel{
		{Key: "a", Name: "Bq. Sumarni", At: at, Bytes: 34_000},
		{Key: "b", At: at, Bytes: 1_200, Delivered: true, ByFile: true},
		{Key: "c", Name: "Nurlaela", At: at, Bytes: 8_000, Delivered: true},
		{Key: "d", Name: "Lalu Hasanuddin", At: at, Bytes: 9_000, Refused: true},
	}
}

func TestHost(t *testing.T) {
	src := &source{}
	v := hotspot.New(screentest.New(t, "id").Env, src, valid)
	root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
	screentest.TapButton(t, root, "Buka titik temu")
	src.state.Meeting.Stage = hotspot.Busy
	v.Refresh()
	screentest.TapButton(t, root, "Buka titik temu") // is being opened
	src.state.Meeting = meeting()
	v.Refresh()
	for _, text := range []string{"192.168.43.1:8470", "048 291", "Bq. Sumarni", "Ada titipan", "1 tidak diterima"} {
		if !screentest.Says(root, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	screentest.TapButton(t, root, "Salin tautan")
	screentest.TapButton(t, root, "Tutup")
	if want := "open, copy " + meeting().Link + ", close"; src.said() != want {
		t.Errorf("asked %q", src.said())
	}
	src.state.Meeting = hotspot.Meeting{Stage: hotspot.Failed, Trouble: hotspot.NoPassport}
	v.Refresh()
	if !screentest.Says(root, "Titik temu belum terbuka.") {
		t.Errorf("the page does not say why: %q", screentest.Texts(root))
	}
}

func TestVisit(t *testing.T) {
	src := &source{}
	v := hotspot.New(screentest.New(t, "id").Env, src, valid)
	root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
	screentest.TapButton(t, root, "Hubungkan")
	if src.said() != "" || !screentest.Says(root, "Ini bukan tautan atau alamat. Contoh alamat: 192.168.43.1:8470.") {
		t.Errorf("asked %q, says %q", src.said(), screentest.Texts(root))
	}
	screentest.Type(t, root, "192.168.43.1:8470")
	screentest.TapButton(t, root, "Hubungkan")
	if src.said() != "" || !screentest.Says(root, "Kodenya enam angka, tertulis di layar teman.") {
		t.Errorf("asked %q, says %q", src.said(), screentest.Texts(root))
	}
}

func TestVisitNotices(t *testing.T) {
	for name, c := range map[string]struct {
		visit        hotspot.Visit
		level        hotspot.Level
		strong, text string
	}{
		"busy":        {hotspot.Visit{Stage: hotspot.Busy}, hotspot.Working, "Bertukar catatan dengan teman", "Tetap berdekatan sampai selesai. Terputus pun tidak apa-apa."},
		"nothing new": {hotspot.Visit{Stage: hotspot.On, Name: "Nurlaela"}, hotspot.Good, "Sudah bertukar dengan Nurlaela.", "0 perubahan diberikan, 0 catatan baru diterima."},
		"all of it": {
			hotspot.Visit{Stage: hotspot.On, Given: 4, Heard: 12, Refused: 1, Handed: 7, Answered: 3},
			hotspot.Good, "Sudah bertukar dengan Teman.",
			"4 perubahan diberikan, 12 catatan baru diterima. 1 perubahan tidak diterima di sana. " +
				"3 perubahan dikonfirmasi pusat lewat balasan yang ia bawa. 7 catatan dititipkan untuk pusat dan tetap menunggu di sini.",
		},
		"nobody": {
			hotspot.Visit{Stage: hotspot.Failed, Trouble: hotspot.Absent},
			hotspot.NeedsYou, "Belum tersambung.",
			"Tidak ada yang menjawab di alamat itu. Pastikan kedua perangkat di jaringan yang sama dan titik temu teman terbuka.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			n, told := hotspot.NewModel(screentest.New(t, "id").Env, &source{state: hotspot.State{Visit: c.visit}}, valid).VisitNotice()
			if want := (hotspot.Notice{Level: c.level, Strong: c.strong, Text: c.text}); !told || n != want {
				t.Errorf("told %v %+v", told, n)
			}
		})
	}
	if _, told := hotspot.NewModel(screentest.New(t, "id").Env, &source{}, valid).VisitNotice(); told {
		t.Error("a notice before any visit")
	}
}

// Every trouble has words in both languages.
func TestTroublesHaveWords(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		for _, trouble := range []hotspot.Trouble{
			hotspot.NoPassport, hotspot.NoNetwork, hotspot.Absent, hotspot.Code, hotspot.Stranger, hotspot.Expired, hotspot.Forked, hotspot.Full, hotspot.Internal,
		} {
			src := &source{state: hotspot.State{Visit: hotspot.Visit{Stage: hotspot.Failed, Trouble: trouble}}}
			n, _ := hotspot.NewModel(screentest.New(t, lang).Env, src, valid).VisitNotice()
			if n.Text == "" || strings.HasPrefix(n.Text, "[") || strings.HasPrefix(n.Text, "hotspot.") {
				t.Errorf("%s: %q says %q", lang, trouble, n.Text)
			}
		}
	}
}

func TestParcels(t *testing.T) {
	src := &source{state: hotspot.State{Parcels: parcels()}}
	v := hotspot.New(screentest.New(t, "id").Env, src, valid)
	root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
	rows := hotspot.NewModel(screentest.New(t, "id").Env, src, valid).Parcels()
	for i, want := range []struct {
		key, title, chip string
		answer           bool
	}{
		{"d", "Lalu Hasanuddin", "Ditolak pusat", false},
		{"c", "Nurlaela", "Sampai, balasan siap", false},
		{"b", "Berkas tersegel", "Sampai, balasan siap", true},
		{"a", "Bq. Sumarni", "Menunggu jaringan", false},
	} {
		if r := rows[i]; r.Key != want.key || r.Title != want.title || r.Chip != want.chip || r.Answer != want.answer {
			t.Errorf("row %d: %+v", i, r)
		}
	}
	screentest.TapButton(t, root, "Simpan balasan")
	if src.said() != "save b" {
		t.Errorf("asked %q", src.said())
	}
	src.state.Parcels[1].Back = true
	if rows = hotspot.NewModel(screentest.New(t, "id").Env, src, valid).Parcels(); rows[2].Chip != "Balasan diserahkan" || !rows[2].Answer {
		t.Errorf("after it was handed over: %+v", rows[2])
	}
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		state        hotspot.State
	}{
		"host":    {screentest.Portrait, "id", hotspot.State{Meeting: meeting(), Parcels: parcels()[:1]}},
		"host_en": {screentest.Landscape, "en", hotspot.State{Meeting: meeting(), Parcels: parcels()}},
		"guest": {screentest.Portrait, "id", hotspot.State{Visit: hotspot.Visit{
			Stage: hotspot.On, Name: "Nurlaela", Given: 4, Heard: 12, Handed: 7,
		}}},
		"guest_en": {screentest.Portrait, "en", hotspot.State{Visit: hotspot.Visit{Stage: hotspot.Failed, Trouble: hotspot.Code}}},
		"no_passport": {screentest.Dark, "id", hotspot.State{
			Meeting: hotspot.Meeting{Stage: hotspot.Failed, Trouble: hotspot.NoPassport}, Visit: hotspot.Visit{Stage: hotspot.Busy},
		}},
		"desktop": {screentest.Desktop, "id", hotspot.State{Parcels: parcels()}},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, c.lang)
			r.Sit(c.layout)
			screentest.Look(t, c.layout)
			screentest.Picture(t, name, c.layout, hotspot.New(r.Env, &source{state: c.state}, valid).Object())
		})
	}
}
