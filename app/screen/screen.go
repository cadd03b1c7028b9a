// Package screen is what every screen is given: the language, the records at hand, how
// to keep a change, how to work in the background and where to go next.
//
// A screen NAME lives in screen/NAME: model.go is plain Go and holds what is shown,
// view.go draws it and forwards events. Both run on the UI thread. A screen knows no
// other screen: it asks [Env.Open] for a [Route].
package screen

import (
	"context"
	"slices"
	"time"

	"pendamping/assets/translation"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Name says which screen a route leads to.
type Name string

// The screens.
const (
	Today     Name = "today"
	Groups    Name = "groups"
	Group     Name = "group"  // ID: the group
	Member    Name = "member" // ID: the member; zero ID with Of set: a new member of that group
	Loan      Name = "loan"   // ID: the loan
	Form      Name = "form"   // a new group
	Recorder  Name = "recorder"
	Meeting   Name = "meeting" // a meeting to read
	Tasks     Name = "tasks"
	Task      Name = "task"     // one follow-up with its evidence
	Visits    Name = "visits"   // Tab: calendar, travel or activities
	Visit     Name = "visit"    // one visit and its log
	Activity  Name = "activity" // a training or public-service event
	Gaps      Name = "gaps"     // Tab: arrears, consent or incomplete
	Sync      Name = "sync"
	Settings  Name = "settings"
	Dashboard Name = "dashboard"
	Review    Name = "review"
	Members   Name = "members"
	Devices   Name = "devices"

	ShareOut Name = "shareout" // ID: the group; what a share-out would give today
	// Correct puts something of the past right. ID: a line of the ledger, or a meeting; Of:
	// the member whose attendance at the meeting is meant.
	Correct Name = "correct"

	NewPIN Name = "newpin" // another PIN or passphrase

	Practice Name = "practice" // a group that never was, to try everything out
	Help     Name = "help"     // Tab: the topic; empty: all of them
	Tour     Name = "tour"     // three cards for somebody new

	Conflicts  Name = "conflicts"  // what two people said differently
	Quarantine Name = "quarantine" // what the hub did not accept
	Hotspot    Name = "hotspot"    // meeting colleagues where no hub is
)

// Route is a place in the app.
type Route struct {
	Name Name
	ID   kpuk.ID   // the record to show; zero: the list, or a new one
	Of   kpuk.ID   // what a new record belongs to (the group)
	Step kpuk.Step // of the recorder
	Cell string    // of the recorder's money grid: where to resume
	Tab  string    // of a page with tabs
}

// PrintKind says what is printed.
type PrintKind uint8

// What can be printed.
const (
	PrintMinutes  PrintKind = iota + 1 // ID: the meeting
	PrintSheet                         // ID: the group, Date: of the meeting; to fill in by hand
	PrintCashBook                      // ID: the group
	PrintMember                        // ID: the member
)

// Print is something to print.
type Print struct {
	Kind PrintKind
	ID   kpuk.ID
	Date kpuk.Date
}

// Env is what every screen is given. It is used on the UI thread only.
type Env struct {
	// Text prints in the user's language.
	Text *translation.Printer
	// Book holds the records of this device. Screens read it and never change it.
	Book *book.Book
	// Keep saves records durably, in the order of the calls, without blocking. The
	// records must not be changed by the caller until done is called: hand over a
	// clone of what goes on changing. done may be nil.
	Keep func(done func(error), recs ...kpuk.Record)
	// Local keeps a small value on this device alone (resume state, choices).
	Local func(key string, value any)
	// Drafts are the half-filled forms of this device; nil where none are kept.
	Drafts *Drafts
	// Go runs slow work in the background, then done on the UI thread.
	Go func(work func(context.Context) error, done func(error))
	// IDs makes new record IDs.
	IDs kpuk.IDSource
	// Now is the device's clock in its own time zone.
	Now func() time.Time
	// Me is the person who is signed in.
	Me        kpuk.ID
	Office    kpuk.Office
	Partition kpuk.ID
	// Area names an area code, or returns the code itself.
	Area func(code string) string
	// Areas are all areas of Indonesia, to choose from.
	Areas Areas
	// Print makes a file of printed pages and lets the person keep it where she likes. done
	// is told when it was kept, or why not, and nothing when she chose no place. Nil where
	// nothing can be printed.
	Print func(what Print, done func(error))
	// Help opens the help page of a topic: a screen's name, or "recorder." and a step's.
	// Nil where it stands in the frame instead, or nowhere.
	Help func(topic string)
	// Tight tells whether the device has little room left; nil where that is not known.
	Tight func() bool
	// Open goes to a place, Back to the one before.
	Open func(Route)
	Back func()
	// Refused tells whether a record shows something here that the hub did not accept;
	// nil where nobody knows.
	Refused func(id kpuk.ID) bool
	// Compared tells what came of comparing a meeting, whose receipt is given, with the hub;
	// nil where nobody knows.
	Compared func(meeting kpuk.ID, r kpuk.Receipt) Comparison
}

// Comparison is what came of comparing a meeting's receipt with the hub's own reckoning.
type Comparison struct {
	Outcome Outcome
	At      time.Time // when both agreed last
	Here    string    // code of what this device held when a difference was found
	Hub     string    // code of what the hub holds; empty: it has no such meeting
}

// Outcome is how a comparison ended.
type Outcome uint8

// The outcomes.
const (
	NotCompared Outcome = iota // never, or not as the meeting is now
	Agrees
	Differs
)

// Compare is Compared, also where nobody knows.
func (e *Env) Compare(meeting kpuk.ID, r kpuk.Receipt) Comparison {
	if e.Compared == nil {
		return Comparison{}
	}
	return e.Compared(meeting, r)
}

// Unaccepted tells whether one of the records shows something that the hub did not
// accept: it is on this device alone.
func (e *Env) Unaccepted(ids ...kpuk.ID) bool {
	return e.Refused != nil && slices.ContainsFunc(ids, e.Refused)
}

// Today is the local day.
func (e *Env) Today() kpuk.Date { return kpuk.DateOf(e.Now()) }
