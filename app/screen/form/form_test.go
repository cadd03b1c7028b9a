package form_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"pendamping/app/screen/form"
	"pendamping/app/screen/keep"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

// page is a frame with one field that is saved as it is left.
func page(t *testing.T, r *screentest.Rig) (*form.Page, *widget.Field, fyne.Canvas) {
	t.Helper()
	p, k := form.New(r.Env), keep.New(r.Env)
	p.Follow(k)
	field := widget.NewField("Apa")
	task := &kpuk.Task{Header: screentest.Head(screentest.ID("task", 9), screentest.ID("group", screentest.Melati))}
	field.OnLeave = func(text string) {
		task.What = text
		k.Keep(task)
	}
	p.Show(widget.NewAppBar("Judul", "", nil), widget.NewActionBar(nil), form.Box(field), form.Box(form.Grey("kedua")))
	c := screentest.Show(t, screentest.Portrait, p.Object()).Canvas()
	p.Attach(c)
	return p, field, c
}

// TestWhatIsTypedIsSavedOnLeaving: Back with the cursor still in a field loses nothing.
func TestWhatIsTypedIsSavedOnLeaving(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	p, field, c := page(t, r)
	field.FocusOn(c)
	typed := c.Focused()
	if typed == nil {
		t.Fatal("the field is not typed into")
	}
	for _, letter := range "Urus KTP" {
		typed.TypedRune(letter)
	}
	if len(r.Kept) != 0 {
		t.Error("kept before it was left")
	}
	p.Leave()
	if got, kept := r.Last().(*kpuk.Task); !kept || got.What != "Urus KTP" {
		t.Errorf("kept %+v", r.Last())
	}
}

func TestAFailureIsSaidUntilItIsMended(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	p, field, _ := page(t, r)
	r.Fail = fault.New(fault.Full, "full")
	field.OnLeave("Urus KTP")
	if !screentest.Says(p.Object(), "penuh") {
		t.Fatalf("a full device is not told: %q", screentest.Texts(p.Object()))
	}
	r.Fail = nil
	screentest.Tap(t, p.Object(), "Coba lagi")
	if screentest.Says(p.Object(), "penuh") || r.Last() == nil {
		t.Error("it is still said, or nothing was kept")
	}
}

func TestOfferAndReplace(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	p, _, _ := page(t, r)
	backs, drawn := 0, 0
	p.Offer("Sudah", func() { backs++ }, func() { drawn++ })
	screentest.Tap(t, p.Object(), "Urungkan")
	if backs != 1 || drawn != 1 || screentest.Says(p.Object(), "Sudah") {
		t.Errorf("taken back %d times, drawn %d times", backs, drawn)
	}
	p.Replace(1, form.Box(form.Grey("ketiga")))
	if screentest.Says(p.Object(), "kedua") || !screentest.Says(p.Object(), "ketiga") {
		t.Errorf("shown %q", screentest.Texts(p.Object()))
	}
}

func TestMissing(t *testing.T) {
	r := screentest.New(t, "id")
	p := form.New(r.Env)
	p.Missing("task.missing")
	screentest.Show(t, screentest.Portrait, p.Object())
	screentest.Tap(t, p.Object(), "Kembali")
	if r.Backs != 1 {
		t.Error("there is no way back")
	}
}
