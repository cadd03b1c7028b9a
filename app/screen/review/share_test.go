package review_test

import (
	"slices"
	"testing"

	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// TestShareOutIsJudged has a share-out of income of the year before that nobody was paid of, and then a
// member who was paid too much.
func TestShareOutIsJudged(t *testing.T) {
	d := newDesk(t, "id")
	id := screentest.MeetingID(screentest.Kenanga, 11)
	held := kpuk.Clone(d.Book.Meeting(id).Meeting)
	held.Type, held.Share = kpuk.MeetingShareOut, kpuk.SharePeriod{From: kpuk.NewDate(2025, 1, 1), To: kpuk.NewDate(2025, 12, 31)}
	income := kpuk.EntryLine{
		Kind: kpuk.EntryGroupIncome, Amount: 300_000, Group: held.Group, Date: kpuk.NewDate(2025, 12, 30), Note: "Sewa tenda",
	}
	d.Book.Put(held, &kpuk.Entry{Header: screentest.Head(screentest.ID("income", 1), held.Group), Line: income})
	titles := func() []string {
		m := model(d)
		m.SelectID(id)
		var out []string
		for _, c := range m.Cards() {
			out = append(out, c.Title+": "+c.Note)
		}
		return out
	}
	// By savings 120.000 in units of 500, and 30.000 among three officers.
	if got := titles(); !slices.Contains(got, "3 amplop SHU belum diterima: masih 150.000") {
		t.Errorf("unpaid: %q", got)
	}
	paid := kpuk.EntryLine{
		Kind: kpuk.EntrySHU, Amount: 1_000, Group: held.Group, Meeting: id, Member: screentest.MemberID(screentest.Kenanga, 1), Date: held.Date,
	}
	d.Book.Put(&kpuk.Entry{Header: screentest.Head(screentest.ID("paid", 1), held.Group), Line: paid})
	got := titles()
	if !slices.ContainsFunc(got, func(s string) bool { return len(s) > 40 && s[:23] == "SHU lain dari hitungan:" }) {
		t.Errorf("paid otherwise: %q", got)
	}
	sheet, err := d.Book.Meeting(id).Sheet()
	if err != nil {
		t.Fatal(err)
	}
	held = kpuk.Clone(held)
	held.Cash.Counted = sheet.Expected
	d.Book.Put(held)
	m := model(d)
	for i := range m.Count() {
		if row := m.Row(i); row.Title == "KPUK Kenanga" && row.Chip != "SHU" {
			t.Errorf("the inbox warns of %q", row.Chip)
		}
	}
}
