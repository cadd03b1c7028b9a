package member_test

import (
	"strings"
	"testing"

	"pendamping/app/screen/member"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

// quiet makes a rig in which Melati's meeting of today was approved, so that members can
// move.
func quiet(t *testing.T) *screentest.Rig {
	t.Helper()
	rig := screentest.New(t, "id", screentest.Book()...)
	m := kpuk.Clone(rig.Book.Meeting(screentest.MeetingID(screentest.Melati, 11)).Meeting)
	m.State.State = kpuk.Approved
	rig.Book.Put(m)
	return rig
}

func mawar() kpuk.ID { return screentest.ID("group", screentest.Mawar) }

func TestAMemberMovesWithHerSavings(t *testing.T) {
	rig := quiet(t)
	her := screentest.MemberID(screentest.Melati, 1)
	before := rig.Book.Member(her).Savings()
	old, fresh := rig.Book.Group(melati()).Savings(), rig.Book.Group(mawar()).Savings()
	v := member.New(rig.Env, her, kpuk.ID{}, member.Config{Tab: "address"})
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.TapButton(t, v.Object(), "Pindah kelompok")
	if !screentest.Says(v.Object(), "ikut pindah") {
		t.Fatalf("what goes along is not said: %q", screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Pindahkan")
	if !screentest.Says(v.Object(), "Pilih kelompok tujuannya.") || !screentest.Says(v.Object(), "Tulis alasannya.") || len(rig.Kept) != 0 {
		t.Fatal("what is missing is not said, or she moved without it")
	}
	screentest.Tap(t, v.Object(), "KPUK Mawar")
	screentest.Type(t, labeled(t, v, "Alasan"), "ikut suami")
	screentest.TapButton(t, v.Object(), "Pindahkan")
	if len(rig.Kept) != 1 {
		t.Fatalf("kept %d times: %q", len(rig.Kept), screentest.Texts(v.Object()))
	}
	m := rig.Book.Member(her)
	if m.Group != mawar() || m.Scope != mawar() || m.Number != 5 || m.Savings().Left() != before.Left() {
		t.Errorf("she is %+v with %+v", m.Member, m.Savings())
	}
	if a, b := rig.Book.Group(melati()), rig.Book.Group(mawar()); a.Savings()+b.Savings() != old+fresh || a.NameOf(her) != "Inaq Sahnim" {
		t.Errorf("the groups have %v and %v, had %v", a.Savings(), b.Savings(), old+fresh)
	}
	if !screentest.Says(v.Object(), "KPUK Mawar") {
		t.Error("the page still shows the old group")
	}
	book := member.New(rig.Env, her, kpuk.ID{}, member.Config{Tab: "book"})
	screentest.Show(t, screentest.Portrait, book.Object())
	for _, words := range []string{"Riwayat di kelompok lain", "KPUK Melati", "Pindah, ikut suami", "hadir 3 dari 3 rapat", "dari KPUK Melati"} {
		if !screentest.Says(book.Object(), words) {
			t.Errorf("her book does not say %q: %q", words, screentest.Texts(book.Object()))
		}
	}
}

// labeled finds the field with a label.
func labeled(t *testing.T, v *member.View, label string) *widget.Field {
	t.Helper()
	for _, f := range screentest.All[*widget.Field](v.Object()) {
		if texts := screentest.Texts(f); len(texts) > 0 && strings.Contains(strings.Join(texts, " "), label) {
			return f
		}
	}
	t.Fatalf("no field %q", label)
	return nil
}

func TestALoanHoldsAMoveBack(t *testing.T) {
	rig := quiet(t)
	v := member.New(rig.Env, screentest.MemberID(screentest.Melati, 8), kpuk.ID{}, member.Config{Tab: "address"})
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.TapButton(t, v.Object(), "Pindah kelompok")
	if !screentest.Says(v.Object(), "Lunasi dulu, baru pindah") {
		t.Fatalf("her loan is not said: %q", screentest.Texts(v.Object()))
	}
	screentest.Tap(t, v.Object(), "KPUK Mawar")
	screentest.Type(t, labeled(t, v, "Alasan"), "ikut suami")
	screentest.TapButton(t, v.Object(), "Pindahkan")
	if len(rig.Kept) != 0 || rig.Book.Member(screentest.MemberID(screentest.Melati, 8)).Group != melati() {
		t.Error("she moved and owes the old group")
	}
}

func TestLeavingIsNotedAndTakenBack(t *testing.T) {
	rig := quiet(t)
	her := screentest.MemberID(screentest.Melati, 1)
	v := member.New(rig.Env, her, kpuk.ID{}, member.Config{Tab: "address"})
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.TapButton(t, v.Object(), "Keluar")
	if !screentest.Says(v.Object(), "belum dikembalikan") {
		t.Error("her savings are not said")
	}
	screentest.TapButton(t, v.Object(), "Catat keluar")
	if len(rig.Kept) != 0 || !screentest.Says(v.Object(), "Tulis alasannya.") {
		t.Fatal("she left without a reason")
	}
	screentest.Type(t, labeled(t, v, "Alasan"), "sibuk")
	screentest.TapButton(t, v.Object(), "Catat keluar")
	want := kpuk.Membership{State: kpuk.MemberLeft, On: screentest.Day(11, 23), Reason: "sibuk"}
	if got := rig.Book.Member(her).Status; got != want {
		t.Fatalf("status %+v", got)
	}
	if !screentest.Says(v.Object(), "23 Nov 2026 · sibuk") {
		t.Errorf("the page says %q", screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Urungkan")
	if got := rig.Book.Member(her).Status; got != (kpuk.Membership{}) {
		t.Errorf("taken back, her status is %+v", got)
	}
}

func TestComingBackKeepsTheTimeBefore(t *testing.T) {
	rig := quiet(t)
	her := screentest.MemberID(screentest.Melati, 1)
	m := member.NewModel(rig.Env, her, kpuk.ID{}, nil)
	m.End(member.Ending{State: kpuk.MemberLeft, On: screentest.Day(11, 1).Time(), Reason: "sibuk"})
	v := member.New(rig.Env, her, kpuk.ID{}, member.Config{Tab: "address"})
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.TapButton(t, v.Object(), "Masuk lagi")
	got := rig.Book.Member(her)
	if got.Status.State != kpuk.MemberActive || got.JoinedOn != screentest.Day(11, 23) || got.Past[screentest.Day(11, 1)].Reason != "sibuk" {
		t.Errorf("she is %+v", got.Member)
	}
}

func TestAnOfficeChangesHands(t *testing.T) {
	rig := quiet(t)
	her, chair := screentest.MemberID(screentest.Melati, 4), screentest.MemberID(screentest.Melati, 1)
	v := member.New(rig.Env, her, kpuk.ID{}, member.Config{Tab: "address"})
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.Tap(t, v.Object(), "Ketua")
	if !screentest.Says(v.Object(), "Inaq Sahnim masih Ketua") || len(rig.Kept) != 0 {
		t.Fatalf("nobody is asked: %q", screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Ganti")
	today := screentest.Day(11, 23)
	now, before := rig.Book.Member(her), rig.Book.Member(chair)
	if now.Role != kpuk.RoleChair || now.Offices[today] != kpuk.RoleChair || before.Role != kpuk.RoleMember || before.RoleAt(today.AddDays(-1)) != kpuk.RoleChair {
		t.Errorf("she is %v since %v, the other %v, was %v", now.Role, now.Offices, before.Role, before.Offices)
	}
	if len(rig.Kept) != 1 || len(rig.Kept[0]) != 2 {
		t.Error("the two offices changed in more than one save")
	}
	if !screentest.Says(v.Object(), "Ketua sejak 23 Nov 2026") {
		t.Error("her office has no day")
	}
	m := member.NewModel(rig.Env, her, kpuk.ID{}, nil)
	m.PutDate(member.RoleSince, screentest.Day(11, 1).Time())
	if got := rig.Book.Member(her); got.RoleAt(screentest.Day(11, 1)) != kpuk.RoleChair || len(got.Offices) != 1 {
		t.Errorf("offices %v", got.Offices)
	}
	m.PutDate(member.RoleSince, screentest.Day(12, 1).Time())
	if m.Problems()[member.RoleSince].Key != "member.problem.role_day" {
		t.Error("an office begins in the future without a word")
	}
}

func TestAFailedMoveIsTriedAgainWhole(t *testing.T) {
	rig := quiet(t)
	her := screentest.MemberID(screentest.Melati, 1)
	m := member.NewModel(rig.Env, her, kpuk.ID{}, nil)
	rig.Fail = fault.New(fault.Full, "no space")
	m.End(member.Ending{State: kpuk.MemberMoved, On: screentest.Day(11, 23).Time(), Reason: "ikut suami", To: mawar()})
	rig.Fail = nil
	m.Retry()
	if len(rig.Kept) != 1 || len(rig.Kept[0]) < 4 || rig.Book.Member(her).Savings().Total() == 0 {
		t.Errorf("kept %d records", len(rig.Kept[0]))
	}
}

func TestAVillageIsChosenByLevels(t *testing.T) {
	rig := quiet(t)
	her := screentest.MemberID(screentest.Melati, 1)
	v := member.New(rig.Env, her, kpuk.ID{}, member.Config{Tab: "address"})
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.Tap(t, v.Object(), "Pilih desa")
	for _, step := range []string{"Lombok Tengah", "Jonggat", "Ubung"} {
		screentest.Tap(t, v.Object(), step)
	}
	path := rig.Areas.Path(rig.Book.Member(her).Village)
	if len(path) != 4 || path[3].Name != "Ubung" || path[2].Name != "Jonggat" {
		t.Errorf("village %+v", path)
	}
	if !screentest.Says(v.Object(), "Ubung, Jonggat, Lombok Tengah") {
		t.Errorf("the village shows as %q", screentest.Texts(v.Object()))
	}
	screentest.Tap(t, v.Object(), "Ubung, Jonggat, Lombok Tengah")
	screentest.Type(t, screentest.All[*widget.Search](v.Object())[0], "penujak")
	if !screentest.Says(v.Object(), "Praya Barat, Lombok Tengah") {
		t.Fatalf("where it lies is not said: %q", screentest.Texts(v.Object()))
	}
	screentest.Tap(t, v.Object(), "Penujak")
	if path := rig.Areas.Path(rig.Book.Member(her).Village); len(path) != 4 || path[3].Name != "Penujak" {
		t.Errorf("village %+v", path)
	}
}
