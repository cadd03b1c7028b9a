package kpuk_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/kpuk"
)

// flows says by hand what each kind does to the box, apart from the code under test.
func flows() map[kpuk.EntryKind]int64 {
	return map[kpuk.EntryKind]int64{
		kpuk.EntryPokok: 1, kpuk.EntryWajib: 1, kpuk.EntrySukarela: 1, kpuk.EntryWithdrawal: -1,
		kpuk.EntryDisbursement: -1, kpuk.EntryInstalment: 1, kpuk.EntryMembershipFee: 1, kpuk.EntryPenalty: 1,
		kpuk.EntrySocialIn: 1, kpuk.EntrySocialOut: -1, kpuk.EntryGroupIncome: 1, kpuk.EntryGroupExpense: -1,
		kpuk.EntryExternalIn: 1, kpuk.EntryExternalOut: -1, kpuk.EntryCashDifference: 1, kpuk.EntrySHU: -1, kpuk.EntryVoid: 0,
	}
}

func line(kind kpuk.EntryKind, amount kpuk.Rupiah, day kpuk.Date) kpuk.EntryLine {
	l := kpuk.EntryLine{Kind: kind, Amount: amount, Group: kpuk.ID{9}, Member: kpuk.ID{8}, Date: day, Note: "x"}
	if kind == kpuk.EntryInstalment || kind == kpuk.EntryDisbursement {
		l.Loan = kpuk.ID{7}
	}
	return l
}

// TestNoMoneyAppears writes random entries and voids, good and bad ones, and sums them
// beside a plain model.
func TestNoMoneyAppears(t *testing.T) {
	kinds := slices.Sorted(maps.Keys(flows()))
	rapid.Check(t, func(t *rapid.T) {
		var entries []*kpuk.Entry
		effect := map[kpuk.ID]int64{} // what each entry put into the box; 0 once voided
		add := func(l kpuk.EntryLine) *kpuk.Entry {
			e := &kpuk.Entry{Header: kpuk.Header{ID: numbered(len(entries))}, Line: l}
			entries = append(entries, e)
			return e
		}
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			day := kpuk.Date(rapid.IntRange(1, 5).Draw(t, "day"))
			kind := rapid.SampledFrom(kinds).Draw(t, "kind")
			amount := kpuk.Rupiah(rapid.Int64Range(1, 1e9).Draw(t, "amount"))
			if kind != kpuk.EntryVoid {
				l := line(kind, amount, day)
				if kind == kpuk.EntryInstalment {
					l.Service, l.Penalty = amount/4, amount/5
				}
				if kind == kpuk.EntryCashDifference && rapid.Bool().Draw(t, "less") {
					l.Amount = -amount
				}
				effect[add(l).ID] = flows()[kind] * int64(l.Amount)
				continue
			}
			if len(entries) == 0 {
				continue
			}
			target := rapid.SampledFrom(entries).Draw(t, "target")
			l := line(kpuk.EntryVoid, target.Line.Amount, day)
			l.Voids = target.ID
			bad := rapid.IntRange(0, 3).Draw(t, "bad")
			switch bad {
			case 1:
				l.Amount++
			case 2:
				l.Group = kpuk.ID{1}
			case 3:
				l.Voids = kpuk.ID{99}
			}
			add(l)
			if bad == 0 {
				effect[target.ID] = 0 // voiding twice, or a void, changes nothing more
			}
		}
		var want int64
		for _, v := range effect {
			want += v
		}
		ledger := kpuk.NewLedger(entries...)
		b, err := ledger.Balances(0)
		if err != nil || int64(b.Cash) != want {
			t.Fatalf("cash %d, %v; want %d", b.Cash, err, want)
		}
		if b.Cash+b.LoansOut != b.Savings.Total()+b.Social+b.External+b.Surplus+b.Aside {
			t.Fatalf("the balance does not balance: %+v", b)
		}
		if left := b.Savings.Left(); left.Total() != b.Savings.Total() {
			t.Fatalf("savings by kind %+v sum to %d, want %d", left, left.Total(), b.Savings.Total())
		}
		if cash, err := ledger.Cash(0); err != nil || cash != b.Cash {
			t.Fatalf("cash alone %d, %v; want %d", cash, err, b.Cash)
		}
		// Any order, and anything twice, gives the same.
		shuffled := rapid.Permutation(append(slices.Clone(entries), entries...)).Draw(t, "order")
		for until := range kpuk.Date(6) {
			one, errOne := ledger.Balances(until)
			two, errTwo := kpuk.NewLedger(shuffled...).Balances(until)
			if errOne != nil || errTwo != nil || !reflect.DeepEqual(one, two) {
				t.Fatalf("until %d the order matters: %+v, %v; %+v, %v", until, one, errOne, two, errTwo)
			}
		}
	})
}

