package widget_test

import (
	"image/color"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/widget"
	"pendamping/assets"
)

// paper lays objects out on the page ground without any layout of its own: each
// object keeps the place and size it was given.
type paper struct{ size fyne.Size }

func (p paper) MinSize([]fyne.CanvasObject) fyne.Size { return p.size }

func (paper) Layout([]fyne.CanvasObject, fyne.Size) {}

// sheet collects placed objects to be pictured together.
type sheet struct {
	size    fyne.Size
	objects []fyne.CanvasObject
}

func newSheet(w, h float32) *sheet { return &sheet{size: fyne.NewSize(w, h)} }

func (s *sheet) add(o fyne.CanvasObject, x, y, w, h float32) *sheet {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
	s.objects = append(s.objects, o)
	return s
}

func meetingColumns() []widget.MoneyColumn {
	return []widget.MoneyColumn{
		{Key: "wajib", Title: "Wajib", Width: 84, Wide: 84},
		{Key: "sukarela", Title: "Sukarela", Width: 88, Wide: 96},
		{Key: "angsuran", Title: "Angsuran", Width: 100, Wide: 108},
		{Key: "denda", Title: "Denda", Width: 72, Wide: 76},
		{Key: "sosial", Title: "Sosial", Width: 76, Wide: 80},
	}
}

// meetingRows are the fourteen rows of the drawn meeting.
func meetingRows() []widget.MoneyRow {
	row := func(name, sukarela, angsuran, denda, total string, state widget.MoneyState) widget.MoneyRow {
		return widget.MoneyRow{
			Name: name, Cells: []string{"10.000", sukarela, angsuran, denda, "2.000"}, Total: total, State: state,
		}
	}
	rows := []widget.MoneyRow{
		row("Inaq Sahnim", "20.000", "–", "–", "32.000", widget.MoneyConfirmed),
		row("Baiq Rohani", "10.000", "137.500", "–", "159.500", widget.MoneyConfirmed),
		row("Hj. Nurhayati", "50.000", "–", "–", "62.000", widget.MoneyConfirmed),
		row("Inaq Marni", "5.000", "110.000", "–", "127.000", widget.MoneyConfirmed),
		row("Sri Wahyuni", "5.000", "110.000", "2.000", "129.000", widget.MoneyConfirmed),
		row("Inaq Sumiati", "10.000", "–", "–", "22.000", widget.MoneyConfirmed),
		row("Baiq Suhartini", "–", "137.500", "–", "149.500", widget.MoneyConfirmed),
		row("Rohayati", "–", "150.000", "–", "162.000", widget.MoneyActive),
		row("Inaq Murni", "–", "110.000", "–", "122.000", widget.MoneyPrefilled),
		row("Halimah", "–", "–", "–", "12.000", widget.MoneyPrefilled),
		row("Baiq Yuliana", "–", "220.000", "–", "232.000", widget.MoneyPrefilled),
		row("Inaq Raehan", "", "", "", "", widget.MoneyAbsent),
		row("Suharni", "–", "–", "–", "12.000", widget.MoneyPrefilled),
		row("Inaq Kartini", "", "", "", "", widget.MoneyAbsent),
	}
	for i := range rows {
		rows[i].No = i + 1
	}
	rows[4].Badge, rows[4].BadgeTone, rows[4].BadgeText = assets.IconFill("clock"), widget.Waiting, "Telat"
	rows[6].Badge, rows[6].BadgeTone, rows[6].BadgeText = assets.IconFill("hand-coins"), widget.Active, "Titip"
	absent := func(i int, icon, text string) {
		rows[i].AbsentIcon, rows[i].AbsentText, rows[i].AbsentAction = assets.Icon(icon), text, "Titip setoran"
	}
	absent(11, "x-circle", "Tidak hadir, tidak ada setoran")
	absent(13, "thermometer-simple", "Sakit, tidak ada setoran")
	return rows
}

func meetingGrid(callbacks widget.MoneyGridCallbacks) *widget.MoneyGrid {
	g := widget.NewMoneyGrid(meetingColumns(), callbacks)
	g.SetTitles("Anggota", "Jumlah")
	g.SetRows(meetingRows())
	return g
}

func meetingKeypad(cfg widget.KeypadConfig) *widget.Keypad {
	cfg.Clear, cfg.Next, cfg.Go = "Hapus", "Denda", "Cocok, berikutnya"
	return widget.NewKeypad(cfg)
}

