package visit_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// TestFindingsHalfTyped ends the app in the middle of a sentence.
func TestFindingsHalfTyped(t *testing.T) {
	r, id := rigWith(t, "id", running)
	r.Remember()
	screentest.TypeIn(t, show(t, r, id).Object(), "Temuan", "Benang hab")
	r = r.Again(t)
	if left := r.Drafts.List(); len(left) != 1 || left[0].Route() != (screen.Route{Name: screen.Visit, ID: id}) {
		t.Fatalf("left %+v", left)
	}
	v := show(t, r, id)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := last(t, r).Findings; got != "Benang hab" || len(r.Drafts.List()) != 0 {
		t.Errorf("kept %q, left %+v", got, r.Drafts.List())
	}
}

// TestAnImpossibleTimeStays: an hour that cannot be is not saved, and not lost.
func TestAnImpossibleTimeStays(t *testing.T) {
	r, id := rigWith(t, "id", running)
	r.Remember()
	screentest.TypeIn(t, show(t, r, id).Object(), "Pulang", "7.30").FocusLost()
	r = r.Again(t)
	v := show(t, r, id)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := screentest.Holds(t, v.Object(), "Pulang"); got != "7.30" || r.Book.Visit(id).Departed != 0 {
		t.Fatalf("the field holds %q, the book %v", got, r.Book.Visit(id).Departed)
	}
	screentest.TypeIn(t, v.Object(), "Pulang", "9.30").FocusLost()
	if got := r.Book.Visit(id).Departed; got != kpuk.At(9, 30) || len(r.Drafts.List()) != 0 {
		t.Errorf("kept %v, left %+v", got, r.Drafts.List())
	}
}

// TestFollowUpHalfTyped: a follow-up goes on after a kill, and is one when the app was ended
// after it was saved.
func TestFollowUpHalfTyped(t *testing.T) {
	r, id := rigWith(t, "id", running)
	r.Remember()
	v := show(t, r, id)
	screentest.Tap(t, v.Object(), "Tambah RTL")
	screentest.TypeIn(t, v.Object(), "Apa yang akan dikerjakan", "Cari pembeli")
	r = r.Again(t)
	v = show(t, r, id)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	screentest.TypeIn(t, v.Object(), "Siapa", "Nurlaela")
	before := r.Drafts.List()[0]
	screentest.TapButton(t, v.Object(), "Simpan")
	task, ok := r.Last().(*kpuk.Task)
	if !ok || task.What != "Cari pembeli" || task.Who != "Nurlaela" || len(r.Drafts.List()) != 0 {
		t.Fatalf("kept %+v, left %+v", r.Last(), r.Drafts.List())
	}
	before.New = task.ID
	r.Locals[kpuk.DraftKey(before.Record, before.Form)] = before // as if the app was ended before that was noted
	if left := r.Again(t).Drafts.List(); len(left) != 0 {
		t.Errorf("what is recorded is offered again: %+v", left)
	}
}

func TestReasonHalfTyped(t *testing.T) {
	r, id := rigWith(t, "id", planned)
	r.Remember()
	v := show(t, r, id)
	screentest.TapButton(t, v.Object(), "Batalkan")
	screentest.TypeIn(t, v.Object(), "Mengapa", "jalan pu")
	r = r.Again(t)
	v = show(t, r, id)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	if got := screentest.Holds(t, v.Object(), "Mengapa"); got != "jalan pu" {
		t.Errorf("the reason is %q", got)
	}
	screentest.TapButton(t, v.Object(), "Kembali")
	if len(r.Drafts.List()) != 0 {
		t.Error("what was called off is a draft")
	}
	screentest.Tap(t, v.Object(), "Urungkan")
	if len(r.Drafts.List()) != 1 {
		t.Error("giving it up cannot be taken back")
	}
}
