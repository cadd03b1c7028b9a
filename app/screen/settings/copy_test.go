package settings_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pendamping/app/screen/screentest"
	"pendamping/app/screen/settings"
	"pendamping/fault"
	"pendamping/kpuk"
)

// copies stands for the device.
type copies struct {
	state settings.CopyState
	did   []string
}

func (c *copies) State() settings.CopyState { return c.state }
func (c *copies) Keep()                     { c.did = append(c.did, "keep") }
func (c *copies) Carry()                    { c.did = append(c.did, "carry") }
func (c *copies) Rehearse()                 { c.did = append(c.did, "rehearse") }

// at is a time on the test's day.
func at(hour, minute int) time.Time { return time.Date(2026, 11, 20, hour, minute, 0, 0, time.UTC) }

// kept is a device with a copy, and a drill that went well.
func kept() settings.CopyState {
	return settings.CopyState{
		Here: at(8, 5), Size: 2_100_000, Out: at(1, 10),
		Drill: settings.Drill{
			At: at(9, 30), Until: at(8, 5), Records: 4_210, Groups: 12, Same: 11,
			Newer: map[kpuk.Kind]int{kpuk.KindMeeting: 1, kpuk.KindEntry: 44}, Unsent: 3, OK: true,
		},
	}
}

// shown makes the page over copies and lists what it says.
func shown(t *testing.T, lang string, c *copies) (*settings.View, func() string) {
	t.Helper()
	r := screentest.New(t, lang)
	cfg := config(settings.Usual(), &[]settings.Choices{})
	cfg.Copies = c
	v := settings.New(r.Env, cfg)
	root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
	return v, func() string {
		v.Refresh()
		return strings.Join(screentest.Texts(root), " ")
	}
}

func TestCopySays(t *testing.T) {
	whole := kept()
	whole.Drill.Newer, whole.Drill.Unsent = nil, 0
	sent := kept()
	sent.Drill.Unsent = 0
	bad := kept()
	bad.Drill.OK, bad.Drill.Until = false, time.Time{}
	ahead := kept()
	ahead.Drill.OK, ahead.Drill.Ahead = false, 2
	failed := func(last settings.CopyWork, unwritten bool, err error) settings.CopyState {
		s := kept()
		s.Last, s.Unwritten, s.Failed = last, unwritten, err
		return s
	}
	for name, c := range map[string]struct {
		state settings.CopyState
		says  []string
		lacks string
	}{
		"none": {settings.CopyState{}, []string{"Belum ada salinan di perangkat ini.", "yang belum terkirim ikut hilang"}, "dapat dipulihkan"},
		"behind": {kept(), []string{
			"Salinan terakhir: ", "2,1 MB", "dapat dipulihkan.", "4.210 catatan dibuka", "45 catatan lebih baru dari salinan: Rapat 1, Catatan uang 44.",
			"3 di antaranya juga belum ada di pusat.",
		}, "sama persis"},
		"whole":    {whole, []string{"sama persis"}, "lebih baru"},
		"all sent": {sent, []string{"Semuanya sudah ada di pusat."}, "di antaranya juga"},
		"bad":      {bad, []string{"Salinan tidak dapat dipakai.", "Catatan di perangkat ini tidak apa-apa."}, "dapat dipulihkan."},
		"ahead":    {ahead, []string{"tidak cocok", "2 catatan yang lebih lengkap", "hubungi koordinator"}, "tidak apa-apa"},
		"keeping":  {settings.CopyState{Work: settings.Keeping}, []string{"Membuat salinan…", "terus mencatat"}, "dapat dipulihkan"},
		"carrying": {settings.CopyState{Work: settings.Carrying, Bytes: 34_000}, []string{"Menulis salinan, 34 KB", "Jangan cabut kartu"}, ""},
		"checking": {settings.CopyState{Work: settings.Checking}, []string{"Memeriksa salinan yang tertulis"}, ""},
		"trying":   {settings.CopyState{Work: settings.Rehearsing}, []string{"Mencoba memulihkan dari salinan…"}, ""},
		"carried":  {settings.CopyState{Last: settings.Carrying, Out: at(9, 0)}, []string{"Salinan tersimpan.", "Di luar perangkat ini: "}, "ikut hilang"},
		"full":     {failed(settings.Keeping, false, fault.New(fault.Full, "x")), []string{"Salinan tidak jadi dibuat.", "Salinan lama tetap ada."}, "dapat dipulihkan"},
		"card out": {failed(settings.Carrying, true, fault.New(fault.Transient, "x")), []string{"penuh atau tercabut"}, "Coba sekali lagi"},
		"damaged":  {failed(settings.Keeping, false, fault.New(fault.Damaged, "x")), []string{"hubungi koordinator"}, ""},
		"no trial": {failed(settings.Rehearsing, false, fault.New(fault.Internal, "x")), []string{"Percobaan tidak selesai."}, "tidak jadi dibuat"},
	} {
		t.Run(name, func(t *testing.T) {
			_, texts := shown(t, "id", &copies{state: c.state})
			got := texts()
			for _, want := range c.says {
				if !strings.Contains(got, want) {
					t.Errorf("lacks %q", want)
				}
			}
			if c.lacks != "" && strings.Contains(got, c.lacks) {
				t.Errorf("says %q", c.lacks)
			}
			if t.Failed() {
				t.Log(got)
			}
		})
	}
}

// One thing is done at a time, and only what is there can be tried.
func TestCopyButtons(t *testing.T) {
	c := &copies{}
	r := screentest.New(t, "id")
	cfg := config(settings.Usual(), &[]settings.Choices{})
	cfg.Copies = c
	v := settings.New(r.Env, cfg)
	root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
	tap := func() {
		v.Refresh()
		for _, name := range []string{"Coba pulihkan", "Buat salinan", "Simpan ke kartu SD"} {
			screentest.TapButton(t, root, name)
		}
	}
	tap()
	if want := []string{"keep", "carry"}; !slices.Equal(c.did, want) {
		t.Errorf("without a copy: %v", c.did)
	}
	c.state, c.did = kept(), nil
	tap()
	if want := []string{"rehearse", "keep", "carry"}; !slices.Equal(c.did, want) {
		t.Errorf("with a copy: %v", c.did)
	}
	c.state.Work, c.did = settings.Rehearsing, nil
	tap()
	if len(c.did) > 0 {
		t.Errorf("meanwhile: %v", c.did)
	}
}

func TestCopyPictures(t *testing.T) {
	bad := kept()
	bad.Drill.OK = false
	for name, c := range map[string]struct {
		layout, lang string
		state        settings.CopyState
	}{
		"copy":      {screentest.Portrait, "id", kept()},
		"copy_none": {screentest.Landscape, "en", settings.CopyState{}},
		"copy_bad":  {screentest.Dark, "id", bad},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, c.lang)
			screentest.Look(t, c.layout)
			cfg := config(settings.Usual(), &[]settings.Choices{})
			cfg.Copies = &copies{state: c.state}
			screentest.Picture(t, name, c.layout, settings.New(r.Env, cfg).Object())
		})
	}
}
