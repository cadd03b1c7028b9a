package kpuk

// LoanStatus is where a loan stands.
type LoanStatus uint8

// The states of a loan.
const (
	LoanRequested LoanStatus = iota
	LoanApproved
	LoanRejected
	LoanActive
	LoanPaid
	LoanRescheduled
	LoanWrittenOff
)

// LoanSource is whose money is lent.
type LoanSource uint8

// The sources of loans.
const (
	SourceGroup LoanSource = iota
	SourceLKP
)

// Loan is money lent to a member on terms. What was paid is in the ledger; the loan
// only says what was agreed. Its scope is the group.
type Loan struct {
	Header `cbor:"-"`

	Member      ID              `cbor:"10,keyasint,omitzero"`
	Group       ID              `cbor:"11,keyasint,omitzero"`
	Meeting     ID              `cbor:"12,keyasint,omitzero"` // at which it was asked for
	Terms       Terms           `cbor:"13,keyasint,omitempty"`
	Purpose     string          `cbor:"14,keyasint,omitempty"`
	Source      LoanSource      `cbor:"15,keyasint,omitempty"`
	Guarantor   ID              `cbor:"16,keyasint,omitzero"`
	Status      LoanState       `cbor:"17,keyasint,omitempty"`
	RequestedOn Date            `cbor:"18,keyasint,omitempty"`
	Charges     map[Date]Rupiah `cbor:"19,keyasint,omitempty"` // penalties charged, by the day
	Asked       Rupiah          `cbor:"40,keyasint,omitempty"` // what she asked for; the meeting may agree to less
	Replaces    ID              `cbor:"60,keyasint,omitzero"`  // loan that was rescheduled into this one
}

// LoanState is a loan's status with its day and reason.
type LoanState struct {
	Status LoanStatus `cbor:"1,keyasint,omitempty"`
	On     Date       `cbor:"2,keyasint,omitempty"`
	Reason string     `cbor:"3,keyasint,omitempty"`
}

// Terms are the conditions of a loan from which its schedule follows.
type Terms struct {
	Principal   Rupiah        `cbor:"1,keyasint,omitempty"`
	RateBP      int64         `cbor:"2,keyasint,omitempty"` // per interval, basis points
	Instalments int           `cbor:"3,keyasint,omitempty"`
	Grace       int           `cbor:"4,keyasint,omitempty"` // intervals in which only service is paid
	Method      ServiceMethod `cbor:"5,keyasint,omitempty"`
	Unit        Rupiah        `cbor:"6,keyasint,omitempty"` // 1, 100 or 500
	Start       Date          `cbor:"7,keyasint,omitempty"`
	Interval    Rhythm        `cbor:"8,keyasint,omitempty"`
}
