package kpuk_test

import (
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

// strokes draws anything that fits on the field.
func strokes() *rapid.Generator[[]kpuk.Stroke] {
	dot := rapid.Custom(func(t *rapid.T) kpuk.Dot {
		return kpuk.Dot{
			X: rapid.Int16Range(0, kpuk.SignatureWide).Draw(t, "x"),
			Y: rapid.Int16Range(0, kpuk.SignatureHigh).Draw(t, "y"),
		}
	})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) kpuk.Stroke {
		return rapid.SliceOfN(dot, 1, 60).Draw(t, "dots")
	}), 0, 12)
}

func TestInkRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := strokes().Draw(t, "strokes")
		ink, err := kpuk.EncodeInk(drawn)
		if err != nil {
			t.Fatal(err)
		}
		got, err := kpuk.Signature{Ink: ink}.Strokes()
		if err != nil || (len(drawn) > 0 && !reflect.DeepEqual(got, drawn)) || len(got) != len(drawn) {
			t.Fatalf("read %v, %v; drawn %v", got, err, drawn)
		}
	})
}

func TestInkRefused(t *testing.T) {
	long := make(kpuk.Stroke, 3000)
	for i := range long {
		long[i] = kpuk.Dot{X: int16(i % 2 * 900), Y: int16(i % 2 * 300)}
	}
	for name, bad := range map[string][]kpuk.Stroke{
		"left": {{{X: -1}}}, "right": {{{X: kpuk.SignatureWide + 1}}}, "below": {{{Y: kpuk.SignatureHigh + 1}}}, "long": {long},
	} {
		if ink, err := kpuk.EncodeInk(bad); !errors.Is(err, kpuk.ErrInk) || ink != nil {
			t.Errorf("%s: %d bytes, %v", name, len(ink), err)
		}
	}
	if ink, err := kpuk.EncodeInk([]kpuk.Stroke{{}, nil}); err != nil || ink != nil {
		t.Errorf("nothing drawn: %v, %v", ink, err)
	}
	m := &kpuk.Meeting{Signatures: map[kpuk.ID]kpuk.Signature{{1}: {Ink: []byte{1, 9}}}}
	if p, refused := kpuk.Refused(m.Check()); !refused || p.Key != "signature" || p.Of != (kpuk.ID{1}) {
		t.Errorf("a meeting with odd strokes: %+v", p)
	}
}

// FuzzInk reads anything: what is read can be written again and reads the same.
func FuzzInk(f *testing.F) {
	good, err := kpuk.EncodeInk([]kpuk.Stroke{{{X: 10, Y: 20}, {X: 14, Y: 200}}, {{X: 500, Y: 400}}})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{good, {1}, {1, 1, 0}, {2, 1, 0, 0}, {1, 0xff, 0xff, 0xff, 0xff, 0x0f}, {1, 1, 0xff, 0xff, 0x7f, 0}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, ink []byte) {
		got, err := kpuk.Signature{Ink: ink}.Strokes()
		if err != nil || len(ink) == 0 {
			return
		}
		again, err := kpuk.EncodeInk(got)
		if err != nil {
			return // written less densely than EncodeInk does, it may be too long
		}
		if same, err := (kpuk.Signature{Ink: again}).Strokes(); err != nil || !reflect.DeepEqual(same, got) {
			t.Fatalf("%v became %v, %v", got, same, err)
		}
	})
}
