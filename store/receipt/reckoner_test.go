package receipt_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/receipt"
	"pendamping/sync/merge"
)

var (
	partition = kpuk.ID{9}
	author    = kpuk.ID{8}
)

// clock stands where it is put.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// open makes a store of its own.
func open(t *testing.T, c *clock, name byte) *store.Store {
	t.Helper()
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "s.db"), store.Options{
		Secret: store.RawKey([32]byte{name}), Now: c.now, Rand: rand.NewChaCha8([32]byte{name}),
	})
	ok(t, err)
	t.Cleanup(func() { ok(t, s.Close()) })
	return s
}

func ok(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, err error,
) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// meeting is the nth meeting of a group.
func meeting(group kpuk.ID, n byte) *kpuk.Meeting {
	return &kpuk.Meeting{
		Header: kpuk.Header{ID: kpuk.ID{4, group[1], n}, Partition: partition, Scope: group}, Group: group, Date: 20500,
		Attendance: map[kpuk.ID]kpuk.Attendance{{3, n}: {Presence: kpuk.Present}},
	}
}

// line is a deposit of a member at a meeting.
func line(m *kpuk.Meeting, member byte, amount kpuk.Rupiah) *kpuk.Entry {
	id := kpuk.EntryID(m.ID, kpuk.ID{3, member}, kpuk.EntryWajib, 0)
	return &kpuk.Entry{Header: kpuk.Header{ID: id, Partition: partition, Scope: m.Scope}, Line: kpuk.EntryLine{
		Kind: kpuk.EntryWajib, Amount: amount, Group: m.Group, Meeting: m.ID, Member: kpuk.ID{3, member}, Date: m.Date,
	}}
}

func anywhere(merge.ID) bool { return true }

// brief is the digest that the domain gives for a meeting, from all records of a store.
func brief(t *testing.T, s *store.Store, id kpuk.ID) merge.Brief {
	t.Helper()
	m, err := store.Get[kpuk.Meeting](t.Context(), s, id)
	ok(t, err)
	all, err := store.List[kpuk.Entry](t.Context(), s, kpuk.ID{})
	ok(t, err)
	r := kpuk.ReceiptOf(m, all)
	return r.Brief()
}

// TestReckonsAsTheDomainDoes: whatever is saved in whatever order, a reckoner that followed
// along and one that begins anew say what the domain says of all records.
func TestReckonsAsTheDomainDoes(t *testing.T) {
	t.Parallel()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		c := &clock{time.UnixMilli(1_760_000_000_000)}
		s := open(t, c, byte(n))
		followed, err := receipt.NewReckoner(s, merge.ID(partition))
		ok(rt, err)
		groups := []kpuk.ID{{2, 1}, {2, 2}}
		var all []*kpuk.Meeting
		for save := range rapid.IntRange(1, 12).Draw(rt, "saves") {
			m := meeting(rapid.SampledFrom(groups).Draw(rt, "group"), rapid.Byte().Draw(rt, "meeting")%4)
			c.at = c.at.Add(time.Second)
			recs := []kpuk.Record{line(m, byte(save), kpuk.Rupiah(rapid.IntRange(1, 9).Draw(rt, "amount")))}
			if _, err = store.Get[kpuk.Meeting](t.Context(), s, m.ID); err != nil {
				recs, all = append(recs, m), append(all, m)
			}
			ok(rt, s.Save(t.Context(), author, recs...))
			if !rapid.Bool().Draw(rt, "ask") {
				continue
			}
			_, err = followed.Reckon(t.Context(), merge.ID(rapid.SampledFrom(all).Draw(rt, "asked").ID), anywhere)
			ok(rt, err)
		}
		fresh, err := receipt.NewReckoner(s, merge.ID(partition))
		ok(rt, err)
		for _, m := range all {
			want := brief(t, s, m.ID)
			for name, r := range map[string]*receipt.Reckoner{"followed": followed, "fresh": fresh} {
				got, err := r.Reckon(t.Context(), merge.ID(m.ID), anywhere)
				if err != nil || got.Digest != want || got.Scope != merge.ID(m.Group) {
					rt.Fatalf("%s: %v %v, want %x", name, got, err, want)
				}
			}
		}
	})
}

