package device

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"pendamping/fault"
)

// Profile is what a device shows before its store is open: who uses it and how it
// looks. It holds nothing about the women of any group.
type Profile struct {
	Name       string `json:"name"`
	Office     string `json:"office"` // facilitator or coordinator
	Place      string `json:"place"`  // federation
	Label      string `json:"label"`  // of the device
	Passphrase bool   `json:"passphrase,omitempty"`
	Language   string `json:"language,omitempty"`
	Theme      string `json:"theme,omitempty"`
	TextScale  int    `json:"text_scale,omitempty"`
	LeftHand   bool   `json:"left_hand,omitempty"`
}

const profileFile = "profile.json"

// ReadProfile reads the profile in dir; the zero Profile when there is none yet.
func ReadProfile(dir string) (Profile, error) {
	const op fault.Op = "device.ReadProfile"
	var p Profile
	raw, err := os.ReadFile(filepath.Join(dir, profileFile)) //nolint:gosec // the app's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, fault.E(op, fault.Other, err)
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return Profile{}, fault.E(op, fault.Damaged, err)
	}
	return p, nil
}

// WriteProfile replaces the profile in dir whole: it is written aside and renamed.
func WriteProfile(dir string, p Profile) error {
	const op fault.Op = "device.WriteProfile"
	raw, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return fault.E(op, fault.Internal, err)
	}
	path := filepath.Join(dir, profileFile)
	if err := os.WriteFile(path+".new", raw, 0o600); err != nil {
		return fault.E(op, fault.Other, err)
	}
	return fault.E(op, fault.Other, os.Rename(path+".new", path))
}
