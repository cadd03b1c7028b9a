package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"pendamping/kpuk"
	"pendamping/sync/merge"
	"pendamping/tools/demodata"
)

// TestTrainSmall records three groups at a real hub and trains on them. What it makes
// must read back and be worth its while.
func TestTrainSmall(t *testing.T) {
	path := filepath.Join(t.TempDir(), "9.dict")
	samples, err := record(t.Context(), demodata.Small())
	if err != nil {
		t.Fatal(err)
	}
	trained, err := build(samples, options{number: 9, size: 2048})
	if err != nil {
		t.Fatal(err)
	}
	info, err := zstd.InspectDictionary(trained)
	if err != nil || info.ID() != 9 || info.ContentSize() > 2048 {
		t.Fatalf("dictionary %v: %v", info, err)
	}
	pack := func(o ...zstd.EOption) int {
		w, bad := zstd.NewWriter(nil, o...)
		if bad != nil {
			t.Fatal(bad)
		}
		n := 0
		for _, s := range samples {
			n += len(w.EncodeAll(s, nil))
		}
		return n
	}
	without, with := pack(), pack(zstd.WithEncoderDict(trained))
	t.Logf("%d messages: %d bytes, with the dictionary %d", len(samples), without, with)
	if with*10 > without*9 {
		t.Errorf("the dictionary saves too little: %d of %d bytes", without-with, without)
	}
	// A second one does not take its place.
	if err = os.WriteFile(path, trained, 0o600); err != nil {
		t.Fatal(err)
	}
	if err = train(t.Context(), options{out: path, number: 9, size: 2048, small: true}); err == nil {
		t.Error("a dictionary was written over")
	}
	if err = train(t.Context(), options{out: path}); err == nil {
		t.Error("a dictionary without a number was made")
	}
}

// TestCover: what occurs everywhere is chosen, what occurs once is not, and nothing is
// chosen twice.
func TestCover(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	noise := func() []byte {
		b := make([]byte, 300)
		if _, err := random.Read(b); err != nil {
			t.Fatal(err)
		}
		return b
	}
	often, sometimes := []byte("Simpanan, pinjaman, lain-lain"), []byte("Kartu keluarga dan BPJS")
	var samples [][]byte
	for i := range 40 {
		s := append(noise(), often...)
		if i%4 == 0 {
			s = append(append(s, noise()...), sometimes...)
		}
		samples = append(samples, append(s, noise()...))
	}
	got := cover(samples, 400)
	if bytes.Count(got, often) != 1 || bytes.Count(got, sometimes) != 1 {
		t.Errorf("chosen: %q", got)
	}
	if bytes.Index(got, often) < bytes.Index(got, sometimes) {
		t.Error("the most frequent must come last")
	}
	if len(got) > len(often)+len(sometimes)+24 {
		t.Errorf("%d bytes were chosen, most of them noise", len(got))
	}
}

// TestCoverAnything: any samples give at most the size, all of it from the samples.
func TestCoverAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples := rapid.SliceOfN(rapid.SliceOfN(rapid.ByteRange(0, 3), 0, 200), 0, 12).Draw(t, "samples")
		size := rapid.IntRange(1, 600).Draw(t, "size")
		if got := cover(samples, size); len(got) > size {
			t.Fatalf("%d bytes instead of %d", len(got), size)
		}
	})
}

// TestTaps: a saved step becomes the saves of its taps, numbered without gaps, with the
// same writes.
func TestTaps(t *testing.T) {
	write := func(n uint16, el byte) merge.Write {
		return merge.Write{Field: merge.Field{Number: n, Element: merge.ID{el}}, Value: fmt.Appendf(nil, "%d/%d", n, el)}
	}
	meeting := merge.Edit{Record: merge.ID{1}, Kind: merge.Kind(kpuk.KindMeeting), Writes: []merge.Write{write(1, 0), write(11, 0)}}
	seats := meeting
	seats.Writes = []merge.Write{write(12, 0), write(19, 1), write(19, 2), write(19, 3)}
	entry := merge.Edit{Record: merge.ID{2}, Kind: merge.Kind(kpuk.KindEntry), Writes: []merge.Write{write(1, 0), write(10, 0)}}
	step := func(edits ...merge.Edit) merge.Change { return merge.Change{Seq: 1, Stamp: 1 << 40, Edits: edits} }
	split := visits([]merge.Change{step(meeting), step(seats, entry), step(meeting)})
	if len(split) != 2 || len(split[0]) != 2 {
		t.Fatalf("visits: %d", len(split))
	}
	got := taps(split[0], 7)
	if len(got) != 1+3+1+1 {
		t.Fatalf("%d taps", len(got))
	}
	writes := 0
	for i := range got {
		if got[i].Seq != uint64(8+i) || len(got[i].Edits) != 1 {
			t.Errorf("tap %d: %+v", i, got[i])
		}
		writes += len(got[i].Edits[0].Writes)
	}
	if writes != 8 {
		t.Errorf("%d writes", writes)
	}
}
