package wire

import (
	"bytes"
	"encoding/binary"

	"pendamping/sync/merge"
)

// mark is the head of a CBOR byte string of 16 bytes. In a folded value it is always
// followed by a varint: 0 for a mark that stands for itself, else an ID's reference + 1.
const mark = 0x50

const idSize = len(merge.ID{})

// idSpots finds the byte strings of 16 bytes in a run of CBOR. It reads heads only:
// CBOR is a prefix code, so nesting need not be followed. It stops at anything that is
// not CBOR, as the values belong to somebody else.
func idSpots(v []byte, spots []int) []int {
	for i := 0; i < len(v); {
		major, arg, size := cborHead(v[i:])
		if size == 0 {
			return spots
		}
		if v[i] == mark && i+1+idSize <= len(v) {
			spots = append(spots, i)
		}
		i += size
		if major == 2 || major == 3 {
			if arg > uint64(len(v)-i) { //nolint:gosec // i is at most len(v)
				return spots
			}
			i += int(arg) //nolint:gosec // not larger than len(v)
		}
	}
	return spots
}

// cborHead reads an item's head: its major type, argument and size in bytes; size 0
// when there is none.
func cborHead(v []byte) (major byte, arg uint64, size int) {
	if len(v) == 0 {
		return 0, 0, 0
	}
	major, low := v[0]>>5, v[0]&0x1f
	if low < 24 {
		return major, uint64(low), 1
	}
	if low > 27 {
		return 0, 0, 0
	}
	n := 1 << (low - 24)
	if len(v) < 1+n {
		return 0, 0, 0
	}
	for _, b := range v[1 : 1+n] {
		arg = arg<<8 | uint64(b)
	}
	return major, arg, 1 + n
}

// fold appends v to dst with its IDs replaced by references.
func (w *writer) fold(dst, v []byte) []byte {
	w.spots = idSpots(v, w.spots[:0])
	next := 0
	for i := 0; i < len(v); i++ {
		if next < len(w.spots) && w.spots[next] == i {
			next++
			id := merge.ID(v[i+1 : i+1+idSize])
			dst = append(dst, mark)
			ref := uint64(w.ref(id)) //nolint:gosec // references are not negative
			dst = binary.AppendUvarint(dst, ref+1)
			i += idSize
			continue
		}
		dst = append(dst, v[i])
		if v[i] == mark {
			dst = append(dst, 0)
		}
	}
	return dst
}

// unfold undoes fold.
func (r *reader) unfold(v []byte) []byte {
	out := r.room[:0]
	for i := 0; i < len(v); i++ {
		out = append(out, v[i])
		if v[i] != mark {
			continue
		}
		code, n := binary.Uvarint(v[i+1:])
		if n <= 0 {
			r.fail("a mark without its reference")
			return nil
		}
		i += n
		if code == 0 {
			continue
		}
		id := r.id(int64(code - 1)) //nolint:gosec // id checks the range
		out = append(out, id[:]...)
	}
	r.spend(len(out))
	r.room = out
	return bytes.Clone(out)
}
