package session

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

var (
	// ErrPin is returned when the hub's certificate is not the one of the invitation:
	// somebody else answers in its place.
	ErrPin = fault.New(fault.Wrong, "the hub's certificate is not the one of the invitation")
	// ErrPlain is returned for a hub on another machine without TLS.
	ErrPlain = fault.New(fault.Invalid, "a hub on another machine needs an encrypted link")
	// ErrInvite is returned when the hub does not accept the code: it was used, has
	// expired, or never was.
	ErrInvite = fault.New(fault.Denied, "the hub does not accept the code")
)

// Invitation is what a coordinator hands to a new device; see wire.ParseInvitation.
type Invitation = wire.Invitation

// EnrolRequest says who wants to enrol.
type EnrolRequest struct {
	Key    ed25519.PrivateKey // the new device's; keep it before enrolling
	Label  string             // what the device is called in lists
	Schema uint64
	Derive wire.Deriver // the same as the hub's
	// Certificate is what a colleague's device is shown; a hub needs none.
	Certificate []byte
}

// Enrolment is what a device keeps of its enrolment.
type Enrolment struct {
	Device    merge.ID
	Hub       string // base URL
	Pin       []byte
	Project   string
	HubKey    ed25519.PublicKey
	Partition merge.ID
	Person    merge.ID
	All       bool // holds the whole partition
	Admin     bool // holds accounts too
	Scopes    []merge.ID
	Recovery  []byte        // recipient for the recovery slot; may be empty
	Link      merge.Link    // to begin with
	Deltas    []merge.Delta // records that come with it: the person's own
	// Certificate is what a colleague's device shows of itself.
	Certificate []byte
}

// Enrol redeems an invitation. It may be repeated with the same key when the answer was
// lost: the hub gives the same answer again.
func Enrol(ctx context.Context, client *http.Client, inv Invitation, r EnrolRequest) (Enrolment, error) {
	const op fault.Op = "session.Enrol"
	if len(r.Key) != ed25519.PrivateKeySize {
		return Enrolment{}, fault.E(op, fault.Internal, ErrConfig)
	}
	if !inv.Encrypted() && !local(inv.Hub) {
		return Enrolment{}, fault.E(op, fault.Invalid, ErrPlain)
	}
	codec, err := wire.New(wire.Options{Derive: r.Derive})
	if err != nil {
		return Enrolment{}, fault.E(op, fault.Other, err)
	}
	body, err := codec.PackEnrol(wire.EnrolRequest{Code: inv.Code, Label: r.Label, Schema: r.Schema, Certificate: r.Certificate})
	if err != nil {
		return Enrolment{}, fault.E(op, fault.Other, err)
	}
	public, ok := r.Key.Public().(ed25519.PublicKey)
	if !ok {
		return Enrolment{}, fault.E(op, fault.Internal, ErrConfig)
	}
	auth := wire.Auth{Device: wire.DeviceID(public), Challenge: public}
	auth.Sign(r.Key, wire.PathEnrol, inv.Project, body)
	answer, status, err := send(ctx, client, trimHub(inv.Hub)+wire.PathEnrol, auth.Header(), body)
	if err != nil {
		return Enrolment{}, fault.E(op, fault.Other, err)
	}
	if status != http.StatusOK {
		return Enrolment{}, fault.E(op, fault.Other, enrolFault(codec, status, answer))
	}
	grant, err := codec.UnpackGrant(answer)
	if err != nil {
		return Enrolment{}, fault.E(op, fault.Transient, err)
	}
	if len(grant.HubKey) != ed25519.PublicKeySize {
		return Enrolment{}, fault.E(op, fault.Foreign, ErrReceipt)
	}
	return enrolment(auth.Device, inv, grant), nil
}

func enrolment(device merge.ID, inv Invitation, g *wire.EnrolReply) Enrolment {
	return Enrolment{
		Device: device, Hub: trimHub(inv.Hub), Pin: inv.Pin, Project: inv.Project, HubKey: g.HubKey,
		Partition: g.Partition, Person: g.Person, All: g.All, Admin: g.Admin, Scopes: g.Scopes, Recovery: g.Recovery,
		Link: merge.Link{Hub: g.Epoch, Challenge: g.Challenge}, Deltas: g.Deltas, Certificate: g.Certificate,
	}
}

func enrolFault(codec *wire.Codec, status int, answer []byte) error {
	problem, err := codec.UnpackProblem(answer)
	if err == nil && problem.Code == wire.ProblemUnknown {
		return fault.E("", fault.Denied, ErrInvite)
	}
	return statusFault(status, problem)
}

// local tells whether a hub runs on this machine.
func local(hub string) bool {
	u, err := url.Parse(hub)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

// NewClient makes an HTTP client for one hub: TLS 1.3, the certificate of the pin
// (SHA-256 of its public key, as in RFC 7469) or, without a pin, one of the usual
// authorities; no redirects, no headers that are not needed.
func NewClient(pin []byte) *http.Client {
	conf := &tls.Config{MinVersion: tls.VersionTLS13}
	if len(pin) > 0 {
		// The pin takes the place of the chain: hubs in offices sign their own certificate.
		conf.InsecureSkipVerify = true // VerifyConnection checks the key
		conf.VerifyConnection = func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 {
				return fault.E("", fault.Wrong, ErrPin)
			}
			if !Pinned(s.PeerCertificates[0], pin) {
				return fault.E("", fault.Wrong, ErrPin)
			}
			return nil
		}
	}
	return &http.Client{
		Transport: &http.Transport{
			Proxy:              http.ProxyFromEnvironment,
			TLSClientConfig:    conf,
			DisableCompression: true, // bodies are compressed already
			MaxConnsPerHost:    2,
			IdleConnTimeout:    time.Minute,
			DialContext:        (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Pinned tells whether a certificate is the one of a pin.
func Pinned(c *x509.Certificate, pin []byte) bool {
	sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return subtle.ConstantTimeCompare(sum[:], pin) == 1
}
