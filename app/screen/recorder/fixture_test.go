package recorder_test

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// The records of the fixture: a group of eleven, as most are, with a year behind it.
var (
	groupID   = screentest.ID("group", 91)
	meetingID = screentest.ID("meeting", 9111)
)

// memberID names the nth member.
func memberID(n int) kpuk.ID { return screentest.ID("member", 9100+n) }

// routine is a group of eleven members that paid their joining fees, with two loans, an
// opening balance, a meeting in October, and a new draft of today.
func routine() []kpuk.Record {
	names := []string{
		"Inaq Sahnim", "Baiq Rohani", "Hj. Nurhayati", "Inaq Marni", "Sri Wahyuni", "Inaq Sumiati", "Baiq Suhartini",
		"Rohayati", "Inaq Murni", "Halimah", "Baiq Yuliana",
	}
	rules := kpuk.Rules{Pokok: 50_000, Wajib: 10_000, Social: 2_000, LateFine: 2_000, AbsentFine: 5_000, RateBP: 150, Unit: 100, MaxTerm: 12}
	recs := []kpuk.Record{&kpuk.Group{
		Header: screentest.Head(groupID, groupID), Name: "Melati", Village: "52.02.02.2001",
		Rules: map[kpuk.Date]kpuk.Rules{kpuk.NewDate(2025, 1, 1): rules},
	}}
	entry := func(n int, kind kpuk.EntryKind, member, loan kpuk.ID, amount, service kpuk.Rupiah, on kpuk.Date) {
		recs = append(recs, &kpuk.Entry{
			Header: screentest.Head(screentest.ID("fixture entry", n), groupID),
			Line:   kpuk.EntryLine{Kind: kind, Amount: amount, Service: service, Group: groupID, Member: member, Loan: loan, Date: on},
		})
	}
	for i, name := range names {
		role := kpuk.RoleMember
		if i < 3 {
			role = kpuk.Role(i + 1)
		}
		recs = append(recs, &kpuk.Member{
			Header: screentest.Head(memberID(i+1), groupID), Name: name, Number: i + 1, Group: groupID, Role: role,
			JoinedOn: kpuk.NewDate(2025, 1, 10),
		})
		entry(i, kpuk.EntryPokok, memberID(i+1), kpuk.ID{}, 50_000, 0, kpuk.NewDate(2025, 1, 10))
		entry(100+i, kpuk.EntrySukarela, memberID(i+1), kpuk.ID{}, 250_000, 0, kpuk.NewDate(2025, 12, 28))
	}
	for i, of := range []int{2, 8} {
		loan := &kpuk.Loan{
			Header: screentest.Head(screentest.ID("fixture loan", i), groupID), Member: memberID(of), Group: groupID,
			Terms:  kpuk.Terms{Principal: 1_000_000, RateBP: 150, Instalments: 10, Unit: 100, Start: screentest.Day(6, 23)},
			Status: kpuk.LoanState{Status: kpuk.LoanActive, On: screentest.Day(6, 23)},
		}
		recs = append(recs, loan)
		entry(200+10*i, kpuk.EntryDisbursement, memberID(of), loan.ID, 1_000_000, 0, screentest.Day(6, 23))
		for k := 1; k <= 4; k++ {
			entry(200+10*i+k, kpuk.EntryInstalment, memberID(of), loan.ID, 115_000, 15_000, screentest.Day(6+k, 23))
		}
	}
	last := &kpuk.Meeting{
		Header: screentest.Head(screentest.ID("meeting", 9110), groupID), Group: groupID, Date: screentest.Day(10, 26),
		Discussion: "Pesanan songket untuk pameran Praya.", Decisions: "Benang dibeli bersama.", NextPlace: "Rumah Baiq Rohani",
		Done: 0x7f, State: kpuk.Standing{State: kpuk.Approved},
	}
	draft := &kpuk.Meeting{Header: screentest.Head(meetingID, groupID), Group: groupID, Date: screentest.Day(11, 23)}
	task := &kpuk.Task{
		Header: screentest.Head(screentest.ID("task", 91), groupID), What: "Bawa 3 berkas BPJS ke kantor desa", Who: "Inaq Sahnim",
		Group: groupID, Meeting: last.ID, Due: screentest.Day(11, 20),
	}
	return append(recs, last, draft, task)
}

