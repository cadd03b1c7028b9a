package meeting_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/app/screen/meeting"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

func TestMinutes(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := meeting.NewModel(rig.Env, october())
	want := []meeting.Pair{
		{Label: "Hadir", Value: "12"},
		{Label: "Terlambat", Value: "1"},
		{Label: "Izin", Value: "1"},
		{Label: "Hadir dari 14 anggota", Value: "93 %", Strong: true},
	}
	if d := cmp.Diff(want, m.Attendance); d != "" {
		t.Error(d)
	}
	want = []meeting.Pair{
		{Label: "Simpanan wajib", Value: "140.000"},
		{Label: "Dana sosial masuk", Value: "28.000"},
		{Label: "Pengeluaran kelompok", Value: "−25.000"},
		{Label: "Jumlah masuk", Value: "168.000", Strong: true},
	}
	if d := cmp.Diff(want, m.Money); d != "" {
		t.Error(d)
	}
	if m.Marks[1].Tone != meeting.Waiting || m.Marks[2].Text != "2 RTL" || m.Mendable {
		t.Errorf("marks %+v, mendable %v", m.Marks, m.Mendable)
	}
	if len(m.People) != 14 || m.People[4].Presence != "Terlambat 09.20" || m.People[4].In != "12.000" || m.People[4].Out != "–" {
		t.Errorf("people %+v", m.People)
	}
}

func TestCashDifference(t *testing.T) {
	for name, tt := range map[string]struct {
		over   kpuk.Rupiah
		reason string
		mark   meeting.Mark
	}{
		"agrees":         {0, "", meeting.Mark{Text: "Kas cocok", Tone: meeting.Good}},
		"with a reason":  {-5_000, "kembalian kurang", meeting.Mark{Text: "Selisih kas −5.000, ada alasan", Tone: meeting.Waiting}},
		"without reason": {20_000, "", meeting.Mark{Text: "Selisih kas +20.000 tanpa alasan", Tone: meeting.Urgent}},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, "id", screentest.Book()...)
			held := rig.Book.Meeting(october())
			sheet, err := held.Sheet()
			if err != nil {
				t.Fatal(err)
			}
			counted := kpuk.Clone(held.Meeting)
			counted.Cash = kpuk.CashCount{Counted: sheet.Expected + tt.over, Reason: tt.reason, Done: true}
			rig.Book.Put(counted)
			if got := meeting.NewModel(rig.Env, october()).Marks[1]; got != tt.mark {
				t.Errorf("mark %+v, want %+v", got, tt.mark)
			}
		})
	}
}

func TestDoubtsAreMarked(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	id := screentest.MeetingID(screentest.Kenanga, 11)
	held := rig.Book.Meeting(id)
	twin := kpuk.Clone(held.Meeting)
	twin.ID, twin.State.State = kpuk.ID{0xff}, kpuk.Draft
	rig.Book.Contest(held.Entries()[0].ID, screentest.MemberID(1, 1))
	says := func(id kpuk.ID, text string) bool {
		return slices.ContainsFunc(meeting.NewModel(rig.Env, id).Marks, func(m meeting.Mark) bool { return m.Text == text && m.Tone == meeting.Urgent })
	}
	if !says(id, "1 baris punya dua isian") || says(id, "Dicatat dua kali") {
		t.Error("a line with two values is not marked alone")
	}
	rig.Book.Put(twin)
	if !says(id, "Dicatat dua kali") || !says(twin.ID, "Dicatat dua kali, belum dihitung") {
		t.Error("a meeting recorded twice is not marked")
	}
	if got := meeting.NewModel(rig.Env, id).Receipt; got != "3 hadir, 7 baris uang, Rp 36.000, kode "+held.Receipt().Code {
		t.Errorf("receipt %q", got)
	}
}

// TestNotAcceptedIsMarked: what the hub did not accept, of the meeting or of its money, is
// on this device alone, and the page says so.
func TestNotAcceptedIsMarked(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	held := rig.Book.Meeting(october())
	for name, refused := range map[string]kpuk.ID{"": {}, "meeting": held.ID, "line": held.AllEntries()[0].ID} {
		rig.Refused = func(id kpuk.ID) bool { return id == refused }
		m := meeting.NewModel(rig.Env, october())
		mark := meeting.Mark{Text: "Belum diterima pusat", Tone: meeting.Urgent}
		if got := slices.Contains(m.Marks, mark); got != (name != "") {
			t.Errorf("%q refused: marks %+v", name, m.Marks)
		}
	}
}
