package store

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/fxamacker/cbor/v2"
	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"pendamping/fault"
	"pendamping/kpuk"
)

// slotKind says what opens a slot of the header.
type slotKind uint8

const (
	slotPIN slotKind = 1 // argon2id of a PIN or passphrase
	slotKey slotKind = 2 // a random key kept elsewhere
	// slotCode is a random code that is sealed for the federation's coordinators: see
	// [Recovery].
	slotCode slotKind = 3
)

// Secret opens a store. The zero Secret opens nothing.
type Secret struct {
	kind slotKind
	pin  string
	path string
	key  []byte
}

// PIN is a PIN or passphrase that a person types.
func PIN(pin string) Secret { return Secret{kind: slotPIN, pin: pin} }

// RawKey is a key of 32 random bytes that the caller keeps safe.
func RawKey(key [32]byte) Secret { return Secret{kind: slotKey, key: key[:]} }

// KeyFile is a key kept in a file, in hexadecimal, readable by its owner only; Create
// makes the file when it is not there. For servers, whose disk is the secret.
func KeyFile(path string) Secret { return Secret{kind: slotKey, path: path} }

// slot is the data key, wrapped for one secret.
type slot struct {
	Kind  slotKind `cbor:"1,keyasint"`
	Argon Argon    `cbor:"2,keyasint"`
	Salt  []byte   `cbor:"3,keyasint"`
	Nonce []byte   `cbor:"4,keyasint"`
	Key   []byte   `cbor:"5,keyasint"`

	// Of a recovery code alone.
	For    string  `cbor:"6,keyasint,omitempty"`
	Device kpuk.ID `cbor:"7,keyasint,omitzero"`
	Escrow []byte  `cbor:"8,keyasint,omitempty"`
}

// header is kept twice, in the file's meta bucket and beside it: the newer copy whose
// checksum is right counts. Losing both loses everything.
type header struct {
	Generation uint64 `cbor:"1,keyasint"`
	StoreID    []byte `cbor:"2,keyasint"`
	Slots      []slot `cbor:"3,keyasint"`
}

// headerMagic begins a written header.
const headerMagic = "PENDAMP1"

// maxHeader bounds a header in bytes.
const maxHeader = 16 << 10

// encode returns magic ‖ length ‖ CBOR ‖ SHA-256 of all before.
func (h *header) encode() ([]byte, error) {
	body, err := cbor.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	b := append([]byte(headerMagic), binary.BigEndian.AppendUint32(nil, uint32(len(body)))...) //nolint:gosec // a few hundred
	b = append(b, body...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

// decodeHeader reads what encode wrote; nil when it does not verify.
func decodeHeader(b []byte) *header {
	const lead = len(headerMagic) + 4
	if len(b) < lead+sha256.Size || len(b) > maxHeader || string(b[:len(headerMagic)]) != headerMagic {
		return nil
	}
	body := b[:len(b)-sha256.Size]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], b[len(body):]) ||
		int64(binary.BigEndian.Uint32(b[len(headerMagic):])) != int64(len(body)-lead) {
		return nil
	}
	h := &header{}
	if cbor.Unmarshal(body[lead:], h) != nil || len(h.StoreID) != saltSize {
		return nil
	}
	return h
}

// headerPath is the copy beside the file.
func headerPath(path string) string { return path + ".key" }

// readHeaderFile reads the copy beside the file; nil when there is none that verifies.
func readHeaderFile(path string) *header {
	f, err := os.Open(headerPath(path))
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() //nolint:errcheck // only read
	b, err := io.ReadAll(io.LimitReader(f, maxHeader+1))
	if err != nil {
		return nil
	}
	return decodeHeader(b)
}

// newer returns the header of the higher generation; nil when both are.
func newer(a, b *header) *header {
	if a == nil || b != nil && b.Generation > a.Generation {
		return b
	}
	return a
}

