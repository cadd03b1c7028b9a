package kpuk_test

import (
	"fmt"
	"slices"
	"testing"

	"pendamping/kpuk"
)

func goodMember(tb testing.TB) *kpuk.Member {
	tb.Helper()
	m := &kpuk.Member{
		Name: "Baiq Rohani", NIK: "5202014708956752", KK: "5202011203150001", Born: date(tb, "1995-08-07"), Phone: "+6281234567890",
		Village: "52.02.01.2001", JoinedOn: date(tb, "2020-01-01"), Consent: kpuk.Consent{GivenOn: date(tb, "2024-01-01"), Means: "spoken"},
	}
	m.ID = numbered(1)
	return m
}

func TestMemberCheck(t *testing.T) {
	on := date(t, "2026-11-23")
	tests := map[string]struct {
		change  func(*kpuk.Member)
		want    []string
		refused bool
	}{
		"good":            {func(*kpuk.Member) {}, nil, false},
		"no name":         {func(m *kpuk.Member) { m.Name = " " }, []string{"name_missing"}, false},
		"short NIK":       {func(m *kpuk.Member) { m.NIK = "52" }, []string{"nik_digits"}, true},
		"other birth":     {func(m *kpuk.Member) { m.Born = date(t, "1995-08-08") }, []string{"nik_born"}, false},
		"accepted birth":  {func(m *kpuk.Member) { m.Born, m.NIKReason = date(t, "1995-08-08"), "as on the card" }, nil, false},
		"reason is no 16": {func(m *kpuk.Member) { m.NIK, m.NIKReason = "52", "x" }, []string{"nik_digits"}, true},
		"phone":           {func(m *kpuk.Member) { m.Phone = "0812" }, []string{"phone"}, true},
		"phone as typed":  {func(m *kpuk.Member) { m.Phone = "081234567890" }, []string{"phone"}, true},
		"village":         {func(m *kpuk.Member) { m.Village = "52.02" }, []string{"village_code"}, true},
		"unborn":          {func(m *kpuk.Member) { m.NIK, m.Born, m.JoinedOn = "", on.AddDays(1), 0 }, []string{"born_future"}, true},
		"too young":       {func(m *kpuk.Member) { m.NIK, m.Born = "", date(t, "2012-01-01") }, []string{"age_odd"}, false},
		"joined unborn":   {func(m *kpuk.Member) { m.JoinedOn = date(t, "1990-01-01") }, []string{"joined_before_birth"}, true},
		"joins tomorrow":  {func(m *kpuk.Member) { m.JoinedOn = on.AddDays(1) }, []string{"joined_future"}, false},
		"left unknown":    {func(m *kpuk.Member) { m.Status.State = kpuk.MemberLeft }, []string{"left_when"}, false},
		"left too early": {func(m *kpuk.Member) {
			m.Status = kpuk.Membership{State: kpuk.MemberLeft, On: date(t, "2019-01-01")}
		}, []string{"left_before_joined"}, true},
		"consent":      {func(m *kpuk.Member) { m.Consent = kpuk.Consent{} }, []string{"consent_missing"}, false},
		"consent back": {func(m *kpuk.Member) { m.Consent.WithdrawnOn = date(t, "2023-01-01") }, []string{"consent_dates"}, true},
		"band":         {func(m *kpuk.Member) { m.IncomeBand = 6 }, []string{"band_range"}, true},
		"household":    {func(m *kpuk.Member) { m.Household = -1 }, []string{"household_range"}, true},
		"business":     {func(m *kpuk.Member) { m.Businesses = map[kpuk.ID]kpuk.Business{{1}: {Workers: -1}} }, []string{"business_range"}, true},
		"number":       {func(m *kpuk.Member) { m.Number = -1 }, []string{"number_range"}, true},
		"age given":    {func(m *kpuk.Member) { m.AgeGiven = 111 }, []string{"age_range"}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := goodMember(t)
			tt.change(m)
			got := m.Check(on, nil)
			if _, refused := kpuk.Refused(got); refused != tt.refused || fmt.Sprint(keys(got)) != fmt.Sprint(tt.want) {
				t.Errorf("problems %+v, want %v refused %v", got, tt.want, tt.refused)
			}
		})
	}
}

