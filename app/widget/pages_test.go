package widget_test

import (
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// areas are the five areas of the tablet with two counts.
func areas() []widget.NavItem {
	item := func(key, text, icon, badge string) widget.NavItem {
		return widget.NavItem{Key: key, Text: text, Icon: assets.Icon(icon), IconFill: assets.IconFill(icon), Badge: badge}
	}
	return []widget.NavItem{
		item("today", "Hari ini", "sun-horizon", ""),
		item("groups", "Kelompok", "users-three", ""),
		item("tasks", "Tugas", "list-checks", "1"),
		item("sync", "Sinkron", "arrows-clockwise", "14"),
		item("more", "Lainnya", "dots-three-circle", ""),
	}
}

// TestPagePictures draws the bars and form parts as they stand on real screens.
func TestPagePictures(t *testing.T) {
	golden(t, "recorder-head", 1, fyne.NewSize(800, 240), recorderHead)
	golden(t, "bottom-bar", 1, fyne.NewSize(800, 170), func() fyne.CanvasObject {
		return widget.VStack(2,
			widget.NewActionBar(widget.Body("Tersimpan sendiri. Boleh ditutup, lanjut nanti."),
				widget.NewButton("Kembali", widget.Secondary, nil, nil),
				widget.NewButton("Lanjut: Alamat", widget.Primary, assets.Icon("arrow-right"), nil)),
			widget.NewBottomBar(areas(), 0, nil))
	})
	golden(t, "rails", 1, fyne.NewSize(320, 560), func() fyne.CanvasObject {
		return widget.HStack(0, widget.Fixed(widget.NewRail(areas(), 1, nil), 0, 560),
			widget.Fixed(widget.NewDeskRail(widget.DeskRail{
				Name: "Pendamping", Footer: []*widget.Text{widget.Caption("JarPUK Lombok Tengah"), widget.Caption("33 desa, 234 kelompok")},
			}, areas(), 3, nil), 0, 560))
	})
	golden(t, "form", 1, fyne.NewSize(800, 1080), form)
	golden(t, "form-large", 1.3, fyne.NewSize(800, 1400), form)
}

// recorderHead is the head of the meeting recorder.
func recorderHead() fyne.CanvasObject {
	steps := []widget.Step{
		{Label: "Buka", State: widget.Done},
		{Label: "Hadir", State: widget.Done},
		{Label: "Catatan", State: widget.Done},
		{Label: "Uang", State: widget.Current},
		{Label: "Kas"},
		{Label: "Bahasan"},
		{Label: "Tutup"},
	}
	banner := widget.NewBanner(widget.Neutral, assets.Icon("device-tablet"), "Tersimpan di tablet", "· 14 belum terkirim · terakhir sinkron 3 hari lalu")
	banner.OnTapped(func() {})
	return widget.VStack(0,
		widget.NewAppBar("KPUK Melati · Ubung", "Rapat rutin · Senin, 23 Nov 2026", func() {},
			widget.NewChip("Tersimpan 10.24", widget.Neutral, assets.Icon("device-tablet")),
			widget.NewIconButton(assets.Icon("dots-three-vertical"), nil)),
		widget.NewStepper(steps, nil),
		widget.Rule(),
		widget.Pad(banner, 16, 24, 16, 24))
}

// form is the middle of the member form.
func form() fyne.CanvasObject {
	name := widget.NewField("Nama lengkap")
	name.SetText("Inaq Rohani")
	nick := widget.NewField("Panggilan")
	nick.Optional = "boleh kosong"
	nick.Placeholder = "Nama sehari-hari"
	nik := widget.NewField("NIK")
	nik.SetText("5202 0252 0384 0003")
	nik.SetSuffix(widget.Good, "16 angka")
	nik.SetAction(assets.Icon("eye-slash"), nil)
	birth := widget.NewDateField("Tanggal lahir", time.Date(1984, 5, 12, 0, 0, 0, 0, time.UTC), nil)
	birth.SetRemark(widget.Waiting, "Beda dengan NIK.", "Mana yang benar?")
	age := widget.NewField("Umur")
	age.SetText("42 tahun")
	age.ReadOnly = true
	card := widget.NewField("Nomor KK")
	card.SetText("5202 0211 0715 004")
	card.SetSuffix(widget.Urgent, "15 / 16")
	card.SetRemark(widget.Urgent, "Kurang 1 angka.", "Nomor KK ada 16 angka. Lihat kanan atas kartu keluarga, atau kosongkan dulu.")
	note := widget.NewField("Catatan")
	note.Rows = 3
	note.SetText("Warung di depan rumah,\nbuka pagi saja.")
	warning := widget.NewBanner(widget.Waiting, nil, "Beda dengan NIK.", "NIK bilang 12 Mar 1984, di sini 12 Mei 1984. Mana yang benar?").
		Action("Pakai 12 Mar", func() {}).Action("Tetap, alasan", func() {})
	return widget.Pad(widget.VStack(16,
		widget.Columns([]float32{2, 1}, 16, name, nick), nik,
		widget.Columns([]float32{2, 1}, 16, birth, age), warning, card,
		widget.NewChoice("Status kawin", []widget.Option{
			{Value: "married", Text: "Kawin"},
			{Value: "divorced", Text: "Janda, cerai"},
			{Value: "widowed", Text: "Janda, ditinggal mati"},
			{Value: "single", Text: "Belum kawin"},
		}, "divorced", nil),
		widget.NewToggle("Perempuan kepala keluarga", true, nil),
		note,
		widget.NewSearch("Cari kelompok, desa, anggota", nil),
		longChoice()), 16, 24, 16, 24)
}

// longChoice has too many answers to show side by side.
func longChoice() *widget.Choice {
	options := make([]widget.Option, 0, 8)
	for _, s := range []string{"Ketua", "Sekretaris", "Bendahara", "Anggota", "Pendamping", "Tamu", "Kader", "Lainnya"} {
		options = append(options, widget.Option{Value: s, Text: s})
	}
	return widget.NewChoice("Jabatan", options, "Bendahara", nil)
}

// TestStatePictures draws what only shows after a touch: the field in use, an open
// list, and the buttons the keyboard is on.
func TestStatePictures(t *testing.T) {
	for look, variant := range variants() {
		t.Run(look, func(t *testing.T) {
			var field *widget.Field
			var choice *widget.Choice
			button := map[string]*widget.Button{}
			size := fyne.NewSize(640, 640)
			w := show(t, func() fyne.CanvasObject {
				field = widget.NewField("Setoran")
				field.SetText("150.000")
				choice = longChoice()
				row := make([]fyne.CanvasObject, 0, 4)
				for _, text := range []string{"Lanjut", "Kembali"} {
					button[text] = widget.NewButton(text, widget.Primary, nil, nil)
					row = append(row, button[text])
				}
				button["Kembali"].Hint("Alasan selisih belum diisi")
				button["Kembali"].Disable()
				small := widget.NewSmallButton("Setujui", widget.Approve, assets.Icon("check"), nil)
				small.KeyHint("A")
				desk := widget.NewSearch("Cari anggota, kelompok, rapat", nil)
				desk.Desk = true
				desk.KeyHint("Ctrl K")
				return widget.Pad(widget.VStack(16, choice, field, widget.HStack(8, row...),
					widget.HStack(8, small, widget.Grow(desk))), 24, 24, 24, 24)
			}, variant, 1, size)
			field.Focus()
			compare(t, filepath.Join("testdata", "golden", "focused-"+look+".png"), w.Canvas().Capture())
			w.Canvas().Focus(button["Lanjut"])
			test.TapCanvas(w.Canvas(), fyne.NewPos(100, 70))
			compare(t, filepath.Join("testdata", "golden", "list-"+look+".png"), w.Canvas().Capture())
		})
	}
}

// TestThemeChangeRepaints switches the look of a page already on screen.
func TestThemeChangeRepaints(t *testing.T) {
	w := show(t, form, base.VariantLight, 1, fyne.NewSize(800, 1080))
	before := w.Canvas().Capture()
	test.ApplyTheme(t, theme.New(base.VariantDark, 1))
	if different(before, w.Canvas().Capture()) == 0 {
		t.Fatal("the page stayed light")
	}
	compare(t, filepath.Join("testdata", "golden", "form-dark.png"), w.Canvas().Capture())
}

// TestChosenChipPushesItsNeighbours sees that a chip that grew a tick covers nobody.
func TestChosenChipPushesItsNeighbours(t *testing.T) {
	var c *widget.Choice
	w := show(t, func() fyne.CanvasObject {
		c = widget.NewChoice("", []widget.Option{{Value: "a", Text: "Kawin"}, {Value: "b", Text: "Belum"}}, "", nil)
		return widget.VStack(0, c)
	}, base.VariantLight, 1, fyne.NewSize(400, 60))
	c.SetSelected("a")
	pressed := show(t, func() fyne.CanvasObject {
		return widget.VStack(0, widget.NewChoice("", []widget.Option{{Value: "a", Text: "Kawin"}, {Value: "b", Text: "Belum"}}, "a", nil))
	}, base.VariantLight, 1, fyne.NewSize(400, 60)).Canvas().Capture()
	if n := different(w.Canvas().Capture(), pressed); n != 0 {
		t.Errorf("choosing later differs from choosing at once in %d pixels", n)
	}
}
