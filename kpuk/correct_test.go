package kpuk_test

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

// past is a group's history as a plain model: what each member gave at each meeting. It
// knows nothing of lines, voids or turns.
type past struct {
	cells    []map[kpuk.ID]map[kpuk.EntryKind]kpuk.Rupiah // by meeting
	presence []map[kpuk.ID]kpuk.Presence
	counted  []kpuk.Rupiah
}

const (
	pastMembers  = 3
	pastMeetings = 4
)

// pastKinds are the kinds of the model's cells.
var pastKinds = []kpuk.EntryKind{kpuk.EntryWajib, kpuk.EntrySukarela, kpuk.EntryInstalment, kpuk.EntryPenalty, kpuk.EntryWithdrawal}

func drawPast(t *rapid.T) past {
	var p past
	for range pastMeetings {
		cells, presence := map[kpuk.ID]map[kpuk.EntryKind]kpuk.Rupiah{}, map[kpuk.ID]kpuk.Presence{}
		for i := range pastMembers {
			cells[numbered(i)] = map[kpuk.EntryKind]kpuk.Rupiah{
				kpuk.EntryWajib:      10_000,
				kpuk.EntrySukarela:   kpuk.Rupiah(rapid.Int64Range(0, 9).Draw(t, "sukarela")) * 5_000,
				kpuk.EntryInstalment: kpuk.Rupiah(rapid.Int64Range(0, 400).Draw(t, "instalment")) * 1_000,
				kpuk.EntryPenalty:    0,
			}
			presence[numbered(i)] = kpuk.Present
		}
		p.cells, p.presence = append(p.cells, cells), append(p.presence, presence)
		p.counted = append(p.counted, kpuk.Rupiah(rapid.Int64Range(0, 1_000).Draw(t, "counted"))*1_000)
	}
	return p
}

// replay records the model meeting by meeting, as if it had been right at once.
func (p past) replay(tb testing.TB) (*kpuk.Holdings, error) {
	tb.Helper()
	s := newSitting(tb, pastMembers)
	s.Rules.SHU, s.Rules.SHUUnit = []kpuk.SHUShare{{Purpose: kpuk.SHUSavings, BP: 6_000}, {Purpose: kpuk.SHUService, BP: 4_000}}, 500
	for i := range pastMembers {
		lend(tb, s, numbered(i), kpuk.ID{71, byte(i)})
	}
	h := holdingsOf(tb, s)
	for n := range p.cells {
		m := kpuk.Clone(s.Meeting)
		m.ID, m.Date = kpuk.ID{5, byte(n)}, date(tb, "2026-02-28").AddMonths(n)
		m.Sheet, m.Attendance = map[kpuk.ID]kpuk.SheetRow{}, map[kpuk.ID]kpuk.Attendance{}
		s.Meeting = m
		for i := range pastMembers {
			id := numbered(i)
			m.Attendance[id] = kpuk.Attendance{Presence: p.presence[n][id]}
			m.Sheet[id] = kpuk.SheetRow{Cells: maps.Clone(p.cells[n][id]), Confirmed: true}
			entries, err := s.ConfirmRow(id)
			if err != nil {
				return nil, err
			}
			write(s, entries...)
		}
		m.Cash = kpuk.CashCount{Counted: p.counted[n], Reason: "x", Done: true}
		booked, err := s.Ledger.BookDifference(m)
		if err != nil {
			tb.Fatal(err)
		}
		write(s, booked...)
		m.State = kpuk.Standing{State: kpuk.Approved}
		h.Meetings = append(h.Meetings, m)
	}
	h.Ledger = s.Ledger
	return h, nil
}

// holdingsOf is a group with the rules, members and loans of a sitting.
func holdingsOf(tb testing.TB, s *kpuk.Sitting) *kpuk.Holdings {
	tb.Helper()
	rules := map[kpuk.Date]kpuk.Rules{date(tb, "2025-01-01"): s.Rules}
	return &kpuk.Holdings{
		Group:   &kpuk.Group{Header: kpuk.Header{ID: kpuk.ID{9}, Partition: kpuk.ID{6}}, Rules: rules},
		Members: s.Members, Loans: s.Loans, Ledger: s.Ledger,
	}
}

