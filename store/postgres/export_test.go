package postgres

import "context"

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
