package conflicts_test

import (
	"testing"

	"pendamping/app/screen/conflicts"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

func TestChoosingByTapping(t *testing.T) {
	rig := desk(t, "id")
	src := &source{list: []kpuk.Contest{rohayati()}}
	v := conflicts.New(rig.Env, src)
	w := screentest.Show(t, screentest.Desktop, v.Object())
	root := w.Content()
	screentest.Tap(t, root, "Rohayati")
	screentest.Tap(t, root, "0812-3745-0192")
	if !screentest.Says(root, "1 dari 4 sudah dipilih.") {
		t.Fatalf("texts %q", screentest.Texts(root))
	}
	screentest.TapButton(t, root, "Pakai semua dari Sumarni")
	screentest.Type(t, root, "081234567890")
	if !screentest.Says(root, "4 dari 4 sudah dipilih.") {
		t.Fatalf("texts %q", screentest.Texts(root))
	}
	screentest.TapButton(t, root, "Simpan pilihan")
	if len(src.settled) != 1 || src.settled[0].choices[0].Value != "+6281234567890" || src.settled[0].choices[1].Pick != 0 {
		t.Fatalf("settled %+v", src.settled)
	}
	if !screentest.Says(root, "Sudah diputuskan.") || !v.Place().IsZero() {
		t.Errorf("texts %q", screentest.Texts(root))
	}
}

func TestTwinByTapping(t *testing.T) {
	rig := desk(t, "id", twin()...)
	v := conflicts.New(rig.Env, &source{})
	root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
	screentest.Tap(t, root, "2 catatan")
	screentest.TapButton(t, root, "Dua rapat yang berbeda")
	if len(rig.Kept) != 1 || !screentest.Says(root, "Tidak ada isian yang berbeda.") {
		t.Errorf("kept %d; texts %q", len(rig.Kept), screentest.Texts(root))
	}
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		open         int
	}{
		"list":     {screentest.Portrait, "id", -1},
		"record":   {screentest.Desktop, "id", 0},
		"record_2": {screentest.Dark, "en", 0},
		"removal":  {screentest.Landscape, "id", 1},
		"money":    {screentest.Desktop, "en", 2},
		"twins":    {screentest.Desktop, "id", 3},
	} {
		t.Run(name, func(t *testing.T) {
			e, money := line(10_000)
			rig := desk(t, c.lang, append(twin(), e)...)
			screentest.Look(t, c.layout)
			v := conflicts.New(rig.Env, &source{list: []kpuk.Contest{rohayati(), removed(), money}})
			w := screentest.Show(t, c.layout, v.Object())
			if c.open >= 0 {
				screentest.Tap(t, w.Content(), []string{"Rohayati", "Inaq Saknah", "26 Oct 2026", "KPUK Kenanga"}[c.open])
			}
			if name == "record" {
				screentest.Tap(t, w.Content(), "0878-6411-2205")
				screentest.Tap(t, w.Content(), "Dusun Bunsambang, RT 03")
			}
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}
