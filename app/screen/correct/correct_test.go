package correct_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/correct"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

// october is Melati's approved meeting of 26 October.
func october() kpuk.ID { return screentest.MeetingID(screentest.Melati, 10) }

// book is the small book, with the cash of Melati's meetings counted and booked, and the
// fine of the one who came late.
func book(t *testing.T, lang string) *screentest.Rig {
	t.Helper()
	r := screentest.New(t, lang, screentest.Book()...)
	for _, month := range []int{9, 10} {
		held := r.Book.Meeting(screentest.MeetingID(screentest.Melati, month))
		fine := kpuk.EntryLine{
			Kind: kpuk.EntryPenalty, Amount: 2_000, Group: held.Group, Meeting: held.ID, Member: late(), Date: held.Date,
		}
		r.Book.Put(&kpuk.Entry{Header: screentest.Head(kpuk.EntryID(held.ID, late(), kpuk.EntryPenalty, 0), held.Group), Line: fine})
		held = r.Book.Meeting(held.ID)
		sheet, err := held.Sheet()
		if err != nil {
			t.Fatal(err)
		}
		m := kpuk.Clone(held.Meeting)
		m.Cash = kpuk.CashCount{Counted: sheet.Expected, Done: true}
		r.Book.Put(m)
	}
	return r
}

// late came late to every meeting.
func late() kpuk.ID { return screentest.MemberID(screentest.Melati, 5) }

// lineOf is the wajib of a member at the October meeting.
func lineOf(t *testing.T, r *screentest.Rig, number int) *kpuk.Entry {
	t.Helper()
	for _, e := range r.Book.Meeting(october()).Entries() {
		if e.Line.Member == screentest.MemberID(screentest.Melati, number) && e.Line.Kind == kpuk.EntryWajib {
			return e
		}
	}
	t.Fatal("no such line")
	return nil
}

// payment is the second payment of Baiq Rohani's loan.
func payment() kpuk.ID { return screentest.ID("loan line", 2) }

