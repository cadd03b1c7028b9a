package group_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/group"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// TestAGroupHalfFormed ends the app with a name, the tenth member and a rule typed.
func TestAGroupHalfFormed(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...).Remember()
	f := group.NewForm(rig.Env)
	screentest.Show(t, screentest.Portrait, f.Object())
	screentest.TapButton(t, f.Object(), "Tambah nama")
	screentest.TapButton(t, f.Object(), "Tambah nama")
	screentest.TypeIn(t, f.Object(), "Nama kelompok", "Sari La")
	screentest.TypeIn(t, f.Object(), "Anggota 10", "Inaq Sarih")
	screentest.TypeIn(t, f.Object(), "Simpanan wajib", "5000")
	rig = rig.Again(t)
	if left := rig.Drafts.List(); len(left) != 1 || left[0].Route() != (screen.Route{Name: screen.Form}) {
		t.Fatalf("left %+v", left)
	}
	f = group.NewForm(rig.Env)
	screentest.Show(t, screentest.Portrait, f.Object())
	screentest.Tap(t, f.Object(), "Lanjutkan isian tadi")
	for label, want := range map[string]string{"Nama kelompok": "Sari La", "Anggota 10": "Inaq Sarih", "Simpanan wajib": "5000"} {
		if got := screentest.Holds(t, f.Object(), label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
}

// TestRulesHalfTyped: somebody else agrees on other rules meanwhile; both are shown.
func TestRulesHalfTyped(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...).Remember()
	open := func(r *screentest.Rig) *group.View {
		v := group.New(r.Env, melati(), group.Config{Tab: "rules"})
		screentest.Show(t, screentest.Portrait, v.Object())
		return v
	}
	v := open(rig)
	screentest.Tap(t, v.Object(), "Aturan baru")
	screentest.TypeIn(t, v.Object(), "Simpanan wajib", "12000")
	screentest.TypeIn(t, v.Object(), "Simpanan pokok", "60000")
	other := kpuk.Clone(rig.Book.Group(melati()).Group)
	rules, _ := other.RulesAt(rig.Today())
	rules.Wajib = 15_000
	if err := other.Agree(rig.Today(), rig.Today(), rules); err != nil {
		t.Fatal(err)
	}
	rig = rig.Again(t, other)
	v = open(rig)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := screentest.Holds(t, v.Object(), "Simpanan pokok"); got != "60000" {
		t.Errorf("what nobody else changed is %q", got)
	}
	if !screentest.Says(v.Object(), "sekarang 15000. Isian Anda: 12000.") || screentest.Holds(t, v.Object(), "Simpanan wajib") != "15000" {
		t.Fatalf("the page says %q", screentest.Texts(v.Object()))
	}
	screentest.Picture(t, "rules_contested_id", screentest.Portrait, v.Object())
	screentest.Tap(t, v.Object(), "Pakai isian saya")
	if got := screentest.Holds(t, v.Object(), "Simpanan wajib"); got != "12000" {
		t.Errorf("the field holds %q", got)
	}
}

func TestClosingHalfTyped(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...).Remember()
	f := rig.Fill("close", melati(), screen.Route{Name: screen.Group, ID: melati()})
	f.Type("reason", "bub", "")
	rig = rig.Again(t)
	v := group.New(rig.Env, melati(), group.Config{})
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := screentest.Holds(t, v.Object(), "Alasan"); got != "bub" {
		t.Errorf("the reason is %q", got)
	}
}
