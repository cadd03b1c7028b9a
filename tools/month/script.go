package month

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// villageName is the village's short name.
const villageName = "Labulia"

// script is what happens.
type script struct {
	*world

	t, d   *device
	killer *killer // at points of the meetings
	forms  *killer // in the middle of fields of forms
	killed int     // times the tablet's app was ended
	broken int     // in the middle of a field
}

// join lets both devices in.
func (s *script) join(links [2]string) act {
	return func(ctx context.Context) error {
		s.at(time.October, 26, 9, 0)
		return do(ctx, s.t.start,
			s.t.writes("Tautan undangan", links[0]), s.t.taps("Lanjut"),
			s.t.waits("Pilih PIN 6 angka"), s.t.types(pin), s.t.waits("Ketik PIN sekali lagi"), s.t.types(pin),
			s.t.waits("Lewati"), s.t.taps("Lewati"), s.t.waits("Hari ini"),
			s.d.start,
			s.d.writes("Tautan undangan", links[1]), s.d.taps("Lanjut"),
			s.d.waits("Pilih kata sandi"), s.d.writes("Kata sandi", passphrase), s.d.taps("Lanjut"),
			s.d.waits("Ketik kata sandi sekali lagi"), s.d.writes("Kata sandi", passphrase), s.d.taps("Lanjut"),
			s.d.waits("Dasbor"))
	}
}

// types presses digits of the PIN pad.
func (d *device) types(digits string) act {
	return func(ctx context.Context) error {
		for _, r := range digits {
			if err := d.tap(ctx, string(r)); err != nil {
				return err
			}
		}
		return nil
	}
}

// women are the first members; all are invented.
func women() []string {
	return []string{"Inaq Sahnim", "Baiq Rohani", "Sri Wahyuni", "Inaq Marni", "Halimah"}
}

// form forms the group.
func (s *script) form(ctx context.Context) error {
	t := s.t
	err := do(ctx, t.taps("Kelompok"), t.taps("Kelompok baru"), s.fills("Nama kelompok, tanpa KPUK", "Kenanga", s.fromToday), t.shots("bentuk"))
	if err != nil {
		return err
	}
	for i, name := range women() {
		if err := s.fills("Anggota "+strconv.Itoa(i+1), name, s.fromToday)(ctx); err != nil {
			return err
		}
	}
	return do(ctx, t.taps("Pilih desa"), t.taps("Lombok Tengah"), t.waits("Pilih kecamatan"), t.shots("desa"), t.taps("Jonggat"),
		t.waits("Pilih desa atau kelurahan"), t.taps(villageName), t.waits(villageName+", *"),
		t.taps("Tiap minggu"), s.fills("Simpanan pokok", "20000", s.fromToday), s.fills("Simpanan wajib tiap rapat", "5000", s.fromToday),
		s.fills("Dana sosial tiap rapat", "1000", s.fromToday), s.fills("Denda terlambat", "1000", s.fromToday), t.shots("bentuk"),
		t.taps("Bentuk, lalu rapat"), t.waits("Lanjut: Hadir"), t.shots("rapat-buka"))
}

// sitting is how a meeting goes.
type sitting struct {
	shot       string            // of its pictures
	late, away string            // who comes late, who does not come; empty: nobody
	extra      map[string]string // digits of a voluntary saving, by the woman's name
	givers     []string          // who pays something, by her place in the book
	box        act               // on the page of the cash, before it is counted
	share      act               // on the page of the share-out
}

// record goes through the steps of a meeting that stands at its opening, and submits it.
func (s *script) record(ctx context.Context, m sitting) error {
	t := s.t
	return do(ctx, s.attend(m), t.shots(m.shot+"-hadir"), s.point,
		t.taps("Lanjut: Catatan"), t.waits("Lanjut: Uang"), s.point, t.taps("Lanjut: Uang"), t.waits("Sudah masuk"), s.point,
		s.money(m), t.shots(m.shot+"-uang"), s.toBox(m), t.waits("Hitung uang di kotak"), maybe(m.box),
		s.count, t.shots(m.shot+"-kas"), s.point, t.taps("Lanjut: Bahasan"), t.waits("Yang dibahas"), t.taps("Usaha"), s.point,
		t.taps("Lanjut: Tutup"), t.waits("Ajukan ke koordinator"), t.shots(m.shot+"-tutup"), s.point,
		t.taps("Ajukan ke koordinator"), t.waits("Rapat diajukan"))
}

// maybe does what is to be done, if anything.
func maybe(a act) act {
	return func(ctx context.Context) error {
		if a == nil {
			return nil
		}
		return a(ctx)
	}
}

// attend marks who comes late and who is ill; the others are there.
func (s *script) attend(m sitting) act {
	return func(ctx context.Context) error {
		acts := []act{s.point, s.t.taps("Lanjut: Hadir"), s.t.waits("hadir dari*"), s.point}
		if m.late != "" {
			acts = append(acts, s.t.taps(m.late), s.t.waits("Terlambat*"))
		}
		if m.away != "" {
			acts = append(acts, s.t.taps(m.away), s.t.lasts("Sakit"))
		}
		return do(ctx, acts...)
	}
}

// money confirms the row of everybody who pays.
func (s *script) money(m sitting) act {
	return func(ctx context.Context) error {
		for _, name := range m.givers {
			var acts []act
			if digits := m.extra[name]; digits != "" {
				acts = append(acts, s.t.voluntary(name, digits), s.point)
			}
			if err := do(ctx, append(acts, s.t.lasts("Cocok,*"), s.point)...); err != nil {
				return err
			}
		}
		return nil
	}
}

// toBox goes on to the count; a share-out has its page before it.
func (s *script) toBox(m sitting) act {
	if m.share == nil {
		return s.t.lasts("Kas")
	}
	return func(ctx context.Context) error { return do(ctx, s.t.lasts("SHU"), m.share, s.t.taps("Lanjut: Kas")) }
}

// voluntary types a voluntary saving into somebody's row.
func (d *device) voluntary(name, digits string) act {
	return func(ctx context.Context) error {
		who, ok := d.find(name, 0)
		column, in := d.find("Sukarela", 0)
		if !ok || !in {
			return fmt.Errorf("no cell of %s: %s", name, d.words())
		}
		test.TapCanvas(d.window.Canvas(), fyne.NewPos(column.at.middle().X, who.at.middle().Y))
		d.drain()
		return do(ctx, d.waits(name+" · Sukarela"), d.keys(digits))
	}
}

// keys presses keys of the docked keypad, which is drawn last.
func (d *device) keys(digits string) act {
	return func(ctx context.Context) error {
		for _, r := range digits {
			if err := d.last(ctx, string(r)); err != nil {
				return err
			}
		}
		return nil
	}
}

// count counts the box so that it fits, from the largest note down.
func (s *script) count(ctx context.Context) error {
	text, ok := s.t.beside("Seharusnya")
	if !ok {
		return fmt.Errorf("no amount beside «Seharusnya»: %s", s.t.words())
	}
	left, err := rupiah(text)
	if err != nil {
		return err
	}
	if err := s.t.tap(ctx, "100.000"); err != nil {
		return err
	}
	for _, note := range []int{100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000} {
		if err := do(ctx, s.t.keys(strconv.Itoa(left/note)), s.t.lasts("Lembar"), s.point); err != nil {
			return err
		}
		left %= note
	}
	return s.t.keys(strconv.Itoa(left))(ctx)
}

// rupiah reads an amount.
func rupiah(text string) (int, error) {
	return strconv.Atoi(strings.ReplaceAll(strings.TrimPrefix(text, "Rp "), ".", ""))
}
