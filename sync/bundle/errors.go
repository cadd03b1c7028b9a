package bundle

import "pendamping/fault"

var (
	// ErrNotBundle is returned for a file that is no bundle.
	ErrNotBundle = fault.New(fault.Foreign, "not a bundle")
	// ErrDirection is returned for an answer where a device's bundle is wanted, or the
	// other way round.
	ErrDirection = fault.New(fault.Foreign, "a bundle of the other direction")
	// ErrElsewhere is returned for a bundle that is sealed for somebody else.
	ErrElsewhere = fault.New(fault.Foreign, "the bundle is for another receiver")
	// ErrNewer is returned for a bundle of a later version of the format.
	ErrNewer = fault.New(fault.Newer, "the bundle was made by a newer program")
	// ErrOlder is returned for a bundle of a version that is not read any more.
	ErrOlder = fault.New(fault.Foreign, "the bundle was made by a program too old")
	// ErrDamaged is returned for a bundle that was cut or altered.
	ErrDamaged = fault.New(fault.Damaged, "the bundle was cut or altered")
	// ErrSigner is returned for a bundle that was not signed by whom it names.
	ErrSigner = fault.New(fault.Wrong, "the bundle is not signed by its maker")
	// ErrTooLarge is returned for a bundle beyond the limits of this package.
	ErrTooLarge = fault.New(fault.Full, "the bundle is larger than allowed")
	// errKey is returned for something that is no Ed25519 key.
	errKey = fault.New(fault.Invalid, "not an Ed25519 key")
)
