package hub

import (
	"bytes"
	"slices"

	"pendamping/sync/merge"
)

// fieldRemoved is the field that marks a record as removed.
const fieldRemoved = 2

// judge gives the rules for what a device may write: by rights first, then by what must
// never change, then by the rules of the domain.
func (h *Hub) judge(d *Device) merge.Judge {
	far := h.cfg.Now()
	return func(c merge.Change, current func(merge.ID) (merge.Record, bool)) merge.Verdict {
		founded, code, detail := h.change(d, &c, current)
		if code != merge.Accepted {
			return merge.Verdict{Seq: c.Seq, Code: code, Detail: detail}
		}
		if h.cfg.Judge != nil {
			if v := h.cfg.Judge(c, current); v.Code != merge.Accepted {
				v.Seq = c.Seq
				return v
			}
		}
		for _, scope := range founded { // the changes that follow in it are hers too
			if !d.holds(scope) {
				d.Scopes, d.founded = append(d.Scopes, scope), append(d.founded, scope)
			}
		}
		if c.Stamp.FarAhead(far) {
			return merge.Verdict{Seq: c.Seq, Code: merge.ClockFarAhead}
		}
		return merge.Verdict{Seq: c.Seq}
	}
}

// change judges one change by rights. It also tells which scopes the change founds.
func (h *Hub) change(d *Device, c *merge.Change, current func(merge.ID) (merge.Record, bool)) ([]merge.ID, merge.Code, string) {
	switch {
	case d.Revoked:
		return nil, merge.NoRight, "device revoked"
	case d.ReadOnly:
		return nil, merge.NoRight, "device reads only"
	case !d.Person.IsZero() && c.Author != d.Person:
		return nil, merge.NoRight, "author"
	}
	with, founded := *d, []merge.ID(nil)
	for i := range c.Edits {
		e := &c.Edits[i]
		rec, exists := current(e.Record)
		if exists && (rec.Kind != e.Kind || rec.Partition != e.Partition) {
			return nil, merge.RuleBroken, "kind or partition of a record"
		}
		if !exists && h.founds(&with, c, e) {
			founded = append(founded, e.Scope)
			with.Scopes = append(slices.Clip(with.Scopes), e.Scope)
		}
		if !h.mayEdit(&with, e, &rec) {
			return nil, merge.NoRight, "scope"
		}
		if exists && slices.Contains(h.cfg.WriteOnce, e.Kind) && rewrites(c, e, &rec) {
			return nil, merge.EntryRewrite, ""
		}
	}
	return founded, merge.Accepted, ""
}

// founds tells whether an edit makes a record that is a scope of its own, such as a new
// group, and whether its author may have that scope.
func (h *Hub) founds(d *Device, c *merge.Change, e *merge.Edit) bool {
	return h.cfg.Founds != nil && e.Scope == e.Record && !d.holds(e.Scope) && h.cfg.Founds(d, c, e)
}

// mayEdit tells whether the device may write the edit: in the scope where the record
// is, in the one that its author names, and in the one to which the edit moves it.
func (h *Hub) mayEdit(d *Device, e *merge.Edit, rec *merge.Record) bool {
	if e.Partition != d.Partition || (slices.Contains(h.cfg.AdminKinds, e.Kind) && !d.Admin) {
		return false
	}
	if !d.holds(e.Scope) {
		return false
	}
	// Every scope that the record might be in, also while two places are in conflict.
	for _, s := range rec.Field(merge.Field{Number: merge.FieldScope}).Siblings {
		if scope, ok := merge.ParseScope(s.Value); ok && !d.holds(scope) {
			return false
		}
	}
	for i := range e.Writes {
		if e.Writes[i].Field.Number != merge.FieldScope {
			continue
		}
		if scope, ok := merge.ParseScope(e.Writes[i].Value); ok && !d.holds(scope) {
			return false
		}
	}
	return true
}

// holds tells whether a scope is the device's.
func (d *Device) holds(scope merge.ID) bool {
	if merge.IsAdminScope(scope, d.Partition) {
		return d.Admin
	}
	return d.All || slices.Contains(d.Scopes, scope)
}

// rewrites tells whether an edit alters a record that is written once. Two things do
// not: to say the same again, and a first write by somebody who had not seen the other:
// both stay and are shown as a conflict.
func rewrites(c *merge.Change, e *merge.Edit, rec *merge.Record) bool {
	first := false // a first write always names the scope, and sees nothing
	for i := range e.Writes {
		w := &e.Writes[i]
		first = first || (w.Field.Number == merge.FieldScope && len(w.Context) == 0)
	}
	for i := range e.Writes {
		w := &e.Writes[i]
		reg := rec.Field(w.Field)
		if same(w.Value, reg.Siblings) {
			continue
		}
		if !first || len(w.Context) > 0 || w.Field.Number == fieldRemoved || reg.Context.Seq(c.Replica) > 0 {
			return true
		}
	}
	return false
}

// same tells whether a value is the only one there is.
func same(value []byte, siblings []merge.Sibling) bool {
	for i := range siblings {
		if !bytes.Equal(siblings[i].Value, value) {
			return false
		}
	}
	return len(siblings) > 0
}
