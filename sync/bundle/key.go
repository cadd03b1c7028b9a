package bundle

import (
	"crypto/ed25519"
	"crypto/sha512"
	"math/big"
	"slices"
	"strings"

	"filippo.io/age"

	"pendamping/fault"
)

// RecipientOf is the age recipient of the holder of an Ed25519 key: the same point in
// the coordinates of X25519. So nothing needs to be handed out beside the keys of
// enrolment, and devices that enrolled long ago can be reached. Using one key pair for
// Ed25519 and for an X25519 key exchange is proven sound (Thormarker 2021).
func RecipientOf(key ed25519.PublicKey) (*age.X25519Recipient, error) {
	const op fault.Op = "bundle.RecipientOf"
	point, err := montgomery(key)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	r, err := age.ParseX25519Recipient(bech32("age", point))
	return r, fault.E(op, fault.Internal, err)
}

// IdentityOf is the age identity that opens what was sealed for [RecipientOf] the key's
// public half.
func IdentityOf(key ed25519.PrivateKey) (*age.X25519Identity, error) {
	const op fault.Op = "bundle.IdentityOf"
	if len(key) != ed25519.PrivateKeySize {
		return nil, fault.E(op, fault.Other, errKey)
	}
	sum := sha512.Sum512(key.Seed()) // its first half is the scalar (RFC 8032, 5.1.5)
	id, err := age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", sum[:32])))
	return id, fault.E(op, fault.Internal, err)
}

// montgomery maps a point from Edwards to Montgomery form: u = (1+y)/(1-y) modulo
// 2^255-19 (RFC 7748, 4.1). The key is public, so time need not be constant.
func montgomery(key ed25519.PublicKey) ([]byte, error) {
	if len(key) != ed25519.PublicKeySize {
		return nil, errKey
	}
	little := slices.Clone(key)
	little[31] &= 0x7f // the sign of x
	slices.Reverse(little)
	one := big.NewInt(1)
	p := new(big.Int).Sub(new(big.Int).Lsh(one, 255), big.NewInt(19))
	y := new(big.Int).SetBytes(little)
	below := new(big.Int).Sub(one, y)
	if y.Cmp(p) >= 0 || below.Sign() == 0 {
		return nil, errKey
	}
	u := below.ModInverse(below.Mod(below, p), p)
	u.Mul(u, y.Add(y, one)).Mod(u, p)
	out := u.FillBytes(make([]byte, 32))
	slices.Reverse(out)
	return out, nil
}

// bech32 spells data as age does (BIP 173, without its limit of length).
func bech32(prefix string, data []byte) string {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	values := fives(data)
	sum := make([]byte, 0, 2*len(prefix)+len(values)+7)
	for i := range len(prefix) {
		sum = append(sum, prefix[i]>>5)
	}
	sum = append(sum, 0)
	for i := range len(prefix) {
		sum = append(sum, prefix[i]&31)
	}
	sum = append(append(sum, values...), 0, 0, 0, 0, 0, 0)
	check := polymod(sum) ^ 1
	for i := range 6 {
		values = append(values, byte(check>>(5*(5-i))&31))
	}
	var b strings.Builder
	b.WriteString(prefix + "1")
	for _, v := range values {
		b.WriteByte(letters[v])
	}
	return b.String()
}

// fives cuts bytes into groups of five bits, the last filled up with zeros.
func fives(data []byte) []byte {
	var out []byte
	acc, bits := uint32(0), 0
	for _, b := range data {
		acc, bits = acc<<8|uint32(b), bits+8
		for ; bits >= 5; bits -= 5 {
			out = append(out, byte(acc>>(bits-5)&31))
		}
	}
	if bits > 0 {
		out = append(out, byte(acc<<(5-bits)&31))
	}
	return out
}

// polymod is the checksum of BIP 173.
func polymod(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}
