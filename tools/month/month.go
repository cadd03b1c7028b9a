package month

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// groupName is the name of the group without KPUK.
const groupName = "Kenanga"

// sixth joins after the group was formed; borrower takes a loan.
const (
	sixth    = "Rohayati"
	borrower = "Inaq Marni"
)

// month is everything that happens, in its order.
func (s *script) month(links [2]string) []act {
	return []act{
		s.join(links),
		s.form, func(ctx context.Context) error { return s.record(ctx, sitting{shot: "bentuk", givers: women()}) },
		s.approved("disetujui"),
		s.on(2), s.officers, s.newcomer,
		s.meeting(sitting{
			shot: "rapat1", givers: all(), extra: map[string]string{"Sri Wahyuni": "20000"}, box: s.lend,
		}),
		s.approved("rapat1-disetujui"),
		s.on(9),
		s.meeting(sitting{shot: "rapat2", givers: all(), late: "Baiq Rohani", box: s.interest}),
		s.approved("rapat2-disetujui"),
		s.on(12), s.correct, s.approved("koreksi-disetujui"),
		s.on(16),
		s.meeting(sitting{shot: "rapat3", givers: present(), away: "Halimah"}),
		s.returned, s.mend, s.approved("rapat3-disetujui"),
		s.on(18), s.visit,
		s.on(23),
		s.yearly, s.approved("rat-disetujui"),
	}
}

// all are the women of the group once the sixth has joined.
func all() []string { return append(women(), sixth) }

// present are those who come to the third meeting.
func present() []string {
	return slices.DeleteFunc(all(), func(name string) bool { return name == "Halimah" })
}

// on moves the clock to the morning of a day of November.
func (s *script) on(day int) act {
	return func(context.Context) error {
		s.at(time.November, day, 9, 0)
		return nil
	}
}

// back leaves the page by the arrow at its upper left.
func (d *device) back(context.Context) error {
	test.TapCanvas(d.window.Canvas(), fyne.NewPos(32, 32))
	d.drain()
	return nil
}

// home leaves the pages that cover the bar.
func (d *device) home(ctx context.Context) error {
	for range 6 {
		if d.shows("Tugas") && d.shows("Lainnya") {
			return nil
		}
		if err := d.back(ctx); err != nil {
			return err
		}
	}
	return d.wait(ctx, "Tugas")
}

// group opens the group's page on the tablet.
func (s *script) group(ctx context.Context) error {
	return do(ctx, s.t.home, s.t.lasts("Kelompok"), s.t.taps("KPUK "+groupName), s.t.waits("Pinjaman beredar"))
}

// officers elects a chair and a treasurer.
func (s *script) officers(ctx context.Context) error {
	for name, role := range map[string]string{"Inaq Sahnim": "Ketua", "Baiq Rohani": "Bendahara"} {
		err := do(ctx, s.group, s.t.taps(name), s.t.taps("Alamat"), s.t.taps(role), s.t.waits(role+" sejak*"))
		if err != nil {
			return err
		}
	}
	return s.t.shots("pengurus")(ctx)
}

// newcomer lets the sixth woman join, with her consent.
func (s *script) newcomer(ctx context.Context) error {
	t := s.t
	return do(ctx, s.group, t.lasts("Anggota"), s.fills("Nama lengkap", sixth, s.fromToday), t.shots("anggota-baru"),
		t.taps("Persetujuan"), t.taps("Setuju, diucapkan"), t.waits("Sudah setuju sejak"), t.shots("persetujuan"))
}

// meeting starts a meeting of the day and records it.
func (s *script) meeting(m sitting) act {
	return func(ctx context.Context) error {
		return do(ctx, s.group, s.t.taps("Mulai rapat"), s.t.waits("Lanjut: Hadir"), func(ctx context.Context) error { return s.record(ctx, m) })
	}
}

