package app

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"errors"
	"io"

	"pendamping/app/device"
	"pendamping/app/hotspot"
	syncscreen "pendamping/app/screen/sync"
	"pendamping/fault"
	"pendamping/sync/bundle"
	"pendamping/sync/session"
)

// boarded is what became of another device's file for the hub.
type boarded struct {
	opened bool // it could be read here
	hotspot.Opened
}

// fileTaker takes in a file that was chosen: the hub's answer to a file of this device, or
// a file of another device on its way to the hub.
type fileTaker struct {
	dev  *device.Device
	host hotspot.Config // to judge by
	on   *boarded       // set when it was another's
}

// take reads one file.
func (f *fileTaker) take(ctx context.Context, r io.Reader) (session.Received, error) {
	in := bufio.NewReaderSize(r, carryBuffer)
	head, err := in.Peek(bundle.HeaderSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return session.Received{}, err //nolint:wrapcheck // says whose it is already
	}
	to, _, err := bundle.Sniff(head, ed25519.PublicKey(f.dev.Identity.HubKey))
	if err != nil || to != bundle.ToHub {
		return f.dev.ImportAck(ctx, in) //nolint:wrapcheck // says what is wrong, also with what is no bundle
	}
	on, err := f.board(ctx, in)
	f.on = &on
	return session.Received{}, err
}

// board takes another's file on board: what is sealed for this device too is opened and
// can be reviewed at once, and all of it is carried to the hub.
func (f *fileTaker) board(ctx context.Context, r io.Reader) (on boarded, err error) {
	const op fault.Op = "courier.board"
	spool, drop, err := f.dev.Spool()
	if err != nil {
		return on, fault.E(op, fault.Other, err)
	}
	defer func() {
		if gone := drop(); gone != nil {
			f.dev.Warn(ctx, "copy of a file not removed", gone)
		}
	}()
	if _, err = io.Copy(spool, io.LimitReader(r, device.MaxCarry+1)); err == nil {
		_, err = spool.Seek(0, io.SeekStart)
	}
	if err != nil {
		return on, fault.E(op, fault.Other, err)
	}
	on.Opened, err = hotspot.Open(ctx, f.host, spool)
	on.opened = err == nil
	if err != nil && !carries(err) {
		return on, fault.E(op, fault.Other, err)
	}
	if _, err = spool.Seek(0, io.SeekStart); err != nil {
		return on, fault.E(op, fault.Other, err)
	}
	from := device.Sender{ByFile: true}
	if on.opened {
		from.Device, from.Name = on.Device, on.Name
	}
	_, err = f.dev.Carry(ctx, spool, from)
	return on, fault.E(op, fault.Other, err)
}

// carries tells whether a file that this device cannot open is worth carrying: it is
// sealed for others, or made by a device that is not known here.
func carries(err error) bool {
	switch fault.KindOf(err) {
	case fault.Denied, fault.NotFound:
		return true
	default:
		return errors.Is(err, bundle.ErrSealed)
	}
}

// carry is how the page shows it.
func (b *boarded) carry(bytes int64) syncscreen.Carry {
	return syncscreen.Carry{
		Stage: syncscreen.Boarded, Bytes: bytes, Opened: b.opened, From: b.Name, Received: b.Fresh, Refused: b.Refused,
	}
}
