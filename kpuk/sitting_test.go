package kpuk_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/kpuk"
)

// newSitting returns a meeting of n members who are all there, on 28 February 2026.
func newSitting(tb testing.TB, n int) *kpuk.Sitting {
	tb.Helper()
	m := &kpuk.Meeting{Group: kpuk.ID{9}, Date: date(tb, "2026-02-28"), Attendance: map[kpuk.ID]kpuk.Attendance{}, Sheet: map[kpuk.ID]kpuk.SheetRow{}}
	m.ID, m.Scope, m.Partition = kpuk.ID{5}, kpuk.ID{9}, kpuk.ID{6}
	s := &kpuk.Sitting{
		Meeting: m, Ledger: kpuk.NewLedger(),
		Rules: kpuk.Rules{Wajib: 10_000, Social: 2_000, LateFine: 1_000, AbsentFine: 3_000, Rhythm: kpuk.Monthly},
	}
	for i := range n {
		member := &kpuk.Member{Name: fmt.Sprintf("Anggota %d", i), Number: i + 1}
		member.ID = numbered(i)
		s.Members = append(s.Members, member)
		m.Attendance[member.ID] = kpuk.Attendance{Presence: kpuk.Present}
	}
	return s
}

func lend(tb testing.TB, s *kpuk.Sitting, member, id kpuk.ID) *kpuk.Loan {
	tb.Helper()
	loan := &kpuk.Loan{Member: member, Group: s.Meeting.Group, Terms: goodTerms(tb), Status: kpuk.LoanState{Status: kpuk.LoanActive}}
	loan.ID = id
	s.Loans = append(s.Loans, loan)
	return loan
}

func write(s *kpuk.Sitting, entries ...*kpuk.Entry) {
	s.Ledger = kpuk.NewLedger(append(slices.Clone(s.Ledger.Entries()), entries...)...)
}

func TestSuggest(t *testing.T) {
	s := newSitting(t, 6)
	s.Meeting.Attendance = map[kpuk.ID]kpuk.Attendance{
		numbered(0): {Presence: kpuk.Present}, numbered(1): {Presence: kpuk.Late}, numbered(2): {Presence: kpuk.Absent},
		numbered(3): {Presence: kpuk.Absent}, numbered(4): {Presence: kpuk.Sick}, numbered(5): {Presence: kpuk.LeftEarly},
	}
	s.Meeting.Sheet[numbered(3)] = kpuk.SheetRow{Entrusted: true}
	lend(t, s, numbered(1), kpuk.ID{71})
	s.Rules.Pokok = 50_000
	for i := range 5 { // all but the last have paid their pokok before
		l := line(kpuk.EntryPokok, 50_000, 1)
		l.Member = numbered(i)
		write(s, &kpuk.Entry{Header: kpuk.Header{ID: numbered(100 + i)}, Line: l})
	}
	usual := map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryWajib: 10_000, kpuk.EntrySocialIn: 2_000}
	with := func(more map[kpuk.EntryKind]kpuk.Rupiah) map[kpuk.EntryKind]kpuk.Rupiah {
		out := maps.Clone(usual)
		maps.Copy(out, more)
		return out
	}
	want := []map[kpuk.EntryKind]kpuk.Rupiah{
		usual,
		with(map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryInstalment: 115_000, kpuk.EntryPenalty: 1_000}),
		{},
		with(map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryPenalty: 3_000}),
		{},
		with(map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryPokok: 50_000}),
	}
	for i := range want {
		if got, err := s.Suggest(numbered(i)); err != nil || !maps.Equal(got, want[i]) {
			t.Errorf("member %d: %v, %v; want %v", i, got, err, want[i])
		}
	}
}