// lend has the meeting decide on a loan and pay it out.
func (s *script) lend(ctx context.Context) error {
	t := s.t
	return do(ctx, t.taps("Catat permintaan"), t.taps(borrower), s.fills("Jumlah pinjaman", "160000", s.goOn), t.writes("Berapa kali angsuran", "3"),
		s.fills("Untuk usaha apa", "Benang songket", s.goOn), t.shots("pinjaman-minta"), t.taps("Catat"), t.taps("Putuskan"), t.waits("Keputusan rapat*"),
		t.shots("pinjaman-jadwal"), t.taps("Setujui"), t.taps("Cairkan"), t.waits("Dicairkan"))
}

// interest takes the bank's interest into the box.
func (s *script) interest(ctx context.Context) error {
	t := s.t
	return do(ctx, t.taps("Masuk atau keluar"), t.taps("Pemasukan kelompok"), s.fills("Jumlah rupiah", "25000", s.goOn), s.fills("Keterangan", "Bunga bank", s.goOn),
		t.shots("bunga"), t.lasts("Simpan"), t.waits("+25.000"))
}

// send syncs a device and waits until all of it is sent.
func (d *device) send(ctx context.Context) error {
	if d.pin {
		if err := d.home(ctx); err != nil {
			return err
		}
	}
	if err := d.tap(ctx, "Sinkron"); err != nil {
		return err
	}
	for range 5 { // what is saved while a sync runs goes with the next
		if err := do(ctx, d.taps("Kirim sekarang"), d.rests); err != nil {
			return err
		}
		if d.shows("Semua sudah terkirim") {
			return nil
		}
	}
	return d.wait(ctx, "Semua sudah terkirim")
}

// rests waits until no sync runs.
func (d *device) rests(ctx context.Context) error {
	return d.until(ctx, func() bool { return d.shows("Kirim sekarang") && !d.shows("Jeda") })
}

// approved sends the meeting, has the coordinator approve it, and fetches the approval.
func (s *script) approved(shot string) act {
	return func(ctx context.Context) error {
		err := do(ctx, s.t.send, s.t.shots(shot+"-sinkron"), s.inbox, s.d.shots(shot+"-tinjauan"), s.d.taps("Setujui"), s.d.waits("Urungkan"))
		if err != nil {
			return err
		}
		return do(ctx, s.until2(func() bool { return !s.t.shows("Diajukan") }), s.t.waits("Disetujui"), s.t.shots(shot))
	}
}

// inbox opens the meeting that waits on the desk.
func (s *script) inbox(ctx context.Context) error {
	var err error
	for range 3 {
		err = do(ctx, s.d.send, s.d.taps("Tinjauan"))
		if err != nil {
			return err
		}
		if err = s.until(ctx, func() bool { return s.d.shows("tertua dulu") }); err == nil {
			return do(ctx, s.d.taps("KPUK "+groupName), s.d.waits("KPUK "+groupName+", *"))
		}
		if !errors.Is(err, errLate) {
			return err
		}
	}
	return err
}

// correct puts right what Sri Wahyuni saved of her own will at the first meeting.
func (s *script) correct(ctx context.Context) error {
	t := s.t
	return do(ctx, s.group, t.taps("Rapat"), t.shots("koreksi-rapat"), t.taps("Senin, 2 Nov 2026"), t.taps("Koreksi"), t.waits("Pilih yang keliru*"), t.shots("koreksi-pilih"),
		t.taps("Simpanan sukarela*"), s.fills("Jumlah", "15000", s.fromToday), s.fills("Alasan", "Salah baca buku kelompok", s.fromToday),
		t.shots("koreksi"), t.taps("Simpan koreksi"), s.gone("Simpan koreksi"), t.shots("koreksi-sesudah"))
}

// returned has the coordinator return the meeting with a question.
func (s *script) returned(ctx context.Context) error {
	d := s.d
	return do(ctx, s.t.send, s.inbox, d.taps("5. Halimah"), d.shots("kembali-sematkan"),
		d.writes("Komentar untuk*", "Halimah sakit, tetapi titip simpanan. Betulkan."), d.shots("kembali"), d.taps("Kembalikan"), d.waits("Urungkan"), d.send)
}

