package kpuk_test

import (
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

// sat is a meeting with lines of its own, drawn at random.
type sat struct {
	meeting *kpuk.Meeting
	lines   []*kpuk.Entry
}

func drawSat(t *rapid.T) sat {
	m := &kpuk.Meeting{Header: kpuk.Header{ID: kpuk.ID{7}}, Group: kpuk.ID{9}, Date: 20500, Attendance: map[kpuk.ID]kpuk.Attendance{}}
	s := sat{meeting: m}
	for i := range rapid.IntRange(1, 20).Draw(t, "members") {
		member := kpuk.ID{1, byte(i)}
		m.Attendance[member] = kpuk.Attendance{
			Presence: kpuk.Presence(rapid.IntRange(1, 6).Draw(t, "presence")),
			Reason:   rapid.SampledFrom([]string{"", "sakit", "hajatan"}).Draw(t, "reason"),
		}
		for _, kind := range []kpuk.EntryKind{kpuk.EntryWajib, kpuk.EntryInstalment, kpuk.EntryWithdrawal} {
			line := kpuk.EntryLine{
				Kind: kind, Amount: kpuk.Rupiah(rapid.IntRange(1, 1_000_000).Draw(t, "amount")), Group: m.Group, Meeting: m.ID,
				Member: member, Date: m.Date,
			}
			s.lines = append(s.lines, &kpuk.Entry{Header: kpuk.Header{ID: kpuk.EntryID(m.ID, member, kind, 0)}, Line: line})
		}
	}
	return s
}

// copyOf copies deeply, the lines in another order.
func (s sat) copyOf(t *rapid.T) sat {
	out := sat{meeting: kpuk.Clone(s.meeting)}
	for _, e := range s.lines {
		out.lines = append(out.lines, kpuk.Clone(e))
	}
	mix := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
	mix.Shuffle(len(out.lines), func(i, j int) { out.lines[i], out.lines[j] = out.lines[j], out.lines[i] })
	return out
}

func TestReceiptFollowsContentAlone(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{2}$`)
	rapid.Check(t, func(t *rapid.T) {
		s := drawSat(t)
		want := kpuk.ReceiptOf(s.meeting, s.lines)
		if !shape.MatchString(want.Code) {
			t.Fatalf("code %q", want.Code)
		}
		same := s.copyOf(t)
		same.meeting.Place, same.meeting.State.State = "balai desa", kpuk.Approved // neither attendance nor money
		// A line of another meeting, and one taken back within this one, say nothing.
		other := kpuk.Clone(s.lines[0])
		other.ID, other.Line.Meeting = kpuk.ID{99}, kpuk.ID{98}
		wrong := kpuk.Clone(s.lines[0])
		wrong.ID, wrong.Line.Turn = kpuk.ID{97}, 1
		void := &kpuk.Entry{Header: kpuk.Header{ID: kpuk.VoidID(wrong.ID)}, Line: wrong.Line}
		void.Line.Kind, void.Line.Voids, void.Line.Turn = kpuk.EntryVoid, wrong.ID, 0
		if got := kpuk.ReceiptOf(same.meeting, append(same.lines, other, wrong, void)); got != want {
			t.Fatalf("same content: %+v, want %+v", got, want)
		}
	})
}

func TestReceiptTellsAnyChange(t *testing.T) {
	t.Parallel()
	changes := map[string]func(*sat, int){
		"amount":     func(s *sat, i int) { s.lines[i].Line.Amount++ },
		"member":     func(s *sat, i int) { s.lines[i].Line.Member = kpuk.ID{55} },
		"loan":       func(s *sat, i int) { s.lines[i].Line.Loan = kpuk.ID{55} },
		"service":    func(s *sat, i int) { s.lines[i].Line.Service++ },
		"penalty":    func(s *sat, i int) { s.lines[i].Line.Penalty++ },
		"day":        func(s *sat, i int) { s.lines[i].Line.Date++ },
		"note":       func(s *sat, i int) { s.lines[i].Line.Note += "x" },
		"kind":       func(s *sat, i int) { s.lines[i].Line.Kind = kpuk.EntrySukarela },
		"line away":  func(s *sat, i int) { s.lines = slices.Delete(s.lines, i, i+1) },
		"line twice": func(s *sat, i int) { e := kpuk.Clone(s.lines[i]); e.ID = kpuk.ID{54}; s.lines = append(s.lines, e) },
		"presence": func(s *sat, i int) {
			id := s.lines[i].Line.Member
			a := s.meeting.Attendance[id]
			a.Presence = a.Presence%6 + 1
			s.meeting.Attendance[id] = a
		},
		"late by": func(s *sat, i int) {
			id := s.lines[i].Line.Member
			a := s.meeting.Attendance[id]
			a.At++
			s.meeting.Attendance[id] = a
		},
		"reason": func(s *sat, i int) {
			id := s.lines[i].Line.Member
			a := s.meeting.Attendance[id]
			a.Reason += "!"
			s.meeting.Attendance[id] = a
		},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tries, alike := 0, 0
			rapid.Check(t, func(t *rapid.T) {
				s := drawSat(t)
				was := kpuk.ReceiptOf(s.meeting, s.lines)
				other := s.copyOf(t)
				change(&other, rapid.IntRange(0, len(other.lines)-1).Draw(t, "line"))
				now := kpuk.ReceiptOf(other.meeting, other.lines)
				if now.Digest == was.Digest {
					t.Fatalf("the digest did not change")
				}
				tries++
				if now.Code == was.Code {
					alike++
				}
			})
			// A code has 20 bits: once in a million it is the same by chance.
			if alike > 1 {
				t.Errorf("%d of %d changes kept the code", alike, tries)
			}
		})
	}
}

func TestReceiptFigures(t *testing.T) {
	t.Parallel()
	m := &kpuk.Meeting{Header: kpuk.Header{ID: kpuk.ID{7}}, Attendance: map[kpuk.ID]kpuk.Attendance{
		{1}: {Presence: kpuk.Present}, {2}: {Presence: kpuk.Late}, {3}: {Presence: kpuk.Excused}, {4}: {},
		{5}: {Presence: kpuk.LeftEarly}, {6}: {Presence: kpuk.Absent},
	}}
	at := func(n byte, kind kpuk.EntryKind, amount kpuk.Rupiah) *kpuk.Entry {
		return &kpuk.Entry{Header: kpuk.Header{ID: kpuk.ID{n}}, Line: kpuk.EntryLine{Kind: kind, Amount: amount, Meeting: m.ID}}
	}
	r := kpuk.ReceiptOf(m, []*kpuk.Entry{
		at(1, kpuk.EntryWajib, 10_000), at(2, kpuk.EntryWithdrawal, 4_000), at(3, kpuk.EntryCashDifference, -500), at(4, kpuk.EntryPenalty, 2_000),
	})
	if r.Attended != 3 || r.Lines != 4 || r.Total != 12_000 || r.Broken {
		t.Errorf("%+v", r)
	}
	// The bytes are the same for ever: a receipt read out yesterday must match today.
	if r.Code != "JS-FB" {
		t.Errorf("code %q", r.Code)
	}
	r = kpuk.ReceiptOf(m, []*kpuk.Entry{at(1, kpuk.EntryWajib, math.MaxInt64), at(2, kpuk.EntryWajib, 1)})
	if !r.Broken || r.Total != 0 || r.Lines != 2 {
		t.Errorf("beyond all amounts: %+v", r)
	}
}

func TestTwins(t *testing.T) {
	t.Parallel()
	held := func(n byte, state kpuk.MeetingState, change func(*kpuk.Meeting)) *kpuk.Meeting {
		m := &kpuk.Meeting{Header: kpuk.Header{ID: kpuk.ID{n}}, Group: kpuk.ID{9}, Date: 20500, State: kpuk.Standing{State: state}}
		if change != nil {
			change(m)
		}
		return m
	}
	for name, c := range map[string]struct {
		meetings []*kpuk.Meeting
		want     [][]byte
	}{
		"begun first":      {[]*kpuk.Meeting{held(2, kpuk.Draft, nil), held(1, kpuk.Draft, nil)}, [][]byte{{1, 2}}},
		"further on":       {[]*kpuk.Meeting{held(1, kpuk.Returned, nil), held(2, kpuk.Approved, nil), held(3, kpuk.Submitted, nil)}, [][]byte{{2, 3, 1}}},
		"another day":      {[]*kpuk.Meeting{held(1, 0, nil), held(2, 0, func(m *kpuk.Meeting) { m.Date++ })}, nil},
		"another group":    {[]*kpuk.Meeting{held(1, 0, nil), held(2, 0, func(m *kpuk.Meeting) { m.Group = kpuk.ID{8} })}, nil},
		"another purpose":  {[]*kpuk.Meeting{held(1, 0, nil), held(2, 0, func(m *kpuk.Meeting) { m.Type = kpuk.MeetingTraining })}, nil},
		"one removed":      {[]*kpuk.Meeting{held(1, 0, nil), held(2, 0, func(m *kpuk.Meeting) { m.Removed.Reason = "ganda" })}, nil},
		"told apart":       {[]*kpuk.Meeting{held(1, 0, func(m *kpuk.Meeting) { m.Apart = map[kpuk.ID]bool{{2}: true} }), held(2, 0, nil)}, nil},
		"one told apart":   {[]*kpuk.Meeting{held(1, 0, func(m *kpuk.Meeting) { m.Apart = map[kpuk.ID]bool{{2}: true} }), held(2, 0, nil), held(3, 0, nil)}, [][]byte{{1, 3}}},
		"day not known":    {[]*kpuk.Meeting{held(1, 0, func(m *kpuk.Meeting) { m.Date = 0 }), held(2, 0, func(m *kpuk.Meeting) { m.Date = 0 })}, nil},
		"two pairs by day": {[]*kpuk.Meeting{held(1, 0, nil), held(2, 0, nil), held(4, 0, func(m *kpuk.Meeting) { m.Date-- }), held(3, 0, func(m *kpuk.Meeting) { m.Date-- })}, [][]byte{{3, 4}, {1, 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got [][]byte
			for _, twins := range kpuk.Twins(c.meetings) {
				var ids []byte
				for _, m := range twins {
					ids = append(ids, m.ID[0])
				}
				got = append(got, ids)
			}
			if !slices.EqualFunc(got, c.want, slices.Equal[[]byte]) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
