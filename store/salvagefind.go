package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"pendamping/sync/merge"
)

// logPlace is where a change stands in the log.
type logPlace struct {
	replica merge.Replica
	seq     uint64
}

// logged is a change found in a damaged file.
type logged struct {
	change merge.Change
	link   merge.Hash
	live   bool
}

// pair is a key and its value.
type pair struct{ key, value []byte }

// find is everything that verified in a damaged file. Of several versions the newest is
// kept; values on pages that are known to be free count only where they cannot be old:
// changes are never altered, and state and link say themselves how new they are.
type find struct {
	s    *Store // its keys and codec
	atls *atlas

	recs    map[merge.ID]merge.Record
	places  map[merge.ID]spot // of all records that the indexes name
	log     map[logPlace]logged
	heads   map[merge.Replica]merge.Head
	present *state // the newest on present pages
	former  *state // the newest on free ones
	link    *merge.Link
	lineage []merge.Elder
	locals  map[string][]byte
	old     map[string][]byte // local values of free pages
	aside   []pair
	copied  map[merge.ID]bool // of recs, those of the copy
	schema  uint32            // the highest found on a live page
	era     era               // the newest on a live page
	values  int               // present values that do not verify
}

func newFind(s *Store, a *atlas) *find {
	return &find{
		s: s, atls: a, recs: map[merge.ID]merge.Record{}, places: map[merge.ID]spot{}, log: map[logPlace]logged{},
		heads: map[merge.Replica]merge.Head{}, locals: map[string][]byte{}, old: map[string][]byte{}, copied: map[merge.ID]bool{},
	}
}

// page takes what a page holds.
func (f *find) page(id uint64) {
	b := f.atls.page(id)
	if b == nil {
		return
	}
	flags := binary.LittleEndian.Uint16(b[8:])
	if flags == flagBranch || flags == flagFreelist || flags == flagFreelist>>2 { // the last is a meta page
		return
	}
	live := f.atls.live(id)
	unread := f.atls.leaf(id, func(e leafElement) bool { return f.element(e, live, flags == flagLeaf) })
	if live && flags == flagLeaf {
		f.values += unread
	}
}

// element takes one element and tells whether to go on with its page.
func (f *find) element(e leafElement, live, leaf bool) bool { //nolint:revive // where it stands, not what to do
	if e.bucket {
		elements(e.value[bucketHeader:], nil, func(in leafElement) bool { return !in.bucket && f.element(in, live, leaf) })
		return true
	}
	if f.plain(e, live) || f.sealed(e, live) {
		return true
	}
	if live && leaf && !e.extra {
		f.values++
	}
	return !e.extra
}

// plain takes what is not sealed: the meta bucket.
func (f *find) plain(e leafElement, live bool) bool { //nolint:revive // where it stands
	switch string(e.key) {
	case metaSchema:
		if v := binary.BigEndian.AppendUint32(nil, 0); live && len(e.value) == len(v) {
			f.schema = max(f.schema, binary.BigEndian.Uint32(e.value))
		}
	case metaFormat, metaHeader:
	default:
		return false
	}
	return true
}

// sealed takes a value if it verifies in one of the buckets that have keys of its length.
func (f *find) sealed(e leafElement, live bool) bool {
	for _, bucket := range bucketsOf(len(e.key)) {
		plain, err := f.s.sealer.open(bucket, e.key, e.value)
		if err == nil {
			f.take(bucket, bytes.Clone(e.key), plain, live)
			return true
		}
	}
	return false
}

// bucketsOf names the buckets that may have keys of a length.
func bucketsOf(key int) []string {
	named := []string{bucketState, bucketLocal}
	switch key {
	case 8:
		return append([]string{bucketHeads, bucketPos}, named...)
	case 16:
		return append([]string{bucketLog, bucketID, bucketAside}, named...)
	case 18:
		return append([]string{bucketSums}, named...)
	case 34:
		return append([]string{bucketRec}, named...)
	case 48:
		return append([]string{bucketAside}, named...)
	}
	return named
}

// take keeps a value that verified.
func (f *find) take(bucket string, key, plain []byte, live bool) { //nolint:revive // where it stands
	switch bucket {
	case bucketLog:
		f.change(key, plain, live)
	case bucketState:
		f.kept(string(key), plain, live)
	case bucketLocal:
		if kept := map[bool]map[string][]byte{true: f.locals, false: f.old}[live]; kept[string(key)] == nil {
			kept[string(key)] = plain
		}
	}
	if !live {
		return
	}
	switch bucket {
	case bucketRec:
		f.record(key, plain)
	case bucketHeads:
		if r := merge.Replica(key); len(plain) == 8+len(merge.Hash{}) {
			if seq := binary.BigEndian.Uint64(plain); seq >= f.heads[r].Seq {
				f.heads[r] = merge.Head{Seq: seq, Hash: merge.Hash(plain[8:])}
			}
		}
	case bucketID:
		if len(plain) == 18 {
			f.place(merge.ID(key), plain)
		}
	case bucketAside:
		f.aside = append(f.aside, pair{key: key, value: plain})
	}
}

// place notes that the indexes name a record.
func (f *find) place(id merge.ID, at []byte) {
	f.places[id] = spot{scope: merge.ID(at), kind: merge.Kind(binary.BigEndian.Uint16(at[16:]))}
}

