package month

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// newPIN is chosen by the code.
const newPIN = "864209"

// written joins the lines of a window that are a key or a code: capitals, digits and
// blanks, from the one that matches first on until so many characters are there.
func (s *seat) written(first *regexp.Regexp, length int) string {
	lines := regexp.MustCompile(`^[A-Z0-9 -]+$`)
	out := ""
	for _, t := range s.look() {
		if out == "" && !first.MatchString(t.text) || !lines.MatchString(t.text) {
			continue
		}
		if out += strings.ReplaceAll(t.text, " ", ""); len(out) >= length {
			return out
		}
	}
	return out
}

// locks closes the tablet from the page of settings.
func (d *device) locks(ctx context.Context) error {
	return do(ctx, d.home, d.lasts("Lainnya"), d.taps("Kunci sekarang"), d.waits("Masukkan 6 angka PIN"))
}

// makesKey makes the recovery key on the desktop and puts it into force; it gives the key
// as it stood on the screen.
func (s *script) makesKey(ctx context.Context) (key string, err error) {
	d := s.d
	err = do(ctx, d.taps("Pengaturan"), d.waits("Kunci pemulihan"), d.taps("Buat kunci"), d.taps("Kunci sudah saya simpan"), d.taps("Tampilkan lagi"))
	if err != nil {
		return "", err
	}
	key = d.written(regexp.MustCompile(`^AGE- SECR ET-K`), 74)
	return key, do(ctx, d.shots("kunci"), d.taps("Kunci sudah saya simpan"), d.writes("8 huruf terakhir kunci", key[max(0, len(key)-8):]),
		d.taps("Berlakukan kunci"), d.waits("Kunci berlaku.*"), d.shots("kunci-berlaku"), d.send)
}

// opensCode has the coordinator open the code of the tablet, and gives it.
func (s *script) opensCode(ctx context.Context, key string) (code string, err error) {
	d, t := s.d, s.t
	mark, ok := t.beside("Tanda perangkat ini")
	if !ok || len(mark) != 4 {
		return "", errors.New("the tablet shows no mark: " + t.words())
	}
	err = do(ctx, d.send, d.taps("Pengguna & tablet"), d.taps(facilitator), d.waits("PIN yang terlupa: dapat ditolong"), d.taps("Lupa PIN…"),
		d.waits(mark), d.writes("Kunci pemulihan", key), d.shots("buka-kode"), d.taps("Buka kode"), d.waits("Bacakan kode ini"), d.shots("kode"))
	if err != nil {
		return "", err
	}
	return d.written(regexp.MustCompile(`^[0-9A-Z]{4}( [0-9A-Z]{4})+$`), 27), do(ctx, d.taps("Selesai"))
}

// opensBy types a code on the tablet, and a new PIN.
func (s *script) opensBy(code string) act {
	t := s.t
	return func(ctx context.Context) error {
		return do(ctx, t.writes("Kode dari koordinator", strings.ToLower(code)), t.waits("Kode lengkap."), t.shots("kode-tablet"), t.taps("Lanjut"),
			t.waits("Pilih PIN baru, 6 angka"), t.types(newPIN), t.waits("Ketik PIN baru sekali lagi"), t.shots("pin-baru"), t.types(newPIN))
	}
}

// TestForgottenPIN goes the whole way through the windows, with a hub in a process of its
// own: the coordinator makes a key, the facilitator's PIN is forgotten in the middle of a
// meeting of which nothing was sent, the code is read out, and she goes on where she was.
func TestForgottenPIN(t *testing.T) {
	if testing.Short() {
		t.Skip("through the widgets")
	}
	shots := os.Getenv("MONTH_SHOTS")
	if shots != "" {
		shots = filepath.Join(shots, "pin")
		if err := os.MkdirAll(shots, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	w := &world{Config: Config{Hub: hub(t), Dir: t.TempDir(), Shots: shots, Logger: slog.New(slog.DiscardHandler)}, stage: newStage()}
	defer w.stop()
	ctx := t.Context()
	links, err := w.found(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.tablet, w.desk = w.newDevice("tablet", true, fyne.NewSize(800, 1280)), w.newDevice("desktop", false, fyne.NewSize(1366, 768))
	s := &script{world: w, t: w.tablet, d: w.desk, killer: newKiller(1, 0, pointsOfMonth)}
	must := func(acts ...act) {
		t.Helper()
		if failed := do(ctx, acts...); failed != nil {
			_ = do(ctx, w.tablet.shots("failed"), w.desk.shots("failed")) //nolint:errcheck // only pictures
			t.Fatal(failed)
		}
	}
	must(s.join(links), s.form, s.t.home, s.t.send)
	key, err := s.makesKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(key) != 74 {
		t.Fatalf("a key of %d letters", len(key))
	}
	// The first sync brings the key, the second takes the deposit away.
	must(s.t.send, s.t.send, s.group, s.t.taps("Lanjutkan rapat"), s.t.taps("Lanjut: Hadir"), s.t.taps("Halimah"), s.t.waits("Terlambat*"),
		s.t.taps("Lanjut: Catatan"), s.t.waits("Lanjut: Uang"))
	before := steady(s.t.reading())
	must(s.t.locks, s.t.types("000111"), s.t.waits("Belum cocok.*"), s.t.taps("Lupa PIN"), s.t.waits("Catatan tidak hilang."), s.t.shots("lupa-pin"))
	code, err := s.opensCode(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	must(s.opensBy(code), s.t.waits("Lanjut: Uang"), s.t.shots("kembali-bekerja"))
	if now := steady(s.t.reading()); strings.Join(now, "|") != strings.Join(before, "|") {
		t.Errorf("before %q, now %q", before, now)
	}

	must(s.t.taps("Kembali"), s.t.waits("Terlambat"))

	// The forgotten PIN and the used code are void; the new PIN is not.
	must(s.t.send, s.t.send, s.t.locks, s.t.types(pin), s.t.waits("Belum cocok.*"), s.t.taps("Lupa PIN"),
		s.t.writes("Kode dari koordinator", code), s.t.taps("Lanjut"), s.t.waits("Kode ini bukan untuk perangkat ini*"), s.t.shots("kode-lama"))
	again, err := s.opensCode(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	if again == code {
		t.Error("the next code is the one that was read out")
	}
	must(s.t.back, s.t.types(newPIN), s.t.waits("Lanjut: Catatan"))
}
