package rule_test

import (
	"testing"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// TestReviewOfALine: who may bring the review of a corrected line where, as with meetings.
func TestReviewOfALine(t *testing.T) {
	entry, group := id(40), id(50)
	review := func(s kpuk.MeetingState) *kpuk.Amendment {
		h := head(0, group)
		h.ID = kpuk.AmendmentID(entry)
		return &kpuk.Amendment{Header: h, Group: group, Entry: entry, State: kpuk.Standing{State: s, At: 1}}
	}
	handed := writer{person: id(1), replica: 1, seq: 1}.saves(t, review(kpuk.Submitted))
	seen := merge.Context{}.With(merge.Dot{Replica: handed.Replica, Seq: handed.Seq})
	for name, c := range map[string]struct {
		rec  *kpuk.Amendment
		by   kpuk.ID
		want merge.Code
	}{
		"a coordinator approves": {review(kpuk.Approved), id(2), merge.Accepted},
		"a coordinator returns":  {review(kpuk.Returned), id(2), merge.Accepted},
		"a facilitator approves": {review(kpuk.Approved), id(1), merge.RuleBroken},
		"a viewer hands it in":   {review(kpuk.Returned), id(4), merge.RuleBroken},
	} {
		t.Run(name, func(t *testing.T) {
			change := writer{person: c.by, replica: 2, seq: 1, seen: seen}.saves(t, c.rec)
			if got := rules().Judge(change, held(handed)); got.Code != c.want {
				t.Errorf("%v %s", got.Code, got.Detail)
			}
		})
	}
	strayed := review(kpuk.Submitted)
	strayed.Scope = id(51)
	if got := rules().Judge(writer{person: id(1), replica: 3, seq: 1}.saves(t, strayed), held()); got.Code == merge.Accepted {
		t.Error("it lies in another group's scope")
	}
}
