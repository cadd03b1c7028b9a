package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"pendamping/app/background"
	"pendamping/app/device"
	"pendamping/app/hotspot"
	meetscreen "pendamping/app/screen/hotspot"
	syncscreen "pendamping/app/screen/sync"
	"pendamping/fault"
	"pendamping/sync/bundle"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// meetup is where colleagues meet without a hub: the place that this device opens, its
// visits at others', and what it carries. Its methods are called on the UI thread.
type meetup struct {
	app     *App
	ctx     context.Context //nolint:containedctx // from sign-in to lock
	dev     *device.Device
	syncer  *syncer
	changed func()
	state   meetscreen.State
	host    *hotspot.Host
	group   sync.WaitGroup // serving and visiting; the store closes after them
}

func newMeetup(ctx context.Context, a *App, s *syncer, changed func()) *meetup {
	m := &meetup{app: a, ctx: ctx, dev: s.dev, syncer: s, changed: changed}
	m.look()
	return m
}

// config is what a host of this device is made of.
func (m *meetup) config() hotspot.Config {
	return hotspot.Config{
		Device: m.dev, Now: m.app.cfg.Now, Rand: m.app.cfg.Rand, Logger: m.app.cfg.Logger,
		Changed: func() { background.Post(m.follow) },
	}
}

// State implements the page's Source.
func (m *meetup) State() meetscreen.State { return m.state }

// Open implements the page's Source.
func (m *meetup) Open() {
	if m.host != nil || m.state.Meeting.Stage == meetscreen.Busy {
		return
	}
	m.state.Meeting = meetscreen.Meeting{Stage: meetscreen.Busy}
	m.changed()
	m.group.Add(1)
	background.Run(m.ctx, func(ctx context.Context) (*hotspot.Host, error) {
		h, err := hotspot.Start(ctx, m.config())
		if err != nil {
			m.group.Done()
			return nil, err //nolint:wrapcheck // carries place and kind
		}
		go func() {
			defer m.group.Done()
			if err := h.Wait(); err != nil {
				m.dev.Warn(ctx, "serving colleagues ended", err)
			}
		}()
		return h, nil
	}, func(h *hotspot.Host, err error) {
		m.host = h
		if err != nil {
			m.dev.Warn(m.ctx, "no place to meet", err)
			m.state.Meeting = meetscreen.Meeting{Stage: meetscreen.Failed, Trouble: meetTrouble(err)}
		}
		m.follow()
	})
}

// Close implements the page's Source.
func (m *meetup) Close() {
	if m.host == nil {
		return
	}
	m.host.Stop()
	m.host = nil
	m.state.Meeting = meetscreen.Meeting{}
	m.changed()
}

// follow takes over how the host stands.
func (m *meetup) follow() {
	if m.ctx.Err() != nil {
		return
	}
	if m.host != nil {
		s := m.host.State()
		m.state.Meeting = meetscreen.Meeting{Stage: meetscreen.On, Link: s.Link, Host: s.Host, Code: s.Code}
		for _, g := range s.Guests {
			m.state.Meeting.Guests = append(m.state.Meeting.Guests, meetscreen.Guest(g))
		}
	}
	m.look()
	m.syncer.look() // what came is not confirmed
	m.changed()
}

// Visit implements the page's Source. No sync runs meanwhile: both would make files of
// what waits.
func (m *meetup) Visit(address, code string) {
	at, err := parseMeeting(address, code)
	if err != nil || m.state.Visit.Stage == meetscreen.Busy {
		return
	}
	m.syncer.pause()
	m.state.Visit = meetscreen.Visit{Stage: meetscreen.Busy}
	m.changed()
	m.group.Add(1)
	background.Run(m.ctx, func(ctx context.Context) (device.Visited, error) {
		defer m.group.Done()
		m.syncer.wait()
		return m.dev.Visit(ctx, at, nil)
	}, func(v device.Visited, err error) {
		m.visited(&v, err)
	})
}

// visited shows how a visit went, and does what the hub's answer asks for.
func (m *meetup) visited(v *device.Visited, err error) {
	m.state.Visit = meetscreen.Visit{
		Stage: meetscreen.On, Name: v.Name, Given: v.Result.Pushed, Heard: v.Heard, Refused: v.Refused, Handed: v.Handed,
	}
	if err != nil {
		m.dev.Warn(m.ctx, "visit failed", err)
		m.state.Visit.Stage, m.state.Visit.Trouble = meetscreen.Failed, meetTrouble(err)
	}
	order := session.OrderNone
	if v.Answered != nil {
		m.state.Visit.Answered, order = v.Answered.Pushed, v.Answered.Order()
		m.syncer.remember(syncscreen.Past{At: v.Answered.At, Sent: v.Answered.Pushed, Received: v.Answered.Pulled})
	}
	m.syncer.resume()
	if order != session.OrderNone {
		m.syncer.obey(order)
		return
	}
	m.follow()
}

