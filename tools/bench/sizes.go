package main

// shape is the size of a set of data.
type shape struct {
	groups, members int // members in all
	meetings        int // of each group
	kinds           int // ledger lines of each member and meeting
	whole           bool
	// whole saves a meeting's attendance with it instead of tap by tap, which makes very
	// large sets quicker to fill.
}

// size is the number of members of the ith group; the last ones are larger.
func (s shape) size(i int) int {
	n := s.members / s.groups
	if i >= s.groups-s.members%s.groups {
		n++
	}
	return n
}

// sizes are how much is measured.
type sizes struct {
	roster, first, tablet, desk shape

	month    int // visits that wait in the month
	taps     int // saves that are timed
	opens    int // times a store is opened
	visits   int // of each client of the hub
	devices  int // connected to the hub at once
	clients  []int
	steps    int // of a scrolled list
	searched int // members in the large index
	history  int // changes in the hub with a long history
	kbit     int // of the slow link
}

// full are the sizes of the workloads.
func full() sizes {
	return sizes{
		roster: shape{groups: 40, members: 440},
		first:  shape{groups: 234, members: 2_633, meetings: 12, kinds: 2},
		tablet: shape{groups: 30, members: 340, meetings: 60, kinds: 4},
		desk:   shape{groups: 9_000, members: 100_000, meetings: 5, kinds: 2, whole: true},
		month:  40, taps: 400, opens: 5, visits: 40, devices: 500, clients: []int{1, 8, 32}, steps: 200,
		searched: 100_000, history: 1_000_000, kbit: 128,
	}
}

// small are sizes that only show that everything works.
func small() sizes {
	return sizes{
		roster: shape{groups: 3, members: 33},
		first:  shape{groups: 4, members: 45, meetings: 2, kinds: 2},
		tablet: shape{groups: 3, members: 33, meetings: 2, kinds: 4},
		desk:   shape{groups: 5, members: 55, meetings: 1, kinds: 2, whole: true},
		month:  2, taps: 5, opens: 1, visits: 2, devices: 3, clients: []int{1, 2}, steps: 3,
		searched: 500, history: 300, kbit: 4096,
	}
}
