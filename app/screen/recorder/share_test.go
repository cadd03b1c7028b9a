package recorder_test

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/shareout"
	"pendamping/kpuk"
)

// yearly turns the fixture into a share-out meeting of a group that has a rule for it
// and some income beside the service of its loans.
func yearly(t *testing.T, lang string) *screentest.Rig {
	t.Helper()
	recs := routine()
	for _, rec := range recs {
		switch r := rec.(type) { // the others stay as they are
		case *kpuk.Group:
			for from, rules := range r.Rules {
				rules.SHUUnit, rules.SHU = 500, []kpuk.SHUShare{
					{Purpose: kpuk.SHUSavings, BP: 4000},
					{Purpose: kpuk.SHUService, BP: 3000},
					{Purpose: kpuk.SHUOfficers, BP: 1000},
					{Purpose: kpuk.SHUSocial, BP: 1000},
					{Purpose: kpuk.SHUReserve, BP: 1000},
				}
				r.Rules[from] = rules
			}
		case *kpuk.Meeting:
			if r.ID == meetingID {
				r.Type = kpuk.MeetingShareOut
			}
		default:
		}
	}
	for i, l := range []kpuk.EntryLine{
		{Kind: kpuk.EntryGroupIncome, Amount: 148_500, Note: "Bunga bank"},
		{Kind: kpuk.EntryGroupIncome, Amount: 310_000, Note: "Jual keripik di pameran"},
		{Kind: kpuk.EntryGroupExpense, Amount: 75_000, Note: "Buku kas dan alat tulis"},
		{Kind: kpuk.EntryPenalty, Amount: 14_000, Member: memberID(5)},
	} {
		l.Group, l.Date = groupID, screentest.Day(9, 28)
		recs = append(recs, &kpuk.Entry{Header: screentest.Head(screentest.ID("fixture year", i), groupID), Line: l})
	}
	r := screentest.New(t, lang, append(recs, screentest.Book()[:3]...)...)
	r.Go = func(func(context.Context) error, func(error)) {}
	return r
}

// inMoney brings the meeting through the grid to the page of the share-out.
func inMoney(t *testing.T, r *screentest.Rig) *recorder.Model {
	t.Helper()
	m := open(t, r, route())
	m.Finish()
	m.SetPresence(memberID(7), kpuk.Excused)
	m.Finish()
	m.SetMinutesRead(true)
	m.Finish()
	for !m.Tally().AllConfirmed() {
		if !m.Confirm() {
			t.Fatal("a row was not confirmed")
		}
	}
	if problem := m.Finish(); problem != "" || !m.Sharing() {
		t.Fatalf("after the grid: %q, sharing %v", problem, m.Sharing())
	}
	return m
}

// TestShareOutMeeting pays all envelopes and follows the money: service of 120.000 from
// two loans, 14.000 of penalties, 458.500 of income less 75.000 make 517.500.
func TestShareOutMeeting(t *testing.T) {
	r := yearly(t, "id")
	m := inMoney(t, r)
	before := m.Box()
	share := m.Share()
	if share.Net != 517_500 || share.Problem != "" || share.OpenCount != 11 || kept(t, r).Share.To != screentest.Day(11, 22) {
		t.Fatalf("net %d, problem %q, %d envelopes, up to %v", share.Net, share.Problem, share.OpenCount, kept(t, r).Share.To)
	}
	for _, row := range share.Rows {
		if problem := m.TogglePaid(row.Member); problem != "" {
			t.Fatalf("%s: %s", row.Name, problem)
		}
	}
	if problem := m.TogglePaid(kpuk.ID{}); problem != "" {
		t.Fatal(problem)
	}
	after := m.Share()
	if after.OpenCount != 0 || after.PaidSum != share.Paid() || len(after.Pieces) != 0 || after.Fund.State != shareout.RowPaid {
		t.Errorf("%d open, paid %d of %d, fund %v", after.OpenCount, after.PaidSum, share.Paid(), after.Fund.State)
	}
	if after.PaidSum+after.Social+after.Reserve != after.Net {
		t.Errorf("paid %d, fund %d and reserve %d are not %d", after.PaidSum, after.Social, after.Reserve, after.Net)
	}
	if got, want := m.Box().Expected, before.Expected-after.PaidSum; got != want {
		t.Errorf("the box holds %d, want %d", got, want)
	}
	if problem := m.Finish(); problem != "" || m.Step() != kpuk.StepCash {
		t.Errorf("after the share-out: %q at %v", problem, m.Step())
	}
	if !m.Previous() || !m.Sharing() || !m.Previous() || m.Sharing() || m.Step() != kpuk.StepMoney {
		t.Errorf("back: sharing %v at %v", m.Sharing(), m.Step())
	}
}