// rig is an environment over the fixture. Background work is remembered, not run: the
// undo bar would otherwise hold the test up.
func rig(t *testing.T, lang string) *screentest.Rig {
	t.Helper()
	r := screentest.New(t, lang, append(routine(), screentest.Book()[:3]...)...)
	r.Go = func(func(context.Context) error, func(error)) {}
	return r
}

// route leads to the draft.
func route() screen.Route { return screen.Route{Name: screen.Recorder, ID: meetingID} }

// open makes the model of the draft.
func open(t *testing.T, r *screentest.Rig, to screen.Route) *recorder.Model {
	t.Helper()
	m, err := recorder.NewModel(r.Env, to, recorder.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// kept is the meeting as the book has it.
func kept(t *testing.T, r *screentest.Rig) *kpuk.Meeting {
	t.Helper()
	m, ok := r.Book.Record(meetingID).(*kpuk.Meeting)
	if !ok {
		t.Fatal("the meeting is not in the book")
	}
	return m
}

// screenOf drives a screen in a window by what can be read on it.
type screenOf struct {
	t    *testing.T
	c    fyne.Canvas
	taps int
}

// tap presses the lowest place on the screen where a text begins with the words.
func (s *screenOf) tap(words string) {
	s.t.Helper()
	at, ok := s.find(words)
	if !ok {
		s.t.Fatalf("nothing reads %q; there is: %s", words, s.words())
	}
	s.taps++
	test.TapCanvas(s.c, at)
}

// tapUpper presses the highest such place: what lies under the keypad is not seen.
func (s *screenOf) tapUpper(words string) {
	s.t.Helper()
	var best *fyne.Position
	visit(s.c.Content(), fyne.Position{}, func(text *canvas.Text, at fyne.Position) {
		if reads(text.Text, words) && (best == nil || at.Y < best.Y) {
			mid := at.AddXY(text.Size().Width/2, text.Size().Height/2)
			best = &mid
		}
	})
	if best == nil {
		s.t.Fatalf("nothing reads %q", words)
		return
	}
	s.taps++
	test.TapCanvas(s.c, *best)
}

// entry is what a text field can do.
type entry interface {
	fyne.Focusable
	fyne.Shortcutable
	SelectedText() string
}

// focus puts the caret behind the text of the field that holds it.
func (s *screenOf) focus(text string) entry {
	s.t.Helper()
	for range 20 {
		test.FocusNext(s.c)
		e, ok := s.c.Focused().(entry)
		if !ok {
			continue
		}
		e.TypedShortcut(&fyne.ShortcutSelectAll{})
		if e.SelectedText() == text {
			e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
			return e
		}
	}
	s.t.Fatalf("no field holds %q", text)
	return nil
}

// find is the middle of the lowest text that begins with the words.
func (s *screenOf) find(words string) (fyne.Position, bool) {
	var best fyne.Position
	found := false
	size := s.c.Size()
	visit(s.c.Content(), fyne.Position{}, func(text *canvas.Text, at fyne.Position) {
		mid := at.AddXY(text.Size().Width/2, text.Size().Height/2)
		inside := mid.X > 0 && mid.Y > 0 && mid.X < size.Width && mid.Y < size.Height
		if reads(text.Text, words) && inside && (!found || mid.Y >= best.Y) {
			best, found = mid, true
		}
	})
	return best, found
}

// reads tells whether a text begins with the words; a digit, and words that end in a
// dollar sign, must stand alone.
func reads(text, words string) bool {
	if whole, ok := strings.CutSuffix(words, "$"); ok {
		return text == whole
	}
	if len(words) == 1 {
		return text == words
	}
	return strings.HasPrefix(text, words)
}

// words lists what can be read, for messages.
func (s *screenOf) words() string {
	var all []string
	visit(s.c.Content(), fyne.Position{}, func(text *canvas.Text, _ fyne.Position) { all = append(all, text.Text) })
	return strings.Join(all, " | ")
}

// visit walks what is visible.
func visit(o fyne.CanvasObject, at fyne.Position, f func(*canvas.Text, fyne.Position)) {
	if o == nil || !o.Visible() {
		return
	}
	here := at.Add(o.Position())
	switch v := o.(type) { // other objects carry no words
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
