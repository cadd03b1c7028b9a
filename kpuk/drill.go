package kpuk

// KindDrill is the kind of [Drill]; its number is stable for ever.
const KindDrill Kind = 13

// Drill is how a device's last recovery drill went, for its coordinators: whether its
// copy gives everything back, and up to when. There is one for each device, written anew
// after each drill; its scope is one of the groups that the device holds.
type Drill struct {
	Header `cbor:"-"`

	Device ID    `cbor:"10,keyasint,omitzero"`
	At     int64 `cbor:"11,keyasint,omitempty"` // when it was tried, Unix milliseconds
	Until  int64 `cbor:"12,keyasint,omitempty"` // everything up to then comes back, Unix milliseconds; 0: nothing does
	OK     bool  `cbor:"13,keyasint,omitempty"`
}

// Kind implements Record.
func (*Drill) Kind() Kind { return KindDrill }

// DrillID names the drill record of a device.
func DrillID(device ID) ID { return Derive("drill", device[:]) }

// Check returns what is wrong about a drill's record: one that is not its device's.
func (d *Drill) Check() []Problem {
	var f findings
	if d.ID != DrillID(d.Device) {
		f.refuse("Device", "drill_device")
	}
	return f
}
