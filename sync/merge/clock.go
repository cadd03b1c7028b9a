package merge

import "time"

// MaxAhead is how far a received stamp may be ahead of this replica's wall clock and
// still advance its hybrid clock. Beyond it the stamp is kept, but believed by nobody:
// one tablet in 2050 must not drag the others along.
const MaxAhead = 24 * time.Hour

// counterBits is the width of a stamp's counter.
const counterBits = 16

// StampAt is the first stamp of a moment. Moments before 1970 count as 1970.
func StampAt(t time.Time) Stamp {
	ms := max(t.UnixMilli(), 0)
	return Stamp(ms) << counterBits
}

// Time is the wall-clock part of the stamp, to the millisecond, in UTC.
func (s Stamp) Time() time.Time {
	return time.UnixMilli(int64(s >> counterBits)).UTC()
}

// FarAhead tells whether the stamp lies more than [MaxAhead] after now.
func (s Stamp) FarAhead(now time.Time) bool {
	return s > StampAt(now.Add(MaxAhead))|(1<<counterBits-1)
}

// Clock is a hybrid logical clock: it follows the wall clock, never goes back, and is
// never behind a stamp that it has observed (unless that one was far ahead). It is not
// safe for concurrent use: the store asks it inside its write transaction and keeps
// [Clock.Last] there, which is how the clock survives a restart.
type Clock struct {
	// Now reads the wall clock; required.
	Now func() time.Time

	last Stamp
}

// SetLast makes the clock go on after a stamp kept from an earlier run. It never sets
// the clock back.
func (c *Clock) SetLast(s Stamp) { c.last = max(c.last, s) }

// Last is the newest stamp given out or observed.
func (c *Clock) Last() Stamp { return c.last }

// Next gives a stamp that is greater than all stamps given or observed before.
func (c *Clock) Next() Stamp {
	c.last = max(c.last+1, StampAt(c.Now()))
	return c.last
}

// Observe takes note of a received stamp. It reports whether the stamp is far ahead,
// in which case the clock ignores it.
func (c *Clock) Observe(s Stamp) (far bool) {
	if s.FarAhead(c.Now()) {
		return true
	}
	c.last = max(c.last, s)
	return false
}
