package store

// touchedMost is how often the tree is looked into before its pages are given back. What is
// looked for lies all over it, and the system maps sixteen pages around each.
const touchedMost = 384

// look counts a look into the tree. Every so often the system is told that its pages are not
// needed in this process, which would else grow to the size of the file, in the middle of a
// long transaction too: they stay in the system's cache and are mapped again when somebody
// looks. While a transaction lasts the map stays where it is.
func (t *tx) look() {
	if t.s.touched.Add(1)%touchedMost == 0 {
		forget(t.s.db, t.b.Size())
	}
}
