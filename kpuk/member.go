package kpuk

// Role is a member's office in her group.
type Role uint8

// The roles.
const (
	RoleMember Role = iota
	RoleChair
	RoleSecretary
	RoleTreasurer
)

// MemberStatus says whether a woman belongs to her group.
type MemberStatus uint8

// The states of membership.
const (
	MemberActive MemberStatus = iota
	MemberLeft
	MemberDied
	MemberMoved
)

// Marital is a marital status.
type Marital uint8

// The marital states.
const (
	MaritalUnknown Marital = iota
	MaritalSingle
	MaritalMarried
	MaritalDivorced
	MaritalWidowed
)

// Education is the highest school finished.
type Education uint8

// The levels of education.
const (
	EducationUnknown Education = iota
	EducationNone
	EducationSD
	EducationSMP
	EducationSMA
	EducationDiploma
	EducationBachelor
)

// YesNo is an answer that may be missing.
type YesNo uint8

// The answers.
const (
	Unanswered YesNo = iota
	Yes
	No
)

// Member is a PUK: a woman with a micro or small business in a group.
type Member struct {
	Header `cbor:"-"`

	Name          string               `cbor:"10,keyasint,omitempty"`
	NIK           NIK                  `cbor:"11,keyasint,omitempty"`
	NIKReason     string               `cbor:"12,keyasint,omitempty"` // why a doubtful NIK was accepted
	KK            string               `cbor:"13,keyasint,omitempty"` // family card, 16 digits
	BirthPlace    string               `cbor:"14,keyasint,omitempty"`
	Born          Date                 `cbor:"15,keyasint,omitempty"`
	AgeGiven      int                  `cbor:"16,keyasint,omitempty"` // years, when the date of birth is not known
	AgeGivenOn    Date                 `cbor:"17,keyasint,omitempty"`
	Marital       Marital              `cbor:"18,keyasint,omitempty"`
	HouseholdHead YesNo                `cbor:"19,keyasint,omitempty"` // perempuan kepala keluarga
	Education     Education            `cbor:"20,keyasint,omitempty"`
	Religion      string               `cbor:"21,keyasint,omitempty"`
	Disability    string               `cbor:"22,keyasint,omitempty"`
	Phone         string               `cbor:"23,keyasint,omitempty"` // E.164
	Address       string               `cbor:"24,keyasint,omitempty"`
	Village       string               `cbor:"25,keyasint,omitempty"` // area code of the desa
	Number        int                  `cbor:"26,keyasint,omitempty"` // member number in the group
	JoinedOn      Date                 `cbor:"27,keyasint,omitempty"`
	Role          Role                 `cbor:"28,keyasint,omitempty"`
	Status        Membership           `cbor:"29,keyasint,omitempty"`
	Household     int                  `cbor:"30,keyasint,omitempty"` // people in the household
	IncomeBand    int                  `cbor:"31,keyasint,omitempty"` // 0 unknown, 1..5
	Consent       Consent              `cbor:"32,keyasint,omitempty"`
	Group         ID                   `cbor:"33,keyasint,omitzero"`
	Businesses    map[ID]Business      `cbor:"40,keyasint,omitempty"`
	Services      map[ID]ServiceAccess `cbor:"41,keyasint,omitempty"` // by Derive("service", name)
	Nickname      string               `cbor:"60,keyasint,omitempty"`
	Offices       map[Date]Role        `cbor:"61,keyasint,omitempty"` // by the day from which each held; see [Member.RoleAt]
	Past          map[Date]Stay        `cbor:"62,keyasint,omitempty"` // times in groups that ended, by their last day
	Apart         map[ID]bool          `cbor:"63,keyasint,omitempty"` // members who look the same and are not
	SameAs        ID                   `cbor:"64,keyasint,omitzero"`  // member said to be the same woman; a coordinator decides
	Passed        map[ID]Pass          `cbor:"65,keyasint,omitempty"` // what is odd and was accepted, by PassID
}

// Pass is something odd about a record that was accepted with a reason.
type Pass struct {
	Key    string `cbor:"1,keyasint,omitempty"` // of the problem
	Reason string `cbor:"2,keyasint,omitempty"`
}

// PassID is the key of a problem in [Member.Passed].
func PassID(key string) ID { return Derive("pass", []byte(key)) }

// Stay is a time in a group that ended: by moving to another group, or by leaving and
// coming back. It travels with the member, for those who accompany her now may not hold
// the records of the group she came from.
type Stay struct {
	Group    ID           `cbor:"1,keyasint,omitzero"`
	Name     string       `cbor:"2,keyasint,omitempty"` // of the group
	Number   int          `cbor:"3,keyasint,omitempty"` // hers in that group
	Joined   Date         `cbor:"4,keyasint,omitempty"`
	Role     Role         `cbor:"5,keyasint,omitempty"` // the last one
	State    MemberStatus `cbor:"6,keyasint,omitempty"` // moved or left
	Reason   string       `cbor:"7,keyasint,omitempty"`
	Pokok    Rupiah       `cbor:"8,keyasint,omitempty"` // savings that she took along, by kind
	Wajib    Rupiah       `cbor:"9,keyasint,omitempty"`
	Sukarela Rupiah       `cbor:"10,keyasint,omitempty"`
	Loans    int          `cbor:"11,keyasint,omitempty"` // taken and settled there
	Lent     Rupiah       `cbor:"12,keyasint,omitempty"` // their principal
	Came     int          `cbor:"13,keyasint,omitempty"` // meetings she came to
	Of       int          `cbor:"14,keyasint,omitempty"` // meetings whose attendance was taken for her
}

// Membership is the state of belonging to a group.
type Membership struct {
	State  MemberStatus `cbor:"1,keyasint,omitempty"`
	On     Date         `cbor:"2,keyasint,omitempty"`
	Reason string       `cbor:"3,keyasint,omitempty"`
}

// Consent is the agreement to hold a person's data (UU 27/2022, article 20).
type Consent struct {
	GivenOn     Date   `cbor:"1,keyasint,omitempty"`
	Means       string `cbor:"2,keyasint,omitempty"` // spoken, signed, thumbprint
	TextVersion string `cbor:"3,keyasint,omitempty"`
	WithdrawnOn Date   `cbor:"4,keyasint,omitempty"`
}

// Business is one enterprise of a member.
type Business struct {
	Name         string `cbor:"1,keyasint,omitempty"`
	Kind         string `cbor:"2,keyasint,omitempty"` // food, weaving, trade, farming, livestock, craft, services
	Since        int    `cbor:"3,keyasint,omitempty"` // year
	Place        string `cbor:"4,keyasint,omitempty"`
	Workers      int    `cbor:"5,keyasint,omitempty"`
	TurnoverBand int    `cbor:"6,keyasint,omitempty"` // monthly; 0 unknown, 1..5
	AssetsBand   int    `cbor:"7,keyasint,omitempty"`
	NIB          string `cbor:"8,keyasint,omitempty"`
	PIRT         string `cbor:"9,keyasint,omitempty"`
	Halal        string `cbor:"10,keyasint,omitempty"`
	Market       string `cbor:"11,keyasint,omitempty"`
	Capital      string `cbor:"12,keyasint,omitempty"`
	Turnover     Rupiah `cbor:"13,keyasint,omitempty"` // monthly, where it is known exactly
}

// ServiceAccess is access to one public service.
type ServiceAccess struct {
	Name string `cbor:"1,keyasint,omitempty"` // bpjs, ktp, birth, pkh
	Has  YesNo  `cbor:"2,keyasint,omitempty"`
	On   Date   `cbor:"3,keyasint,omitempty"`
}
