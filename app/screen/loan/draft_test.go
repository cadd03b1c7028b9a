package loan_test

import (
	"testing"

	"pendamping/app/screen/loan"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// ended opens the loan in another app, with what others recorded meanwhile.
func ended(t *testing.T, rig *screentest.Rig, others ...kpuk.Record) (*screentest.Rig, *loan.View) {
	t.Helper()
	keep := []kpuk.Record{
		rig.Book.Meeting(screentest.MeetingID(screentest.Melati, 11)).Meeting, rig.Book.Group(screentest.ID("group", screentest.Melati)).Group,
	}
	next := rig.Again(t, append(keep, others...)...)
	return next, page(t, next, late())
}

// TestAPaymentHalfTyped: it goes on, says that somebody else took money meanwhile, and is paid
// once, whatever happens between saving it and noting that.
func TestAPaymentHalfTyped(t *testing.T) {
	rig := calm(t)
	rig.Remember()
	v := page(t, rig, late())
	screentest.TapButton(t, v.Object(), "Bayar angsuran")
	screentest.TypeIn(t, v.Object(), "Jumlah", "50000")
	if len(rig.Drafts.List()) != 1 {
		t.Fatalf("left %+v", rig.Drafts.List())
	}
	l := rig.Book.Loan(late())
	other := &kpuk.Entry{Header: screentest.Head(screentest.ID("entry", 992), l.Group), Line: kpuk.EntryLine{
		Kind: kpuk.EntryInstalment, Amount: 10_000, Group: l.Group, Member: l.Member, Loan: l.ID, Date: screentest.Day(11, 22),
	}}
	rig, v = ended(t, rig, other)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := screentest.Holds(t, v.Object(), "Jumlah"); got != "50000" || !screentest.Says(v.Object(), "sudah berubah sejak isian ini") {
		t.Fatalf("the amount is %q; the page says %q", got, screentest.Texts(v.Object()))
	}
	left := rig.Drafts.List()[0]
	screentest.TapButton(t, v.Object(), "Catat pembayaran")
	paid, ok := rig.Last().(*kpuk.Entry)
	if !ok || paid.Line.Amount != 50_000 || len(rig.Drafts.List()) != 0 {
		t.Fatalf("kept %+v, left %+v", rig.Last(), rig.Drafts.List())
	}
	left.New = paid.ID
	rig.Locals[kpuk.DraftKey(left.Record, left.Form)] = left
	if rig, v = ended(t, rig, other); len(rig.Drafts.List()) != 0 || screentest.Says(v.Object(), "Isian tadi") {
		t.Error("what is paid is offered to be paid again")
	}
}

func TestNewTermsHalfTyped(t *testing.T) {
	rig := calm(t)
	rig.Remember()
	v := page(t, rig, late())
	screentest.TapButton(t, v.Object(), "Jadwal ulang")
	screentest.TypeIn(t, v.Object(), "Alasan", "panen gag")
	screentest.TypeIn(t, v.Object(), "Berapa kali", "6")
	rig, v = ended(t, rig)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if a, b := screentest.Holds(t, v.Object(), "Alasan"), screentest.Holds(t, v.Object(), "Berapa kali"); a != "panen gag" || b != "6" {
		t.Errorf("back are %q and %q", a, b)
	}
	screentest.TapButton(t, v.Object(), "Batal")
	if len(rig.Drafts.List()) != 0 {
		t.Error("what was given up is a draft")
	}
	screentest.Tap(t, v.Object(), "Urungkan")
	if len(rig.Drafts.List()) != 1 {
		t.Error("giving it up cannot be taken back")
	}
}

func TestDraftPicture(t *testing.T) {
	rig := calm(t)
	rig.Remember()
	v := page(t, rig, late())
	screentest.TapButton(t, v.Object(), "Bayar angsuran")
	screentest.TypeIn(t, v.Object(), "Jumlah", "50000")
	_, v = ended(t, rig)
	screentest.Picture(t, "draft_id", screentest.Portrait, v.Object())
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	screentest.Picture(t, "draft_going_id", screentest.Portrait, v.Object())
}
