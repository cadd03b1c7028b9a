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

// TestAPlaceIsAskedAbout: figures of the count, topics and follow-ups are places; a question
// goes there without a decision, and what is asked for by returning as well.
func TestAPlaceIsAskedAbout(t *testing.T) {
	d := newDesk(t, "id")
	id := screentest.MeetingID(screentest.Anggrek, 11)
	task := &kpuk.Task{Header: screentest.Head(screentest.ID("task", 77), d.Book.Meeting(id).Group), What: "Beli benang", Who: "Sumarni", Group: d.Book.Meeting(id).Group, Meeting: id}
	d.Book.Put(task)
	m := review.NewModel(d.Env, noWait, func() {})
	m.SelectID(id)
	fields := map[string]review.Pin{}
	for _, s := range append(m.Box(), m.Topics()...) {
		fields[s.Label+" "+s.Value] = s.Pin
	}
	for _, p := range append(m.Promises(), m.Words()...) {
		fields[p.What] = p.Pin
	}
	for label, want := range map[string]review.Pin{
		"Selisih kas −5.000":           {Step: kpuk.StepCash, Field: kpuk.FieldDifference},
		"Dihitung 7.739.000":           {Step: kpuk.StepCash, Field: kpuk.FieldCounted},
		"Hak perempuan ":               {Step: kpuk.StepDiscussion, Field: kpuk.TopicField("rights")},
		"Beli benang":                  {Step: kpuk.StepDiscussion, Field: kpuk.FieldTask, Of: task.ID},
		"Keputusan":                    {Step: kpuk.StepDiscussion, Field: kpuk.FieldDecisions},
		"Pengeluaran kelompok −25.000": {Step: kpuk.StepCash, Field: kpuk.FieldLine, Of: fields["Pengeluaran kelompok −25.000"].Of},
	} {
		if got, ok := fields[label]; !ok || got != want {
			t.Errorf("%q: %+v of %v", label, got, fields)
		}
	}
	m.SetPin(fields["Beli benang"])
	if got := m.PinLabel(fields["Beli benang"]); got != "Bahasan · RTL: Beli benang" {
		t.Errorf("pinned to %q", got)
	}
	m.Ask()
	if !m.Nudged() || len(d.Kept) != 0 {
		t.Error("a question of nothing is sent")
	}
	m.SetComment(" Kapan? ")
	m.Ask()
	threads := d.Book.Meeting(id).Threads()
	if len(threads) != 1 || threads[0].Text != "Kapan?" || threads[0].Of != task.ID || threads[0].Field != kpuk.FieldTask || d.state(screentest.Anggrek, 11).State != kpuk.Submitted {
		t.Fatalf("%+v", threads)
	}
	if text, pin := m.Comment(); text != "" || pin != (review.Pin{}) || m.Stale() {
		t.Errorf("%q %+v is still being written", text, pin)
	}
	m.SetPin(fields["Selisih kas −5.000"])
	m.SetComment("Mengapa kurang?")
	m.Return()
	m.Settle()
	events := d.Book.Meeting(id).Events()
	if d.state(screentest.Anggrek, 11).Step != kpuk.StepCash || events[len(events)-1].Kind != kpuk.EventReturned {
		t.Errorf("%+v", events)
	}
}

func TestPictureOfAPinnedFigure(t *testing.T) {
	d := newDesk(t, "id")
	v := review.New(d.Env, noWait, nil)
	v.SelectID(screentest.MeetingID(screentest.Anggrek, 11))
	screentest.Show(t, screentest.Desktop, v.Object())
	screentest.Tap(t, v.Object(), "Selisih kas")
	screentest.Picture(t, "pinned", screentest.Desktop, v.Object())
}
