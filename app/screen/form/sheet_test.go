package form_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// filled is a form with a field for something new, a choice, and a field over a record.
type filled struct {
	sheet  *form.Sheet
	what   *widget.Field
	choice *widget.Choice
	name   *widget.Field
	object fyne.CanvasObject
}

func her() kpuk.ID { return screentest.MemberID(screentest.Melati, 1) }

func open(t *testing.T, r *screentest.Rig) *filled {
	t.Helper()
	f := &filled{what: widget.NewField("Apa"), name: widget.NewField("Nama")}
	f.choice = widget.NewChoice("Jenis", []widget.Option{{Value: "a", Text: "Alfa"}, {Value: "b", Text: "Beta"}}, "a", nil)
	f.sheet = form.NewSheet(r.Env, "member", her(), screen.Route{Name: screen.Member, ID: her()})
	f.sheet.Ask("what", "Apa", f.what)
	f.sheet.Ask("kind", "Jenis", f.choice)
	recorded := func() string { return r.Book.Member(her()).Name }
	f.name.SetText(recorded())
	f.sheet.Edit("Name", "Nama", f.name, recorded)
	f.object = widget.VStack(8, f.sheet.Object(), f.what, f.choice, f.name)
	f.sheet.Redraw = f.object.Refresh
	screentest.Show(t, screentest.Portrait, f.object)
	return f
}

// killed opens the form in another app.
func killed(t *testing.T, before *screentest.Rig, recs ...kpuk.Record) (*screentest.Rig, *filled) {
	t.Helper()
	r := before.Again(t, recs...)
	f := open(t, r)
	f.sheet.Offer()
	return r, f
}

// half types into a form and leaves it.
func half(t *testing.T) *screentest.Rig {
	t.Helper()
	r := screentest.New(t, "id", screentest.Book()...).Remember()
	f := open(t, r)
	screentest.TypeOn(t, f.what, "Urus KT")
	screentest.Tap(t, f.choice, "Beta")
	return r
}

func TestGoingOn(t *testing.T) {
	r, f := killed(t, half(t))
	if !screentest.Says(f.object, "Isian tadi belum disimpan.") || !screentest.Says(f.object, "diketik 10.24") || f.what.Text() != "" {
		t.Fatalf("offered: %q", screentest.Texts(f.object))
	}
	screentest.Tap(t, f.object, "Lanjutkan isian tadi")
	if f.what.Text() != "Urus KT" || f.choice.Selected() != "b" || !screentest.Says(f.object, "Melanjutkan isian tadi.") {
		t.Errorf("back are %q and %q; it says %q", f.what.Text(), f.choice.Selected(), screentest.Texts(f.object))
	}
	f.sheet.Saved()
	if len(r.Drafts.List()) != 0 || screentest.Says(f.object, "isian tadi") {
		t.Error("a saved form is still a draft")
	}
}

func TestThrowingAwayCanBeTakenBack(t *testing.T) {
	r, f := killed(t, half(t))
	screentest.Tap(t, f.object, "Buang")
	if len(r.Drafts.List()) != 0 || !screentest.Says(f.object, "Isian dibuang") {
		t.Fatalf("it was not thrown away: %+v, %q", r.Drafts.List(), screentest.Texts(f.object))
	}
	screentest.Tap(t, f.object, "Urungkan")
	screentest.Tap(t, f.object, "Lanjutkan isian tadi")
	if f.what.Text() != "Urus KT" {
		t.Errorf("back is %q", f.what.Text())
	}
	screentest.Tap(t, f.object, "Buang")
	if f.what.Text() != "" || f.choice.Selected() != "a" || len(r.Drafts.List()) != 0 {
		t.Errorf("emptied it holds %q and %q", f.what.Text(), f.choice.Selected())
	}
	screentest.Tap(t, f.object, "Urungkan")
	if f.what.Text() != "Urus KT" || f.choice.Selected() != "b" || len(r.Drafts.List()) != 1 {
		t.Errorf("back are %q and %q", f.what.Text(), f.choice.Selected())
	}
}

// TestNothingIsOverwrittenSilently changes a record while a form over it lies half-filled.
func TestNothingIsOverwrittenSilently(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...).Remember()
	screentest.TypeOn(t, open(t, rig).name, "i")
	left := rig.Drafts.List()[0]
	other := kpuk.Clone(rig.Book.Member(her()).Member)
	other.Name = "Sri Handayani"
	for name, tt := range map[string]struct{ tap, want string }{
		"mine":   {"Pakai isian saya", left.Typed["Name"]},
		"theirs": {"Biarkan yang tercatat", "Sri Handayani"},
	} {
		t.Run(name, func(t *testing.T) {
			r, f := killed(t, rig, kpuk.Clone(other))
			screentest.Tap(t, f.object, "Lanjutkan isian tadi")
			if f.name.Text() != "Sri Handayani" || !screentest.Says(f.object, "sekarang Sri Handayani") || !screentest.Says(f.object, left.Typed["Name"]) {
				t.Fatalf("the field holds %q; it says %q", f.name.Text(), screentest.Texts(f.object))
			}
			screentest.Tap(t, f.object, tt.tap)
			if f.name.Text() != tt.want {
				t.Errorf("the field holds %q, want %q", f.name.Text(), tt.want)
			}
			if name == "theirs" {
				if len(r.Drafts.List()) != 0 {
					t.Error("what was given up is still a draft")
				}
				screentest.Tap(t, f.object, "Urungkan")
				if len(r.Drafts.List()) != 1 {
					t.Error("giving it up cannot be taken back")
				}
			}
		})
	}
}

// TestSettled forgets what the book has by now, and nothing else.
func TestSettled(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...).Remember()
	f := open(t, r)
	screentest.TypeOn(t, f.name, "x")
	screentest.TypeOn(t, f.what, "y")
	saved := kpuk.Clone(r.Book.Member(her()).Member)
	saved.Name = f.name.Text()
	r.Book.Put(saved)
	f.sheet.Settle()
	if left, ok := f.sheet.Left(); !ok || len(left.Typed) != 1 || left.Typed["what"] != "y" {
		t.Errorf("left %+v", left)
	}
}

func TestOffer(t *testing.T) {
	r := half(t)
	opened := 0
	o := form.NewOffer(r.Env, form.Way{Form: "member", Record: her(), Open: func() { opened++ }}, form.Way{Form: "visit", Record: her()})
	screentest.Show(t, screentest.Portrait, o.Object())
	screentest.Tap(t, o.Object(), "Buang")
	screentest.Tap(t, o.Object(), "Urungkan")
	screentest.Tap(t, o.Object(), "Lanjutkan isian tadi")
	if opened != 1 || len(r.Drafts.List()) != 1 || o.Object().Visible() {
		t.Errorf("opened %d times, %d drafts", opened, len(r.Drafts.List()))
	}
}
