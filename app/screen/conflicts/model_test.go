package conflicts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/app/screen/conflicts"
	"pendamping/app/screen/screentest"
	"pendamping/fault"
	"pendamping/kpuk"
)

func TestNothingIsChosenBeforehand(t *testing.T) {
	src := &source{list: []kpuk.Contest{rohayati(), removed()}}
	changes := 0
	m := conflicts.NewModel(desk(t, "id").Env, src, func() { changes++ })
	if m.Count() != 2 || m.Index() != -1 || changes != 1 {
		t.Fatalf("%d lines, %d open, %d changes", m.Count(), m.Index(), changes)
	}
	want := conflicts.Row{Title: "Rohayati", Subtitle: "Anggota No. 8, KPUK Melati, Ubung", Fields: 4}
	if diff := cmp.Diff(want, m.Row(0)); diff != "" {
		t.Error(diff)
	}
	m.Open(0)
	if n, of := m.Chosen(); n != 0 || of != 4 {
		t.Errorf("%d of %d chosen", n, of)
	}
	m.Save()
	if len(src.settled) != 0 {
		t.Error("saved without a choice")
	}
	f := m.Fields()
	if f[0].Name != "Nomor HP" || f[0].Values[1].Text != "0812-3745-0192" || f[0].Values[1].Who != "Nurlaela" || f[0].Values[1].When != "18 Nov, 10.12" {
		t.Errorf("phone %+v", f[0])
	}
	if f[2].Values[0].Text != "Dagang telur · Dagang" || f[2].Typeable {
		t.Errorf("business %+v", f[2])
	}
}

func TestChoicesAreKeptTogether(t *testing.T) {
	src := &source{list: []kpuk.Contest{rohayati()}}
	m := conflicts.NewModel(desk(t, "id").Env, src, func() {})
	m.Open(0)
	m.PickAll(screentest.ID("person", 1))
	m.Type(3, "6")
	m.Type(1, "RT 04 ")
	m.Type(0, "bukan nomor")
	if n, _ := m.Chosen(); n != 3 || m.Fields()[0].Problem == "" {
		t.Errorf("%d chosen, problem %q", n, m.Fields()[0].Problem)
	}
	m.Type(0, "") // taken back: nothing is chosen for it
	m.Save()
	want := []kpuk.Choice{{Field: 1, Pick: -1, Value: "RT 04"}, {Field: 2, Pick: 1}, {Field: 3, Pick: -1, Value: 6}}
	if len(src.settled) != 1 {
		t.Fatalf("settled %+v", src.settled)
	}
	if diff := cmp.Diff(want, src.settled[0].choices); diff != "" {
		t.Error(diff)
	}
	if m.Count() != 0 || !m.Gone() || m.Busy() {
		t.Errorf("%d lines left, gone %v, busy %v", m.Count(), m.Gone(), m.Busy())
	}
}

func TestAChangeBehindUndoesTheChoice(t *testing.T) {
	src := &source{list: []kpuk.Contest{rohayati()}}
	m := conflicts.NewModel(desk(t, "id").Env, src, func() {})
	m.Open(0)
	m.Pick(0, 1)
	m.Load()
	if n, _ := m.Chosen(); n != 1 {
		t.Error("reading the same again lost the choice")
	}
	c := rohayati()
	c.Fields[0].Said = append(c.Fields[0].Said, said("+62811", 2, 20, 8, 0))
	src.list = []kpuk.Contest{c}
	m.Load()
	if n, _ := m.Chosen(); n != 0 || m.Index() != 0 {
		t.Errorf("%d chosen of what was not seen", n)
	}
	src.fail = fault.New(fault.Full, "x")
	m.Pick(0, 0)
	m.Save()
	if m.Failure() == "" || m.Busy() {
		t.Error("a failure is not told")
	}
	if n, _ := m.Chosen(); n != 1 {
		t.Error("a failure lost the choice")
	}
}

func TestWhoDecides(t *testing.T) {
	e, money := line(10_000)
	others := rohayati()
	for i := range others.Fields {
		for j := range others.Fields[i].Said {
			others.Fields[i].Said[j].By = screentest.ID("person", 3)
		}
	}
	others.Record = screentest.MemberID(screentest.Melati, 2)
	rig := screentest.New(t, "id", people(append(twin(), e)...)...)
	src := &source{list: []kpuk.Contest{rohayati(), removed(), money, others}}
	m := conflicts.NewModel(rig.Env, src, func() {})
	if m.Count() != 4 {
		t.Fatalf("%d lines: her own, and the meeting recorded twice", m.Count())
	}
	for row, may := range []bool{true, false, false, false} {
		m.Open(row)
		if m.MayDecide() != may {
			t.Errorf("row %d %q: may decide %v", row, m.Row(row).Title, m.MayDecide())
		}
		m.Pick(0, 0)
		m.Save()
		m.Apart()
	}
	if len(src.settled) != 1 || len(rig.Kept) != 0 {
		t.Errorf("settled %d, kept %d", len(src.settled), len(rig.Kept))
	}
}

