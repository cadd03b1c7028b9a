package kpuk_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

// way is a member of one group who wants to go to another.
func way(tb testing.TB, entries ...*kpuk.Entry) *kpuk.Move {
	tb.Helper()
	from, to := kpuk.ID{1}, kpuk.ID{2}
	head := func(id, scope kpuk.ID) kpuk.Header { return kpuk.Header{ID: id, Partition: kpuk.ID{9}, Scope: scope} }
	return &kpuk.Move{
		Member: &kpuk.Member{
			Header: head(kpuk.ID{3}, from), Name: "Inaq Sahnim", Group: from, Number: 4, JoinedOn: date(tb, "2020-01-15"),
			Role: kpuk.RoleTreasurer,
		},
		From:   &kpuk.Group{Header: head(from, from), Name: "Melati"},
		To:     &kpuk.Group{Header: head(to, to), Name: "Mawar"},
		Number: 12, On: date(tb, "2026-11-23"), Reason: "ikut suami", Ledger: kpuk.NewLedger(entries...),
	}
}

func saved(tb testing.TB, n byte, kind kpuk.EntryKind, amount kpuk.Rupiah) *kpuk.Entry {
	tb.Helper()
	return &kpuk.Entry{
		Header: kpuk.Header{ID: kpuk.ID{100, n}, Partition: kpuk.ID{9}, Scope: kpuk.ID{1}},
		Line:   kpuk.EntryLine{Kind: kind, Amount: amount, Group: kpuk.ID{1}, Member: kpuk.ID{3}, Date: date(tb, "2026-10-26")},
	}
}

func TestMovingCarriesSavings(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var entries []*kpuk.Entry
		for i := range rapid.IntRange(0, 12).Draw(rt, "lines") {
			kind := rapid.SampledFrom([]kpuk.EntryKind{kpuk.EntryPokok, kpuk.EntryWajib, kpuk.EntrySukarela, kpuk.EntryWithdrawal}).Draw(rt, "kind")
			entries = append(entries, saved(t, byte(i), kind, kpuk.Rupiah(rapid.Int64Range(1, 500_000).Draw(rt, "amount"))))
		}
		m := way(t, entries...)
		before, err := m.Ledger.Balances(0)
		if err != nil {
			rt.Fatal(err)
		}
		had := before.Members[m.Member.ID].Left()
		moved, err := m.Records(m.On)
		if had.Sukarela < 0 {
			if err == nil {
				rt.Fatal("she moved with less than nothing")
			}
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		old, fresh := slices.Clone(entries), []*kpuk.Entry(nil)
		byID := map[kpuk.ID]*kpuk.Entry{}
		for _, e := range moved.Entries {
			byID[e.ID] = e
			if e.Line.Group == m.From.ID {
				old = append(old, e)
			} else {
				fresh = append(fresh, e)
			}
			if p, refused := kpuk.Refused(kpuk.Validate(e)); refused {
				rt.Fatalf("a line of the move is refused: %+v", p)
			}
		}
		for _, e := range moved.Entries {
			if other := byID[e.Line.Linked]; other == nil || !kpuk.Pairs(e, other) || other.Line.Group == e.Line.Group {
				rt.Fatalf("%+v has no other half", e)
			}
		}
		left, came := balancesOf(rt, old), balancesOf(rt, fresh)
		if left.Members[m.Member.ID].Total() != 0 || left.Cash+came.Cash != before.Cash || left.Savings.Total()+came.Savings.Total() != before.Savings.Total() {
			rt.Fatalf("left %+v, came %+v, before %+v", left, came, before)
		}
		if got := came.Members[m.Member.ID]; got != had {
			rt.Fatalf("she has %+v in the new group, had %+v", got, had)
		}
	})
}

