package photo

import (
	"bytes"
	"encoding/binary"
	"time"

	"pendamping/kpuk"
)

// meta is what is wanted of a picture's metadata.
type meta struct {
	orientation int // 1 to 8; 0: not said
	takenOn     kpuk.Date
	place       kpuk.GeoPoint
}

// Tags of EXIF 2.3.
const (
	tagOrientation = 0x0112
	tagExif        = 0x8769
	tagGPS         = 0x8825
	tagTaken       = 0x9003
	tagLatRef      = 1
	tagLat         = 2
	tagLonRef      = 3
	tagLon         = 4
)

// maxTags bounds the entries that are read of one directory.
const maxTags = 200

// readMeta reads the metadata of a JPEG; what cannot be read is left out.
func readMeta(raw []byte) meta {
	t, ok := findExif(raw)
	if !ok {
		return meta{}
	}
	var m meta
	main := t.directory(t.long(4))
	if e, ok := main[tagOrientation]; ok {
		m.orientation = int(t.order.Uint16(e.value[:]))
	}
	if e, ok := main[tagExif]; ok {
		m.takenOn = t.day(t.directory(t.order.Uint32(e.value[:]))[tagTaken])
	}
	if e, ok := main[tagGPS]; ok {
		gps := t.directory(t.order.Uint32(e.value[:]))
		lat, okLat := t.degrees(gps[tagLat], gps[tagLatRef], 'S', 90)
		lon, okLon := t.degrees(gps[tagLon], gps[tagLonRef], 'W', 180)
		if okLat && okLon {
			m.place = kpuk.GeoPoint{LatE6: lat, LonE6: lon}
		}
	}
	return m
}

// tiff is the block in which EXIF lies.
type tiff struct {
	b     []byte
	order binary.ByteOrder
}

// findExif walks the segments of a JPEG up to the one with EXIF.
func findExif(raw []byte) (tiff, bool) {
	if len(raw) < 2 || raw[0] != 0xff || raw[1] != 0xd8 {
		return tiff{}, false
	}
	for b := raw[2:]; len(b) >= 4 && b[0] == 0xff && b[1] != 0xda; {
		n := int(binary.BigEndian.Uint16(b[2:]))
		if n < 2 || len(b) < 2+n {
			break
		}
		if body, ok := bytes.CutPrefix(b[4:2+n], []byte("Exif\x00\x00")); ok && b[1] == 0xe1 {
			return newTIFF(body)
		}
		b = b[2+n:]
	}
	return tiff{}, false
}

func newTIFF(b []byte) (tiff, bool) {
	switch {
	case len(b) < 8:
		return tiff{}, false
	case string(b[:4]) == "II*\x00":
		return tiff{b: b, order: binary.LittleEndian}, true
	case string(b[:4]) == "MM\x00*":
		return tiff{b: b, order: binary.BigEndian}, true
	}
	return tiff{}, false
}

// entry is a tag's value: itself, or, when it is longer than four bytes, where it lies.
type entry struct {
	count uint32
	value [4]byte
}

// directory reads the entries at an offset.
func (t tiff) directory(at uint32) map[uint16]entry {
	out := map[uint16]entry{}
	head := t.bytes(at, 2)
	if head == nil {
		return out
	}
	for i := range uint32(min(t.order.Uint16(head), maxTags)) {
		b := t.bytes(at+2+12*i, 12)
		if b == nil {
			break
		}
		out[t.order.Uint16(b)] = entry{count: t.order.Uint32(b[4:]), value: [4]byte(b[8:12])}
	}
	return out
}

// bytes are n bytes at an offset; nil when they are not there.
func (t tiff) bytes(at, n uint32) []byte {
	if uint64(at)+uint64(n) > uint64(len(t.b)) {
		return nil
	}
	return t.b[at : at+n]
}

func (t tiff) long(at uint32) uint32 {
	b := t.bytes(at, 4)
	if b == nil {
		return 0
	}
	return t.order.Uint32(b)
}

// day reads "2026:11:23 09:14:00".
func (t tiff) day(e entry) kpuk.Date {
	text := t.bytes(t.order.Uint32(e.value[:]), 10)
	if e.count < 10 || text == nil {
		return 0
	}
	day, err := time.Parse("2006:01:02", string(text))
	if err != nil {
		return 0
	}
	return kpuk.DateOf(day)
}

// degrees reads degrees, minutes and seconds, three fractions, in millionths of a degree;
// false when they are not there or beyond most.
func (t tiff) degrees(e, ref entry, negative byte, most int64) (int32, bool) {
	const micro, nano = 1_000_000, 1_000_000_000
	b := t.bytes(t.order.Uint32(e.value[:]), 24)
	if e.count != 3 || b == nil {
		return 0, false
	}
	var sum int64
	for i, parts := range []int64{1, 60, 3600} { // of a degree
		over, under := int64(t.order.Uint32(b[8*i:])), int64(t.order.Uint32(b[8*i+4:]))
		if under == 0 || over/under > most {
			return 0, false
		}
		sum += over * nano / under / parts
	}
	if sum = (sum + 500) / 1000; sum > most*micro {
		return 0, false
	}
	if ref.value[0] == negative {
		sum = -sum
	}
	return int32(sum), true
}
