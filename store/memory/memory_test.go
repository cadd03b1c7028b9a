package memory_test

import (
	"testing"

	"go.uber.org/goleak"

	"pendamping/store/memory"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(_ storetest.Tester, r merge.Replica) storetest.Log {
		return memory.New(memory.Options{Replica: r, Now: storetest.Start})
	})
}
