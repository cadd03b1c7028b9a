package hub

import (
	"testing"

	"pgregory.net/rapid"
)

func TestCursorKeepsTheGift(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		four := func(name string) (out [4]byte) {
			copy(out[:], rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, name))
			return out
		}
		c := cursor{
			epoch: four("epoch"), scopes: four("scopes"), after: rapid.Uint64().Draw(t, "after"), base: rapid.Uint64().Draw(t, "base"),
			full: rapid.Uint64().Draw(t, "full"), backfill: rapid.Bool().Draw(t, "backfill"), filling: rapid.Bool().Draw(t, "filling"),
		}
		if rapid.Bool().Draw(t, "given") {
			c.gift = four("gift")
		}
		b := c.bytes()
		if got, ok := parseCursor(b); !ok || got != c {
			t.Fatalf("%+v became %+v", c, got)
		}
		if c.gift != [4]byte{} {
			if got, ok := parseCursor(b[:len(b)-4]); !ok || got.gift != [4]byte{} {
				t.Fatal("a cursor of before is not read")
			}
			if _, ok := parseCursor(b[:len(b)-1]); ok {
				t.Fatal("a cut one is read")
			}
		}
		if _, ok := parseCursor(append(b, 1, 2, 3, 4, 5)); ok {
			t.Fatal("a longer one is read")
		}
	})
}
