package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pendamping/kpuk"
	"pendamping/store/memory"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// wreck is a device's store with what was acknowledged, what was not and what came from
// the hub, and the truth about it.
type wreck struct {
	t       *testing.T
	content []byte // of the file
	header  []byte // of the file beside it
	journal []byte // of the journal
	copy    []byte // made when half of what was not acknowledged was written
	from    string // of a copy to salvage with; empty: none
	truth   map[merge.ID]string
	gone    merge.ID          // left the device
	acked   []merge.Change    // own changes that the hub holds
	others  []merge.Change    // of the other replica
	written map[merge.ID]bool // by what was not acknowledged
	old     merge.Replica
}

const (
	wreckGroups, wreckMeetings, wreckEntries, wreckMembers = 6, 10, 10, 400
	wreckUnsent                                            = 15 // meetings
)

// newWreck fills a store as weeks of work do.
func newWreck(t *testing.T) *wreck {
	t.Helper()
	ctx := t.Context()
	w := &wreck{t: t, truth: map[merge.ID]string{}, written: map[merge.ID]bool{}}
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := Create(ctx, path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.db.NoSync = true          // no power is cut here
	s.journal.limit = 256 << 10 // most of it was folded
	w.old = s.Replica()
	w.receive(s)
	err = errors.Join(
		s.Absorb(ctx, merge.Page{Deltas: []merge.Delta{{Record: w.gone, Gone: true}}}, []byte("c3")),
		s.SetLocal(ctx, "identity", []byte("who this device is")),
	)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for g := range wreckGroups {
		for m := range wreckMeetings {
			if n == wreckGroups*wreckMeetings-wreckUnsent {
				w.acknowledge(s)
			}
			if n == wreckGroups*wreckMeetings-wreckUnsent/2 {
				w.copied(s)
			}
			n++
			w.meet(s, byte(g), byte(m))
		}
	}
	rest, err := s.Outbox(ctx, uint64(len(w.acked)), 0, 0)
	if err != nil || len(rest) != 3*wreckUnsent {
		t.Fatalf("%d changes are not acknowledged: %v", len(rest), err)
	}
	for i := range rest {
		for _, e := range rest[i].Edits {
			w.written[e.Record] = true
		}
	}
	w.note(s)
	wantSound(t, s)
	if w.header, err = os.ReadFile(headerPath(path)); err != nil {
		t.Fatal(err)
	}
	if err = s.Close(); err != nil {
		t.Fatal(err)
	}
	w.content = readUsed(t, path)
	if w.journal, err = os.ReadFile(journalPath(path)); err != nil {
		t.Fatal(err)
	}
	return w
}

// copied takes a copy of the store as it is.
func (w *wreck) copied(s *Store) {
	w.t.Helper()
	var b bytes.Buffer
	if err := s.CopyTo(w.t.Context(), &b); err != nil {
		w.t.Fatal(err)
	}
	w.copy = b.Bytes()
}

// receive absorbs what another replica wrote.
func (w *wreck) receive(s *Store) {
	w.t.Helper()
	ctx := w.t.Context()
	hub := memory.New(memory.Options{Replica: merge.Replica{0xaa}, Now: storetest.Start})
	for n := range wreckMembers {
		m := &kpuk.Member{Name: fmt.Sprintf("Inaq %d", n), Number: n + 1, Group: kpuk.ID{0xf0, byte(n % wreckGroups)}}
		m.ID, m.Partition, m.Scope = kpuk.ID{0xf5, byte(n), byte(n >> 8)}, id(1), kpuk.ID{0xf0, byte(n % wreckGroups)}
		writes, err := Encode(m)
		if err != nil {
			w.t.Fatal(err)
		}
		c, err := hub.Commit(ctx, merge.ID(id(7)), []merge.Edit{{
			Record: merge.ID(m.ID), Kind: merge.Kind(kpuk.KindMember), Partition: merge.ID(m.Partition), Scope: merge.ID(m.Scope), Writes: writes,
		}})
		if err != nil {
			w.t.Fatal(err)
		}
		w.others = append(w.others, c)
		w.gone = merge.ID(m.ID)
	}
	page, err := hub.Page(ctx, merge.Query{Partition: merge.ID(id(1)), All: true})
	if err != nil {
		w.t.Fatal(err)
	}
	for len(page.Deltas) > 0 {
		part := page.Deltas[:min(20, len(page.Deltas))]
		page.Deltas = page.Deltas[len(part):]
		if err := s.Absorb(ctx, merge.Page{Deltas: part}, []byte("c1")); err != nil {
			w.t.Fatal(err)
		}
	}
}

// meet records a meeting: entries, attendance, and a correction of a member.
func (w *wreck) meet(s *Store, g, m byte) {
	w.t.Helper()
	scope := kpuk.ID{0xf0, g}
	x := &kpuk.Meeting{Header: kpuk.Header{ID: kpuk.ID{0xf1, g, m}, Partition: id(1), Scope: scope}, Group: scope, Notes: "catatan"}
	recs := []kpuk.Record{x}
	for e := range wreckEntries {
		y := &kpuk.Entry{Header: kpuk.Header{ID: kpuk.ID{0xf2, g, m, byte(e)}, Partition: id(1), Scope: scope}}
		y.Line = kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: kpuk.Rupiah(1000 + 7*e + int(m)), Group: scope}
		recs = append(recs, y)
	}
	save(w.t, s, recs...)
	x.Attendance = map[kpuk.ID]kpuk.Attendance{id(3): {Presence: kpuk.Present}}
	save(w.t, s, x)
	n := int(g)*wreckMeetings + int(m)
	if err := s.SetLocal(w.t.Context(), "resume", n); err != nil {
		w.t.Fatal(err)
	}
	one, err := Get[kpuk.Member](w.t.Context(), s, kpuk.ID{0xf5, byte(n)})
	if err != nil {
		w.t.Fatal(err)
	}
	one.Phone = fmt.Sprintf("0812-%d", n)
	save(w.t, s, one)
}

