package group_test

import (
	"strings"
	"testing"
	"time"

	"pendamping/app/screen"
	"pendamping/app/screen/group"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

func TestRulesAreReadAsTheyAreWritten(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	r, _ := rig.Book.Group(melati()).RulesAt(screentest.Day(11, 23))
	r.WriteOffDays, r.RateBP = 180, 205
	typed := group.Written(r)
	if typed[group.Rate] != "2,05" || typed["shu.savings"] != "40" {
		t.Errorf("typed %v", typed)
	}
	again, bad := typed.Read()
	if len(bad) != 0 || again.RateBP != r.RateBP || again.Wajib != r.Wajib || again.WriteOffDays != 180 || len(again.SHU) != 5 || again.LatePayFine != r.LatePayFine {
		t.Errorf("read %+v, bad %v", again, bad)
	}
	for rule, of := range map[group.Rule][2]string{
		group.Rate: {"1,555", "group.problem.percent"}, group.Wajib: {"-1", "group.problem.money"}, group.MaxTerm: {"x", "group.problem.number"},
		"shu.savings": {"41", "group.problem.rules_shu_sum"}, group.Rhythm: {"daily", "group.problem.choice"}, group.Grace: {"12", "group.problem.rules_grace"},
	} {
		typed := group.Written(r)
		typed[rule] = of[0]
		_, bad := typed.Read()
		if strings.HasPrefix(string(rule), "shu.") {
			rule = group.SHU
		}
		if bad[rule] != of[1] {
			t.Errorf("%s %q: %v", rule, of[0], bad)
		}
	}
}

func TestNewRulesLeaveThePast(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := group.NewModel(rig.Env, melati(), group.Rules)
	typed := group.Written(m.Seen(rig.Today()))
	typed[group.Wajib] = "15000"
	if bad := m.Agree(screentest.Day(11, 22).Time(), typed, nil); bad[group.From] != "group.problem.past" || len(rig.Kept) != 0 {
		t.Fatalf("the past was changed: %v", bad)
	}
	if bad := m.Agree(time.Time{}, typed, nil); bad[group.From] != "group.problem.from" {
		t.Errorf("without a day: %v", bad)
	}
	if bad := m.Agree(screentest.Day(12, 1).Time(), typed, nil); len(bad) != 0 {
		t.Fatalf("refused: %v", bad)
	}
	g := rig.Book.Group(melati())
	now, _ := g.RulesAt(rig.Today())
	then, _ := g.RulesAt(screentest.Day(12, 1))
	if now.Wajib != 10_000 || then.Wajib != 15_000 {
		t.Errorf("today %v, in December %v", now.Wajib, then.Wajib)
	}
	m.Load()
	sets := m.RuleSets()
	if len(sets) != 2 || !sets[0].Future || sets[0].Mark.Text != "Akan berlaku" || sets[1].Mark.Text != "Berlaku" {
		t.Fatalf("sets %+v", sets)
	}
	m.Forget(sets[0].From, nil)
	if len(rig.Book.Group(melati()).Rules) != 1 {
		t.Error("rules to come cannot be taken back")
	}
}

func TestRulesThroughThePage(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := group.New(rig.Env, melati(), group.Config{Tab: "rules"})
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.TapButton(t, v.Object(), "Aturan baru")
	screentest.TapButton(t, v.Object(), "Sepakati")
	if !screentest.Says(v.Object(), "Tulis tanggal seperti") || len(rig.Kept) != 0 {
		t.Fatalf("rules without a day: %q", screentest.Texts(v.Object()))
	}
	dates := screentest.All[*widget.DateField](v.Object())
	screentest.Type(t, dates[0], "01/12/2026")
	screentest.TapButton(t, v.Object(), "Sepakati")
	if len(rig.Kept) != 1 || !screentest.Says(v.Object(), "Sejak 1 Des 2026") {
		t.Errorf("kept %d times, the page says %q", len(rig.Kept), screentest.Texts(v.Object()))
	}
}

func TestClosingWarnsAndCanBeTakenBack(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	kenanga := screentest.ID("group", screentest.Kenanga)
	v := group.New(rig.Env, kenanga, group.Config{})
	screentest.Show(t, screentest.Portrait, v.Object())
	buttons := screentest.All[*widget.IconButton](v.Object())
	buttons[len(buttons)-1].Tapped(nil)
	screentest.TapButton(t, v.Object(), "Tutup kelompok")
	if !screentest.Says(v.Object(), "belum dikembalikan") || !screentest.Says(v.Object(), "Di kas masih ada") {
		t.Fatalf("what stays unsettled is not said: %q", screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Tutup kelompok")
	if len(rig.Kept) != 0 || !screentest.Says(v.Object(), "Tulis alasannya.") {
		t.Fatal("it was closed without a reason")
	}
	for _, f := range screentest.All[*widget.Field](v.Object()) {
		if screentest.Says(f, "Alasan") {
			screentest.Type(t, f, "bubar")
		}
	}
	screentest.TapButton(t, v.Object(), "Tutup kelompok")
	if g := rig.Book.Group(kenanga); g.Status != kpuk.GroupClosed || g.CloseReason != "bubar" || g.ClosedOn != rig.Today() {
		t.Fatalf("group %+v", g.Group)
	}
	if !screentest.Says(v.Object(), "Ditutup 23 Nov 2026 · bubar") || screentest.Says(v.Object(), "Mulai rapat") {
		t.Errorf("the page says %q", screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Buka lagi")
	if rig.Book.Group(kenanga).Status != kpuk.GroupActive {
		t.Error("it stays closed")
	}
}

func TestARunningMeetingKeepsAGroupOpen(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	refused, _ := group.NewModel(rig.Env, melati(), group.Members).Closes(rig.Today().Time(), "x")
	if !strings.Contains(refused["Meeting"], "23 Nov 2026") {
		t.Errorf("refused %v", refused)
	}
}

func TestAGroupIsFormed(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	var went kpuk.ID
	f := &group.Forming{
		ID:   screentest.ID("group", 91),
		Name: "KPUK Sari Laut", Village: "52.02.02.2001", On: screentest.Day(11, 20).Time(), Terms: group.Written(kpuk.Rules{Wajib: 5_000, Unit: 100}),
		Members: []string{"Inaq Sarih", " ", "Baiq Nurul"},
	}
	if bad := f.Form(rig.Env, func(id kpuk.ID, err error) {
		if err != nil {
			t.Error(err)
		}
		went = id
	}); len(bad) != 0 {
		t.Fatalf("refused: %v", bad)
	}
	if len(rig.Kept) != 1 || len(rig.Kept[0]) != 4 {
		t.Fatalf("kept %v", rig.Kept)
	}
	m := rig.Book.Meeting(went)
	g := rig.Book.Group(m.Group)
	if g.Name != "Sari Laut" || g.Scope != g.ID || g.Facilitator != rig.Me || g.Active() != 2 || m.Type != kpuk.MeetingFormation || m.State.State != kpuk.Draft {
		t.Errorf("group %+v, meeting %+v", g.Group, m.Meeting)
	}
	if r, ok := g.RulesAt(screentest.Day(11, 20)); !ok || r.Wajib != 5_000 {
		t.Errorf("rules %+v", r)
	}
	for name, change := range map[string]func(*group.Forming){
		"name":    func(f *group.Forming) { f.Name = "sari laut" },
		"village": func(f *group.Forming) { f.Village = "52.03.01.2001" },
		"on":      func(f *group.Forming) { f.On = screentest.Day(11, 24).Time() },
	} {
		other := &group.Forming{ID: screentest.ID("group", 92), Name: "Dahlia", Village: "52.02.02.2001", On: screentest.Day(11, 20).Time(), Terms: f.Terms}
		change(other)
		if bad := other.Form(rig.Env, nil); bad[group.Rule(name)] == "" || len(rig.Kept) != 1 {
			t.Errorf("%s was taken: %v", name, bad)
		}
	}
}

func TestTheFormThroughThePage(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	f := group.NewForm(rig.Env)
	screentest.Show(t, screentest.Portrait, f.Object())
	screentest.TapButton(t, f.Object(), "Bentuk, lalu rapat")
	if !screentest.Says(f.Object(), "Tulis nama kelompok.") || !screentest.Says(f.Object(), "Pilih desanya.") || len(rig.Kept) != 0 {
		t.Fatalf("an empty form says %q", screentest.Texts(f.Object()))
	}
	fields := screentest.All[*widget.Field](f.Object())
	screentest.Type(t, fields[0], "Sari Laut")
	screentest.Tap(t, f.Object(), "Pilih desa")
	screentest.Tap(t, f.Object(), "Lombok Tengah")
	screentest.Tap(t, f.Object(), "Praya Barat")
	screentest.Tap(t, f.Object(), "Penujak")
	screentest.TapButton(t, f.Object(), "Bentuk, lalu rapat")
	if len(rig.Kept) == 1 {
		if rig.Route().Name != screen.Recorder {
			t.Errorf("went to %+v", rig.Route())
		}
		return
	}
	if !screentest.Says(f.Object(), "belum ditugaskan") { // the real code of the village is not the small book's
		t.Errorf("the form says %q", screentest.Texts(f.Object()))
	}
}

func TestArrearsByAge(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := group.New(rig.Env, melati(), group.Config{Tab: "loans"})
	screentest.Show(t, screentest.Portrait, v.Object())
	for _, words := range []string{"31–60 hari", "700.000", "1.125.000", "2 pinjaman"} {
		if !screentest.Says(v.Object(), words) {
			t.Errorf("the page does not say %q: %q", words, screentest.Texts(v.Object()))
		}
	}
	screentest.Tap(t, v.Object(), "Rohayati")
	if got := rig.Route(); got != (screen.Route{Name: screen.Loan, ID: screentest.ID("loan", 3)}) {
		t.Errorf("went to %+v", got)
	}
}

func TestPicturesOfForms(t *testing.T) {
	for name, of := range map[string]struct {
		layout string
		do     func(t *testing.T, v *group.View)
	}{
		"agree_id": {screentest.Portrait, func(t *testing.T, v *group.View) {
			t.Helper()
			screentest.TapButton(t, v.Object(), "Aturan baru")
		}},
		"close_dark_id": {screentest.Dark, func(t *testing.T, v *group.View) {
			t.Helper()
			buttons := screentest.All[*widget.IconButton](v.Object())
			buttons[len(buttons)-1].Tapped(nil)
			screentest.TapButton(t, v.Object(), "Tutup kelompok")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, "id", screentest.Book()...)
			screentest.Look(t, of.layout)
			v := group.New(rig.Env, screentest.ID("group", screentest.Kenanga), group.Config{Tab: "rules"})
			screentest.Show(t, of.layout, v.Object())
			of.do(t, v)
			screentest.Picture(t, name, of.layout, v.Object())
		})
	}
	for name, of := range map[string][2]string{"form_portrait_id": {"id", screentest.Portrait}, "form_landscape_en": {"en", screentest.Landscape}} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, of[0], screentest.Book()...)
			screentest.Picture(t, name, of[1], group.NewForm(rig.Env).Object())
		})
	}
}
