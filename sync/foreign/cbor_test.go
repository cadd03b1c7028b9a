package foreign_test

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
)

// head writes the head of an item: major type and argument, in the shortest form.
func head(b []byte, major byte, n uint64) []byte {
	major <<= 5
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n < 1<<8:
		return append(b, major|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), n)
}

// encode writes integers, byte strings, texts, booleans, arrays and maps with small keys.
func encode(b []byte, v any) []byte {
	switch v := v.(type) {
	case int:
		return encode(b, int64(v))
	case int64:
		if v < 0 {
			return head(b, 1, uint64(-1-v))
		}
		return head(b, 0, uint64(v))
	case uint64:
		return head(b, 0, v)
	case bool:
		if v {
			return append(b, 0xf5)
		}
		return append(b, 0xf4)
	case []byte:
		return append(head(b, 2, uint64(len(v))), v...)
	case string:
		return append(head(b, 3, uint64(len(v))), v...)
	case []any:
		b = head(b, 4, uint64(len(v)))
		for _, e := range v {
			b = encode(b, e)
		}
		return b
	case []int64:
		b = head(b, 4, uint64(len(v)))
		for _, e := range v {
			b = encode(b, e)
		}
		return b
	case map[int]any:
		b = head(b, 5, uint64(len(v)))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			b = encode(encode(b, k), v[k])
		}
		return b
	}
	panic(fmt.Sprintf("no form for %T", v))
}

// decode reads one item and returns what follows it. Unsigned and negative integers come
// as int64, maps with their keys as int64.
func decode(b []byte) (v any, rest []byte) {
	major, n, rest := readHead(b)
	switch major {
	case 0:
		return int64(n), rest
	case 1:
		return -1 - int64(n), rest
	case 2:
		return rest[:n:n], rest[n:]
	case 3:
		return string(rest[:n]), rest[n:]
	case 4:
		out := make([]any, n)
		for i := range out {
			out[i], rest = decode(rest)
		}
		return out, rest
	case 5:
		out := map[int64]any{}
		for range n {
			var k, e any
			k, rest = decode(rest)
			e, rest = decode(rest)
			out[k.(int64)] = e
		}
		return out, rest
	}
	return n == 21, rest // false and true
}

// readHead reads the head of an item.
func readHead(b []byte) (major byte, n uint64, rest []byte) {
	major, rest = b[0]>>5, b[1:]
	switch low := b[0] & 31; low {
	case 24:
		return major, uint64(rest[0]), rest[1:]
	case 25:
		return major, uint64(binary.BigEndian.Uint16(rest)), rest[2:]
	case 26:
		return major, uint64(binary.BigEndian.Uint32(rest)), rest[4:]
	case 27:
		return major, binary.BigEndian.Uint64(rest), rest[8:]
	default:
		return major, uint64(low), rest
	}
}