func TestConfirmRow(t *testing.T) {
	s := newSitting(t, 1)
	member := numbered(0)
	old, young := lend(t, s, member, kpuk.ID{71}), lend(t, s, member, kpuk.ID{72})
	young.Terms.Start = date(t, "2026-02-15") // first due on 15 March, billed today as well
	cells := map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryWajib: 10_000, kpuk.EntrySukarela: 0, kpuk.EntryInstalment: 240_000, kpuk.EntryWithdrawal: 4_000}
	s.Meeting.Sheet[member] = kpuk.SheetRow{Cells: cells}
	bills := s.Bills(member)
	if bill, err := s.Bill(member); err != nil || bill != 230_000 || len(bills) != 2 || bills[0].Loan != old ||
		bills[1].Bill.Split.Total() != 115_000 {
		t.Errorf("bills %+v, in all %d, %v", bills, bill, err)
	}
	entries, err := s.ConfirmRow(member)
	if err != nil {
		t.Fatal(err)
	}
	type short struct {
		kind                     kpuk.EntryKind
		loan                     kpuk.ID
		amount, service, penalty kpuk.Rupiah
	}
	var got []short
	for _, e := range entries {
		got = append(got, short{e.Line.Kind, e.Line.Loan, e.Line.Amount, e.Line.Service, e.Line.Penalty})
		if problems := s.Ledger.Check(e); problems != nil {
			t.Errorf("%+v is refused: %+v", e, problems)
		}
		if e.ID != kpuk.EntryID(s.Meeting.ID, member, e.Line.Kind, e.Line.Turn) || e.Scope != s.Meeting.Group || e.Partition != s.Meeting.Partition || e.Line.Date != s.Meeting.Date {
			t.Errorf("header %+v of turn %d", e.Header, e.Line.Turn)
		}
	}
	// 115.000 to each bill; the 10.000 beyond go on to the older loan's next service.
	want := []short{
		{kpuk.EntryWajib, kpuk.ID{}, 10_000, 0, 0},
		{kpuk.EntryInstalment, old.ID, 125_000, 25_000, 0},
		{kpuk.EntryInstalment, young.ID, 115_000, 15_000, 0},
		{kpuk.EntryWithdrawal, kpuk.ID{}, 4_000, 0, 0},
	}
	if !slices.Equal(got, want) {
		t.Errorf("entries %+v, want %+v", got, want)
	}
	write(s, entries...)
	if _, err = s.ConfirmRow(member); !errors.Is(err, kpuk.ErrRowWritten) || fault.KindOf(err) != fault.Exists {
		t.Errorf("confirming twice: %v", err)
	}
	if _, err = s.ReopenRow(member, ""); !errors.Is(err, kpuk.ErrNoReason) {
		t.Errorf("reopening without reason: %v", err)
	}
	voids, err := s.ReopenRow(member, "wrong row")
	if err != nil || len(voids) != len(entries) {
		t.Fatalf("reopening: %d voids, %v", len(voids), err)
	}
	write(s, voids...)
	cash, err := s.Ledger.Cash(0)
	if cash != 0 || err != nil {
		t.Errorf("cash after reopening %d, %v", cash, err)
	}
	again, err := s.ConfirmRow(member)
	if err != nil || again[0].Line.Turn != 1 || again[1].Line.Turn != 2 || again[2].Line.Turn != 3 {
		t.Errorf("confirming again: %+v, %v", again, err)
	}
}