// record keeps a record, unless a newer version of it is there.
func (f *find) record(key, plain []byte) {
	rec, _, ok := decodeRecord(merge.ID(key[18:]), plain)
	if !ok || !bytes.Equal(spotKey(rec.Scope(), rec.Kind), key[:18]) {
		f.values++
		return
	}
	if old, twice := f.recs[rec.ID]; !twice || rec.Position() > old.Position() {
		f.recs[rec.ID] = rec
	}
}

// change keeps a change. A version on a free page may be one that was never committed.
func (f *find) change(key, plain []byte, live bool) { //nolint:revive // where it stands
	at := logPlace{replica: merge.Replica(key), seq: binary.BigEndian.Uint64(key[8:])}
	g, ok := decodeSegment(at.replica, at.seq, plain)
	if !ok {
		return
	}
	for i := range g.changes {
		at.seq = g.changes[i].Seq
		if old, twice := f.log[at]; !twice || live && !old.live {
			f.log[at] = logged{change: g.changes[i], link: g.links[i], live: live}
		}
	}
}

// kept keeps a value of the state bucket.
func (f *find) kept(key string, plain []byte, live bool) {
	switch key {
	case keyState:
		var st state
		if f.s.code.dec.Unmarshal(plain, &st) == nil {
			if at := map[bool]**state{true: &f.present, false: &f.former}[live]; st.newest(*at) {
				*at = &st
			}
		}
	case keyLink:
		var l merge.Link
		if f.s.code.dec.Unmarshal(plain, &l) == nil &&
			(f.link == nil || cmp.Or(cmp.Compare(l.Counter, f.link.Counter), cmp.Compare(l.Acked.Seq, f.link.Acked.Seq)) > 0) {
			f.link = &l
		}
	case journalPlace:
		f.begun(plain, live)
	case keyLineage:
		var all []merge.Elder
		if f.s.code.dec.Unmarshal(plain, &all) == nil && len(all) > len(f.lineage) {
			f.lineage = all
		}
	}
}

// state is the last one known: the present one, or else the newest of free pages; nil when there is
// none.
func (f *find) state() *state {
	if f.present != nil {
		return f.present
	}
	return f.former
}

// behind tells that a state is newer than the present one: the newest tree was not found.
func (f *find) behind() bool {
	return f.present != nil && f.former != nil && f.former.newest(f.present)
}

// own is the replica under which the store wrote last; zero when nothing tells.
func (f *find) own() merge.Replica {
	if st := f.state(); st != nil {
		return st.Replica
	}
	var last logged
	for _, l := range f.log {
		if l.change.Stamp > last.change.Stamp {
			last = l
		}
	}
	return last.change.Replica
}

// chain is a replica's log from its first change for as long as each follows from the
// one before, up to a number; heads has the end after each.
func (f *find) chain(r merge.Replica, last uint64) (out []merge.Change, heads []merge.Head) {
	heads = []merge.Head{{}}
	for head := heads[0]; head.Seq < last; {
		l, ok := f.log[logPlace{replica: r, seq: head.Seq + 1}]
		if !ok || l.change.Hash(head.Hash) != l.link {
			break
		}
		head = merge.Head{Seq: l.change.Seq, Hash: l.link}
		out, heads = append(out, l.change), append(heads, head)
	}
	return out, heads
}

// proven returns a change of which it is known that it was committed: it stands on a
// present page, or the chain goes on from it.
func (f *find) proven(r merge.Replica, seq uint64) (merge.Change, bool) {
	l, ok := f.log[logPlace{replica: r, seq: seq}]
	if !ok || l.live {
		return l.change, ok
	}
	if (f.heads[r] == merge.Head{Seq: seq, Hash: l.link}) {
		return l.change, true
	}
	next, ok := f.log[logPlace{replica: r, seq: seq + 1}]
	return l.change, ok && next.live && next.change.Hash(l.link) == next.link
}

// replicas lists whose changes were found, in order.
func (f *find) replicas() (out []merge.Replica) {
	seen := map[merge.Replica]struct{}{}
	for at := range f.log {
		seen[at.replica] = struct{}{}
	}
	for r := range seen {
		out = append(out, r)
	}
	slices.SortFunc(out, merge.Replica.Compare)
	return out
}

// last is the number of a replica's last change, by all that names it.
func (f *find) last(r merge.Replica) uint64 {
	last := f.heads[r].Seq
	for at, l := range f.log {
		if at.replica == r && l.live {
			last = max(last, at.seq)
		}
	}
	for _, rec := range f.recs {
		for i := range rec.Fields {
			last = max(last, rec.Fields[i].Register.Context.Seq(r))
		}
	}
	return last
}

// ordered lists the records in the order in which they were altered.
func (f *find) ordered() []merge.Record {
	out := make([]merge.Record, 0, len(f.recs))
	for _, rec := range f.recs {
		out = append(out, rec)
	}
	slices.SortFunc(out, func(a, b merge.Record) int {
		return cmp.Or(cmp.Compare(a.Position(), b.Position()), a.ID.Compare(b.ID))
	})
	return out
}

// missing lists the records that the indexes name and that were not found, by ID.
func (f *find) missing() (out []merge.ID) {
	for id := range f.places {
		if _, ok := f.recs[id]; !ok {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, merge.ID.Compare)
	return out
}

// begun notes the newest era that the tree names.
func (f *find) begun(plain []byte, live bool) { //nolint:revive // where it stands
	if live && len(plain) == len(era{}) && era(plain).number() >= f.era.number() {
		f.era = era(plain)
	}
}
