package app

import (
	"pendamping/app/practice"
)

// practicing is the practice group of this sign-in: where it was left, or from the
// beginning. It is given the clock, the language and nothing that could keep or send.
func (d *desk) practicing() *practice.Practice {
	if d.practice == nil {
		d.practice = practice.New(practice.Config{
			Text: d.app.text, Now: d.app.cfg.Now, Rand: d.app.cfg.Rand, Area: d.app.areaName, Areas: d.app.areas,
			Go: d.background, LeftHand: d.app.profile.LeftHand, Person: d.app.profile.Name, Leave: d.back,
		})
	}
	return d.practice
}
