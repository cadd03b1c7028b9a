package tasks_test

import (
	"slices"
	"testing"

	"pendamping/app/screen/screentest"
	"pendamping/app/screen/tasks"
	"pendamping/kpuk"
)

// more are tasks that the small book lacks: due today, without a day, settled, dropped,
// and one more that is overdue for longer.
func more() []kpuk.Record {
	scope := screentest.ID("group", screentest.Cempaka)
	task := func(n int, what string, due kpuk.Date, state kpuk.TaskState, on kpuk.Date) kpuk.Record {
		return &kpuk.Task{
			Header: screentest.Head(screentest.ID("task", n), scope), What: what, Due: due, Group: scope, State: state, DoneOn: on,
			Member: screentest.MemberID(screentest.Cempaka, 1), Who: "nama lama",
		}
	}
	return []kpuk.Record{
		task(3, "Daftar PIRT keripik", 0, kpuk.TaskOpen, 0),
		task(4, "Kembalikan buku tabungan", screentest.Day(11, 23), kpuk.TaskOpen, 0),
		task(5, "Beli benang bersama", screentest.Day(10, 3), kpuk.TaskOpen, 0),
		task(6, "Undang penyuluh", screentest.Day(10, 1), kpuk.TaskDone, screentest.Day(10, 2)),
		task(7, "Cetak kuitansi", screentest.Day(11, 1), kpuk.TaskDone, screentest.Day(11, 3)),
		task(8, "Batal saja", screentest.Day(11, 1), kpuk.TaskDropped, 0),
	}
}

func whats(m *tasks.Model) []string {
	var out []string
	for _, r := range m.Rows {
		out = append(out, r.What)
	}
	return out
}

func TestOrderAndWords(t *testing.T) {
	rig := screentest.New(t, "id", append(screentest.Book(), more()...)...)
	m := tasks.NewModel(rig.Env)
	want := []string{
		"Beli benang bersama", "Urus BPJS Inaq Raehan", "Kembalikan buku tabungan", "Ambil daftar harga benang", "Daftar PIRT keripik",
	}
	if got := whats(m); !slices.Equal(got, want) {
		t.Fatalf("open rows %q, want %q", got, want)
	}
	if m.Open != 5 || m.Done != 2 || m.Overdue != 2 {
		t.Errorf("%d open, %d done, %d overdue", m.Open, m.Done, m.Overdue)
	}
	for i, want := range []tasks.Row{
		{Who: "Baiq Hartini · KPUK Cempaka · Mujur", Late: 51, Due: "3 Okt 2026"},
		{Who: "Nurlaela · KPUK Melati · Ubung", Late: 4, Due: "19 Nov 2026"},
		{Who: "Baiq Hartini · KPUK Cempaka · Mujur", Due: "Hari ini"},
		{Who: "Inaq Sahnim · KPUK Melati · Ubung", Due: "5 Des 2026"},
		{Who: "Baiq Hartini · KPUK Cempaka · Mujur"},
	} {
		if got := m.Rows[i]; got.Who != want.Who || got.Late != want.Late || got.Due != want.Due || got.Done {
			t.Errorf("row %d: %+v, want %+v", i, got, want)
		}
	}
	m.Choose(true)
	if got := whats(m); !slices.Equal(got, []string{"Cetak kuitansi", "Undang penyuluh"}) {
		t.Errorf("done rows %q", got)
	}
	if got := m.Rows[0]; !got.Done || got.Due != "selesai 3 Nov" || got.Late != 0 {
		t.Errorf("done row %+v", got)
	}
}

func TestDraftMissing(t *testing.T) {
	group := screentest.ID("group", screentest.Melati)
	for name, tt := range map[string]struct {
		draft tasks.Draft
		want  string
	}{
		"nothing":       {tasks.Draft{}, "what"},
		"blanks only":   {tasks.Draft{What: " \t", Group: group}, "what"},
		"no group":      {tasks.Draft{What: "Beli benang"}, "group"},
		"no name, date": {tasks.Draft{What: "Beli benang", Group: group}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.draft.Missing(); got != tt.want {
				t.Errorf("missing %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAddRefusesWhatIsIncomplete(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := tasks.NewModel(rig.Env)
	m.Add(screentest.ID("task", 90), tasks.Draft{What: "Beli benang", Group: screentest.ID("group", 99)}, func(error) { t.Error("kept for an unknown group") })
	m.Add(screentest.ID("task", 90), tasks.Draft{Group: screentest.ID("group", screentest.Melati)}, func(error) { t.Error("kept without words") })
	if len(rig.Kept) != 0 {
		t.Errorf("kept %d records", len(rig.Kept))
	}
}
