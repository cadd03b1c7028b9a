package postgres

import "context"

// Show reads a setting of a session of the store's pool.
func (s *Store) Show(ctx context.Context, name string) (value string, err error) {
	err = s.pool().QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&value)
	return value, err
}
