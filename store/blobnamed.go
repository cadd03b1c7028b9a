package store

import (
	"context"
	"fmt"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// photoImage is the field of a photo that names its files.
const photoImage = 11

// Named lists the files that standing records name. While it is in conflict whether a
// record was removed, or which files it names, all of them are wanted. An error means
// that the list is not whole: nothing may be removed by it.
func (s *Store) Named(ctx context.Context) (map[kpuk.Digest]struct{}, error) {
	const op fault.Op = "store.Named"
	named := map[kpuk.Digest]struct{}{}
	var failed error
	err := s.Scan(ctx, merge.ID{}, merge.Kind(kpuk.KindPhoto), func(rec merge.Record) bool {
		failed = s.addNamed(&rec, named)
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, wrap(op, err)
	}
	return named, nil
}

// addNamed adds the files of one photo.
func (s *Store) addNamed(rec *merge.Record, named map[kpuk.Digest]struct{}) error {
	stands, err := s.stands(rec)
	if err != nil || !stands {
		return err
	}
	for _, sibling := range rec.Field(merge.Field{Number: photoImage}).Siblings {
		var image kpuk.PhotoImage
		if len(sibling.Value) == 0 {
			continue
		}
		if err := s.code.dec.Unmarshal(sibling.Value, &image); err != nil {
			return fmt.Errorf("files of a photo: %w", err)
		}
		for _, d := range []kpuk.Digest{image.Hash, image.Thumb} {
			if !d.IsZero() {
				named[d] = struct{}{}
			}
		}
	}
	return nil
}

// stands tells whether a record was not removed, or whether that is in conflict.
func (s *Store) stands(rec *merge.Record) (bool, error) {
	removed := rec.Field(merge.Field{Number: kpuk.FieldRemoved}).Siblings
	for i := range removed {
		var r kpuk.Removal
		if len(removed[i].Value) == 0 {
			return true, nil
		}
		if err := s.code.dec.Unmarshal(removed[i].Value, &r); err != nil {
			return false, fmt.Errorf("removal of a photo: %w", err)
		}
		if r == (kpuk.Removal{}) {
			return true, nil
		}
	}
	return len(removed) == 0, nil
}
