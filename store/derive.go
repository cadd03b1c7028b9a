package store

import (
	"github.com/fxamacker/cbor/v2"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// entryLine is the field that holds the content of a ledger entry.
const entryLine = 10

// Derive names a record by its content where that is the rule: a ledger entry is named
// by its meeting, member, kind and turn (kpuk.EntryID). Such IDs need not travel. It
// fits wire.Deriver; device and hub use the same.
func Derive(kind merge.Kind, field merge.Field, value []byte) (merge.ID, bool) {
	if kind != merge.Kind(kpuk.KindEntry) || field != (merge.Field{Number: entryLine}) {
		return merge.ID{}, false
	}
	var line kpuk.EntryLine
	if err := cbor.Unmarshal(value, &line); err != nil {
		return merge.ID{}, false
	}
	return merge.ID(kpuk.EntryID(line.Meeting, line.Member, line.Kind, line.Turn)), true
}