// addSlot wraps the data key for a secret, replacing slots of the same kind.
func (h *header) addSlot(dataKey []byte, o *Options) error {
	s := slot{Kind: o.Secret.kind, Salt: make([]byte, saltSize), Nonce: make([]byte, chacha20poly1305.NonceSizeX)}
	if s.Kind == slotPIN {
		s.Argon = o.Argon
	}
	for _, b := range [][]byte{s.Salt, s.Nonce} {
		if _, err := io.ReadFull(o.Rand, b); err != nil {
			return fmt.Errorf("random source: %w", err)
		}
	}
	wrapping, err := s.wrappingKey(o)
	if err != nil {
		return err
	}
	aead, err := chacha20poly1305.NewX(wrapping)
	if err != nil {
		return fmt.Errorf("cipher: %w", err)
	}
	s.Key = aead.Seal(nil, s.Nonce, dataKey, h.bind(s.Kind))
	kept := h.Slots[:0:0]
	for _, old := range h.Slots {
		if old.Kind != s.Kind {
			kept = append(kept, old)
		}
	}
	kept = append(kept, s)
	h.Slots = kept
	h.Generation++
	return nil
}

// unlock unwraps the data key, or returns ErrWrongPIN.
func (h *header) unlock(o *Options) ([]byte, error) {
	for i := range h.Slots {
		s := &h.Slots[i]
		if s.Kind != o.Secret.kind || len(s.Nonce) != chacha20poly1305.NonceSizeX {
			continue
		}
		if s.Kind == slotPIN && !s.Argon.sane(o.weak) {
			return nil, damage("header: the cost of its PIN is out of bounds")
		}
		wrapping, err := s.wrappingKey(o)
		if err != nil {
			return nil, err
		}
		aead, err := chacha20poly1305.NewX(wrapping)
		if err != nil {
			return nil, fmt.Errorf("cipher: %w", err)
		}
		if key, err := aead.Open(nil, s.Nonce, s.Key, h.bind(s.Kind)); err == nil {
			return key, nil
		}
	}
	return nil, ErrWrongPIN
}

// bind ties a slot to its store and kind.
func (h *header) bind(k slotKind) []byte {
	return append([]byte{valueVersion, byte(k)}, h.StoreID...)
}

// wrappingKey is HKDF-SHA256 of what the person or the key file gives, and of the
// device's share: a copy of the file without the share cannot be guessed at.
func (s *slot) wrappingKey(o *Options) ([]byte, error) {
	secret := o.Secret.key
	switch {
	case s.Kind == slotPIN:
		secret = argon2.IDKey([]byte(o.Secret.pin), s.Salt, s.Argon.Time, s.Argon.Memory, s.Argon.Threads, keySize)
	case o.Secret.path != "":
		key, err := readKeyFile(o.Secret.path)
		if err != nil {
			return nil, err
		}
		secret = key
	}
	key, err := hkdf.Key(sha256.New, append(bytes.Clone(secret), o.Share...), s.Salt, "pendamping slot", keySize)
	if err != nil {
		return nil, fmt.Errorf("slot key: %w", err)
	}
	return key, nil
}

// readKeyFile reads a key of 32 bytes in hexadecimal.
func readKeyFile(path string) ([]byte, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, fault.E("store.KeyFile", fault.Wrong, err)
	}
	key, err := hex.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(key) != keySize {
		return nil, fault.E("store.KeyFile", fault.Wrong, errors.New("not a key of 32 bytes in hexadecimal"))
	}
	return key, nil
}

// ensureKeyFile makes the key file of a new store when there is none.
func ensureKeyFile(o *Options) error {
	if o.Secret.kind != slotKey || o.Secret.path == "" {
		return nil
	}
	if _, err := os.Stat(o.Secret.path); err == nil {
		return nil
	}
	key := make([]byte, keySize)
	if _, err := io.ReadFull(o.Rand, key); err != nil {
		return fmt.Errorf("random source: %w", err)
	}
	return writeFile(o.Secret.path, []byte(hex.EncodeToString(key)+"\n"))
}

// writeFile replaces a small file durably: the old content stays until the new one is
// on the disk.
func writeFile(path string, content []byte) error {
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the store's own path
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes new names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the store's own folder
	if err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	return nil
}
