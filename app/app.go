// Package app wires the house together: it opens the store, signs a person in, gives
// the screens what they need, saves what they keep, and syncs.
//
// [App] stands for the window and what holds whoever is signed in: language, looks,
// the sign-in screens. A desk is what exists while somebody is signed in: the open
// device, the book, the keeper, the syncer and the pages. Everything here runs on the
// UI thread; slow work goes through app/background.
package app

import (
	"context"
	"io"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/background"
	"pendamping/app/device"
	"pendamping/app/screen/enrol"
	"pendamping/app/screen/settings"
	"pendamping/app/screen/unlock"
	"pendamping/app/theme"
	"pendamping/assets/area"
	"pendamping/assets/translation"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/session"
)

// awayLock is how long the app may be out of sight before it asks for the PIN again.
const awayLock = 5 * time.Minute

// Config is what main gives the app.
type Config struct {
	App     fyne.App
	Window  fyne.Window
	Dir     string // of this device's records
	Lang    string // until one is chosen; empty: Indonesian
	Version string
	Mobile  bool
	Tablet  bool // a PIN is chosen, not a passphrase
	Now     func() time.Time
	Rand    io.Reader
	Logger  *slog.Logger
	// Locate asks the device where it is and tells done, on any thread; nil where it cannot
	// tell.
	Locate func(done func(kpuk.GeoPoint, error))
	// Metered tells whether the connection counts what is sent, and whether that is known;
	// nil where it never is.
	Metered func() (metered, known bool)
	// Pick lets the person choose a picture and tells done, on any thread; with neither a
	// file nor an error she chose none. Nil: the system's own picker.
	Pick func(done func(fyne.URIReadCloser, error))
}

// App is the window with its language and looks.
type App struct {
	cfg     Config
	ctx     context.Context //nolint:containedctx // the app's own lifetime, given by main
	profile device.Profile
	text    *translation.Printer
	areas   *area.Index
	desk    *desk // nil while nobody is signed in
	front   any   // the screen before signing in
	joiner  *device.Joiner
	card    string    // a chosen copy, in a file of the app's own; empty: none
	found   *loaded   // what it gave
	left    time.Time // when the app went out of sight
	wait    time.Duration
}

// New makes the app and shows its first screen in the window.
func New(ctx context.Context, cfg Config) (*App, error) {
	const op fault.Op = "app.New"
	profile, err := device.ReadProfile(cfg.Dir)
	if err != nil {
		// The profile only dresses the sign-in screen; without it everything still works.
		cfg.Logger.WarnContext(ctx, "profile not readable", slog.Any("err", err))
	}
	if profile.Language == "" {
		profile.Language = cfg.Lang
	}
	a := &App{cfg: cfg, ctx: ctx, profile: profile}
	if a.areas, err = area.Open(); err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	if err := a.dress(a.choices()); err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	a.listen()
	a.signIn()
	return a, nil
}

// Close saves what waits and closes the store.
func (a *App) Close() {
	if a.desk != nil {
		a.desk.close()
		a.desk = nil
	}
}

// choices are the settings in force.
func (a *App) choices() settings.Choices {
	return settings.Choices{
		Language: a.profile.Language, Theme: a.profile.Theme, TextScale: a.profile.TextScale, LeftHand: a.profile.LeftHand,
	}.Clean()
}

// dress puts language, theme and text size into force.
func (a *App) dress(c settings.Choices) error {
	text, err := translation.New(c.Language)
	if err != nil {
		return fault.E("App.dress", fault.Other, err)
	}
	a.text = text
	variant := base.VariantLight
	switch c.Theme {
	case settings.ThemeDark:
		variant = base.VariantDark
	case settings.ThemeAuto:
		if a.cfg.Mobile { // a desktop without a setting reports dark
			variant = a.cfg.App.Settings().ThemeVariant()
		}
	default:
	}
	a.cfg.App.Settings().SetTheme(theme.New(variant, float32(c.TextScale)/settings.TextUsual))
	return nil
}

// apply takes changed settings over: the pages are built anew in them.
func (a *App) apply(c settings.Choices) {
	a.profile.Language, a.profile.Theme, a.profile.TextScale, a.profile.LeftHand = c.Language, c.Theme, c.TextScale, c.LeftHand
	if err := device.WriteProfile(a.cfg.Dir, a.profile); err != nil {
		a.cfg.Logger.WarnContext(a.ctx, "profile not written", slog.Any("err", err))
	}
	if err := a.dress(c); err != nil {
		a.cfg.Logger.ErrorContext(a.ctx, "settings not applied", slog.Any("err", err))
		return
	}
	if a.desk != nil {
		a.desk.redress()
	} else {
		a.signIn()
	}
}

// otherLanguage switches between Indonesian and English before anybody is signed in.
func (a *App) otherLanguage() {
	c := a.choices()
	if c.Language == "id" {
		c.Language = "en"
	} else {
		c.Language = "id"
	}
	a.apply(c)
}

// listen attends to keys and to the app going out of sight.
func (a *App) listen() {
	canvas := a.cfg.Window.Canvas()
	canvas.SetOnTypedKey(a.key)
	canvas.SetOnTypedRune(a.rune)
	life := a.cfg.App.Lifecycle()
	life.SetOnExitedForeground(a.hidden)
	life.SetOnEnteredForeground(a.shown)
}

