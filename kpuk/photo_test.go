package kpuk_test

import (
	"testing"

	"pendamping/kpuk"
)

func TestPhotoCheck(t *testing.T) {
	good := func() *kpuk.Photo {
		return &kpuk.Photo{
			Header: kpuk.Header{ID: kpuk.ID{1}}, Of: kpuk.ID{2},
			Image: kpuk.PhotoImage{Hash: kpuk.Digest{1}, Size: 10, Thumb: kpuk.Digest{2}, ThumbSize: 5, Width: 4, Height: 3},
		}
	}
	if p := kpuk.Validate(good()); len(p) > 0 {
		t.Errorf("a good photo: %+v", p)
	}
	tests := map[string]struct {
		spoil func(*kpuk.Photo)
		key   string
	}{
		"no file":          {func(p *kpuk.Photo) { p.Image.Hash = kpuk.Digest{} }, "photo_file"},
		"negative size":    {func(p *kpuk.Photo) { p.Image.Size = -1 }, "photo_file"},
		"too large":        {func(p *kpuk.Photo) { p.Image.Size = kpuk.MaxPhotoSize + 1 }, "photo_file"},
		"thumb not sized":  {func(p *kpuk.Photo) { p.Image.ThumbSize = 0 }, "photo_thumb"},
		"thumb not named":  {func(p *kpuk.Photo) { p.Image.Thumb = kpuk.Digest{} }, "photo_thumb"},
		"wider than real":  {func(p *kpuk.Photo) { p.Image.Width = 1 << 20 }, "photo_side"},
		"not on the globe": {func(p *kpuk.Photo) { p.Place.LatE6 = 90_000_001 }, "photo_place"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := good()
			tt.spoil(p)
			found, refused := kpuk.Refused(kpuk.Validate(p))
			if !refused || found.Key != tt.key {
				t.Errorf("found %+v, want %s", found, tt.key)
			}
		})
	}
}

func TestPhotoFiles(t *testing.T) {
	i := kpuk.PhotoImage{Hash: kpuk.Digest{1}, Size: 10, Thumb: kpuk.Digest{2}, ThumbSize: 5}
	for d, want := range map[kpuk.Digest]int64{{1}: 10, {2}: 5, {3}: 0, {}: 0} {
		if got, ok := i.SizeOf(d); got != want || ok != (want > 0) {
			t.Errorf("%v: %d, %v", d, got, ok)
		}
	}
	d := kpuk.Digest{0xab, 31: 7}
	if got, ok := kpuk.ParseDigest(d.String()); !ok || got != d {
		t.Errorf("%v became %v", d, got)
	}
	for _, text := range []string{"", "ab", d.String() + "0", "AB" + d.String()[2:], "zz" + d.String()[2:]} {
		if _, ok := kpuk.ParseDigest(text); ok {
			t.Errorf("%q is no digest", text)
		}
	}
}
