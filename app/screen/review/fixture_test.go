package review_test

import (
	"context"
	"testing"

	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// desk is a rig whose waits end when the test says so.
type desk struct {
	*screentest.Rig
	waits []func()
}

// newDesk has three meetings that wait: of Kenanga and Mawar without a cash count, and
// of Anggrek, whose cash is 5,000 short for a reason.
func newDesk(t *testing.T, lang string) *desk {
	t.Helper()
	d := &desk{Rig: screentest.Coordinator(t, lang, screentest.Book()...)}
	d.Go = func(work func(context.Context) error, done func(error)) {
		d.waits = append(d.waits, func() { done(work(t.Context())) })
	}
	for _, id := range []kpuk.ID{
		screentest.MeetingID(screentest.Anggrek, 11), screentest.MeetingID(screentest.Mawar, 10),
		screentest.MeetingID(screentest.Melati, 10), screentest.MeetingID(screentest.Kenanga, 11),
	} {
		d.submit(t, id)
	}
	return d
}

// submit makes a meeting complete and submitted, with the cash counted as it should be.
func (d *desk) submit(t *testing.T, id kpuk.ID) {
	t.Helper()
	b := d.Book.Meeting(id)
	m := kpuk.Clone(b.Meeting)
	sheet, err := b.Sheet()
	if err != nil {
		t.Fatal(err)
	}
	m.State = kpuk.Standing{State: kpuk.Submitted, By: screentest.ID("person", 1), At: m.State.At}
	m.Cash = kpuk.CashCount{Counted: sheet.Expected, Done: true}
	m.Sheet = map[kpuk.ID]kpuk.SheetRow{}
	for _, w := range b.Of().Members() {
		m.Sheet[w.ID] = kpuk.SheetRow{Confirmed: true}
	}
	if id == screentest.MeetingID(screentest.Anggrek, 11) {
		m.Cash.Counted -= 5000
		m.Cash.Reason = "Kembalian kurang"
		difference := kpuk.EntryLine{
			Kind: kpuk.EntryCashDifference, Amount: -5000, Group: m.Group, Meeting: m.ID, Date: m.Date, Note: m.Cash.Reason,
		}
		d.Book.Put(&kpuk.Entry{Header: screentest.Head(screentest.ID("difference", 1), m.Group), Line: difference})
	}
	d.Book.Put(m)
}

// elapse lets every wait end that was begun.
func (d *desk) elapse() {
	waits := d.waits
	d.waits = nil
	for _, end := range waits {
		end()
	}
}

// noWait stands for the wait in which a decision can be taken back; the desk decides
// when it is over.
func noWait(context.Context) error { return nil }
