package member_test

import (
	"testing"

	"pendamping/app/screen/member"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

func TestFieldsAreKept(t *testing.T) {
	for name, tt := range map[string]struct {
		field member.Field
		typed string
		value string // what it holds then
		key   string // why it was refused
	}{
		"name is trimmed":     {member.Name, " Inaq Sarih ", "Inaq Sarih", ""},
		"phone is normalised": {member.Phone, "081234567890", "081234567890", ""},
		"phone abroad":        {member.Phone, "+6591234567", "+6591234567", ""},
		"called":              {member.Nickname, " Sarih ", "Sarih", ""},
		"phone refused":       {member.Phone, "12", "", "member.problem.phone"},
		"KK refused":          {member.KK, "520202", "", "member.problem.kk_digits"},
		"KK":                  {member.KK, "5202021107150004", "5202021107150004", ""},
		"age":                 {member.Age, "42", "42", ""},
		"age is no word":      {member.Age, "tua", "", "member.problem.number"},
		"household":           {member.Household, "5", "5", ""},
		"village":             {member.Village, "52.02.02.2001", "52.02.02.2001", ""},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, "id", screentest.Book()...)
			m := member.NewModel(rig.Env, kpuk.ID{}, melati(), nil)
			m.Put(tt.field, tt.typed)
			if got := m.Value(tt.field); got != tt.value {
				t.Errorf("holds %q, want %q", got, tt.value)
			}
			if got := m.Problems()[tt.field].Key; tt.key != "" && got != tt.key {
				t.Errorf("problem %q, want %q", got, tt.key)
			}
			if kept := len(rig.Kept) == 1; kept != (tt.key == "") {
				t.Errorf("kept %d times", len(rig.Kept))
			}
		})
	}
}

func TestWhatIsKeptIsAClone(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := member.NewModel(rig.Env, screentest.MemberID(screentest.Melati, 1), kpuk.ID{}, nil)
	business := m.Businesses()[0]
	m.PutBusiness(business, member.BusinessName, "Songket")
	first, ok := rig.Last().(*kpuk.Member)
	if !ok {
		t.Fatal("nothing kept")
	}
	if key := m.PutBusiness(business, member.BusinessTurnover, "1.500.000"); key != "" {
		t.Fatal(key)
	}
	if first.Businesses[business].Turnover != 0 || m.Business(business).Turnover != 1_500_000 {
		t.Error("a record was changed while it was being saved")
	}
	if key := m.PutBusiness(business, member.BusinessTurnover, "banyak"); key == "" {
		t.Error("a turnover in words was taken")
	}
}

func TestConsent(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := member.NewModel(rig.Env, screentest.MemberID(screentest.Melati, 1), kpuk.ID{}, nil)
	if m.ConsentState() != member.ConsentNone {
		t.Fatal("she agreed before she was asked")
	}
	m.Consent("spoken")
	if m.ConsentState() != member.ConsentStands || m.ConsentWords() != "23 Nov 2026 · diucapkan · naskah 1" || m.ConsentStale() {
		t.Errorf("agreed %q", m.ConsentWords())
	}
	m.PutDate(member.ConsentOn, screentest.Day(11, 24).Time())
	if m.Problems()[member.ConsentOn].Key != "member.problem.consent_day" || m.ConsentWords() != "23 Nov 2026 · diucapkan · naskah 1" {
		t.Errorf("agreed tomorrow: %q", m.ConsentWords())
	}
	m.PutDate(member.ConsentOn, screentest.Day(11, 1).Time())
	back := m.Withdraw()
	if m.ConsentState() != member.ConsentWithdrawn || m.ConsentWords() != "Ditarik 23 Nov 2026." {
		t.Errorf("withdrawn %q", m.ConsentWords())
	}
	back()
	if m.ConsentState() != member.ConsentStands {
		t.Error("withdrawing cannot be undone")
	}
}

func TestAnOlderConsentIsAskedForAgain(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	old := kpuk.Clone(rig.Book.Member(screentest.MemberID(screentest.Melati, 1)).Member)
	old.Consent = kpuk.Consent{GivenOn: screentest.Day(1, 1), Means: "signed", TextVersion: "0"}
	rig.Book.Put(old)
	m := member.NewModel(rig.Env, old.ID, kpuk.ID{}, nil)
	if !m.ConsentStale() {
		t.Error("a consent to another text is taken for one to this")
	}
}

func TestADoubledNewMemberIsGivenUp(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	half(t, rig)
	m := member.NewModel(rig.Env, kpuk.ID{}, melati(), nil)
	m.Put(member.NIK, "5202025203840003")
	other, found := m.Duplicate()
	if !found {
		t.Fatal("no duplicate found")
	}
	m.TakeOther(other.ID)
	if rig.Book.Member(m.ID()) != nil || rig.Route().ID != other.ID {
		t.Error("the doubled record stands")
	}
}

