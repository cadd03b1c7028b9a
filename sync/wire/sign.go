package wire

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// AuthHeader carries the signature of a request.
const AuthHeader = "Authorization"

const authScheme = "Pdp1 "

// Prefixes keep signatures of one purpose from being taken for another.
const (
	requestPrefix = "pendamping request v1\n"
	receiptPrefix = "pendamping receipt v1\n"
	orderPrefix   = "pendamping order v1\n"

	successorPrefix = "pendamping successor v1\n"
)

var (
	// ErrAuth is returned for an authorisation header that cannot be read.
	ErrAuth = fault.New(fault.Invalid, "the authorisation cannot be read")
	// ErrSignature is returned for a signature that does not verify.
	ErrSignature = fault.New(fault.Wrong, "the signature does not verify")
)

// Auth is the signed frame of a request. There is no time in it: tablets' clocks are
// wrong by years. The counter grows with every request of a device, and the challenge
// is the one that the hub gave last, so that an old request cannot be played again.
// In an enrolment Replica and Counter are zero and Challenge is the device's public key.
type Auth struct {
	Device    merge.ID
	Replica   merge.Replica
	Counter   uint64
	Challenge []byte
	Signature []byte
}

// bytes are what the signature covers.
func (a *Auth) bytes(path, project string, body []byte) []byte {
	sum := sha256.Sum256(body)
	b := make([]byte, 0, 160)
	b = append(b, requestPrefix+"POST\n"...)
	b = append(b, path...)
	b = append(b, '\n')
	b = append(b, project...)
	b = append(b, '\n')
	b = append(b, a.Device[:]...)
	b = append(b, a.Replica[:]...)
	b = binary.BigEndian.AppendUint64(b, a.Counter)
	b = binary.BigEndian.AppendUint32(b, uint32(len(a.Challenge))) //nolint:gosec // a few bytes
	b = append(b, a.Challenge...)
	return append(b, sum[:]...)
}

// Sign signs a POST of body to path of the project's hub.
func (a *Auth) Sign(key ed25519.PrivateKey, path, project string, body []byte) {
	a.Signature = ed25519.Sign(key, a.bytes(path, project, body))
}

// Verify returns ErrSignature unless key signed the POST of body to path.
func (a *Auth) Verify(key ed25519.PublicKey, path, project string, body []byte) error {
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, a.bytes(path, project, body), a.Signature) {
		return fault.E("", fault.Wrong, ErrSignature)
	}
	return nil
}

// Header gives the value of AuthHeader.
func (a *Auth) Header() string {
	e := base64.RawURLEncoding
	return authScheme + strings.Join([]string{
		e.EncodeToString(a.Device[:]), e.EncodeToString(a.Replica[:]), strconv.FormatUint(a.Counter, 36),
		e.EncodeToString(a.Challenge), e.EncodeToString(a.Signature),
	}, ".")
}

// ParseAuth reads the value of AuthHeader.
func ParseAuth(header string) (Auth, error) {
	const op fault.Op = "wire.ParseAuth"
	var a Auth
	text, ok := strings.CutPrefix(header, authScheme)
	parts := strings.Split(text, ".")
	if !ok || len(header) > 400 || len(parts) != 5 {
		return a, fault.E(op, fault.Other, ErrAuth)
	}
	var raw [5][]byte
	for i, p := range parts {
		if i == 2 {
			continue
		}
		b, err := base64.RawURLEncoding.Strict().DecodeString(p)
		if err != nil {
			return a, fault.E(op, fault.Other, ErrAuth)
		}
		raw[i] = b
	}
	counter, err := strconv.ParseUint(parts[2], 36, 64)
	if err != nil || fixed(a.Device[:], raw[0]) != nil || fixed(a.Replica[:], raw[1]) != nil ||
		len(raw[4]) != ed25519.SignatureSize {
		return Auth{}, fault.E(op, fault.Other, ErrAuth)
	}
	a.Counter, a.Challenge, a.Signature = counter, raw[3], raw[4]
	return a, nil
}

// DeviceID names a device by its public key.
func DeviceID(key ed25519.PublicKey) merge.ID {
	sum := sha256.Sum256(key)
	return merge.ID(sum[:])
}

// ReceiptBytes are what the hub signs to confirm that it durably holds a replica's
// changes up to a head.
func ReceiptBytes(r *merge.Receipt) []byte {
	b := make([]byte, 0, 96)
	b = append(b, receiptPrefix...)
	b = append(b, r.Replica[:]...)
	b = binary.BigEndian.AppendUint64(b, r.Head.Seq)
	b = append(b, r.Head.Hash[:]...)
	return append(b, r.Epoch[:]...)
}

// SignReceipt puts the hub's signature into r.
func SignReceipt(key ed25519.PrivateKey, r *merge.Receipt) {
	r.Signature = ed25519.Sign(key, ReceiptBytes(r))
}

// VerifyReceipt returns ErrSignature unless the hub signed r.
func VerifyReceipt(key ed25519.PublicKey, r *merge.Receipt) error {
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, ReceiptBytes(r), r.Signature) {
		return fault.E("", fault.Wrong, ErrSignature)
	}
	return nil
}

// Order is the signed part of a directive that locks or wipes. Counter is that of the
// request it answers, so that an order is obeyed once.
type Order struct {
	Kind    DirectiveKind
	Device  merge.ID
	Epoch   merge.ID
	Counter uint64
}

// OrderBytes are what the hub signs to give an order.
func OrderBytes(o Order) []byte {
	b := make([]byte, 0, 64)
	b = append(b, orderPrefix...)
	b = append(b, byte(o.Kind))
	b = append(b, o.Device[:]...)
	b = append(b, o.Epoch[:]...)
	return binary.BigEndian.AppendUint64(b, o.Counter)
}

// Signed tells whether directives of this kind must carry a signature.
func (k DirectiveKind) Signed() bool {
	return k == DirectLock || k == DirectPushThenWipe || k == DirectWipe || k == DirectReidentify
}
