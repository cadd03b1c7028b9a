package member_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/member"
	"pendamping/app/screen/screentest"
	"pendamping/fault"
	"pendamping/kpuk"
)

// open shows a member's page, or that of a new one for the zero ID.
func open(t *testing.T, rig *screentest.Rig, id kpuk.ID, tab string) *member.View {
	t.Helper()
	group := kpuk.ID{}
	if id.IsZero() {
		group = melati()
	}
	v := member.New(rig.Env, id, group, member.Config{Tab: tab})
	screentest.Show(t, screentest.Portrait, v.Object())
	return v
}

// TestANameHalfTyped ends the app in the middle of a new member's name and, after she was
// saved, in the middle of her village: she is one member with all of it.
func TestANameHalfTyped(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...).Remember()
	screentest.TypeIn(t, open(t, rig, kpuk.ID{}, "").Object(), "Nama", "Inaq Sah")
	if len(rig.Kept) != 0 {
		t.Fatal("saved before it was left")
	}
	left := rig.Drafts.List()
	if len(left) != 1 || left[0].Form != screen.FormNewMember {
		t.Fatalf("left %+v", left)
	}
	rig = rig.Again(t)
	v := open(t, rig, kpuk.ID{}, "")
	if !screentest.Says(v.Object(), "Anggota baru: Inaq Sah, diketik 10.24") {
		t.Fatalf("offered: %q", screentest.Texts(v.Object()))
	}
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	her := rig.Last().Head().ID
	if got := rig.Book.Member(her); got == nil || got.Name != "Inaq Sah" || her != left[0].New {
		t.Fatalf("kept %+v under %v, want %v", got, her, left[0].New)
	}
	if len(rig.Drafts.List()) != 0 {
		t.Errorf("what is recorded is a draft: %+v", rig.Drafts.List())
	}
	screentest.TypeIn(t, v.Object(), "Tempat lahir", "Pra")
	rig = rig.Again(t)
	left = rig.Drafts.List()
	if len(left) != 1 || left[0].Route() != (screen.Route{Name: screen.Member, ID: her}) {
		t.Fatalf("left %+v", left)
	}
	v = open(t, rig, her, "")
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := rig.Book.Member(her); got.BirthPlace != "Pra" || got.Name != "Inaq Sah" || len(rig.Drafts.List()) != 0 {
		t.Errorf("kept %+v, left %+v", got.Member, rig.Drafts.List())
	}
}

// TestRefusedNumbersStay: twelve digits of a NIK cannot be saved, and are not lost either.
func TestRefusedNumbersStay(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...).Remember()
	rig.Office = kpuk.OfficeCoordinator // types with a keyboard
	her := screentest.MemberID(screentest.Melati, 1)
	screentest.TypeIn(t, open(t, rig, her, "").Object(), "NIK", "520202412345").FocusLost()
	rig = rig.Again(t)
	rig.Office = kpuk.OfficeCoordinator
	v := open(t, rig, her, "")
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := screentest.Holds(t, v.Object(), "NIK"); got != "520202412345" || rig.Book.Member(her).NIK == "520202412345" {
		t.Errorf("the field holds %q, the book %q", got, rig.Book.Member(her).NIK)
	}
	screentest.TypeIn(t, v.Object(), "NIK", "5202024107900003").FocusLost()
	if left := rig.Drafts.List(); len(left) != 0 || rig.Book.Member(her).NIK != "5202024107900003" {
		t.Errorf("left %+v, kept %q", left, rig.Book.Member(her).NIK)
	}
}

// TestSectionsComeBack ends the app with fields of three sections half-filled, one of them of
// a business that was never saved.
func TestSectionsComeBack(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...).Remember()
	her := screentest.MemberID(screentest.Melati, 1)
	v := open(t, rig, her, "business")
	screentest.TapButton(t, v.Object(), "Tambah usaha")
	field := screentest.TypeIn(t, v.Object(), "Sejak", "1")
	rig.Fail = fault.New(fault.Full, "full")
	field.FocusLost()
	rig = rig.Again(t)
	v = open(t, rig, her, "")
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := screentest.Holds(t, v.Object(), "Sejak"); got != "1" {
		t.Errorf("the new business began in %q: %q", got, screentest.Texts(v.Object()))
	}
	if left := rig.Drafts.List(); len(left) != 1 {
		t.Errorf("what was refused is no draft any more: %+v", left)
	}
}

// TestLeavingHalfFilled: the reason for leaving and the group she moves to come back, and
// money that moved meanwhile is said.
func TestLeavingHalfFilled(t *testing.T) {
	rig := quiet(t).Remember()
	her := screentest.MemberID(screentest.Melati, 1)
	v := open(t, rig, her, "address")
	screentest.TapButton(t, v.Object(), "Pindah kelompok")
	screentest.Tap(t, v.Object(), "KPUK Mawar")
	screentest.TypeIn(t, v.Object(), "Alasan", "ikut suami")
	if len(rig.Kept) != 0 {
		t.Fatal("she moved already")
	}
	more := &kpuk.Entry{Header: screentest.Head(screentest.ID("entry", 991), melati()), Line: kpuk.EntryLine{
		Kind: kpuk.EntrySukarela, Amount: 5_000, Group: melati(), Member: her, Date: screentest.Day(11, 20),
	}}
	over := kpuk.Clone(rig.Book.Meeting(screentest.MeetingID(screentest.Melati, 11)).Meeting)
	rig = rig.Again(t, more, over)
	v = open(t, rig, her, "")
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := screentest.Holds(t, v.Object(), "Alasan"); got != "ikut suami" || !screentest.Says(v.Object(), "sudah berubah sejak isian ini") {
		t.Fatalf("the reason is %q; the page says %q", got, screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Pindahkan")
	if got := rig.Book.Member(her); got.Group != screentest.ID("group", screentest.Mawar) || len(rig.Drafts.List()) != 0 {
		t.Errorf("she is in %v, left %+v", got.Group, rig.Drafts.List())
	}
}

func TestDraftPicture(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...).Remember()
	screentest.TypeIn(t, open(t, rig, kpuk.ID{}, "").Object(), "Nama", "Inaq Sah")
	screentest.Picture(t, "draft_id", screentest.Portrait, member.New(rig.Again(t).Env, kpuk.ID{}, melati(), member.Config{}).Object())
}
