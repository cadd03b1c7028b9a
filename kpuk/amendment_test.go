package kpuk_test

import (
	"slices"
	"testing"

	"pendamping/kpuk"
)

// TestLinesOfNoMeetingAreReviewed corrects opening savings: the correction is handed in; once
// approved, the next goes back to the coordinator under the same name, with its history.
func TestLinesOfNoMeetingAreReviewed(t *testing.T) {
	h := counted(t)
	fix := func(entry kpuk.ID, amount kpuk.Rupiah, note byte) *kpuk.Entry {
		t.Helper()
		c := kpuk.Correction{ID: kpuk.ID{90, note}, Entry: entry, Reason: "salah catat", By: kpuk.Actor{Person: kpuk.ID{1}, Office: kpuk.OfficeFacilitator, At: int64(note) * 10}}
		c.Line = kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: amount, Member: numbered(0)}
		r, err := h.Correct(c, date(t, "2026-08-01"))
		if err != nil || len(r.Amendments) != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		h = apply(h, r)
		approve(h)
		return r.Writes[0]
	}
	move := func(to func(kpuk.Standing) (kpuk.Standing, error)) {
		t.Helper()
		a := kpuk.Clone(h.Amendments[0])
		s, err := to(a.State)
		if err != nil {
			t.Fatal(err)
		}
		a.Stand(s)
		h.Amendments = []*kpuk.Amendment{a}
	}
	first := fix(savedBefore, 150_000, 1)
	a := h.Amendments[0]
	if a.ID != kpuk.AmendmentID(savedBefore) || a.Entry != savedBefore || a.Scope != h.Group.ID || a.State.State != kpuk.Submitted || a.Last().Reason != "salah catat" {
		t.Fatalf("%+v", a)
	}
	if p := kpuk.Validate(a); len(p) > 0 {
		t.Errorf("%+v", p)
	}
	move(func(s kpuk.Standing) (kpuk.Standing, error) { return s.Approve(at(reviews, 15)) })
	second := fix(first.ID, 120_000, 2)
	move(func(s kpuk.Standing) (kpuk.Standing, error) { return s.Return(at(reviews, 25), 0, "buku?") })
	fix(second.ID, 110_000, 3)
	a = h.Amendments[0]
	if len(h.Amendments) != 1 || len(a.Notes) != 3 || a.State.State != kpuk.Submitted {
		t.Fatalf("%d reviews, %d notes, %s", len(h.Amendments), len(a.Notes), a.State.State)
	}
	var kinds []string
	for _, e := range a.Events() {
		kinds = append(kinds, e.Kind.String())
	}
	if !slices.Equal(kinds, []string{"submitted", "approved", "corrected", "returned", "mended"}) {
		t.Errorf("history %v", kinds)
	}
	effects, err := h.Amended(a, date(t, "2026-08-01"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[kpuk.EffectKind][2]int64{kpuk.EffectSavings: {100_000, 110_000}, kpuk.EffectAside: {0, -10_000}, kpuk.EffectDifference: {0, -10_000}}
	seen := map[kpuk.EffectKind]bool{}
	for _, e := range effects {
		if w, ok := want[e.Kind]; ok && !seen[e.Kind] {
			seen[e.Kind] = true
			if e.Before != w[0] && e.Kind != kpuk.EffectSavings || e.After-e.Before != w[1]-w[0] {
				t.Errorf("%s: %d → %d", e.Kind, e.Before, e.After)
			}
		}
		if e.Kind == kpuk.EffectNetIncome {
			t.Errorf("the income moves: %+v", e)
		}
	}
	if len(seen) != len(want) {
		t.Errorf("effects %+v", effects)
	}
}

// TestOnlyLinesOfNoMeetingHaveTheirOwnReview: a meeting's line is reviewed with its meeting.
func TestOnlyLinesOfNoMeetingHaveTheirOwnReview(t *testing.T) {
	r, err := correct(t, counted(t), kpuk.Correction{Entry: savedFirst})
	if err != nil || len(r.Amendments) != 0 || len(r.Meetings) != 1 {
		t.Errorf("%d reviews, %v", len(r.Amendments), err)
	}
	bad := &kpuk.Amendment{Header: kpuk.Header{ID: kpuk.ID{1}}, Group: kpuk.ID{9}, Entry: savedFirst}
	if p, refused := kpuk.Refused(kpuk.Validate(bad)); !refused || p.Key != "amendment_entry" {
		t.Errorf("%+v", p)
	}
	if kpuk.KindAmendment.String() != "amendment" || bad.Kind() != 12 {
		t.Error("its kind")
	}
}
