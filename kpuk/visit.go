package kpuk

// VisitState is where a visit stands.
type VisitState uint8

// The states of a visit.
const (
	VisitPlanned VisitState = iota
	VisitRunning
	VisitDone
	VisitCancelled
)

// Visit is a facilitator's journey to a village. Its scope is the village.
type Visit struct {
	Header `cbor:"-"`

	Facilitator ID          `cbor:"10,keyasint,omitzero"`  // Person
	Village     string      `cbor:"11,keyasint,omitempty"` // area code of the desa
	Date        Date        `cbor:"12,keyasint,omitempty"`
	Purpose     string      `cbor:"13,keyasint,omitempty"`
	State       VisitState  `cbor:"14,keyasint,omitempty"`
	Arrived     Minutes     `cbor:"15,keyasint,omitempty"`
	Departed    Minutes     `cbor:"16,keyasint,omitempty"`
	Place       GeoPoint    `cbor:"17,keyasint,omitempty"`
	Groups      map[ID]bool `cbor:"18,keyasint,omitempty"` // groups planned or met
	Members     map[ID]bool `cbor:"19,keyasint,omitempty"` // members met at home
	Findings    string      `cbor:"20,keyasint,omitempty"`
	Problems    string      `cbor:"21,keyasint,omitempty"`
	Reason      string      `cbor:"22,keyasint,omitempty"` // why it was called off
}

// GeoPoint is a place on earth in millionths of a degree; the zero point means none.
type GeoPoint struct {
	LatE6 int32 `cbor:"1,keyasint,omitempty"`
	LonE6 int32 `cbor:"2,keyasint,omitempty"`
}

// TaskState is where a task stands.
type TaskState uint8

// The states of a task.
const (
	TaskOpen TaskState = iota
	TaskDone
	TaskDropped
)

// Task is a follow-up (rencana tindak lanjut, RTL): what, who, by when.
type Task struct {
	Header `cbor:"-"`

	What    string    `cbor:"10,keyasint,omitempty"`
	Who     string    `cbor:"11,keyasint,omitempty"`
	Member  ID        `cbor:"12,keyasint,omitzero"`
	Due     Date      `cbor:"13,keyasint,omitempty"`
	Group   ID        `cbor:"14,keyasint,omitzero"`
	Meeting ID        `cbor:"15,keyasint,omitzero"` // at which it was promised
	Visit   ID        `cbor:"16,keyasint,omitzero"`
	State   TaskState `cbor:"17,keyasint,omitempty"`
	DoneOn  Date      `cbor:"18,keyasint,omitempty"`
	Result  string    `cbor:"19,keyasint,omitempty"`
}
