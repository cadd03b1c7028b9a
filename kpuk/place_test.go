package kpuk_test

import (
	"errors"
	"testing"

	"pendamping/kpuk"
)

func TestFieldsOfPlaces(t *testing.T) {
	for _, worth := range kpuk.Denominations() {
		if got, ok := kpuk.NoteOf(kpuk.NoteField(worth)); !ok || got != worth {
			t.Errorf("%v comes back as %v, %v", worth, got, ok)
		}
	}
	for _, topic := range kpuk.Topics() {
		if got, ok := kpuk.TopicOf(kpuk.TopicField(topic)); !ok || got != topic {
			t.Errorf("%s comes back as %s, %v", topic, got, ok)
		}
	}
	for _, field := range []string{"", "wajib", "note/", "note/3", "note/1e5", "topic/", "topic/other", kpuk.FieldDifference} {
		if _, ok := kpuk.NoteOf(field); ok {
			t.Errorf("%q is a note", field)
		}
		if _, ok := kpuk.TopicOf(field); ok {
			t.Errorf("%q is a topic", field)
		}
	}
}

func TestRightAsItIs(t *testing.T) {
	asks, writes := kpuk.Actor{Person: kpuk.ID{2}, At: 10}, kpuk.Actor{Person: kpuk.ID{1}, At: 20}
	m := &kpuk.Meeting{}
	m.Say(kpuk.ID{1}, kpuk.Comment{By: asks.Person, At: asks.At, Step: kpuk.StepMoney, Of: kpuk.ID{7}, Field: "sukarela", Text: "0, biasanya 20.000?"})
	th := m.Threads()[0]
	if th.Handled() || th.Right() {
		t.Fatal("nobody said anything yet")
	}
	if _, err := th.Stands(writes, " "); !errors.Is(err, kpuk.ErrNoReason) {
		t.Fatalf("right without a reason: %v", err)
	}
	c, err := th.Stands(writes, "ia menarik simpanan")
	if err != nil || !c.Right || c.To != th.ID || c.Field != "sukarela" {
		t.Fatalf("%+v, %v", c, err)
	}
	m.Say(kpuk.ID{2}, c)
	if th = m.Threads()[0]; !th.Right() || !th.Handled() || th.Waits() || th.Closed() {
		t.Errorf("%+v", th)
	}
	asks.At = 30
	again, err := th.Answer(asks, "berapa?", false)
	if err != nil {
		t.Fatal(err)
	}
	m.Say(kpuk.ID{3}, again)
	if th = m.Threads()[0]; th.Right() || th.Handled() {
		t.Error("asked again, and it still counts as right")
	}
	m.Mend(&th)
	if th = m.Threads()[0]; !th.Mended() || !th.Handled() || th.Waits() || !m.Comments[kpuk.ID{3}].Mend || m.Comments[kpuk.ID{1}].Mend {
		t.Errorf("mended: %+v", th)
	}
	asks.At = 40
	if again, err = th.Answer(asks, "masih kosong", false); err != nil {
		t.Fatal(err)
	}
	m.Say(kpuk.ID{4}, again)
	if th = m.Threads()[0]; th.Mended() || !th.Waits() {
		t.Error("asked for anew, and it still counts as mended")
	}
}