func TestMemberFigures(t *testing.T) {
	m := goodMember(t)
	if age, ok := m.Age(date(t, "2026-08-06")); age != 30 || !ok {
		t.Errorf("age %d, %v", age, ok)
	}
	if _, ok := m.Age(date(t, "1995-08-06")); ok {
		t.Error("an age is known before birth")
	}
	given := &kpuk.Member{AgeGiven: 40, AgeGivenOn: date(t, "2020-06-01")}
	if age, ok := given.Age(date(t, "2026-05-31")); age != 45 || !ok {
		t.Errorf("age by what she said %d, %v", age, ok)
	}
	if _, ok := (&kpuk.Member{}).Age(5); ok {
		t.Error("an unknown age is known")
	}
	if got := (&kpuk.Member{}).Completeness(); got != 0 {
		t.Errorf("an empty form is %d %% complete", got)
	}
	if got := m.Completeness(); got != 32 {
		t.Errorf("complete to %d %%", got)
	}
	m.Consent.WithdrawnOn = date(t, "2025-01-01")
	for day, want := range map[string]bool{"2023-12-31": false, "2024-01-01": true, "2024-12-31": true, "2025-01-01": false} {
		if m.Consented(date(t, day)) != want {
			t.Errorf("consent on %s is %v", day, !want)
		}
	}
}

