package recorder_test

import (
	"slices"
	"strings"
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/fault"
	"pendamping/kpuk"
)

// toMoney brings a new meeting to the money grid.
func toMoney(t *testing.T, r *screentest.Rig) *recorder.Model {
	t.Helper()
	m := open(t, r, route())
	for m.Step() != kpuk.StepMoney {
		if why := m.Finish(); why != "" {
			t.Fatal(why)
		}
	}
	return m
}

func TestUnknownMeeting(t *testing.T) {
	_, err := recorder.NewModel(rig(t, "id").Env, screen.Route{ID: kpuk.Derive("nobody")}, recorder.Options{})
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v, want not found", err)
	}
}

func TestOpeningIsPrefilled(t *testing.T) {
	r := rig(t, "id")
	o := open(t, r, route()).Opening()
	if o.Start != "10.24" || o.Place != "Rumah Baiq Rohani" || o.LedBy != memberID(1) || o.WrittenBy != memberID(2) {
		t.Errorf("got %+v", o)
	}
	if k := kept(t, r); k.Start != kpuk.At(10, 24) || k.LedBy != memberID(1) {
		t.Errorf("kept start %v, led by %v", k.Start, k.LedBy)
	}
}

// TestKilledAfterEachTap opens the meeting anew from what was kept after each of many
// taps, as an app that was killed does, and finds the same place and content.
func TestKilledAfterEachTap(t *testing.T) {
	r := rig(t, "id")
	m := toMoney(t, r)
	for i, tap := range []func(){
		func() { m.Digits("5") }, func() { m.NextColumn() }, func() { m.Digits("2") }, func() { m.Digits("000") },
		func() { m.Confirm() }, func() { m.Confirm() }, func() { m.NextColumn() }, func() { m.Digits("7") },
		func() { m.Backspace() }, func() { m.Confirm() }, func() { m.Reopen(0) }, func() { m.Confirm() },
	} {
		tap()
		at, ok := r.Locals[recorder.ResumeKey].(recorder.Resume)
		if !ok {
			t.Fatal("no place was kept")
		}
		again := open(t, r, screen.Route{ID: at.Meeting, Step: at.Step, Cell: at.Cell})
		row, col := m.Cell()
		gotRow, gotCol := again.Cell()
		if again.Step() != m.Step() || gotRow != row || gotCol != col {
			t.Errorf("after tap %d: step %v cell %d,%d; want step %v cell %d,%d", i, again.Step(), gotRow, gotCol, m.Step(), row, col)
		}
		for n := range m.Rows() {
			if got, want := again.Row(n), m.Row(n); got.Total != want.Total || got.State != want.State {
				t.Errorf("after tap %d, row %d: %+v, want %+v", i, n, got, want)
			}
		}
		if again.Box().In != m.Box().In {
			t.Errorf("after tap %d: %d in the box, want %d", i, again.Box().In, m.Box().In)
		}
	}
}

func TestConfirmWritesAndReopenVoids(t *testing.T) {
	r := rig(t, "id")
	m := toMoney(t, r)
	m.SelectCell(1, 0)
	if !m.Confirm() {
		t.Fatal(m.Warning())
	}
	// 10.000 wajib, 115.000 instalment, 2.000 social.
	if got := m.Box().In; got != 127_000 {
		t.Fatalf("in the box %d, want 127.000", got)
	}
	var service kpuk.Rupiah
	for _, e := range r.Book.Meeting(meetingID).Entries() {
		service += e.Line.Service
	}
	if service != 15_000 {
		t.Errorf("service %d, want 15.000", service)
	}
	if row, _ := m.Cell(); row != 2 {
		t.Errorf("the next open row is %d, want 2", row)
	}
	m.TakeBack()
	if got := m.Box().In; got != 0 || m.Row(1).State != recorder.RowOpen {
		t.Errorf("after taking it back: in %d, state %v", got, m.Row(1).State)
	}
	m.SelectCell(1, 0)
	m.Confirm()
	if got := m.Box().In; got != 127_000 {
		t.Errorf("confirmed again: in %d, want 127.000", got)
	}
	if n := len(r.Book.Meeting(meetingID).AllEntries()); n != 9 {
		t.Errorf("%d entries, want 3 written, 3 voids and 3 written again", n)
	}
}

