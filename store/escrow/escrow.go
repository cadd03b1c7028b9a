// Package escrow seals the recovery code of a device for the coordinators' recovery key,
// and opens it with that key.
//
// Vocabulary. The recovery key is an age X25519 key pair: its identity is on paper or in
// a file that the coordinators keep, its recipient in the federation's record. The code,
// 16 random bytes, opens one store. The escrow is the code, sealed for the recipient
// together with store and device, so that nobody can have the code of one device opened
// as that of another. The mark is four letters by which two people on the phone hear
// whether they mean the same escrow.
package escrow

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"

	"pendamping/fault"
	"pendamping/kpuk"
)

var (
	// ErrIdentity is returned for a text that is no recovery key: mistyped, or something else.
	ErrIdentity = fault.New(fault.Invalid, "not a recovery key")
	// ErrOther is returned for an escrow that was sealed for another recovery key, such as
	// an earlier one.
	ErrOther = fault.New(fault.Wrong, "sealed for another recovery key")
	// ErrDamaged is returned for an escrow that is not as it was made.
	ErrDamaged = fault.New(fault.Damaged, "the escrow is damaged")
	// ErrText is returned for a text that is no escrow, or only a part of one.
	ErrText = fault.New(fault.Foreign, "not the text of an escrow")
)

// Contents are what an escrow seals.
type Contents struct {
	Store  [16]byte
	Device kpuk.ID
	Code   [16]byte
}

// contents are the bytes of it.
type contents struct {
	Store  []byte `cbor:"1,keyasint"`
	Device []byte `cbor:"2,keyasint"`
	Code   []byte `cbor:"3,keyasint"`
}

// maxPlain bounds what is read out of an escrow, in bytes.
const maxPlain = 1 << 10

// Generate makes a recovery key.
func Generate() (identity, recipient string, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", fault.E("escrow.Generate", fault.Internal, err)
	}
	return id.String(), id.Recipient().String(), nil
}

// RecipientOf is the recipient of a recovery key; ErrIdentity for anything else. Blanks
// and lines within, as on a printed page, and small letters do not matter; what else a
// file holds (remarks after #) is passed over.
func RecipientOf(identity string) (string, error) {
	id, err := parse(identity)
	if err != nil {
		return "", fault.E("escrow.RecipientOf", fault.Other, err)
	}
	return id.Recipient().String(), nil
}

// File is the text of a file that keeps a recovery key, with a remark of what it is. Programs
// of age read it too.
func File(identity, remark string) (string, error) {
	id, err := parse(identity)
	if err != nil {
		return "", fault.E("escrow.File", fault.Other, err)
	}
	remark = strings.Join(strings.Fields(remark), " ")
	return fmt.Sprintf("# %s\n# public key: %s\n%s\n", remark, id.Recipient(), id), nil
}

// parse reads an identity as people paste or type it.
func parse(text string) (*age.X25519Identity, error) {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") {
			b.WriteString(strings.Join(strings.Fields(line), ""))
		}
	}
	id, err := age.ParseX25519Identity(strings.ToUpper(b.String()))
	if err != nil {
		return nil, fault.E("", fault.Other, ErrIdentity) // without the text, which is a secret
	}
	return id, nil
}

// Seal seals a code for a recipient.
func Seal(recipient string, c Contents) ([]byte, error) {
	const op fault.Op = "escrow.Seal"
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	plain, err := cbor.Marshal(contents{Store: c.Store[:], Device: c.Device[:], Code: c.Code[:]})
	if err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	return out.Bytes(), nil
}

// Open opens an escrow with the recovery key.
func Open(identity string, sealed []byte) (Contents, error) {
	const op fault.Op = "escrow.Open"
	id, err := parse(identity)
	if err != nil {
		return Contents{}, fault.E(op, fault.Other, err)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		return Contents{}, fault.E(op, fault.Other, ErrOther)
	}
	if err != nil {
		return Contents{}, fault.E(op, fault.Other, fmt.Errorf("%w: %w", ErrDamaged, err))
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxPlain))
	if err != nil {
		return Contents{}, fault.E(op, fault.Other, fmt.Errorf("%w: %w", ErrDamaged, err))
	}
	var c contents
	if err = cbor.Unmarshal(plain, &c); err != nil || len(c.Store) != 16 || len(c.Device) != 16 || len(c.Code) != 16 {
		return Contents{}, fault.E(op, fault.Other, ErrDamaged)
	}
	return Contents{Store: [16]byte(c.Store), Device: kpuk.ID(c.Device), Code: [16]byte(c.Code)}, nil
}

// letters of a mark: those of the codes, without what sounds or looks like another.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Mark is what two people read to each other to hear whether they have the same escrow
// before them, such as "7K3F".
func Mark(sealed []byte) string {
	sum := sha256.Sum256(append([]byte("pendamping escrow mark\n"), sealed...))
	out := make([]byte, 4)
	for i := range out {
		out[i] = letters[sum[i]&31]
	}
	return string(out)
}

// The text of an escrow: prefix ‖ base64 of version(1) ‖ sealed ‖ first bytes of the SHA-256 of both.
const (
	prefix  = "pendamping-pin:"
	version = 1
	sumSize = 4
	maxText = 8 << 10
)

// Text writes an escrow to be shown as a QR code or sent in a message.
func Text(sealed []byte) string {
	b := append([]byte{version}, sealed...)
	sum := sha256.Sum256(b)
	return prefix + base64.RawURLEncoding.EncodeToString(append(b, sum[:sumSize]...))
}

// Parse reads the text of an escrow out of whatever stands around it, as messages are
// forwarded with. Blanks and lines within it do not matter.
func Parse(text string) ([]byte, error) {
	const op fault.Op = "escrow.Parse"
	_, rest, found := strings.Cut(text, prefix)
	if !found || len(text) > maxText {
		return nil, fault.E(op, fault.Other, ErrText)
	}
	words := strings.Fields(rest)
	for n := len(words); n > 0; n-- { // words of a greeting may follow
		b, err := base64.RawURLEncoding.DecodeString(strings.Join(words[:n], ""))
		if err != nil || len(b) <= 1+sumSize || b[0] != version {
			continue
		}
		body := b[:len(b)-sumSize]
		if sum := sha256.Sum256(body); bytes.Equal(sum[:sumSize], b[len(body):]) {
			return body[1:], nil
		}
	}
	return nil, fault.E(op, fault.Other, ErrText)
}