// TestShareIsTakenBack unticks an envelope, undoes that, and undoes a payment.
func TestShareIsTakenBack(t *testing.T) {
	r := yearly(t, "id")
	m := inMoney(t, r)
	who := memberID(2)
	m.TogglePaid(who)
	due := m.Share().Rows[1].Paid
	m.TogglePaid(who)
	if row := m.Share().Rows[1]; due == 0 || row.Paid != 0 || row.State != shareout.RowOpen {
		t.Fatalf("paid %d, after taking back %+v", due, row)
	}
	m.TakeBack()
	if row := m.Share().Rows[1]; row.Paid != due || row.State != shareout.RowPaid {
		t.Errorf("after undoing that: %+v", row)
	}
	m.TogglePaid(memberID(1))
	m.TakeBack()
	if row := m.Share().Rows[0]; row.State != shareout.RowOpen {
		t.Errorf("after undoing a payment: %+v", row)
	}
}

func TestSharePeriod(t *testing.T) {
	r := yearly(t, "id")
	m := inMoney(t, r)
	day := screentest.Day
	for name, c := range map[string]struct {
		from, to kpuk.Date
		problem  string
	}{
		"turned":  {day(5, 1), day(4, 1), "Tanggal awal"},
		"ahead":   {day(1, 1), day(12, 1), "Masa itu belum lewat"},
		"missing": {0, day(12, 1), "Isi kedua"},
		"good":    {day(1, 1), day(6, 30), ""},
	} {
		got := m.SetShare(c.from.Time(), c.to.Time())
		if (got == "") != (c.problem == "") || !strings.HasPrefix(got, c.problem) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := m.Share(); got.Net != 0 || got.Problem == "" {
		t.Errorf("in the first half nothing was earned: %d, %q", got.Net, got.Problem)
	}
	m.SetShare(day(1, 1).Time(), day(10, 31).Time())
	m.TogglePaid(memberID(2))
	if got := m.SetShare(day(1, 1).Time(), day(11, 1).Time()); !strings.HasPrefix(got, "Sudah ada SHU") {
		t.Errorf("after a payment: %q", got)
	}
}

// TestShareNeedsMoneyInTheBox has the box emptied before the envelopes are filled.
func TestShareNeedsMoneyInTheBox(t *testing.T) {
	r := yearly(t, "id")
	m := inMoney(t, r)
	m.AddGroupLine(recorder.GroupInput{Kind: kpuk.EntryExternalOut, Amount: m.Box().Expected.Digits(), Words: "LKP"})
	if got := m.TogglePaid(memberID(2)); !strings.HasPrefix(got, "Uang di kotak tinggal Rp 0") {
		t.Errorf("paid from an empty box: %q", got)
	}
	if got := m.TogglePaid(kpuk.ID{}); got != "" {
		t.Errorf("the fund's part stays in the box: %q", got)
	}
	if share := m.Share(); share.Short() != share.OpenSum || share.Short() == 0 {
		t.Errorf("short of %d, open %d", share.Short(), share.OpenSum)
	}
}

// TestShareWithoutRule says so and leads to the rules.
func TestShareWithoutRule(t *testing.T) {
	r := rig(t, "id")
	m := open(t, r, at(kpuk.StepOpen))
	m.SetType(kpuk.MeetingShareOut)
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepMoney), recorder.Options{})
	v.Model().OpenShare()
	v.Refresh()
	if _, ok := s.find("SHU"); !ok {
		t.Error("the way on must name the share-out")
	}
	if share := v.Model().Share(); !strings.HasPrefix(share.Problem, "Aturan pembagian SHU belum") {
		t.Errorf("problem %q", share.Problem)
	}
	if got := v.Model().TogglePaid(memberID(1)); got == "" {
		t.Error("without a rule nothing is paid")
	}
}

