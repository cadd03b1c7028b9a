package receipt_test

import (
	"slices"
	"testing"
	"time"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/receipt"
	"pendamping/sync/merge"
)

// pair is a device's store with its book.
type pair struct {
	*testing.T

	clock *clock
	s     *store.Store
	b     *receipt.Book
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{T: t, clock: &clock{time.UnixMilli(1_760_000_000_000)}}
	p.s = open(t, p.clock, 1)
	p.again()
	return p
}

// again opens a new book over the store, as after a restart.
func (p *pair) again() {
	p.Helper()
	var err error
	p.b, err = receipt.NewBook(p.s, partition, p.clock.now)
	ok(p, err)
}

// save saves records, and lets the book know as a sync does.
func (p *pair) save(recs ...kpuk.Record) {
	p.Helper()
	head, err := p.s.Head(p.Context(), p.s.Replica())
	ok(p, err)
	ok(p, p.s.Save(p.Context(), author, recs...))
	changes, err := p.s.Outbox(p.Context(), head.Seq, 0, 0)
	ok(p, err)
	p.b.Touched(changes, nil)
}

func (p *pair) ask(sends bool) []merge.Check {
	p.Helper()
	got, err := p.b.Ask(p.Context(), sends, 64)
	ok(p, err)
	return got
}

// answer gives all questions the same answer.
func (p *pair) answer(asked []merge.Check, said merge.Checked) {
	p.Helper()
	ok(p, p.b.Heard(p.Context(), asked, slices.Repeat([]merge.Checked{said}, len(asked))))
}

func (p *pair) word(m *kpuk.Meeting) receipt.Word {
	p.Helper()
	words, err := p.b.Words(p.Context())
	ok(p, err)
	return words[m.ID]
}

func subjects(checks []merge.Check) (out []byte) {
	for _, c := range checks {
		out = append(out, c.Subject[2])
	}
	return out
}

// TestWhatIsAsked: what was sent and what came, those that differ, and otherwise each in
// its turn, those never compared first.
func TestWhatIsAsked(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	g := kpuk.ID{2, 1}
	var all []*kpuk.Meeting
	for n := range byte(8) {
		all = append(all, meeting(g, n))
		ok(t, p.s.Save(t.Context(), author, all[n]))
	}
	if got := subjects(p.ask(true)); len(got) != 0 {
		t.Errorf("with changes that touch no meeting: %v", got)
	}
	p.save(line(all[3], 1, 5))
	if got := subjects(p.ask(true)); !slices.Equal(got, []byte{3}) {
		t.Errorf("a line of one was sent: %v", got)
	}
	asked := p.ask(false)
	if got := subjects(asked); !slices.Equal(got, []byte{3, 7, 6, 5, 4}) {
		t.Errorf("and some in turn, the newest first: %v", got)
	}
	p.answer(asked, merge.Checked{Agreement: merge.CheckAgrees})
	if got := subjects(p.ask(false)); !slices.Equal(got, []byte{3, 2, 1, 0, 7}) {
		t.Errorf("then the others: %v", got)
	}
	p.clock.at = p.clock.at.Add(time.Hour)
	p.b.Touched(nil, []merge.Delta{{Record: merge.ID(all[1].ID), Kind: 4}, {Record: merge.ID(all[2].ID), Kind: 4, Gone: true}, {Record: merge.ID{3, 1}, Kind: 3}})
	asked = p.ask(true)
	if got := subjects(asked); !slices.Equal(got, []byte{1}) {
		t.Errorf("one came: %v", got)
	}
	p.answer(asked, merge.Checked{Agreement: merge.CheckLater})
	if got := subjects(p.ask(true)); !slices.Equal(got, []byte{1}) {
		t.Errorf("it could not be told: %v", got)
	}
	p.answer(asked, merge.Checked{Agreement: merge.CheckDiffers, Digest: merge.Brief{7}})
	for range 2 { // it is asked until it agrees, also after a restart
		if got := subjects(p.ask(true)); !slices.Equal(got, []byte{1}) {
			t.Errorf("it differs: %v", got)
		}
		p.again()
	}
	if got := subjects(p.ask(false)); got[0] != 1 || got[1] != 2 || got[2] != 0 {
		t.Errorf("after a restart those never compared are next: %v", got)
	}
}

