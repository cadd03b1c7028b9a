package today_test

import (
	"strings"
	"testing"

	"pendamping/app/screen/screentest"
	"pendamping/app/screen/today"
	"pendamping/kpuk"
)

func TestModel(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := today.NewModel(rig.Env, status)
	if m.Resume == nil || m.Resume.Step != kpuk.StepMoney || m.Resume.Title != "KPUK Melati · Ubung" {
		t.Fatalf("resume %+v", m.Resume)
	}
	if want := "Langkah 4 dari 7, Uang · Inaq Sahnim, nomor 1 dari 14"; m.Resume.Where != want {
		t.Errorf("where %q, want %q", m.Resume.Where, want)
	}
	if len(m.Needs) != 2 || m.Needs[0].Kind != today.Mend || m.Needs[1].Kind != today.Settle {
		t.Errorf("needs %+v", m.Needs)
	}
	if len(m.Plan) != 2 || m.Plan[0].Chip != today.Planned || m.Plan[1].Chip != today.Running {
		t.Errorf("plan %+v", m.Plan)
	}
	if len(m.Late) != 1 || m.Late[0].Lead != "Terlambat 52 hari" {
		t.Errorf("late %+v", m.Late)
	}
	if got := m.Tiles[0]; got.Figure != "2" || got.Note != "dari 5" {
		t.Errorf("meetings held %+v", got)
	}
	if want := "· 14 belum terkirim · terakhir sinkron 3 hari lalu"; m.StateText != want {
		t.Errorf("state %q", m.StateText)
	}
}

func TestOpenStep(t *testing.T) {
	for name, tt := range map[string]struct {
		done uint8
		want kpuk.Step
	}{
		"nothing done":  {0, kpuk.StepOpen},
		"three done":    {0b111, kpuk.StepMoney},
		"a gap":         {0b101, kpuk.StepAttendance},
		"all but close": {0b111111, kpuk.StepClose},
		"all":           {0b1111111, kpuk.StepClose},
	} {
		t.Run(name, func(t *testing.T) {
			if got := today.OpenStep(&kpuk.Meeting{Done: tt.done}); got != tt.want {
				t.Errorf("step %v, want %v", got, tt.want)
			}
		})
	}
}

// TestQuestionsAreCounted: a returned meeting says how many questions wait for an answer.
func TestQuestionsAreCounted(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := kpuk.Clone(rig.Book.Meeting(screentest.MeetingID(screentest.Anggrek, 11)).Meeting)
	m.Say(kpuk.ID{1}, kpuk.Comment{By: screentest.ID("person", 2), At: 1, Step: kpuk.StepMoney, Text: "Benar?"})
	m.Say(kpuk.ID{2}, kpuk.Comment{By: screentest.ID("person", 2), At: 1, Step: kpuk.StepCash, Text: "Kenapa?"})
	m.Say(kpuk.ID{3}, kpuk.Comment{By: rig.Me, At: 2, To: kpuk.ID{2}, Text: "Kembalian."})
	rig.Book.Put(m)
	if note := today.NewModel(rig.Env, nil).Needs[0].Note; !strings.HasSuffix(note, "Penujak · 1 pertanyaan") {
		t.Errorf("it says %q", note)
	}
}
