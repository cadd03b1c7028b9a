package wire_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// writeVectors writes docs/vectors/certificate1.json anew.
var writeVectors = flag.Bool("write-certificate-vectors", false, "write docs/vectors/certificate1.json")

const certificateVectors = "../../docs/vectors/certificate1.json"

// certificateVector is what another program can hold itself against.
type certificateVector struct {
	Project     string `json:"project"`
	HubSeed     string `json:"hub_seed"`
	DeviceSeed  string `json:"device_seed"`
	Replica     string `json:"replica"`
	Certificate string `json:"certificate"`
	Bulletin    string `json:"bulletin"`
	Claim       string `json:"claim"`
	ShortCode   string `json:"short_code"`
	EnrolCode   string `json:"enrolment_code"`
	Link        string `json:"link"`
}

func vectorNow(t *testing.T) certificateVector {
	t.Helper()
	c, err := wire.New(wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	hub, _ := keyOf(1)
	_, device := keyOf(2)
	cert, err := c.SignCertificate(hub, "pendamping", certificate())
	if err != nil {
		t.Fatal(err)
	}
	bulletin, err := c.SignBulletin(hub, "pendamping", &wire.Bulletin{
		Partition: merge.ID{3}, Epoch: merge.ID{6}, Issued: 7, Openers: []ed25519.PublicKey{device}, Revoked: []merge.ID{{9}},
	})
	if err != nil {
		t.Fatal(err)
	}
	at := wire.Hotspot{Host: "192.168.43.1:8470", Code: "048291", Pin: bytes.Repeat([]byte{7}, 32), Project: "pendamping"}
	code, replica := at.Invitation().Code, merge.Replica{1}
	return certificateVector{
		Project: "pendamping", HubSeed: hex.EncodeToString(bytes.Repeat([]byte{1}, 32)), DeviceSeed: hex.EncodeToString(bytes.Repeat([]byte{2}, 32)),
		Replica: hex.EncodeToString(replica[:]), Certificate: hex.EncodeToString(cert), Bulletin: hex.EncodeToString(bulletin),
		Claim:     hex.EncodeToString(wire.SignClaim(hub, "pendamping", wire.DeviceID(device), replica)),
		ShortCode: at.Code, EnrolCode: hex.EncodeToString(code[:]), Link: at.String(),
	}
}

// TestCertificateVectors: what was written once is what is written still, and can be read.
func TestCertificateVectors(t *testing.T) {
	got := vectorNow(t)
	if *writeVectors {
		raw, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err = os.WriteFile(certificateVectors, append(raw, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(certificateVectors)
	if err != nil {
		t.Fatal(err)
	}
	var want certificateVector
	if err = json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("written %+v, was %+v", got, want)
	}
	c, err := wire.New(wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, hub := keyOf(1)
	cert, err := hex.DecodeString(want.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := c.ReadCertificate(hub, want.Project, cert); err != nil || v.Name != "Bq. Uji" {
		t.Errorf("read %+v, %v", v, err)
	}
}
