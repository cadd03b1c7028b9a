package merge

// KindWithheld is the kind of the one edit of a change of which nothing else is shown: a
// device tells a colleague only of what he may hold, and keeps the numbers of its log.
const KindWithheld = 0xffff

// Withhold is the change as somebody may see it who holds certain scopes: without the
// edits that name another, be it as the record's place or as where it is moved. When none
// is left, a mark stands in its place. The change is not altered.
func (c *Change) Withhold(holds func(scope ID) bool) Change {
	out := *c
	out.Edits = nil
	for i := range c.Edits {
		if c.Edits[i].within(holds) {
			out.Edits = append(out.Edits, c.Edits[i])
		}
	}
	if len(out.Edits) == 0 && len(c.Edits) > 0 {
		out.Edits = []Edit{{
			Record: ID{0xff}, Kind: KindWithheld, Partition: c.Edits[0].Partition,
			Writes: []Write{{Field: Field{Number: 0xffff}}},
		}}
	}
	return out
}

// Withheld tells whether nothing of the change is shown.
func (c *Change) Withheld() bool { return len(c.Edits) == 1 && c.Edits[0].Kind == KindWithheld }

// within tells whether all scopes that an edit names are held.
func (e *Edit) within(holds func(ID) bool) bool {
	if !holds(e.Scope) {
		return false
	}
	for i := range e.Writes {
		if e.Writes[i].Field.Number != FieldScope {
			continue
		}
		if scope, ok := ParseScope(e.Writes[i].Value); ok && !holds(scope) {
			return false
		}
	}
	return true
}
