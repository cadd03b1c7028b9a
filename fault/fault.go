// Package fault names what went wrong, so that callers decide by kind and never by text.
//
// An [Op] says where, a [Kind] says what sort of thing, the wrapped error says the
// rest. Sentinels are made with [New] and found with [errors.Is]; at each exported
// boundary an error is wrapped once with [E]. The outermost Kind other than [Other]
// decides what [KindOf] reports. Texts carry no names, NIK or answers of respondents.
package fault

import (
	"errors"
	"strings"
)

// Op is the operation in which an error arose, such as "store.Open".
type Op string

// Kind sorts errors by what the caller can do about them.
type Kind uint8

// The kinds. Other lets the kind of the wrapped error show through.
const (
	Other     Kind = iota
	Invalid        // the input breaks a rule; the person can mend it
	NotFound       // what was asked for does not exist here
	Exists         // it is there already
	Denied         // the asker has no right to it
	Wrong          // wrong PIN, key or signature
	Transient      // may succeed when tried again: network, timeout
	Busy           // in use by another process, or too many requests
	Full           // no space left on the device
	Damaged        // stored bytes do not verify
	Newer          // written by a newer version of the program
	Foreign        // not a file or message of this program
	Forked         // two different histories under one identity
	Internal       // a defect of this program
)

var kindNames = [...]string{ //nolint:gochecknoglobals // constant table
	"other", "invalid", "not found", "exists", "denied", "wrong", "transient", "busy", "full",
	"damaged", "newer", "foreign", "forked", "internal",
}

// String returns the kind's name in English, as used in logs and message keys.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Error is an error with its place and kind.
type Error struct {
	Op   Op
	Kind Kind
	Err  error
}

// E wraps err with the operation and kind; nil stays nil.
func E(op Op, kind Kind, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Op: op, Kind: kind, Err: err}
}

// New makes a sentinel of the given kind.
func New(kind Kind, text string) error {
	return &Error{Kind: kind, Err: errors.New(text)}
}

// Error joins place and cause, outermost first.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(string(e.Op))
		b.WriteString(": ")
	}
	if e.Err != nil {
		b.WriteString(e.Err.Error())
	} else {
		b.WriteString(e.Kind.String())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the outermost kind of err that is not Other, or Other when there is none.
func KindOf(err error) Kind {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return Other
		}
		if e.Kind != Other {
			return e.Kind
		}
		err = e.Err
	}
	return Other
}
