package review_test

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"pendamping/app/screen/review"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// answered is Mawar's meeting with a question about a cell that the facilitator answered.
func answered(t *testing.T, lang string) (*desk, kpuk.ID) {
	t.Helper()
	d := newDesk(t, lang)
	id := screentest.MeetingID(screentest.Mawar, 10)
	m := kpuk.Clone(d.Book.Meeting(id).Meeting)
	at := screentest.Clock().UnixMilli()
	m.Say(kpuk.ID{0xc0}, kpuk.Comment{
		By: d.Me, At: at - 9e7, Step: kpuk.StepMoney, Of: screentest.MemberID(screentest.Mawar, 2), Field: "wajib", Text: "Apakah 10.000 benar?",
	})
	m.Say(kpuk.ID{0xc1}, kpuk.Comment{By: screentest.ID("person", 1), At: at - 1e6, To: kpuk.ID{0xc0}, Text: "Benar, sesuai buku kelompok."})
	d.Book.Put(m)
	return d, id
}

func TestAThreadIsAnsweredAndEnded(t *testing.T) {
	d, id := answered(t, "id")
	m := review.NewModel(d.Env, noWait, func() {})
	m.SelectID(id)
	threads := m.Threads()
	if len(threads) != 1 || threads[0].Waits || threads[0].Closed || threads[0].Place != "Uang · Baiq Ratna · Wajib" || len(threads[0].Words) != 2 {
		t.Fatalf("%+v", threads)
	}
	m.SetPin(threads[0].Pin)
	m.Reply()
	if !m.Nudged() || len(d.Kept) != 0 {
		t.Error("an answer of nothing is sent")
	}
	m.SetComment("Minta fotonya")
	m.Reply()
	if text, _ := m.Comment(); text != "" || len(d.Kept) != 1 || m.Stale() || !m.Threads()[0].Waits {
		t.Errorf("%q, kept %d, stale %v, %+v", text, len(d.Kept), m.Stale(), m.Threads())
	}
	m.Resolve(threads[0].ID)
	if !m.Threads()[0].Closed || d.state(screentest.Mawar, 10).State != kpuk.Submitted {
		t.Error("the thread is not ended, or the meeting was decided on")
	}
}

// TestReturningBeginsAThread: every return can be answered, and a cell is named.
func TestReturningBeginsAThread(t *testing.T) {
	d, id := answered(t, "id")
	m := review.NewModel(d.Env, noWait, func() {})
	m.SelectID(id)
	m.SetPin(review.Pin{Step: kpuk.StepMoney, Of: screentest.MemberID(screentest.Mawar, 1), Field: "sukarela"})
	m.SetComment("Cek lagi")
	m.Return()
	m.Settle()
	threads := d.Book.Meeting(id).Threads()
	if len(threads) != 2 || d.state(screentest.Mawar, 10).State != kpuk.Returned {
		t.Fatalf("%+v", threads)
	}
	for _, th := range threads {
		if th.Text == "Cek lagi" && (th.Field != "sukarela" || !th.Waits()) {
			t.Errorf("%+v", th)
		}
	}
}

func TestPictureOfThreads(t *testing.T) {
	for name, lang := range map[string]string{"threads": "id", "threads_en": "en"} {
		t.Run(name, func(t *testing.T) {
			d, id := answered(t, lang)
			v := review.New(d.Env, noWait, nil)
			v.SelectID(id)
			screentest.Show(t, screentest.Desktop, v.Object())
			for _, b := range screentest.All[*widget.Button](v.Object()) {
				if b.Text() == d.Text.T("review.thread.reply") {
					test.Tap(b)
				}
			}
			screentest.Picture(t, name, screentest.Desktop, v.Object())
		})
	}
}
