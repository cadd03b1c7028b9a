package review_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pendamping/app/screen"
	"pendamping/app/screen/review"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		lang         string
		group, month int
	}{
		"desktop": {"id", screentest.Melati, 10}, "desktop_en": {"en", screentest.Anggrek, 11},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, c.lang)
			v := review.New(d.Env, noWait, nil)
			if !v.SelectID(screentest.MeetingID(c.group, c.month)) {
				t.Fatal("the meeting does not wait")
			}
			screentest.Picture(t, name, screentest.Desktop, v.Object())
		})
	}
}

// state is what the book holds of a meeting.
func (d *desk) state(group, month int) kpuk.Standing {
	return d.Book.Meeting(screentest.MeetingID(group, month)).State
}

func TestKeyboardDecides(t *testing.T) {
	d := newDesk(t, "id")
	v := review.New(d.Env, noWait, nil)
	screentest.Show(t, screentest.Desktop, v.Object())
	v.SelectID(screentest.MeetingID(screentest.Mawar, 10))
	if !v.Rune('j') || !v.Rune('k') {
		t.Fatal("j and k are not taken")
	}
	v.Key(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if want := (screen.Route{Name: screen.Meeting, ID: screentest.MeetingID(screentest.Mawar, 10)}); d.Route() != want {
		t.Errorf("Enter opens %+v", d.Route())
	}
	v.Rune('a')
	if len(d.Kept) != 0 {
		t.Fatal("kept before the time to take it back was over")
	}
	d.elapse()
	if got := d.state(screentest.Mawar, 10); got.State != kpuk.Approved || got.By != screentest.ID("person", 2) {
		t.Errorf("after a: %+v", got)
	}
	if v.Rune('q') || v.Key(&fyne.KeyEvent{Name: fyne.KeyF5}) {
		t.Error("a key that means nothing here is taken")
	}
}

func TestKeysBelongToTheCommentWhileItIsWritten(t *testing.T) {
	d := newDesk(t, "id")
	v := review.New(d.Env, noWait, nil)
	w := screentest.Show(t, screentest.Desktop, v.Object())
	comment := screentest.All[*widget.Field](v.Object())[0]
	comment.Focus()
	for _, r := range "ajkr" {
		if v.Rune(r) {
			t.Errorf("%c was taken from the comment", r)
		}
	}
	if v.Key(&fyne.KeyEvent{Name: fyne.KeyReturn}) {
		t.Error("Enter was taken from the comment")
	}
	if !v.Key(&fyne.KeyEvent{Name: fyne.KeyEscape}) {
		t.Error("Escape in the comment leaves the page")
	}
	test.Type(w.Canvas().Focused(), "ajar")
	d.elapse()
	if comment.Text() != "ajar" || len(d.Kept) != 0 {
		t.Errorf("the comment is %q, kept %d", comment.Text(), len(d.Kept))
	}
	v.Refresh()
	if comment.Text() != "ajar" || !comment.Focused() {
		t.Error("a refresh disturbs the comment")
	}
}

func TestReturnAsksForACommentAndPinsIt(t *testing.T) {
	d := newDesk(t, "id")
	v := review.New(d.Env, noWait, nil)
	w := screentest.Show(t, screentest.Desktop, v.Object())
	v.SelectID(screentest.MeetingID(screentest.Kenanga, 11))
	v.Rune('r')
	d.elapse()
	if len(d.Kept) != 0 || w.Canvas().Focused() == nil {
		t.Fatalf("without a comment: kept %d, focus %v", len(d.Kept), w.Canvas().Focused())
	}
	table := screentest.All[*widget.Table](v.Object())[0]
	screentest.TapAt(w, table, 100, 32+28+14) // the second member
	test.Type(w.Canvas().Focused(), "Setoran ini keliru")
	for _, b := range screentest.All[*widget.Button](v.Object()) {
		if b.Text() == "Kembalikan" {
			test.Tap(b)
		}
	}
	v.Leave()
	id := screentest.MeetingID(screentest.Kenanga, 11)
	m := d.Book.Meeting(id)
	if m.State.State != kpuk.Returned || m.State.Comment != "Setoran ini keliru" || m.State.Step != kpuk.StepMoney {
		t.Fatalf("%+v", m.State)
	}
	if len(m.Comments) != 1 {
		t.Fatalf("%d comments", len(m.Comments))
	}
	for _, c := range m.Comments {
		if c.Of != screentest.MemberID(screentest.Kenanga, 2) || c.Step != kpuk.StepMoney || c.Text != "Setoran ini keliru" {
			t.Errorf("%+v", c)
		}
	}
}

func TestUndoBringsTheMeetingBack(t *testing.T) {
	d := newDesk(t, "id")
	v := review.New(d.Env, noWait, nil)
	screentest.Show(t, screentest.Desktop, v.Object())
	v.SelectID(screentest.MeetingID(screentest.Mawar, 10))
	v.Rune('a')
	screentest.Tap(t, v.Object(), "Urungkan")
	d.elapse()
	v.Leave()
	if len(d.Kept) != 0 || d.state(screentest.Mawar, 10).State != kpuk.Submitted {
		t.Errorf("kept %d, %+v", len(d.Kept), d.state(screentest.Mawar, 10))
	}
	if !v.SelectID(screentest.MeetingID(screentest.Mawar, 10)) {
		t.Error("the meeting is not in the inbox again")
	}
}

func TestBulkApprovesOnlyWhatHasNoWarnings(t *testing.T) {
	d := newDesk(t, "id")
	v := review.New(d.Env, noWait, nil)
	screentest.Show(t, screentest.Desktop, v.Object())
	m := review.NewModel(d.Env, noWait, func() {})
	clean := map[kpuk.ID]bool{}
	for _, b := range m.Bulk() {
		clean[b.ID] = true
	}
	if len(clean) == 0 || len(clean) == m.Count() {
		t.Fatalf("%d of %d have no warnings", len(clean), m.Count())
	}
	screentest.Tap(t, v.Object(), "Setujui semuanya")
	v.Leave()
	if len(d.Kept) != 1 || len(d.Kept[0]) != len(clean) {
		t.Fatalf("kept %d times", len(d.Kept))
	}
	for _, rec := range d.Kept[0] {
		if k, ok := rec.(*kpuk.Meeting); !ok || !clean[k.ID] || k.State.State != kpuk.Approved {
			t.Errorf("%v was approved in bulk", rec.Head().ID)
		}
	}
}

func TestAChangedMeetingIsLookedAtAgain(t *testing.T) {
	d := newDesk(t, "id")
	v := review.New(d.Env, noWait, nil)
	screentest.Show(t, screentest.Desktop, v.Object())
	id := screentest.MeetingID(screentest.Mawar, 10)
	v.SelectID(id)
	same := kpuk.Clone(d.Book.Meeting(id).Meeting)
	same.Seen = "another reading of the same"
	d.Book.Put(same)
	v.Refresh()
	if screentest.Says(v.Object(), "berubah sejak") {
		t.Error("a mere reading again counts as a change")
	}
	mended := kpuk.Clone(same)
	mended.Decisions = "Lain"
	d.Book.Put(mended)
	v.Refresh()
	if !screentest.Says(v.Object(), "berubah sejak") {
		t.Fatal("the change is not told")
	}
	v.Rune('a')
	v.Leave()
	if len(d.Kept) != 0 {
		t.Fatal("approved although it changed")
	}
	screentest.Tap(t, v.Object(), "Sudah saya lihat")
	v.Rune('a')
	v.Leave()
	if got := d.Book.Meeting(id); got.State.State != kpuk.Approved || got.Decisions != "Lain" {
		t.Errorf("%+v", got.State)
	}
}
