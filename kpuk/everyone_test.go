package kpuk_test

import (
	"slices"
	"testing"

	"pendamping/kpuk"
)

// left is a group of two that was three until April, and four until a woman left in
// March and came back in June.
func left(tb testing.TB) *kpuk.Holdings {
	tb.Helper()
	g := &kpuk.Group{
		Header: kpuk.Header{ID: kpuk.ID{1}, Partition: kpuk.ID{9}, Scope: kpuk.ID{1}}, Name: "Melati", FormedOn: date(tb, "2025-01-10"),
		Former: map[kpuk.ID]kpuk.Former{
			{2}: {Name: "Inaq Sahnim", Number: 2, Joined: date(tb, "2025-01-10"), On: date(tb, "2026-04-15"), ToName: "Mawar", Reason: "ikut suami"},
			{3}: {Name: "Rohayati", Number: 3, Joined: date(tb, "2025-01-10"), On: date(tb, "2025-06-01"), ToName: "Mawar"},
		},
	}
	member := func(id byte, m kpuk.Member) *kpuk.Member {
		m.ID, m.Group, m.Number = kpuk.ID{id}, g.ID, int(id)
		return &m
	}
	return &kpuk.Holdings{
		Group: g, Ledger: kpuk.NewLedger(),
		Members: []*kpuk.Member{
			member(1, kpuk.Member{JoinedOn: date(tb, "2025-01-10")}),
			// 3 moved away and came back; 4 left and came back.
			member(3, kpuk.Member{JoinedOn: date(tb, "2026-05-20"), Past: map[kpuk.Date]kpuk.Stay{
				date(tb, "2025-06-01"): {Group: g.ID, Joined: date(tb, "2025-01-10"), State: kpuk.MemberMoved},
				date(tb, "2026-05-20"): {Group: kpuk.ID{7}, Joined: date(tb, "2025-06-01"), State: kpuk.MemberMoved},
			}}),
			member(4, kpuk.Member{JoinedOn: date(tb, "2026-06-10"), Past: map[kpuk.Date]kpuk.Stay{
				date(tb, "2026-03-05"): {Group: g.ID, Joined: date(tb, "2025-02-01"), State: kpuk.MemberLeft},
			}}),
		},
	}
}

func TestWhoBelongedOnADay(t *testing.T) {
	h := left(t)
	for day, want := range map[string][]kpuk.ID{
		"2025-01-09": nil,
		"2025-02-01": {{1}, {3}, {4}, {2}},
		"2025-06-01": {{1}, {4}, {2}}, // she is with the others from that day on
		"2026-03-05": {{1}, {2}},
		"2026-04-14": {{1}, {2}},
		"2026-04-15": {{1}},
		"2026-05-20": {{1}, {3}},
		"2026-06-10": {{1}, {3}, {4}},
	} {
		var got []kpuk.ID
		for _, m := range h.Group.Everyone(h.Members) {
			if m.ActiveOn(date(t, day)) {
				got = append(got, m.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", day, got, want)
		}
	}
	if m := h.Group.Everyone(h.Members)[3]; m.Name != "Inaq Sahnim" || m.Number != 2 || m.Status.State != kpuk.MemberMoved {
		t.Errorf("who moved is %+v", m)
	}
	if len(h.Members) != 3 {
		t.Error("the members themselves were changed")
	}
}

// TestMovedMembersCount: the quorum of an old meeting and the figures of an old period
// are those of the members of then.
func TestMovedMembersCount(t *testing.T) {
	h := left(t)
	m := &kpuk.Meeting{Header: kpuk.Header{ID: kpuk.ID{50}}, Group: h.Group.ID, Date: date(t, "2026-02-20"), Attendance: map[kpuk.ID]kpuk.Attendance{
		{1}: {Presence: kpuk.Present}, {2}: {Presence: kpuk.Late}, {4}: {Presence: kpuk.Absent},
	}}
	s := &kpuk.Sitting{Meeting: m, Members: h.Group.Everyone(h.Members), Ledger: h.Ledger}
	if q := s.Quorum(); q != (kpuk.Quorum{Here: 2, Needed: 2, Active: 3}) {
		t.Errorf("quorum %+v", q)
	}
	for name, c := range map[string]struct {
		from, to              string
		members, joined, left int
		dropout               int64
	}{
		"when she was there":      {"2026-01-01", "2026-02-28", 3, 0, 0, 0},
		"when one left":           {"2026-01-01", "2026-03-31", 2, 0, 1, 3333},
		"when one moved as well":  {"2026-01-01", "2026-04-30", 1, 0, 2, 6667},
		"and two came back":       {"2026-01-01", "2026-06-30", 3, 2, 2, 4000},
		"the year of the forming": {"2025-01-01", "2025-12-31", 3, 4, 1, 2500},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := h.Indicators(date(t, c.from), date(t, c.to))
			if err != nil || got.Members != c.members || got.Joined != c.joined || got.Left != c.left || got.DropoutBP != c.dropout {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}