// apply does to the holdings what saving a ripple does.
func apply(h *kpuk.Holdings, r *kpuk.Ripple) *kpuk.Holdings {
	out := *h
	out.Ledger = kpuk.NewLedger(slices.Concat(h.Ledger.Entries(), r.Voids, r.Writes)...)
	out.Meetings, out.Loans = slices.Clone(h.Meetings), slices.Clone(h.Loans)
	for _, m := range r.Meetings {
		for i, o := range out.Meetings {
			if o.ID == m.ID {
				out.Meetings[i] = m
			}
		}
	}
	for _, a := range r.Amendments {
		out.Amendments = append(slices.DeleteFunc(slices.Clone(out.Amendments), func(o *kpuk.Amendment) bool { return o.ID == a.ID }), a)
	}
	for _, l := range r.Loans {
		for i, o := range out.Loans {
			if o.ID == l.ID {
				out.Loans[i] = l
			}
		}
	}
	return &out
}

// sums are all balances after a day, without those that are nothing.
func sums(t *rapid.T, h *kpuk.Holdings, on kpuk.Date) kpuk.Balances {
	b, err := h.Ledger.Balances(on)
	if err != nil {
		t.Fatal(err)
	}
	b.Surplus, b.Aside = b.Surplus+b.Aside, 0 // recorded at once, it would be a difference of the count
	maps.DeleteFunc(b.Members, func(_ kpuk.ID, s kpuk.Savings) bool { return s == kpuk.Savings{} })
	maps.DeleteFunc(b.Loans, func(_ kpuk.ID, f kpuk.LoanFlow) bool { return f == kpuk.LoanFlow{} })
	return b
}

// alike compares corrected holdings with those in which the right thing was recorded in
// the first place.
func alike(t *rapid.T, got, want *kpuk.Holdings) {
	for i, m := range want.Meetings {
		if a, b := sums(t, got, m.Date), sums(t, want, m.Date); !reflect.DeepEqual(a, b) {
			t.Fatalf("after %s:\n%+v, want\n%+v", m.Date, a, b)
		}
		mine := got.Meetings[i]
		a, errA := got.Ledger.CashSheet(mine)
		b, errB := want.Ledger.CashSheet(m)
		a.Aside = 0
		for kind, amount := range a.Kinds {
			if amount == 0 {
				delete(a.Kinds, kind)
			}
		}
		for kind, amount := range b.Kinds {
			if amount == 0 {
				delete(b.Kinds, kind)
			}
		}
		if errA != nil || errB != nil || !reflect.DeepEqual(a, b) {
			t.Fatalf("the cash of %s: %+v, %v, want %+v, %v", m.Date, a, errA, b, errB)
		}
		for _, who := range want.Members {
			cells := maps.Clone(m.Sheet[who.ID].Cells)
			maps.DeleteFunc(cells, func(_ kpuk.EntryKind, amount kpuk.Rupiah) bool { return amount == 0 })
			have := maps.Clone(mine.Sheet[who.ID].Cells)
			maps.DeleteFunc(have, func(_ kpuk.EntryKind, amount kpuk.Rupiah) bool { return amount == 0 })
			if !maps.Equal(cells, have) || mine.Attendance[who.ID].Presence != m.Attendance[who.ID].Presence {
				t.Fatalf("the row of %s: %v, want %v", m.Date, have, cells)
			}
		}
	}
	for i, l := range want.Loans {
		for _, m := range want.Meetings {
			a, errA := got.Ledger.Debt(got.Loans[i], m.Date)
			b, errB := want.Ledger.Debt(l, m.Date)
			if errA != nil || errB != nil || !reflect.DeepEqual(a, b) {
				t.Fatalf("the debt after %s: %+v, %v, want %+v, %v", m.Date, a, errA, b, errB)
			}
		}
	}
}