// TestPokokIsPaidOnce: a second pokok is said on the row with the way out, and can be taken
// all the same.
func TestPokokIsPaidOnce(t *testing.T) {
	r := rig(t, "id")
	joined := kpuk.Clone(r.Book.Member(memberID(1)).Member)
	joined.ID, joined.Number, joined.Name = memberID(12), 12, "Rohayati Baru"
	r.Book.Put(joined)
	m := toMoney(t, r)
	pokok := slices.Index(m.Columns(), kpuk.EntryPokok)
	if pokok < 0 {
		t.Fatalf("columns %v", m.Columns())
	}
	m.SelectCell(11, pokok)
	if strong, _ := m.Warning(); strong != "" || m.TwicePaid(11) {
		t.Errorf("her first pokok: %q", strong)
	}
	m.SelectCell(2, pokok)
	m.SetAmount(50_000)
	strong, text := m.Warning()
	if strong != "Simpanan pokok dibayar sekali saja." || !strings.Contains(text, "Hj. Nurhayati sudah membayar 50.000, sisanya 0.") || !m.TwicePaid(2) {
		t.Errorf("a second pokok: %q %q", strong, text)
	}
	m.SetAmount(0)
	if strong, _ := m.Warning(); strong != "" || m.TwicePaid(2) {
		t.Errorf("without it: %q", strong)
	}
	m.SetAmount(50_000)
	if !m.Confirm() {
		t.Error("it blocks the row")
	}
}

// TestChoicesOpenAgain: whose choices were open on the page of attendance is kept for the next
// opening.
func TestChoicesOpenAgain(t *testing.T) {
	r := rig(t, "id")
	to := route()
	to.Step = kpuk.StepAttendance
	m := open(t, r, to)
	for _, i := range []int{4, -2, -1} {
		m.Attend(i)
		at, ok := r.Locals[recorder.ResumeKey].(recorder.Resume)
		if !ok {
			t.Fatal("no place to resume")
		}
		if got := open(t, r, screen.Route{ID: at.Meeting, Step: at.Step, Cell: at.Cell}).Attending(); got != i {
			t.Errorf("reopened at %d, want %d", got, i)
		}
	}
}

func TestInstalmentWarnings(t *testing.T) {
	m := toMoney(t, rig(t, "id"))
	m.SelectCell(7, 2)
	m.SetAmount(100_000)
	if strong, text := m.Warning(); strong != "Kurang 15.000" || text == "" {
		t.Errorf("short: %q %q", strong, text)
	}
	m.SetAmount(5_000_000)
	if m.Confirm() {
		t.Fatal("a payment beyond the whole debt was confirmed")
	}
	if strong, _ := m.Warning(); strong != "Lebih 4.310.000 dari seluruh utang. Kurangi angsurannya." {
		t.Errorf("excess: %q", strong)
	}
	if m.Box().In != 0 || m.Row(7).State != recorder.RowOpen {
		t.Error("a refused row must leave nothing behind")
	}
}

func TestAbsentAndEntrusted(t *testing.T) {
	r := rig(t, "id")
	m := open(t, r, route())
	m.SetPresence(memberID(3), kpuk.Absent)
	m.SetPresence(memberID(4), kpuk.Late)
	m.Go(kpuk.StepMoney)
	if m.Row(2).State != recorder.RowAbsent || m.Tally().Of != 10 {
		t.Fatalf("row %v, %d payers", m.Row(2).State, m.Tally().Of)
	}
	if got := m.Row(3).Total; got != 14_000 {
		t.Errorf("who is late pays %d, want the fine of 2.000 too", got)
	}
	m.Entrust(2)
	// 10.000 wajib, 2.000 social, 5.000 for being absent without excuse.
	if row := m.Row(2); row.State != recorder.RowOpen || !row.Entrusted || row.Total != 17_000 {
		t.Errorf("entrusted row %+v", row)
	}
	m.TakeBack()
	if m.Row(2).State != recorder.RowAbsent {
		t.Error("taking it back must make her absent again")
	}
}

