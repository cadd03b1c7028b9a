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
		"book_portrait_id": {"id", screentest.Portrait, "loans"}, "address_portrait_en": {"en", screentest.Portrait, "address"},
		"address_landscape_id": {"id", screentest.Landscape, "address"}, "business_dark_id": {"id", screentest.Dark, "business"},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, of.lang, screentest.Book()...)
			id := half(t, rig)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, member.New(rig.Env, id, kpuk.ID{}, member.Config{Tab: of.tab}).Object())
		})
	}
	for name, says := range map[string]string{
		"address_id": "Lanjut: Usaha", "business_id": "Lanjut: Rumah", "household_id": "Lanjut: Persetujuan", "consent_id": "Bacakan untuknya",
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, "id", screentest.Book()...)
			v := member.New(rig.Env, screentest.MemberID(screentest.Melati, 2), kpuk.ID{}, member.Config{})
			for !screentest.Says(v.Object(), says) {
				screentest.Tap(t, v.Object(), "Lanjut:")
			}
			screentest.Picture(t, name, screentest.Portrait, v.Object())
		})
	}
}

// TestPicturesOfWhatIsDone draws the page while something is under way.
func TestPicturesOfWhatIsDone(t *testing.T) {
	her := screentest.MemberID(screentest.Melati, 1)
	for name, of := range map[string]struct {
		layout, tab string
		do          func(t *testing.T, rig *screentest.Rig, v *member.View)
	}{
		"keypad_portrait_id":  {screentest.Portrait, "", keypad},
		"keypad_landscape_id": {screentest.Landscape, "", keypad},
		"keypad_dark_id":      {screentest.Dark, "", keypad},
		"village_id": {screentest.Portrait, "address", func(t *testing.T, _ *screentest.Rig, v *member.View) {
			t.Helper()
			screentest.Tap(t, v.Object(), "Pilih desa")
			screentest.Tap(t, v.Object(), "Lombok Tengah")
		}},
		"move_id": {screentest.Portrait, "address", func(t *testing.T, _ *screentest.Rig, v *member.View) {
			t.Helper()
			screentest.TapButton(t, v.Object(), "Pindah kelompok")
			screentest.Tap(t, v.Object(), "KPUK Mawar")
			screentest.TapButton(t, v.Object(), "Pindahkan")
		}},
		"role_id": {screentest.Portrait, "address", func(t *testing.T, _ *screentest.Rig, v *member.View) {
			t.Helper()
			screentest.Tap(t, v.Object(), "Bendahara")
		}},
		"consent_given_id": {screentest.Portrait, "consent", func(t *testing.T, _ *screentest.Rig, v *member.View) {
			t.Helper()
			screentest.TapButton(t, v.Object(), "Setuju, diucapkan")
		}},
		"consent_withdrawn_id": {screentest.Portrait, "consent", func(t *testing.T, _ *screentest.Rig, v *member.View) {
			t.Helper()
			screentest.TapButton(t, v.Object(), "Setuju, diucapkan")
			screentest.TapButton(t, v.Object(), "Tarik persetujuan")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			rig := quiet(t)
			screentest.Look(t, of.layout)
			v := member.New(rig.Env, her, kpuk.ID{}, member.Config{Tab: of.tab})
			screentest.Show(t, of.layout, v.Object())
			of.do(t, rig, v)
			screentest.Picture(t, name, of.layout, v.Object())
		})
	}
}

func keypad(t *testing.T, _ *screentest.Rig, v *member.View) {
	t.Helper()
	press(t, v, pad(t, v, "NIK"), "52020252038")
}

