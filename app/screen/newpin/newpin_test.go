package newpin_test

import (
	"errors"
	"testing"
	"time"

	"pendamping/app/screen/newpin"
	"pendamping/app/screen/screentest"
	"pendamping/fault"
)

// desk is what the page asks.
type desk struct {
	asked []string
	done  func(newpin.Result)
}

func (d *desk) config(phrase bool) newpin.Config {
	return newpin.Config{Passphrase: phrase, Change: func(old, next string, done func(newpin.Result)) {
		d.asked, d.done = append(d.asked, old+" "+next), done
	}}
}

func typePIN(v *newpin.View, pins ...string) {
	for _, pin := range pins {
		for _, r := range pin {
			v.Rune(r)
		}
	}
}

func TestOldOneFirst(t *testing.T) {
	r, d := screentest.New(t, "id"), &desk{}
	v := newpin.New(r.Env, d.config(false))
	screentest.Show(t, screentest.Portrait, v.Object())
	typePIN(v, "135791", "135791")
	if !screentest.Says(v.Object(), "Itu sama dengan yang lama.") {
		t.Error("the same PIN again was taken")
	}
	typePIN(v, "864209", "135791")
	if !screentest.Says(v.Object(), "Pilih PIN baru") || len(d.asked) != 0 {
		t.Error("two that differ were taken")
	}
	typePIN(v, "864209", "864209")
	if len(d.asked) != 1 || d.asked[0] != "135791 864209" {
		t.Fatalf("asked %v", d.asked)
	}
	typePIN(v, "111222")
	d.done(newpin.Result{Err: fault.New(fault.Wrong, "wrong"), Left: 2})
	if !screentest.Says(v.Object(), "Masukkan PIN yang sekarang") || !screentest.Says(v.Object(), "Masih ada 2 kali") {
		t.Error("a wrong old PIN is not told")
	}
	typePIN(v, "135792", "864209", "864209")
	d.done(newpin.Result{Err: fault.New(fault.Wrong, "wrong"), Wait: 65 * time.Second})
	if !screentest.Says(v.Object(), "Tunggu 1:05") {
		t.Error("the wait is not told")
	}
	typePIN(v, "135793", "864209", "864209")
	d.done(newpin.Result{Err: errors.New("disk")})
	if !screentest.Says(v.Object(), "Belum berhasil diganti") {
		t.Error("a failure is not told")
	}
	typePIN(v, "135791", "864209", "864209")
	d.done(newpin.Result{})
	if len(d.asked) != 4 || !screentest.Says(v.Object(), "Sudah diganti.") {
		t.Errorf("asked %v", d.asked)
	}
	typePIN(v, "135791")
	screentest.Tap(t, v.Object(), "Selesai")
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		layout string
		phrase bool
	}{"old": {screentest.Portrait, false}, "again_dark": {screentest.Dark, false}, "land": {screentest.Landscape, false}, "phrase": {screentest.Desktop, true}} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, "id")
			screentest.Look(t, c.layout)
			v := newpin.New(r.Env, (&desk{}).config(c.phrase))
			if name == "again_dark" {
				typePIN(v, "135791", "864209", "12")
			}
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}