// drawCorrection chooses a correction of what stands and does the same to the model.
func drawCorrection(t *rapid.T, h *kpuk.Holdings, p past) kpuk.Correction {
	c := kpuk.Correction{
		ID: kpuk.ID{99, byte(rapid.IntRange(0, 255).Draw(t, "note"))}, Reason: "salah catat",
		By: kpuk.Actor{Person: kpuk.ID{1}, Office: kpuk.OfficeFacilitator, At: 8},
	}
	n := rapid.IntRange(0, pastMeetings-1).Draw(t, "meeting")
	who := numbered(rapid.IntRange(0, pastMembers-1).Draw(t, "who"))
	amount := kpuk.Rupiah(rapid.Int64Range(0, 400).Draw(t, "amount")) * 1_000
	kind := rapid.SampledFrom(pastKinds).Draw(t, "kind")
	m := h.Meetings[n]
	what := rapid.IntRange(0, 4).Draw(t, "what")
	void := undone(h)
	if what == 3 && void == nil {
		what = 4
	}
	switch what {
	case 0: // attendance, and the fine with it
		to := rapid.SampledFrom([]kpuk.Presence{kpuk.Present, kpuk.Late, kpuk.Absent, kpuk.Sick}).Draw(t, "presence")
		c.Meeting, c.Member, c.Attendance, c.Fine = m.ID, who, &kpuk.Attendance{Presence: to}, true
		if p.presence[n][who] != to {
			_, _, fine := h.Fines(m, who, to)
			p.presence[n][who], p.cells[n][who][kpuk.EntryPenalty] = to, fine
		}
	case 1: // a line that was forgotten
		if amount > 0 {
			c.Line = kpuk.EntryLine{Kind: kind, Amount: amount, Meeting: m.ID, Member: who}
			p.cells[n][who][kind] += amount
		}
	case 2: // the count
		c.Meeting, c.Cash = m.ID, &kpuk.CashCount{Counted: amount, Reason: "x"}
		p.counted[n] = amount
	case 3: // a line that was voided wrongly
		c.Entry = void.ID
		was := h.Ledger.Entry(void.Line.Voids).Line
		at := slices.IndexFunc(h.Meetings, func(m *kpuk.Meeting) bool { return m.ID == was.Meeting })
		p.cells[at][was.Member][was.Kind] += was.Amount
	default:
		var lines []*kpuk.Entry
		for e := range h.Ledger.Standing() {
			if e.Line.Kind != kpuk.EntryCashDifference {
				lines = append(lines, e)
			}
		}
		wrong := rapid.SampledFrom(lines).Draw(t, "line")
		was := &wrong.Line
		at := slices.IndexFunc(h.Meetings, func(m *kpuk.Meeting) bool { return m.ID == was.Meeting })
		c.Entry = wrong.ID
		if amount > 0 {
			c.Line = kpuk.EntryLine{Kind: kind, Amount: amount, Member: who}
		}
		if amount == was.Amount && kind == was.Kind && who == was.Member {
			break
		}
		p.cells[at][was.Member][was.Kind] -= was.Amount
		if amount > 0 {
			p.cells[at][who][kind] += amount
		}
	}
	return c
}

// undone is a void of a line that nothing stands instead of, or nil.
func undone(h *kpuk.Holdings) *kpuk.Entry {
	instead := map[kpuk.ID]bool{}
	for _, e := range h.Ledger.Entries() {
		instead[e.Line.Instead] = true
	}
	for _, e := range h.Ledger.Entries() {
		target := h.Ledger.Entry(e.Line.Voids)
		if e.Line.Kind == kpuk.EntryVoid && target.Line.Kind != kpuk.EntryCashDifference && !instead[target.ID] {
			return e
		}
	}
	return nil
}