func TestANewMemberIsKeptFromHerFirstField(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := member.New(rig.Env, kpuk.ID{}, melati(), member.Config{})
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
	nik := pad(t, v, "NIK")
	press(t, v, nik, "5202025203")
	if !screentest.Says(v.Object(), "Jonggat, Lombok Tengah") || !screentest.Says(v.Object(), "10 / 16") {
		t.Errorf("ten digits are not read as they are typed: %q", screentest.Texts(v.Object()))
	}
	screentest.Tap(t, v.Object(), "Selesai")
	if !screentest.Says(v.Object(), "Kurang 6 angka.") || len(rig.Kept) != 1 {
		t.Errorf("ten digits were taken as a NIK: kept %d times, %q", len(rig.Kept), screentest.Texts(v.Object()))
	}
	press(t, v, nik, "840003")
	screentest.Tap(t, v.Object(), "Nomor KK")
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
	v := member.New(rig.Env, id, kpuk.ID{}, member.Config{})
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
	v := member.New(rig.Env, id, kpuk.ID{}, member.Config{})
	screentest.Show(t, screentest.Portrait, v.Object())
	if !screentest.Says(v.Object(), "NIK sama, 5202••••••••0003 · KPUK Melati, No. 7") {
		t.Fatalf("no warning: %q", screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Orang yang sama")
	if got := rig.Route(); got != (screen.Route{Name: screen.Member, ID: screentest.MemberID(screentest.Melati, 7)}) {
		t.Errorf("went to %+v", got)
	}
	if got := rig.Book.Member(id); got == nil || got.SameAs != screentest.MemberID(screentest.Melati, 7) {
		t.Error("an old record was given up, or nothing was noted for the coordinator")
	}
	v.Refresh()
	if !screentest.Says(v.Object(), "menunggu koordinator") {
		t.Errorf("that a coordinator decides is not said: %q", screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Bukan")
	if screentest.Says(v.Object(), "Mungkin sudah terdaftar") || screentest.Says(v.Object(), "menunggu koordinator") {
		t.Error("the warning still shows")
	}
}

func TestWhatCannotBeKeptIsTriedAgain(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := member.New(rig.Env, kpuk.ID{}, melati(), member.Config{})
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
	v := member.New(rig.Env, id, kpuk.ID{}, member.Config{})
	screentest.Show(t, screentest.Portrait, v.Object())
	field := pad(t, v, "NIK")
	if field.Text() != "5202••••••••0003" {
		t.Fatalf("the NIK shows as %q", field.Text())
	}
	test.Tap(screentest.All[*widget.IconButton](field)[0])
	if got := pad(t, v, "NIK"); got.Text() != "5202025203840003" || !screentest.Says(got, "5202  0252  0384  0003") {
		t.Errorf("asked for, it shows as %q", got.Text())
	}
	test.Tap(screentest.All[*widget.IconButton](pad(t, v, "NIK"))[0])
	if got := pad(t, v, "NIK").Text(); got != "5202••••••••0003" {
		t.Errorf("hidden again, it shows as %q", got)
	}
}

// pad finds the field of digits with a label.
func pad(t *testing.T, v *member.View, label string) *widget.DigitField {
	t.Helper()
	for _, f := range screentest.All[*widget.DigitField](v.Object()) {
		if texts := screentest.Texts(f); len(texts) > 0 && texts[len(texts)-1] == label || screentest.Says(f, label) {
			return f
		}
	}
	t.Fatalf("no field of digits %q", label)
	return nil
}

// press types digits with the page's keypad.
func press(t *testing.T, v *member.View, field *widget.DigitField, digits string) {
	t.Helper()
	test.Tap(field)
	keys := screentest.All[*widget.Keypad](v.Object())
	if len(keys) != 1 {
		t.Fatalf("%d keypads", len(keys))
	}
	for _, r := range digits {
		if r == '0' { // the text of another key has a zero too
			keys[0].TypedRune(r)
			continue
		}
		screentest.Tap(t, keys[0], string(r))
	}
}

func TestNothingOfTheKeypadStaysOpen(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := member.New(rig.Env, screentest.MemberID(screentest.Melati, 2), kpuk.ID{}, member.Config{})
	screentest.Show(t, screentest.Portrait, v.Object())
	press(t, v, pad(t, v, "Nomor HP"), "081234567890")
	screentest.TypeOn(t, screentest.All[*widget.Field](v.Object())[0], "")
	if len(screentest.All[*widget.Keypad](v.Object())) != 0 {
		t.Error("the keypad stays while a name is typed")
	}
	if got := rig.Book.Member(screentest.MemberID(screentest.Melati, 2)).Phone; got != "+6281234567890" {
		t.Errorf("phone %q", got)
	}
	press(t, v, pad(t, v, "Umur"), "42")
	v.Leave()
	if got := rig.Book.Member(screentest.MemberID(screentest.Melati, 2)).AgeGiven; got != 42 {
		t.Errorf("leaving the page lost the age: %d", got)
	}
}

func TestLeavingThePageKeepsTheOpenField(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := member.New(rig.Env, kpuk.ID{}, melati(), member.Config{})
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

// TestNotAcceptedIsSaid: a member whose record the hub did not accept is on this device
// alone; the page says so until it is settled, and leads to why.
func TestNotAcceptedIsSaid(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	refused := true
	rig.Refused = func(kpuk.ID) bool { return refused }
	v := member.New(rig.Env, screentest.MemberID(screentest.Melati, 1), kpuk.ID{}, member.Config{})
	screentest.Show(t, screentest.Portrait, v.Object())
	if !screentest.Says(v.Object(), "Belum diterima pusat") {
		t.Fatalf("it is not said: %q", screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Lihat alasannya")
	if got := rig.Route(); got.Name != screen.Quarantine {
		t.Errorf("went to %+v", got)
	}
	refused = false
	v.Refresh()
	if screentest.Says(v.Object(), "Belum diterima pusat") {
		t.Error("it is still said after it was accepted")
	}
}
