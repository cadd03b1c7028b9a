package member_test

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"pendamping/app/screen"
	"pendamping/app/screen/member"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

func melati() kpuk.ID { return screentest.ID("group", screentest.Melati) }

// half is Baiq Rohani with a date of birth that differs from her NIK, which somebody else has too.
func half(t *testing.T, rig *screentest.Rig) kpuk.ID {
	t.Helper()
	for _, number := range []int{2, 7} {
		m := kpuk.Clone(rig.Book.Member(screentest.MemberID(screentest.Melati, number)).Member)
		m.NIK, m.Marital, m.Born = "5202025203840003", kpuk.MaritalDivorced, kpuk.NewDate(1984, 5, 12)
		rig.Book.Put(m)
	}
	return screentest.MemberID(screentest.Melati, 2)
}

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct{ lang, layout, tab string }{
		"self_portrait_id": {"id", screentest.Portrait, ""}, "self_portrait_en": {"en", screentest.Portrait, ""},
		"self_landscape_id": {"id", screentest.Landscape, ""}, "self_dark_id": {"id", screentest.Dark, ""},
		"book_portrait_id": {"id", screentest.Portrait, "loans"},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, of.lang, screentest.Book()...)
			id := half(t, rig)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, member.New(rig.Env, id, kpuk.ID{}, of.tab).Object())
		})
	}
	for name, says := range map[string]string{
		"address_id": "Lanjut: Usaha", "business_id": "Lanjut: Rumah", "household_id": "Lanjut: Persetujuan", "consent_id": "Bacakan untuknya",
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, "id", screentest.Book()...)
			v := member.New(rig.Env, screentest.MemberID(screentest.Melati, 2), kpuk.ID{}, "")
			for !screentest.Says(v.Object(), says) {
				screentest.Tap(t, v.Object(), "Lanjut:")
			}
			screentest.Picture(t, name, screentest.Portrait, v.Object())
		})
	}
}

func TestANewMemberIsKeptFromHerFirstField(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := member.New(rig.Env, kpuk.ID{}, melati(), "")
	screentest.Show(t, screentest.Portrait, v.Object())
	fields := screentest.All[*widget.Field](v.Object())
	if len(rig.Kept) != 0 {
		t.Fatal("she was kept before anything was typed")
	}
	screentest.Type(t, fields[0], "Inaq Sarih")
	m, ok := rig.Last().(*kpuk.Member)
	if !ok || m.Name != "Inaq Sarih" || m.Number != 15 || m.Group != melati() || m.Scope != melati() || m.JoinedOn != screentest.Day(11, 23) {
		t.Fatalf("kept %+v", rig.Last())
	}
	screentest.Type(t, fields[1], "5202025203")
	if !screentest.Says(v.Object(), "NIK harus 16 angka") || len(rig.Kept) != 1 {
		t.Errorf("ten digits were taken as a NIK: kept %d times", len(rig.Kept))
	}
	screentest.Type(t, fields[1], "840003")
	if m, ok = rig.Last().(*kpuk.Member); !ok || m.NIK != "5202025203840003" {
		t.Fatalf("NIK kept as %+v", rig.Last())
	}
	if !screentest.Says(v.Object(), "Perempuan · lahir 12 Mar 1984 · Jonggat, Lombok Tengah") {
		t.Errorf("the NIK is not read out: %q", screentest.Texts(v.Object()))
	}
	if rig.Book.Group(melati()).Active() != 15 {
		t.Error("the group has no fifteenth member")
	}
}

func TestAClashIsSettled(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	id := half(t, rig)
	v := member.New(rig.Env, id, kpuk.ID{}, "")
	screentest.Show(t, screentest.Portrait, v.Object())
	if !screentest.Says(v.Object(), "NIK bilang 12 Mar 1984, di sini 12 Mei 1984") {
		t.Fatal("the clash is not said")
	}
	screentest.Tap(t, v.Object(), "Pakai 12 Mar")
	if got := rig.Book.Member(id).Born; got != kpuk.NewDate(1984, 3, 12) {
		t.Errorf("born %v", got)
	}
	if screentest.Says(v.Object(), "NIK bilang") {
		t.Error("the clash still shows")
	}
}

func TestWhoMayBeTheSame(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	id := half(t, rig)
	v := member.New(rig.Env, id, kpuk.ID{}, "")
	screentest.Show(t, screentest.Portrait, v.Object())
	if !screentest.Says(v.Object(), "NIK sama, 5202••••••••0003 · KPUK Melati, No. 7") {
		t.Fatalf("no warning: %q", screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Orang yang sama")
	if got := rig.Route(); got != (screen.Route{Name: screen.Member, ID: screentest.MemberID(screentest.Melati, 7)}) {
		t.Errorf("went to %+v", got)
	}
	if len(rig.Kept) != 0 {
		t.Error("an old record was given up")
	}
	screentest.TapButton(t, v.Object(), "Bukan")
	if screentest.Says(v.Object(), "Mungkin sudah terdaftar") {
		t.Error("the warning still shows")
	}
}

func TestWhatCannotBeKeptIsTriedAgain(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := member.New(rig.Env, kpuk.ID{}, melati(), "")
	screentest.Show(t, screentest.Portrait, v.Object())
	rig.Fail = fault.New(fault.Full, "no space")
	screentest.Type(t, screentest.All[*widget.Field](v.Object())[0], "Inaq Sarih")
	if !screentest.Says(v.Object(), "Belum tersimpan.") || !screentest.Says(v.Object(), "Inaq Sarih") {
		t.Fatal("the failure is not said, or what was typed is lost")
	}
	rig.Fail = nil
	screentest.TapButton(t, v.Object(), "Coba lagi")
	if m, ok := rig.Last().(*kpuk.Member); !ok || m.Name != "Inaq Sarih" {
		t.Errorf("kept %+v", rig.Last())
	}
	if !screentest.Says(v.Object(), "Tersimpan 10.24") {
		t.Errorf("it is not said that she is saved: %q", screentest.Texts(v.Object()))
	}
}

func TestTheNIKIsMaskedUntilAskedFor(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	id := half(t, rig)
	v := member.New(rig.Env, id, kpuk.ID{}, "")
	screentest.Show(t, screentest.Portrait, v.Object())
	field := screentest.All[*widget.Field](v.Object())[1]
	if field.Text() != "5202••••••••0003" || !field.ReadOnly {
		t.Fatalf("the NIK shows as %q", field.Text())
	}
	test.Tap(screentest.All[*widget.IconButton](field)[0])
	if got := screentest.All[*widget.Field](v.Object())[1].Text(); got != "5202025203840003" {
		t.Errorf("asked for, it shows as %q", got)
	}
}

func TestLeavingThePageKeepsTheOpenField(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := member.New(rig.Env, kpuk.ID{}, melati(), "")
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.TypeOn(t, screentest.All[*widget.Field](v.Object())[0], "Inaq Sarih")
	if len(rig.Kept) != 0 {
		t.Fatal("it was kept while it was being typed")
	}
	v.Leave()
	if m, ok := rig.Last().(*kpuk.Member); !ok || m.Name != "Inaq Sarih" {
		t.Errorf("kept %+v", rig.Last())
	}
}
