package recorder_test

import (
	"slices"
	"testing"
	"time"

	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// returnedFor is a meeting that was handed in with 20.000 too much in its box and returned
// for that; other questions speak of a note, a line of the group, a topic, the decisions
// and a follow-up.
func returnedFor(t *testing.T, lang string) (*screentest.Rig, kpuk.ID) {
	t.Helper()
	r := screentest.New(t, lang, screentest.Book()...)
	id := screentest.MeetingID(screentest.Anggrek, 11)
	held := r.Book.Meeting(id)
	m := kpuk.Clone(held.Meeting)
	var line kpuk.ID
	for _, e := range held.Entries() {
		if e.Line.Kind == kpuk.EntryGroupExpense {
			line = e.ID
		}
	}
	task := &kpuk.Task{
		Header: screentest.Head(screentest.ID("task", 77), m.Group), What: "Beli benang", Who: "Sumarni", Group: m.Group, Meeting: id, Due: screentest.Day(12, 4),
	}
	m.Cash = kpuk.CashCount{Done: true, Counted: 7_764_000, Notes: map[kpuk.Rupiah]int{100_000: 77, 50_000: 1, 10_000: 1, 2_000: 2}}
	m.Sheet = map[kpuk.ID]kpuk.SheetRow{}
	for n := range 5 { // the sixth was away
		m.Sheet[screentest.MemberID(screentest.Anggrek, n+1)] = kpuk.SheetRow{
			Confirmed: true, Cells: map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryWajib: 10_000, kpuk.EntrySocialIn: 2_000},
		}
	}
	at := func(day, hour, minute int) int64 {
		return screentest.Day(11, day).Time().Add(time.Duration(hour-8)*time.Hour + time.Duration(minute)*time.Minute).UnixMilli()
	}
	writer, reviewer := screentest.ID("person", 1), screentest.ID("person", 2)
	m.State = kpuk.Standing{State: kpuk.Draft, By: writer, At: at(20, 9, 2)}
	m.Stand(kpuk.Standing{State: kpuk.Submitted, By: writer, At: at(20, 12, 30), No: 1})
	m.Stand(kpuk.Standing{
		State: kpuk.Returned, By: reviewer, At: at(21, 10, 5), No: 2, Step: kpuk.StepCash,
		Comment: "Uang tunai lebih Rp 20.000 dari catatan, tetapi alasannya belum diisi. Mohon tanyakan ke bendahara.",
	})
	ask := func(n byte, step kpuk.Step, of kpuk.ID, field, text string) {
		m.Say(kpuk.ID{0xc0, n}, kpuk.Comment{By: reviewer, At: at(21, 10, int(n)), Step: step, Of: of, Field: field, Text: text})
	}
	m.Say(kpuk.ID{0xc0, 1}, kpuk.Comment{By: reviewer, At: m.State.At, Step: kpuk.StepCash, Field: kpuk.FieldDifference, Text: m.State.Comment})
	ask(2, kpuk.StepCash, kpuk.ID{}, kpuk.NoteField(50_000), "Hanya satu lembar?")
	ask(3, kpuk.StepCash, line, kpuk.FieldLine, "Ada notanya?")
	ask(4, kpuk.StepDiscussion, kpuk.ID{}, kpuk.TopicField("rights"), "Hak apa yang dibahas?")
	ask(6, kpuk.StepDiscussion, kpuk.ID{}, kpuk.FieldDecisions, "Siapa yang membeli?")
	ask(7, kpuk.StepDiscussion, task.ID, kpuk.FieldTask, "Kapan dibeli?")
	ask(8, kpuk.StepCash, kpuk.ID{9}, kpuk.FieldLine, "Baris ini ke mana?")
	r.Book.Put(task, m)
	return r, id
}

