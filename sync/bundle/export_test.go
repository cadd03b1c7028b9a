package bundle

import (
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"io"
)

// Forgery is a bundle of one message with any body, signed and sealed as it should be.
type Forgery struct {
	Manifest

	Project string
	Key     ed25519.PrivateKey // of the signer
	To      ed25519.PublicKey
	Answer  bool // to a device, else to a hub
	Body    []byte
	Extra   uint32 // messages that the end counts and that are not there
}

// Write writes it.
func (f *Forgery) Write(w io.Writer) error {
	env := envelope{direction: toHub, project: f.Project, Manifest: f.Manifest}
	if f.Answer {
		env.direction = toDevice
	}
	b, err := newWriter(w, &env, f.Key, f.To)
	if err != nil {
		return err
	}
	err = b.message(1, f.Body)
	count := binary.BigEndian.AppendUint32(nil, 1+f.Extra)
	return errors.Join(err, b.put(&item{kind: closing, body: count}), b.out.Close())
}
