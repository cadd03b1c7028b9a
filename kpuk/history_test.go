package kpuk_test

import (
	"errors"
	"slices"
	"testing"

	"pendamping/kpuk"
)

// way of a meeting: each move by somebody at a time of her own clock.
type move struct {
	to func(kpuk.Standing, kpuk.Actor) (kpuk.Standing, error)
	by kpuk.Actor
}

var (
	writes  = kpuk.Actor{Person: kpuk.ID{1}, Office: kpuk.OfficeFacilitator}
	reviews = kpuk.Actor{Person: kpuk.ID{2}, Office: kpuk.OfficeCoordinator}
)

func at(a kpuk.Actor, ms int64) kpuk.Actor { a.At = ms; return a }

func returns(s kpuk.Standing, by kpuk.Actor) (kpuk.Standing, error) {
	return s.Return(by, kpuk.StepCash, "alasannya?")
}

func TestHistory(t *testing.T) {
	submits, withdraws, approves, corrects := kpuk.Standing.Submit, kpuk.Standing.Withdraw, kpuk.Standing.Approve, kpuk.Standing.Correct
	for name, c := range map[string]struct {
		moves []move
		want  string
	}{
		"straight":      {[]move{{submits, at(writes, 20)}, {approves, at(reviews, 30)}}, "begun submitted approved"},
		"withdrawn":     {[]move{{submits, at(writes, 20)}, {withdraws, at(writes, 21)}, {submits, at(writes, 22)}}, "begun submitted withdrawn submitted"},
		"mended":        {[]move{{submits, at(writes, 20)}, {returns, at(reviews, 30)}, {submits, at(writes, 40)}, {approves, at(reviews, 50)}}, "begun submitted returned mended approved"},
		"corrected":     {[]move{{submits, at(writes, 20)}, {approves, at(reviews, 30)}, {corrects, at(writes, 40)}, {approves, at(reviews, 50)}}, "begun submitted approved corrected approved"},
		"found later":   {[]move{{submits, at(writes, 20)}, {approves, at(reviews, 30)}, {returns, at(reviews, 40)}}, "begun submitted approved returned"},
		"a clock ahead": {[]move{{submits, at(writes, 9_000)}, {returns, at(reviews, 30)}, {submits, at(writes, 9_500)}, {approves, at(reviews, 50)}}, "begun submitted returned mended approved"},
	} {
		t.Run(name, func(t *testing.T) {
			m := &kpuk.Meeting{State: kpuk.Standing{By: writes.Person, At: 10}}
			for _, step := range c.moves {
				to, err := step.to(m.State, step.by)
				if err != nil {
					t.Fatal(err)
				}
				m.Stand(to)
				m.Stand(to) // kept twice, it is one
			}
			var got string
			for _, e := range m.Events() {
				if got += " " + e.Kind.String(); e.By.IsZero() || e.At == 0 {
					t.Errorf("%s by nobody or never: %+v", e.Kind, e)
				}
			}
			if got != " "+c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestHistoryOfBefore: a meeting of before histories were kept has its present state, and
// both that and the next from then on.
func TestHistoryOfBefore(t *testing.T) {
	m := &kpuk.Meeting{State: kpuk.Standing{State: kpuk.Approved, By: reviews.Person, At: 30}}
	if got := m.Events(); len(got) != 1 || got[0].Kind != kpuk.EventApproved {
		t.Fatalf("%+v", got)
	}
	to, err := returns(m.State, at(reviews, 40))
	if err != nil {
		t.Fatal(err)
	}
	m.Stand(to)
	if got := m.Events(); len(got) != 2 || got[1].Kind != kpuk.EventReturned || got[1].Text != "alasannya?" {
		t.Errorf("%+v", got)
	}
	if got := (&kpuk.Meeting{}).Events(); len(got) != 0 {
		t.Errorf("a new meeting has %+v", got)
	}
}

// TestBothMovesStay: what two people did to a meeting at the same time is in its history.
func TestBothMovesStay(t *testing.T) {
	m := &kpuk.Meeting{State: kpuk.Standing{State: kpuk.Submitted, By: writes.Person, At: 10, No: 1}}
	other := kpuk.Clone(m)
	ok, err := m.State.Approve(at(reviews, 20))
	if err != nil {
		t.Fatal(err)
	}
	m.Stand(ok)
	back, err := returns(other.State, at(reviews, 21))
	if err != nil {
		t.Fatal(err)
	}
	other.Stand(back)
	for id, s := range other.History {
		m.History[id] = s // as the registers join them, element by element
	}
	var got []kpuk.EventKind
	for _, e := range m.Events() {
		got = append(got, e.Kind)
	}
	if !slices.Equal(got, []kpuk.EventKind{kpuk.EventSubmitted, kpuk.EventApproved, kpuk.EventReturned}) {
		t.Errorf("%v", got)
	}
}

func TestOpeningIsStored(t *testing.T) {
	m := &kpuk.Meeting{State: kpuk.Standing{State: kpuk.Submitted, By: writes.Person, At: 10, No: 1}}
	back := func(ms int64) {
		t.Helper()
		to, err := returns(m.State, at(reviews, ms))
		if err != nil {
			t.Fatal(err)
		}
		m.Stand(to)
	}
	back(20)
	if err := m.Open(kpuk.ID{5}, at(writes, 5), "  "); !errors.Is(err, kpuk.ErrNoReason) || m.Opened() {
		t.Fatalf("opened without a reason: %v", err)
	}
	if err := m.Open(kpuk.ID{5}, at(writes, 5), " ada yang lupa "); err != nil || !m.Opened() || !kpuk.Clone(m).Opened() {
		t.Fatalf("not opened: %v", err) // whatever the tablet's clock says
	}
	events := m.Events()
	if e := events[len(events)-1]; e.Kind != kpuk.EventOpened || e.Text != "ada yang lupa" || e.By != writes.Person {
		t.Errorf("%+v", events)
	}
	to, err := m.State.Submit(at(writes, 6))
	if err != nil {
		t.Fatal(err)
	}
	m.Stand(to)
	if m.Opened() {
		t.Error("open after it was handed in")
	}
	back(40)
	if m.Opened() {
		t.Error("what was opened for one return is open at the next")
	}
}