// TestCommentsSitAtTheirFields: each question is at its own place, and what speaks of a
// line that is gone is above the step.
func TestCommentsSitAtTheirFields(t *testing.T) {
	r, id := returnedFor(t, "id")
	m := open(t, r, screen.Route{ID: id})
	for name, c := range map[string]struct {
		step  kpuk.Step
		field string
		of    kpuk.ID
		text  string
	}{
		"a note":         {kpuk.StepCash, kpuk.NoteField(50_000), kpuk.ID{}, "Hanya satu lembar?"},
		"a topic":        {kpuk.StepDiscussion, kpuk.TopicField("rights"), kpuk.ID{}, "Hak apa yang dibahas?"},
		"the decisions":  {kpuk.StepDiscussion, kpuk.FieldDecisions, kpuk.ID{}, "Siapa yang membeli?"},
		"a follow-up":    {kpuk.StepDiscussion, kpuk.FieldTask, screentest.ID("task", 77), "Kapan dibeli?"},
		"a line":         {kpuk.StepCash, kpuk.FieldLine, m.GroupLines()[0].Entry, "Ada notanya?"},
		"the difference": {kpuk.StepCash, kpuk.FieldDifference, kpuk.ID{}, "Uang tunai lebih Rp 20.000 dari catatan, tetapi alasannya belum diisi. Mohon tanyakan ke bendahara."},
	} {
		t.Run(name, func(t *testing.T) {
			got := m.CommentsAt(c.step, c.field, c.of)
			if len(got) != 1 || got[0].Text != c.text || got[0].Place() == "" {
				t.Errorf("%+v", got)
			}
		})
	}
	if got := m.Comments(kpuk.StepCash); len(got) != 1 || got[0].Text != "Baris ini ke mana?" {
		t.Errorf("above the count: %+v", got)
	}
	if got := m.Comments(kpuk.StepDiscussion); len(got) != 0 {
		t.Errorf("above the discussion: %+v", got)
	}
	m.DropTask(screentest.ID("task", 77))
	if got := m.Comments(kpuk.StepDiscussion); len(got) != 1 || got[0].Text != "Kapan dibeli?" {
		t.Errorf("the question about what was dropped is gone: %+v", got)
	}
}

// TestPointsAreHandled goes through the points until the meeting can be handed in again.
func TestPointsAreHandled(t *testing.T) {
	r, id := returnedFor(t, "id")
	m := open(t, r, screen.Route{ID: id})
	review := m.Review()
	if review.Mend != 1 || review.Ask != 6 || review.Left != 7 || review.Points[0].Asks || review.Points[0].Text != "Selisih lebih 20.000 tanpa alasan" {
		t.Fatalf("%+v", review)
	}
	if m.Answer(kpuk.ID{0xc0, 2}, " ", true) == "" {
		t.Error("right without a reason")
	}
	if problem := m.Answer(kpuk.ID{0xc0, 2}, "sudah dihitung dua kali", true); problem != "" {
		t.Fatal(problem)
	}
	for _, n := range []byte{3, 8} {
		if problem := m.Reply(kpuk.ID{0xc0, n}, "ada"); problem != "" {
			t.Fatal(problem)
		}
	}
	if got := m.Review().Left; got != 4 {
		t.Errorf("%d points left", got)
	}
	m.Go(kpuk.StepDiscussion)
	m.Finish()
	m.Go(kpuk.StepCash)
	m.SetReason("Titipan Inaq Saknah")
	if hindrance := m.Finish(); hindrance != "" {
		t.Fatal(hindrance)
	}
	review = m.Review()
	if review.Left != 0 || !review.Points[0].Mended {
		t.Errorf("%+v", review)
	}
	var right bool
	for _, th := range r.Book.Meeting(id).Threads() {
		right = right || th.ID == kpuk.ID{0xc0, 2} && th.Right()
	}
	if !right {
		t.Error("what is right as it is does not go back")
	}
	if lacks := m.Submit(); len(lacks) > 0 {
		t.Fatalf("%+v", lacks)
	}
	kinds := []kpuk.EventKind{}
	for _, e := range r.Book.Meeting(id).Events() {
		kinds = append(kinds, e.Kind)
	}
	if !slices.Equal(kinds, []kpuk.EventKind{kpuk.EventBegun, kpuk.EventSubmitted, kpuk.EventReturned, kpuk.EventMended}) {
		t.Errorf("history %v", kinds)
	}
}

// TestOpenedStaysOpen: what was opened with a reason is open after a kill, and tells why.
func TestOpenedStaysOpen(t *testing.T) {
	r, id := returnedFor(t, "id")
	m := open(t, r, screen.Route{ID: id})
	if !m.Locked(kpuk.StepOpen) || m.OpenLocked("Jam mulai keliru") != "" || m.Locked(kpuk.StepOpen) {
		t.Fatal("it does not open")
	}
	again := open(t, r, screen.Route{ID: id, Step: kpuk.StepOpen})
	if again.Locked(kpuk.StepOpen) || again.Step() != kpuk.StepOpen || again.LockedCount() != 0 {
		t.Error("after a kill it is locked again")
	}
	events := again.Events()
	if e := events[len(events)-1]; e.Kind != kpuk.EventOpened || e.Text != "Jam mulai keliru" {
		t.Errorf("%+v", events)
	}
}

// TestWholeMeetingIsMended: a remark on no step is noted as done by itself.
func TestWholeMeetingIsMended(t *testing.T) {
	r, id := asked(t, "id")
	m := open(t, r, screen.Route{ID: id})
	before := m.Review().Left
	m.MarkMended(kpuk.ID{0xc0, 4})
	if got := m.Review().Left; got != before-1 {
		t.Errorf("%d of %d left", got, before)
	}
}

