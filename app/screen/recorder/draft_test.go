package recorder_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// again opens the meeting in another app, at a step.
func again(t *testing.T, r *screentest.Rig, step kpuk.Step) (*screentest.Rig, *recorder.View) {
	t.Helper()
	next := r.Remember
	if r.Drafts != nil {
		next = func() *screentest.Rig { return r.Again(t) }
	}
	later := next()
	later.Go = r.Go
	v := recorder.New(later.Env, screen.Route{Name: screen.Recorder, ID: meetingID, Step: step}, recorder.Options{})
	screentest.Show(t, screentest.Portrait, v.Object())
	return later, v
}

// TestARequestHalfTyped: who, how much and what for come back; it is written down once.
func TestARequestHalfTyped(t *testing.T) {
	r, v := again(t, rig(t, "id"), kpuk.StepCash)
	screentest.TapButton(t, v.Object(), "Catat permintaan")
	screentest.TypeIn(t, v.Object(), "Jumlah pinjaman", "600000")
	screentest.TypeIn(t, v.Object(), "Berapa kali", "6").FocusLost()
	screentest.TypeIn(t, v.Object(), "Untuk usaha apa", "modal be")
	r, v = again(t, r, kpuk.StepCash)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	for label, want := range map[string]string{"Jumlah pinjaman": "600000", "Berapa kali": "6", "Untuk usaha apa": "modal be"} {
		if got := screentest.Holds(t, v.Object(), label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	if len(r.Drafts.List()) != 1 {
		t.Errorf("left %+v", r.Drafts.List())
	}
}

func TestALineOfTheBoxHalfTyped(t *testing.T) {
	r, v := again(t, rig(t, "id"), kpuk.StepCash)
	screentest.TapButton(t, v.Object(), "Masuk atau keluar")
	screentest.TypeIn(t, v.Object(), "Keterangan", "beli bu")
	screentest.TypeIn(t, v.Object(), "Jumlah rupiah", "15000")
	r, v = again(t, r, kpuk.StepCash)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	screentest.TapButton(t, v.Object(), "Simpan")
	lines := v.Model().GroupLines()
	if len(lines) != 1 || lines[0].Amount != 15_000 || len(r.Drafts.List()) != 0 {
		t.Errorf("lines %+v, left %+v", lines, r.Drafts.List())
	}
}

// TestWordsOfAMeetingHalfTyped: the discussion stands as it was when the app was ended in the
// middle of it, without asking, as everything of a meeting does.
func TestWordsOfAMeetingHalfTyped(t *testing.T) {
	r, v := again(t, rig(t, "id"), kpuk.StepDiscussion)
	screentest.TypeIn(t, v.Object(), "Bahasan", "Harga ben")
	r, v = again(t, r, kpuk.StepDiscussion)
	if got := screentest.Holds(t, v.Object(), "Bahasan"); got != "Harga ben" || kept(t, r).Discussion != "Harga ben" {
		t.Errorf("the field holds %q, the book %q", got, kept(t, r).Discussion)
	}
	if len(r.Drafts.List()) != 0 {
		t.Errorf("left %+v", r.Drafts.List())
	}
}

func TestAPromiseHalfTyped(t *testing.T) {
	r, v := again(t, rig(t, "id"), kpuk.StepDiscussion)
	screentest.TapButton(t, v.Object(), "Tambah RTL")
	screentest.TypeIn(t, v.Object(), "Apa yang akan dikerjakan", "Antar con")
	r, v = again(t, r, kpuk.StepDiscussion)
	screentest.Tap(t, v.Object(), "Lanjutkan isian tadi")
	screentest.TapButton(t, v.Object(), "Simpan")
	if task, ok := r.Last().(*kpuk.Task); !ok || task.What != "Antar con" || len(r.Drafts.List()) != 0 {
		t.Errorf("kept %+v, left %+v", r.Last(), r.Drafts.List())
	}
}
