package postgres

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"

	"pendamping/sync/merge"
)

// Sizes in bytes. The nonce is random and needs its length: the key is used for ever, by
// several processes that share no counter.
const (
	keySize   = 32
	nonceSize = 24
	tagSize   = 16
	// valueVersion is the first byte of a sealed value.
	valueVersion = 1
)

// sealer seals the values of one partition.
type sealer struct {
	partition merge.ID
	block     cipher.Block
	k1        [aes.BlockSize]byte
	rand      io.Reader
}

// newSealer derives the partition's key from the hub's: HKDF-SHA256 with the partition
// as salt.
func newSealer(key [keySize]byte, partition merge.ID, rand io.Reader) (*sealer, error) {
	k, err := hkdf.Key(sha256.New, key[:], partition[:], "pendamping postgres values", keySize)
	if err != nil {
		return nil, fmt.Errorf("value key: %w", err)
	}
	return rawSealer(k, partition, rand)
}

// rawSealer prepares XAES-256-GCM (C2SP) under a key: K1 of CMAC, RFC 4493.
func rawSealer(key []byte, partition merge.ID, rand io.Reader) (*sealer, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("cipher: %w", err)
	}
	s := &sealer{partition: partition, block: block, rand: rand}
	block.Encrypt(s.k1[:], s.k1[:])
	var carry byte
	for i := len(s.k1) - 1; i >= 0; i-- {
		s.k1[i], carry = s.k1[i]<<1|carry, s.k1[i]>>7
	}
	s.k1[len(s.k1)-1] ^= carry * 0x87
	return s, nil
}

// aead is AES-256-GCM under the key that belongs to the first half of a nonce.
func (s *sealer) aead(nonce []byte) (cipher.AEAD, error) {
	key := make([]byte, 0, keySize)
	for counter := byte(1); counter <= 2; counter++ {
		b := [aes.BlockSize]byte{0, counter, 'X', 0}
		copy(b[4:], nonce[:12])
		for i := range b {
			b[i] ^= s.k1[i]
		}
		s.block.Encrypt(b[:], b[:])
		key = append(key, b[:]...)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("cipher: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("cipher: %w", err)
	}
	return gcm, nil
}

// seal returns version ‖ nonce ‖ ciphertext of a value at its place.
func (s *sealer) seal(table string, key, plain []byte) ([]byte, error) {
	out := make([]byte, 1+nonceSize, 1+nonceSize+len(plain)+tagSize)
	out[0] = valueVersion
	nonce := out[1:]
	if _, err := io.ReadFull(s.rand, nonce); err != nil {
		return nil, fmt.Errorf("random source: %w", err)
	}
	aead, err := s.aead(nonce)
	if err != nil {
		return nil, err
	}
	return aead.Seal(out, nonce[12:], plain, s.place(table, key)), nil
}

// open verifies a value at its place and returns its plain text in fresh memory.
func (s *sealer) open(table string, key, value []byte) ([]byte, error) {
	const start = 1 + nonceSize
	if len(value) < start+tagSize || value[0] != valueVersion {
		return nil, damage("%s: not a sealed value", table)
	}
	aead, err := s.aead(value[1:start])
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, value[13:start], value[start:], s.place(table, key))
	if err != nil {
		return nil, damage("%s: a value does not verify", table)
	}
	return plain, nil
}

// place is the associated data of a value: version ‖ table ‖ 0 ‖ partition ‖ key.
func (s *sealer) place(table string, key []byte) []byte {
	b := make([]byte, 0, 80)
	b = append(b, valueVersion)
	b = append(b, table...)
	b = append(b, 0)
	b = append(b, s.partition[:]...)
	return append(b, key...)
}
