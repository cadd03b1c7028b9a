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

// PhotoKey is the key under which the rules for photos are kept on this device.
const PhotoKey = "photo.rules"

// Budgets of a day for photos, in bytes.
const (
	SmallBudget = 5 << 20
	UsualBudget = 12 << 20 // some forty photos
	LargeBudget = 50 << 20
	NoBudget    = 0 // no bound
)

// PhotoRules are the person's wishes about photos. They hold on this device alone.
type PhotoRules struct {
	// PerDay is how many bytes of photos are sent in a day; 0: no bound, which is kept
	// too, as what is missing is the usual budget.
	PerDay   int64 `cbor:"1,keyasint"`
	WiFiOnly bool  `cbor:"2,keyasint,omitempty"`
	Place    bool  `cbor:"3,keyasint,omitempty"` // keep where photos were taken
}

// UsualPhotoRules are those of a new device.
func UsualPhotoRules() PhotoRules { return PhotoRules{PerDay: UsualBudget} }

// SyncKey is the key under which the rules for syncing are kept on this device.
const SyncKey = "auto.sync"

// SyncRules are the person's wishes about syncing. They hold on this device alone.
type SyncRules struct {
	ByHand bool `cbor:"1,keyasint,omitempty"` // on a connection that costs only when she asks
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
	// Photos are the rules in force.
	Photos PhotoRules
	// Sync are the rules in force.
	Sync SyncRules
	// KnowsWiFi tells whether Wi-Fi is told from mobile data on this device. Where it is
	// not, photos that wait for Wi-Fi wait until the person chooses otherwise.
	KnowsWiFi bool
	// Copies keeps and tries copies of the records; nil leaves them out.
	Copies Copies
	// Keys makes the federation's recovery key; nil where that is not the person's affair.
	Keys Keys
	// ChangeSecret leads to choosing another PIN or passphrase; nil leaves it out.
	ChangeSecret func()
	// Passphrase tells that the device opens with one, and not with a PIN.
	Passphrase bool
}

// Model holds the choices.
type Model struct {
	env     *screen.Env
	cfg     Config
	choices Choices
	photos  PhotoRules
	sync    SyncRules
}

// NewModel starts from the choices in force.
func NewModel(env *screen.Env, cfg Config) *Model {
	return &Model{env: env, cfg: cfg, choices: cfg.Choices.Clean(), photos: cfg.Photos, sync: cfg.Sync}
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

// Photos are the rules for photos in force.
func (m *Model) Photos() PhotoRules { return m.photos }

// ChangePhotos takes a changed rule over and keeps it on the device. It holds from the
// next photo and the next sync on.
func (m *Model) ChangePhotos(with func(*PhotoRules)) {
	next := m.photos
	with(&next)
	if next == m.photos {
		return
	}
	m.photos = next
	m.env.Local(PhotoKey, next)
}

// Sync are the rules for syncing in force.
func (m *Model) Sync() SyncRules { return m.sync }

// SetByHand chooses whether a sync on mobile data waits for the person.
func (m *Model) SetByHand(on bool) { //nolint:revive // the state is what is set
	if m.sync.ByHand != on {
		m.sync.ByHand = on
		m.env.Local(SyncKey, m.sync)
	}
}

// HoldsSync tells whether no sync begins by itself, because the device cannot tell when
// it has Wi-Fi.
func (m *Model) HoldsSync() bool { return m.sync.ByHand && !m.cfg.KnowsWiFi }

// HoldsPhotos tells whether the rules keep all photos on this device, because it cannot
// know when it has Wi-Fi.
func (m *Model) HoldsPhotos() bool { return m.photos.WiFiOnly && !m.cfg.KnowsWiFi }

// About is what the device is and holds now.
func (m *Model) About() About { return m.cfg.About() }
