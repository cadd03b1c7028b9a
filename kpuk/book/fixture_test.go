package book_test

import (
	"encoding/binary"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// id makes a test ID out of a space and a number, so that failures can be read.
func id(space string, n int) kpuk.ID {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(n))
	return kpuk.Derive(space, number[:])
}

// day is a date of the test year.
func day(month, dayOfMonth int) kpuk.Date {
	return kpuk.NewDate(2026, 1, 1).AddMonths(month - 1).AddDays(dayOfMonth - 1)
}

func head(own, scope kpuk.ID) kpuk.Header {
	return kpuk.Header{ID: own, Partition: id("federation", 1), Scope: scope}
}

func group(n int, name, village string) *kpuk.Group {
	own := id("group", n)
	return &kpuk.Group{
		Header: head(own, own), Name: name, Village: village, FormedOn: day(1, 1),
		Rules: map[kpuk.Date]kpuk.Rules{day(1, 1): {
			Pokok: 50_000, Wajib: 10_000, RateBP: 150, Unit: 100, Rhythm: kpuk.Monthly,
		}},
	}
}

func member(n, groupN int, name string) *kpuk.Member {
	return &kpuk.Member{
		Header: head(id("member", n), id("group", groupN)), Name: name, Number: n, Group: id("group", groupN),
		JoinedOn: day(1, 1),
	}
}

func meeting(n, groupN int, on kpuk.Date, state kpuk.MeetingState) *kpuk.Meeting {
	return &kpuk.Meeting{
		Header: head(id("meeting", n), id("group", groupN)), Group: id("group", groupN), Date: on,
		Start: kpuk.At(9, 0), State: kpuk.Standing{State: state, At: int64(n)},
	}
}

// entry makes a line of group 1, at a meeting and for a member where these are not 0.
//
//nolint:revive // the parts of a line, in the order of the ledger
func entry(n, meetingN, memberN int, kind kpuk.EntryKind, amount kpuk.Rupiah, on kpuk.Date) *kpuk.Entry {
	e := &kpuk.Entry{
		Header: head(id("entry", n), id("group", 1)),
		Line:   kpuk.EntryLine{Kind: kind, Amount: amount, Group: id("group", 1), Date: on},
	}
	if meetingN > 0 {
		e.Line.Meeting = id("meeting", meetingN)
	}
	if memberN > 0 {
		e.Line.Member = id("member", memberN)
	}
	return e
}

func void(n, meetingN, of int, amount kpuk.Rupiah, on kpuk.Date) *kpuk.Entry {
	e := entry(n, meetingN, 0, kpuk.EntryVoid, amount, on)
	e.Line.Voids = id("entry", of)
	e.Line.Note = "salah tulis"
	return e
}

// bookOf makes a book of records.
func bookOf(recs ...kpuk.Record) *book.Book {
	b := book.New()
	b.Put(recs...)
	return b
}

// loan makes an active loan of ten monthly instalments at 1.5 % flat.
func loan(n, memberN, groupN int, principal kpuk.Rupiah, start kpuk.Date) *kpuk.Loan {
	return &kpuk.Loan{
		Header: head(id("loan", n), id("group", groupN)), Member: id("member", memberN), Group: id("group", groupN),
		Terms:  kpuk.Terms{Principal: principal, RateBP: 150, Instalments: 10, Unit: 100, Start: start},
		Status: kpuk.LoanState{Status: kpuk.LoanActive, On: start},
	}
}

// pay makes a line of a loan.
//
//nolint:revive // the parts of a line, in the order of the ledger
func pay(n, loanN, groupN int, kind kpuk.EntryKind, amount kpuk.Rupiah, on kpuk.Date) *kpuk.Entry {
	e := entry(n, 0, 0, kind, amount, on)
	e.Line.Loan, e.Line.Group = id("loan", loanN), id("group", groupN)
	return e
}
