package rescue_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pendamping/app/screen/rescue"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/assets/translation"
	"pendamping/fault"
	"pendamping/kpuk"
)

// desk is what stands around the page.
type desk struct {
	started  int
	gone     int
	progress func(rescue.Progress)
	done     func(rescue.Result, error)
}

func (d *desk) config(t *testing.T, lang string) rescue.Config {
	t.Helper()
	text, err := translation.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	return rescue.Config{Text: text, Go: func() { d.gone++ }, Start: func(p func(rescue.Progress), done func(rescue.Result, error)) {
		d.started++
		d.progress, d.done = p, done
	}}
}

// tap presses the button with a text.
func tap(t *testing.T, o fyne.CanvasObject, text string) {
	t.Helper()
	for _, b := range screentest.All[*widget.Button](o) {
		if b.Text() == text {
			b.Tapped(nil)
			return
		}
	}
	t.Fatalf("no button %q", text)
}

// says lists the texts of the page.
func says(o fyne.CanvasObject) string {
	var all []string
	for _, x := range screentest.All[*widget.Text](o) {
		all = append(all, x.Text())
	}
	for _, x := range screentest.All[*widget.Banner](o) {
		all = append(all, x.Text())
	}
	return strings.Join(all, "\n")
}

func TestTheWholeWay(t *testing.T) {
	test.NewTempApp(t)
	screentest.Look(t, screentest.Portrait)
	d := &desk{}
	v := rescue.New(d.config(t, "id"))
	screentest.Show(t, screentest.Portrait, v.Object())
	tap(t, v.Object(), "Pulihkan")
	if d.started != 1 {
		t.Fatal("not started")
	}
	d.progress(rescue.Progress{Part: 0.5})
	if got := says(v.Object()); !strings.Contains(got, "Membaca catatan yang utuh…") {
		t.Errorf("while reading: %s", got)
	}
	d.progress(rescue.Progress{Fetching: true, Received: 12})
	if got := says(v.Object()); !strings.Contains(got, "12 sudah masuk") {
		t.Errorf("while fetching: %s", got)
	}
	d.done(rescue.Result{}, fault.New(fault.Full, "full"))
	if got := says(v.Object()); !strings.Contains(got, "Tempat simpan perangkat penuh") {
		t.Errorf("after a failure: %s", got)
	}
	tap(t, v.Object(), "Pulihkan")
	d.done(rescue.Result{Records: map[kpuk.Kind]int{kpuk.KindMember: 30, kpuk.KindEntry: 11}, Hub: true, Waiting: 2}, nil)
	got := says(v.Object())
	for _, want := range []string{"Catatan sudah pulih", "41 catatan", "2 perubahan Anda menunggu"} {
		if !strings.Contains(got, want) {
			t.Errorf("the result lacks %q: %s", want, got)
		}
	}
	tap(t, v.Object(), "Lanjut")
	if d.gone != 1 {
		t.Error("not gone on")
	}
}

func TestLines(t *testing.T) {
	for name, c := range map[string]struct {
		result rescue.Result
		whole  bool
		lines  []string
	}{
		"all": {rescue.Result{Hub: true, FromHub: 3}, true, []string{
			"0 records were read back from this device.", "3 records came from the hub.",
		}},
		"offline": {rescue.Result{Missing: map[kpuk.Kind]int{kpuk.KindMember: 2}}, true, []string{
			"0 records were read back from this device.", "Not there yet: 2 × members. They come with the next sync.",
			"The hub was not reached. The rest comes once there is a signal.",
		}},
		"unsure": {rescue.Result{Hub: true, Unsure: true}, false, []string{
			"0 records were read back from this device.",
			"The end of the file could not be read for certain. Check whether your last meeting is complete.",
		}},
		"filled from a copy": {rescue.Result{
			Hub: true, Filled: time.Date(2026, 11, 20, 16, 5, 0, 0, time.UTC), FromCopy: 12, Saves: 3, Records: map[kpuk.Kind]int{kpuk.KindTask: 20},
		}, true, []string{
			"20 records were read back from this device.", "12 records and 3 changes that were lost were taken from the copy of 20 Nov 2026, 16:05.",
		}},
		"from a copy": {rescue.Result{Hub: true, Unsure: true, Copy: time.Date(2026, 11, 20, 16, 5, 0, 0, time.UTC), Records: map[kpuk.Kind]int{kpuk.KindTask: 3}}, false, []string{
			"3 records were recovered from the copy of 20 Nov 2026, 16:05.",
			"What was recorded after that and not sent is not here. Check your last meeting.",
		}},
		"losses": {rescue.Result{Hub: true, Missing: map[kpuk.Kind]int{kpuk.KindEntry: 4}, Lost: 1, Check: 2}, false, []string{
			"0 records were read back from this device.", "Neither on the device nor at the hub: 4 × money lines.",
			"1 unsent change is lost. Check your last meeting.",
			"2 changes were put together again and may lack parts. Check your last meetings.",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			m := rescue.NewModel((&desk{}).config(t, "en"))
			if !m.Begin() || m.Begin() {
				t.Fatal("it begins once")
			}
			m.Finish(c.result, nil)
			var got []string
			for _, l := range m.Lines() {
				got = append(got, l.Text)
			}
			if !slices.Equal(got, c.lines) || m.Whole() != c.whole {
				t.Errorf("whole %v, says %q", m.Whole(), got)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	for kind, want := range map[fault.Kind]string{
		fault.NotFound: "identity", fault.Full: "full", fault.Damaged: "could not be restored", fault.Internal: "could not be restored",
	} {
		m := rescue.NewModel((&desk{}).config(t, "en"))
		m.Begin()
		m.Finish(rescue.Result{}, fault.New(kind, "x"))
		if got := m.Problem(); !strings.Contains(got, want) {
			t.Errorf("%v: %q", kind, got)
		}
		if m.Anew() != (kind == fault.NotFound) {
			t.Errorf("%v: a new invitation: %v", kind, m.Anew())
		}
		if !m.Begin() {
			t.Errorf("%v: no second try", kind)
		}
	}
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct{ lang, layout string }{
		"told_id": {"id", screentest.Portrait}, "done_id": {"id", screentest.Portrait}, "done_en_desk": {"en", screentest.Desktop},
	} {
		t.Run(name, func(t *testing.T) {
			test.NewTempApp(t)
			screentest.Look(t, c.layout)
			d := &desk{}
			v := rescue.New(d.config(t, c.lang))
			if name != "told_id" {
				tap(t, v.Object(), map[string]string{"id": "Pulihkan", "en": "Restore"}[c.lang])
				d.done(rescue.Result{
					Records: map[kpuk.Kind]int{kpuk.KindMember: 212, kpuk.KindEntry: 1640}, FromHub: 9, Hub: true, Waiting: 3,
					Missing: map[kpuk.Kind]int{kpuk.KindEntry: 4}, Lost: 1,
				}, nil)
			}
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}
