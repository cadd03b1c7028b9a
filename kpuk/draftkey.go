package kpuk

import "encoding/hex"

// DraftPrefix begins the names under which half-filled forms are kept on a device.
const DraftPrefix = "draft/"

// DraftKey is the name under which a half-filled form about a record is kept on a device,
// beside the records and never sent: it goes when the record leaves the device. The zero ID
// is for a form about nothing that exists yet. The name says nothing about anybody.
func DraftKey(record ID, form string) string {
	return DraftPrefix + hex.EncodeToString(record[:]) + "/" + form
}
