package merge

// Own is the highest number of a replica that the record's contexts name.
func (r Record) Own(own Replica) uint64 {
	var last uint64
	for i := range r.Fields {
		last = max(last, r.Fields[i].Register.Context.Seq(own))
	}
	return last
}

// Recall completes the contexts of an edit that own is about to log where it no longer
// has what it wrote itself: forgotten is the highest own number that the record named
// when it left this store. A context names the latest write of a replica and thereby all
// before, so that a replica which writes to a field again cannot leave its own earlier
// write out; it says so, and every replica does the same with it. A field that names the
// forgotten number or a later one is not completed: what its author saw is known there.
// One that names an earlier number came back from a hub that lacks later writes.
func (e *Edit) Recall(current *Record, own Replica, forgotten uint64) {
	for i := range e.Writes {
		w := &e.Writes[i]
		if current.Field(w.Field).Context.Seq(own) < forgotten {
			w.Context = w.Context.With(Dot{Replica: own, Seq: forgotten})
		}
	}
}
