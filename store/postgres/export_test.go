package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Show reads a setting of a session of the store's pool.
func (s *Store) Show(ctx context.Context, name string) (value string, err error) {
	err = s.pool().QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&value)
	return value, err
}

// Token takes the token of writers, as a transaction does, and returns how to give it back.
func (s *Store) Token() (giveBack func()) {
	<-s.writing
	return func() { s.writing <- struct{}{} }
}

// Waiting is how many calls of Ingest wait for each other.
func (s *Store) Waiting() int {
	s.waiting.Lock()
	defer s.waiting.Unlock()
	return len(s.queue)
}

// Pids are the server's processes.
func (s *Store) Pids(ctx context.Context) ([]int32, error) {
	rows, _ := s.pool().Query(ctx, "SELECT pid FROM pg_stat_activity") //nolint:errcheck // CollectRows returns it
	return pgx.CollectRows(rows, pgx.RowTo[int32])
}

// MaxConns is the size of the store's pool.
func (s *Store) MaxConns() int32 { return s.db.pool.Config().MaxConns }
