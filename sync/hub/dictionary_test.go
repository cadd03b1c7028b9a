package hub_test

import (
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// TestReplyIsForItsAsker: a program that knows the first dictionary only gets answers that
// it can read, whatever others get.
func TestReplyIsForItsAsker(t *testing.T) {
	for reads, want := range map[uint64]uint32{0: 1, 1: 1, wire.NewestDictionary: 2, 40: 2} {
		d := newDesk(t, nil, hub.Device{All: true})
		c := chain{replica: merge.Replica{1}, stamp: d.now}
		d.sync(c.replica, request(merge.Head{}, c.change(create(kindMember, merge.ID{5}, village, strings.Repeat("Rumah ketua. ", 40)))))
		req := request(merge.Head{})
		req.Reads = reads
		if reply := d.sync(merge.Replica{2}, req); len(reply.Deltas) != 1 {
			t.Fatalf("%d records", len(reply.Deltas))
		}
		var h zstd.Header
		if err := h.Decode(d.last); err != nil {
			t.Fatal(err)
		}
		if h.DictionaryID != want {
			t.Errorf("who reads %d gets dictionary %d", reads, h.DictionaryID)
		}
		if got := wire.ReadsOf(d.chal); got != wire.NewestDictionary {
			t.Errorf("the challenge tells of dictionary %d", got)
		}
	}
}
