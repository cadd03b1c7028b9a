package correct_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/correct"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// amended is a book in which Inaq Sahnim's opening savings were corrected, reviewed by a
// coordinator or read by the facilitator.
func amended(t *testing.T, r *screentest.Rig) kpuk.ID {
	t.Helper()
	g := r.Book.Group(screentest.ID("group", screentest.Melati))
	var wrong *kpuk.Entry
	for e := range g.Ledger().Standing() {
		if e.Line.Meeting.IsZero() && e.Line.Kind == kpuk.EntrySukarela && e.Line.Member == screentest.MemberID(screentest.Melati, 1) {
			wrong = e
		}
	}
	ripple, err := g.Holdings().Correct(kpuk.Correction{
		ID: kpuk.ID{0xe0}, Entry: wrong.ID, Reason: "Salah baca buku kelompok",
		Line: kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: wrong.Line.Amount + 50_000, Member: wrong.Line.Member},
		By:   kpuk.Actor{Person: screentest.ID("person", 1), Office: kpuk.OfficeFacilitator, At: screentest.Clock().UnixMilli() - 9e6},
	}, r.Today())
	if err != nil {
		t.Fatal(err)
	}
	recs, err := ripple.Records()
	if err != nil {
		t.Fatal(err)
	}
	r.Book.Put(recs...)
	return kpuk.AmendmentID(wrong.ID)
}

// state is where the review stands.
func state(t *testing.T, r *screentest.Rig, id kpuk.ID) *kpuk.Amendment {
	t.Helper()
	a, ok := r.Book.Record(id).(*kpuk.Amendment)
	if !ok {
		t.Fatal("there is no review")
	}
	return a
}

func TestACoordinatorReviewsALine(t *testing.T) {
	r := screentest.Coordinator(t, "id", screentest.Book()...)
	id := amended(t, r)
	m := correct.NewReview(r.Env, id)
	if !m.Judges() || m.Mends() || m.Reason != "Salah baca buku kelompok" || len(m.Sections) == 0 || m.Was == m.Is {
		t.Fatalf("%+v", m)
	}
	m.Return(func() {})
	if !m.Wanted || len(r.Kept) != 0 {
		t.Error("returned without a word")
	}
	m.Text = "Mana bukunya?"
	m.Return(func() {})
	a := state(t, r, id)
	if a.State.State != kpuk.Returned || a.State.Comment != "Mana bukunya?" || len(a.Threads()) != 1 || m.Text != "" || m.Judges() {
		t.Fatalf("%+v", a.State)
	}
	// The facilitator answers that it is right; it comes back and is approved.
	f := screentest.New(t, "id", screentest.Book()...)
	amended(t, f)
	f.Book.Put(a)
	mine := correct.NewReview(f.Env, id)
	if !mine.Mends() || mine.Returned != "Mana bukunya?" || mine.MendRoute().Name != screen.Correct {
		t.Fatalf("%+v", mine)
	}
	mine.Stands(func() {})
	if !mine.Wanted {
		t.Error("right without a reason")
	}
	for range 3 { // the rigs draw the same IDs, devices do not
		if _, err := f.IDs.New(); err != nil {
			t.Fatal(err)
		}
	}
	mine.Text = "Ada di halaman 3."
	mine.Stands(func() {})
	back := state(t, f, id)
	if th := back.Threads(); back.State.State != kpuk.Submitted || len(th) != 1 || !th[0].Right() {
		t.Fatalf("%+v", back)
	}
	r.Book.Put(back)
	m.Load()
	m.Approve(func() {})
	if state(t, r, id).State.State != kpuk.Approved || m.Judges() || m.Failure != "" {
		t.Errorf("%+v", state(t, r, id).State)
	}
}

// TestMendingALineGoesBack: correcting the returned line once more hands it in again, under
// the same name.
func TestMendingALineGoesBack(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	id := amended(t, r)
	a := kpuk.Clone(state(t, r, id))
	to, err := a.State.Return(kpuk.Actor{Person: screentest.ID("person", 2), Office: kpuk.OfficeCoordinator, At: 5}, 0, "Mana bukunya?")
	if err != nil {
		t.Fatal(err)
	}
	a.Stand(to)
	r.Book.Put(a)
	m := correct.NewModel(r.Env, correct.NewReview(r.Env, id).MendRoute())
	m.Input.Amount, m.Input.Reason = "1.000.000", "Sesuai buku"
	m.Look()
	m.Save(func() {})
	got := state(t, r, id)
	if !m.Saved || got.State.State != kpuk.Submitted || len(got.Notes) != 2 || len(got.Events()) != 3 {
		t.Errorf("saved %v, %q, %+v", m.Saved, m.Refusal(), got)
	}
}

func TestPicturesOfReviewedLines(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		desk         bool
	}{
		"review_desk": {screentest.Desktop, "id", true}, "review_returned": {screentest.Portrait, "id", false}, "review_dark_en": {screentest.Dark, "en", false},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, c.lang, screentest.Book()...)
			if c.desk {
				r = screentest.Coordinator(t, c.lang, screentest.Book()...)
			}
			id := amended(t, r)
			if !c.desk {
				a := kpuk.Clone(state(t, r, id))
				to, err := a.State.Return(kpuk.Actor{Person: screentest.ID("person", 2), Office: kpuk.OfficeCoordinator, At: screentest.Clock().UnixMilli() - 3e6}, 0, "Mana bukunya?")
				if err != nil {
					t.Fatal(err)
				}
				a.Stand(to)
				r.Book.Put(a)
			}
			screentest.Look(t, c.layout)
			screentest.Picture(t, name, c.layout, correct.NewReviewView(r.Env, id).Object())
		})
	}
}