func TestAttendanceCyclesAndUndoes(t *testing.T) {
	m := open(t, rig(t, "id"), route())
	for _, want := range []kpuk.Presence{kpuk.Late, kpuk.Excused, kpuk.Absent, kpuk.Present} {
		m.Cycle(memberID(1))
		if got := m.Tile(0).Presence; got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
	m.Unattend()
	if got := m.Tile(0).Presence; got != kpuk.Absent {
		t.Errorf("after taking back: %v", got)
	}
	if q := m.Turnout(); q.Here != 10 || q.Needed != 6 || !q.Reached() {
		t.Errorf("turnout %+v", q)
	}
}

func TestDifferenceNeedsReasonAndIsBooked(t *testing.T) {
	r := rig(t, "id")
	m := toMoney(t, r)
	for !m.Tally().AllConfirmed() {
		m.Confirm()
	}
	m.Finish()
	if why := m.Finish(); why == "" {
		t.Fatal("an uncounted box was passed")
	}
	left := m.Box().Expected - 3_000
	for i, row := range m.CashRows() {
		if !row.Coins {
			m.SetPieces(i, int(left/row.Note))
			left -= left / row.Note * row.Note
		}
	}
	if got := m.Difference(); got != -3_000 {
		t.Fatalf("difference %d", got)
	}
	m.SetReason("   ")
	if why := m.Finish(); why == "" {
		t.Fatal("blanks were taken for a reason")
	}
	m.SetReason("Kembalian kurang")
	if why := m.Finish(); why != "" {
		t.Fatal(why)
	}
	if got, want := r.Book.Group(groupID).Cash(), m.Box().Counted; got != want {
		t.Errorf("the ledger has %d in the box, counted were %d", got, want)
	}
	m.Go(kpuk.StepCash)
	m.SelectCash(6)
	m.SetPieces(6, m.CashRows()[6].Pieces+3)
	if why := m.Finish(); why != "" || m.Reason() != "" {
		t.Errorf("a difference that has gone keeps no reason: %q %q", why, m.Reason())
	}
	if got, want := r.Book.Group(groupID).Cash(), m.Box().Counted; got != want {
		t.Errorf("counted anew: the ledger has %d, counted were %d", got, want)
	}
}

func TestCoins(t *testing.T) {
	m := open(t, rig(t, "id"), route())
	m.Go(kpuk.StepCash)
	m.SelectCash(7)
	m.CashDigits("15")
	if !m.CoinsOdd() || m.Hindrance() == "" {
		t.Error("15 rupiah in coins must be asked about")
	}
	m.Reload() // the save of the first digits comes back before the next are typed
	m.CashDigits("00")
	if m.CoinsOdd() || m.Box().Counted != 1_500 {
		t.Errorf("counted %d, want 1.500", m.Box().Counted)
	}
	m.CashBack()
	m.CashClear()
	if m.Box().Counted != 0 {
		t.Errorf("counted %d after clearing", m.Box().Counted)
	}
}

func TestGroupMoney(t *testing.T) {
	r := rig(t, "id")
	m := toMoney(t, r)
	for !m.Tally().AllConfirmed() {
		m.Confirm()
	}
	before := m.Box()
	for name, in := range map[string]recorder.GroupInput{
		"no amount":       {Kind: kpuk.EntryGroupExpense, Words: "Snack"},
		"no words":        {Kind: kpuk.EntryGroupExpense, Amount: "25.000"},
		"nobody":          {Kind: kpuk.EntryWithdrawal, Amount: "25.000"},
		"more than saved": {Kind: kpuk.EntryWithdrawal, Amount: "9.000.000", Member: memberID(1)},
	} {
		if m.AddGroupLine(in) == "" {
			t.Errorf("%s: was taken", name)
		}
	}
	for _, in := range []recorder.GroupInput{
		{Kind: kpuk.EntryGroupExpense, Amount: "25.000", Words: "Snack"},
		{Kind: kpuk.EntryWithdrawal, Amount: "100.000", Member: memberID(1)},
	} {
		if why := m.AddGroupLine(in); why != "" {
			t.Fatal(why)
		}
	}
	if got := m.Box(); got.Out != 125_000 || got.In != before.In {
		t.Errorf("out %d, in %d; want 125.000 and %d", got.Out, got.In, before.In)
	}
	for _, line := range m.GroupLines() {
		m.DropGroupLine(line.Entry)
	}
	if got := m.Box(); got.Expected != before.Expected || len(m.GroupLines()) != 0 {
		t.Errorf("after dropping: expected %d, want %d; %d lines", got.Expected, before.Expected, len(m.GroupLines()))
	}
	m.TakeBack()
	if len(m.GroupLines()) != 1 {
		t.Error("the last line dropped must come back")
	}
}

// TestNothingIsLostWhenSavingFails types while the device is full and finds all of it
// kept once there is room again.
func TestNothingIsLostWhenSavingFails(t *testing.T) {
	r := rig(t, "id")
	m := toMoney(t, r)
	r.Fail = fault.New(fault.Full, "full")
	m.SelectCell(0, 1)
	m.Digits("5")
	m.Digits("000")
	m.Confirm()
	if m.Failure() == "" || kept(t, r).Sheet[memberID(1)].Confirmed {
		t.Fatal("the failure must show")
	}
	r.Fail = nil
	m.Retry()
	if m.Failure() != "" || !kept(t, r).Sheet[memberID(1)].Confirmed {
		t.Errorf("after trying again: %q", m.Failure())
	}
	if got := r.Book.Meeting(meetingID).PerMember(memberID(1))[kpuk.EntrySukarela]; got != 5_000 {
		t.Errorf("sukarela %d, want 5.000", got)
	}
}

func TestSubmitNamesWhatIsMissing(t *testing.T) {
	r := rig(t, "id")
	m := toMoney(t, r)
	m.Confirm()
	lacks := m.Submit()
	if len(lacks) < 2 || lacks[0].Step != kpuk.StepMoney ||
		lacks[0].Text != "10 setoran belum cocok: Baiq Rohani, Hj. Nurhayati, Inaq Marni dan 7 lagi." {
		t.Fatalf("got %+v", lacks)
	}
	if m.State() != kpuk.Draft || kept(t, r).End != 0 {
		t.Error("a meeting that cannot be submitted must stay as it was")
	}
}

func TestWithdrawUntilSent(t *testing.T) {
	r := rig(t, "id")
	m := toMoney(t, r)
	finishMoney(m)
	if lacks := m.Submit(); len(lacks) > 0 {
		t.Fatalf("lacks %+v", lacks)
	}
	m.Digits("1")
	m.SetReason("anything")
	if kept(t, r).Cash.Reason == "anything" {
		t.Error("a submitted meeting was changed")
	}
	sent := true
	again, err := recorder.NewModel(r.Env, route(), recorder.Options{Sent: func(kpuk.ID) bool { return sent }})
	if err != nil {
		t.Fatal(err)
	}
	if again.CanWithdraw() {
		t.Error("what was sent cannot be taken back")
	}
	sent = false
	again.Withdraw()
	if again.State() != kpuk.Draft || again.Step() != kpuk.StepClose {
		t.Errorf("state %v, step %v", again.State(), again.Step())
	}
}

func TestReturnedMeeting(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	to := screen.Route{ID: screentest.MeetingID(screentest.Anggrek, 11)}
	m := open(t, r, to)
	if m.Step() != 0 || m.Review().By != "Baiq Handayani" || len(m.Review().Points) != 1 {
		t.Fatalf("step %v, review %+v", m.Step(), m.Review())
	}
	if !m.Locked(kpuk.StepMoney) || m.Locked(kpuk.StepCash) || m.Locked(kpuk.StepClose) {
		t.Error("only the step complained about and the closing are open")
	}
	if m.Go(kpuk.StepMoney) || !m.Go(kpuk.StepCash) {
		t.Error("a locked step was opened, or the broken one was not")
	}
	if m.OpenLocked(" ") == "" || m.Go(kpuk.StepMoney) {
		t.Error("opening a locked step needs a reason")
	}
	if m.OpenLocked("Setoran Inaq Senah tertukar") != "" || !m.Go(kpuk.StepMoney) {
		t.Error("with a reason it must open")
	}
}

// TestMendingMoneyOpensTheCount returns a meeting for a row of money: mending that may
// leave a box that does not fit, so the count is open too; what came before is not.
func TestMendingMoneyOpensTheCount(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	to := screen.Route{ID: screentest.MeetingID(screentest.Anggrek, 11)}
	held, ok := r.Book.Record(to.ID).(*kpuk.Meeting)
	if !ok {
		t.Fatal("no meeting")
	}
	for step, free := range map[kpuk.Step][]kpuk.Step{
		kpuk.StepMoney:      {kpuk.StepMoney, kpuk.StepCash, kpuk.StepClose},
		kpuk.StepAttendance: {kpuk.StepAttendance, kpuk.StepMoney, kpuk.StepCash, kpuk.StepClose},
		kpuk.StepDiscussion: {kpuk.StepDiscussion, kpuk.StepClose},
	} {
		back := kpuk.Clone(held)
		back.State.Step, back.Comments = step, nil
		r.Book.Put(back)
		m := open(t, r, to)
		for _, s := range kpuk.Steps() {
			if want := !slices.Contains(free, s); m.Locked(s) != want {
				t.Errorf("returned for %v: %v locked %v, want %v", step, s, m.Locked(s), want)
			}
		}
	}
}

func TestTasks(t *testing.T) {
	r := rig(t, "id")
	m := open(t, r, route())
	if n := len(m.OpenTasks()); n != 1 {
		t.Fatalf("%d open tasks", n)
	}
	m.TickTask(m.OpenTasks()[0].ID, true)
	if got := m.OpenTasks(); len(got) != 1 || got[0].State != kpuk.TaskDone {
		t.Errorf("a task ticked today stays to be seen: %+v", got)
	}
	if m.AddTask("  ", memberID(1), m.UsualDue()) == "" {
		t.Error("a task without words was added")
	}
	if why := m.AddTask("Antar contoh", memberID(6), m.UsualDue()); why != "" {
		t.Fatal(why)
	}
	added := m.NewTasks()
	if len(added) != 1 || added[0].Who != "Inaq Sumiati" || added[0].Due != screentest.Day(12, 23) {
		t.Fatalf("added %+v", added)
	}
	m.DropTask(added[0].ID)
	if len(m.NewTasks()) != 0 {
		t.Error("a dropped task is still listed")
	}
	m.TakeBack()
	if len(m.NewTasks()) != 1 {
		t.Error("the dropped task did not come back")
	}
}