func TestBook(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := member.NewModel(rig.Env, screentest.MemberID(screentest.Melati, 8), kpuk.ID{}, nil)
	lines, sums, loans := m.Lines(), m.Sums(), m.Loans()
	if len(lines) != 3 || lines[0].Balance != sums[3].Amount || sums[3].Amount != "1.545.000" {
		t.Errorf("lines %+v, sums %+v", lines, sums)
	}
	if len(loans) != 1 || loans[0].Late != 58 || len(loans[0].Rows) != 10 || !loans[0].Rows[2].Paid || !loans[0].Rows[3].Late || loans[0].Rows[9].Late {
		t.Errorf("loans %+v", loans)
	}
}

func TestAnOlderDoubleIsLeftToTheCoordinator(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	id := half(t, rig)
	m := member.NewModel(rig.Env, id, kpuk.ID{}, nil)
	other, found := m.Duplicate()
	if !found {
		t.Fatal("no duplicate found")
	}
	m.TakeOther(other.ID)
	if got := rig.Book.Member(id); got == nil || got.SameAs != other.ID || rig.Route().ID != other.ID {
		t.Fatalf("she is %+v, went to %+v", got, rig.Route())
	}
	if back, found := member.NewModel(rig.Env, other.ID, kpuk.ID{}, nil).Duplicate(); !found || !back.Said {
		t.Errorf("the other page says %+v", back)
	}
	m.NotSame(other.ID)
	if _, found := member.NewModel(rig.Env, other.ID, kpuk.ID{}, nil).Duplicate(); found {
		t.Error("told apart on one page, they are a pair on the other")
	}
}

func TestAnOddityIsPassedWithAReason(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := member.NewModel(rig.Env, kpuk.ID{}, melati(), nil)
	m.Put(member.KK, "5202023913150004")
	if m.Problems()[member.KK].Key != "member.problem.kk_date" {
		t.Fatalf("problems %+v", m.Problems())
	}
	m.Pass(member.KK, "kartu lama")
	if _, odd := m.Problems()[member.KK]; odd || m.Passed(member.KK) != "kartu lama" {
		t.Errorf("still %+v, reason %q", m.Problems(), m.Passed(member.KK))
	}
	m.Put(member.KK, "5202024013150004")
	if _, odd := m.Problems()[member.KK]; !odd || m.Passed(member.KK) != "" {
		t.Error("the reason of another number counts")
	}
}

func TestReadingAsTyped(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := member.NewModel(rig.Env, kpuk.ID{}, melati(), nil)
	for digits, want := range map[string]string{
		"52020":             "",
		"520202":            "Jonggat, Lombok Tengah",
		"52020252038":       "Jonggat, Lombok Tengah",
		"520202520384":      "Perempuan · lahir 12 Mar 1984 · Jonggat, Lombok Tengah",
		"5202021203840":     "Laki-laki · lahir 12 Mar 1984 · Jonggat, Lombok Tengah",
		"5202025203840003":  "Perempuan · lahir 12 Mar 1984 · Jonggat, Lombok Tengah",
		"5202025213840003":  "",
		"52020252038400031": "",
		"999999520384":      "Perempuan · lahir 12 Mar 1984",
	} {
		if got := m.ReadingOf(digits); got != want {
			t.Errorf("%s reads %q, want %q", digits, got, want)
		}
	}
}

func TestABusinessIsRemovedAndTakenBack(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := member.NewModel(rig.Env, screentest.MemberID(screentest.Melati, 1), kpuk.ID{}, nil)
	id := m.Businesses()[0]
	for f, typed := range map[member.Field]string{
		member.BusinessSince: "1066", member.BusinessWorkers: "-1",
	} {
		if key := m.PutBusiness(id, f, typed); key == "" {
			t.Errorf("%s took %q", f, typed)
		}
	}
	for f, typed := range map[member.Field]string{
		member.BusinessPIRT: "P-1", member.BusinessHalal: "H-1", member.BusinessCapital: "sendiri", member.BusinessBand: "2", member.BusinessAssets: "3",
	} {
		if key := m.PutBusiness(id, f, typed); key != "" {
			t.Errorf("%s refused %q: %s", f, typed, key)
		}
	}
	if b := m.Business(id); b.PIRT != "P-1" || b.Halal != "H-1" || b.Capital != "sendiri" || b.TurnoverBand != 2 || b.AssetsBand != 3 {
		t.Errorf("business %+v", b)
	}
	back := m.RemoveBusiness(id)
	if len(rig.Book.Member(m.ID()).Businesses) != 0 {
		t.Error("it is still there")
	}
	back()
	if rig.Book.Member(m.ID()).Businesses[id].PIRT != "P-1" {
		t.Error("it did not come back")
	}
}

func TestServicesHaveTheirDays(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := member.NewModel(rig.Env, screentest.MemberID(screentest.Melati, 1), kpuk.ID{}, nil)
	m.PutService("bpjs", "yes")
	m.PutServiceDate("bpjs", screentest.Day(3, 1).Time())
	got := rig.Book.Member(m.ID()).Services[kpuk.ServiceID("bpjs")]
	if got != (kpuk.ServiceAccess{Name: "bpjs", Has: kpuk.Yes, On: screentest.Day(3, 1)}) {
		t.Errorf("service %+v", got)
	}
}