// scenes are what is drawn.
func scenes(t *testing.T, r *screentest.Rig) map[string]func() *correct.View {
	t.Helper()
	open := func(to screen.Route) *correct.View { return correct.New(r.Env, to) }
	return map[string]func() *correct.View{
		"meeting": func() *correct.View { return open(screen.Route{ID: october()}) },
		"savings": func() *correct.View {
			v := open(screen.Route{ID: lineOf(t, r, 1).ID})
			v.Model().Input.Amount, v.Model().Input.Reason = "15000", "Salah baca buku kelompok"
			return v
		},
		"instalment": func() *correct.View {
			v := open(screen.Route{ID: payment()})
			v.Model().Input.Amount, v.Model().Input.Reason = "100000", "Kembalian dihitung dua kali"
			return v
		},
		"refused": func() *correct.View {
			v := open(screen.Route{ID: payment()})
			v.Model().Input.Amount, v.Model().Input.Reason = "1200000", "Salah catat"
			return v
		},
		"attendance": func() *correct.View {
			v := open(screen.Route{ID: october(), Of: late()})
			v.Model().SetPresence(kpuk.Present)
			return v
		},
		"writing": func() *correct.View { return open(screen.Route{ID: screentest.MeetingID(screentest.Melati, 11)}) },
	}
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct{ scene, layout, lang string }{
		"meeting":         {"meeting", screentest.Portrait, "id"},
		"savings":         {"savings", screentest.Portrait, "id"},
		"savings_dark":    {"savings", screentest.Dark, "id"},
		"savings_land_en": {"savings", screentest.Landscape, "en"},
		"instalment":      {"instalment", screentest.Portrait, "id"},
		"instalment_desk": {"instalment", screentest.Desktop, "en"},
		"refused":         {"refused", screentest.Landscape, "id"},
		"attendance":      {"attendance", screentest.Portrait, "id"},
		"writing":         {"writing", screentest.Portrait, "id"},
	} {
		t.Run(name, func(t *testing.T) {
			r := book(t, c.lang)
			r.Sit(c.layout)
			screentest.Look(t, c.layout)
			v := scenes(t, r)[c.scene]()
			fresh(v)
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}

// fresh shows what a test set in the model, as after typing.
func fresh(v *correct.View) { v.Rebuild() }

// TestALineIsCorrected changes a saving of an approved meeting.
func TestALineIsCorrected(t *testing.T) {
	r := book(t, "id")
	wrong := lineOf(t, r, 1)
	before := r.Book.Member(screentest.MemberID(screentest.Melati, 1)).Savings().Total()
	m := correct.NewModel(r.Env, screen.Route{ID: wrong.ID})
	if !m.Unchanged() || m.Ready() {
		t.Error("nothing is different yet")
	}
	m.Input.Amount = "15.000"
	m.Look()
	if m.Ready() || m.Refusal() != "" || len(m.Sections()) == 0 {
		t.Fatalf("without a reason: ready %v, %q, %d sections", m.Ready(), m.Refusal(), len(m.Sections()))
	}
	m.Input.Reason = " Salah baca "
	told := false
	m.Save(func() { told = true })
	if !told || !m.Saved || len(r.Kept) != 1 {
		t.Fatalf("saved %v, %d changes, %q", m.Saved, len(r.Kept), m.Failure)
	}
	held := r.Book.Meeting(october())
	if held.State.State != kpuk.Submitted || len(held.Corrections) != 1 {
		t.Errorf("the meeting is %s with %d corrections", held.State.State, len(held.Corrections))
	}
	if after := r.Book.Member(screentest.MemberID(screentest.Melati, 1)).Savings().Total(); after != before+5_000 {
		t.Errorf("savings %d, want %d", after, before+5_000)
	}
	words := screen.CorrectionWords(r.Text, r.Book, held.Group, screen.Corrections(held.Meeting)[0])
	if words != "Simpanan wajib Inaq Sahnim 10.000 → Simpanan wajib Inaq Sahnim 15.000: Salah baca" {
		t.Errorf("it reads %q", words)
	}
	again := correct.NewModel(r.Env, screen.Route{ID: wrong.ID})
	again.Input.Amount, again.Input.Reason = "20.000", "x"
	again.Look()
	if again.Ready() || again.Refusal() != "Baris ini sudah dibatalkan atau diganti." || len(again.Past()) != 2 {
		t.Errorf("a voided line: %q, past %q", again.Refusal(), again.Past())
	}
}

// TestRippleIsWorded: a saving moves her balance after each meeting since, the count's
// difference, and nothing after the count.
func TestRippleIsWorded(t *testing.T) {
	r := book(t, "id")
	m := correct.NewModel(r.Env, screen.Route{ID: lineOf(t, r, 1).ID})
	m.Input.Amount = "15.000"
	m.Look()
	var got []string
	for _, s := range m.Sections() {
		for _, row := range s.Rows {
			got = append(got, s.Heading+": "+row.Title+" "+row.Before+" → "+row.After+" ("+row.Note+")")
		}
	}
	for _, want := range []string{
		"Simpanan: Simpanan · Inaq Sahnim 1.045.000 → 1.050.000 (sesudah 26 Okt 2026 · dan 1 rapat berikutnya sama)",
		"Simpanan: Simpanan · Inaq Sahnim 1.045.000 → 1.050.000 (sekarang)",
		"Kas: Selisih kas 0 → −5.000 (sesudah 26 Okt 2026)",
		"Kas: Selisih karena koreksi, bukan pendapatan kelompok 0 → −5.000 (sesudah 26 Okt 2026)",
		"Tinjauan: Rapat 26 Okt 2026 Disetujui → Diajukan (kembali ke koordinator)",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, strings.Join(got, "\n"))
		}
	}
	if slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "Kas: Kas kelompok") }) {
		t.Errorf("cash moves although it was counted:\n%s", strings.Join(got, "\n"))
	}
	if slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "SHU: ") }) {
		t.Errorf("what a correction leaves is shared out:\n%s", strings.Join(got, "\n"))
	}
}

// TestFineFollowsWhatWasPaid: who paid the fine of coming late and did not come late has
// it taken back, unless it is not to follow; one that was never paid is not added.
func TestFineFollowsWhatWasPaid(t *testing.T) {
	r := book(t, "id")
	m := correct.NewModel(r.Env, screen.Route{ID: october(), Of: late()})
	m.SetPresence(kpuk.Present)
	if !m.Input.Fine || m.Fine() == "" {
		t.Error("the fine that was paid does not follow")
	}
	m.SetPresence(kpuk.LeftEarly)
	m.Input.Reason, m.Input.Fine = "x", false
	m.Look()
	m.Save(func() {})
	if held := r.Book.Meeting(october()); held.Attendance[late()].Presence != kpuk.LeftEarly || held.PerMember(late())[kpuk.EntryPenalty] != 2_000 {
		t.Error("the fine went although it was not to follow")
	}
	other := correct.NewModel(r.Env, screen.Route{ID: october(), Of: screentest.MemberID(screentest.Melati, 1)})
	other.SetPresence(kpuk.Absent)
	if other.Input.Fine {
		t.Error("a fine is added unasked")
	}
}

