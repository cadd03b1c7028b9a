package correct

import (
	"slices"
	"strings"

	"pendamping/app/screen"
	"pendamping/app/screen/talk"
	"pendamping/kpuk"
)

// Review is a corrected line that belongs to no meeting, as the coordinator reviews it and
// the facilitator gets it back.
type Review struct {
	env  *screen.Env
	id   kpuk.ID
	held *kpuk.Amendment
	line *Model // words figures and names

	Found    bool
	Group    string
	Was, Is  string // the line as it was first written, and what stands now
	On       string // its day
	Made     string // who corrected it last, and when
	Reason   string
	State    kpuk.MeetingState
	Returned string // why it was given back, and by whom
	By       string
	Sections []Section
	Said     []talk.Point
	Events   []talk.Event
	Text     string // what is being written
	Failure  string
	Wanted   bool // a comment is wanted
	Busy     bool
}

// NewReview opens the review of a line.
func NewReview(env *screen.Env, id kpuk.ID) *Review {
	r := &Review{env: env, id: id}
	r.Load()
	return r
}

// Load reads the book anew; what is being written stays.
func (r *Review) Load() {
	*r = Review{env: r.env, id: r.id, Text: r.Text, Failure: r.Failure, Wanted: r.Wanted, Busy: r.Busy}
	a, ok := r.env.Book.Record(r.id).(*kpuk.Amendment)
	if !ok || a.Gone() || r.env.Book.Group(a.Group) == nil {
		return
	}
	g := r.env.Book.Group(a.Group)
	r.held, r.line, r.Found = a, &Model{env: r.env, group: g}, true
	t, last := r.env.Text, a.Last()
	r.Group, r.State, r.Reason = t.T("correct.group", "Name", g.Name), a.State.State, last.Reason
	r.Made = joinedBy(r.line.person(last.By), r.line.moment(last.At))
	r.Was, r.Is = r.words(a.Entry), t.T("correct.nothing")
	if e := g.Ledger().Entry(a.Entry); e != nil {
		r.On = r.line.day(e.Line.Date)
	}
	if e := r.standing(); e != nil {
		r.Is = r.words(e.ID)
	}
	if a.State.State == kpuk.Returned {
		r.Returned, r.By = a.State.Comment, joinedBy(r.line.person(a.State.By), r.line.moment(a.State.At))
	}
	effects, err := g.Holdings().Amended(a, r.env.Today())
	if err != nil {
		r.Failure = screen.Words(t, err)
	}
	r.line.ripple = &kpuk.Ripple{Effects: effects}
	r.Sections = r.line.Sections()
	lent := &kpuk.Meeting{State: a.State, History: a.History, Comments: a.Comments, Corrections: a.Notes}
	r.Said, r.Events = talk.ReadAll(r.env, g, lent), talk.Events(r.env, g, lent)
}

// joinedBy puts who and when together.
func joinedBy(who, when string) string { return strings.Trim(who+" · "+when, " ·") }

// words words a line with whose it is and its amount.
func (r *Review) words(id kpuk.ID) string {
	e := r.line.group.Ledger().Entry(id)
	if e == nil {
		return r.env.Text.T("correct.nothing")
	}
	t := r.env.Text
	whose := t.T("correct.of_group")
	if !e.Line.Member.IsZero() {
		whose = r.line.name(e.Line.Member)
	}
	return t.T("word.entry."+e.Line.Kind.String()) + " · " + whose + " · " + t.Amount(int64(e.Line.Amount))
}

// standing is what stands in the line's place now; nil when nothing does.
func (r *Review) standing() *kpuk.Entry {
	for e := range r.line.group.Ledger().Standing() {
		wrote := slices.ContainsFunc(notes(r.held), func(c kpuk.Corrected) bool { return c.Wrote(e.ID) })
		if wrote && e.Line.Meeting.IsZero() && e.Line.Kind != kpuk.EntryCashDifference && kpuk.AmendmentID(r.line.group.Ledger().Origin(e.ID)) == r.id {
			return e
		}
	}
	return nil
}

