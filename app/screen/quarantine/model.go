// Package quarantine is the page about changes that the hub keeps without effect: what
// it was, why it was not accepted, and what is to be done. Its author sees her own, a
// coordinator all; a coordinator makes such a change her own, or returns it with a
// comment. Nothing waits behind it: what was recorded after it has gone on.
package quarantine

import (
	"context"
	"slices"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Source lists held changes and answers them. *store.Store is one.
type Source interface {
	Held(ctx context.Context) ([]*kpuk.Held, error)
	Release(ctx context.Context, author kpuk.ID, h *kpuk.Held, at int64) error
	Answer(ctx context.Context, author kpuk.ID, h *kpuk.Held, answer kpuk.HeldStanding) error
}

// Item is one held change, as it is shown.
type Item struct {
	ID          kpuk.ID
	Title, Line string // the records; who made it and when
	Why, Detail string // the verdict in words; field and rule
	State       kpuk.HeldState
	Comment, By string         // the coordinator's, when it was returned
	To          []screen.Route // where the record is read or mended; empty for none
	Releasable  bool
	Answerable  bool // by this user
	Local       bool // only its verdict came so far
	Draft       string
	Nudged      bool // a comment is wanted
}

// Model is the list.
type Model struct {
	env     *screen.Env
	source  Source
	changed func()

	held    []*kpuk.Held
	drafts  map[kpuk.ID]string
	nudged  kpuk.ID
	loaded  bool
	busy    bool
	failure string
}

// NewModel begins reading; changed is called when something came of it.
func NewModel(env *screen.Env, source Source, changed func()) *Model {
	m := &Model{env: env, source: source, changed: changed, drafts: map[kpuk.ID]string{}}
	m.Load()
	return m
}

// Load reads the list in the background. Comments being written stay.
func (m *Model) Load() {
	var list []*kpuk.Held
	m.env.Go(func(ctx context.Context) (err error) {
		list, err = m.source.Held(ctx)
		return err //nolint:wrapcheck // the source's error carries its place
	}, func(err error) {
		m.busy = false
		if err != nil {
			m.failure = screen.Words(m.env.Text, err)
		} else {
			m.loaded = true
			m.held = slices.DeleteFunc(list, func(h *kpuk.Held) bool { return !m.Decides() && h.Author != m.env.Me })
		}
		m.changed()
	})
}

// Decides tells whether the user releases and returns.
func (m *Model) Decides() bool {
	return m.env.Office == kpuk.OfficeCoordinator || m.env.Office == kpuk.OfficeNetworkAdmin
}

// Loaded tells that the list was read.
func (m *Model) Loaded() bool { return m.loaded }

// Busy tells that a decision is being kept.
func (m *Model) Busy() bool { return m.busy }

// Failure words what went wrong, empty when nothing did.
func (m *Model) Failure() string { return m.failure }

// Items words the list, the oldest first.
func (m *Model) Items() []Item {
	out := make([]Item, 0, len(m.held))
	for _, h := range m.held {
		out = append(out, m.item(h))
	}
	return out
}

// item words one held change.
func (m *Model) item(h *kpuk.Held) Item {
	t := m.env.Text
	it := Item{
		ID: h.ID, Line: m.person(h.Author) + " · " + m.moment(h.At), Detail: h.Detail, State: h.State.State,
		Comment: h.State.Comment, Draft: m.drafts[h.ID], Nudged: m.nudged == h.ID, Local: h.Seen == nil,
	}
	for _, d := range m.env.Book.Devices() {
		if d.ID == h.Device {
			it.Line += " · " + d.Label
		}
	}
	names := make([]string, 0, 3)
	edits := slices.DeleteFunc(slices.Clone(h.Edits), func(e kpuk.HeldEdit) bool { return e.Kind == kpuk.KindHeld })
	for i := range edits {
		if i == 3 {
			names = append(names, t.N("quarantine.more", len(edits)-3))
			break
		}
		name, to := m.record(&edits[i])
		names = append(names, name)
		if to.Name != "" && len(it.To) == 0 {
			it.To = append(it.To, to)
		}
	}
	it.Title = strings.Join(names, ", ")
	key := "quarantine.why." + whyOf(h.Verdict)
	it.Why = t.T(key)
	if h.State.State == kpuk.HeldReturned {
		it.By = m.person(h.State.By) + " · " + m.moment(h.State.At)
	}
	waits := h.State.State == kpuk.HeldWaiting
	it.Answerable = !it.Local && (m.Decides() && waits || h.Author == m.env.Me && !waits)
	it.Releasable = it.Answerable && m.Decides() && h.Whole()
	return it
}

// whyOf names a verdict of the protocol.
func whyOf(code uint8) string {
	names := []string{"other", "right", "rule", "malformed", "kind", "rewrite", "other", "branched"}
	if int(code) < len(names) {
		return names[code]
	}
	return names[0]
}

// record names a record of a held change and where it is shown.
func (m *Model) record(e *kpuk.HeldEdit) (string, screen.Route) {
	t := m.env.Text
	kind := t.T("quarantine.kind.other")
	if t.Has("quarantine.kind." + e.Kind.String()) {
		kind = t.T("quarantine.kind." + e.Kind.String())
	}
	switch r := m.env.Book.Record(e.Record).(type) {
	case *kpuk.Member:
		return kind + " " + r.Name, screen.Route{Name: screen.Member, ID: r.ID}
	case *kpuk.Group:
		return kind + " " + r.Name, screen.Route{Name: screen.Group, ID: r.ID}
	case *kpuk.Meeting:
		return kind + " " + m.group(r.Group) + ", " + t.DayMonth(r.Date.Time()), screen.Route{Name: screen.Meeting, ID: r.ID}
	case *kpuk.Entry:
		if held := m.env.Book.Meeting(r.Line.Meeting); held != nil {
			return kind + " " + m.group(r.Line.Group) + ", " + t.DayMonth(held.Date.Time()), screen.Route{Name: screen.Meeting, ID: held.ID}
		}
		return kind + " " + m.group(r.Line.Group), screen.Route{Name: screen.Group, ID: r.Line.Group}
	case *kpuk.Task:
		return kind + " " + r.What, screen.Route{Name: screen.Tasks}
	default:
		return kind, screen.Route{}
	}
}

// group names a group.
func (m *Model) group(id kpuk.ID) string {
	if g := m.env.Book.Group(id); g != nil {
		return g.Name
	}
	return "–"
}

// person names somebody.
func (m *Model) person(id kpuk.ID) string {
	if p := m.env.Book.Person(id); p != nil {
		return p.Name
	}
	return m.env.Text.T("quarantine.somebody")
}

// moment says when something happened.
func (m *Model) moment(ms int64) string {
	at := time.UnixMilli(ms).In(m.env.Now().Location())
	return m.env.Text.T("quarantine.at", "Date", m.env.Text.DayMonth(at), "Clock", m.env.Text.Clock(at))
}

// find is a held change that the user may answer.
func (m *Model) find(id kpuk.ID) *kpuk.Held {
	for _, h := range m.held {
		if h.ID == id && !m.busy && m.item(h).Answerable {
			return h
		}
	}
	return nil
}

// SetComment keeps the comment that is being written about a change.
func (m *Model) SetComment(id kpuk.ID, text string) {
	m.drafts[id] = text
	if m.nudged == id && strings.TrimSpace(text) != "" {
		m.nudged = kpuk.ID{}
	}
}

// Release makes a held change the coordinator's own; the hub judges it anew.
func (m *Model) Release(id kpuk.ID) {
	h := m.find(id)
	if h == nil || !m.item(h).Releasable {
		return
	}
	m.do(func(ctx context.Context) error {
		return m.source.Release(ctx, m.env.Me, h, m.env.Now().UnixMilli())
	})
}

// Return returns a held change to its author; that takes a comment.
func (m *Model) Return(id kpuk.ID) {
	h := m.find(id)
	if h == nil || !m.Decides() {
		return
	}
	comment := strings.TrimSpace(m.drafts[id])
	if comment == "" {
		m.nudged = id
		return
	}
	m.answer(h, kpuk.HeldStanding{State: kpuk.HeldReturned, By: m.env.Me, At: m.env.Now().UnixMilli(), Comment: comment})
}

// Done tells that the author has done what was to be done about a returned change.
func (m *Model) Done(id kpuk.ID) {
	h := m.find(id)
	if h == nil || h.Author != m.env.Me {
		return
	}
	m.answer(h, kpuk.HeldStanding{State: kpuk.HeldDone, By: m.env.Me, At: m.env.Now().UnixMilli(), Comment: h.State.Comment})
}

// answer keeps an answer.
func (m *Model) answer(h *kpuk.Held, a kpuk.HeldStanding) {
	m.do(func(ctx context.Context) error {
		return m.source.Answer(ctx, m.env.Me, h, a)
	})
}

// do works in the background and reads the list again.
func (m *Model) do(work func(context.Context) error) {
	m.busy, m.failure = true, ""
	m.env.Go(work, func(err error) {
		if err != nil {
			m.busy, m.failure = false, screen.Words(m.env.Text, err)
			m.changed()
			return
		}
		m.Load()
	})
}
