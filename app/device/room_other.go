//go:build !linux && !darwin

package device

import "math"

// freeBytes cannot be asked here: nothing is warned of.
func freeBytes(string) (int64, error) { return math.MaxInt64, nil }