// balancesOf are the balances of some lines.
func balancesOf(t interface{ Fatal(args ...any) }, entries []*kpuk.Entry) kpuk.Balances {
	b, err := kpuk.NewLedger(entries...).Balances(0)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMovingKeepsHerHistory(t *testing.T) {
	m := way(t, saved(t, 1, kpuk.EntryWajib, 20_000))
	m.Meetings = []*kpuk.Meeting{
		{Date: date(t, "2026-09-28"), State: kpuk.Standing{State: kpuk.Approved}, Attendance: map[kpuk.ID]kpuk.Attendance{{3}: {Presence: kpuk.Absent}}},
		{Date: date(t, "2026-10-26"), State: kpuk.Standing{State: kpuk.Approved}, Attendance: map[kpuk.ID]kpuk.Attendance{{3}: {Presence: kpuk.Late}}},
	}
	m.Photos = []*kpuk.Photo{{Header: kpuk.Header{ID: kpuk.ID{5}, Scope: kpuk.ID{1}}, Of: kpuk.ID{3}}}
	moved, err := m.Records(m.On)
	if err != nil {
		t.Fatal(err)
	}
	got := moved.Member
	if got.Group != m.To.ID || got.Scope != m.To.ID || got.Number != 12 || got.JoinedOn != m.On || got.Role != kpuk.RoleMember {
		t.Errorf("member %+v", got)
	}
	want := kpuk.Stay{
		Group: m.From.ID, Name: "Melati", Number: 4, Joined: date(t, "2020-01-15"), Role: kpuk.RoleTreasurer, State: kpuk.MemberMoved,
		Reason: "ikut suami", Wajib: 20_000, Came: 1, Of: 2,
	}
	if got.Past[m.On] != want {
		t.Errorf("history %+v, want %+v", got.Past[m.On], want)
	}
	if got.RoleAt(m.On.AddDays(-1)) != kpuk.RoleTreasurer || got.RoleAt(m.On) != kpuk.RoleMember {
		t.Errorf("offices %+v", got.Offices)
	}
	former := moved.From.Former[m.Member.ID]
	if former.Name != "Inaq Sahnim" || former.Number != 4 || former.To != m.To.ID || former.ToName != "Mawar" {
		t.Errorf("the old group remembers %+v", former)
	}
	if moved.Photos[0].Scope != m.To.ID || m.Photos[0].Scope != m.From.ID {
		t.Error("her photo did not go with her, or was changed in place")
	}
	if m.Member.Group != m.From.ID || len(m.Member.Past) != 0 || len(m.From.Former) != 0 {
		t.Error("what was given was changed")
	}
	if len(moved.Records()) != 2+2+1 {
		t.Errorf("%d records", len(moved.Records()))
	}
}

func TestWhatHoldsAMoveBack(t *testing.T) {
	lent := func(status kpuk.LoanStatus, who kpuk.ID) *kpuk.Loan {
		return &kpuk.Loan{
			Header: kpuk.Header{ID: kpuk.ID{7}, Scope: kpuk.ID{1}}, Group: kpuk.ID{1}, Member: who,
			Terms:  kpuk.Terms{Principal: 100_000, Instalments: 10, Start: date(t, "2026-09-01")},
			Status: kpuk.LoanState{Status: status},
		}
	}
	for name, of := range map[string]struct {
		change  func(*kpuk.Move)
		key     string
		refused bool
	}{
		"same group":           {func(m *kpuk.Move) { m.To = m.From }, "move_to", true},
		"elsewhere":            {func(m *kpuk.Move) { m.To.Partition = kpuk.ID{8} }, "move_to", true},
		"closed":               {func(m *kpuk.Move) { m.To.Status = kpuk.GroupClosed }, "move_closed", true},
		"gone":                 {func(m *kpuk.Move) { m.Member.Status.State = kpuk.MemberLeft }, "move_inactive", true},
		"no reason":            {func(m *kpuk.Move) { m.Reason = " " }, "move_reason", true},
		"tomorrow":             {func(m *kpuk.Move) { m.On = m.On.AddDays(1) }, "move_day", true},
		"before her last line": {func(m *kpuk.Move) { m.On = date(t, "2026-10-25") }, "move_early", true},
		"twice a day":          {func(m *kpuk.Move) { m.Member.Past = map[kpuk.Date]kpuk.Stay{m.On: {}} }, "move_twice", true},
		"loan":                 {func(m *kpuk.Move) { m.Loans = []*kpuk.Loan{lent(kpuk.LoanActive, kpuk.ID{3})} }, "move_loan", true},
		"request":              {func(m *kpuk.Move) { m.Loans = []*kpuk.Loan{lent(kpuk.LoanRequested, kpuk.ID{3})} }, "move_request", true},
		"guarantor": {func(m *kpuk.Move) {
			l := lent(kpuk.LoanActive, kpuk.ID{4})
			l.Guarantor = kpuk.ID{3}
			m.Loans = []*kpuk.Loan{l}
		}, "move_guarantor", false},
		"box is empty": {func(m *kpuk.Move) {
			e := saved(t, 2, kpuk.EntryGroupExpense, 1)
			m.Ledger = kpuk.NewLedger(append(slices.Clone(m.Ledger.Entries()), e)...)
		}, "move_cash", true},
		"running meeting": {func(m *kpuk.Move) { m.Meetings = []*kpuk.Meeting{{Date: m.On}} }, "move_meeting", true},
	} {
		t.Run(name, func(t *testing.T) {
			m := way(t, saved(t, 1, kpuk.EntryWajib, 20_000))
			today := m.On
			of.change(m)
			found := m.Check(today)
			if len(found) != 1 || found[0].Key != of.key || found[0].Warning == of.refused {
				t.Fatalf("problems %+v, want %s", found, of.key)
			}
			if _, err := m.Records(today); (err != nil) != of.refused {
				t.Errorf("records: %v", err)
			}
		})
	}
}

func TestOffices(t *testing.T) {
	day := date(t, "2026-11-23")
	m := &kpuk.Member{Header: kpuk.Header{ID: kpuk.ID{1}}, JoinedOn: date(t, "2020-01-15"), Role: kpuk.RoleSecretary}
	other := &kpuk.Member{Header: kpuk.Header{ID: kpuk.ID{2}}, JoinedOn: date(t, "2020-01-15"), Role: kpuk.RoleChair}
	if m.RoleAt(day) != kpuk.RoleSecretary {
		t.Error("an office that was never dated does not hold")
	}
	both := []*kpuk.Member{m, other}
	if got := kpuk.Holder(both, kpuk.RoleChair, m.ID, day); got != other {
		t.Errorf("chair is %+v", got)
	}
	m.TakeOffice(kpuk.RoleChair, day.AddDays(10), day)
	if m.Role != kpuk.RoleSecretary || m.RoleAt(day.AddDays(10)) != kpuk.RoleChair || m.RoleAt(date(t, "2021-01-01")) != kpuk.RoleSecretary {
		t.Errorf("role %v, offices %v", m.Role, m.Offices)
	}
	m.TakeOffice(kpuk.RoleMember, day, day)
	if m.Role != kpuk.RoleMember || kpuk.Holder(both, kpuk.RoleSecretary, other.ID, day) != nil || kpuk.Holder(both, kpuk.RoleMember, other.ID, day) != nil {
		t.Errorf("role %v", m.Role)
	}
	if m.RoleAt(date(t, "2019-01-01")) != kpuk.RoleMember {
		t.Error("an office from before she joined")
	}
}

func TestLeavingAndComingBack(t *testing.T) {
	day := date(t, "2026-11-23")
	g := &kpuk.Group{Header: kpuk.Header{ID: kpuk.ID{5}}, Name: "Melati"}
	m := &kpuk.Member{Group: g.ID, Number: 3, JoinedOn: date(t, "2020-01-15"), Role: kpuk.RoleTreasurer}
	if err := m.Leave(kpuk.MemberLeft, day, "  "); !errors.Is(err, kpuk.ErrNoReason) || m.Status.State != kpuk.MemberActive {
		t.Errorf("left without a reason: %v", err)
	}
	if err := m.Leave(kpuk.MemberMoved, day, "x"); !errors.Is(err, kpuk.ErrNotMember) {
		t.Errorf("moved without a group: %v", err)
	}
	if err := m.Leave(kpuk.MemberLeft, day, " pindah kota "); err != nil || m.Status != (kpuk.Membership{State: kpuk.MemberLeft, On: day, Reason: "pindah kota"}) {
		t.Fatalf("status %+v, %v", m.Status, err)
	}
	if err := m.Rejoin(g, day.AddDays(-1)); !errors.Is(err, kpuk.ErrNotMember) {
		t.Errorf("came back before she left: %v", err)
	}
	back := day.AddDays(60)
	if err := m.Rejoin(g, back); err != nil || m.Status.State != kpuk.MemberActive || m.JoinedOn != back || m.Role != kpuk.RoleMember {
		t.Fatalf("%+v, %v", m, err)
	}
	if got := m.Past[day]; got.Reason != "pindah kota" || got.Joined != date(t, "2020-01-15") || got.Name != "Melati" || got.Role != kpuk.RoleTreasurer {
		t.Errorf("history %+v", got)
	}
	if err := m.Leave(kpuk.MemberDied, back, ""); err != nil {
		t.Errorf("a death asks for a reason: %v", err)
	}
	if got := kpuk.CheckLeaving(10, 20); len(got) != 2 || !got[0].Warning || !got[1].Warning || len(kpuk.CheckLeaving(0, 0)) != 0 {
		t.Errorf("leaving %+v", got)
	}
}

func TestToldApart(t *testing.T) {
	a := &kpuk.Member{Header: kpuk.Header{ID: kpuk.ID{1}}, NIK: "5202025203840003"}
	b := &kpuk.Member{Header: kpuk.Header{ID: kpuk.ID{2}}, NIK: a.NIK}
	if _, same := kpuk.SameMember(a, b); !same {
		t.Fatal("the same NIK is not noticed")
	}
	b.Apart = map[kpuk.ID]bool{a.ID: true}
	if _, same := kpuk.SameMember(a, b); same || len(kpuk.DuplicateMembers([]*kpuk.Member{a, b})) != 0 {
		t.Error("they were told apart and are a pair again")
	}
}

func TestFilledCountsTwentyFive(t *testing.T) {
	m := &kpuk.Member{}
	if n, of := m.Filled(); n != 0 || of != 25 {
		t.Errorf("%d of %d", n, of)
	}
	m.Businesses = map[kpuk.ID]kpuk.Business{{1}: {Kind: "food"}, {2}: {Kind: "trade", Since: 2015, Turnover: 1}}
	m.Services = map[kpuk.ID]kpuk.ServiceAccess{kpuk.ServiceID("ktp"): {Has: kpuk.No}}
	if n, _ := m.Filled(); n != 4 || m.Completeness() != 16 {
		t.Errorf("%d filled, %d %%", n, m.Completeness())
	}
}
