package meeting_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/app/screen"
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

// TestComparedReceipt: the page says that the hub reckons the same, and when that was last
// known, or both codes, which two people can read out.
func TestComparedReceipt(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	for name, c := range map[string]struct {
		said            screen.Comparison
		agrees, differs string
	}{
		"not compared": {},
		"agrees":       {said: screen.Comparison{Outcome: screen.Agrees, At: rig.Now()}, agrees: "cocok dengan pusat, " + rig.Text.Clock(rig.Now())},
		"differs":      {said: screen.Comparison{Outcome: screen.Differs, Here: "7K-3F", Hub: "2B-9A"}, differs: "Kode di pusat berbeda: di sini 7K-3F, di pusat 2B-9A."},
		"missing":      {said: screen.Comparison{Outcome: screen.Differs, Here: "7K-3F"}, differs: "Rapat ini tidak ada di pusat. Kode di sini 7K-3F."},
	} {
		rig.Compared = func(id kpuk.ID, r kpuk.Receipt) screen.Comparison {
			if id != october() || r != rig.Book.Meeting(id).Receipt() {
				t.Errorf("%s: asked about %v", name, id)
			}
			return c.said
		}
		m := meeting.NewModel(rig.Env, october())
		if m.Agrees != c.agrees || m.Differs != c.differs {
			t.Errorf("%s: %q, %q", name, m.Agrees, m.Differs)
		}
	}
}

func TestPictureOfDifference(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	rig.Compared = func(_ kpuk.ID, r kpuk.Receipt) screen.Comparison {
		return screen.Comparison{Outcome: screen.Differs, Here: r.Code, Hub: "2B-9A"}
	}
	screentest.Look(t, screentest.Portrait)
	screentest.Picture(t, "differs_id", screentest.Portrait, meeting.New(rig.Env, october(), nil).Object())
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
