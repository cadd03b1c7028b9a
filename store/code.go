package store

import (
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// Bounds of a decoded value.
const (
	maxElements = 10_000
	maxNesting  = 8
)

// codec is the one CBOR of values: deterministic (RFC 8949 §4.2.1), so that the same
// content always has the same bytes, and strict when reading.
type codec struct {
	enc cbor.EncMode
	dec cbor.DecMode
}

func newCodec() (codec, error) {
	enc, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		return codec{}, fmt.Errorf("cbor: %w", err)
	}
	dec, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden,
		MaxArrayElements: maxElements, MaxMapPairs: maxElements, MaxNestedLevels: maxNesting, UTF8: cbor.UTF8RejectInvalid,
	}.DecMode()
	if err != nil {
		return codec{}, fmt.Errorf("cbor: %w", err)
	}
	return codec{enc: enc, dec: dec}, nil
}
