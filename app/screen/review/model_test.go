package review_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/review"
	"pendamping/app/screen/screentest"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

func model(d *desk) *review.Model { return review.NewModel(d.Env, noWait, func() {}) }

func TestOldestFirstWithItsWarning(t *testing.T) {
	d := newDesk(t, "id")
	m := model(d)
	var titles, chips []string
	for i := range m.Count() {
		r := m.Row(i)
		titles, chips = append(titles, r.Title), append(chips, r.Chip)
	}
	want := map[string]string{"KPUK Anggrek": "Kas −5.000", "KPUK Kenanga": "", "KPUK Mawar": ""}
	if len(titles) != 4 || m.Row(3).Title != "KPUK Anggrek" {
		t.Errorf("%q", titles)
	}
	for i, title := range titles {
		if chip, ok := want[title]; ok && chips[i] != chip {
			t.Errorf("%s: %q, want %q", title, chips[i], chip)
		}
	}
}

func TestMoneyAddsUp(t *testing.T) {
	d := newDesk(t, "id")
	m := model(d)
	m.SelectID(screentest.MeetingID(screentest.Kenanga, 11))
	rows, sums := m.Money()
	// Three members gave 10,000 wajib and 2,000 to the social fund.
	if len(rows) != 3 || sums != [6]string{"Jumlah", "30.000", "0", "0", "6.000", "36.000"} {
		t.Errorf("%d rows, %q", len(rows), sums)
	}
	if rows[0].Cells != [6]string{"1. Inaq Sarinah", "10.000", "–", "–", "2.000", "12.000"} {
		t.Errorf("%q", rows[0].Cells)
	}
}

func TestDecidingAgainKeepsTheFirst(t *testing.T) {
	d := newDesk(t, "id")
	m := model(d)
	m.SelectID(screentest.MeetingID(screentest.Kenanga, 11))
	m.Approve()
	m.SelectID(screentest.MeetingID(screentest.Mawar, 10))
	m.Approve()
	if len(d.Kept) != 1 || d.state(screentest.Kenanga, 11).State != kpuk.Approved {
		t.Fatalf("kept %d", len(d.Kept))
	}
	d.elapse() // the wait of the first is over too and must not keep anything twice
	m.Settle()
	if len(d.Kept) != 2 || d.state(screentest.Mawar, 10).State != kpuk.Approved {
		t.Errorf("kept %d", len(d.Kept))
	}
}

func TestFailedSaveBringsMeetingAndCommentBack(t *testing.T) {
	d := newDesk(t, "id")
	m := model(d)
	id := screentest.MeetingID(screentest.Mawar, 10)
	m.SelectID(id)
	m.SetComment("Cek kas")
	m.Return()
	d.Fail = fault.E("store.Save", fault.Full, errors.New("no space"))
	m.Settle()
	if m.Failure() != d.Text.T("error.full") {
		t.Errorf("failure %q", m.Failure())
	}
	if !m.SelectID(id) {
		t.Fatal("the meeting is lost from the inbox")
	}
	if text, _ := m.Comment(); text != "Cek kas" {
		t.Errorf("the comment is %q", text)
	}
}

func TestWithdrawnWhileHeldIsNotDecided(t *testing.T) {
	d := newDesk(t, "id")
	m := model(d)
	id := screentest.MeetingID(screentest.Mawar, 10)
	m.SelectID(id)
	m.Approve()
	back := kpuk.Clone(d.Book.Meeting(id).Meeting)
	back.State = kpuk.Standing{State: kpuk.Draft, By: screentest.ID("person", 1), At: 1}
	d.Book.Put(back)
	m.Reload()
	d.elapse()
	if len(d.Kept) != 0 || m.Gone() == "" {
		t.Errorf("kept %d, told %q", len(d.Kept), m.Gone())
	}
}

func TestOnlyCoordinatorsDecide(t *testing.T) {
	d := newDesk(t, "id")
	d.Office = kpuk.OfficeFacilitator
	m := model(d)
	m.Approve()
	m.Settle()
	if len(d.Kept) != 0 || m.Failure() != d.Text.T("error.denied") {
		t.Errorf("kept %d, %q", len(d.Kept), m.Failure())
	}
}

func TestWithWarningsCannotBeMarked(t *testing.T) {
	d := newDesk(t, "id")
	m := model(d)
	odd := m.Count() - 1 // Anggrek
	m.Check(odd, true)
	if m.Checked(odd) || m.Index() != odd {
		t.Errorf("marked %v, open %d", m.Checked(odd), m.Index())
	}
	all := len(m.Bulk())
	for i := range m.Count() {
		if len(m.Warnings(i)) == 0 {
			m.Check(i, true)
			break
		}
	}
	if all < 2 || len(m.Bulk()) != 1 {
		t.Errorf("%d without warnings, %d marked", all, len(m.Bulk()))
	}
}

