package meeting_test

import (
	"testing"

	"pendamping/app/screen/meeting"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// signed is the meeting of October with two signatures and one that was taken away.
func signed(t *testing.T, r *screentest.Rig) {
	t.Helper()
	m := kpuk.Clone(r.Book.Meeting(october()).Meeting)
	name := kpuk.Stroke{}
	for i := range 60 {
		name = append(name, kpuk.Dot{X: int16(100 + 12*i), Y: int16(240 - (i%9)*20)})
	}
	ink, err := kpuk.EncodeInk([]kpuk.Stroke{name, {{X: 500, Y: 60}}})
	if err != nil {
		t.Fatal(err)
	}
	m.Signatures = map[kpuk.ID]kpuk.Signature{
		screentest.MemberID(screentest.Melati, 3): {At: 1, Ink: ink}, screentest.MemberID(screentest.Melati, 1): {At: 1, Ink: ink},
		screentest.MemberID(screentest.Melati, 2): {At: 2}, screentest.MemberID(screentest.Melati, 4): {At: 1, Ink: []byte{9}},
	}
	m.Visitors = []string{"Pak Kadus Ubung", "Bu Bidan Ratna"}
	r.Book.Put(m)
}

// TestSignaturesShow: the chair's before the treasurer's, what was taken away or cannot
// be read not at all.
func TestSignaturesShow(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	if n := len(screentest.All[*widget.Ink](meeting.New(r.Env, october(), nil).Object())); n != 0 {
		t.Errorf("%d signatures on a page that nobody signed", n)
	}
	signed(t, r)
	v := meeting.New(r.Env, october(), nil)
	m := meeting.NewModel(r.Env, october())
	if n := len(screentest.All[*widget.Ink](v.Object())); n != 2 || m.Signatures[0].Name != "Inaq Sahnim" || m.Signatures[1].Role != "Bendahara" {
		t.Errorf("%d drawn, %+v", n, m.Signatures)
	}
	if !screentest.Says(v.Object(), "Pak Kadus Ubung, Bu Bidan Ratna") {
		t.Error("the guests' names do not show")
	}
}

func TestPictureOfSigned(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	signed(t, r)
	screentest.Look(t, screentest.Portrait)
	screentest.Picture(t, "signed_id", screentest.Portrait, meeting.New(r.Env, october(), nil).Object())
}
