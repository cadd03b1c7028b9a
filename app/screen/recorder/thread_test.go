package recorder_test

import (
	"strings"
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/pictures"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// asked is a returned meeting with a question about a cell, one about who came, one
// about the discussion, and one about the whole.
func asked(t *testing.T, lang string) (*screentest.Rig, kpuk.ID) {
	t.Helper()
	r := screentest.New(t, lang, screentest.Book()...)
	id := screentest.MeetingID(screentest.Anggrek, 11)
	m := kpuk.Clone(r.Book.Meeting(id).Meeting)
	ask := func(n byte, step kpuk.Step, of int, field, text string) {
		c := kpuk.Comment{By: screentest.ID("person", 2), At: int64(n), Step: step, Field: field, Text: text}
		if of > 0 {
			c.Of = screentest.MemberID(screentest.Anggrek, of)
		}
		m.Say(kpuk.ID{0xc0, n}, c)
	}
	ask(1, kpuk.StepMoney, 1, "sukarela", "Sukarela 0, biasanya 20.000. Benar?")
	ask(2, kpuk.StepAttendance, 3, "", "Bukankah ia sakit?")
	ask(3, kpuk.StepDiscussion, 0, "", "Siapa yang membeli benang?")
	ask(4, 0, 0, "", "Fotonya mana?")
	r.Book.Put(m)
	return r, id
}

func TestThreadsSitWhereTheySpeakOf(t *testing.T) {
	r, id := asked(t, "id")
	m := open(t, r, screen.Route{ID: id})
	if points := m.Review().Points; len(points) != 5 { // four questions, and the step the meeting was returned for
		t.Fatalf("%d points: %+v", len(points), points)
	}
	who := screentest.MemberID(screentest.Anggrek, 1)
	if !m.Commented(who, kpuk.EntrySukarela) || m.Commented(who, kpuk.EntryWajib) || len(m.CommentsOn(kpuk.StepMoney, who)) != 1 {
		t.Error("the cell is not the one that is asked about")
	}
	if len(m.CommentsOn(kpuk.StepAttendance, screentest.MemberID(screentest.Anggrek, 3))) != 1 || len(m.Comments(kpuk.StepAttendance)) != 0 {
		t.Error("the question about her is not on her tile alone")
	}
	if got := m.Comments(kpuk.StepDiscussion); len(got) != 1 || !got[0].Waits {
		t.Errorf("the discussion: %+v", got)
	}
	for step, locked := range map[kpuk.Step]bool{kpuk.StepMoney: false, kpuk.StepAttendance: false, kpuk.StepDiscussion: false, kpuk.StepCash: false, kpuk.StepNotes: true} {
		if m.Locked(step) != locked {
			t.Errorf("%s is locked: %v", step, !locked)
		}
	}
}

// TestAnAnswerTravels answers with words and a photo; mending keeps the question and its
// answers.
func TestAnAnswerTravels(t *testing.T) {
	r, id := asked(t, "id")
	m := open(t, r, screen.Route{ID: id})
	thread := kpuk.ID{0xc0, 1}
	if m.Reply(thread, "  ") == "" || m.Reply(kpuk.ID{1}, "x") == "" {
		t.Error("an answer of nothing, or to nothing, is taken")
	}
	if problem := m.Reply(thread, " Benar, ia menarik simpanan. "); problem != "" {
		t.Fatal(problem)
	}
	if _, err := m.Evidence(thread).Add(pictures.Picked{Image: kpuk.PhotoImage{Hash: kpuk.Digest{1}, Size: 9}, TakenOn: r.Today()}); err != nil {
		t.Fatal(err)
	}
	held := r.Book.Meeting(id)
	var found kpuk.Thread
	for _, th := range held.Threads() {
		if th.ID == thread {
			found = th
		}
	}
	if len(found.Replies) != 1 || found.Replies[0].Text != "Benar, ia menarik simpanan." || found.Replies[0].By != r.Me || found.Waits() {
		t.Fatalf("%+v", found)
	}
	if photos := r.Book.Photos(thread); len(photos) != 1 || photos[0].Scope != held.Group {
		t.Errorf("%d photos", len(photos))
	}
	if len(m.Review().Points[2].Answers)+len(m.Review().Points[1].Answers)+len(m.Review().Points[3].Answers) != 1 {
		t.Errorf("the answer does not show: %+v", m.Review().Points)
	}
	m.Go(kpuk.StepDiscussion)
	m.Finish()
	for _, th := range r.Book.Meeting(id).Threads() {
		if th.Mended() != (th.ID == kpuk.ID{0xc0, 3}) {
			t.Errorf("%s is mended: %v", th.Text, th.Mended())
		}
	}
}

// TestUnansweredRisesOnTheAgenda: what nobody answered is on the agenda of the next
// meeting, what was answered is not.
func TestUnansweredRisesOnTheAgenda(t *testing.T) {
	r, id := asked(t, "id")
	m := kpuk.Clone(r.Book.Meeting(id).Meeting)
	m.State = kpuk.Standing{State: kpuk.Approved}
	m.Say(kpuk.ID{1}, kpuk.Comment{By: r.Me, At: 9, To: kpuk.ID{0xc0, 1}, Text: "Benar."})
	r.Book.Put(m)
	next := &kpuk.Meeting{Header: screentest.Head(kpuk.ID{0xaa}, m.Group), Group: m.Group, Date: r.Today()}
	r.Book.Put(next)
	agenda := open(t, r, screen.Route{ID: next.ID}).Opening().Agenda
	if strings.Contains(agenda, "Sukarela 0") || !strings.Contains(agenda, "rapat 20 Nov: Siapa yang membeli benang?") || strings.Count(agenda, "\n") != 2 {
		t.Errorf("the agenda is %q", agenda)
	}
}

func TestPicturesOfThreads(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		step         kpuk.Step
	}{
		"tanya":         {screentest.Portrait, "id", 0},
		"tanya_dark_en": {screentest.Dark, "en", 0},
		"tanya_uang":    {screentest.Portrait, "id", kpuk.StepMoney},
		"tanya_hadir":   {screentest.Landscape, "id", kpuk.StepAttendance},
		"tanya_bahasan": {screentest.Portrait, "id", kpuk.StepDiscussion},
	} {
		t.Run(name, func(t *testing.T) {
			r, id := asked(t, c.lang)
			dress(t, c.layout)
			to := screen.Route{ID: id, Step: c.step}
			v := recorder.New(r.Env, to, recorder.Options{})
			if c.step == 0 {
				v.Model().Reply(kpuk.ID{0xc0, 1}, "Benar, bulan ini ia menarik simpanan.")
				v.Model().Go(0)
				v.Refresh()
			}
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}
