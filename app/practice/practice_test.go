package practice_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"pendamping/app/practice"
	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// place is a practice in a window, pressed by what can be read.
type place struct {
	t     *testing.T
	p     *practice.Practice
	c     fyne.Canvas
	lefts int
}

// open begins to practice in a layout and language.
func open(t *testing.T, layout, lang string) *place {
	t.Helper()
	rig := screentest.New(t, lang)
	screentest.Look(t, layout)
	at := &place{t: t}
	at.p = practice.New(practice.Config{
		Text: rig.Text, Now: screentest.Clock, Rand: screentest.Random(3), Area: screentest.Area, Areas: rig.Areas,
		Go:     func(func(context.Context) error, func(error)) {}, // the undo bar would hold the test up
		Person: "Nurlaela", Leave: func() { at.lefts++ },
	})
	w := screentest.Show(t, layout, at.p.Object())
	at.c = w.Canvas()
	at.p.Attach(at.c)
	return at
}

// tap presses the lowest text in sight that begins with the words; a digit stands alone.
func (at *place) tap(words string) {
	at.t.Helper()
	var best fyne.Position
	found := false
	size := at.c.Size()
	visit(at.c.Content(), fyne.Position{}, func(text *canvas.Text, pos fyne.Position) {
		mid := pos.AddXY(text.Size().Width/2, text.Size().Height/2)
		reads := strings.HasPrefix(text.Text, words) && (len(words) > 1 || text.Text == words)
		if reads && mid.X > 0 && mid.X < size.Width && mid.Y > 0 && mid.Y < size.Height && (!found || mid.Y >= best.Y) {
			best, found = mid, true
		}
	})
	if !found {
		at.t.Fatalf("nothing reads %q; there is %q", words, screentest.Texts(at.p.Object()))
	}
	test.TapCanvas(at.c, best)
}

// visit walks the texts in sight.
func visit(o fyne.CanvasObject, at fyne.Position, f func(*canvas.Text, fyne.Position)) {
	if o == nil || !o.Visible() {
		return
	}
	here := at.Add(o.Position())
	switch v := o.(type) {
	case *canvas.Text:
		f(v, here)
	case *fyne.Container:
		for _, child := range v.Objects {
			visit(child, here, f)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(v).Objects() {
			visit(child, here, f)
		}
	default:
	}
}

// marked tells whether the strip is in sight.
func (at *place) marked() bool { return screentest.Says(at.p.Object(), "LATIHAN · tidak dikirim") }

// expected is what has to be in the box.
func (at *place) expected() kpuk.Rupiah { return at.p.Book().Group(practice.GroupID()).Cash() }

// count types the money of the box note by note.
func (at *place) count(left kpuk.Rupiah) {
	for _, note := range []kpuk.Rupiah{100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000} {
		n := left / note
		left -= n * note
		if n > 0 {
			for _, d := range strconv.Itoa(int(n)) {
				at.tap(string(d))
			}
		}
		if left > 0 {
			at.tap("Lembar")
		}
	}
}

// TestWholeMeeting records a meeting through the real recorder, from the first page to
// the submission, and does an exercise of every kind but one.
func TestWholeMeeting(t *testing.T) {
	at := open(t, screentest.Portrait, "id")
	steps := []func(){
		func() { at.tap("Mulai rapat latihan") },
		func() { at.tap("Lanjut: Hadir") },
		func() { at.tap("Baiq Dahlia") },
		func() { at.tap("Lanjut: Catatan") },
		func() { at.tap("Catatan rapat lalu sudah") },
		func() { at.tap("Lanjut: Uang") },
		func() {
			for i := range 8 {
				if i == 2 {
					at.tap("Sukarela")
					at.tap("5")
					at.tap("000")
				}
				at.tap("Cocok")
			}
		},
		func() { at.tap("Lanjut:") },
		func() { at.count(at.expected()) },
		func() { at.tap("Lanjut: Bahasan") },
		func() { at.tap("Usaha") },
		func() { at.tap("Lanjut: Tutup") },
		func() { at.tap("Ajukan") },
	}
	for i, step := range steps {
		step()
		if !at.marked() {
			t.Fatalf("after step %d nothing says that this is practice", i)
		}
	}
	done := practice.Tried(at.p.Book())
	for _, e := range []practice.Exercise{practice.MarkLate, practice.SaveExtra, practice.CountCash, practice.Submit} {
		if !done[e] {
			t.Errorf("%s does not count as tried", e)
		}
	}
	if done[practice.MakeTask] || done[practice.PayShort] {
		t.Errorf("what was not done counts as tried: %v", done)
	}
	if at.lefts != 0 {
		t.Errorf("left %d times", at.lefts)
	}
}

// TestFromTheBeginning begins anew, takes that back, and begins anew again.
func TestFromTheBeginning(t *testing.T) {
	at := open(t, screentest.Portrait, "id")
	fresh := at.p.Book().Len()
	at.tap("Mulai rapat latihan")
	at.p.Key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if at.p.Book().Len() == fresh {
		t.Fatal("no meeting was begun")
	}
	begun := at.p.Book()
	at.tap("Mulai lagi")
	if at.p.Book().Len() != fresh || len(practice.Tried(at.p.Book())) != 0 {
		t.Error("something is left of the round before")
	}
	at.tap("Urungkan")
	if at.p.Book() != begun {
		t.Error("taking it back does not give the meeting back")
	}
	at.tap("Lanjutkan rapat")
	if !screentest.Says(at.p.Object(), "Lanjut: Hadir") {
		t.Error("the meeting does not go on")
	}
}

func TestWaysOut(t *testing.T) {
	for name, leave := range map[string]func(at *place){
		"strip": func(at *place) { at.tap("Selesai berlatih") },
		"back":  func(at *place) { at.p.Key(&fyne.KeyEvent{Name: fyne.KeyEscape}) },
		"in the middle of a meeting": func(at *place) {
			at.tap("Mulai rapat latihan")
			at.tap("Selesai berlatih")
		},
		"a page within, then back twice": func(at *place) {
			at.tap("Buka kelompok")
			at.p.Key(&fyne.KeyEvent{Name: fyne.KeyEscape})
			if at.lefts != 0 {
				at.t.Error("back from a page within must not leave")
			}
			at.p.Key(&fyne.KeyEvent{Name: fyne.KeyEscape})
		},
	} {
		t.Run(name, func(t *testing.T) {
			at := open(t, screentest.Portrait, "id")
			leave(at)
			if at.lefts != 1 {
				t.Errorf("left %d times", at.lefts)
			}
		})
	}
}

// TestNoRouteLeadsOut opens every route there is from inside. What is not the group's own
// says that it is not here, and nothing leaves.
func TestNoRouteLeadsOut(t *testing.T) {
	within := map[screen.Name]bool{
		screen.Group: true, screen.Member: true, screen.Loan: true, screen.Recorder: true, screen.Meeting: true,
		screen.ShareOut: true, screen.Correct: true, screen.Help: true,
	}
	for _, name := range names(t) {
		t.Run(string(name), func(t *testing.T) {
			at := open(t, screentest.Portrait, "id")
			at.p.Open(screen.Route{Name: name, ID: practice.GroupID()})
			absent := screentest.Says(at.p.Object(), "Bagian ini tidak ada dalam latihan.")
			if absent == within[name] || at.lefts != 0 || !at.marked() {
				t.Errorf("absent %v, left %d times, marked %v", absent, at.lefts, at.marked())
			}
		})
	}
}

// names lists the screens from the source, so that a new one cannot be forgotten.
func names(t *testing.T) []screen.Name {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../screen/screen.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []screen.Name
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Name" {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
			out = append(out, screen.Name(strings.Trim(lit.Value, `"`)))
		}
		return true
	})
	if len(out) < 20 {
		t.Fatalf("only %d screens found", len(out))
	}
	return out
}

