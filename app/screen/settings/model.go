// Package settings is where the person chooses language, looks and hand, locks the
// app, and finds out what this device is and holds.
package settings

import (
	"pendamping/app/screen"
)

// The values of [Choices.Theme].
const (
	ThemeAuto  = "auto"
	ThemeLight = "light"
	ThemeDark  = "dark"
)

// The values of [Choices.TextScale], in hundredths.
const (
	TextUsual = 100
	TextLarge = 130
)

// LocalKey is the key under which the choices are kept on this device.
const LocalKey = "settings"

// Choices are what the person chose. They hold on this device alone.
type Choices struct {
	Language  string `cbor:"1,keyasint,omitempty"` // "id" or "en"
	Theme     string `cbor:"2,keyasint,omitempty"` // ThemeAuto, ThemeLight or ThemeDark
	TextScale int    `cbor:"3,keyasint,omitempty"` // TextUsual or TextLarge
	LeftHand  bool   `cbor:"4,keyasint,omitempty"` // the keypad's action keys are at the left
}

// Usual are the choices of a new device.
func Usual() Choices {
	return Choices{Language: "id", Theme: ThemeAuto, TextScale: TextUsual}
}

// Clean puts values that are missing or unknown right, for choices that were kept by
// another version.
func (c Choices) Clean() Choices {
	out, usual := c, Usual()
	if c.Language != "id" && c.Language != "en" {
		out.Language = usual.Language
	}
	if c.Theme != ThemeLight && c.Theme != ThemeDark {
		out.Theme = usual.Theme
	}
	if c.TextScale != TextLarge {
		out.TextScale = usual.TextScale
	}
	return out
}

// About is what the page says of the device.
type About struct {
	Version string
	Device  string // label and federation
	Person  string
	Used    int64 // bytes of the store on this device
}

// Config is what the page changes and asks. Callbacks are called on the UI thread.
type Config struct {
	Choices Choices
	// Apply puts the choices into force; the app keeps showing this page in them.
	Apply func(Choices)
	// Lock closes the store and shows the unlock screen.
	Lock func()
	// About is asked whenever the page is drawn.
	About func() About
}

// Model holds the choices.
type Model struct {
	env     *screen.Env
	cfg     Config
	choices Choices
}

// NewModel starts from the choices in force.
func NewModel(env *screen.Env, cfg Config) *Model {
	return &Model{env: env, cfg: cfg, choices: cfg.Choices.Clean()}
}

// Choices are those in force.
func (m *Model) Choices() Choices { return m.choices }

// Change takes one changed choice over, keeps it on the device and applies it.
func (m *Model) Change(with func(*Choices)) {
	next := m.choices
	with(&next)
	next = next.Clean()
	if next == m.choices {
		return
	}
	m.choices = next
	m.env.Local(LocalKey, next)
	m.cfg.Apply(next)
}

// About is what the device is and holds now.
func (m *Model) About() About { return m.cfg.About() }
