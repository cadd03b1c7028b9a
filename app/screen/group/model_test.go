package group_test

import (
	"slices"
	"testing"

	"pendamping/app/screen/group"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

func TestFigures(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := group.NewModel(rig.Env, melati(), group.Members)
	if m.Subtitle != "Ubung, Jonggat · sejak 12 Mar 2014 · Tiap bulan" {
		t.Errorf("subtitle %q", m.Subtitle)
	}
	// 625,000 + 500,000 + 700,000 are owed; the last is late since 26 September.
	want := [4]group.Figure{
		{Label: "Anggota", Value: "14", Note: "2 baru tahun ini"},
		{Label: "Simpanan", Value: "20.005.000", Note: "Rp"},
		{Label: "Pinjaman beredar", Value: "1.825.000", Note: "Rp · 3 peminjam"},
		{Label: "PAR30", Value: "38,4 %", Note: "1 orang, 58 hari", Tone: group.Waiting},
	}
	if m.Figures != want {
		t.Errorf("figures %+v, want %+v", m.Figures, want)
	}
	if m.Running == nil || m.Running.Text != "Langkah 4 dari 7, Uang." {
		t.Errorf("running %+v", m.Running)
	}
}

func TestCashBookRunsBackwards(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := group.NewModel(rig.Env, melati(), group.Cash)
	g := rig.Book.Group(melati())
	if got, want := m.Rows[0].Cells[2], rig.Text.Amount(int64(g.Cash())); got != want {
		t.Errorf("the newest line ends with %s, want the cash %s", got, want)
	}
	if len(m.Rows) != len(g.Entries()) {
		t.Errorf("%d lines of %d", len(m.Rows), len(g.Entries()))
	}
}

func TestSumsThatDoNotFitAreNotShown(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	rig.Book.Put(&kpuk.Entry{
		Header: screentest.Head(screentest.ID("entry", 9999), melati()),
		Line:   kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 1<<63 - 1, Group: melati(), Date: screentest.Day(11, 1)},
	})
	m := group.NewModel(rig.Env, melati(), group.Members)
	if !m.Broken || m.Figures[1].Value != "–" || m.Figures[1].Tone != group.Urgent {
		t.Errorf("broken %v, figures %+v", m.Broken, m.Figures)
	}
}

func TestLeavers(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	gone := kpuk.Clone(rig.Book.Member(screentest.MemberID(screentest.Melati, 1)).Member)
	gone.Status = kpuk.Membership{State: kpuk.MemberMoved, On: screentest.Day(10, 1)}
	rig.Book.Put(gone)
	m := group.NewModel(rig.Env, melati(), group.Members)
	if m.Counts != "13 anggota aktif · 1 pernah keluar" {
		t.Errorf("counts %q", m.Counts)
	}
	last := m.Rows[len(m.Rows)-1]
	if last.Title != "Inaq Sahnim" || last.Mark.Text != "Pindah" {
		t.Errorf("last row %+v", last)
	}
}

func TestRulesAndVisits(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := group.NewModel(rig.Env, melati(), group.Rules)
	at := slices.IndexFunc(m.Rows, func(r group.Row) bool { return r.Title == "Jasa pinjaman tiap angsuran" })
	if at < 0 || m.Rows[at].Cells[0] != "1,5 % · Tetap dari pokok pinjaman" {
		t.Errorf("rules %+v", m.Rows)
	}
	m.Show(group.Visits)
	if len(m.Rows) != 1 || m.Rows[0].Cells[0] != "08.40–12.10" || m.Rows[0].Mark.Text != "Selesai" {
		t.Errorf("visits %+v", m.Rows)
	}
}

// TestNotAcceptedIsMarked: a row that shows what the hub did not accept says so.
func TestNotAcceptedIsMarked(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	sahnim := screentest.MemberID(screentest.Melati, 1)
	rig.Refused = func(id kpuk.ID) bool { return id == sahnim }
	for _, r := range group.NewModel(rig.Env, melati(), group.Members).Rows {
		if got := r.Mark.Text == "Belum diterima pusat"; got != (r.Route.ID == sahnim) {
			t.Errorf("row %+v", r)
		}
	}
}
