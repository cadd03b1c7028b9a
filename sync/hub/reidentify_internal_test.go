package hub

import (
	"testing"

	"pendamping/sync/merge"
)

// TestVoices: which orders of replicas are two devices.
func TestVoices(t *testing.T) {
	for name, tt := range map[string]struct {
		order string
		want  int // the place at which two are heard; 0: never
	}{
		"one device":                      {"aaaa", 0},
		"one that rotates":                {"aabbccdd", 0},
		"one that was set back":           {"abac", 0},
		"one that was set back again":     {"abacad", 0},
		"two":                             {"abab", 4},
		"two, one of which rotates again": {"abacbc", 5},
		"three":                           {"abcabc", 5},
		"two that sync in turns of many":  {"aaabbbaaabbb", 10},
	} {
		var v voices
		got := 0
		for i, letter := range tt.order {
			if v.hear(merge.Replica{byte(letter)}) && got == 0 {
				got = i + 1
			}
		}
		if got != tt.want {
			t.Errorf("%s: heard at %d, want %d", name, got, tt.want)
		}
	}
}
