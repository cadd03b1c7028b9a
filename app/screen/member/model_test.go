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
		"phone is normalised": {member.Phone, "081234567890", "0812-3456-7890", ""},
		"phone refused":       {member.Phone, "12", "", "member.problem.phone"},
		"KK refused":          {member.KK, "520202", "", "member.problem.kk_digits"},
		"KK":                  {member.KK, "5202021107150004", "5202021107150004", ""},
		"age":                 {member.Age, "42", "42", ""},
		"age is no word":      {member.Age, "tua", "", "member.problem.number"},
		"role":                {member.Role, "treasurer", "treasurer", ""},
		"no such role":        {member.Role, "queen", "member", "member.problem.choice"},
		"household":           {member.Household, "5", "5", ""},
		"consent to no field": {member.Status, "moved", "moved", ""},
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
	if !m.Consented().IsZero() {
		t.Fatal("she agreed before she was asked")
	}
	m.Consent("spoken")
	if m.Consented() != screentest.Day(11, 23) {
		t.Errorf("agreed on %v", m.Consented())
	}
	m.Withdraw()
	if !m.Consented().IsZero() {
		t.Error("consent stands after it was taken back")
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
