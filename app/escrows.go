package app

import (
	"pendamping/app/screen/devices"
	"pendamping/store/escrow"
	"pendamping/sync/wire"
)

// escrows opens what devices deposit for a forgotten PIN. It implements devices.Escrows.
type escrows struct{ desk *desk }

// Open implements devices.Escrows.
func (escrows) Open(key string, sealed []byte) (devices.Opened, error) {
	c, err := escrow.Open(key, sealed)
	if err != nil {
		return devices.Opened{}, err //nolint:wrapcheck // already carries place and kind
	}
	return devices.Opened{Device: c.Device, Code: wire.FormatCode(c.Code)}, nil
}

// Parse implements devices.Escrows.
func (escrows) Parse(text string) ([]byte, error) {
	return escrow.Parse(text) //nolint:wrapcheck // already carries place and kind
}

// Recipient implements devices.Escrows.
func (escrows) Recipient(key string) string {
	r, err := escrow.RecipientOf(key)
	if err != nil {
		return ""
	}
	return r
}

// Mark implements devices.Escrows.
func (escrows) Mark(sealed []byte) string { return escrow.Mark(sealed) }

// Load implements devices.Escrows.
func (e escrows) Load(done func(text string, err error)) { e.desk.openText(done) }