func TestCashEffects(t *testing.T) {
	for kind, want := range flows() {
		if got := int64(kind.CashEffect()); got != want {
			t.Errorf("%s moves %d, want %d", kind, got, want)
		}
	}
	unknown := kpuk.NewLedger(&kpuk.Entry{Header: kpuk.Header{ID: numbered(0)}, Line: line(200, 5, 1)})
	if cash, err := unknown.Cash(0); cash != 0 || err != nil || unknown.Unknown() != 1 {
		t.Errorf("an unknown kind: cash %d, %v, %d unknown", cash, err, unknown.Unknown())
	}
}

func TestBalancesOverflow(t *testing.T) {
	l := kpuk.NewLedger(
		&kpuk.Entry{Header: kpuk.Header{ID: numbered(0)}, Line: line(kpuk.EntryWajib, math.MaxInt64, 1)},
		&kpuk.Entry{Header: kpuk.Header{ID: numbered(1)}, Line: line(kpuk.EntryWajib, 1, 1)},
	)
	if _, err := l.Balances(0); !errors.Is(err, kpuk.ErrOverflow) {
		t.Errorf("balances: %v", err)
	}
	if _, err := l.Cash(0); !errors.Is(err, kpuk.ErrOverflow) {
		t.Errorf("cash: %v", err)
	}
	if _, err := l.NetIncome(0, 0); !errors.Is(err, kpuk.ErrOverflow) {
		t.Errorf("net income: %v", err)
	}
}

func TestVoid(t *testing.T) {
	first := &kpuk.Entry{Header: kpuk.Header{ID: numbered(0), Scope: kpuk.ID{9}}, Line: line(kpuk.EntryWajib, 5000, 10)}
	l := kpuk.NewLedger(first)
	if _, err := l.Void(numbered(5), 11, "x"); !errors.Is(err, kpuk.ErrNoEntry) || fault.KindOf(err) != fault.NotFound {
		t.Errorf("voiding nothing: %v", err)
	}
	if _, err := l.Void(first.ID, 11, ""); !errors.Is(err, kpuk.ErrNoReason) {
		t.Errorf("voiding without reason: %v", err)
	}
	void, err := l.Void(first.ID, 11, "wrong row")
	if err != nil {
		t.Fatal(err)
	}
	if got := keys(l.Check(void)); got != nil {
		t.Errorf("a good void is refused: %v", got)
	}
	l = kpuk.NewLedger(void, first)
	if got := keys(l.Check(void)); got != nil {
		t.Errorf("a written void is refused: %v", got)
	}
	if l.VoidedBy(first.ID) != void.ID {
		t.Error("the entry is not voided")
	}
	if _, err := l.Void(first.ID, 11, "x"); !errors.Is(err, kpuk.ErrVoided) {
		t.Errorf("voiding twice: %v", err)
	}
	if _, err := l.Void(void.ID, 11, "x"); !errors.Is(err, kpuk.ErrVoidOfVoid) {
		t.Errorf("voiding a void: %v", err)
	}
	// The day before the void still has the money.
	for day, want := range map[kpuk.Date]kpuk.Rupiah{9: 0, 10: 5000, 11: 0, 0: 0} {
		if got, err := l.Cash(day); err != nil || got != want {
			t.Errorf("cash on day %d = %d, %v; want %d", day, got, err, want)
		}
	}
}