// TestCorrectedAsIfRightAtOnce corrects a history a few times: its balances, debts,
// counts and grids after every day are those of a history in which the right thing was
// recorded in the first place. What cannot be recorded cannot be corrected to either.
func TestCorrectedAsIfRightAtOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		model := drawPast(rt)
		h, err := model.replay(t)
		if err != nil {
			rt.Skip("more is paid than owed")
		}
		for range rapid.IntRange(1, 4).Draw(rt, "corrections") {
			before, today := h, date(t, "2026-08-01")
			c := drawCorrection(rt, h, model)
			approve(h)
			r, err := h.Correct(c, today)
			if errors.Is(err, kpuk.ErrSame) || errors.Is(err, kpuk.ErrNoMeeting) || errors.Is(err, kpuk.ErrNoLoan) {
				return // nothing to be done; the model may have a payment that nobody owes
			}
			if err != nil {
				rt.Fatal(err)
			}
			want, refused := model.replay(t)
			var excess *kpuk.ExcessError
			if _, no := kpuk.Refused(r.Problems); no || refused != nil {
				if !errors.As(refused, &excess) || !no {
					rt.Fatalf("refused: %v, recorded at once: %v", r.Problems, refused)
				}
				if recs, err := r.Records(); err == nil || recs != nil {
					rt.Fatal("a refused correction has records")
				}
				return
			}
			h = apply(h, r)
			alike(rt, h, want)
			effectsAreTrue(rt, before, h, r)
			sentBack(rt, before, r)
			again(rt, before, h, c, r)
		}
	})
}

// approve has every meeting approved again, as after a review.
func approve(h *kpuk.Holdings) {
	for i, m := range h.Meetings {
		own := kpuk.Clone(m)
		own.State = kpuk.Standing{State: kpuk.Approved}
		h.Meetings[i] = own
	}
}

// effectsAreTrue holds every effect on savings and cash against the two ledgers, and
// looks for one that is missing.
func effectsAreTrue(t *rapid.T, before, after *kpuk.Holdings, r *kpuk.Ripple) {
	listed := map[kpuk.Effect]bool{}
	for _, e := range r.Effects {
		if e.Kind == kpuk.EffectSavings || e.Kind == kpuk.EffectCash {
			listed[kpuk.Effect{Kind: e.Kind, On: e.On, Member: e.Member, Before: e.Before, After: e.After}] = true
		}
	}
	want := map[kpuk.Effect]bool{}
	days := []kpuk.Date{0}
	for _, m := range before.Meetings {
		days = append(days, m.Date)
	}
	for _, on := range days {
		a, b := sums(t, before, on), sums(t, after, on)
		if a.Cash != b.Cash {
			want[kpuk.Effect{Kind: kpuk.EffectCash, On: on, Before: int64(a.Cash), After: int64(b.Cash)}] = true
		}
		for _, m := range before.Members {
			x, y := a.Members[m.ID].Total(), b.Members[m.ID].Total()
			if x != y {
				want[kpuk.Effect{Kind: kpuk.EffectSavings, On: on, Member: m.ID, Before: int64(x), After: int64(y)}] = true
			}
		}
	}
	if !maps.Equal(listed, want) {
		t.Fatalf("listed %v, want %v", listed, want)
	}
}

// sentBack checks that exactly the meetings whose lines, attendance or count changed go
// back to the coordinator, each with a note.
func sentBack(t *rapid.T, before *kpuk.Holdings, r *kpuk.Ripple) {
	touched := map[kpuk.ID]bool{}
	for _, e := range slices.Concat(r.Voids, r.Writes) {
		touched[e.Line.Meeting] = true
	}
	for _, m := range r.Meetings {
		if m.State.State != kpuk.Submitted || len(m.Corrections) == 0 {
			t.Fatalf("a corrected meeting is %s with %d notes", m.State.State, len(m.Corrections))
		}
		delete(touched, m.ID)
	}
	if len(touched) > 0 || len(r.Meetings) > len(before.Meetings) {
		t.Fatalf("%d meetings changed and stay approved", len(touched))
	}
}

// again makes the same correction twice: from the same past it writes the same names,
// and what was corrected is not corrected again.
func again(t *rapid.T, before, after *kpuk.Holdings, c kpuk.Correction, r *kpuk.Ripple) {
	today := kpuk.NewDate(2026, 8, 1)
	same, err := before.Correct(c, today)
	if err != nil || !reflect.DeepEqual(same.Writes, r.Writes) || !reflect.DeepEqual(same.Voids, r.Voids) {
		t.Fatalf("the same correction differs: %v", err)
	}
	if c.Entry.IsZero() {
		return
	}
	if _, err := after.Correct(c, today); !errors.Is(err, kpuk.ErrVoided) {
		t.Fatalf("corrected twice: %v", err)
	}
}
