package main

import (
	"bytes"
	"fmt"
	"strings"
)

// defect is a bug that somebody could have written.
type defect struct {
	file string // from the root of the project
	fn   string // the function, for people
	what string // is wrong, for people
	old  string // stands once in the file
	bad  string // stands there instead
	play play
}

// play is how a defect is played; the zero play is as the command line says, with all
// faults.
type play struct {
	days   int
	faults string
}

// place is the file, as people call it.
func (d *defect) place() string { return strings.TrimPrefix(d.file, "sync/") }

// where says where the defect is.
func (d *defect) where() string { return d.place() + " " + d.fn }

// asks says how it is played, where that is another way than that of most.
func (d *defect) asks() string {
	var s []string
	if d.play.days > 0 {
		s = append(s, fmt.Sprintf("--days %d", d.play.days))
	}
	if d.play.faults != "" {
		s = append(s, "--faults "+d.play.faults)
	}
	if len(s) == 0 {
		return ""
	}
	return " (`" + strings.Join(s, " ") + "`)"
}

// into returns the source with the defect.
func (d *defect) into(source []byte) ([]byte, error) {
	if n := bytes.Count(source, []byte(d.old)); n != 1 {
		return nil, fmt.Errorf("%s: the text of %q stands %d times there, not once", d.file, d.what, n)
	}
	return bytes.Replace(source, []byte(d.old), []byte(d.bad), 1), nil
}
