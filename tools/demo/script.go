package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// meetingSize is how many women the group of the scripted meeting has.
const meetingSize = 11

// padLeft is where the keys of the docked keypad begin, in pixels; at their left stand
// amounts that read the same.
const padLeft = 290

// script is a meeting from unlocking to approval, told as a person does it.
type script struct {
	tablet, desktop *robot
	group           string // name of the group, without KPUK
	pin, passphrase string
	shots           string // folder of the pictures
	shot            int
}

// picture takes the next numbered picture of a robot's window.
func (s *script) picture(ctx context.Context, r *robot, name string) error {
	s.shot++
	return r.shot(ctx, filepath.Join(s.shots, fmt.Sprintf("%02d-%s.png", s.shot, name)))
}

// step is one thing that a person does.
type step func(ctx context.Context) error

// run does steps until one fails.
func run(ctx context.Context, steps ...step) error {
	for _, do := range steps {
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *script) on(r *robot) hand { return hand{s, r} }

// hand makes steps for one robot.
type hand struct {
	s *script
	r *robot
}

func (h hand) click(what string) step {
	return func(ctx context.Context) error { return h.r.click(ctx, what) }
}

func (h hand) press(what string) step {
	return func(ctx context.Context) error { return h.r.press(ctx, what) }
}

// digit presses a key of the docked keypad.
func (h hand) digit(what string) step {
	return func(ctx context.Context) error { return h.r.pressRightOf(ctx, what, padLeft) }
}

func (h hand) wait(what string) step {
	return func(ctx context.Context) error { return h.r.wait(ctx, what) }
}

func (h hand) write(what string) step {
	return func(ctx context.Context) error { return h.r.write(ctx, what) }
}

func (h hand) key(name string) step {
	return func(ctx context.Context) error { return h.r.key(ctx, name) }
}

func (h hand) shot(name string) step {
	return func(ctx context.Context) error { return h.s.picture(ctx, h.r, name) }
}

// unlockTablet types the PIN on the pad.
func (s *script) unlockTablet(ctx context.Context) error {
	h := s.on(s.tablet)
	steps := []step{h.wait("Masukkan 6 angka PIN")}
	for _, digit := range s.pin {
		steps = append(steps, h.press(string(digit)))
	}
	return run(ctx, steps...)
}

// unlockDesktop types the passphrase.
func (s *script) unlockDesktop(ctx context.Context) error {
	h := s.on(s.desktop)
	return run(ctx, h.wait("Masukkan kata sandi"), h.write(s.passphrase), h.key("Return"), h.wait("Dasbor"))
}

// start opens the group and starts its meeting.
func (s *script) start(ctx context.Context) error {
	h := s.on(s.tablet)
	return run(ctx,
		h.wait("Masukkan 6 angka PIN"), h.shot("buka-kunci"), s.unlockTablet,
		h.wait("Lewati"), h.shot("perkenalan"), h.click("Lewati"),
		h.wait("Kelompok"), h.shot("hari-ini"),
		h.press("Kelompok"), h.click("Cari kelompok*"), h.write(s.group), h.wait("KPUK "+s.group), h.shot("kelompok"),
		h.click("KPUK "+s.group), h.wait("Mulai rapat"), h.shot("kelompok-rinci"),
		h.click("Mulai rapat"), h.wait("Lanjut: Hadir"), h.shot("rapat-1-buka"),
		h.click("Lanjut: Hadir"), h.wait("hadir dari*"),
	)
}

// attend marks the fifth woman as late; all others are there.
func (s *script) attend(ctx context.Context) error {
	h := s.on(s.tablet)
	return run(ctx, h.click("No. 5*"), h.wait("Terlambat"), h.shot("rapat-2-hadir"))
}

// notes reads the last minutes.
func (s *script) notes(ctx context.Context) error {
	h := s.on(s.tablet)
	return run(ctx, h.click("Lanjut: Catatan"), h.wait("Lanjut: Uang"), h.shot("rapat-3-catatan"),
		h.click("Lanjut: Uang"), h.wait("Sudah masuk"))
}

// money confirms every row; the third woman saves 20.000 of her own will.
func (s *script) money(ctx context.Context) error {
	h := s.on(s.tablet)
	for i := range meetingSize {
		if i == 2 {
			if err := s.extra(ctx); err != nil {
				return err
			}
		}
		if i == 6 {
			if err := h.shot("rapat-4-uang")(ctx); err != nil {
				return err
			}
		}
		if err := h.press("Cocok,*")(ctx); err != nil {
			return err
		}
	}
	return run(ctx, h.shot("rapat-4-uang-cocok"), h.press("Kas"), h.wait("Hitung uang di kotak"))
}

// extra types a voluntary saving into the row in use.
func (s *script) extra(ctx context.Context) error {
	h := s.on(s.tablet)
	return run(ctx, h.press("Sukarela*"), h.digit("2"), h.digit("000"), h.digit("0"))
}

// count counts the box so that it fits, from the largest note down.
func (s *script) count(ctx context.Context) error {
	h := s.on(s.tablet)
	expected, err := s.amountBeside(ctx, "Seharusnya")
	if err != nil {
		return err
	}
	for _, note := range []int64{100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000} {
		pieces := expected / note
		expected -= pieces * note
		for _, digit := range strconv.FormatInt(pieces, 10) {
			if err := h.digit(string(digit))(ctx); err != nil {
				return err
			}
		}
		if err := h.press("Lembar*")(ctx); err != nil {
			return err
		}
	}
	if expected != 0 {
		for _, digit := range strconv.FormatInt(expected, 10) {
			if err := h.digit(string(digit))(ctx); err != nil {
				return err
			}
		}
	}
	return run(ctx, h.shot("rapat-5-kas"), h.click("Lanjut: Bahasan"), h.wait("Yang dibahas"))
}

// finish discusses, shows the minutes and submits.
func (s *script) finish(ctx context.Context) error {
	h := s.on(s.tablet)
	return run(ctx, h.click("Usaha"), h.click("Kesehatan"), h.shot("rapat-6-bahasan"),
		h.click("Lanjut: Tutup"), h.wait("Ajukan ke koordinator"), h.shot("rapat-7-tutup"),
		h.click("Ajukan ke koordinator"), h.wait("Rapat diajukan"), h.shot("diajukan"))
}

// amountBeside reads the amount at the right of a label.
func (s *script) amountBeside(ctx context.Context, label string) (int64, error) {
	if err := s.tablet.wait(ctx, label); err != nil {
		return 0, err
	}
	all, err := s.tablet.texts()
	if err != nil {
		return 0, err
	}
	var at text
	for _, t := range all {
		if t.Text == label {
			at = t
		}
	}
	for _, t := range all {
		digits := strings.ReplaceAll(strings.TrimPrefix(t.Text, "Rp "), ".", "")
		n, err := strconv.ParseInt(digits, 10, 64)
		if err == nil && t.X > at.X && t.Y < at.Y+at.H && t.Y+t.H > at.Y {
			return n, nil
		}
	}
	return 0, fmt.Errorf("no amount beside «%s»", label)
}

// sync sends and receives on the tablet's own page.
func (s *script) sync(ctx context.Context) error {
	h := s.on(s.tablet)
	return run(ctx, s.home, h.press("Sinkron"), func(ctx context.Context) error {
		return poll(ctx, 60*time.Second, "the sync to be confirmed", func() bool {
			if _, ok := s.tablet.find("Semua sudah terkirim", 0); ok {
				return true
			}
			if _, ok := s.tablet.find("Kirim sekarang", 0); ok {
				return s.tablet.click(ctx, "Kirim sekarang") != nil // the next wait then says what is wrong
			}
			return false
		})
	}, h.shot("sinkron"))
}

// approve finds the meeting in the coordinator's inbox and approves it. Leaving the inbox
// makes the decision final.
func (s *script) approve(ctx context.Context) error {
	h := s.on(s.desktop)
	return run(ctx, s.review, h.press("Setujui"), h.wait("Urungkan"), h.shot("disetujui"), s.send, h.shot("desktop-sinkron"))
}

// review fetches what is new and opens the meeting.
func (s *script) review(ctx context.Context) error {
	h := s.on(s.desktop)
	return run(ctx, h.shot("dasbor"), s.send, h.click("Tinjauan"), h.wait("tertua dulu"), s.pick, h.shot("tinjauan"))
}

// send syncs the desktop.
func (s *script) send(ctx context.Context) error {
	h := s.on(s.desktop)
	return run(ctx, h.click("Sinkron"), h.click("Kirim sekarang"), h.wait("Semua sudah terkirim"))
}

// approved syncs the tablet and finds the approval on the meeting.
func (s *script) approved(ctx context.Context) error {
	h := s.on(s.tablet)
	return run(ctx, h.click("Kirim sekarang"), h.press("Kelompok"), h.click("Cari kelompok*"), h.write(s.group),
		h.click("KPUK "+s.group), h.click("Rapat"), h.wait("Disetujui"), h.shot("kembali-disetujui"))
}

// home leaves the pages that cover the bar.
func (s *script) home(ctx context.Context) error {
	for range 4 {
		if _, ok := s.tablet.find("Tugas", 0); ok {
			return nil
		}
		if err := s.tablet.clickAt(ctx, 32, 32); err != nil {
			return err
		}
	}
	return s.tablet.wait(ctx, "Tugas")
}

// pick scrolls the inbox to its end, where the newest meeting is, and opens it.
func (s *script) pick(ctx context.Context) error {
	what := "KPUK " + s.group
	if err := s.desktop.scroll(ctx, 380, 500, 60); err != nil {
		return err
	}
	h := s.on(s.desktop)
	return run(ctx, h.press(what), h.wait(what+", rapat rutin"), h.wait("Sukarela"))
}
