package kpuk_test

import (
	"slices"
	"testing"

	"pendamping/kpuk"
)

// TestMayAnswer goes through all moves of a held change: who is named may make it.
func TestMayAnswer(t *testing.T) {
	const nobody, desk, author = "nobody", "coordinator", "author"
	tests := map[[2]kpuk.HeldState]string{
		{kpuk.HeldWaiting, kpuk.HeldReleased}:  desk,
		{kpuk.HeldWaiting, kpuk.HeldReturned}:  desk,
		{kpuk.HeldReturned, kpuk.HeldReleased}: desk,
		{kpuk.HeldReturned, kpuk.HeldReturned}: desk, // with other words
		{kpuk.HeldReturned, kpuk.HeldDone}:     author,
	}
	states := []kpuk.HeldState{kpuk.HeldWaiting, kpuk.HeldReleased, kpuk.HeldReturned, kpuk.HeldDone, kpuk.HeldDone + 1}
	offices := []kpuk.Office{0, kpuk.OfficeFacilitator, kpuk.OfficeCoordinator, kpuk.OfficeNetworkAdmin, kpuk.OfficeViewer}
	desks := []kpuk.Office{kpuk.OfficeCoordinator, kpuk.OfficeNetworkAdmin}
	for _, from := range states {
		for _, to := range states {
			who := tests[[2]kpuk.HeldState{from, to}]
			if who == "" {
				who = nobody
			}
			for _, office := range offices {
				for _, own := range []bool{false, true} {
					want := (who == desk && slices.Contains(desks, office)) || (who == author && own)
					if got := kpuk.MayAnswer(from, to, office, own); got != want {
						t.Errorf("%v to %v by %v (own %v): %v, want %s", from, to, office, own, got, who)
					}
				}
			}
		}
	}
}
