package groups_test

import (
	"slices"
	"testing"

	"pendamping/app/screen/groups"
	"pendamping/app/screen/screentest"
)

func TestOrderAndFilters(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	for name, tt := range map[string]struct {
		query, village string
		want           []string
	}{
		"by need":    {"", "", []string{"KPUK Anggrek", "KPUK Cempaka", "KPUK Melati", "KPUK Mawar", "KPUK Kenanga"}},
		"by village": {"", "52.02.02.2001", []string{"KPUK Melati", "KPUK Kenanga"}},
		"by name":    {"mela", "", []string{"KPUK Melati"}},
		"by desa":    {"UBUNG", "", []string{"KPUK Kenanga", "KPUK Melati", "Desa Ubung"}},
		"by member":  {"Inaq Kerti", "", []string{"Inaq Kerti"}},
		"by both":    {"inaq", "52.02.05.2002", []string{"Inaq Munah", "Inaq Rumenah"}},
		"nothing":    {"qqq", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := names(t, rig, tt.query, tt.village); !slices.Equal(got, tt.want) {
				t.Errorf("rows %v, want %v", got, tt.want)
			}
		})
	}
}

func TestRows(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := groups.NewModel(rig.Env)
	if m.Members != 32 || len(m.Places) != 4 || m.Empty() != "" {
		t.Errorf("members %d, places %+v, empty %q", m.Members, m.Places, m.Empty())
	}
	late := m.Rows[1]
	if late.State != groups.Late || late.Days != 52 || late.Where != "Mujur · Praya Timur · rapat 2 Sep 2026" {
		t.Errorf("row %+v", late)
	}
	if got := groups.NewModel(screentest.New(t, "id").Env).Empty(); got != "groups.none" {
		t.Errorf("an empty book says %q", got)
	}
}