// notes lists the corrections of a review.
func notes(a *kpuk.Amendment) []kpuk.Corrected {
	out := make([]kpuk.Corrected, 0, len(a.Notes))
	for _, c := range a.Notes {
		out = append(out, c)
	}
	return out
}

// Judges tells whether the user decides on it now.
func (r *Review) Judges() bool {
	office := r.env.Office == kpuk.OfficeCoordinator || r.env.Office == kpuk.OfficeNetworkAdmin
	return r.Found && r.State == kpuk.Submitted && office
}

// Mends tells whether the user mends it now.
func (r *Review) Mends() bool {
	return r.Found && r.State == kpuk.Returned && talk.MayAnswer(r.env)
}

// MendRoute leads to correcting the line once more: what stands, or the void of it.
func (r *Review) MendRoute() screen.Route {
	to := screen.Route{Name: screen.Correct, ID: kpuk.VoidID(r.held.Entry)}
	if e := r.standing(); e != nil {
		to.ID = e.ID
	}
	return to
}

// Approve accepts the correction. done is told when that is kept.
func (r *Review) Approve(done func()) {
	r.move(done, func(a *kpuk.Amendment) error {
		to, err := a.State.Approve(r.actor())
		if err != nil {
			return err //nolint:wrapcheck // of the domain
		}
		a.Stand(to)
		return nil
	})
}

// Return gives it back with what was written; without a word it asks for one.
func (r *Review) Return(done func()) {
	r.move(done, func(a *kpuk.Amendment) error {
		to, err := a.State.Return(r.actor(), 0, r.Text)
		if err != nil {
			return err //nolint:wrapcheck // of the domain
		}
		a.Stand(to)
		return r.say(a, kpuk.Comment{By: to.By, At: to.At, Text: to.Comment})
	})
}

// Stands answers that the correction is right as it is, and hands it in again.
func (r *Review) Stands(done func()) {
	r.move(done, func(a *kpuk.Amendment) error {
		text := strings.TrimSpace(r.Text)
		if text == "" {
			return kpuk.ErrNoComment
		}
		by := r.actor()
		to, err := a.State.Submit(by)
		if err != nil {
			return err //nolint:wrapcheck // of the domain
		}
		c := kpuk.Comment{By: by.Person, At: by.At, Text: text, Right: true}
		for _, t := range a.Threads() {
			if t.By == a.State.By && t.At == a.State.At {
				c.To = t.ID
			}
		}
		a.Stand(to)
		return r.say(a, c)
	})
}

// actor is the person signed in.
func (r *Review) actor() kpuk.Actor {
	return kpuk.Actor{Person: r.env.Me, Office: r.env.Office, At: r.env.Now().UnixMilli()}
}

// say adds a comment.
func (r *Review) say(a *kpuk.Amendment, c kpuk.Comment) error {
	id, err := r.env.IDs.New()
	if err != nil {
		return err //nolint:wrapcheck // carries its place
	}
	a.Say(id, c)
	return nil
}

// move changes a copy of the review and keeps it. A word that is missing is asked for.
func (r *Review) move(done func(), change func(*kpuk.Amendment) error) {
	if r.Busy || !r.Found {
		return
	}
	a := kpuk.Clone(r.held)
	r.Failure, r.Wanted = "", false
	if err := change(a); err != nil {
		if r.Wanted = strings.TrimSpace(r.Text) == ""; !r.Wanted {
			r.Failure = screen.Words(r.env.Text, err)
		}
		done()
		return
	}
	r.Busy = true
	r.env.Keep(func(err error) {
		r.Busy = false
		if err != nil {
			r.Failure = screen.Words(r.env.Text, err)
		} else {
			r.Text = ""
		}
		r.Load()
		done()
	}, a)
}