func totalsBar() *widget.Totals {
	button := widget.NewMediumButton("Kas", widget.Secondary, assets.Icon("arrow-right"), nil)
	return widget.NewTotals("7", "dari 12 penyetor", "Sudah masuk", "Rp 681.000", button)
}

func moneySheet() *sheet {
	g := meetingGrid(widget.MoneyGridCallbacks{})
	s := newSheet(800, 1145)
	s.add(g, 0, 0, 800, 745).add(totalsBar(), 0, 745, 800, 56)
	g.Select(7, 2)
	return s.add(meetingKeypad(widget.KeypadConfig{}), 0, 801, 800, 344)
}

func moneyWideSheet() *sheet {
	g := meetingGrid(widget.MoneyGridCallbacks{})
	s := newSheet(1280, 729)
	s.add(g, 0, 0, 887, 673).add(totalsBar(), 0, 673, 887, 56)
	g.Select(7, 2)
	return s.add(meetingKeypad(widget.KeypadConfig{Panel: true}), 888, 0, 392, 729)
}

func pinSheet() *sheet {
	p := widget.NewPINPad(nil)
	p.SetMessage(widget.Waiting, "PIN tadi belum cocok. Masih ada 7 kali mencoba.")
	for _, r := range "1234" {
		p.TypedRune(r)
	}
	return newSheet(512, 560).add(p, 24, 16, 464, p.MinSize().Height)
}

func attendanceSheet() *sheet {
	s := newSheet(800, 412)
	tile := func(col, row int, name, detail string, state widget.AttendanceState) {
		t := widget.NewAttendanceTile(widget.AttendanceConfig{Name: name, Detail: detail, State: state})
		s.add(t, 16+float32(col)*260, 12+float32(row)*140, 248, 128)
	}
	present := widget.AttendanceState{Word: "Hadir", Icon: assets.IconFill("check-circle"), Tone: widget.Good}
	tile(0, 0, "Inaq Sahnim", "No. 1 · Ketua", present)
	tile(1, 0, "Sri Wahyuni", "No. 5", widget.AttendanceState{
		Word: "Terlambat", Note: "09.25", Icon: assets.IconFill("clock"), Tone: widget.Waiting, Touched: true,
	})
	tile(2, 0, "Inaq Raehan", "No. 12", widget.AttendanceState{
		Word: "Tidak hadir", Icon: assets.IconFill("x-circle"), Tone: widget.Urgent,
	})
	tile(0, 1, "Baiq Suhartini", "No. 7", widget.AttendanceState{
		Word: "Izin", Icon: assets.IconFill("envelope"), Tone: widget.Active,
	})
	tile(1, 1, "Baiq Rohani binti Haji Muhammad Nurdin", "No. 2", present)
	quorum := widget.NewProgress()
	quorum.SetValue(11.0 / 14)
	quorum.SetMark(8.0/14, "kuorum 8")
	s.add(quorum, 206, 320, 390, 70)
	ring := widget.NewRing()
	ring.Set(0.6, "3/5")
	full := widget.NewRing()
	full.Set(1, "5/5")
	s.add(ring, 640, 320, 48, 48).add(full, 704, 320, 48, 48)
	return s.add(widget.NewAvatar("Nurlaela", 48), 16, 320, 48, 48).add(widget.NewAvatar("Baiq Handayani", 32), 80, 328, 32, 32)
}

func cashSheet() *sheet {
	notes := []struct {
		value  int
		color  color.NRGBA
		count  int
		amount string
	}{
		{100000, color.NRGBA{0xB2, 0x3A, 0x2E, 255}, 10, "1.000.000"},
		{50000, color.NRGBA{0x2B, 0x64, 0x96, 255}, 6, "300.000"},
		{2000, color.NRGBA{0x5E, 0x62, 0x68, 255}, 5, "10.000"},
	}
	texts := map[int]string{100000: "100.000", 50000: "50.000", 2000: "2.000"}
	s := newSheet(800, 576)
	for i, n := range notes {
		r := widget.NewCashRow(texts[n.value], n.color, n.count, n.amount, nil)
		if n.value == 2000 {
			r.Select()
		}
		s.add(r, 16, 8+float32(i)*72, 478, 72)
	}
	k := widget.NewKeypad(widget.KeypadConfig{Zeros: "00", Clear: "Hapus", Next: "1.000", Go: "Lembar berikutnya", GoOutlined: true})
	return s.add(k, 0, 240, 800, 336)
}

