package talk_test

import (
	"testing"

	"fyne.io/fyne/v2/container"

	"pendamping/app/screen/screentest"
	"pendamping/app/screen/talk"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// mended is a meeting that was returned, mended and approved, with what was asked and
// answered on the way.
func mended(t *testing.T, lang string) (*screentest.Rig, *kpuk.Meeting) {
	t.Helper()
	r := screentest.New(t, lang, screentest.Book()...)
	m := kpuk.Clone(r.Book.Meeting(screentest.MeetingID(screentest.Anggrek, 11)).Meeting)
	writer, reviewer := screentest.ID("person", 1), screentest.ID("person", 2)
	day := screentest.Day(11, 20).Time().UnixMilli()
	hour := func(n int64) int64 { return day + n*3_600_000 }
	m.State = kpuk.Standing{By: writer, At: hour(1)}
	m.Stand(kpuk.Standing{State: kpuk.Submitted, By: writer, At: hour(4), No: 1})
	m.Stand(kpuk.Standing{State: kpuk.Returned, By: reviewer, At: hour(26), No: 2, Step: kpuk.StepCash, Comment: "Selisih 20.000 tanpa alasan."})
	m.Say(kpuk.ID{1}, kpuk.Comment{By: reviewer, At: hour(26), Step: kpuk.StepCash, Field: kpuk.FieldDifference, Text: "Selisih 20.000 tanpa alasan.", Mend: true})
	m.Say(kpuk.ID{2}, kpuk.Comment{
		By: reviewer, At: hour(27), Step: kpuk.StepMoney, Of: screentest.MemberID(screentest.Anggrek, 1), Field: "sukarela", Text: "Sukarela 0, biasanya 20.000. Benar?",
	})
	if err := m.AnswerTo(kpuk.ID{2}, kpuk.ID{3}, kpuk.Actor{Person: writer, At: hour(48)}, "Ia menarik simpanan bulan ini.", true); err != nil {
		t.Fatal(err)
	}
	m.Say(kpuk.ID{4}, kpuk.Comment{By: reviewer, At: hour(28), Step: kpuk.StepDiscussion, Field: kpuk.TopicField("rights"), Text: "Hak apa yang dibahas?"})
	m.Say(kpuk.ID{5}, kpuk.Comment{By: reviewer, At: hour(60), To: kpuk.ID{1}, Step: kpuk.StepCash, Done: true})
	if err := m.Open(kpuk.ID{6}, kpuk.Actor{Person: writer, At: hour(47)}, "Jam mulai keliru"); err != nil {
		t.Fatal(err)
	}
	m.Stand(kpuk.Standing{State: kpuk.Submitted, By: writer, At: hour(49), No: 3})
	m.Stand(kpuk.Standing{State: kpuk.Approved, By: reviewer, At: hour(70), No: 4})
	r.Book.Put(m)
	return r, m
}

func TestThreadsInWords(t *testing.T) {
	r, m := mended(t, "id")
	g := r.Book.Group(m.Group)
	points := talk.ReadAll(r.Env, g, m)
	if len(points) != 3 { // the reason for opening is no question
		t.Fatalf("%+v", points)
	}
	for i, want := range []struct {
		place                          string
		waits, handled, closed, mended bool
	}{
		{"Inaq Saknah · Simpanan sukarela", false, true, false, false},
		{"Selisih kas", false, true, true, true},
		{"Hak perempuan", true, false, false, false},
	} {
		p := points[i]
		if p.Place() != want.place || p.Waits != want.waits || p.Handled != want.handled || p.Closed != want.closed || p.Mended != want.mended {
			t.Errorf("%s: %+v", want.place, p)
		}
	}
	if a := points[0].Answers; len(a) != 1 || !a[0].Right || a[0].By != "Nurlaela" {
		t.Errorf("answers %+v", a)
	}
}

func TestPlacesInWords(t *testing.T) {
	r, m := mended(t, "id")
	g := r.Book.Group(m.Group)
	var line, loan kpuk.ID
	for _, e := range r.Book.Meeting(m.ID).Entries() {
		if e.Line.Kind == kpuk.EntryGroupExpense {
			line = e.ID
		}
	}
	melati := r.Book.Group(screentest.ID("group", screentest.Melati))
	loan = melati.Loans()[0].ID
	for name, c := range map[string]struct {
		of    kpuk.ID
		field string
		want  string
	}{
		"the step":      {kpuk.ID{}, "", ""},
		"a cell":        {screentest.MemberID(screentest.Anggrek, 3), "wajib", "Sumarni · Simpanan wajib"},
		"a note":        {kpuk.ID{}, kpuk.NoteField(50_000), "Uang 50.000"},
		"coins":         {kpuk.ID{}, kpuk.NoteField(100), "Koin"},
		"a topic":       {kpuk.ID{}, kpuk.TopicField("health"), "Kesehatan"},
		"a line":        {line, kpuk.FieldLine, "Kas kelompok: Pengeluaran kelompok 25.000"},
		"a line gone":   {kpuk.ID{99}, kpuk.FieldLine, "Kas kelompok"},
		"a loan":        {loan, kpuk.FieldLoan, "Pinjaman: "},
		"a follow-up":   {screentest.ID("task", 2), kpuk.FieldTask, "RTL: Ambil daftar harga benang"},
		"decisions":     {kpuk.ID{}, kpuk.FieldDecisions, "Keputusan"},
		"something new": {kpuk.ID{}, "holographic", ""},
	} {
		t.Run(name, func(t *testing.T) {
			who, words := talk.Place(r.Env, g, c.of, c.field)
			got := talk.Point{Name: who, Field: words}.Place()
			if c.field == kpuk.FieldLoan {
				got = got[:len(c.want)]
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestAnswering opens an answer, says what is missing, sends it, and keeps what was typed
// while the page is drawn anew.
func TestAnswering(t *testing.T) {
	r, m := mended(t, "id")
	point := talk.ReadAll(r.Env, r.Book.Group(m.Group), m)[2]
	body := container.NewStack()
	var sent []string
	var s *talk.Threads
	draw := func() { body.Objects = s.Pinned(point) }
	s = talk.New(talk.Host{Env: r.Env, Changed: draw, Answer: func(_ kpuk.ID, text string, right bool) string {
		if text == "" {
			return "Tulis dulu jawabannya."
		}
		sent = append(sent, text)
		if right {
			sent = append(sent, "benar")
		}
		return ""
	}})
	draw()
	screentest.Show(t, screentest.Portrait, body)
	if screentest.Says(body, "Balas") {
		t.Fatal("it is open before it was pressed")
	}
	screentest.Tap(t, body, "Hak perempuan")
	screentest.TapButton(t, body, "Benar")
	screentest.TapButton(t, body, "Kirim: benar")
	if !screentest.Says(body, "Tulis dulu jawabannya.") || len(sent) != 0 {
		t.Fatal("nothing was sent")
	}
	field := screentest.All[*widget.Field](body)[0]
	field.SetText("Hak waris")
	draw()
	screentest.TapButton(t, body, "Kirim: benar")
	if len(sent) != 2 || sent[0] != "Hak waris" || sent[1] != "benar" || screentest.Says(body, "Kirim: benar") {
		t.Errorf("sent %q", sent)
	}
	reads := talk.New(talk.Host{Env: r.Env, Changed: func() {}})
	only := container.NewVBox(reads.Page([]talk.Point{point}, nil)...)
	if screentest.Says(only, "Balas") || !screentest.Says(only, "Menunggu jawaban") {
		t.Error("who only reads is asked to answer")
	}
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct{ layout, lang string }{
		"percakapan": {screentest.Portrait, "id"}, "percakapan_land": {screentest.Landscape, "id"}, "percakapan_dark_en": {screentest.Dark, "en"},
	} {
		t.Run(name, func(t *testing.T) {
			r, m := mended(t, c.lang)
			screentest.Look(t, c.layout)
			g := r.Book.Group(m.Group)
			s := talk.New(talk.Host{Env: r.Env, Changed: func() {}, Answer: func(kpuk.ID, string, bool) string { return "" }})
			page := widget.VStack(12, s.Page(talk.ReadAll(r.Env, g, m), talk.Events(r.Env, g, m))...)
			screentest.Picture(t, name, c.layout, container.NewVScroll(widget.Pad(page, 16, 16, 16, 16)))
		})
	}
}
