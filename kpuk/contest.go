package kpuk

// Contest is a record about which people said different things without knowing of each
// other. Everything that was said is kept; until somebody who has seen it all decides,
// every device shows the same.
type Contest struct {
	Record ID
	Kind   Kind
	Fields []Contested
	Seen   any // kept for the store, to settle no more than was seen
}

// Contested is one field with what was said about it, the shown value first.
type Contested struct {
	Number  uint16
	Element ID     // of a collection; a Date stands in its last four bytes
	Name    string // of the field in the record's type; empty when unknown here
	Said    []Said
	// Unseen is what was written into a record by people who did not know that somebody
	// removed it. Set only for the removal.
	Unseen []Unseen
}

// Said is one of the values of a contested field.
type Said struct {
	Value any   // of the field's type; nil: cleared, or for a removal that the record stands
	By    ID    // Person
	At    int64 // Unix milliseconds of the clock of the device
	Here  bool  // on this device
}

// Unseen is a field written without knowing of a removal.
type Unseen struct {
	Name    string
	Element ID
	Value   any
}

// Choice settles one contested field.
type Choice struct {
	Field int // index in Contest.Fields
	Pick  int // index in Contested.Said; −1: Value counts
	Value any // of the field's type; nil clears it
}
