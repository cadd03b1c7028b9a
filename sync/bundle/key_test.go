package bundle_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/sha512"
	"io"
	"math/rand/v2"
	"testing"

	"filippo.io/age"

	"pendamping/fault"
	"pendamping/sync/bundle"
)

// TestKeysBelongTogether: the recipient made of the public half is the one of the
// identity made of the private half, as age and crypto/ecdh see it too.
func TestKeysBelongTogether(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	for range 50 {
		seed := make([]byte, ed25519.SeedSize)
		if _, err := random.Read(seed); err != nil {
			t.Fatal(err)
		}
		key := ed25519.NewKeyFromSeed(seed)
		r, err := bundle.RecipientOf(ed25519.PublicKey(key[32:]))
		if err != nil {
			t.Fatal(err)
		}
		id, err := bundle.IdentityOf(key)
		if err != nil {
			t.Fatal(err)
		}
		if id.Recipient().String() != r.String() {
			t.Fatalf("seed %x: %s is not %s", seed, id.Recipient(), r)
		}
		sum := sha512.Sum512(seed)
		if _, err = ecdh.X25519().NewPrivateKey(sum[:32]); err != nil {
			t.Fatal(err)
		}
		var sealed bytes.Buffer
		w, err := age.Encrypt(&sealed, r)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.WriteString(w, "Rp 10.000")
		if err = cmpErr(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		plain, err := age.Decrypt(&sealed, id)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(plain); err != nil || string(text) != "Rp 10.000" {
			t.Fatalf("opened %q, %v", text, err)
		}
	}
}

func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestNoKeys(t *testing.T) {
	one := make([]byte, 32)
	one[0] = 1 // y = 1, the neutral point, has no image
	tests := map[string][]byte{"empty": nil, "short": make([]byte, 31), "neutral": one, "not below p": bytes.Repeat([]byte{0xff}, 32)}
	for name, key := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := bundle.RecipientOf(key); fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := bundle.IdentityOf(ed25519.PrivateKey{1}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("identity of nothing: %v", err)
	}
}
