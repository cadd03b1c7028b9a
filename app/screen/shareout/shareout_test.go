package shareout_test

import (
	"strings"
	"testing"

	"pendamping/app/screen/screentest"
	"pendamping/app/screen/shareout"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// book is the small book with a year's income in one group.
func book() []kpuk.Record {
	recs := screentest.Book()
	melati := screentest.ID("group", screentest.Melati)
	for i, l := range []kpuk.EntryLine{
		{Kind: kpuk.EntryGroupIncome, Amount: 412_000, Note: "Sewa tenda"},
		{Kind: kpuk.EntryGroupIncome, Amount: 61_350, Note: "Bunga bank"},
		{Kind: kpuk.EntryPenalty, Amount: 24_000, Member: screentest.MemberID(screentest.Melati, 5)},
	} {
		l.Group, l.Date = melati, screentest.Day(8, 24)
		recs = append(recs, &kpuk.Entry{Header: screentest.Head(screentest.ID("share line", i), melati), Line: l})
	}
	return recs
}

// TestWhatIf reckons for today without keeping anything.
func TestWhatIf(t *testing.T) {
	r := screentest.New(t, "id", book()...)
	m := shareout.NewModel(r.Env, screentest.ID("group", screentest.Melati))
	got := m.Result()
	// Service: 5 times 18.750, 5 times 15.000 and 3 times 15.000.
	net := kpuk.Rupiah(5*18_750+8*15_000+412_000+61_350+24_000) - 2*25_000
	if got.Net != net || got.Problem != "" || got.Period.To != r.Today() {
		t.Errorf("net %d, want %d; problem %q, up to %v", got.Net, net, got.Problem, got.Period.To)
	}
	if got.Paid()+got.Social+got.Reserve != net || got.OpenCount != 14 || got.PaidCount != 0 {
		t.Errorf("shared %+v", got.Sharing)
	}
	if len(r.Kept) != 0 || len(r.Locals) != 0 {
		t.Errorf("a reckoning kept %d records and %d values", len(r.Kept), len(r.Locals))
	}
}

// TestWhatIfFollowsTheLast begins after what an earlier share-out distributed.
func TestWhatIfFollowsTheLast(t *testing.T) {
	melati := screentest.ID("group", screentest.Melati)
	rat := &kpuk.Meeting{
		Header: screentest.Head(screentest.ID("rat", 1), melati), Group: melati, Type: kpuk.MeetingShareOut, Date: screentest.Day(7, 6),
		Share: kpuk.SharePeriod{From: screentest.Day(1, 1), To: screentest.Day(6, 30)}, State: kpuk.Standing{State: kpuk.Approved},
	}
	r := screentest.New(t, "id", append(book(), rat)...)
	m := shareout.NewModel(r.Env, melati)
	if p := m.Period(); p.From != screentest.Day(7, 1) || p.To != r.Today() {
		t.Errorf("from %v to %v", p.From, p.To)
	}
	rat.Share = kpuk.SharePeriod{}
	if p := m.Period(); p.From != screentest.Day(7, 6) {
		t.Errorf("without a period of its own: from %v", p.From)
	}
	if problem := m.SetPeriod(screentest.Day(3, 1).Time(), screentest.Day(3, 31).Time()); problem != "" || m.Period().From != screentest.Day(3, 1) {
		t.Errorf("other days: %q, %v", problem, m.Period())
	}
	if problem := m.SetPeriod(screentest.Day(3, 1).Time(), screentest.Day(12, 31).Time()); problem == "" || m.Period().To != screentest.Day(3, 31) {
		t.Errorf("days to come: %q, %v", problem, m.Period())
	}
}

func TestProblemsInWords(t *testing.T) {
	r := screentest.New(t, "id", book()...)
	for name, c := range map[string]struct {
		err  error
		net  kpuk.Rupiah
		want string
	}{
		"loss":     {kpuk.ErrLoss, -12_000, "Masa ini rugi Rp 12.000"},
		"no rule":  {kpuk.ErrPurposes, 5, "Aturan pembagian"},
		"too much": {kpuk.ErrOverflow, 5, "Jumlahnya terlalu besar"},
		"nothing":  {nil, 0, "Belum ada hasil"},
		"good":     {nil, 5, ""},
	} {
		got := shareout.Read(r.Env, shareout.Source{Sharing: kpuk.Sharing{Net: c.net}, Err: c.err}).Problem
		if (got == "") != (c.want == "") || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestOnlyTicksAreDrawnAnew keeps the rows of a sheet while envelopes are ticked.
func TestOnlyTicksAreDrawnAnew(t *testing.T) {
	r := screentest.New(t, "id", book()...)
	paid := map[kpuk.ID]kpuk.Rupiah{}
	result := func() shareout.Result {
		out := shareout.NewModel(r.Env, screentest.ID("group", screentest.Melati)).Result()
		return shareout.Read(r.Env, shareout.Source{
			Sharing: out.Sharing, Paid: func(id kpuk.ID) kpuk.Rupiah { return paid[id] },
			Member: func(id kpuk.ID) *kpuk.Member { return r.Book.Member(id).Member },
		})
	}
	sheet := shareout.NewSheet(r.Env, "SHU", "", shareout.Actions{Pay: func(kpuk.ID) {}})
	sheet.Show(result())
	screentest.Show(t, screentest.Portrait, sheet.Object())
	before := screentest.All[*widget.Diamond](sheet.Object())
	paid[screentest.MemberID(screentest.Melati, 2)] = result().Rows[1].Total()
	paid[screentest.MemberID(screentest.Melati, 3)] = 1
	sheet.Show(result())
	after := screentest.All[*widget.Diamond](sheet.Object())
	if len(before) != 15 || len(after) != 15 || before[1] != after[1] {
		t.Fatalf("%d and %d ticks; the rows were built anew", len(before), len(after))
	}
	var words []string
	for _, text := range screentest.All[*widget.Text](sheet.Object()) {
		words = append(words, text.Text())
	}
	all := strings.Join(words, "|")
	if !strings.Contains(all, "Sudah diterima") || !strings.Contains(all, "Diterima 1, hitungan kini lain") {
		t.Errorf("the rows do not say how they stand: %s", all)
	}
}

func TestUnknownGroupLeadsBack(t *testing.T) {
	r := screentest.New(t, "id", book()...)
	v := shareout.New(r.Env, kpuk.Derive("nobody"))
	screentest.Show(t, screentest.Portrait, v.Object())
	v.Refresh()
	for _, b := range screentest.All[*widget.Button](v.Object()) {
		b.Tapped(nil)
	}
	if r.Backs != 1 {
		t.Errorf("went back %d times", r.Backs)
	}
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		group        int
	}{
		"hari_ini":      {screentest.Portrait, "id", screentest.Melati},
		"hari_ini_dark": {screentest.Dark, "id", screentest.Melati},
		"today_land":    {screentest.Landscape, "en", screentest.Melati},
		"rugi":          {screentest.Portrait, "id", screentest.Kenanga},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, c.lang, book()...)
			screentest.Look(t, c.layout)
			screentest.Picture(t, name, c.layout, shareout.New(r.Env, screentest.ID("group", c.group)).Object())
		})
	}
}
