package meeting_test

import (
	"testing"

	"pendamping/app/screen/meeting"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// TestThreadsOfAReadMeeting: what was asked about an approved meeting stands under its
// minutes and is answered there; who may not write only reads it.
func TestThreadsOfAReadMeeting(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	m := kpuk.Clone(rig.Book.Meeting(october()).Meeting)
	m.Say(kpuk.ID{1}, kpuk.Comment{By: screentest.ID("person", 2), At: 5, Step: kpuk.StepCash, Field: kpuk.FieldCounted, Text: "Dihitung siapa?"})
	rig.Book.Put(m)
	v := meeting.New(rig.Env, october(), nil)
	screentest.Show(t, screentest.Portrait, v.Object())
	for _, want := range []string{"Tanya jawab", "Kas · Dihitung", "“Dihitung siapa?”", "Riwayat", "Disetujui"} {
		if !screentest.Says(v.Object(), want) {
			t.Errorf("%q does not show", want)
		}
	}
	screentest.TapButton(t, v.Object(), "Balas")
	screentest.TapButton(t, v.Object(), "Kirim jawaban")
	if !screentest.Says(v.Object(), "Tulis dulu jawabannya.") {
		t.Error("an answer of nothing was taken")
	}
	screentest.All[*widget.Field](v.Object())[0].SetText("Bendahara")
	screentest.TapButton(t, v.Object(), "Kirim jawaban")
	threads := rig.Book.Meeting(october()).Threads()
	if len(threads) != 1 || len(threads[0].Replies) != 1 || threads[0].Replies[0].Text != "Bendahara" || rig.Book.Meeting(october()).State.State != kpuk.Approved {
		t.Fatalf("%+v", threads)
	}
	if !screentest.Says(v.Object(), "Bendahara") {
		t.Error("the answer does not show")
	}
	rig.Office = kpuk.OfficeViewer
	read := meeting.New(rig.Env, october(), nil)
	screentest.Show(t, screentest.Portrait, read.Object())
	if screentest.Says(read.Object(), "Balas") || !screentest.Says(read.Object(), "Bendahara") {
		t.Error("a viewer is asked to answer, or does not see what was said")
	}
}
