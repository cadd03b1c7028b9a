package merge

import (
	"errors"
	"fmt"
	"slices"

	"pendamping/fault"
)

// The limits of a change. They bound what a hostile peer can make others hold.
const (
	MaxEdits    = 2_000    // records in one change
	MaxWrites   = 4_000    // fields in one edit
	MaxValue    = 64 << 10 // bytes of one value
	MaxContext  = 256      // replicas in one context
	MaxContents = 1 << 20  // bytes of all values of a change
)

// ErrInvalidChange is returned for a change that breaks a limit or is not in canonical
// form.
var ErrInvalidChange = fault.New(fault.Invalid, "invalid change")

// Normalize sorts the writes of each edit by field, which is their canonical order.
func Normalize(edits []Edit) {
	for i := range edits {
		slices.SortFunc(edits[i].Writes, func(a, b Write) int { return a.Field.Compare(b.Field) })
	}
}

// Validate checks a change: named and numbered, within the limits, all edits of one
// partition, each record edited once, each field written once and in order, contexts
// sorted and none naming the change itself or a later one of its replica. The error is
// [ErrInvalidChange] with the first reason found.
func (c *Change) Validate() error {
	const op fault.Op = "merge.Change.Validate"
	if err := c.validate(); err != nil {
		return fault.E(op, fault.Invalid, fmt.Errorf("%w: %w", ErrInvalidChange, err))
	}
	return nil
}

func (c *Change) validate() error {
	switch {
	case c.Replica.IsZero() || c.Seq == 0:
		return errors.New("no replica or number")
	case len(c.Edits) == 0 || len(c.Edits) > MaxEdits:
		return fmt.Errorf("%d edits", len(c.Edits))
	}
	seen := make(map[ID]struct{}, len(c.Edits))
	size := 0
	for i := range c.Edits {
		e := &c.Edits[i]
		if _, twice := seen[e.Record]; twice {
			return fmt.Errorf("edit %d: its record was edited before", i)
		}
		seen[e.Record] = struct{}{}
		if e.Partition != c.Edits[0].Partition {
			return fmt.Errorf("edit %d: another partition", i)
		}
		n, err := c.validateEdit(e)
		if err != nil {
			return fmt.Errorf("edit %d: %w", i, err)
		}
		size += n
	}
	if size > MaxContents {
		return fmt.Errorf("%d bytes of values", size)
	}
	return nil
}

// validateEdit returns the bytes of an edit's values.
func (c *Change) validateEdit(e *Edit) (int, error) {
	switch {
	case e.Record.IsZero() || e.Kind == 0:
		return 0, errors.New("no record or kind")
	case len(e.Writes) == 0 || len(e.Writes) > MaxWrites:
		return 0, fmt.Errorf("%d writes", len(e.Writes))
	}
	size := 0
	for i := range e.Writes {
		w := &e.Writes[i]
		if i > 0 && e.Writes[i-1].Field.Compare(w.Field) >= 0 {
			return 0, fmt.Errorf("field %d: out of order", w.Field.Number)
		}
		if err := c.validateWrite(w); err != nil {
			return 0, fmt.Errorf("field %d: %w", w.Field.Number, err)
		}
		size += len(w.Value)
	}
	return size, nil
}

func (c *Change) validateWrite(w *Write) error {
	switch {
	case w.Field.Number == 0:
		return errors.New("number zero")
	case len(w.Value) > MaxValue:
		return fmt.Errorf("%d bytes", len(w.Value))
	case len(w.Context) > MaxContext || !w.Context.valid():
		return errors.New("context not in canonical form")
	case w.Context.Seq(c.Replica) >= c.Seq:
		return errors.New("context names the future")
	case w.Field.Number == FieldScope && !w.Field.Element.IsZero():
		return errors.New("a scope has no elements")
	}
	if _, ok := ParseScope(w.Value); w.Field.Number == FieldScope && !ok {
		return errors.New("not a scope")
	}
	return nil
}
