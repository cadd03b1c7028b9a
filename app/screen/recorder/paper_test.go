package recorder_test

import (
	"strings"
	"testing"

	"pendamping/app/screen/pictures"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// keyed is a meeting that was taken down on a page, with its grid keyed in.
func keyed(t *testing.T) (*screentest.Rig, *recorder.Model) {
	t.Helper()
	r := rig(t, "id")
	m, err := recorder.NewModel(r.Env, at(kpuk.StepMoney), recorder.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range m.Members() {
		m.Confirm()
	}
	m.SetFromPaper(true)
	return r, m
}

// TestPageTotalsMustAgree: a meeting keyed in from a page cannot be handed in before the
// totals of the page and of the grid are the same.
func TestPageTotalsMustAgree(t *testing.T) {
	_, m := keyed(t)
	blocked := func() bool {
		for _, l := range m.Lacks() {
			if strings.Contains(l.Text, "lembar kertas") {
				return true
			}
		}
		return false
	}
	totals := m.PaperTotals()
	if len(totals) == 0 || !blocked() {
		t.Fatalf("totals %+v, blocked %v", totals, blocked())
	}
	for _, total := range totals {
		if err := m.SetPaperTotal(total.Kind, total.Keyed.String()); err != nil {
			t.Fatal(err)
		}
	}
	if blocked() {
		t.Errorf("still blocked: %+v", m.PaperTotals())
	}
	if err := m.SetPaperTotal(kpuk.EntryWajib, "banyak"); err == nil {
		t.Error("a word was taken for an amount")
	}
	if err := m.SetPaperTotal(kpuk.EntryWajib, "1"); err != nil || !blocked() {
		t.Errorf("another total: %v, blocked %v", err, blocked())
	}
	m.SetFromPaper(false)
	if blocked() {
		t.Error("a meeting without a page is held up by one")
	}
}

// TestAPhotoOfAnotherPageIsTold: the code on the page says whose it is.
func TestAPhotoOfAnotherPageIsTold(t *testing.T) {
	r, _ := keyed(t)
	held := r.Book.Meeting(meetingID)
	a := &album{}
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepClose), recorder.Options{Photos: a})
	for i, tt := range []struct{ code, caption, said string }{
		{kpuk.PageCode(held.Group, held.Date), "Lembar rapat", "Lembar rapat"},
		{kpuk.PageCode(held.Group, held.Date.AddDays(1)), "", "bukan rapat ini"},
		{kpuk.PageCode(kpuk.ID{9}, held.Date), "", "kelompok lain"},
		{"https://example.org", "", ""},
	} {
		a.next = pictures.Picked{Image: kpuk.PhotoImage{Hash: kpuk.Digest{byte(i + 1)}, Size: 9}, Code: tt.code}
		press(t, v, "Tambah foto")
		if p, ok := r.Last().(*kpuk.Photo); !ok || p.Caption != tt.caption {
			t.Errorf("%s: caption of %+v", tt.code, r.Last())
		}
		if !strings.Contains(s.words(), tt.said) {
			t.Errorf("%s: %q is not said", tt.code, tt.said)
		}
	}
}

func TestPaperCardPictures(t *testing.T) {
	for name, lang := range map[string]string{"paper_id": "id", "paper_en": "en"} {
		t.Run(name, func(t *testing.T) {
			r := rig(t, lang)
			m, err := recorder.NewModel(r.Env, at(kpuk.StepMoney), recorder.Options{})
			if err != nil {
				t.Fatal(err)
			}
			m.SetFromPaper(true)
			if err := m.SetPaperTotal(kpuk.EntryWajib, "110.000"); err != nil {
				t.Fatal(err)
			}
			v := recorder.New(r.Env, at(kpuk.StepClose), recorder.Options{})
			screentest.Picture(t, name, screentest.Portrait, v.Object())
		})
	}
}
