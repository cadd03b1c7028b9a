package forgot_test

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/test"

	"pendamping/app/screen/forgot"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/assets/translation"
	"pendamping/fault"
)

const good = "7K3F-9MQ2-B4XC-81TD-00PA-HJ5V-WN3"

// desk is everything around the page.
type desk struct {
	tried, opened []string
	done          func(error)
	copied        string
	left          int
}

func (d *desk) config(t *testing.T, lang string) forgot.Config {
	t.Helper()
	screentest.Look(t, screentest.Portrait)
	text, err := translation.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	return forgot.Config{
		Text: text, Place: "Tablet Praya 07 · JarPUK Lombok Tengah", Ready: true, Mark: "9TQF", Escrow: "pendamping-pin:" + strings.Repeat("AbCd-9_z", 62),
		Check: func(code string) error {
			if code != strings.ReplaceAll(good, "-", "") {
				return errors.New("mistyped")
			}
			return nil
		},
		Try: func(code string, done func(error)) { d.tried, d.done = append(d.tried, code), done },
		Open: func(code, secret string, done func(error)) {
			d.opened, d.done = append(d.opened, code+" "+secret), done
		},
		Copy: func(text string) { d.copied = text },
		Back: func() { d.left++ },
	}
}

func TestCodeAsItIsTyped(t *testing.T) {
	d := &desk{}
	cfg := d.config(t, "id")
	for typed, want := range map[string]string{
		"":                                 "",
		"7k3f 9mq2":                        "Kurang 19 huruf lagi.",
		"7K3F-9MQ2-B4XC-81TD-OOPA-HJ5V-WN": "Kurang 1 huruf lagi.",
		good + "7":                         "Kelebihan 1 huruf.",
		strings.Replace(good, "B", "8", 1): "Ada huruf yang belum tepat. Minta kode dibacakan sekali lagi.",
		"7K3F ?":                           "“?” tidak ada dalam kode. Periksa huruf itu.",
		good:                               "Kode lengkap.",
		"7k3f9mq2 b4xc.8ltd oopa hj5v wn3": "Kode lengkap.",
	} {
		m := forgot.NewModel(cfg)
		m.SetCode(typed)
		if got, ok := m.Remark(); got != want || ok != m.Complete() || ok != (want == "Kode lengkap.") {
			t.Errorf("%q: %q", typed, got)
		}
	}
}

func TestWayBackIn(t *testing.T) {
	d := &desk{}
	v := forgot.New(d.config(t, "id"))
	w := screentest.Show(t, screentest.Portrait, v.Object())
	v.Attach(w.Canvas())
	test.Type(w.Canvas().Focused(), strings.ToLower(good))
	screentest.Tap(t, v.Object(), "Lanjut")
	if len(d.tried) != 1 || d.tried[0] != strings.ReplaceAll(good, "-", "") {
		t.Fatalf("tried %v", d.tried)
	}
	screentest.Tap(t, v.Object(), "Lanjut")
	if len(d.tried) != 1 {
		t.Error("tried twice at once")
	}
	d.done(fault.New(fault.Wrong, "another device's"))
	if !screentest.Says(v.Object(), "Kode ini bukan untuk perangkat ini") {
		t.Error("a wrong code is not told")
	}
	field := screentest.All[*widget.Field](v.Object())[0]
	field.SetText("")
	v.Attach(w.Canvas())
	test.Type(w.Canvas().Focused(), good)
	screentest.Tap(t, v.Object(), "Lanjut")
	d.done(nil)
	typePIN(v, "123456")
	if len(d.opened) != 0 || !screentest.Says(v.Object(), "Pilih PIN baru") {
		t.Error("an easy PIN was taken")
	}
	typePIN(v, "864209")
	typePIN(v, "864200")
	typePIN(v, "864209")
	if len(d.opened) != 0 {
		t.Fatalf("opened by PINs that differ: %v", d.opened)
	}
	typePIN(v, "864209")
	if len(d.opened) != 1 || d.opened[0] != strings.ReplaceAll(good, "-", "")+" 864209" {
		t.Fatalf("opened %v", d.opened)
	}
	v.Key(&fyne.KeyEvent{Name: mobile.KeyBack})
	if d.left != 0 {
		t.Error("left while the device opens")
	}
	d.done(fault.New(fault.Full, "no room"))
	if !screentest.Says(v.Object(), "Kode dari koordinator") {
		t.Error("a failure does not lead back")
	}
}

func typePIN(v *forgot.View, pin string) {
	for _, r := range pin {
		v.Rune(r)
	}
}

func TestShowAndBack(t *testing.T) {
	d := &desk{}
	cfg := d.config(t, "en")
	v := forgot.New(cfg)
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.Tap(t, v.Object(), "The coordinator finds no code")
	screentest.Tap(t, v.Object(), "Copy the text")
	if d.copied != cfg.Escrow {
		t.Error("the text was not copied")
	}
	v.Key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if d.left != 0 || !screentest.Says(v.Object(), "Code from the coordinator") {
		t.Error("back does not lead to the code")
	}
	v.Key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if d.left != 1 {
		t.Error("back does not leave")
	}
	cfg.Ready = false
	v = forgot.New(cfg)
	screentest.Show(t, screentest.Portrait, v.Object())
	if !screentest.Says(v.Object(), "not prepared") || len(screentest.All[*widget.Field](v.Object())) != 0 {
		t.Error("without a key it asks for a code")
	}
	screentest.Tap(t, v.Object(), "Back")
	if d.left != 2 {
		t.Error("no way back")
	}
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct{ layout, lang, page string }{
		"code": {screentest.Portrait, "id", ""}, "code_dark": {screentest.Dark, "id", ""}, "code_land": {screentest.Landscape, "en", ""},
		"show": {screentest.Portrait, "id", "show"}, "pin": {screentest.Portrait, "id", "pin"}, "pin_land": {screentest.Landscape, "id", "pin"},
		"phrase": {screentest.Desktop, "en", "pin"}, "none": {screentest.Portrait, "id", "none"},
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{}
			cfg := d.config(t, c.lang)
			screentest.Look(t, c.layout)
			cfg.Ready, cfg.Passphrase = c.page != "none", name == "phrase"
			v := forgot.New(cfg)
			switch c.page {
			case "show":
				screentest.Tap(t, v.Object(), "Koordinator tidak menemukan kode")
			case "pin":
				field := screentest.All[*widget.Field](v.Object())[0]
				field.SetText(good)
				field.OnChanged(good)
				screentest.Tap(t, v.Object(), cfg.Text.T("forgot.next"))
				d.done(nil)
			case "":
				field := screentest.All[*widget.Field](v.Object())[0]
				field.SetText(good[:19])
				field.OnChanged(good[:19])
			}
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}
