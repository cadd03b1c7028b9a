package store

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// Sizes in bytes.
const (
	keySize  = chacha20poly1305.KeySize
	saltSize = 16
	// valueVersion is the first byte of a sealed value and part of what is authenticated.
	valueVersion = 1
)

// sealer seals values for one store.
type sealer struct {
	aead cipher.AEAD
	rand io.Reader
	root []byte // the data key, to be wrapped for another secret
}

// newSealer derives the value key from the data key: HKDF-SHA256 with the store's ID
// as salt, so that other keys can be derived beside it.
func newSealer(dataKey, storeID []byte, rand io.Reader) (*sealer, error) {
	key, err := hkdf.Key(sha256.New, dataKey, storeID, "pendamping values", keySize)
	if err != nil {
		return nil, fmt.Errorf("value key: %w", err)
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("cipher: %w", err)
	}
	return &sealer{aead: aead, rand: rand, root: bytes.Clone(dataKey)}, nil
}

// seal returns version ‖ nonce ‖ ciphertext of a value at its place.
func (s *sealer) seal(bucket string, key, plain []byte) ([]byte, error) {
	return s.sealTo(make([]byte, 0, 1+chacha20poly1305.NonceSizeX+len(plain)+chacha20poly1305.Overhead), bucket, key, plain)
}

// sealTo appends what seal returns.
func (s *sealer) sealTo(out []byte, bucket string, key, plain []byte) ([]byte, error) {
	var nonce [chacha20poly1305.NonceSizeX]byte
	if _, err := io.ReadFull(s.rand, nonce[:]); err != nil {
		return nil, fmt.Errorf("random source: %w", err)
	}
	out = append(append(out, valueVersion), nonce[:]...)
	return s.aead.Seal(out, nonce[:], plain, place(bucket, key)), nil
}

// open verifies a value at its place and returns its plain text in fresh memory.
func (s *sealer) open(bucket string, key, value []byte) ([]byte, error) {
	return s.openTo(nil, bucket, key, value)
}

// openTo appends what open returns.
func (s *sealer) openTo(out []byte, bucket string, key, value []byte) ([]byte, error) {
	const start = 1 + chacha20poly1305.NonceSizeX
	if len(value) < start+chacha20poly1305.Overhead || value[0] != valueVersion {
		return nil, damage("%s: not a sealed value", bucket)
	}
	plain, err := s.aead.Open(out, value[1:start], value[start:], place(bucket, key))
	if err != nil {
		return nil, damage("%s: a value does not verify", bucket)
	}
	return plain, nil
}

// place is the associated data of a value: version ‖ bucket ‖ 0 ‖ key.
func place(bucket string, key []byte) []byte {
	b := make([]byte, 0, 64)
	b = append(b, valueVersion)
	b = append(b, bucket...)
	b = append(b, 0)
	return append(b, key...)
}