func listSheet() *sheet {
	s := newSheet(800, 620)
	s.add(widget.NewStatTile("Anggota", "14", "2 baru tahun ini", widget.Neutral, nil), 24, 12, 143, 94)
	s.add(widget.NewStatTile("Simpanan", "21.640.000", "Rp · naik 1,2 juta", widget.Neutral, nil), 179, 12, 215, 94)
	s.add(widget.NewStatTile("PAR30", "17,3 %", "1 orang, 32 hari", widget.Waiting, nil), 406, 12, 143, 94)
	good := widget.NewStatTile("Rata-rata hadir", "82 %", "naik 2 poin", widget.Good, nil)
	good.SetIcon(assets.Icon("arrow-up"))
	s.add(good, 561, 14, 175, 90)
	s.add(widget.NewTabs([]string{"Anggota", "Rapat", "Kas", "Pinjaman", "Kunjungan", "Aturan"}, 0, nil), 24, 118, 752, 56)
	group := func(y float32, size, name, sub, chip, icon string, tone widget.Tone, saved string) {
		s.add(widget.NewListRow(widget.ListRowConfig{
			LeadIcon: assets.IconFill("users"), LeadText: size, Title: name, Subtitle: sub,
			ChipText: chip, ChipIcon: assets.IconFill(icon), ChipTone: tone,
			Cells: []widget.RowCell{{Text: saved, Note: "simpanan", Bold: true}}, Chevron: true, Height: widget.RowTall,
		}), 24, y, 752, 89)
	}
	group(186, "12", "KPUK Anggrek", "Penujak · Praya Barat · rapat 20 Nov 2026", "Dikembalikan", "flag", widget.Urgent, "18.450.000")
	group(275, "9", "KPUK Kenanga", "Ubung · Jonggat · rapat 18 Nov 2026", "", "", widget.Neutral, "9.820.000")
	member := func(y float32, no, name, sub, chip, icon string, tone widget.Tone, loan string) {
		s.add(widget.NewListRow(widget.ListRowConfig{
			No: no, Title: name, Subtitle: sub, ChipText: chip, ChipIcon: assets.IconFill(icon), ChipTone: tone,
			ChipWidth: 107, Cells: []widget.RowCell{{Text: "1.840.000", Width: 104}, {Text: loan, Width: 96}}, Chevron: true,
			Height: widget.RowCompact,
		}), 24, y, 752, 65)
	}
	member(376, "1", "Inaq Sahnim", "Ketua · tenun songket", "", "", widget.Neutral, "—")
	member(441, "8", "Rohayati", "Ternak ayam", "Lewat 32 hr", "warning", widget.Waiting, "990.000")
	s.add(widget.NewListRow(widget.ListRowConfig{
		Person: "Nurlaela", Title: "Nurlaela", Subtitle: "Pendamping · 12 kelompok", Selected: true, Height: widget.RowMedium,
	}), 24, 520, 464, 72)
	return s
}

func deskSheet() *sheet {
	s := newSheet(1158, 700)
	months := []string{"Des", "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov"}
	held := []float64{171, 184, 179, 152, 190, 196, 188, 201, 199, 204, 207, 168}
	bars := make([]widget.Bar, len(months))
	for i, m := range months {
		bars[i] = widget.Bar{Label: m, Value: held[i], Plan: 208 + float64(i), Current: i == len(months)-1}
	}
	s.add(widget.NewBars(bars, func(v float64) string { return strconv.Itoa(int(v)) }), 17, 12, 576, 160)
	s.add(widget.NewLine(widget.LineConfig{
		Points: []float64{900, 920, 950, 960, 1000, 1040, 1070, 1100, 1130, 1160, 1210, 1284}, Note: "1.284", Tone: widget.Good,
	}), 640, 20, 456, 60)
	limit := 5.0
	s.add(widget.NewLine(widget.LineConfig{
		Points: []float64{5.1, 4.9, 5.4, 5.0, 4.4, 4.1, 3.9, 3.6, 3.5, 3.6, 3.8, 4.4}, Note: "4,4 %", Tone: widget.Active, Limit: &limit,
	}), 640, 96, 456, 70)
	s.add(districtTable(), 24, 190, 700, 282)
	for i, cfg := range []widget.InboxRowConfig{
		{Title: "KPUK Sari Bumi", Subtitle: "Mujur · Hartini · 10 Nov", Age: "13 hari", ChipText: "Kas −12.000", ChipIcon: assets.IconFill("warning"), ChipTone: widget.Waiting, On: true},
		{Title: "KPUK Flamboyan", Subtitle: "Penujak · Nurlaela · 9 Nov", Age: "12 hari"},
		{Title: "KPUK Melati", Subtitle: "Ubung · Nurlaela · 23 Nov", Age: "hari ini", ChipText: "Kas −5.000", ChipIcon: assets.IconFill("warning"), ChipTone: widget.Waiting, Selected: true},
	} {
		s.add(widget.NewInboxRow(cfg), 760, 190+float32(i)*61, 352, 61)
	}
	return s.add(meetingTable(), 24, 490, 478, 200)
}

