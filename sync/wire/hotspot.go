package wire

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"pendamping/fault"
)

// ErrHotspot is returned for a text that leads to no colleague's device.
var ErrHotspot = fault.New(fault.Invalid, "this is not a colleague's device")

// ErrShortCode is returned for a short code that is mistyped.
var ErrShortCode = fault.New(fault.Invalid, "the code has six digits")

// Hotspot is how a colleague's device is found on the local network.
type Hotspot struct {
	Host    string // address and port
	Code    string // six digits
	Pin     []byte // SHA-256 of the public key; empty when the address was typed
	Project string
}

const (
	hotspotPrefix = "pendamping:?host="
	shortCode     = 6
	// codePrefix keeps a short code apart from all other uses of SHA-256.
	codePrefix = "pendamping hotspot code\n"
)

// String gives the link that is shown as a QR code:
// pendamping:?host=ADDRESS&code=DIGITS&pin=…&project=….
func (h Hotspot) String() string {
	link := hotspotPrefix + escape(h.Host) + "&code=" + h.Code
	if len(h.Pin) > 0 {
		link += "&pin=" + base64.RawURLEncoding.EncodeToString(h.Pin)
	}
	if h.Project != "" {
		link += "&project=" + escape(h.Project)
	}
	return link
}

// ParseHotspot reads the link, or an address and port as somebody types it; then the code
// is still missing.
func ParseHotspot(text string) (Hotspot, error) {
	const op fault.Op = "wire.ParseHotspot"
	text = strings.TrimSpace(text)
	if len(text) > 2048 {
		return Hotspot{}, fault.E(op, fault.Other, ErrHotspot)
	}
	if !strings.HasPrefix(text, hotspotPrefix) {
		h := Hotspot{Host: text}
		return h, fault.E(op, fault.Other, h.check())
	}
	parts := map[string]string{}
	for part := range strings.SplitSeq(strings.TrimPrefix(text, linkPrefix), "&") {
		name, value, _ := strings.Cut(part, "=")
		plain, ok := unescape(value)
		if _, twice := parts[name]; twice || !ok {
			return Hotspot{}, fault.E(op, fault.Other, ErrHotspot)
		}
		parts[name] = plain
	}
	pin, err := base64.RawURLEncoding.DecodeString(parts["pin"])
	h := Hotspot{Host: parts["host"], Project: parts["project"], Pin: pin}
	if err != nil || len(pin) != sha256.Size {
		return Hotspot{}, fault.E(op, fault.Other, ErrHotspot)
	}
	if h.Code, err = ParseShortCode(parts["code"]); err != nil {
		return Hotspot{}, fault.E(op, fault.Other, err)
	}
	return h, fault.E(op, fault.Other, h.check())
}

// check tells whether the host is an IPv4 address, as hotspots give them, with a port.
func (h Hotspot) check() error {
	address, port, ok := strings.Cut(h.Host, ":")
	parts := strings.Split(address, ".")
	ok = ok && len(parts) == 4 && number(port, 1<<16-1)
	for _, p := range parts {
		ok = ok && number(p, 255)
	}
	if !ok {
		return fault.E("", fault.Invalid, ErrHotspot)
	}
	return nil
}

// number tells whether a text is a number up to most.
func number(text string, most int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && n <= most && text == strconv.Itoa(n)
}

// ParseShortCode reads six digits as people type them.
func ParseShortCode(text string) (string, error) {
	clean := strings.NewReplacer(" ", "", "-", "").Replace(strings.TrimSpace(text))
	if len(clean) != shortCode || strings.ContainsFunc(clean, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", fault.E("wire.ParseShortCode", fault.Other, ErrShortCode)
	}
	return clean, nil
}

// Invitation is what the code stands for in an enrolment. It says that the colleague is
// asked for; who may do what follows from certificates, so that six digits are enough.
func (h Hotspot) Invitation() Invitation {
	sum := sha256.Sum256([]byte(codePrefix + h.Code))
	return Invitation{Hub: "https://" + h.Host, Code: [16]byte(sum[:16]), Pin: h.Pin, Project: h.Project}
}
