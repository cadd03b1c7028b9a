package bundle_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"pendamping/sync/bundle"
	"pendamping/sync/wire"
)

const vectorFile = "../../docs/vectors/bundle1.json"

// vector is a bundle as the specification shows it; all bytes in hex.
type vector struct {
	DeviceSeed      string `json:"device_seed"`
	DeviceRecipient string `json:"device_recipient"`
	HubSeed         string `json:"hub_seed"`
	HubRecipient    string `json:"hub_recipient"`
	Project         string `json:"project"`
	ID              string `json:"id"`
	Replica         string `json:"replica"`
	Messages        int    `json:"messages"`
	Plain           string `json:"plain"`
	File            string `json:"file"`
}

// TestVectors reads the examples of the specification.
func TestVectors(t *testing.T) {
	raw, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var v vector
	if err = json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	for seed, want := range map[string]string{v.DeviceSeed: v.DeviceRecipient, v.HubSeed: v.HubRecipient} {
		r, fail := bundle.RecipientOf(public(ed25519.NewKeyFromSeed(unhex(t, seed))))
		if fail != nil || r.String() != want {
			t.Errorf("recipient of %s is %s, %v", seed, r, fail)
		}
	}
	device, hub := ed25519.NewKeyFromSeed(unhex(t, v.DeviceSeed)), ed25519.NewKeyFromSeed(unhex(t, v.HubSeed))
	h, err := bundle.NewHub(v.Project, hub, nil, &office{device: public(device)})
	if err != nil {
		t.Fatal(err)
	}
	file := unhex(t, v.File)
	m, err := h.Check(t.Context(), bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if hex.EncodeToString(m.ID[:]) != v.ID || hex.EncodeToString(m.Replica[:]) != v.Replica || m.Messages != v.Messages ||
		m.Device != wire.DeviceID(public(device)) {
		t.Errorf("manifest %+v", m)
	}
	if got := open(t, file); !bytes.Equal(got, unhex(t, v.Plain)) {
		t.Errorf("inside is %x", got)
	}
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