func TestConfirmRowRefused(t *testing.T) {
	s := newSitting(t, 1)
	member := numbered(0)
	var excess *kpuk.ExcessError
	lend(t, s, member, kpuk.ID{71})
	tests := map[string]struct {
		cells map[kpuk.EntryKind]kpuk.Rupiah
		ok    func(error) bool
	}{
		"negative":     {map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryWajib: -1}, func(err error) bool { return errors.Is(err, kpuk.ErrCell) }},
		"wrong kind":   {map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryVoid: 5}, func(err error) bool { return errors.Is(err, kpuk.ErrCell) }},
		"beyond debts": {map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryInstalment: 1_150_001}, func(err error) bool { return errors.As(err, &excess) && excess.Excess == 1 }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s.Meeting.Sheet[member] = kpuk.SheetRow{Cells: tt.cells}
			if got, err := s.ConfirmRow(member); !tt.ok(err) || got != nil {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

// TestRowsConserve confirms and reopens rows at random over several meetings: the box,
// the debts and the sheets agree at every step.
func TestRowsConserve(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newSitting(t, 3)
		var owed kpuk.Rupiah
		for i := range 3 {
			lend(t, s, numbered(i), kpuk.ID{71, byte(i)})
			owed += 1_150_000
		}
		var closing kpuk.Rupiah
		for meeting := range rapid.IntRange(1, 4).Draw(rt, "meetings") {
			next := *s.Meeting
			next.ID, next.Date = kpuk.ID{5, byte(meeting)}, s.Meeting.Date.AddMonths(meeting)
			next.Sheet, next.Cash = map[kpuk.ID]kpuk.SheetRow{}, kpuk.CashCount{}
			s.Meeting = &next
			for range rapid.IntRange(0, 8).Draw(rt, "steps") {
				step(rt, s)
			}
			next.Cash.Counted = kpuk.Rupiah(rapid.Int64Range(0, 1e6).Draw(rt, "counted"))
			next.Cash.Reason = "x"
			booked, err := s.Ledger.BookDifference(&next)
			if err != nil {
				rt.Fatal(err)
			}
			write(s, booked...)
			sheet, err := s.Ledger.CashSheet(&next)
			if err != nil || sheet.Opening != closing || sheet.Booked != sheet.Difference || sheet.Expected != sheet.Opening+sheet.In-sheet.Out {
				rt.Fatalf("sheet %+v, %v; want opening %d", sheet, err, closing)
			}
			closing = next.Cash.Counted
			if again, err := s.Ledger.BookDifference(&next); err != nil || again != nil {
				rt.Fatalf("booked twice: %v, %v", again, err)
			}
		}
		b, err := s.Ledger.Balances(0)
		if err != nil || b.Cash != closing {
			rt.Fatalf("cash %d, %v; want %d", b.Cash, err, closing)
		}
		var left, paid kpuk.Rupiah
		for _, loan := range s.Loans {
			d, err := s.Ledger.Debt(loan, 0)
			if err != nil || d.Overpaid != 0 {
				rt.Fatalf("%+v, %v", d, err)
			}
			left += d.Left().Total()
			paid += b.Loans[loan.ID].Paid.Total()
		}
		if left+paid != owed {
			rt.Fatalf("%d left and %d paid, want %d", left, paid, owed)
		}
	})
}

// step confirms or reopens one row and checks what it did to the box.
func step(t *rapid.T, s *kpuk.Sitting) {
	member := numbered(rapid.IntRange(0, 2).Draw(t, "member"))
	before, err := s.Ledger.Cash(0)
	if err != nil {
		t.Fatal(err)
	}
	row := s.Meeting.Sheet[member]
	total, err := kpuk.RowTotal(row.Cells)
	if err != nil {
		t.Fatal(err)
	}
	want := -total
	var entries []*kpuk.Entry
	if len(s.Written(member)) > 0 {
		entries, err = s.ReopenRow(member, "x")
	} else {
		row.Cells = map[kpuk.EntryKind]kpuk.Rupiah{
			kpuk.EntryWajib:      kpuk.Rupiah(rapid.Int64Range(0, 10_000).Draw(t, "wajib")),
			kpuk.EntryInstalment: kpuk.Rupiah(rapid.Int64Range(0, 280_000).Draw(t, "instalment")),
			kpuk.EntryWithdrawal: kpuk.Rupiah(rapid.Int64Range(0, 5_000).Draw(t, "withdrawal")),
		}
		s.Meeting.Sheet[member] = row
		want = row.Cells[kpuk.EntryWajib] + row.Cells[kpuk.EntryInstalment] - row.Cells[kpuk.EntryWithdrawal]
		entries, err = s.ConfirmRow(member)
	}
	if err != nil {
		t.Fatal(err)
	}
	write(s, entries...)
	if after, err := s.Ledger.Cash(0); err != nil || after-before != want {
		t.Fatalf("the box went from %d to %d, %v; want %d more", before, after, err, want)
	}
}

func TestDifferenceNeedsReason(t *testing.T) {
	s := newSitting(t, 1)
	s.Meeting.Cash = kpuk.CashCount{Notes: map[kpuk.Rupiah]int{50_000: 2, 500: 3}}
	if _, err := s.Ledger.BookDifference(s.Meeting); !errors.Is(err, kpuk.ErrNoReason) {
		t.Errorf("a silent difference: %v", err)
	}
	s.Meeting.Cash.Reason = "found in the box"
	entries, err := s.Ledger.BookDifference(s.Meeting)
	if err != nil || len(entries) != 1 || entries[0].Line.Amount != 101_500 || entries[0].Line.Note != "found in the box" {
		t.Fatalf("%+v, %v", entries, err)
	}
	write(s, entries...)
	s.Meeting.Cash.Notes = nil // the recount agrees with the book: the difference is taken back
	entries, err = s.Ledger.BookDifference(s.Meeting)
	if err != nil || len(entries) != 1 || entries[0].Line.Kind != kpuk.EntryVoid {
		t.Fatalf("%+v, %v", entries, err)
	}
	for _, notes := range []map[kpuk.Rupiah]int{{50_000: -1}, {3: 1}} {
		if _, err := (kpuk.CashCount{Notes: notes}).Total(); err == nil {
			t.Errorf("counted %v", notes)
		}
	}
}

