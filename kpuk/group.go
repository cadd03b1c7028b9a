package kpuk

// GroupStatus says whether a group works.
type GroupStatus uint8

// The states of a group.
const (
	GroupActive GroupStatus = iota
	GroupDormant
	GroupClosed
)

// Group is a KPUK: 8 to 30 women of one village who save and lend together. The scope
// of a group is its own ID.
type Group struct {
	Header `cbor:"-"`

	Name        string         `cbor:"10,keyasint,omitempty"` // without "KPUK"
	Code        string         `cbor:"11,keyasint,omitempty"` // the federation's own number
	Village     string         `cbor:"12,keyasint,omitempty"` // area code of the desa
	Hamlet      string         `cbor:"13,keyasint,omitempty"` // dusun or meeting place
	FormedOn    Date           `cbor:"14,keyasint,omitempty"`
	Status      GroupStatus    `cbor:"15,keyasint,omitempty"`
	ClosedOn    Date           `cbor:"16,keyasint,omitempty"`
	CloseReason string         `cbor:"17,keyasint,omitempty"`
	Facilitator ID             `cbor:"18,keyasint,omitzero"`  // Person who accompanies it
	Rules       map[Date]Rules `cbor:"19,keyasint,omitempty"` // by the date from which they hold
	Former      map[ID]Former  `cbor:"60,keyasint,omitempty"` // members who moved to other groups
}

// Former is a member who moved to another group. Her record went with her; the books of
// the group she left still have to name her.
type Former struct {
	Name   string `cbor:"1,keyasint,omitempty"`
	Number int    `cbor:"2,keyasint,omitempty"`
	Joined Date   `cbor:"3,keyasint,omitempty"`
	On     Date   `cbor:"4,keyasint,omitempty"` // of moving
	To     ID     `cbor:"5,keyasint,omitzero"`  // Group
	ToName string `cbor:"6,keyasint,omitempty"`
	Reason string `cbor:"7,keyasint,omitempty"`
}

// Rhythm is how often a group meets and how far apart instalments fall.
type Rhythm uint8

// The rhythms.
const (
	Monthly Rhythm = iota
	Fortnightly
	Weekly
)

// ServiceMethod is how the service fee (jasa) of a loan is reckoned.
type ServiceMethod uint8

// The service methods.
const (
	Flat      ServiceMethod = iota // on the original principal
	Declining                      // on the balance before each instalment
)

// Rules are what a group agreed on, holding from a date until the next rules.
type Rules struct {
	Pokok       Rupiah        `cbor:"1,keyasint,omitempty"` // once, on joining
	Wajib       Rupiah        `cbor:"2,keyasint,omitempty"` // at every meeting
	Social      Rupiah        `cbor:"3,keyasint,omitempty"` // social fund at every meeting
	LateFine    Rupiah        `cbor:"4,keyasint,omitempty"` // denda for coming late
	AbsentFine  Rupiah        `cbor:"5,keyasint,omitempty"` // denda for absence without excuse
	Membership  Rupiah        `cbor:"6,keyasint,omitempty"` // iuran on joining
	RateBP      int64         `cbor:"7,keyasint,omitempty"` // service per interval, basis points
	Method      ServiceMethod `cbor:"8,keyasint,omitempty"`
	Unit        Rupiah        `cbor:"9,keyasint,omitempty"`  // rounding unit of schedules: 1, 100 or 500
	MaxTerm     int           `cbor:"10,keyasint,omitempty"` // most instalments of a loan; 0: no limit
	Grace       int           `cbor:"11,keyasint,omitempty"` // intervals of grace
	Rhythm      Rhythm        `cbor:"12,keyasint,omitempty"`
	SHU         []SHUShare    `cbor:"13,keyasint,omitempty"`
	SHUUnit     Rupiah        `cbor:"14,keyasint,omitempty"` // unit in which members are paid
	LatePayFine Rupiah        `cbor:"15,keyasint,omitempty"` // denda per instalment paid late
	// WriteOffDays is how late a loan must be, in days, before the group may write it
	// off; 0: it never does.
	WriteOffDays int `cbor:"60,keyasint,omitempty"`
}

// SHUPurpose is what a part of the yearly net income is for.
type SHUPurpose uint8

// The purposes of SHU.
const (
	SHUSavings  SHUPurpose = iota + 1 // to members by savings
	SHUService                        // to members by service paid
	SHUOfficers                       // to the officers
	SHUSocial                         // to the social fund
	SHUReserve                        // stays in the group
)

// SHUShare gives a purpose its part in basis points.
type SHUShare struct {
	Purpose SHUPurpose `cbor:"1,keyasint,omitempty"`
	BP      int64      `cbor:"2,keyasint,omitempty"`
}