func TestDoubtsAreForSingleEyes(t *testing.T) {
	d := newDesk(t, "id")
	m := review.NewModel(d.Env, noWait, func() {})
	id := screentest.MeetingID(screentest.Kenanga, 11)
	if !m.SelectID(id) {
		t.Fatal("the meeting does not wait")
	}
	cards := func(title string) bool {
		return slices.ContainsFunc(m.Cards(), func(c review.Card) bool { return c.Title == title })
	}
	bulk := func() bool {
		return slices.ContainsFunc(m.Bulk(), func(b *book.Meeting) bool { return b.ID == id })
	}
	held := d.Book.Meeting(id)
	if !cards("Kode "+held.Receipt().Code) || !bulk() {
		t.Fatalf("cards %+v", m.Cards())
	}
	said := screen.Comparison{Outcome: screen.Agrees, At: d.Now()}
	d.Compared = func(of kpuk.ID, _ kpuk.Receipt) screen.Comparison {
		if of != id {
			return screen.Comparison{}
		}
		return said
	}
	if !slices.ContainsFunc(m.Cards(), func(c review.Card) bool { return c.Good && strings.Contains(c.Note, "cocok dengan pusat") }) || !bulk() {
		t.Errorf("compared: cards %+v, bulk %v", m.Cards(), bulk())
	}
	said = screen.Comparison{Outcome: screen.Differs, Here: "7K-3F", Hub: "2B-9A"}
	m.Reload()
	if !cards("Kode di pusat berbeda: di sini 7K-3F, di pusat 2B-9A.") || bulk() {
		t.Errorf("the hub holds something else: cards %+v, bulk %v", m.Cards(), bulk())
	}
	d.Compared = nil
	d.Book.Contest(held.Entries()[0].ID)
	m.Reload()
	if !cards("1 baris punya dua isian") || bulk() || m.Row(m.Index()).Chip != "Dua isian" {
		t.Errorf("contested: cards %+v, bulk %v", m.Cards(), bulk())
	}
	d.Book.Contest()
	twin := kpuk.Clone(held.Meeting)
	twin.ID, twin.State.State = kpuk.ID{0xff}, kpuk.Draft
	d.Book.Put(twin)
	m.Reload()
	if !cards("Dicatat dua kali") || bulk() || m.Row(m.Index()).Chip != "Dua catatan" {
		t.Errorf("twins: cards %+v, bulk %v", m.Cards(), bulk())
	}
}

// TestCorrectionsAreForSingleEyes: an approved meeting that was corrected waits again,
// says what was put right and why, and is not approved among others.
func TestCorrectionsAreForSingleEyes(t *testing.T) {
	d := newDesk(t, "id")
	id := screentest.MeetingID(screentest.Mawar, 10)
	held := d.Book.Meeting(id)
	approved := kpuk.Clone(held.Meeting)
	approved.State = kpuk.Standing{State: kpuk.Approved, By: screentest.ID("person", 2), At: 5}
	d.Book.Put(approved)
	wrong := held.Entries()[0]
	line := kpuk.EntryLine{Kind: wrong.Line.Kind, Amount: wrong.Line.Amount + 5_000, Member: wrong.Line.Member}
	ripple, err := d.Book.Group(held.Group).Holdings().Correct(kpuk.Correction{
		ID: kpuk.ID{0xee}, Entry: wrong.ID, Line: line, Reason: "salah baca",
		By: kpuk.Actor{Person: screentest.ID("person", 1), Office: kpuk.OfficeFacilitator, At: screentest.Clock().UnixMilli()},
	}, d.Today())
	if err != nil {
		t.Fatal(err)
	}
	recs, err := ripple.Records()
	if err != nil {
		t.Fatal(err)
	}
	d.Book.Put(recs...)
	m := review.NewModel(d.Env, noWait, func() {})
	if !m.SelectID(id) {
		t.Fatal("the corrected meeting does not wait")
	}
	if m.Row(m.Index()).Chip != "Dikoreksi" || slices.ContainsFunc(m.Bulk(), func(b *book.Meeting) bool { return b.ID == id }) {
		t.Errorf("chip %q", m.Row(m.Index()).Chip)
	}
	if !slices.ContainsFunc(m.Cards(), func(c review.Card) bool { return c.Title == "1 koreksi" && !c.Good }) {
		t.Errorf("cards %+v", m.Cards())
	}
	if got := m.Corrected(); len(got) != 1 || !strings.HasSuffix(got[0].What, ": salah baca") || !strings.Contains(got[0].What, " → ") {
		t.Errorf("it says %+v", got)
	}
	m.Approve()
	m.Settle()
	if d.state(screentest.Mawar, 10).State != kpuk.Approved {
		t.Error("it cannot be approved again")
	}
}
