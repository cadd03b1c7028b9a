package merge_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/sync/merge"
)

func TestWithhold(t *testing.T) {
	mine, other := merge.ID{1}, merge.ID{2}
	edit := func(n byte, scope merge.ID, writes ...merge.Write) merge.Edit {
		return merge.Edit{Record: merge.ID{n}, Kind: 3, Partition: merge.ID{9}, Scope: scope, Writes: append(writes, merge.Write{
			Field: merge.Field{Number: 10}, Value: []byte{1},
		})}
	}
	moved := merge.Write{Field: merge.Field{Number: merge.FieldScope}, Value: merge.ScopeValue(other)}
	c := merge.Change{Replica: merge.Replica{5}, Seq: 7, Edits: []merge.Edit{edit(1, mine), edit(2, other), edit(3, mine, moved)}}
	before := c.Hash(merge.Hash{})
	shown := c.Withhold(func(s merge.ID) bool { return s == mine })
	if len(shown.Edits) != 1 || !cmp.Equal(shown.Edits[0], c.Edits[0]) || shown.Withheld() || shown.Seq != 7 {
		t.Errorf("shown %+v", shown)
	}
	all := c.Withhold(func(merge.ID) bool { return true })
	if !cmp.Equal(all, c) {
		t.Errorf("to somebody who may see all: %s", cmp.Diff(c, all))
	}
	none := c.Withhold(func(merge.ID) bool { return false })
	if !none.Withheld() || none.Validate() != nil {
		t.Errorf("to somebody who may see nothing: %+v, %v", none, none.Validate())
	}
	if c.Hash(merge.Hash{}) != before || c.Withheld() {
		t.Error("the change was altered")
	}
}
