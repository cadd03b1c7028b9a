package kpuk_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

func TestActivityCheck(t *testing.T) {
	someone := map[kpuk.ID]bool{{1}: true, {2}: false}
	for name, tt := range map[string]struct {
		activity kpuk.Activity
		want     []string
	}{
		"whole":               {kpuk.Activity{Title: "Pembukuan", Date: 10, Topic: "business", State: kpuk.ActivityHeld, Members: someone}, nil},
		"planned, nobody yet": {kpuk.Activity{Title: "KTP", Date: 10, Village: "52.02.02.2001"}, nil},
		"empty":               {kpuk.Activity{}, []string{"activity_title", "activity_date"}},
		"held by nobody":      {kpuk.Activity{Title: "x", Date: 10, State: kpuk.ActivityHeld}, []string{"activity_nobody"}},
		"ends before it began": {
			kpuk.Activity{Title: "x", Date: 10, Start: kpuk.At(10, 0), End: kpuk.At(9, 0)}, []string{"activity_times"},
		},
		"a district":      {kpuk.Activity{Title: "x", Date: 10, Village: "52.02.02"}, []string{"village_code"}},
		"unknown topic":   {kpuk.Activity{Title: "x", Date: 10, Topic: "songs"}, []string{"activity_topic"}},
		"fewer than none": {kpuk.Activity{Title: "x", Date: 10, Men: -1}, []string{"activity_crowd"}},
		"a whole town":    {kpuk.Activity{Title: "x", Date: 10, Women: 400, Men: 101}, []string{"activity_crowd"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := keys(tt.activity.Check()); !slices.Equal(got, tt.want) {
				t.Errorf("problems %v, want %v", got, tt.want)
			}
		})
	}
	if n := (&kpuk.Activity{Members: someone, Women: 3, Men: 2}).Participants(); n != 6 {
		t.Errorf("%d took part, want 6", n)
	}
}

func TestVisitStates(t *testing.T) {
	v := &kpuk.Visit{}
	refuse := func(what string, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s was allowed in state %v", what, v.State)
		}
	}
	allow := func(what string, err error, want kpuk.VisitState) {
		t.Helper()
		if err != nil || v.State != want {
			t.Errorf("%s: %v, state %v, want %v", what, err, v.State, want)
		}
	}
	refuse("finish", v.Finish(1))
	refuse("resume", v.Resume())
	refuse("restore", v.Restore())
	allow("cancel", v.Cancel("banjir"), kpuk.VisitCancelled)
	if v.Reason != "banjir" {
		t.Errorf("reason %q", v.Reason)
	}
	refuse("begin", v.Begin(1))
	allow("restore", v.Restore(), kpuk.VisitPlanned)
	allow("begin", v.Begin(kpuk.At(8, 0)), kpuk.VisitRunning)
	refuse("cancel", v.Cancel(""))
	allow("finish", v.Finish(kpuk.At(11, 30)), kpuk.VisitDone)
	if v.Stay() != 210 || v.Reason != "" {
		t.Errorf("stayed %d minutes, reason %q", v.Stay(), v.Reason)
	}
	allow("resume", v.Resume(), kpuk.VisitRunning)
	if v.Departed != 0 || v.Stay() != 0 {
		t.Errorf("departed %v, stayed %d minutes", v.Departed, v.Stay())
	}
}

func TestTravelLog(t *testing.T) {
	me, group, woman := kpuk.ID{1}, kpuk.ID{2}, kpuk.ID{3}
	visit := func(day kpuk.Date, village string, state kpuk.VisitState, from, to kpuk.Minutes) *kpuk.Visit {
		return &kpuk.Visit{
			Facilitator: me, Date: day, Village: village, State: state, Arrived: from, Departed: to,
			Groups: map[kpuk.ID]bool{group: true}, Members: map[kpuk.ID]bool{woman: true, {9}: false},
		}
	}
	november := kpuk.NewDate(2026, time.November, 3)
	visits := []*kpuk.Visit{
		visit(november.AddDays(2), "b", kpuk.VisitRunning, kpuk.At(9, 0), 0),
		visit(november, "a", kpuk.VisitDone, kpuk.At(13, 0), kpuk.At(14, 0)),
		visit(november, "a", kpuk.VisitDone, kpuk.At(8, 0), kpuk.At(10, 30)),
		visit(november, "c", kpuk.VisitPlanned, 0, 0),
		visit(november, "d", kpuk.VisitCancelled, 0, 0),
		visit(november.AddMonths(1), "e", kpuk.VisitDone, kpuk.At(8, 0), kpuk.At(9, 0)),
		{Facilitator: kpuk.ID{7}, Date: november, Village: "f", State: kpuk.VisitDone},
	}
	got := kpuk.TravelLog(visits, me, 2026, time.November)
	if len(got.Visits) != 3 || got.Visits[0].Arrived != kpuk.At(8, 0) || got.Visits[2].Village != "b" {
		t.Fatalf("visits %+v", got.Visits)
	}
	if got.Days != 2 || got.Villages != 2 || got.Groups != 1 || got.Members != 1 || got.Minutes != 210 {
		t.Errorf("%d days, %d villages, %d groups, %d members, %d minutes", got.Days, got.Villages, got.Groups, got.Members, got.Minutes)
	}
	if all := kpuk.TravelLog(visits, kpuk.ID{}, 2026, time.November); len(all.Visits) != 4 || all.Villages != 3 {
		t.Errorf("of everybody: %d visits, %d villages", len(all.Visits), all.Villages)
	}
}

// TestTravelLogOrder: the log does not depend on the order in which visits are held.
func TestTravelLogOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		visits := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) *kpuk.Visit {
			return &kpuk.Visit{
				Header: kpuk.Header{ID: kpuk.ID{rapid.Byte().Draw(t, "id"), rapid.Byte().Draw(t, "id2")}},
				Date:   kpuk.NewDate(2026, time.November, rapid.IntRange(1, 30).Draw(t, "day")), State: kpuk.VisitDone,
				Arrived: kpuk.Minutes(rapid.Uint16Range(0, 800).Draw(t, "from")), Departed: kpuk.Minutes(rapid.Uint16Range(0, 1440).Draw(t, "to")),
			}
		}), 0, 12).Draw(t, "visits")
		want := kpuk.TravelLog(visits, kpuk.ID{}, 2026, time.November)
		other := slices.Clone(visits)
		slices.Reverse(other)
		got := kpuk.TravelLog(other, kpuk.ID{}, 2026, time.November)
		if got.Minutes != want.Minutes || got.Days != want.Days || len(got.Visits) != len(want.Visits) {
			t.Fatalf("%+v, want %+v", got, want)
		}
		if got.Minutes < 0 || got.Days > len(visits) {
			t.Fatalf("impossible: %+v", got)
		}
	})
}

func TestCloneRecord(t *testing.T) {
	v := &kpuk.Visit{Groups: map[kpuk.ID]bool{{1}: true}}
	c, ok := kpuk.CloneRecord(v).(*kpuk.Visit)
	if !ok {
		t.Fatal("another type")
	}
	c.Groups[kpuk.ID{2}] = true
	if len(v.Groups) != 1 || len(c.Groups) != 2 {
		t.Errorf("%d and %d groups", len(v.Groups), len(c.Groups))
	}
	if kpuk.CloneRecord(nil) != nil {
		t.Error("nil must give nil")
	}
}