// TestThreadsOfWhatIsOnlyRead: what was asked shows on a meeting that cannot be changed, and
// is answered there.
func TestThreadsOfWhatIsOnlyRead(t *testing.T) {
	for _, state := range []kpuk.MeetingState{kpuk.Submitted, kpuk.Approved} {
		r, id := returnedFor(t, "id")
		m := kpuk.Clone(r.Book.Meeting(id).Meeting)
		m.Stand(kpuk.Standing{State: state, By: screentest.ID("person", 1), At: m.State.At + 1, No: 3})
		r.Book.Put(m)
		v := recorder.New(r.Env, screen.Route{ID: id}, recorder.Options{})
		screentest.Show(t, screentest.Portrait, v.Object())
		for _, want := range []string{"Tanya jawab", "“Hanya satu lembar?”", "Riwayat", "Diajukan"} {
			if !screentest.Says(v.Object(), want) {
				t.Errorf("%s: %q does not show", state, want)
			}
		}
		if problem := v.Model().Reply(kpuk.ID{0xc0, 2}, "Ya, hanya satu."); problem != "" {
			t.Fatal(problem)
		}
		v.Refresh()
		held := r.Book.Meeting(id)
		if held.State.State != state || len(held.Comments) != 8 || !screentest.Says(v.Object(), "Ya, hanya satu.") {
			t.Errorf("%s: %d comments in state %s", state, len(held.Comments), held.State.State)
		}
	}
}

func TestPicturesOfMending(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		step         kpuk.Step
		open         byte // the thread that is opened
		state        kpuk.MeetingState
	}{
		"perbaiki":            {screentest.Portrait, "id", 0, 0, kpuk.Returned},
		"perbaiki_benar":      {screentest.Dark, "id", 0, 2, kpuk.Returned},
		"perbaiki_land_en":    {screentest.Landscape, "en", 0, 0, kpuk.Returned},
		"tanya_kas":           {screentest.Portrait, "id", kpuk.StepCash, 2, kpuk.Returned},
		"tanya_kas_land":      {screentest.Landscape, "id", kpuk.StepCash, 0, kpuk.Returned},
		"tanya_kas_dark":      {screentest.Dark, "en", kpuk.StepCash, 1, kpuk.Returned},
		"tanya_bahasan_pin":   {screentest.Portrait, "id", kpuk.StepDiscussion, 6, kpuk.Returned},
		"tanya_dibaca":        {screentest.Portrait, "id", kpuk.StepClose, 0, kpuk.Submitted},
		"tanya_uang_jawab":    {screentest.Portrait, "id", kpuk.StepMoney, 0, kpuk.Returned},
		"tanya_bahasan_land":  {screentest.Landscape, "en", kpuk.StepDiscussion, 0, kpuk.Returned},
		"tanya_dibaca_dark_e": {screentest.Dark, "en", kpuk.StepClose, 0, kpuk.Approved},
	} {
		t.Run(name, func(t *testing.T) {
			r, id := returnedFor(t, c.lang)
			dress(t, c.layout)
			m := kpuk.Clone(r.Book.Meeting(id).Meeting)
			if c.state != kpuk.Returned {
				m.Stand(kpuk.Standing{State: c.state, By: screentest.ID("person", 1), At: m.State.At + 86_400_000, No: 3})
			}
			if c.step == kpuk.StepMoney {
				m.Say(kpuk.ID{0xc0, 20}, kpuk.Comment{
					By: screentest.ID("person", 2), At: m.State.At, Step: kpuk.StepMoney, Of: screentest.MemberID(screentest.Anggrek, 1), Field: "sukarela", Text: "Sukarela 0, biasanya 20.000. Benar?",
				})
			}
			r.Book.Put(m)
			v := recorder.New(r.Env, screen.Route{ID: id, Step: c.step}, recorder.Options{})
			w := screentest.Show(t, c.layout, v.Object())
			s := &screenOf{t: t, c: w.Canvas()}
			switch {
			case c.step == kpuk.StepMoney:
				s.tap("Simpanan sukarela")
				s.tap("Benar")
			case c.open > 0 && c.step == 0:
				s.tapUpper("Benar")
			case c.open == 1:
				s.tap("Cash difference")
			case c.open == 2:
				s.tap("Uang 50.000")
				s.tap("Benar")
			case c.open == 6:
				s.tap("Keputusan")
				s.tap("Balas")
			}
			screentest.Match(t, name+".png", w.Canvas().Capture())
		})
	}
}
