package app

import (
	"context"
	"log/slog"
	"strings"

	"pendamping/app/background"
	"pendamping/app/device"
	"pendamping/app/screen/forgot"
	"pendamping/fault"
	"pendamping/store"
	"pendamping/store/escrow"
	"pendamping/sync/wire"
)

// showForgot shows the way back in for somebody who forgot her PIN.
func (a *App) showForgot() {
	background.Run(a.ctx, func(ctx context.Context) (store.Recovery, error) {
		return device.Recovery(ctx, a.cfg.Dir)
	}, func(r store.Recovery, err error) {
		if err != nil {
			a.cfg.Logger.WarnContext(a.ctx, "recovery not readable", slog.Any("err", err))
		}
		cfg := forgot.Config{
			Text: a.text, Passphrase: a.profile.Passphrase, Place: strings.Trim(a.profile.Label+" · "+a.profile.Place, " ·"), Ready: err == nil && !r.IsZero(),
			Check: func(code string) error {
				_, err := wire.ParseCode(code)
				return err //nolint:wrapcheck // already carries place and kind
			},
			Try: a.tryCode, Open: a.openByCode, Copy: func(text string) { a.cfg.App.Clipboard().SetContent(text) }, Back: a.showUnlock,
		}
		if cfg.Ready {
			cfg.Mark, cfg.Escrow = escrow.Mark(r.Escrow), escrow.Text(r.Escrow)
		}
		v := forgot.New(cfg)
		a.front = v
		a.cfg.Window.SetContent(v.Object())
		v.Attach(a.cfg.Window.Canvas())
	})
}

// tryCode tells whether a recovery code opens this device.
func (a *App) tryCode(code string, done func(error)) {
	cfg := a.settingUp()
	background.Run(a.ctx, func(ctx context.Context) (struct{}, error) {
		parsed, err := wire.ParseCode(code)
		if err == nil {
			err = device.TryCode(ctx, cfg, parsed)
		}
		return struct{}{}, err //nolint:wrapcheck // already carries place and kind
	}, func(_ struct{}, err error) {
		if err != nil {
			a.cfg.Logger.InfoContext(a.ctx, "code not taken", slog.Any("err", err))
		}
		done(err)
	})
}

// openByCode gives the device a new secret by its recovery code and opens it.
func (a *App) openByCode(code, secret string, done func(error)) {
	cfg := a.settingUp()
	reset := false
	background.Run(a.ctx, func(ctx context.Context) (*loaded, error) {
		parsed, err := wire.ParseCode(code)
		if err == nil {
			err = device.Recover(ctx, cfg, parsed, secret)
		}
		if err != nil {
			return nil, err //nolint:wrapcheck // already carries place and kind
		}
		reset = true
		l, err := a.load(ctx, secret)
		if err != nil {
			return nil, err
		}
		if err := l.dev.RenewCopy(ctx); err != nil {
			l.dev.Warn(ctx, "copy not made anew", err)
		}
		return l, nil
	}, func(l *loaded, err error) {
		switch {
		case err == nil:
			a.wait = 0
			done(nil)
			a.sit(l)
			return
		case fault.KindOf(err) == fault.Damaged && reset: // the new secret is in force
			a.showRescue(secret)
		case reset:
			a.showUnlock()
		}
		a.cfg.Logger.InfoContext(a.ctx, "not opened by code", slog.Any("err", err))
		done(err)
	})
}
