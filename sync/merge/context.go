package merge

import (
	"bytes"
	"cmp"
	"slices"
)

// Compare orders replicas by their bytes.
func (r Replica) Compare(o Replica) int { return bytes.Compare(r[:], o[:]) }

// IsZero tells whether r names no replica.
func (r Replica) IsZero() bool { return r == Replica{} }

// Compare orders IDs by their bytes.
func (id ID) Compare(o ID) int { return bytes.Compare(id[:], o[:]) }

// IsZero tells whether id means none.
func (id ID) IsZero() bool { return id == ID{} }

// Compare orders dots by replica and number.
func (d Dot) Compare(o Dot) int {
	return cmp.Or(d.Replica.Compare(o.Replica), cmp.Compare(d.Seq, o.Seq))
}

// Compare orders fields by number and element.
func (f Field) Compare(o Field) int {
	return cmp.Or(cmp.Compare(f.Number, o.Number), f.Element.Compare(o.Element))
}

// Seq is the highest number that the context has of a replica; zero when none.
func (c Context) Seq(r Replica) uint64 {
	for _, d := range c { // contexts have one to three entries: no need to bisect
		if d.Replica == r {
			return d.Seq
		}
	}
	return 0
}

// Has tells whether the context covers a dot.
func (c Context) Has(d Dot) bool { return d.Seq <= c.Seq(d.Replica) }

// Covers tells whether c has all that o has.
func (c Context) Covers(o Context) bool {
	for _, d := range o {
		if !c.Has(d) {
			return false
		}
	}
	return true
}

// Equal tells whether both contexts cover the same dots.
func (c Context) Equal(o Context) bool { return slices.Equal(c, o) }

// With returns a context that covers d too; c is left as it is.
func (c Context) With(d Dot) Context {
	i, found := slices.BinarySearchFunc(c, d.Replica, func(e Dot, r Replica) int {
		return e.Replica.Compare(r)
	})
	switch {
	case !found:
		return slices.Insert(slices.Clip(slices.Clone(c)), i, d)
	case c[i].Seq >= d.Seq:
		return c
	}
	out := slices.Clone(c)
	out[i].Seq = d.Seq
	return out
}

// Merge returns the least context that covers both; neither is altered.
func (c Context) Merge(o Context) Context {
	if c.Covers(o) {
		return c
	}
	if o.Covers(c) {
		return o
	}
	out := slices.Clone(c)
	for _, d := range o {
		out = out.With(d)
	}
	return out
}

// valid tells whether the context is sorted, has each replica once and no zero number.
func (c Context) valid() bool {
	for i, d := range c {
		if d.Seq == 0 || d.Replica.IsZero() {
			return false
		}
		if i > 0 && c[i-1].Replica.Compare(d.Replica) >= 0 {
			return false
		}
	}
	return true
}
