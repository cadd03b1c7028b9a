package bundle

import (
	"crypto/ed25519"
	"errors"
	"io"
)

// Signed writes a bundle with any bodies, signed and sealed as it should be. Without
// answer it goes to the hub.
func Signed(w io.Writer, m Manifest, answer bool, project string, key ed25519.PrivateKey, to ed25519.PublicKey, bodies ...[]byte) error {
	env := envelope{direction: toHub, project: project, Manifest: m}
	if answer {
		env.direction = toDevice
	}
	b, err := newWriter(w, &env, key, to)
	if err != nil {
		return err
	}
	for i, body := range bodies {
		err = errors.Join(err, b.message(uint64(i), body)) //nolint:gosec // not negative
	}
	return errors.Join(err, b.close())
}