// TestShareReopens reopens the app on the page of the share-out.
func TestShareReopens(t *testing.T) {
	r := yearly(t, "id")
	inMoney(t, r)
	last, ok := r.Locals[recorder.ResumeKey].(recorder.Resume)
	if !ok {
		t.Fatal("no place was kept")
	}
	again := open(t, r, screen.Route{ID: last.Meeting, Step: last.Step, Cell: last.Cell})
	if !again.Sharing() {
		t.Errorf("reopened at %+v without the share-out", last)
	}
}

// TestTapEnvelope ticks an envelope through the widgets, takes it back from the bar, and
// reads what hinders in words.
func TestTapEnvelope(t *testing.T) {
	r := yearly(t, "id")
	inMoney(t, r)
	to := at(kpuk.StepMoney)
	to.Cell = "share"
	v, s := show(t, r, screentest.Portrait, to, recorder.Options{})
	s.tapUpper("Inaq Sahnim")
	if got := v.Model().Share().PaidCount; got != 1 {
		t.Fatalf("%d envelopes, want 1; there is: %s", got, s.words())
	}
	if _, ok := s.find("Diterima 1 dari 11"); !ok {
		t.Errorf("the bar does not count: %s", s.words())
	}
	s.tap("Urungkan")
	if got := v.Model().Share().PaidCount; got != 0 {
		t.Errorf("after undoing: %d", got)
	}
	s.tap("Lanjut: Kas")
	if v.Model().Step() != kpuk.StepCash {
		t.Errorf("step %v", v.Model().Step())
	}
}

func TestPicturesOfShareOut(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		closing      bool
	}{
		"shu": {screentest.Portrait, "id", false}, "shu_dark": {screentest.Dark, "id", false},
		"shu_land": {screentest.Landscape, "en", false}, "tutup_rat": {screentest.Portrait, "id", true},
	} {
		t.Run(name, func(t *testing.T) {
			r := yearly(t, c.lang)
			m := inMoney(t, r)
			for i := range 4 {
				m.TogglePaid(memberID(i + 1))
			}
			dress(t, c.layout)
			to := at(kpuk.StepMoney)
			to.Cell = "share"
			if c.closing {
				m.TogglePaid(kpuk.ID{})
				m.Finish()
				to = at(kpuk.StepClose)
			}
			screentest.Picture(t, name, c.layout, recorder.New(r.Env, to, recorder.Options{}).Object())
		})
	}
}

// TestPictureOfNotes shows the foot of the sheet: the fund, the reserve and the notes.
func TestPictureOfNotes(t *testing.T) {
	dress(t, screentest.Portrait)
	r := yearly(t, "id")
	m := inMoney(t, r)
	m.TogglePaid(memberID(1))
	m.AddGroupLine(recorder.GroupInput{Kind: kpuk.EntryExternalOut, Amount: (m.Box().Expected - 250_000).Digits(), Words: "LKP"})
	to := at(kpuk.StepMoney)
	to.Cell = "share"
	v := recorder.New(r.Env, to, recorder.Options{})
	screentest.Show(t, screentest.Portrait, v.Object())
	bottom(v)
	screentest.Picture(t, "shu_pecahan", screentest.Portrait, v.Object())
}

func TestPicturesOfNoShare(t *testing.T) {
	dress(t, screentest.Portrait)
	r := rig(t, "id")
	m := open(t, r, at(kpuk.StepOpen))
	m.SetType(kpuk.MeetingShareOut)
	m.Go(kpuk.StepMoney)
	m.OpenShare()
	to := at(kpuk.StepMoney)
	to.Cell = "share"
	screentest.Picture(t, "shu_tanpa_aturan", screentest.Portrait, recorder.New(r.Env, to, recorder.Options{}).Object())
}

// bottom scrolls a page to its end.
func bottom(v *recorder.View) {
	for _, s := range screentest.All[*container.Scroll](v.Object()) {
		s.ScrollToBottom()
	}
}
