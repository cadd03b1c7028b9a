package kpuk

// MeetingType says what a meeting is for.
type MeetingType uint8

// The types of meetings.
const (
	MeetingRoutine MeetingType = iota
	MeetingFormation
	MeetingShareOut // RAT
	MeetingTraining
	MeetingExtraordinary
)

// MeetingState is where a meeting stands between facilitator and coordinator.
type MeetingState uint8

// The states of a meeting.
const (
	Draft MeetingState = iota
	Submitted
	Returned
	Approved
)

// Presence is a member's attendance. The zero value means that it was not taken.
type Presence uint8

// The kinds of attendance.
const (
	NotTaken Presence = iota
	Present
	Late
	Excused // izin
	Sick
	Absent
	LeftEarly
)

// Meeting is a gathering of a group, in the seven steps of [Step]. Its scope is the
// group.
type Meeting struct {
	Header `cbor:"-"`

	Group       ID                `cbor:"10,keyasint,omitzero"`
	Date        Date              `cbor:"11,keyasint,omitempty"` // the local day on which it was held
	Start       Minutes           `cbor:"12,keyasint,omitempty"`
	End         Minutes           `cbor:"13,keyasint,omitempty"`
	Place       string            `cbor:"14,keyasint,omitempty"`
	Type        MeetingType       `cbor:"15,keyasint,omitempty"`
	LedBy       ID                `cbor:"16,keyasint,omitzero"` // Member
	WrittenBy   ID                `cbor:"17,keyasint,omitzero"` // Member
	Agenda      string            `cbor:"18,keyasint,omitempty"`
	Attendance  map[ID]Attendance `cbor:"19,keyasint,omitempty"` // by member
	Guests      string            `cbor:"20,keyasint,omitempty"`
	MinutesRead YesNo             `cbor:"21,keyasint,omitempty"` // last meeting's minutes were read
	Notes       string            `cbor:"22,keyasint,omitempty"`
	Sheet       map[ID]SheetRow   `cbor:"23,keyasint,omitempty"` // the money grid, by member
	Cash        CashCount         `cbor:"24,keyasint,omitempty"`
	Topics      []string          `cbor:"25,keyasint,omitempty"`
	Discussion  string            `cbor:"26,keyasint,omitempty"`
	Decisions   string            `cbor:"27,keyasint,omitempty"`
	NextDate    Date              `cbor:"28,keyasint,omitempty"`
	NextPlace   string            `cbor:"29,keyasint,omitempty"`
	State       Standing          `cbor:"30,keyasint,omitempty"`
	Comments    map[ID]Comment    `cbor:"31,keyasint,omitempty"` // the reviewer's, pinned to fields
	Done        uint8             `cbor:"32,keyasint,omitempty"` // bit i: step i+1 was left as finished
	Apart       map[ID]bool       `cbor:"33,keyasint,omitempty"` // meetings of the same day that are others, not this one twice
	Share       SharePeriod       `cbor:"40,keyasint,omitzero"`  // what a share-out meeting distributes
	Visitors    []string          `cbor:"41,keyasint,omitempty"` // guests by name; Guests counts all
	NextStart   Minutes           `cbor:"42,keyasint,omitempty"` // when the next meeting begins
	Signatures  map[ID]Signature  `cbor:"43,keyasint,omitempty"` // by the member who signed
	Paper       PaperPage         `cbor:"70,keyasint,omitzero"`  // the page it was taken down on by hand
	Corrections map[ID]Corrected  `cbor:"50,keyasint,omitempty"` // what was corrected after the meeting was submitted
	History     map[ID]Standing   `cbor:"44,keyasint,omitempty"` // every state it was brought to; see [Meeting.Events]
}

// Attendance is one member's presence at a meeting.
type Attendance struct {
	Presence Presence `cbor:"1,keyasint,omitempty"`
	At       Minutes  `cbor:"2,keyasint,omitempty"` // of coming late or leaving early
	Reason   string   `cbor:"3,keyasint,omitempty"`
}

// SheetRow is one member's line of the money grid: what was typed, and whether it was
// confirmed. Entries are written when a row is confirmed; the row itself is only how
// they were entered.
type SheetRow struct {
	Cells     map[EntryKind]Rupiah `cbor:"1,keyasint,omitempty"`
	Confirmed bool                 `cbor:"2,keyasint,omitempty"`
	Entrusted bool                 `cbor:"3,keyasint,omitempty"` // titip: an absent member sent money
}

// CashCount is the money in the box at the end of a meeting.
type CashCount struct {
	Notes   map[Rupiah]int `cbor:"1,keyasint,omitempty"` // pieces by denomination
	Counted Rupiah         `cbor:"2,keyasint,omitempty"`
	Reason  string         `cbor:"3,keyasint,omitempty"` // of a difference
	Done    bool           `cbor:"4,keyasint,omitempty"`
}

// Standing is the state of a meeting, who brought it there and when.
type Standing struct {
	State   MeetingState `cbor:"1,keyasint,omitempty"`
	By      ID           `cbor:"2,keyasint,omitzero"`  // Person
	At      int64        `cbor:"3,keyasint,omitempty"` // Unix milliseconds of the device's clock
	Comment string       `cbor:"4,keyasint,omitempty"` // why it was returned
	Step    Step         `cbor:"5,keyasint,omitempty"` // step the comment speaks of; 0: the whole
	No      int          `cbor:"6,keyasint,omitempty"` // how many states came before, so that they can be told apart without clocks
}

// Comment is a remark pinned to a place in a meeting.
type Comment struct {
	By   ID     `cbor:"1,keyasint,omitzero"`
	At   int64  `cbor:"2,keyasint,omitempty"`
	Step Step   `cbor:"3,keyasint,omitempty"`
	Of   ID     `cbor:"4,keyasint,omitzero"` // Member the remark is about; the Entry, Loan or Task where Field says so
	Text string `cbor:"5,keyasint,omitempty"`
	Mend bool   `cbor:"6,keyasint,omitempty"` // it was mended
	To   ID     `cbor:"50,keyasint,omitzero"` // the comment it answers; zero begins a thread
	// Field is the field of the step, such as "wajib" for a cell of the money grid; see
	// [FieldLine] and the others for those of the cash count and the discussion.
	Field string `cbor:"51,keyasint,omitempty"`
	Done  bool   `cbor:"52,keyasint,omitempty"` // it ends the thread
	Right bool   `cbor:"53,keyasint,omitempty"` // it answers that what was asked about is right as it is
	Opens int64  `cbor:"54,keyasint,omitempty"` // At of the return whose locked steps it opens; Text says why
}

// Step is a step of the meeting recorder, 1 to 7.
type Step uint8

// The steps in the order in which a meeting happens.
const (
	StepOpen Step = iota + 1
	StepAttendance
	StepNotes
	StepMoney
	StepCash
	StepDiscussion
	StepClose
)

// Minutes is a time of day in minutes after midnight plus one; zero means not given.
type Minutes uint16