// TestPositionIsOfTheNewest: what somebody writes to the meeting or its money, and nothing
// else, moves the position of its receipt.
func TestPositionIsOfTheNewest(t *testing.T) {
	t.Parallel()
	c := &clock{time.UnixMilli(1_760_000_000_000)}
	s := open(t, c, 1)
	r, err := receipt.NewReckoner(s, merge.ID(partition))
	ok(t, err)
	m, other := meeting(kpuk.ID{2, 1}, 1), meeting(kpuk.ID{2, 1}, 2)
	at := func() uint64 {
		t.Helper()
		got, fail := r.Reckon(t.Context(), merge.ID(m.ID), anywhere)
		ok(t, fail)
		return got.Position
	}
	ok(t, s.Save(t.Context(), author, m))
	first := at()
	ok(t, s.Save(t.Context(), author, other, line(other, 1, 5)))
	if got := at(); got != first {
		t.Errorf("another meeting moves it from %d to %d", first, got)
	}
	ok(t, s.Save(t.Context(), author, line(m, 1, 5)))
	now, err := s.Position(t.Context())
	ok(t, err)
	if got := at(); got != now {
		t.Errorf("a line of it: %d, want %d", got, now)
	}
}

// TestLossGivesAnotherDigest: an entry that is gone without a trace is missing from the
// receipt, also for a reckoner that had seen it.
func TestLossGivesAnotherDigest(t *testing.T) {
	t.Parallel()
	s := open(t, &clock{time.UnixMilli(1_760_000_000_000)}, 1)
	r, err := receipt.NewReckoner(s, merge.ID(partition))
	ok(t, err)
	m := meeting(kpuk.ID{2, 1}, 1)
	e := line(m, 1, 5)
	ok(t, s.Save(t.Context(), author, m, e, line(m, 2, 5)))
	before, err := r.Reckon(t.Context(), merge.ID(m.ID), anywhere)
	ok(t, err)
	lose(t, s, e)
	after, err := r.Reckon(t.Context(), merge.ID(m.ID), anywhere)
	if err != nil || after.Digest == before.Digest || after.Digest != brief(t, s, m.ID) {
		t.Errorf("before %x, after %x, %v", before.Digest, after.Digest, err)
	}
	for name, sees := range map[string]func(merge.ID) bool{
		"another scope": func(scope merge.ID) bool { return scope != merge.ID(m.Group) }, "nothing": func(merge.ID) bool { return false },
	} {
		if _, err = r.Reckon(t.Context(), merge.ID(m.ID), sees); !errors.Is(err, merge.ErrNoRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err = r.Reckon(t.Context(), merge.ID(e.ID), anywhere); !errors.Is(err, merge.ErrNoRecord) {
		t.Errorf("what is no meeting: %v", err)
	}
	m.Removed = kpuk.Removal{Reason: "ganda"}
	got, err := store.Get[kpuk.Meeting](t.Context(), s, m.ID)
	ok(t, err)
	got.Removed = m.Removed
	ok(t, s.Save(t.Context(), author, got))
	if _, err := r.Reckon(t.Context(), merge.ID(m.ID), anywhere); !errors.Is(err, merge.ErrNoRecord) {
		t.Errorf("a removed one: %v", err)
	}
}

// lose takes a record out of a store as if it had never been there.
func lose(t *testing.T, s *store.Store, rec kpuk.Record) {
	t.Helper()
	link, err := s.Link(t.Context())
	ok(t, err)
	gone := merge.Delta{Record: merge.ID(rec.Head().ID), Kind: merge.Kind(rec.Kind()), Partition: merge.ID(partition), Gone: true}
	ok(t, s.Absorb(t.Context(), merge.Page{Deltas: []merge.Delta{gone}}, link.Cursor))
}

// BenchmarkReckon is what a comparison costs a hub, beside a history of so many meetings
// of the group.
func BenchmarkReckon(b *testing.B) {
	for _, history := range []int{1, 60} {
		b.Run(fmt.Sprintf("after %d meetings", history), func(b *testing.B) {
			s, err := store.Create(b.Context(), filepath.Join(b.TempDir(), "s.db"), store.Options{
				Secret: store.RawKey([32]byte{1}), Now: (&clock{time.UnixMilli(1_760_000_000_000)}).now, Rand: rand.NewChaCha8([32]byte{1}),
			})
			ok(b, err)
			defer func() { ok(b, s.Close()) }()
			r, err := receipt.NewReckoner(s, merge.ID(partition))
			ok(b, err)
			var m *kpuk.Meeting
			for i := range history {
				m = meeting(kpuk.ID{2, 1}, byte(i))
				recs := []kpuk.Record{m}
				for n := range byte(22) {
					recs = append(recs, line(m, n, 5))
				}
				ok(b, s.Save(b.Context(), author, recs...))
			}
			b.ReportAllocs()
			for b.Loop() {
				_, err := r.Reckon(b.Context(), merge.ID(m.ID), anywhere)
				ok(b, err)
			}
		})
	}
}
