package kpuk

// KindDrill is the kind of [Drill]; its number is stable for ever.
const KindDrill Kind = 13

// Drill is how a device's last recovery drill went, for its coordinators: whether its
// copy gives everything back, and up to when. There is one for each device and scope,
// written anew after each drill, and the newest counts; the scope is one of the groups that
// the device holds.
type Drill struct {
	Header `cbor:"-"`

	Device ID    `cbor:"10,keyasint,omitzero"`
	At     int64 `cbor:"11,keyasint,omitempty"` // when it was tried, Unix milliseconds
	Until  int64 `cbor:"12,keyasint,omitempty"` // everything up to then comes back, Unix milliseconds; 0: nothing does
	OK     bool  `cbor:"13,keyasint,omitempty"`
}

// Kind implements Record.
func (*Drill) Kind() Kind { return KindDrill }

// DrillID names the drill record of a device in a scope. Were it one for all scopes, a
// device that lost the group in which it lies could never tell of a drill again.
func DrillID(device, scope ID) ID { return Derive("drill", device[:], scope[:]) }

// Check returns what is wrong about a drill's record: one that is not its device's.
func (d *Drill) Check() []Problem {
	var f findings
	if d.ID != DrillID(d.Device, d.Scope) {
		f.refuse("Device", "drill_device")
	}
	return f
}