func TestEntryCheck(t *testing.T) {
	tests := map[string]struct {
		change func(*kpuk.EntryLine)
		want   []string
	}{
		"good":                {func(*kpuk.EntryLine) {}, nil},
		"no kind":             {func(l *kpuk.EntryLine) { l.Kind = 0 }, []string{"entry_kind"}},
		"kind of later":       {func(l *kpuk.EntryLine) { l.Kind = 18 }, []string{"entry_kind"}},
		"nothing":             {func(l *kpuk.EntryLine) { l.Amount = 0 }, []string{"entry_amount"}},
		"negative":            {func(l *kpuk.EntryLine) { l.Amount = -1 }, []string{"entry_amount"}},
		"negative difference": {func(l *kpuk.EntryLine) { l.Kind, l.Amount = kpuk.EntryCashDifference, -1 }, nil},
		"silent difference":   {func(l *kpuk.EntryLine) { l.Kind, l.Note = kpuk.EntryCashDifference, "" }, []string{"entry_reason"}},
		"no group":            {func(l *kpuk.EntryLine) { l.Group = kpuk.ID{} }, []string{"entry_group"}},
		"no date":             {func(l *kpuk.EntryLine) { l.Date = 0 }, []string{"entry_date"}},
		"no member":           {func(l *kpuk.EntryLine) { l.Member = kpuk.ID{} }, []string{"entry_member"}},
		"expense of none":     {func(l *kpuk.EntryLine) { l.Kind, l.Member = kpuk.EntryGroupExpense, kpuk.ID{} }, nil},
		"silent expense":      {func(l *kpuk.EntryLine) { l.Kind, l.Note = kpuk.EntryGroupExpense, "" }, []string{"entry_words"}},
		"no loan":             {func(l *kpuk.EntryLine) { l.Kind = kpuk.EntryInstalment }, []string{"entry_loan"}},
		"parts too large": {func(l *kpuk.EntryLine) {
			l.Kind, l.Loan, l.Service, l.Penalty = kpuk.EntryInstalment, kpuk.ID{7}, 4000, 2000
		}, []string{"entry_parts"}},
		"parts overflow": {func(l *kpuk.EntryLine) {
			l.Kind, l.Loan, l.Service, l.Penalty = kpuk.EntryInstalment, kpuk.ID{7}, math.MaxInt64, 2000
		}, []string{"entry_parts"}},
		"parts of savings":     {func(l *kpuk.EntryLine) { l.Service = 1 }, []string{"entry_parts_kind"}},
		"void of none":         {func(l *kpuk.EntryLine) { l.Kind = kpuk.EntryVoid }, []string{"entry_voids"}},
		"correcting a payment": {func(l *kpuk.EntryLine) { l.Corrects = kpuk.ID{1} }, []string{"entry_corrects"}},
		"voiding savings":      {func(l *kpuk.EntryLine) { l.Voids = kpuk.ID{1} }, []string{"entry_voids"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := line(kpuk.EntryWajib, 5000, 10)
			tt.change(&l)
			if got := keys(l.Check()); fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("problems %v, want %v", got, tt.want)
			}
		})
	}
}

