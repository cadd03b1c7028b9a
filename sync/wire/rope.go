package wire

import "encoding/binary"

const (
	smallPiece = 64      // bytes of the first piece of a rope
	largePiece = 8 << 10 // and of those of a long one
)

// rope is bytes in pieces. It grows without moving what it holds, so that it never needs
// twice its size, and can be given away piece by piece.
type rope struct {
	pieces [][]byte
	size   int
}

// write appends bytes.
func (r *rope) write(b []byte) {
	for len(b) > 0 {
		n := len(r.pieces)
		if n == 0 || len(r.pieces[n-1]) == cap(r.pieces[n-1]) {
			r.pieces = append(r.pieces, make([]byte, 0, min(max(r.size, smallPiece), largePiece)))
			n++
		}
		last := &r.pieces[n-1]
		part := min(len(b), cap(*last)-len(*last))
		*last = append(*last, b[:part]...)
		b, r.size = b[part:], r.size+part
	}
}

// Write implements io.Writer.
func (r *rope) Write(b []byte) (int, error) {
	r.write(b)
	return len(b), nil
}

// head appends the head of a CBOR item in its shortest form.
func (r *rope) head(major byte, arg uint64) {
	var room [9]byte
	r.write(appendHead(room[:0], major, arg))
}

// take moves the pieces of another rope to the end of this one.
func (r *rope) take(o *rope) {
	r.pieces, r.size = append(r.pieces, o.pieces...), r.size+o.size
	*o = rope{}
}

// str moves another rope to the end of this one as a CBOR byte string.
func (r *rope) str(o *rope) {
	r.head(majorBytes, uint64(o.size)) //nolint:gosec // a size
	r.take(o)
}

// join is all bytes in one piece; the rope is empty then.
func (r *rope) join() []byte {
	all := *r
	*r = rope{}
	if len(all.pieces) == 1 {
		return all.pieces[0]
	}
	out := make([]byte, 0, all.size)
	for i, p := range all.pieces {
		out, all.pieces[i] = append(out, p...), nil
	}
	return out
}

// The major types of CBOR that packs are made of.
const (
	majorUint  = 0
	majorMinus = 1
	majorBytes = 2
	majorArray = 4
)

// appendHead appends the head of a CBOR item in its shortest form.
func appendHead(b []byte, major byte, arg uint64) []byte {
	major <<= 5
	switch {
	case arg < 24:
		return append(b, major|byte(arg))
	case arg < 1<<8:
		return append(b, major|24, byte(arg))
	case arg < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(arg))
	case arg < 1<<32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(arg))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), arg)
}
