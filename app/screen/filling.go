package screen

import (
	"maps"
	"slices"
	"strings"

	"pendamping/kpuk"
)

// factMark begins the names of facts among what was recorded.
const factMark = "="

// Filling is a form while it is open. What is typed into it and not recorded is a [Draft]
// from the first letter on, until the form is saved or given up.
type Filling struct {
	env   *Env
	draft Draft // as it would be kept
	held  bool  // it is kept
	facts map[string]string
}

// Fill opens a form about a record, taking over what was left in it. to is the page on which
// it is gone on with. Where no drafts are kept, as while practicing, nothing is.
func (e *Env) Fill(form string, record kpuk.ID, to Route) *Filling {
	f := &Filling{env: e, facts: map[string]string{}}
	if f.draft, f.held = e.Drafts.Find(form, record); !f.held {
		f.draft = Draft{Form: form, Record: record}
	}
	f.draft.Page, f.draft.Show, f.draft.Of, f.draft.Tab = to.Name, to.ID, to.Of, to.Tab
	return f
}

// Left is what an earlier opening left; false when there is nothing.
func (f *Filling) Left() (Draft, bool) { return f.draft.clone(), f.held }

// New is the ID of the record that comes of the form. It stays the same until the form was
// saved, also when the app is ended in between.
func (f *Filling) New() (kpuk.ID, error) {
	if !f.draft.New.IsZero() {
		return f.draft.New, nil
	}
	id, err := f.env.IDs.New()
	if err != nil {
		return id, err //nolint:wrapcheck // already carries place and kind
	}
	f.draft.New = id
	if f.held {
		f.keep()
	}
	return id, nil
}

// Type takes what stands in a field now. It is kept while it is something else than what is
// recorded.
func (f *Filling) Type(field, typed, recorded string) {
	if f.env.Drafts == nil {
		return
	}
	before, had := f.draft.Typed[field]
	if Same(typed, recorded) {
		if had {
			f.Settle(field)
		}
		return
	}
	if had && before == typed {
		return
	}
	if f.draft.Typed == nil {
		f.draft.Typed = map[string]string{}
	}
	if f.draft.Was == nil {
		f.draft.Was = maps.Clone(f.facts)
	}
	if f.draft.Was == nil {
		f.draft.Was = map[string]string{}
	}
	if !had {
		f.draft.Was[field] = recorded
	}
	f.draft.Typed[field] = typed
	f.draft.At = f.env.Now().UnixMilli()
	f.keep()
}

// Same tells whether two texts say the same: what stands around words says nothing.
func Same(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }

// Settle forgets what was typed into a field: it is recorded, or given up.
func (f *Filling) Settle(field string) {
	if _, had := f.draft.Typed[field]; !had {
		return
	}
	delete(f.draft.Typed, field)
	delete(f.draft.Was, field)
	if len(f.draft.Typed) == 0 {
		f.Done()
		return
	}
	f.keep()
}

// Fact notes something that is recorded and that the form is about, such as what is owed:
// when it is another at the next opening, that is said.
func (f *Filling) Fact(name, value string) { f.facts[factMark+name] = value }

// Done forgets the form: it was saved, or given up. back brings it back; nil when nothing
// had been typed.
func (f *Filling) Done() (back func()) {
	left, held := f.draft.clone(), f.held
	f.draft.Typed, f.draft.Was, f.draft.New, f.held = nil, nil, kpuk.ID{}, false
	if !held {
		return nil
	}
	f.env.Drafts.Drop(f.draft.Form, f.draft.Record)
	return func() {
		f.draft, f.held = left, true
		f.keep()
	}
}

// Rename makes the form one about a record that exists by now.
func (f *Filling) Rename(form string, record kpuk.ID, to Route) {
	if f.draft.Form == form && f.draft.Record == record {
		return
	}
	if f.held {
		f.env.Drafts.Drop(f.draft.Form, f.draft.Record)
	}
	f.draft.Form, f.draft.Record, f.draft.New = form, record, kpuk.ID{}
	f.draft.Page, f.draft.Show, f.draft.Of, f.draft.Tab = to.Name, to.ID, to.Of, to.Tab
	if f.held {
		f.keep()
	}
}

// keep writes the draft down.
func (f *Filling) keep() {
	f.held = true
	f.env.Drafts.put(f.draft.clone())
}

// Change is something that was recorded by others while a form lay half-filled.
type Change struct {
	Name    string // of the field, or of the fact
	Was, Is string // recorded then and now
	Typed   string // into the field; empty for a fact
	Fact    bool
}

// Changes lists what is recorded otherwise than when it was typed, of the fields that are
// given with what is recorded now, and of the facts.
func (f *Filling) Changes(recorded map[string]string) []Change {
	var out []Change
	for _, name := range slices.Sorted(maps.Keys(f.draft.Typed)) {
		now, known := recorded[name]
		was, typed := f.draft.Was[name], f.draft.Typed[name]
		if known && !Same(now, was) && !Same(now, typed) {
			out = append(out, Change{Name: name, Was: was, Is: now, Typed: typed})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.facts)) {
		if was, noted := f.draft.Was[name]; noted && was != f.facts[name] {
			out = append(out, Change{Name: strings.TrimPrefix(name, factMark), Was: was, Is: f.facts[name], Fact: true})
		}
	}
	return out
}
