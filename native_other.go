//go:build cgo && !android

package main

import (
	"context"

	"pendamping/app"
)

// native has nothing to hand over: a desktop's connection counts as unmetered, and nobody
// asks it where it is.
func native(context.Context, *app.Config) {}