// acknowledge confirms all that was written so far.
func (w *wreck) acknowledge(s *Store) {
	w.t.Helper()
	ctx := w.t.Context()
	head, err := s.Head(ctx, w.old)
	if err == nil {
		w.acked, err = s.Outbox(ctx, 0, 0, 0)
	}
	if err == nil {
		err = s.SetLink(ctx, merge.Link{Counter: 41, Cursor: []byte("c2"), Hub: merge.ID{5}})
	}
	if err == nil {
		err = s.Confirm(ctx, merge.Receipt{Replica: w.old, Head: head, Epoch: merge.ID{5}}, nil)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// note keeps what every record shows.
func (w *wreck) note(s *Store) {
	w.t.Helper()
	err := s.Scan(w.t.Context(), merge.ID{}, 0, func(r merge.Record) bool {
		w.truth[r.ID] = shown(&r)
		return true
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// shown is what a record shows, whoever wrote it.
func shown(r *merge.Record) string {
	var b strings.Builder
	for i := range r.Fields {
		fmt.Fprintf(&b, "%d %x=%x;", r.Fields[i].Field.Number, r.Fields[i].Field.Element, r.Fields[i].Register.Value())
	}
	return b.String()
}

// salvage damages a copy and salvages it.
func (w *wreck) salvage(content []byte) (*Store, Salvaged, error) {
	w.t.Helper()
	dir, err := os.MkdirTemp(w.t.TempDir(), "")
	if err != nil {
		w.t.Fatal(err)
	}
	path := filepath.Join(dir, "store.db")
	err = errors.Join(os.WriteFile(path, content, 0o600), os.WriteFile(headerPath(path), w.header, 0o600),
		os.WriteFile(journalPath(path), w.journal, 0o600))
	if err != nil {
		w.t.Fatal(err)
	}
	report, err := SalvageWith(w.t.Context(), path, w.from, options(), nil)
	if err != nil {
		if left, fail := os.ReadFile(path); fail != nil || !bytes.Equal(left, content) {
			w.t.Error("a failing salvage altered the file")
		}
		return nil, report, err
	}
	if left, fail := os.ReadFile(report.Aside); fail != nil || !bytes.Equal(left, content) {
		w.t.Errorf("the damaged file was not kept: %v", fail)
	}
	o := options()
	o.Rand = noise(9)
	s, err := Open(w.t.Context(), path, o)
	if err != nil {
		w.t.Fatalf("opening the salvaged store: %v", err)
	}
	s.db.NoSync = true
	return s, report, nil
}

// compare looks at every record of the salvaged store: none may show anything that was
// not there. It returns how many of the true ones are back.
func (w *wreck) compare(s *Store, report *Salvaged) (back int) {
	w.t.Helper()
	err := s.Scan(w.t.Context(), merge.ID{}, 0, func(r merge.Record) bool {
		for i := range r.Fields {
			for _, sib := range r.Fields[i].Register.Siblings {
				if sib.Dot.Replica == w.old && sib.Dot.Seq > uint64(len(w.acked)) && len(report.Gaps) == 0 {
					w.t.Errorf("change %d, which nobody else has, goes by its old name", sib.Dot.Seq)
				}
			}
		}
		want, known := w.truth[r.ID]
		_, missing := report.Missing[kpuk.ID(r.ID)]
		switch {
		case !known && !report.Unsure:
			w.t.Errorf("a record that left is back: %x", r.ID)
		case want == shown(&r):
			back++
		case !missing && known && !report.Unsure:
			w.t.Errorf("a record shows something else: %x\n%s\n%s", r.ID, shown(&r), want)
		}
		return true
	})
	if err != nil {
		w.t.Errorf("reading the salvaged store: %v", err)
	}
	if found := back + len(report.Missing); !report.Unsure && found < len(w.truth)-1 && report.Pages+report.Values == 0 {
		w.t.Errorf("%d of %d records are neither there nor said to be missing", len(w.truth)-found, len(w.truth))
	}
	return back
}

// meetHub brings the salvaged store together with the hub, which holds what was
// acknowledged, and returns how many records are not what they were, and conflicts.
func (w *wreck) meetHub(s *Store, report *Salvaged) (wrong int) {
	w.t.Helper()
	ctx := w.t.Context()
	hub := memory.New(memory.Options{Replica: merge.Replica{0xbb}, Now: storetest.Start})
	changes, err := s.Outbox(ctx, 0, 0, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, part := range [][]merge.Change{w.others, w.acked, changes} {
		if len(part) == 0 {
			continue
		}
		if _, _, err = hub.Ingest(ctx, part[0].Replica, part, nil); err != nil {
			w.t.Fatalf("the hub refuses: %v", err)
		}
	}
	page, err := hub.Page(ctx, merge.Query{Partition: merge.ID(id(1)), All: true})
	if err == nil {
		err = s.Absorb(ctx, page, []byte("c9"))
	}
	if err != nil {
		w.t.Fatal(err)
	}
	for rid, want := range w.truth {
		rec, err := s.Record(ctx, rid)
		if err != nil || shown(&rec) != want {
			wrong++
			if !w.written[rid] {
				w.t.Errorf("a record that the hub has is not what it was: %x", rid)
			}
			continue
		}
		at, err := hub.Record(ctx, rid)
		if err != nil || shown(&at) != want {
			wrong++
		}
		for i := range rec.Fields {
			if rec.Fields[i].Register.Conflicted() {
				w.t.Error("a conflict with oneself")
			}
		}
	}
	wantSound(w.t, s)
	if wrong > 0 && len(report.Gaps) == 0 && !report.Unsure && (report.Mended == 0 || len(report.Missing)+report.Short() == 0) {
		w.t.Errorf("%d records are not what they were, though nothing is said to be lost", wrong)
	}
	return wrong
}

// usedPages lists the pages that the newest tree uses, and those beside it.
func (w *wreck) usedPages() (out []int) {
	i := &inspector{f: bytes.NewReader(w.content), size: int64(len(w.content)), seen: map[uint64]struct{}{0: {}, 1: {}}}
	if err := errors.Join(i.readMeta(), i.tree(i.meta.root, 0), i.free()); err != nil {
		w.t.Fatal(err)
	}
	for n := range len(w.content) / pageSize {
		if _, used := i.seen[uint64(n)]; used {
			out = append(out, n)
		}
	}
	return out
}

// newestMeta is the number of the meta page that counts.
func (w *wreck) newestMeta() int {
	tx := func(n int) uint64 { return binary.LittleEndian.Uint64(w.content[n*pageSize+pageHeader+48:]) }
	if tx(1) > tx(0) {
		return 1
	}
	return 0
}

// root is the number of the root page.
func (w *wreck) root() uint64 {
	return binary.LittleEndian.Uint64(w.content[w.newestMeta()*pageSize+pageHeader+16:])
}

// statePage is the number of the page that holds state and link.
func (w *wreck) statePage() (page uint64) {
	root := w.content[w.root()*pageSize:][:pageSize]
	elements(root, nil, func(e leafElement) bool {
		if string(e.key) == bucketState {
			page = binary.LittleEndian.Uint64(e.value)
		}
		return true
	})
	return page
}

// eachPage calls fn with the pages of a sort.
func (*wreck) eachPage(b []byte, sort uint16, fn func([]byte)) {
	for p := 2 * pageSize; p < len(b); p += pageSize {
		if page := b[p : p+pageSize]; binary.LittleEndian.Uint16(page[8:]) == sort && binary.LittleEndian.Uint64(page) == uint64(p/pageSize) {
			fn(page)
		}
	}
}
