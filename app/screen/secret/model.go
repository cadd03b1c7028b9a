// Package secret is what pages share that ask for a PIN or passphrase: what a new one
// must be like, choosing it twice, and the pad or field to type it on.
package secret

import (
	"pendamping/assets/translation"
)

// PINLength is the number of digits of a PIN.
const PINLength = 6

// MinPassphrase is the least number of characters of a passphrase.
const MinPassphrase = 10

// Weak is the key of what is wrong with a new PIN or passphrase, empty when it will do.
func Weak(secret string, passphrase bool) string {
	switch {
	case passphrase && len([]rune(secret)) < MinPassphrase:
		return "enrol.passphrase_short"
	case passphrase:
		return ""
	case len(secret) != PINLength:
		return "enrol.pin_short"
	case guessable(secret):
		return "enrol.pin_easy"
	}
	return ""
}

// guessable tells whether a PIN is one digit repeated or a run such as 123456.
func guessable(pin string) bool {
	step := int(pin[1]) - int(pin[0])
	if step < -1 || step > 1 {
		return false
	}
	for i := 2; i < len(pin); i++ {
		if int(pin[i])-int(pin[i-1]) != step {
			return false
		}
	}
	return true
}

// Choice is a new PIN or passphrase being chosen, twice.
type Choice struct {
	text       *translation.Printer
	passphrase bool
	first      string
	problem    string
}

// NewChoice begins a choice.
func NewChoice(text *translation.Printer, passphrase bool) *Choice {
	return &Choice{text: text, passphrase: passphrase}
}

// Take takes what was typed and tells whether it was the second time, and the same. One
// that differs starts the choice again.
func (c *Choice) Take(secret string) bool {
	c.problem = ""
	if c.first == "" {
		if key := Weak(secret, c.passphrase); key != "" {
			c.problem = c.text.T(key, "N", MinPassphrase)
			return false
		}
		c.first = secret
		return false
	}
	if secret == c.first {
		return true
	}
	c.first, c.problem = "", c.text.T("enrol.differs")
	return false
}

// Again tells whether the second time is asked for.
func (c *Choice) Again() bool { return c.first != "" }

// Chosen is what was taken first.
func (c *Choice) Chosen() string { return c.first }

// Reset begins anew.
func (c *Choice) Reset() { c.first, c.problem = "", "" }

// Problem is what to mend, in words; empty when nothing.
func (c *Choice) Problem() string { return c.problem }

// Ask is what the page asks for now.
func (c *Choice) Ask() string {
	turn := "choose"
	if c.Again() {
		turn = "repeat"
	}
	if c.passphrase {
		return c.text.T("secret." + turn + "_passphrase")
	}
	return c.text.T("secret." + turn + "_pin")
}

// Refuse says why what was typed is not taken.
func (c *Choice) Refuse(key string) { c.problem = c.text.T(key) }