func TestStepsAndSubmit(t *testing.T) {
	s := newSitting(t, 2)
	absent := numbered(1)
	s.Meeting.Attendance[absent] = kpuk.Attendance{}
	by := kpuk.Actor{Person: kpuk.ID{1}, Office: kpuk.OfficeFacilitator, At: 5}
	_, err := s.Submit(by)
	var blocked *kpuk.BlockedError
	if !errors.As(err, &blocked) {
		t.Fatalf("submitted: %v", err)
	}
	if got := keys(blocked.Problems); !slices.Equal(got, []string{"attendance_missing", "row_open", "cash_not_counted"}) {
		t.Errorf("blocked by %v", got)
	}
	s.Meeting.Attendance[absent] = kpuk.Attendance{Presence: kpuk.Absent}
	s.Meeting.Sheet[absent] = kpuk.SheetRow{Cells: map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryWajib: 1}}
	s.Meeting.Sheet[numbered(0)] = kpuk.SheetRow{Confirmed: true}
	s.Meeting.Cash = kpuk.CashCount{Counted: 5, Done: true}
	s.Meeting.NextDate = s.Meeting.Date
	if got := keys(s.Blocking()); !slices.Equal(got, []string{"row_of_absent", "cash_reason", "next_date_past"}) {
		t.Errorf("blocked by %v", got)
	}
	s.Meeting.Sheet[absent] = kpuk.SheetRow{}
	s.Meeting.Cash.Reason, s.Meeting.NextDate = "x", s.Meeting.Date.AddDays(30)
	if got := keys(s.Blocking()); !slices.Equal(got, []string{"cash_not_booked"}) {
		t.Errorf("blocked by %v", got)
	}
	booked, err := s.Ledger.BookDifference(s.Meeting)
	if err != nil {
		t.Fatal(err)
	}
	write(s, booked...)
	standing, err := s.Submit(by)
	if err != nil || standing != (kpuk.Standing{State: kpuk.Submitted, By: by.Person, At: 5, No: 1}) {
		t.Errorf("submitted: %+v, %v", standing, err)
	}
	if got := keys(s.Warnings()); !slices.Equal(got, []string{"quorum_missed", "cash_difference"}) {
		t.Errorf("warnings %v", got)
	}
	if s.Meeting.Resume() != kpuk.StepOpen {
		t.Error("a new meeting does not begin at the first step")
	}
	s.Meeting.Leave(kpuk.StepOpen)
	s.Meeting.Leave(kpuk.StepNotes)
	if !s.Meeting.Left(kpuk.StepNotes) || s.Meeting.Left(kpuk.StepMoney) || s.Meeting.Resume() != kpuk.StepAttendance {
		t.Errorf("resumes at %s", s.Meeting.Resume())
	}
}