func TestEditAgainstRemovalIsWorded(t *testing.T) {
	src := &source{list: []kpuk.Contest{removed()}}
	m := conflicts.NewModel(desk(t, "id").Env, src, func() {})
	m.Open(0)
	f := m.Fields()[0]
	if f.Values[0].Text != "Dihapus: dobel" || f.Values[1].Text != "Tetap ada" || f.Note != "Diisi tanpa tahu bahwa catatan ini dihapus: Nomor HP: 0812-3745-0192" {
		t.Errorf("%+v", f)
	}
	m.Pick(0, 1)
	m.Save()
	if len(src.settled) != 1 || src.settled[0].choices[0].Pick != 1 {
		t.Errorf("settled %+v", src.settled)
	}
}

func TestMoneyIsVoidedAndWrittenAnew(t *testing.T) {
	for name, c := range map[string]struct {
		choose func(*conflicts.Model)
		want   kpuk.Rupiah
	}{
		"the shown one": {func(m *conflicts.Model) { m.Pick(0, 0) }, 10_000},
		"the other":     {func(m *conflicts.Model) { m.Pick(0, 1) }, 12_000},
		"a third":       {func(m *conflicts.Model) { m.Type(0, "11.500") }, 11_500},
	} {
		t.Run(name, func(t *testing.T) {
			e, money := line(10_000)
			rig := desk(t, "id", e)
			before := rig.Book.Group(e.Scope).Savings()
			m := conflicts.NewModel(rig.Env, &source{list: []kpuk.Contest{money}}, func() {})
			m.Open(0)
			c.choose(m)
			m.Save()
			if len(rig.Kept) != 1 || len(rig.Kept[0]) != 2 {
				t.Fatalf("kept %+v, %s", rig.Kept, m.Failure())
			}
			if got := rig.Book.Group(e.Scope).Savings() - before; got != c.want-10_000 {
				t.Errorf("savings moved by %v", got)
			}
			anew, ok := rig.Kept[0][1].(*kpuk.Entry)
			if !ok || anew.Line.Turn != 1 || anew.Line.Amount != c.want || anew.ID == e.ID {
				t.Errorf("anew %+v", rig.Kept[0][1])
			}
			if held, same := rig.Book.Record(e.ID).(*kpuk.Entry); !same || held.Line != e.Line {
				t.Error("the line itself was written over")
			}
		})
	}
}

func TestTwinMeetings(t *testing.T) {
	group := screentest.ID("group", screentest.Kenanga)
	open := func(t *testing.T) (*screentest.Rig, *conflicts.Model, []conflicts.Side) {
		t.Helper()
		rig := desk(t, "id", twin()...)
		m := conflicts.NewModel(rig.Env, &source{}, func() {})
		if m.Count() != 1 || !m.Row(0).Twins {
			t.Fatalf("%d lines", m.Count())
		}
		m.Open(0)
		sides := m.Sides()
		return rig, m, sides
	}
	rig, _, sides := open(t)
	if len(sides) != 2 || !sides[0].Counts || sides[1].Counts || sides[1].By != "Sumarni" || sides[1].Facts[2].Value != "Rp 15.000" {
		t.Fatalf("sides %+v", sides)
	}
	alone := desk(t, "id").Book.Group(group).Savings()
	if got := rig.Book.Group(group).Savings(); got != alone {
		t.Errorf("savings %v before deciding, want %v", got, alone)
	}
	first := kpuk.Rupiah(3 * 10_000) // wajib of the one that counted
	for name, c := range map[string]struct {
		decide func(*conflicts.Model, []conflicts.Side)
		want   kpuk.Rupiah
		held   int
	}{
		"the first":  {func(m *conflicts.Model, s []conflicts.Side) { m.Keep(s[0].ID) }, alone, 1},
		"the second": {func(m *conflicts.Model, s []conflicts.Side) { m.Keep(s[1].ID) }, alone - first + 15_000, 1},
		"both":       {func(m *conflicts.Model, _ []conflicts.Side) { m.Apart() }, alone + 15_000, 2},
	} {
		t.Run(name, func(t *testing.T) {
			rig, m, sides := open(t)
			before := len(rig.Book.Group(group).Entries())
			c.decide(m, sides)
			g := rig.Book.Group(group)
			if got := g.Savings(); got != c.want || m.Count() != 0 {
				t.Errorf("savings %v, want %v; %d lines, %q", got, c.want, m.Count(), m.Failure())
			}
			if len(g.Meetings()) != c.held || len(g.Entries()) < before {
				t.Errorf("%d meetings, %d lines", len(g.Meetings()), len(g.Entries()))
			}
		})
	}
}
