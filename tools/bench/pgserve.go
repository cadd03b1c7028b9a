package main

import (
	"context"
	"fmt"
	"time"

	"pendamping/store"
)

// open opens where the job's hub keeps its records.
func (j *job) open(ctx context.Context, now func() time.Time) (hubRecords, error) { //nolint:ireturn // a file or a database
	if j.DSN != "" {
		return openPostgres(ctx, j.DSN, j.Partition, now)
	}
	o := storeOptions(now, 1)
	o.Journal, o.Beside = store.HubJournal, true
	s, err := store.Open(ctx, j.Path, o)
	if err != nil {
		return nil, fmt.Errorf("hub's store: %w", err)
	}
	return s, nil
}
