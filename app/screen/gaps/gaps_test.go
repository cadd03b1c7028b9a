package gaps_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/gaps"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct{ lang, layout, gap string }{
		"arrears_id": {"id", screentest.Portrait, "arrears"}, "consent_en": {"en", screentest.Portrait, "consent"},
		"incomplete_landscape_id": {"id", screentest.Landscape, "incomplete"}, "incomplete_dark_id": {"id", screentest.Dark, "incomplete"},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, of.lang, screentest.Book()...)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, gaps.New(r.Env, of.gap).Object())
		})
	}
	t.Run("none_id", func(t *testing.T) {
		r := screentest.New(t, "id")
		screentest.Picture(t, "none_id", screentest.Portrait, gaps.New(r.Env, "consent").Object())
	})
}

// TestRowsLeadToWhereItIsMended counts by hand and follows each kind of row.
func TestRowsLeadToWhereItIsMended(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	var consent, lacks int
	for _, g := range r.Book.Groups() {
		for _, m := range g.Members() {
			if m.Status.State != kpuk.MemberActive {
				continue
			}
			if !m.Consented(r.Today()) {
				consent++
			}
			if len(m.Lacks(r.Today())) > 0 {
				lacks++
			}
		}
	}
	m := gaps.NewModel(r.Env, "no such gap")
	if m.Gap != book.GapArrears || m.Counts[book.GapConsent] != consent || m.Counts[book.GapIncomplete] != lacks {
		t.Fatalf("gap %v, counts %v; want %d without consent, %d with data missing", m.Gap, m.Counts, consent, lacks)
	}
	for gap, tabs := range map[book.Gap][]string{
		book.GapArrears: {"loans"}, book.GapConsent: {"consent"}, book.GapIncomplete: {"self", "address", "business"},
	} {
		m.Choose(gap)
		if len(m.Rows) != m.Counts[gap] {
			t.Errorf("%v: %d rows, counted %d", gap, len(m.Rows), m.Counts[gap])
		}
		for _, row := range m.Rows {
			found := false
			for _, tab := range tabs {
				found = found || row.Route.Tab == tab
			}
			if !found || row.Route.Name != screen.Member || row.Mark == "" {
				t.Errorf("%v: row %+v", gap, row)
			}
		}
	}
}
