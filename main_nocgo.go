//go:build !cgo

// Command pendamping, built without cgo, says that it needs it.
package main

import (
	"fmt"
	"os"
)

// main says why there is no window: the OpenGL driver needs cgo.
func main() {
	fmt.Fprintln(os.Stderr, "pendamping: built without cgo, which the window driver needs; run `make build`")
	os.Exit(1)
}