// TestRecordsHold checks the group against the rules of the ledger, on days on which
// months are counted differently.
func TestRecordsHold(t *testing.T) {
	for _, today := range []kpuk.Date{kpuk.NewDate(2026, 11, 23), kpuk.NewDate(2027, 3, 31), kpuk.NewDate(2028, 2, 29)} {
		b := book.New()
		b.Put(practice.Records(today, screentest.ID("person", 1), "Nurlaela")...)
		g := b.Group(practice.GroupID())
		if g == nil || g.Err() != nil {
			t.Fatalf("%v: %v", today, g.Err())
		}
		if g.Active() != 8 || len(g.Loans()) != 2 || g.Running() != nil || g.Cash() <= 0 {
			t.Errorf("%v: %d members, %d loans, %d in the box", today, g.Active(), len(g.Loans()), g.Cash())
		}
		if late := g.LateMembers(today); len(late) != 1 {
			t.Errorf("%v: %d members are late, want one", today, len(late))
		}
	}
}

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct{ layout, lang string }{
		"home": {screentest.Portrait, "id"}, "home_land": {screentest.Landscape, "id"},
		"home_dark": {screentest.Dark, "id"}, "home_en": {screentest.Portrait, "en"},
	} {
		t.Run(name, func(t *testing.T) {
			at := open(t, of.layout, of.lang)
			screentest.Match(t, name+".png", at.c.Capture())
		})
	}
	for name, layout := range map[string]string{"uang": screentest.Portrait, "uang_land": screentest.Landscape, "uang_dark": screentest.Dark} {
		t.Run(name, func(t *testing.T) {
			at := open(t, layout, "id")
			at.tap("Mulai rapat latihan")
			for _, step := range []string{"Lanjut: Hadir", "Lanjut: Catatan", "Lanjut: Uang"} {
				at.tap(step)
			}
			screentest.Match(t, name+".png", at.c.Capture())
		})
	}
	t.Run("tried", func(t *testing.T) {
		at := open(t, screentest.Portrait, "id")
		at.tap("Mulai rapat latihan")
		at.tap("Lanjut: Hadir")
		at.tap("Baiq Dahlia")
		at.p.Key(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if done := practice.Tried(at.p.Book()); !done[practice.MarkLate] || done[practice.SaveExtra] {
			t.Errorf("tried %v", done)
		}
		screentest.Match(t, "tried.png", at.c.Capture())
	})
}
