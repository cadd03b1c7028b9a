package kpuk_test

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

func TestThreads(t *testing.T) {
	coordinator, facilitator := kpuk.Actor{Person: kpuk.ID{2}, At: 10}, kpuk.Actor{Person: kpuk.ID{1}, At: 20}
	m := &kpuk.Meeting{}
	m.Say(kpuk.ID{1}, kpuk.Comment{By: coordinator.Person, At: 10, Step: kpuk.StepMoney, Of: kpuk.ID{7}, Field: "wajib", Text: "benar?"})
	m.Say(kpuk.ID{2}, kpuk.Comment{By: coordinator.Person, At: 10, Step: kpuk.StepAttendance, Text: "siapa?"})
	all := m.Threads()
	if len(all) != 2 || all[0].Step != kpuk.StepAttendance || !all[1].Waits() || all[1].Closed() {
		t.Fatalf("%+v", all)
	}
	if _, err := all[1].Answer(facilitator, "  ", false); !errors.Is(err, kpuk.ErrNoComment) {
		t.Errorf("an answer of nothing: %v", err)
	}
	say := func(id byte, by kpuk.Actor, text string, done bool) kpuk.Thread {
		t.Helper()
		c, err := m.Threads()[1].Answer(by, text, done)
		if err != nil {
			t.Fatal(err)
		}
		m.Say(kpuk.ID{id}, c)
		return m.Threads()[1]
	}
	if th := say(3, facilitator, " ya, benar ", false); th.Waits() || th.Replies[0].Text != "ya, benar" || th.Replies[0].Field != "wajib" || th.Replies[0].Of != (kpuk.ID{7}) {
		t.Errorf("answered: %+v", th)
	}
	coordinator.At, facilitator.At = 30, 50
	if th := say(4, coordinator, "fotonya?", false); !th.Waits() {
		t.Error("asked again, and nobody waits")
	}
	coordinator.At = 40
	if th := say(5, coordinator, "", true); th.Waits() || !th.Closed() {
		t.Error("it does not close")
	}
	if th := say(6, facilitator, "ini fotonya", false); th.Closed() || len(th.Replies) != 4 {
		t.Error("more was said and it stays closed")
	}
}

// TestAnswersNeverWriteOverEachOther: whatever two people answer unseen, in whatever
// order it comes together, every word is in one thread, the same on every device.
func TestAnswersNeverWriteOverEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := &kpuk.Meeting{}
		for i := range rapid.IntRange(1, 3).Draw(t, "remarks") {
			base.Say(kpuk.ID{1, byte(i)}, kpuk.Comment{By: kpuk.ID{2}, At: 1, Step: kpuk.StepMoney, Text: "?"})
		}
		sides := []*kpuk.Meeting{kpuk.Clone(base), kpuk.Clone(base)}
		words := len(base.Comments)
		for s, m := range sides {
			for i := range rapid.IntRange(0, 5).Draw(t, "answers") {
				th := rapid.SampledFrom(m.Threads()).Draw(t, "thread")
				by := kpuk.Actor{Person: kpuk.ID{byte(s + 1)}, At: rapid.Int64Range(1, 9).Draw(t, "clock")}
				c, err := th.Answer(by, "x", rapid.Bool().Draw(t, "done"))
				if err != nil {
					t.Fatal(err)
				}
				if n := len(th.Replies); n > 0 && rapid.Bool().Draw(t, "to a reply") {
					c.To = th.Replies[n-1].ID
				}
				m.Say(kpuk.ID{9, byte(s), byte(i)}, c)
				words++
			}
		}
		one, two := kpuk.Clone(sides[0]), kpuk.Clone(sides[1])
		maps.Copy(one.Comments, sides[1].Comments) // elements are merged each on its own
		maps.Copy(two.Comments, sides[0].Comments)
		if !reflect.DeepEqual(one.Threads(), two.Threads()) {
			t.Fatal("two devices read two threads")
		}
		n := 0
		for _, th := range one.Threads() {
			n += 1 + len(th.Replies)
			if !slices.IsSortedFunc(th.Replies, func(a, b kpuk.Remark) int { return int(a.At - b.At) }) {
				t.Fatal("answers are not in their order")
			}
		}
		if n != words {
			t.Fatalf("%d words of %d", n, words)
		}
	})
}
