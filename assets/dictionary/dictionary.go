// Package dictionary holds what frames of the sync protocol may take as said already:
// dictionaries for zstd, by number. A number's bytes never change, as frames with it lie
// in bundle files and in the programs of others; a better dictionary gets the next number.
//
// Number 1 is a text, written by hand. Number 2 has zstd's own format, content with
// entropy tables, and was trained by tools/dictionary on messages of an invented
// federation.
package dictionary

import (
	_ "embed"
)

// The numbers.
const (
	First  = 1 // everybody reads it
	Second = 2
	Newest = Second
)

//go:embed 1.txt
var first []byte // embed: read-only

//go:embed 2.dict
var second []byte // embed: read-only

// Raw is dictionary 1: content only. Callers must not change it.
func Raw() []byte { return first }

// Trained is dictionary 2. Callers must not change it.
func Trained() []byte { return second }