// look reads what is carried.
func (m *meetup) look() {
	background.Run(m.ctx, m.dev.Carrying, func(all []device.Carried, err error) {
		if err != nil {
			m.dev.Warn(m.ctx, "carried files not read", err)
			return
		}
		m.state.Parcels = nil
		for i := range all {
			c := &all[i]
			m.state.Parcels = append(m.state.Parcels, meetscreen.Parcel{
				Key: c.Key, Name: c.Name, At: time.UnixMilli(c.At), Bytes: c.Bytes, Delivered: c.State == device.CarriedDelivered,
				Refused: c.State == device.CarriedRefused, Back: c.Back, ByFile: c.ByFile,
			})
		}
		m.changed()
	})
}

// SaveAnswer implements the page's Source with the system's own dialog.
func (m *meetup) SaveAnswer(key string) {
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if file == nil || err != nil {
			return // no place was chosen
		}
		background.Post(func() { m.saveAnswer(file, key) })
	}, m.app.cfg.Window)
	if m.app.cfg.Mobile {
		save.SetFilter(storage.NewMimeTypeFileFilter([]string{"application/octet-stream"}))
	}
	save.SetFileName("pendamping-balasan-" + m.app.cfg.Now().Format("2006-01-02-1504") + bundle.Extension)
	save.Show()
}

// saveAnswer writes the hub's answer to a file, and reads it again before it counts as
// handed over.
func (m *meetup) saveAnswer(file fyne.URIWriteCloser, key string) {
	m.group.Add(1)
	background.Run(m.ctx, func(ctx context.Context) (struct{}, error) {
		defer m.group.Done()
		pack := func(ctx context.Context, w io.Writer) (session.Packed, error) {
			answer, err := m.dev.OpenAnswer(ctx, key)
			if err != nil {
				return session.Packed{}, err //nolint:wrapcheck // carries place and kind
			}
			_, err = io.Copy(w, answer)
			return session.Packed{}, errors.Join(err, answer.Close())
		}
		at := shelfmark{read: storage.Reader, remove: storage.Delete}
		_, err := writeOut(ctx, file, at, pack, func(syncscreen.Carry) {})
		if err == nil {
			err = m.dev.GivenBack(ctx, key)
		}
		return struct{}{}, err //nolint:wrapcheck // carries place and kind
	}, func(_ struct{}, err error) {
		if err != nil {
			m.app.cfg.Logger.WarnContext(m.ctx, "answer not saved", slog.Any("err", err))
			dialog.ShowError(errors.New(m.app.text.T("sync.trouble."+string(troubleOf(err, syncscreen.Unwritten)))), m.app.cfg.Window)
		}
		m.look()
	})
}

// Copy implements the page's Source.
func (m *meetup) Copy(text string) { m.app.cfg.App.Clipboard().SetContent(text) }

// wait waits until nothing uses the store any more.
func (m *meetup) wait() { m.group.Wait() }

// parseMeeting reads a link, or an address and a code.
func parseMeeting(address, code string) (wire.Hotspot, error) {
	at, err := wire.ParseHotspot(address)
	if err == nil && at.Code == "" {
		at.Code, err = wire.ParseShortCode(code)
	}
	return at, err //nolint:wrapcheck // carries place and kind
}

// meetingWrong names what is wrong with an address and a code, for the page.
func meetingWrong(address, code string) string {
	_, err := parseMeeting(address, code)
	switch {
	case err == nil:
		return ""
	case errors.Is(err, wire.ErrShortCode):
		return "code"
	default:
		return "address"
	}
}

// meetTrouble tells the page what was wrong.
func meetTrouble(err error) meetscreen.Trouble {
	for _, known := range []struct {
		err error
		is  meetscreen.Trouble
	}{
		{device.ErrNoPassport, meetscreen.NoPassport},
		{hotspot.ErrNoNetwork, meetscreen.NoNetwork},
		{device.ErrExpired, meetscreen.Expired},
		{device.ErrRevoked, meetscreen.Expired},
		{session.ErrInvite, meetscreen.Code},
		{session.ErrForked, meetscreen.Forked},
	} {
		if errors.Is(err, known.err) {
			return known.is
		}
	}
	switch fault.KindOf(err) {
	case fault.Wrong:
		return meetscreen.Stranger
	case fault.Transient, fault.Busy:
		return meetscreen.Absent
	case fault.Full:
		return meetscreen.Full
	default:
		return meetscreen.Internal
	}
}
