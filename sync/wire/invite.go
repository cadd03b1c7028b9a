package wire

import (
	"crypto/sha256"
	"encoding/base64"
	"math/big"
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

// linkPrefix begins every invitation.
const linkPrefix = "pendamping:?"

// String gives the link that is shown as a QR code or sent as text:
// pendamping:?hub=…&code=…&pin=…&project=….
func (v Invitation) String() string {
	link := linkPrefix + "hub=" + escape(v.Hub) + "&code=" + FormatCode(v.Code)
	if len(v.Pin) > 0 {
		link += "&pin=" + base64.RawURLEncoding.EncodeToString(v.Pin)
	}
	if v.Project != "" {
		link += "&project=" + escape(v.Project)
	}
	return link
}

// ParseInvitation reads the link of [Invitation.String]. Parts that it does not know are left out, so that
// later programs may add some.
func ParseInvitation(text string) (Invitation, error) {
	const op fault.Op = "wire.ParseInvitation"
	query, ok := strings.CutPrefix(strings.TrimSpace(text), linkPrefix)
	if !ok || len(text) > 2048 {
		return Invitation{}, fault.E(op, fault.Other, ErrInvitation)
	}
	parts := map[string]string{}
	for part := range strings.SplitSeq(query, "&") {
		// The symbols * ~ $ = at the end of a code stand as they are.
		name, value, _ := strings.Cut(part, "=")
		plain, ok := unescape(value)
		if _, twice := parts[name]; twice || !ok {
			return Invitation{}, fault.E(op, fault.Other, ErrInvitation)
		}
		parts[name] = plain
	}
	code, err := ParseCode(parts["code"])
	if err != nil {
		return Invitation{}, fault.E(op, fault.Other, err)
	}
	pin, err := base64.RawURLEncoding.DecodeString(parts["pin"])
	v := Invitation{Hub: strings.TrimRight(parts["hub"], "/"), Code: code, Project: parts["project"]}
	if len(pin) > 0 {
		v.Pin = pin
	}
	if err != nil || (len(pin) != 0 && len(pin) != sha256.Size) || !isHub(v.Hub) {
		return Invitation{}, fault.E(op, fault.Other, ErrInvitation)
	}
	return v, nil
}

// isHub tells whether a text is the base URL of a hub: a scheme, a host, perhaps a
// path; no user, query or fragment, which could hide where the link leads.
func isHub(text string) bool {
	rest, tls := strings.CutPrefix(text, "https://")
	if !tls {
		var plain bool
		if rest, plain = strings.CutPrefix(text, "http://"); !plain {
			return false
		}
	}
	strange := strings.ContainsFunc(rest, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`@?#\"<>`, r) })
	return rest != "" && rest[0] != '/' && !strange
}

// Encrypted tells whether the link leads to a hub over TLS. Over plain http the code
// and the data could be read on the way; callers allow that for this machine only.
func (v Invitation) Encrypted() bool { return strings.HasPrefix(v.Hub, "https://") }

const hexDigits = "0123456789ABCDEF"

// escape writes everything but letters, digits and - . _ ~ as %XX (RFC 3986).
func escape(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	return b.String()
}

// unescape undoes escape; false for a percent sign without two digits.
func unescape(text string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			b.WriteByte(text[i])
			continue
		}
		if i+2 >= len(text) {
			return "", false
		}
		high := strings.IndexByte(hexDigits, upper(text[i+1]))
		low := strings.IndexByte(hexDigits, upper(text[i+2]))
		if high < 0 || low < 0 {
			return "", false
		}
		b.WriteByte(byte(high<<4 | low)) //nolint:gosec // two digits
		i += 2
	}
	return b.String(), true
}

func upper(c byte) byte {
	if c >= 'a' && c <= 'f' {
		return c - 'a' + 'A'
	}
	return c
}
