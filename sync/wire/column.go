package wire

import "math"

// numbers is a column as it is written: as CBOR from the first number that differs from
// those before it. Until then it takes no memory, and most columns come to their end so.
type numbers struct {
	n     int
	first int64 // of all n, while none is written
	mixed bool
	items rope
}

func (c *numbers) put(v int64) {
	switch {
	case c.n == 0:
		c.first = v
	case !c.mixed && v != c.first:
		c.mixed = true
		for range c.n {
			c.items.integer(c.first)
		}
		c.items.integer(v)
	case c.mixed:
		c.items.integer(v)
	}
	c.n++
}

// moveTo moves the column to the end of a rope: one of equal numbers has one, of zeros none.
func (c *numbers) moveTo(r *rope) {
	switch {
	case c.mixed:
		r.head(majorArray, uint64(c.n)) //nolint:gosec // a count
		r.take(&c.items)
	case c.first != 0:
		r.head(majorArray, 1)
		r.integer(c.first)
	default:
		r.head(majorArray, 0)
	}
}

// integer appends a CBOR integer.
func (r *rope) integer(v int64) {
	if v < 0 {
		r.head(majorMinus, uint64(-1-v))
		return
	}
	r.head(majorUint, uint64(v))
}

// column is a column as it is read, number by number out of its CBOR: as integers in
// memory it would be eight times as large as it came.
type column struct {
	n     int
	only  int64  // the number of a column that has one
	items []byte // the numbers of one that has more
}

// parseColumn reads a column and returns what follows it.
func parseColumn(b []byte) (c column, rest []byte, ok bool) {
	major, n, size := cborHead(b)
	if size == 0 || major != majorArray || n > uint64(len(b)) {
		return c, nil, false
	}
	b = b[size:]
	c.n = int(n) //nolint:gosec // not larger than len(b)
	rest = b
	for range c.n {
		if c.only, rest, ok = parseInteger(rest); !ok {
			return c, nil, false
		}
	}
	c.items = b[:len(b)-len(rest)]
	return c, rest, true
}

// parseInteger reads a CBOR integer and returns what follows it.
func parseInteger(b []byte) (v int64, rest []byte, ok bool) {
	major, arg, size := cborHead(b)
	if size == 0 || major > majorMinus || arg > math.MaxInt64 {
		return 0, nil, false
	}
	v = int64(arg)
	if major == majorMinus {
		v = -1 - v
	}
	return v, b[size:], true
}

// parseBytes reads a CBOR byte string and returns what follows it.
func parseBytes(b []byte) (s, rest []byte, ok bool) {
	major, n, size := cborHead(b)
	if size == 0 || major != majorBytes || n > uint64(len(b)-size) { //nolint:gosec // a head is not longer than what it was read from
		return nil, nil, false
	}
	b = b[size:]
	return b[:n:n], b[n:], true
}

// parseArray reads the head of an array of so many and returns what follows it; columns, if
// there are any, are made for its elements.
func parseArray(b []byte, least, most uint64, columns *[]column) (rest []byte, ok bool) {
	major, n, size := cborHead(b)
	if size == 0 || major != majorArray || n < least || n > most {
		return nil, false
	}
	if columns != nil {
		*columns = make([]column, n)
	}
	return b[size:], true
}
