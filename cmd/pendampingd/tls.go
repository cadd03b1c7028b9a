package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pendamping/fault"
)

// certYears is how long a certificate of the hub's own holds. Devices trust its key by
// the pin of their invitation, not its dates: tablets' clocks are wrong by years.
const certYears = 30

// certificate makes the hub's own certificate where its URL is https and there is none.
func (f *folder) certificate(c *console) (cert string, err error) {
	const op fault.Op = "certificate"
	cert = filepath.Join(f.dir, certFile)
	if exists(cert) || !strings.HasPrefix(f.set.URL, "https://") {
		return cert, nil
	}
	u, err := url.Parse(f.set.URL)
	if err != nil {
		return "", fault.E(op, fault.Invalid, err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), c.rand)
	if err != nil {
		return "", fault.E(op, fault.Internal, err)
	}
	now := c.now()
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(f.set.Epoch[:]), Subject: pkix.Name{CommonName: u.Hostname()},
		NotBefore: now.AddDate(-certYears, 0, 0), NotAfter: now.AddDate(certYears, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil {
		template.IPAddresses = append(template.IPAddresses, ip)
	} else {
		template.DNSNames = append(template.DNSNames, u.Hostname())
	}
	der, err := x509.CreateCertificate(c.rand, template, template, &key.PublicKey, key)
	if err != nil {
		return "", fault.E(op, fault.Internal, err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", fault.E(op, fault.Internal, err)
	}
	return cert, fault.E(op, fault.Other, errors.Join(
		writePEM(filepath.Join(f.dir, certKey), "PRIVATE KEY", secret), writePEM(cert, "CERTIFICATE", der)))
}

func writePEM(path, kind string, der []byte) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600) //nolint:wrapcheck // wrapped by certificate
}

// pinOf is the SHA-256 of the public key of the certificate in a file.
func pinOf(path string) ([]byte, error) {
	const op fault.Op = "pin"
	text, err := os.ReadFile(path) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fault.E(op, fault.Invalid, errors.New("not a certificate in PEM"))
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	sum := sha256.Sum256(cert.RawSubjectPublicKeyInfo)
	return sum[:], nil
}

// pin reads how an invitation shall name the certificate: "none", a file, a pin in
// base64, or "auto": the hub's own certificate, if it has one.
func (f *folder) pin(choice string) ([]byte, error) {
	own := filepath.Join(f.dir, certFile)
	switch {
	case choice == "none", choice == "auto" && (!strings.HasPrefix(f.set.URL, "https://") || !exists(own)):
		return nil, nil
	case choice == "auto":
		return pinOf(own)
	case exists(choice):
		return pinOf(choice)
	}
	pin, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(choice, "="))
	if err != nil || len(pin) != sha256.Size {
		return nil, misused("--pin is neither auto, none, a certificate nor a pin in base64")
	}
	return pin, nil
}

// tlsConfig reads a certificate with its key. Only TLS 1.3 is spoken.
func tlsConfig(cert, key string) (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fault.E("tls", fault.Invalid, err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{pair}, NextProtos: []string{"http/1.1"}}, nil
}

// defaultExpiry is how long an invitation holds where nothing else is said: a day, as
// whoever reads the code may use it.
const defaultExpiry = 24 * time.Hour