// mend does what was asked.
func (s *script) mend(ctx context.Context) error {
	t := s.t
	err := do(ctx, s.fetched("Rapat*dikembalikan"), t.shots("dikembalikan"), t.taps("Perbaiki"), t.taps("Titip setoran"), t.waits("Halimah · *"), t.lasts("Cocok,*"), t.shots("perbaiki-uang"), t.lasts("Kas"))
	if err != nil {
		return err
	}
	for range 8 {
		switch {
		case t.shows("Ajukan ke koordinator") && t.shows("Perbaiki"):
			err = t.tap(ctx, "Perbaiki") // the box does not fit any more
		case t.shows("Ajukan ke koordinator"):
			return do(ctx, t.shots("perbaiki-tutup"), t.taps("Ajukan ke koordinator"), t.waits("Rapat diajukan"))
		case t.shows("Hitung uang di kotak"):
			err = do(ctx, s.count, t.shots("perbaiki-kas"), t.taps("Lanjut: *"))
		default:
			err = t.tap(ctx, "Lanjut: *")
		}
		if err != nil {
			return err
		}
	}
	return errLate
}

// fetched syncs both devices until the tablet's first page says something.
func (s *script) fetched(what string) act {
	return func(ctx context.Context) error {
		for range 5 {
			if err := do(ctx, s.d.send, s.t.send, s.t.taps("Hari ini"), s.t.waits("Mulai rapat")); err != nil {
				return err
			}
			if s.t.shows(what) {
				return nil
			}
		}
		return fmt.Errorf("«%s»: %w; there is %s", what, errLate, s.t.words())
	}
}

// visit visits the village and takes a photo.
func (s *script) visit(ctx context.Context) error {
	t := s.t
	t.photo = filepath.Join(s.Dir, "foto.png")
	if err := photograph(t.photo); err != nil {
		return err
	}
	return do(ctx, t.home, t.taps("Hari ini"), t.taps("Kunjungan"), t.shots("kunjungan"), t.taps("Mulai kunjungan"), t.waits("Kelompok yang ditemui"),
		t.taps("KPUK "+groupName), s.fills("Tujuan kunjungan", "Melihat alat tenun", s.fromToday), s.fills("Temuan", "Benang menipis.", s.fromToday),
		t.taps("Tambah foto"), t.waits("18 Nov 2026"), t.shots("kunjungan-foto"), t.taps("Selesai kunjungan"), t.waits("Kunjungan selesai"), t.shots("kunjungan-selesai"))
}

// photograph draws something to be photographed.
func photograph(path string) error {
	p := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			p.SetRGBA(x, y, color.RGBA{R: uint8(x / 3), G: uint8(y / 2), B: 90, A: 255})
		}
	}
	f, err := os.Create(path) //nolint:gosec // in the folder of the data
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, p), f.Close())
}

// yearly holds the members' meeting of the year.
func (s *script) yearly(ctx context.Context) error {
	return do(ctx, s.group, s.t.taps("Mulai rapat"), s.t.waits("Lanjut: Hadir"), s.t.taps("RAT"), func(ctx context.Context) error {
		return s.record(ctx, sitting{shot: "rat", givers: all(), share: s.envelopes})
	})
}

// envelopes hands every woman her envelope, and the social fund its part.
func (s *script) envelopes(ctx context.Context) error {
	t := s.t
	if err := do(ctx, t.waits("Pembagian SHU"), t.shots("rat-shu")); err != nil {
		return err
	}
	for i, name := range append(all(), "Dana sosial") {
		if err := do(ctx, t.taps(name), t.waits(fmt.Sprintf("Diterima %d dari*", min(i+1, 6))), s.point); err != nil {
			return err
		}
	}
	return t.shots("rat-shu-diterima")(ctx)
}

// until2 lets both devices sync until the tablet's list of meetings says something.
func (s *script) until2(so func() bool) act {
	return func(ctx context.Context) error {
		for range 5 {
			if err := do(ctx, s.d.send, s.t.send, s.group, s.t.taps("Rapat"), s.t.waits("Keadaan")); err != nil {
				return err
			}
			if so() {
				return nil
			}
		}
		return errLate
	}
}