func TestReviewWarnings(t *testing.T) {
	s := newSitting(t, 3)
	lend(t, s, numbered(0), kpuk.ID{71})
	past := line(kpuk.EntrySukarela, 5_000, 1)
	past.Member = numbered(1)
	write(s, &kpuk.Entry{Header: kpuk.Header{ID: numbered(50)}, Line: past})
	s.Meeting.Sheet[numbered(0)] = kpuk.SheetRow{Cells: map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryInstalment: 100_000, kpuk.EntryWajib: 30_000}, Confirmed: true}
	s.Meeting.Sheet[numbered(1)] = kpuk.SheetRow{Cells: map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntrySukarela: 15_001}, Confirmed: true}
	s.Meeting.Sheet[numbered(2)] = kpuk.SheetRow{Cells: map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryWajib: 30_001}, Confirmed: true}
	for i := range 3 {
		entries, err := s.ConfirmRow(numbered(i))
		if err != nil {
			t.Fatal(err)
		}
		write(s, entries...)
	}
	s.Meeting.Cash = kpuk.CashCount{Counted: 180_002, Done: true}
	got := s.Warnings()
	if !slices.Equal(keys(got), []string{"instalment_short", "amount_odd", "amount_odd"}) {
		t.Fatalf("warnings %+v", got)
	}
	if got[0].Args["Short"] != kpuk.Rupiah(15_000) || got[1].Of != numbered(1) || got[1].Args["Usual"] != kpuk.Rupiah(5_000) {
		t.Errorf("warnings %+v", got)
	}
	summary, err := s.Summary()
	if err != nil || summary.Cash.In != 175_002 || summary.Cash.Opening != 5_000 || summary.Instalment != (kpuk.Split{Service: 15_000, Principal: 85_000}) || summary.Counts[kpuk.Present] != 3 {
		t.Errorf("summary %+v, %v", summary, err)
	}
	last := *s.Meeting
	last.ID, last.Date = kpuk.ID{4}, s.Meeting.Date.AddDays(-30)
	s.Last = &last
	changes, err := s.Compare()
	if err != nil || len(changes) != 4 || changes[0] != (kpuk.Change{Key: "attendance", Now: 3, Before: 3}) || changes[1] != (kpuk.Change{Key: "wajib", Now: 60_001}) {
		t.Errorf("changes %+v, %v", changes, err)
	}
}

