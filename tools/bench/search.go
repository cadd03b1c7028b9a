package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"pendamping/kpuk/book"
)

// shown is how many hits a search lists.
const shown = 50

// queries are what people type, letter by letter where it is a beginning.
func queries() []string {
	return []string{"s", "si", "sit", "siti r", "nur", "KPUK wati", "ani handayani", "tenun", "zzz"}
}

// searches measures the search of a federation and of a country.
func (b *bench) searches(ctx context.Context) error {
	for _, set := range []struct {
		name    string
		members int
	}{{"search.3k_ms", b.size.first.members}, {"search.100k_ms", b.size.searched}} {
		records, err := roster(set.members)
		if err != nil {
			return err
		}
		first, err := b.timed(1, func(int) error { records.Search("a", shown); return nil })
		if err != nil {
			return err
		}
		b.log.DebugContext(ctx, "index made", slog.Int("members", set.members), slog.Duration("took", first[0]))
		asked, found := queries(), 0
		samples, err := b.timed(10*len(asked), func(i int) error {
			found += len(records.Search(asked[i%len(asked)], shown))
			return nil
		})
		if err != nil {
			return err
		}
		if found == 0 {
			return errors.New("no search found anything")
		}
		if err := b.figure(set.name, millis(percentile(samples, 95)), "ms", len(samples)); err != nil {
			return err
		}
		b.log.DebugContext(ctx, "searched", slog.Duration("slowest", slices.Max(samples)))
	}
	return nil
}

// roster is a book with about so many members in groups of eleven.
func roster(members int) (*book.Book, error) {
	m, err := newMaker(42)
	if err != nil {
		return nil, err
	}
	records := book.New()
	for range max(members/11, 1) {
		c, err := m.circle(11)
		if err != nil {
			return nil, err
		}
		records.Put(c.records()...)
	}
	if records.Len() == 0 {
		return nil, errors.New("an empty roster")
	}
	return records, nil
}