func TestDuplicateMembers(t *testing.T) {
	born, village := date(t, "1984-03-12"), "52.02.01.2001"
	member := func(n int, name string, nik kpuk.NIK) *kpuk.Member {
		m := &kpuk.Member{Name: name, NIK: nik, Born: born, Village: village}
		m.ID = numbered(n)
		return m
	}
	a, b := member(2, "Hj. Nurhayati", "5202015203840001"), member(1, "Inaq Nurhayatii", "")
	c, d := member(3, "Sumiati", ""), member(4, "Rohani", "5202015203840001")
	elsewhere := member(5, "Nurhayati", "")
	elsewhere.Village = "52.02.01.2002"
	removed := member(6, "Sumiati", "")
	removed.Removed.Reason = "twice"
	later := member(7, "Sumiati", "")
	later.Born++
	got := kpuk.DuplicateMembers([]*kpuk.Member{a, b, c, d, elsewhere, removed, later, a})
	if len(got) != 2 || got[0].A != b.ID || got[0].B != a.ID || got[0].Why != "name" || got[0].Like < 0.92 ||
		got[1] != (kpuk.Pair{A: a.ID, B: d.ID, Why: "nik", Like: 1}) {
		t.Errorf("pairs %+v", got)
	}
	for name, other := range map[string]*kpuk.Member{"elsewhere": elsewhere, "later": later, "herself": b} {
		if p, same := kpuk.SameMember(b, other); same {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestDuplicateMeetings(t *testing.T) {
	meeting := func(n int, group byte, day kpuk.Date) *kpuk.Meeting {
		m := &kpuk.Meeting{Group: kpuk.ID{group}, Date: day}
		m.ID = numbered(n)
		return m
	}
	got := kpuk.DuplicateMeetings([]*kpuk.Meeting{meeting(3, 1, 5), meeting(1, 1, 5), meeting(2, 1, 6), meeting(4, 2, 5), meeting(5, 1, 0), meeting(6, 1, 0)})
	if len(got) != 1 || got[0] != (kpuk.Pair{A: numbered(1), B: numbered(3), Why: "meeting", Like: 1}) {
		t.Errorf("pairs %+v", got)
	}
}

func TestRulesAt(t *testing.T) {
	g := &kpuk.Group{Rules: map[kpuk.Date]kpuk.Rules{date(t, "2024-01-01"): {Wajib: 5_000}, date(t, "2026-01-01"): {Wajib: 10_000}}}
	for day, want := range map[string]kpuk.Rupiah{"2023-12-31": 0, "2024-01-01": 5_000, "2025-12-31": 5_000, "2026-01-01": 10_000, "2030-01-01": 10_000} {
		if got, ok := g.RulesAt(date(t, day)); got.Wajib != want || ok != (want > 0) {
			t.Errorf("on %s: %d, %v; want %d", day, got.Wajib, ok, want)
		}
	}
}

func TestRulesCheck(t *testing.T) {
	share := func(bps ...int64) []kpuk.SHUShare {
		var out []kpuk.SHUShare
		for _, bp := range bps {
			out = append(out, kpuk.SHUShare{Purpose: kpuk.SHUSavings, BP: bp})
		}
		return out
	}
	tests := map[string]struct {
		change func(*kpuk.Rules)
		want   []string
	}{
		"good":        {func(*kpuk.Rules) {}, nil},
		"negative":    {func(r *kpuk.Rules) { r.Wajib, r.Pokok = -1, -1 }, []string{"rules_negative", "rules_negative"}},
		"rate":        {func(r *kpuk.Rules) { r.RateBP = 10_001 }, []string{"rules_rate"}},
		"unit":        {func(r *kpuk.Rules) { r.Unit = 50 }, []string{"rules_unit"}},
		"term":        {func(r *kpuk.Rules) { r.MaxTerm = -1 }, []string{"rules_term"}},
		"grace":       {func(r *kpuk.Rules) { r.MaxTerm, r.Grace = 3, 3 }, []string{"rules_grace"}},
		"sum of SHU":  {func(r *kpuk.Rules) { r.SHU = share(4000, 5000) }, []string{"rules_shu_sum"}},
		"part of SHU": {func(r *kpuk.Rules) { r.SHU = share(-1, 10_001) }, []string{"rules_shu_part"}},
		"without SHU": {func(r *kpuk.Rules) { r.SHU = nil }, []string{"rules_shu_missing"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := kpuk.Rules{Wajib: 5_000, RateBP: 150, Unit: 500, MaxTerm: 10, SHU: share(4000, 6000)}
			tt.change(&r)
			if got := keys(r.Check()); fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("problems %v, want %v", got, tt.want)
			}
		})
	}
	r := kpuk.Rules{RateBP: 150, MaxTerm: 10, Grace: 1, Unit: 500, Rhythm: kpuk.Weekly}
	terms := r.TermsFor(1_000_000, 11, date(t, "2026-01-01"))
	if got := keys(r.CheckTerms(terms)); !slices.Equal(got, []string{"terms_longer"}) || terms.Check() != nil || terms.Interval != kpuk.Weekly {
		t.Errorf("terms %+v: %v", terms, got)
	}
}

func TestRhythm(t *testing.T) {
	from, to := date(t, "2026-01-31"), date(t, "2026-03-31")
	for r, want := range map[kpuk.Rhythm]int{kpuk.Monthly: 3, kpuk.Fortnightly: 5, kpuk.Weekly: 9} {
		if got := r.Planned(from, to); got != want {
			t.Errorf("%s: %d planned, want %d", r, got, want)
		}
	}
	if got := kpuk.Monthly.Next(from).String(); got != "2026-02-28" {
		t.Errorf("next %s", got)
	}
	if kpuk.Monthly.Planned(to, from) != 0 || kpuk.Monthly.Planned(0, to) != 0 {
		t.Error("meetings are planned in no time")
	}
}

func TestIndicators(t *testing.T) {
	s := newSitting(t, 4)
	from, to := date(t, "2026-01-01"), date(t, "2026-03-31")
	s.Members[0].JoinedOn = date(t, "2025-01-01")
	s.Members[1].JoinedOn = date(t, "2026-02-01")
	s.Members[2].Status = kpuk.Membership{State: kpuk.MemberLeft, On: date(t, "2026-02-10")}
	s.Members[3].Status = kpuk.Membership{State: kpuk.MemberLeft, On: date(t, "2025-02-10")}
	s.Meeting.Attendance = map[kpuk.ID]kpuk.Attendance{numbered(0): {Presence: kpuk.Present}, numbered(1): {Presence: kpuk.Absent}, numbered(2): {Presence: kpuk.Late}, numbered(3): {}}
	loan := lend(t, s, numbered(0), kpuk.ID{7}) // first instalment due 28 February: 31 days late on 31 March
	paid := line(kpuk.EntrySukarela, 300_000, date(t, "2026-01-05"))
	cost := line(kpuk.EntryGroupExpense, 30_000, date(t, "2026-01-06"))
	before := line(kpuk.EntryGroupIncome, 90_000, date(t, "2025-12-31"))
	shu := line(kpuk.EntrySHU, 50_000, date(t, "2026-02-01"))
	for i, l := range []kpuk.EntryLine{paid, cost, before, shu} {
		write(s, &kpuk.Entry{Header: kpuk.Header{ID: numbered(50 + i)}, Line: l})
	}
	h := kpuk.Holdings{
		Group:   &kpuk.Group{FormedOn: date(t, "2024-01-01"), Rules: map[kpuk.Date]kpuk.Rules{1: s.Rules}},
		Members: s.Members, Meetings: []*kpuk.Meeting{s.Meeting}, Loans: []*kpuk.Loan{loan}, Ledger: s.Ledger,
	}
	got, err := h.Indicators(from, to)
	want := kpuk.Indicators{
		Members: 2, Joined: 1, Left: 1, DropoutBP: 3333, Meetings: 1, Planned: 3, AttendanceBP: 6667,
		Savings: 300_000, SavingsEach: 150_000, LoansOut: 1_000_000, LoansActive: 1, PAR30BP: 10_000,
		NetIncome: -30_000, ReturnBP: -1000, LoansOfSavingBP: 33_333,
	}
	if err != nil || got != want {
		t.Errorf("indicators %+v, %v; want %+v", got, err, want)
	}
	if got := keys(kpuk.CheckSize(7)); !slices.Equal(got, []string{"group_size"}) || kpuk.CheckSize(8) != nil || kpuk.CheckSize(30) != nil || kpuk.CheckSize(31) == nil {
		t.Errorf("size: %v", got)
	}
}

func TestVisitsAndTasks(t *testing.T) {
	v := &kpuk.Visit{Village: "52.02.01.2001", Date: 10}
	if err := v.Finish(kpuk.At(10, 0)); err == nil {
		t.Error("a visit ended before it began")
	}
	if err := v.Begin(kpuk.At(9, 0)); err != nil || v.State != kpuk.VisitRunning {
		t.Errorf("begun: %v, %s", err, v.State)
	}
	if err := v.Begin(kpuk.At(9, 5)); err == nil || v.Arrived != kpuk.At(9, 0) {
		t.Error("a visit began twice")
	}
	if err := v.Finish(kpuk.At(8, 0)); err != nil {
		t.Error(err)
	}
	if got := keys(v.Check()); !slices.Equal(got, []string{"visit_times", "visit_nobody"}) {
		t.Errorf("problems %v", got)
	}
	planned := &kpuk.Visit{Date: 10, Place: kpuk.GeoPoint{LatE6: 90_000_001}}
	if !planned.Missed(11) || planned.Missed(10) || v.Missed(99) || !slices.Equal(keys(planned.Check()), []string{"visit_place"}) {
		t.Errorf("missed %v, problems %v", planned.Missed(11), keys(planned.Check()))
	}
	task := &kpuk.Task{What: "x", Who: "y", Due: 10}
	if task.Overdue(10) != 0 || task.Overdue(13) != 3 || task.Check() != nil {
		t.Errorf("overdue by %d, problems %v", task.Overdue(13), keys(task.Check()))
	}
	task.State = kpuk.TaskDone
	if task.Overdue(13) != 0 || !slices.Equal(keys(task.Check()), []string{"task_done_on"}) {
		t.Errorf("a task done is overdue, or %v", keys(task.Check()))
	}
	if got := keys((&kpuk.Task{}).Check()); !slices.Equal(got, []string{"task_what", "task_who", "task_due"}) {
		t.Errorf("an empty task: %v", got)
	}
}

func TestArea(t *testing.T) {
	for text, want := range map[string]string{"5202012001": "52.02.01.2001", "52.02.01.2001": "52.02.01.2001", "52 02": "52.02", "520201": "52.02.01", "52": "52"} {
		if got, err := kpuk.ParseArea(text); err != nil || got != want {
			t.Errorf("ParseArea(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "5", "520", "52.02.01.200", "52020120011", "5x"} {
		if got, err := kpuk.ParseArea(text); err == nil {
			t.Errorf("ParseArea(%q) = %q", text, got)
		}
	}
	levels := map[string]kpuk.AreaLevel{
		"52": kpuk.AreaProvince, "52.02": kpuk.AreaRegency, "52.02.01": kpuk.AreaDistrict, "52.02.01.2001": kpuk.AreaVillage,
		"": kpuk.AreaNone, "52.2": kpuk.AreaNone, "52.02.01.2001.1": kpuk.AreaNone, "52.02.01.": kpuk.AreaNone,
	}
	for code, want := range levels {
		if got := kpuk.AreaLevelOf(code); got != want {
			t.Errorf("%q is a %s, want %s", code, got, want)
		}
	}
	if kpuk.AreaUp("52.02.01.2001", kpuk.AreaDistrict) != "52.02.01" || kpuk.AreaUp("52", kpuk.AreaVillage) != "52" {
		t.Error("AreaUp cuts wrongly")
	}
}
