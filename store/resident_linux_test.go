package store

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pendamping/sync/merge"
)

// mapped is how many bytes of a file this process has mapped and in memory.
func mapped(t *testing.T, path string) int {
	t.Helper()
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	sum, of := 0, false
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) > 0 && strings.Contains(words[0], "-") {
			of = words[len(words)-1] == path
		}
		var kb int
		if n, err := fmt.Sscanf(lines.Text(), "Rss: %d kB", &kb); of && err == nil && n == 1 {
			sum += kb << 10
		}
	}
	return sum
}

// TestPagesAreGivenBack: who reads the whole store, in one transaction or in many, does not
// make the process as large as its file; nor does a fold.
func TestPagesAreGivenBack(t *testing.T) {
	const (
		records = 4_000
		value   = 20_000
	)
	path := filepath.Join(t.TempDir(), "hub.db")
	now := func() time.Time { return time.UnixMilli(1_760_000_000_000) }
	s, err := Create(t.Context(), path, Options{Secret: RawKey([32]byte{1}), Now: now, Rand: rand.NewChaCha8([32]byte{2}), Journal: HubJournal})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if fail := s.Close(); fail != nil {
			t.Error(fail)
		}
	}()
	largest, scattered := 0, rand.New(rand.NewPCG(3, 4))
	look := func() { largest = max(largest, mapped(t, path)) }
	for n := 0; n < records; {
		var edits []merge.Edit
		for range 50 {
			id := merge.ID{1}
			binary.BigEndian.PutUint64(id[8:], scattered.Uint64())
			edits = append(edits, merge.Edit{Record: id, Kind: 3, Partition: merge.ID{3}, Scope: merge.ID{2, byte(n)}, Writes: []merge.Write{
				{Field: merge.Field{Number: merge.FieldScope}, Value: merge.ScopeValue(merge.ID{2, byte(n)})},
				{Field: merge.Field{Number: 10}, Value: make([]byte, value)},
			}})
			n++
		}
		if _, err = s.Commit(t.Context(), merge.ID{9}, edits); err != nil {
			t.Fatal(err)
		}
		look()
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	_, err = s.PageTo(t.Context(), merge.Query{Partition: merge.ID{3}, All: true}, func(*merge.Delta) bool {
		found++
		if found%100 == 0 {
			look()
		}
		return true
	})
	if err != nil || found != records {
		t.Fatalf("%d records, %v", found, err)
	}
	err = s.Scan(t.Context(), merge.ID{}, 0, func(merge.Record) bool {
		found++
		if found%100 == 0 {
			look()
		}
		return true
	})
	if err != nil || found != 2*records {
		t.Fatalf("%d records, %v", found, err)
	}
	t.Logf("file of %d MB, %d MB of it in memory at the most", info.Size()>>20, largest>>20)
	if most := int(info.Size()) / 5 * 2; largest == 0 || largest > most {
		t.Errorf("file of %d MB, %d MB of it in memory, want below %d", info.Size()>>20, largest>>20, most>>20)
	}
}
