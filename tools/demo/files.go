package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
)

// write makes a file by a function.
func write(path string, fill func(io.Writer) error) error {
	f, err := os.Create(path) //nolint:gosec // in the folder of -out
	if err != nil {
		return err
	}
	return errors.Join(fill(f), f.Close())
}

// healthy asks the hub whether it can work.
func healthy(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/healthz", http.NoBody)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return resp.Body.Close() == nil && resp.StatusCode < http.StatusBadRequest
}
