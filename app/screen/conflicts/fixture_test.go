package conflicts_test

import (
	"context"
	"testing"
	"time"

	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// settled is one call of Settle.
type settled struct {
	contest kpuk.Contest
	choices []kpuk.Choice
}

// source is a list that a test alters by hand.
type source struct {
	list    []kpuk.Contest
	settled []settled
	fail    error
}

func (s *source) Contests(context.Context) ([]kpuk.Contest, error) { return s.list, s.fail }

func (s *source) Settle(_ context.Context, _ kpuk.ID, c kpuk.Contest, choices []kpuk.Choice) error {
	if s.fail != nil {
		return s.fail
	}
	s.settled = append(s.settled, settled{c, choices})
	s.list = s.list[1:]
	return nil
}

// said is what a person of the small book said on a day of November.
func said(value any, by, day, hour, minute int) kpuk.Said {
	at := time.Date(2026, time.November, day, hour, minute, 0, 0, screentest.Clock().Location())
	return kpuk.Said{Value: value, By: screentest.ID("person", by), At: at.UnixMilli()}
}

// rohayati is the member about whom Nurlaela and Sumarni disagree.
func rohayati() kpuk.Contest {
	return kpuk.Contest{Record: screentest.MemberID(screentest.Melati, 8), Kind: kpuk.KindMember, Fields: []kpuk.Contested{
		{Number: 23, Name: "Phone", Said: []kpuk.Said{said("+6287864112205", 3, 19, 9, 40), said("+6281237450192", 1, 18, 10, 12)}},
		{Number: 24, Name: "Address", Said: []kpuk.Said{said("Dusun Bunsambang, RT 05", 3, 19, 9, 41), said("Dusun Bunsambang, RT 03", 1, 18, 10, 12)}},
		{Number: 40, Name: "Businesses", Element: kpuk.ID{1}, Said: []kpuk.Said{
			said(kpuk.Business{Name: "Dagang telur", Kind: "trade"}, 3, 19, 9, 44), said(kpuk.Business{Name: "Ternak ayam kampung", Kind: "livestock"}, 1, 18, 10, 15),
		}},
		{Number: 30, Name: "Household", Said: []kpuk.Said{said(5, 3, 19, 9, 44), said(4, 1, 18, 10, 15)}},
	}}
}

// removed is a member whom one removed while another wrote into her record.
func removed() kpuk.Contest {
	return kpuk.Contest{Record: screentest.MemberID(screentest.Anggrek, 1), Kind: kpuk.KindMember, Fields: []kpuk.Contested{{
		Number: kpuk.FieldRemoved, Name: "Removed", Said: []kpuk.Said{said(kpuk.Removal{Reason: "dobel"}, 3, 19, 9, 0), said(nil, 1, 19, 10, 0)},
		Unseen: []kpuk.Unseen{{Name: "Phone", Value: "+6281237450192"}},
	}}}
}

// line is the money of a member with two values; its record is in the small book.
func line(amount kpuk.Rupiah) (*kpuk.Entry, kpuk.Contest) {
	scope, meeting := screentest.ID("group", screentest.Melati), screentest.MeetingID(screentest.Melati, 10)
	l := kpuk.EntryLine{
		Kind: kpuk.EntrySukarela, Amount: amount, Group: scope, Meeting: meeting, Member: screentest.MemberID(screentest.Melati, 8), Date: screentest.Day(10, 26),
	}
	e := &kpuk.Entry{Header: screentest.Head(kpuk.EntryID(l.Meeting, l.Member, l.Kind, 0), scope), Line: l}
	other := l
	other.Amount += 2_000
	return e, kpuk.Contest{Record: e.ID, Kind: kpuk.KindEntry, Fields: []kpuk.Contested{{
		Number: 10, Name: "Line", Said: []kpuk.Said{said(l, 1, 18, 9, 0), said(other, 3, 18, 9, 5)},
	}}}
}

// twin is a second recording of Kenanga's meeting of November, by Sumarni, with other
// money.
func twin() []kpuk.Record {
	scope := screentest.ID("group", screentest.Kenanga)
	m := &kpuk.Meeting{
		Header: screentest.Head(screentest.ID("meeting", 9_999), scope), Group: scope, Date: screentest.Day(11, 18), Start: kpuk.At(9, 15),
		State:      kpuk.Standing{State: kpuk.Draft, By: screentest.ID("person", 3), At: screentest.Clock().UnixMilli()},
		Attendance: map[kpuk.ID]kpuk.Attendance{screentest.MemberID(screentest.Kenanga, 1): {Presence: kpuk.Present}},
	}
	l := kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 15_000, Group: scope, Meeting: m.ID, Member: screentest.MemberID(screentest.Kenanga, 1), Date: m.Date}
	return []kpuk.Record{m, &kpuk.Entry{Header: screentest.Head(kpuk.EntryID(m.ID, l.Member, l.Kind, 0), scope), Line: l}}
}

// people are those of the small book and Sumarni, with more records if given.
func people(more ...kpuk.Record) []kpuk.Record {
	recs := append(screentest.Book(), &kpuk.Person{
		Header: screentest.Head(screentest.ID("person", 3), screentest.ID("federation", 1)), Name: "Sumarni", Office: kpuk.OfficeFacilitator,
	})
	return append(recs, more...)
}

// desk is a coordinator's rig.
func desk(t *testing.T, lang string, more ...kpuk.Record) *screentest.Rig {
	t.Helper()
	return screentest.Coordinator(t, lang, people(more...)...)
}