// TestForgottenCountedAndBack writes a forgotten line, corrects the count, voids a line
// and brings it back.
func TestForgottenCountedAndBack(t *testing.T) {
	r := book(t, "id")
	save := func(to screen.Route, with func(*correct.Input)) {
		t.Helper()
		m := correct.NewModel(r.Env, to)
		m.Input.Reason = "x"
		with(&m.Input)
		m.Look()
		m.Save(func() {})
		if !m.Saved {
			t.Fatalf("%+v: %q %q", to, m.Refusal(), m.Failure)
		}
	}
	who := screentest.MemberID(screentest.Melati, 3)
	save(screen.Route{ID: october(), Tab: correct.TabMissing, Of: who}, func(in *correct.Input) { in.Amount = "25.000" })
	if got := r.Book.Meeting(october()).PerMember(who)[kpuk.EntrySukarela]; got != 25_000 {
		t.Errorf("forgotten: %d", got)
	}
	save(screen.Route{ID: october(), Tab: correct.TabCount}, func(in *correct.Input) { in.Amount = "1.000.000" })
	if sheet, err := r.Book.Meeting(october()).Sheet(); err != nil || sheet.Counted != 1_000_000 || sheet.Booked != sheet.Difference {
		t.Errorf("counted: %+v, %v", sheet, err)
	}
	wrong := lineOf(t, r, 3)
	save(screen.Route{ID: wrong.ID}, func(in *correct.Input) { in.Never = true })
	if got := r.Book.Meeting(october()).PerMember(who)[kpuk.EntryWajib]; got != 0 {
		t.Errorf("taken away: %d", got)
	}
	save(screen.Route{ID: kpuk.VoidID(wrong.ID)}, func(*correct.Input) {})
	if got := r.Book.Meeting(october()).PerMember(who)[kpuk.EntryWajib]; got != 10_000 {
		t.Errorf("brought back: %d", got)
	}
}

func TestWhatCannotBe(t *testing.T) {
	r := book(t, "id")
	m := correct.NewModel(r.Env, screen.Route{ID: payment()})
	m.Input.Amount, m.Input.Reason = "1.200.000", "x"
	m.Look()
	if m.Ready() || !strings.Contains(m.Refusal(), "akan melebihi sisa pinjaman") {
		t.Errorf("a later payment beyond the debt: %q", m.Refusal())
	}
	m.Input.Amount = "nol"
	m.Look()
	if m.Ready() || m.Refusal() != "Isi jumlah lebih dari nol." {
		t.Errorf("no amount: %q", m.Refusal())
	}
	if correct.NewModel(r.Env, screen.Route{ID: screentest.ID("nobody", 1)}).Kind != correct.Nothing {
		t.Error("a line that is not held opens")
	}
	r.Office = kpuk.OfficeViewer
	m = correct.NewModel(r.Env, screen.Route{ID: payment()})
	if m.Ready() || m.Refusal() != "Koreksi dibuat pendamping atau koordinator." {
		t.Errorf("a viewer: %q", m.Refusal())
	}
}

// TestAFullDiskIsSaid: nothing counts as corrected that was not kept.
func TestAFullDiskIsSaid(t *testing.T) {
	r := book(t, "id")
	r.Fail = fault.E("test", fault.Full, errors.New("full"))
	m := correct.NewModel(r.Env, screen.Route{ID: lineOf(t, r, 1).ID})
	m.Input.Amount, m.Input.Reason = "15.000", "x"
	m.Look()
	m.Save(func() {})
	if m.Saved || m.Failure == "" || !m.Ready() || r.Book.Meeting(october()).State.State != kpuk.Approved {
		t.Errorf("saved %v, %q, ready %v", m.Saved, m.Failure, m.Ready())
	}
}

// TestTheWayThroughThePage goes from the meeting to a line, types and saves.
func TestTheWayThroughThePage(t *testing.T) {
	r := book(t, "id")
	v := correct.New(r.Env, screen.Route{ID: october()})
	screentest.Show(t, screentest.Portrait, v.Object())
	for _, row := range screentest.All[*widget.ListRow](v.Object())[:1] {
		row.Tapped(&fyne.PointEvent{})
	}
	to := r.Route()
	if to.Name != screen.Correct || to.ID != lineOf(t, r, 1).ID {
		t.Fatalf("the first line leads to %+v", to)
	}
	v = correct.New(r.Env, to)
	screentest.Show(t, screentest.Portrait, v.Object())
	fields := screentest.All[*widget.Field](v.Object())
	fields[0].SetText("")
	screentest.Type(t, fields[0], "15000")
	if len(r.Kept) != 0 || !screentest.Says(v.Object(), "Tulis alasannya") {
		t.Error("it does not ask for the reason")
	}
	screentest.Type(t, fields[1], "Salah baca")
	screentest.Tap(t, v.Object(), "Simpan koreksi")
	if len(r.Kept) != 1 || r.Backs != 1 {
		t.Errorf("%d changes, %d times back", len(r.Kept), r.Backs)
	}
}