func districtTable() *widget.Table {
	names := []string{"Jonggat", "Praya Barat", "Praya", "Praya Timur", "Pujut"}
	par := []string{"3,1 %", "4,8 %", "2,9 %", "7,6 %", "4,0 %"}
	shares := []float32{38.0 / 44, 29.0 / 39, 30.0 / 36, 19.0 / 32, 22.0 / 27}
	t := widget.NewTable([]widget.TableColumn{
		{Title: "Kecamatan", Leading: true},
		{Title: "Desa", Width: 70},
		{Title: "Rapat tercatat", Width: 160, Leading: true, Bar: func(row int) float32 { return shares[row] }},
		{Title: "PAR30", Width: 90},
	}, func() int { return len(names) }, func(row, col int) (string, widget.Tone, bool) {
		switch col {
		case 0:
			return names[row], widget.Neutral, true
		case 1:
			return strconv.Itoa(row + 4), widget.Neutral, false
		case 2:
			return "38/44", widget.Neutral, false
		}
		if row == 3 {
			return par[row], widget.Waiting, true
		}
		return par[row], widget.Neutral, false
	}, nil)
	t.SetSortDescending(3)
	return t
}

func meetingTable() *widget.Table {
	rows := meetingRows()[6:10]
	t := widget.NewTable([]widget.TableColumn{
		{Title: "Anggota", Leading: true},
		{Title: "Wajib", Width: 62},
		{Title: "Sukarela", Width: 62},
		{Title: "Angsuran", Width: 66},
		{Title: "Jumlah", Width: 72},
	}, func() int { return len(rows) }, func(row, col int) (string, widget.Tone, bool) {
		switch col {
		case 0:
			return strconv.Itoa(rows[row].No) + ". " + rows[row].Name, widget.Neutral, false
		case 4:
			return rows[row].Total, widget.Neutral, true
		default:
			return rows[row].Cells[col-1], widget.Neutral, false
		}
	}, nil).Dense()
	t.RowTone = func(row int) widget.Tone {
		if row == 1 {
			return widget.Waiting
		}
		return widget.Neutral
	}
	t.SetFooter([]string{"Jumlah", "120.000", "100.000", "975.000", "1.221.000"})
	return t
}

// TestSheets compares every sheet of the second half of the kit with its stored
// picture, light and dark.
func TestSheets(t *testing.T) {
	for name, picture := range map[string]struct {
		width, height float32
		build         func() *sheet
	}{
		"money":      {800, 1145, moneySheet},
		"moneywide":  {1280, 729, moneyWideSheet},
		"pin":        {512, 560, pinSheet},
		"attendance": {800, 412, attendanceSheet},
		"cash":       {800, 576, cashSheet},
		"lists":      {800, 620, listSheet},
		"desk":       {1158, 700, deskSheet},
	} {
		golden(t, name, 1, fyne.NewSize(picture.width, picture.height), func() fyne.CanvasObject {
			s := picture.build()
			return container.New(paper{s.size}, s.objects...)
		})
	}
	golden(t, "money-large", 1.3, fyne.NewSize(800, 745), func() fyne.CanvasObject {
		g := meetingGrid(widget.MoneyGridCallbacks{})
		g.Select(7, 2)
		return g
	})
}