// TestWords: what came of a comparison is of the digest that was compared, lasts, and is
// taken back when both agree.
func TestWords(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	m := meeting(kpuk.ID{2, 1}, 1)
	p.save(m, line(m, 1, 5))
	asked := p.ask(true)
	if len(asked) != 1 || asked[0].Digest != brief(t, p.s, m.ID) {
		t.Fatalf("asked %+v", asked)
	}
	here, now := asked[0].Digest, p.clock.at.UnixMilli()
	want := receipt.Word{Agreed: here, At: now}
	p.answer(asked, merge.Checked{Agreement: merge.CheckAgrees})
	p.again()
	if got := p.word(m); got != want {
		t.Errorf("agreed: %+v", got)
	}
	later := now + time.Minute.Milliseconds()
	p.clock.at = time.UnixMilli(later)
	for name, c := range map[string]struct{ hub, want merge.Brief }{"another": {merge.Brief{7}, merge.Brief{7}}, "none": {}} {
		said := merge.Checked{Agreement: merge.CheckDiffers, Digest: c.hub}
		if c.hub == (merge.Brief{}) {
			said.Agreement = merge.CheckUnknown
		}
		p.b.Touched(nil, []merge.Delta{{Record: merge.ID(m.ID), Kind: 4}})
		p.answer(p.ask(true), said)
		p.again()
		if got := p.word(m); got != (receipt.Word{Agreed: here, At: now, Since: later, Here: here, Hub: c.want}) || !got.Differs() {
			t.Errorf("%s: %+v", name, got)
		}
	}
	p.answer(p.ask(true), merge.Checked{Agreement: merge.CheckAgrees})
	p.again()
	if got := p.word(m); got != (receipt.Word{Agreed: here, At: later}) {
		t.Errorf("agreed again: %+v", got)
	}
}

// TestWhatCameWithTheAnswer: the hub held more when it was asked; with its records the
// device reckons the same, and nothing differs.
func TestWhatCameWithTheAnswer(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	m := meeting(kpuk.ID{2, 1}, 1)
	p.save(m)
	asked := p.ask(true)
	ok(t, p.s.Save(t.Context(), author, line(m, 1, 5)))
	hub := brief(t, p.s, m.ID)
	p.answer(asked, merge.Checked{Agreement: merge.CheckDiffers, Digest: hub})
	if got := p.word(m); got.Differs() || got.Agreed != hub {
		t.Errorf("%+v", got)
	}
}

// TestNotCompared: what the hub did not accept, and a meeting that is not held any more.
func TestNotCompared(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	m, gone := meeting(kpuk.ID{2, 1}, 1), meeting(kpuk.ID{2, 1}, 2)
	p.save(m, gone)
	e := line(m, 1, 5)
	p.save(e)
	asked := p.ask(true)
	head, err := p.s.Head(t.Context(), p.s.Replica())
	ok(t, err)
	receiptOf := merge.Receipt{Replica: p.s.Replica(), Head: head, Epoch: merge.ID{1}}
	ok(t, p.s.Confirm(t.Context(), receiptOf, []merge.Verdict{{Seq: head.Seq, Code: merge.RuleBroken}}))
	lose(t, p.s, gone)
	p.answer(asked, merge.Checked{Agreement: merge.CheckDiffers, Digest: merge.Brief{7}})
	for name, one := range map[string]*kpuk.Meeting{"not accepted": m, "gone": gone} {
		if got := p.word(one); got != (receipt.Word{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := p.ask(false); len(got) != 0 {
		t.Errorf("asked: %v", subjects(got))
	}
}

// TestWordOfAGoneMeeting leaves the store.
func TestWordOfAGoneMeeting(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	m := meeting(kpuk.ID{2, 1}, 1)
	p.save(m)
	p.answer(p.ask(true), merge.Checked{Agreement: merge.CheckDiffers, Digest: merge.Brief{7}})
	lose(t, p.s, m)
	p.answer(p.ask(false), merge.Checked{})
	n := 0
	ok(t, p.s.Locals(t.Context(), "receipt/", func(string, func(any) error) error { n++; return nil }))
	if words, err := p.b.Words(t.Context()); err != nil || len(words) != 0 || n != 0 {
		t.Errorf("%d words, %d kept, %v", len(words), n, err)
	}
}

// TestManyAreAskedInPieces: a first download brings thousands of meetings; a sync that
// sends nothing stays small all the same, and one that sends asks about all that it sent.
func TestManyAreAskedInPieces(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	var deltas []merge.Delta
	var recs []kpuk.Record
	for n := range byte(90) {
		m := meeting(kpuk.ID{2, 1}, n)
		recs, deltas = append(recs, m), append(deltas, merge.Delta{Record: merge.ID(m.ID), Kind: 4})
	}
	ok(t, p.s.Save(t.Context(), author, recs...))
	p.b.Touched(nil, deltas)
	seen := map[byte]bool{}
	for range 6 {
		asked := p.ask(false)
		if len(asked) > 16 {
			t.Errorf("%d in one request", len(asked))
		}
		for _, n := range subjects(asked) {
			seen[n] = true
		}
		p.answer(asked, merge.Checked{Agreement: merge.CheckAgrees})
	}
	if len(seen) != 90 {
		t.Errorf("%d of 90 were compared", len(seen))
	}
	p.save(recs[0])
	changes, err := p.s.Outbox(t.Context(), 0, 0, 0)
	ok(t, err)
	p.b.Touched(changes, nil)
	if got := len(p.ask(true)); got != 64 {
		t.Errorf("%d asked, the most is 64", got)
	}
}
