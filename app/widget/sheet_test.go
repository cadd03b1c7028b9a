package widget_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// TestComponentSheet draws the visual target's sheet of components.
func TestComponentSheet(t *testing.T) {
	golden(t, "components", 1, fyne.NewSize(683, 1330), componentSheet)
}

// caption is the strong small line above each row of the sheet.
func caption(s string) fyne.CanvasObject {
	return widget.NewText(s, theme.SizeCaption, true, theme.Ink2)
}

// componentSheet builds the sheet.
func componentSheet() fyne.CanvasObject {
	disabled := widget.NewButton("Ajukan lagi", widget.Primary, nil, nil)
	disabled.Disable()
	buttons := widget.WrapRow(8,
		widget.NewButton("Lanjut: Kas", widget.Primary, assets.Icon("arrow-right"), nil),
		widget.NewButton("Kembali", widget.Secondary, nil, nil),
		widget.NewButton("Semua", widget.Quiet, nil, nil),
		widget.NewButton("Cabut", widget.Danger, assets.Icon("prohibit"), nil),
		widget.NewButton("Setujui", widget.Approve, assets.Icon("check"), nil),
		disabled)
	chips := widget.VStack(8,
		widget.HStack(8,
			widget.NewChip("Tersimpan di tablet", widget.Neutral, assets.Icon("device-tablet")),
			widget.NewChip("Lancar", widget.Good, assets.IconFill("check-circle")),
			widget.NewChip("Menunggu", widget.Waiting, assets.IconFill("clock")),
			widget.NewChip("Dikembalikan", widget.Urgent, assets.IconFill("flag"))),
		widget.HStack(8,
			widget.NewChip("Sedang rapat", widget.Active, assets.IconFill("play-circle")),
			widget.NewSmallChip("Telat", widget.Waiting, assets.IconFill("clock")),
			widget.NewSmallChip("Titip", widget.Active, assets.IconFill("hand-coins"))))
	row := func(title string, content fyne.CanvasObject) fyne.CanvasObject {
		return widget.VStack(8, caption(title), content)
	}
	return widget.Pad(widget.VStack(19,
		widget.Spread(widget.TitleSerif("Komponen"), widget.Fixed(widget.Songket(), 240, 0)),
		row("Tombol: pri, sec, quiet, danger, approve, disabled", buttons),
		row("Chip keadaan (32 / 24)", chips),
		row("Wajik langkah: belum, sekarang, selesai, perhatian, perlu Anda", sheetDiamonds()),
		row("Isian: biasa, salah, peringatan", sheetFields()),
		row("Baris uang: cocok, dipakai, terisi awal, tidak hadir", sheetMoney()),
		row("Urungkan (muncul 8 detik, di atas bilah bawah)",
			widget.NewUndoBar("Setoran Baiq Rohani cocok, 159.500", "Urungkan", nil)),
		row("Keadaan kosong", sheetEmpty())), 24, 24, 24, 24)
}

// sheetDiamonds is the row of states and the app's mark.
func sheetDiamonds() fyne.CanvasObject {
	mark := func(state widget.DiamondState, label string) fyne.CanvasObject {
		d := widget.NewDiamond(state, label)
		d.Side = 40
		return d
	}
	row := widget.HStack(24,
		mark(widget.Todo, "3"), mark(widget.Current, "4"), mark(widget.Done, "5"),
		mark(widget.Attention, "6"), mark(widget.NeedsYou, "7"))
	return widget.Spread(row, widget.Logo(64))
}

// sheetFields are four fields without labels.
func sheetFields() fyne.CanvasObject {
	field := func(text string) *widget.Field {
		f := widget.NewField("")
		f.SetText(text)
		return f
	}
	wrong := field("5202 0211 0715 004")
	wrong.SetMessage(widget.Urgent, "Kurang 1 angka.")
	wrong.SetSuffix(widget.Urgent, "15 / 16")
	odd := field("12 / 05 / 1984")
	odd.SetMessage(widget.Waiting, "Beda dengan NIK.")
	odd.SetSuffix(widget.Waiting, "")
	return widget.VStack(12,
		widget.Columns(nil, 12, field("0812-3745-0192"), field("150.000")),
		widget.Columns(nil, 12, wrong, odd))
}

// sheetMoney is the money grid with a row in each state.
func sheetMoney() fyne.CanvasObject {
	grid := widget.NewMoneyGrid([]widget.MoneyColumn{{Key: "loan", Title: "Angsuran", Width: 116}}, widget.MoneyGridCallbacks{})
	grid.SetRows([]widget.MoneyRow{
		{No: 2, Name: "Baiq Rohani", Cells: []string{"137.500"}, Total: "159.500", State: widget.MoneyConfirmed},
		{No: 8, Name: "Rohayati", Cells: []string{"150.000"}, Total: "162.000", State: widget.MoneyActive},
		{No: 9, Name: "Inaq Murni", Cells: []string{"110.000"}, Total: "122.000", State: widget.MoneyPrefilled},
		{No: 12, Name: "Inaq Raehan", State: widget.MoneyAbsent, AbsentText: "Tidak hadir", AbsentAction: "Titip setoran"},
	})
	grid.Select(1, 0)
	return widget.Fixed(grid, 0, 236)
}

// sheetEmpty is an empty state on a card.
func sheetEmpty() fyne.CanvasObject {
	empty := widget.NewEmpty("Belum ada rapat di kelompok ini", "Mulai rapat pertama", nil)
	empty.SetIcon(assets.Icon("notebook"))
	return widget.Card(widget.Pad(empty, 20, 20, 20, 20))
}
