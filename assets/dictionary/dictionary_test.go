package dictionary_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/klauspost/compress/zstd"

	"pendamping/assets/dictionary"
)

// TestNeverChange: frames that were written once must be read for ever. Whoever wants
// other bytes adds a number.
func TestNeverChange(t *testing.T) {
	tests := map[string]struct {
		content []byte
		sum     string
	}{
		"1": {dictionary.Raw(), "3417c34637abaa890e0a9fc478b08e452ffaa4c764de1d5d3346596b7a2ebdf6"},
		"2": {dictionary.Trained(), "8102eafe7398911a6d7c3e700293ca26b9629349982e45c1e7f0c104e919f5a7"},
	}
	for name, tt := range tests {
		if sum := sha256.Sum256(tt.content); hex.EncodeToString(sum[:]) != tt.sum {
			t.Errorf("dictionary %s has changed: %x", name, sum)
		}
	}
}

// TestTrained: the number inside is the number outside, and it is small enough to be
// loaded for every message.
func TestTrained(t *testing.T) {
	info, err := zstd.InspectDictionary(dictionary.Trained())
	if err != nil {
		t.Fatal(err)
	}
	if info.ID() != dictionary.Second || info.ContentSize() > 4<<10 {
		t.Errorf("number %d, %d bytes", info.ID(), info.ContentSize())
	}
}
