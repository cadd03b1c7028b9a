package directory_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/directory"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// firsts lists the first cell of every shown row.
func firsts(m *directory.Model, col int) []string {
	shown, _ := m.Count()
	out := make([]string, shown)
	for i := range out {
		out[i] = m.Cell(i, col).Text
	}
	return out
}

func same(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestGroupsAreFilteredAndSorted(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	for tab, want := range map[string][]string{
		"":                   {"Anggrek", "Cempaka", "Kenanga", "Mawar", "Melati"},
		"area:52.02.02":      {"Kenanga", "Melati"},
		"area:52.02.03.2004": {"Anggrek"},
		"area:52.02.0":       {},
		"quiet":              {"Cempaka"},
		"risk":               {"Melati"},
		"closed":             {},
		"savings":            {"Melati", "Anggrek", "Cempaka", "Mawar", "Kenanga"},
	} {
		if got := firsts(directory.NewModel(rig.Env, directory.Groups, tab), 0); !same(got, want) {
			t.Errorf("%q: %q, want %q", tab, got, want)
		}
	}
	m := directory.NewModel(rig.Env, directory.Groups, "")
	m.Sort(2)
	if got := firsts(m, 2); !same(got, []string{"3", "4", "5", "6", "14"}) {
		t.Errorf("by members: %q", got)
	}
	m.Sort(2)
	if got := firsts(m, 2); !same(got, []string{"14", "6", "5", "4", "3"}) {
		t.Errorf("by members, turned: %q", got)
	}
	m.Sort(0)
	if got := firsts(m, 0); got[0] != "Anggrek" {
		t.Errorf("by name: %q", got)
	}
}

func TestSearchIsByTheBeginningOfWords(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := directory.NewModel(rig.Env, directory.Members, "")
	for query, want := range map[string]int{"": 32, "rohay": 1, "ROHA baiq": 1, "nurhay melat": 1, "ubung": 17, "ayati": 0} {
		m.Search(query)
		if got, of := m.Count(); got != want || of != 32 {
			t.Errorf("%q: %d of %d, want %d", query, got, of, want)
		}
	}
}

func TestMembersNeverShowAWholeNIK(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	scope := screentest.ID("group", screentest.Kenanga)
	rig.Book.Put(&kpuk.Member{
		Header: screentest.Head(screentest.ID("member", 9001), scope), Group: scope, Name: "Aaa", NIK: "5202014101900003", Number: 9,
		JoinedOn: screentest.Day(11, 2),
	})
	m := directory.NewModel(rig.Env, directory.Members, "new")
	if got := firsts(m, 1); !same(got, []string{"5202••••••••0003"}) {
		t.Errorf("%q", got)
	}
	m.SetTab("nik")
	if n, _ := m.Count(); n != 32 {
		t.Errorf("%d without a NIK", n)
	}
	m.SetTab("late")
	if got := firsts(m, 0); !same(got, []string{"Rohayati"}) {
		t.Errorf("late: %q", got)
	}
	m.Open(0)
	if want := (screen.Route{Name: screen.Member, ID: screentest.MemberID(screentest.Melati, 8)}); rig.Route() != want {
		t.Errorf("leads to %+v", rig.Route())
	}
}

func TestMeetingsByStateAndMonth(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	for tab, want := range map[string]int{
		"": 8, "submitted": 1, "returned": 1, "approved": 5, "month:2026-11-01": 2, "month:2026-10-01": 3, "month:no": 0, "difference": 0,
	} {
		if got, _ := directory.NewModel(rig.Env, directory.Meetings, tab).Count(); got != want {
			t.Errorf("%q: %d, want %d", tab, got, want)
		}
	}
	m := directory.NewModel(rig.Env, directory.Meetings, "returned")
	// Six members gave 12,000 each; the group spent 25,000.
	if in, out := m.Cell(0, 5).Text, m.Cell(0, 6).Text; in != "72.000" || out != "25.000" {
		t.Errorf("in %s, out %s", in, out)
	}
}

func TestAFilterFromElsewhereCanBeTakenAway(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := directory.NewModel(rig.Env, directory.Groups, "area:52.02.02")
	if f := m.Filters()[0]; f.Text != "Jonggat" || f.Tab != "area:52.02.02" {
		t.Errorf("%+v", f)
	}
	m.SetTab("")
	if f := m.Filters()[0]; f.Tab != "" {
		t.Errorf("%+v", f)
	}
}
