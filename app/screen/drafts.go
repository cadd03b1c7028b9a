package screen

import (
	"maps"
	"slices"
	"strings"
	"time"

	"pendamping/kpuk"
)

// Draft is a form that was not saved: what stands in it beyond what is recorded. It stays
// on the device, sealed as everything there, and is neither sent nor part of the log.
type Draft struct {
	Form   string            `cbor:"1,keyasint"`           // which form, such as "loan.pay"
	Record kpuk.ID           `cbor:"2,keyasint,omitempty"` // what it is about; zero: nothing that exists yet
	New    kpuk.ID           `cbor:"3,keyasint,omitempty"` // what the record that comes of it is called, so that saving twice makes one
	Page   Name              `cbor:"4,keyasint"`           // where it is gone on with
	At     int64             `cbor:"5,keyasint"`           // when it was typed into last, Unix milliseconds
	Typed  map[string]string `cbor:"6,keyasint,omitempty"` // by field
	Was    map[string]string `cbor:"7,keyasint,omitempty"` // what was recorded when it was typed, by field or fact
	Tab    string            `cbor:"8,keyasint,omitempty"` // of the page
	Of     kpuk.ID           `cbor:"9,keyasint,omitempty"` // of the route, see [Route.Of]
	Show   kpuk.ID           `cbor:"10,keyasint,omitempty"`
}

// Route leads to the page on which the draft is gone on with.
func (d *Draft) Route() Route { return Route{Name: d.Page, ID: d.Show, Of: d.Of, Tab: d.Tab} }

// Time is when it was typed into last.
func (d *Draft) Time() time.Time { return time.UnixMilli(d.At) }

// clone is a copy that shares nothing.
func (d *Draft) clone() Draft {
	out := *d
	out.Typed, out.Was = maps.Clone(d.Typed), maps.Clone(d.Was)
	return out
}

// key is the draft's name among the values of the device. It begins with the record, so
// that the store removes it together with that.
func (d *Draft) key() string { return kpuk.DraftKey(d.Record, d.Form) }

// Drafts are the half-filled forms of a device. It is used on the UI thread only.
type Drafts struct {
	local func(key string, value any)
	all   map[string]Draft
}

// NewDrafts takes over the drafts that a device kept. local keeps a value durably without
// blocking, nil removing it.
func NewDrafts(local func(key string, value any), kept ...Draft) *Drafts {
	d := &Drafts{local: local, all: make(map[string]Draft, len(kept))}
	for _, k := range kept {
		d.all[k.key()] = k
	}
	return d
}

// List are the drafts, the one typed into last first.
func (d *Drafts) List() []Draft {
	if d == nil {
		return nil
	}
	out := make([]Draft, 0, len(d.all))
	for _, k := range d.all {
		out = append(out, k.clone())
	}
	slices.SortFunc(out, func(x, y Draft) int {
		if x.At != y.At {
			return int(min(max(y.At-x.At, -1), 1))
		}
		return strings.Compare(x.key(), y.key())
	})
	return out
}

// Find is the draft of a form about a record.
func (d *Drafts) Find(form string, record kpuk.ID) (Draft, bool) {
	if d == nil {
		return Draft{}, false
	}
	k, ok := d.all[kpuk.DraftKey(record, form)]
	return k.clone(), ok
}

// Drop removes a draft and returns how to take that back; nil when there was none.
func (d *Drafts) Drop(form string, record kpuk.ID) (back func()) {
	k, ok := d.Find(form, record)
	if !ok {
		return nil
	}
	delete(d.all, k.key())
	d.local(k.key(), nil)
	return func() { d.put(k) }
}

// Sweep removes the drafts about records that are not held any more.
func (d *Drafts) Sweep(held func(id kpuk.ID) bool) {
	if d == nil {
		return
	}
	for _, k := range d.all {
		if !k.Record.IsZero() && !held(k.Record) {
			d.Drop(k.Form, k.Record)
		}
	}
}

// Recorded removes the drafts of what is recorded by now, as when the app was ended after it
// was saved and before that was noted. A new member's goes on as hers.
func (d *Drafts) Recorded(held func(id kpuk.ID) bool) {
	if d == nil {
		return
	}
	for _, k := range d.all {
		if !k.New.IsZero() && k.Form != FormNewMember && held(k.New) {
			d.Drop(k.Form, k.Record)
		}
	}
}

// FormNewMember is the form whose fields are saved one by one and whose draft therefore
// outlives the first save.
const FormNewMember = "member-new"

// put keeps a draft.
func (d *Drafts) put(k Draft) {
	d.all[k.key()] = k
	d.local(k.key(), k.clone())
}
