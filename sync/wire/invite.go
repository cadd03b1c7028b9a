package wire

import (
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"net/url"
	"strings"

	"pendamping/fault"
)

// crockford is Douglas Crockford's base 32; the five more are check symbols.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"

const (
	codeDigits = 26 // of 128 bits
	codeGroup  = 4
)

var (
	// ErrCode is returned for a code that is mistyped: wrong length, letter or check symbol.
	ErrCode = fault.New(fault.Invalid, "the code is mistyped")
	// ErrInvitation is returned for a text that is no invitation.
	ErrInvitation = fault.New(fault.Invalid, "this is not an invitation")
)

// Invitation lets one device enrol at a hub.
type Invitation struct {
	Hub     string   // URL of the hub, such as https://hub.example:8443
	Code    [16]byte // one-time secret
	Pin     []byte   // SHA-256 of the hub's certificate's public key; empty: the usual authorities
	Project string
}

// FormatCode writes a code in groups of four letters with a check symbol at the end,
// such as 7K3F-….
func FormatCode(code [16]byte) string {
	n := new(big.Int).SetBytes(code[:])
	check := new(big.Int).Mod(n, big.NewInt(int64(len(crockford)))).Int64()
	digits := make([]byte, codeDigits)
	base := big.NewInt(32)
	for i := len(digits) - 1; i >= 0; i-- {
		var d big.Int
		n.DivMod(n, base, &d)
		digits[i] = crockford[d.Int64()]
	}
	digits = append(digits, crockford[check])
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && i%codeGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(d)
	}
	return b.String()
}

// ParseCode reads a code as people type it: small or capital letters, with or without
// hyphens and spaces, O for 0, I and L for 1.
func ParseCode(text string) ([16]byte, error) {
	const op fault.Op = "wire.ParseCode"
	clean := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text))
	if len(clean) != codeDigits+1 {
		return [16]byte{}, fault.E(op, fault.Other, ErrCode)
	}
	n := new(big.Int)
	for _, r := range clean[:codeDigits] {
		d := strings.IndexRune(crockford, r)
		if d < 0 || d >= 32 {
			return [16]byte{}, fault.E(op, fault.Other, ErrCode)
		}
		n.Lsh(n, 5).Or(n, big.NewInt(int64(d)))
	}
	check := new(big.Int).Mod(n, big.NewInt(int64(len(crockford)))).Int64()
	if n.BitLen() > 128 || crockford[check] != clean[codeDigits] {
		return [16]byte{}, fault.E(op, fault.Other, ErrCode)
	}
	var code [16]byte
	n.FillBytes(code[:])
	return code, nil
}

// CodeHash is what the hub keeps of a code.
func CodeHash(code [16]byte) [32]byte { return sha256.Sum256(code[:]) }

// String gives the link that is shown as a QR code or sent as text:
// pendamping:?hub=…&code=…&pin=…&project=….
func (v Invitation) String() string {
	q := "hub=" + url.QueryEscape(v.Hub) + "&code=" + FormatCode(v.Code)
	if len(v.Pin) > 0 {
		q += "&pin=" + base64.RawURLEncoding.EncodeToString(v.Pin)
	}
	if v.Project != "" {
		q += "&project=" + url.QueryEscape(v.Project)
	}
	return "pendamping:?" + q
}

// ParseInvitation reads the link. Plain http is allowed for a hub on the same machine
// only, unless a pin is missing there too: see [Invitation.Local].
func ParseInvitation(text string) (Invitation, error) {
	const op fault.Op = "wire.ParseInvitation"
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != "pendamping" || len(text) > 2048 {
		return Invitation{}, fault.E(op, fault.Other, ErrInvitation)
	}
	// The symbols * ~ $ = of the code stand as they are in a query.
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Invitation{}, fault.E(op, fault.Other, ErrInvitation)
	}
	v := Invitation{Hub: strings.TrimRight(q.Get("hub"), "/"), Project: q.Get("project")}
	if v.Code, err = ParseCode(q.Get("code")); err != nil {
		return Invitation{}, fault.E(op, fault.Other, err)
	}
	if v.Pin, err = base64.RawURLEncoding.DecodeString(q.Get("pin")); err != nil || (len(v.Pin) != 0 && len(v.Pin) != sha256.Size) {
		return Invitation{}, fault.E(op, fault.Other, ErrInvitation)
	}
	hub, err := url.Parse(v.Hub)
	if err != nil || hub.Host == "" || hub.User != nil || hub.RawQuery != "" || (hub.Scheme != "https" && hub.Scheme != "http") {
		return Invitation{}, fault.E(op, fault.Other, ErrInvitation)
	}
	return v, nil
}

// Encrypted tells whether the link leads to a hub over TLS. Over plain http the code
// and the data could be read on the way; callers allow that for this machine only.
func (v Invitation) Encrypted() bool { return strings.HasPrefix(v.Hub, "https://") }