func TestVoidChecks(t *testing.T) {
	entry := &kpuk.Entry{Header: kpuk.Header{ID: numbered(0)}, Line: line(kpuk.EntryWajib, 5000, 10)}
	other := &kpuk.Entry{Header: kpuk.Header{ID: numbered(1)}, Line: line(kpuk.EntryWajib, 5000, 10)}
	void, err := kpuk.NewLedger(entry).Void(entry.ID, 10, "x")
	if err != nil {
		t.Fatal(err)
	}
	l := kpuk.NewLedger(entry, other, void)
	tests := map[string]struct {
		target kpuk.ID
		change func(*kpuk.EntryLine)
		want   []string
	}{
		"good":    {other.ID, func(*kpuk.EntryLine) {}, nil},
		"twice":   {entry.ID, func(*kpuk.EntryLine) {}, []string{"void_twice"}},
		"unknown": {kpuk.ID{5}, func(*kpuk.EntryLine) {}, []string{"void_unknown"}},
		"a void":  {void.ID, func(*kpuk.EntryLine) {}, []string{"void_of_void"}},
		"amount":  {other.ID, func(l *kpuk.EntryLine) { l.Amount++ }, []string{"void_amount"}},
		"group":   {other.ID, func(l *kpuk.EntryLine) { l.Group = kpuk.ID{1} }, []string{"void_group"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := &kpuk.Entry{Header: kpuk.Header{ID: numbered(9)}, Line: line(kpuk.EntryVoid, 5000, 11)}
			e.Line.Voids = tt.target
			tt.change(&e.Line)
			if got := keys(l.Check(e)); fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("problems %v, want %v", got, tt.want)
			}
		})
	}
	if got := keys(l.Check(&kpuk.Entry{Header: kpuk.Header{Scope: kpuk.ID{3}}, Line: line(kpuk.EntryWajib, 1, 1)})); !slices.Equal(got, []string{"entry_scope"}) {
		t.Errorf("wrong scope: %v", got)
	}
}

// TestDebtFromLedger pays the same instalment on two tablets: nothing is forgotten.
func TestDebtFromLedger(t *testing.T) {
	loan := &kpuk.Loan{Terms: goodTerms(t), Charges: map[kpuk.Date]kpuk.Rupiah{date(t, "2026-03-05"): 2000}, Status: kpuk.LoanState{Status: kpuk.LoanActive}}
	loan.ID = kpuk.ID{7}
	pay := func(n int, day string, amount, penalty, service kpuk.Rupiah) *kpuk.Entry {
		e := &kpuk.Entry{Header: kpuk.Header{ID: numbered(n)}, Line: line(kpuk.EntryInstalment, amount, date(t, day))}
		e.Line.Penalty, e.Line.Service = penalty, service
		return e
	}
	l := kpuk.NewLedger(pay(0, "2026-03-06", 117000, 2000, 15000), pay(1, "2026-03-07", 117000, 2000, 15000))
	v, err := l.View(loan, date(t, "2026-03-31"))
	if err != nil {
		t.Fatal(err)
	}
	// 10 × 115.000 + 2.000 owed, 234.000 paid; the second penalty went on to the debt.
	if got := v.Debt.Left(); got.Total() != 1_152_000-234_000 || got.Penalty != 0 || v.Debt.Overpaid != 0 || v.DaysLate != 0 {
		t.Errorf("left %+v, overpaid %d, %d days late", got, v.Debt.Overpaid, v.DaysLate)
	}
	if v, err = l.View(loan, date(t, "2026-03-06")); err != nil || v.Debt.Left().Total() != 1_152_000-117_000 {
		t.Errorf("on the day of the first payment: %+v, %v", v.Debt.Left(), err)
	}
	// The whole debt paid twice: the second time is overpaid, not lost.
	l = kpuk.NewLedger(pay(0, "2026-03-06", 1_152_000, 2000, 150_000), pay(1, "2026-03-06", 1_152_000, 2000, 150_000))
	d, err := l.Debt(loan, 0)
	if err != nil || d.Left().Total() != 0 || d.Overpaid != 1_152_000 {
		t.Errorf("paid twice: %+v, %v", d, err)
	}
	loans, ages, err := kpuk.NewLedger().Portfolio([]*kpuk.Loan{loan, {}}, date(t, "2026-04-01"))
	if err != nil || len(loans) != 1 || loans[0] != (kpuk.Exposure{Outstanding: 1_000_000, DaysLate: 32}) || ages[kpuk.Late60] != 1_000_000 {
		t.Errorf("portfolio %+v, %v, %v", loans, ages, err)
	}
}