func TestDisburse(t *testing.T) {
	s := newSitting(t, 1)
	loan := lend(t, s, numbered(0), kpuk.ID{71})
	if _, err := s.Disburse(loan); !errors.Is(err, kpuk.ErrLoanState) {
		t.Errorf("an active loan was paid out: %v", err)
	}
	loan.Status.Status = kpuk.LoanApproved
	e, err := s.Disburse(loan)
	if err != nil || e.Line.Amount != 1_000_000 || e.Line.Loan != loan.ID || s.Ledger.Check(e) != nil {
		t.Fatalf("%+v, %v", e, err)
	}
	write(s, e)
	if _, err := s.Disburse(loan); fault.KindOf(err) != fault.Exists {
		t.Errorf("paid out twice: %v", err)
	}
	if b, err := s.Ledger.Balances(0); err != nil || b.Cash != -1_000_000 || b.LoansOut != 1_000_000 {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestLoanStates(t *testing.T) {
	allowed := map[[2]kpuk.LoanStatus]bool{
		{kpuk.LoanRequested, kpuk.LoanApproved}: true, {kpuk.LoanRequested, kpuk.LoanRejected}: true,
		{kpuk.LoanApproved, kpuk.LoanActive}: true, {kpuk.LoanApproved, kpuk.LoanRejected}: true,
		{kpuk.LoanActive, kpuk.LoanPaid}: true, {kpuk.LoanActive, kpuk.LoanRescheduled}: true,
		{kpuk.LoanActive, kpuk.LoanWrittenOff}: true, {kpuk.LoanPaid, kpuk.LoanActive}: true,
	}
	for from := kpuk.LoanRequested; from <= kpuk.LoanWrittenOff; from++ {
		for to := kpuk.LoanRequested; to <= kpuk.LoanWrittenOff; to++ {
			got, err := kpuk.LoanState{Status: from}.To(to, 5, "why")
			if (err == nil) != allowed[[2]kpuk.LoanStatus{from, to}] {
				t.Errorf("%s to %s: %v", from, to, err)
			}
			if err == nil && got != (kpuk.LoanState{Status: to, On: 5, Reason: "why"}) {
				t.Errorf("%s to %s gives %+v", from, to, got)
			}
		}
	}
	if _, err := (kpuk.LoanState{}).To(kpuk.LoanRejected, 5, ""); !errors.Is(err, kpuk.ErrNoReason) {
		t.Errorf("rejected without reason: %v", err)
	}
}

// TestCashSheetDays keeps money on the day on which it moved.
func TestCashSheetDays(t *testing.T) {
	s := newSitting(t, 1)
	own := line(kpuk.EntryWajib, 10_000, s.Meeting.Date.AddDays(3)) // the meeting's date was mended later
	own.Meeting = s.Meeting.ID
	before := line(kpuk.EntryWajib, 7_000, s.Meeting.Date.AddDays(-1))
	elsewhere := line(kpuk.EntryWajib, 500, s.Meeting.Date)
	elsewhere.Group = kpuk.ID{1}
	after := line(kpuk.EntryWajib, 300, s.Meeting.Date.AddDays(1))
	for i, l := range []kpuk.EntryLine{own, before, elsewhere, after} {
		write(s, &kpuk.Entry{Header: kpuk.Header{ID: numbered(50 + i)}, Line: l})
	}
	void, err := s.Ledger.Void(numbered(50), s.Meeting.Date.AddDays(9), "given back")
	if err != nil {
		t.Fatal(err)
	}
	write(s, void)
	sheet, err := s.Ledger.CashSheet(s.Meeting)
	if err != nil || sheet.Opening != 7_000 || sheet.In != 10_000 || sheet.Expected != 17_000 {
		t.Errorf("sheet %+v, %v", sheet, err)
	}
	if cash, err := s.Ledger.Cash(0); err != nil || cash != 7_000+500+300 {
		t.Errorf("cash at the end %d, %v", cash, err)
	}
}

// TestDebtsBeforeMeeting splits a row the same whether or not it was confirmed before,
// and counts a void of an older payment made at this meeting.
func TestDebtsBeforeMeeting(t *testing.T) {
	s := newSitting(t, 1)
	member := numbered(0)
	lend(t, s, member, kpuk.ID{7})
	old := line(kpuk.EntryInstalment, 115_000, s.Meeting.Date.AddDays(-1))
	old.Member, old.Service, old.Meeting = member, 15_000, kpuk.ID{4}
	write(s, &kpuk.Entry{Header: kpuk.Header{ID: numbered(50)}, Line: old})
	left := func() kpuk.Rupiah {
		t.Helper()
		return s.Debts(member)[0].Debt.Left().Total()
	}
	if got := left(); got != 1_035_000 {
		t.Errorf("before the meeting %d is left", got)
	}
	s.Meeting.Sheet[member] = kpuk.SheetRow{Cells: map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryInstalment: 5_000}}
	entries, err := s.ConfirmRow(member)
	if err != nil {
		t.Fatal(err)
	}
	write(s, entries...)
	if got := left(); got != 1_035_000 {
		t.Errorf("after the row was confirmed %d is left before it", got)
	}
	void, err := s.Ledger.Void(numbered(50), s.Meeting.Date, "not hers")
	if err != nil {
		t.Fatal(err)
	}
	void.Line.Meeting, void.Line.Member = s.Meeting.ID, kpuk.ID{}
	write(s, void)
	if got := left(); got != 1_150_000 {
		t.Errorf("after the void %d is left", got)
	}
}

// TestPaidLoanReopens pays a loan off, marks it paid, and takes the row back.
func TestPaidLoanReopens(t *testing.T) {
	s := newSitting(t, 1)
	member := numbered(0)
	loan := lend(t, s, member, kpuk.ID{7})
	out := line(kpuk.EntryDisbursement, 1_000_000, loan.Terms.Start)
	out.Member = member
	write(s, &kpuk.Entry{Header: kpuk.Header{ID: numbered(50)}, Line: out})
	s.Meeting.Sheet[member] = kpuk.SheetRow{Cells: map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryInstalment: 1_150_000}}
	portfolio := func() int {
		t.Helper()
		loans, _, err := s.Ledger.Portfolio(s.Loans, s.Meeting.Date)
		if err != nil {
			t.Fatal(err)
		}
		return len(loans)
	}
	entries, err := s.ConfirmRow(member)
	if err != nil {
		t.Fatal(err)
	}
	write(s, entries...)
	loan.Status.Status = kpuk.LoanPaid
	if portfolio() != 0 {
		t.Error("a loan paid off is in the portfolio")
	}
	voids, err := s.ReopenRow(member, "wrong row")
	if err != nil {
		t.Fatal(err)
	}
	write(s, voids...)
	if portfolio() != 1 {
		t.Error("a loan whose payment was voided is not in the portfolio")
	}
	if entries, err = s.ConfirmRow(member); err != nil || len(entries) != 1 {
		t.Errorf("confirmed again: %v, %v", entries, err)
	}
	// Marked as paid before there was a ledger: nothing to count.
	if loans, _, err := kpuk.NewLedger().Portfolio(s.Loans, s.Meeting.Date); err != nil || len(loans) != 0 {
		t.Errorf("an old loan is outstanding: %v, %v", loans, err)
	}
}