// key hands a key to the page in sight; back and Escape leave it.
func (a *App) key(e *fyne.KeyEvent) {
	if a.desk == nil {
		if k, ok := a.front.(keyed); ok {
			k.Key(e)
		}
		return
	}
	if a.desk.key(e) {
		return
	}
	if e.Name == mobile.KeyBack || e.Name == fyne.KeyEscape {
		a.desk.back()
	}
}

// rune hands a letter to the page in sight.
func (a *App) rune(r rune) {
	if a.desk != nil {
		a.desk.rune(r)
		return
	}
	if t, ok := a.front.(typed); ok {
		t.Rune(r)
	}
}

// hidden saves what is open: a tablet may never come back from here.
func (a *App) hidden() {
	a.left = a.cfg.Now()
	if a.desk != nil {
		a.desk.leave()
		a.desk.copies.Evening()
	}
}

// shown locks a tablet that was away for long, and syncs.
func (a *App) shown() {
	if a.desk == nil || a.left.IsZero() {
		return
	}
	if a.cfg.Mobile && a.cfg.Now().Sub(a.left) >= awayLock {
		a.lock()
		return
	}
	a.desk.syncer.Auto()
}

// lock closes the store and asks for the PIN again.
func (a *App) lock() {
	a.Close()
	a.signIn()
}

// obey does what the hub ordered for this device: a stolen tablet is locked, or its
// records are removed once everything that waited was delivered.
func (a *App) obey(order session.Order) {
	if a.desk == nil {
		return
	}
	dev := a.desk.dev
	if order == session.OrderWipe {
		background.Run(a.ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, dev.Wipe(ctx) },
			func(_ struct{}, err error) {
				if err != nil {
					a.cfg.Logger.ErrorContext(a.ctx, "not wiped", slog.Any("err", err))
				}
				a.profile = device.Profile{Language: a.profile.Language}
				a.lock()
			})
		return
	}
	a.lock()
}

// signIn shows the screen for the PIN, or for an invitation where there is no store.
func (a *App) signIn() {
	if device.Exists(a.cfg.Dir) {
		a.showUnlock()
		return
	}
	a.showEnrol()
}

func (a *App) showUnlock() {
	p := a.profile
	v := unlock.New(unlock.Config{
		Text: a.text, Now: a.cfg.Now, Name: p.Name, Office: a.office(), Place: p.Place,
		Passphrase: p.Passphrase, Wait: a.wait,
		After:    func(d time.Duration, f func()) { background.After(a.ctx, d, f) },
		Try:      a.try,
		Forgot:   a.showForgot,
		Language: a.otherLanguage,
	})
	a.front = v
	a.cfg.Window.SetContent(v.Object())
	v.Attach(a.cfg.Window.Canvas())
}

// office names the person's office in the user's language.
func (a *App) office() string {
	if a.profile.Office == "" {
		return ""
	}
	return a.text.T("app.office." + a.profile.Office)
}

// try opens the store with a secret.
func (a *App) try(secret string, done func(unlock.Result)) {
	background.Run(a.ctx, func(ctx context.Context) (*loaded, error) {
		return a.load(ctx, secret)
	}, func(l *loaded, err error) {
		left, wait := device.Tries(a.cfg.Dir, a.cfg.Now())
		done(unlock.Result{Err: err, Left: left, Wait: wait})
		if err == nil {
			a.wait = 0
			a.sit(l)
			return
		}
		a.wait = wait
		a.cfg.Logger.InfoContext(a.ctx, "not unlocked", slog.Any("err", err))
		if fault.KindOf(err) == fault.Damaged {
			a.showRescue(secret)
		}
	})
}

func (a *App) showEnrol() {
	if a.joiner == nil {
		a.joiner = device.NewJoiner(a.settingUp())
	}
	v := enrol.New(enrol.Config{
		Text: a.text, Passphrase: !a.cfg.Tablet,
		Check: device.HubOf, Join: a.join, Language: a.otherLanguage, Zone: a.cfg.Now().Location(),
		Pick: a.pickCopy, Restore: a.restore, Go: a.openRestored,
	})
	a.front = v
	a.cfg.Window.SetContent(v.Object())
}

// join redeems an invitation, makes the store and downloads what this device may hold.
func (a *App) join(r enrol.Request, progress func(enrol.Progress), done func(error)) {
	steps := make(chan enrol.Progress, 16)
	background.Each(a.ctx, steps, progress)
	background.Run(a.ctx, func(ctx context.Context) (*loaded, error) {
		defer close(steps)
		dev, err := a.joiner.Join(ctx, r.Invite, r.Secret, func(s device.Stage, n int) {
			select {
			case steps <- enrol.Progress{Stage: stageOf(s), Records: n}:
			default: // the bar is drawn late; nothing waits for it
			}
		})
		if err != nil {
			return nil, err //nolint:wrapcheck // already carries place and kind
		}
		return a.read(ctx, dev)
	}, func(l *loaded, err error) {
		done(err)
		if err != nil {
			a.cfg.Logger.InfoContext(a.ctx, "not enrolled", slog.Any("err", err))
			return
		}
		a.joiner = nil
		a.profile = l.profile
		a.sit(l)
	})
}

func stageOf(s device.Stage) enrol.Stage {
	switch s {
	case device.Asking:
		return enrol.StageAsking
	case device.Creating:
		return enrol.StageCreating
	case device.Fetching:
		return enrol.StageFetching
	default:
		return enrol.StageDone
	}
}

// settingUp is what the device package needs of the app.
func (a *App) settingUp() device.Config {
	return device.Config{Dir: a.cfg.Dir, Now: a.cfg.Now, Rand: a.cfg.Rand, Logger: a.cfg.Logger, Profile: a.profile}
}
