package wire_test

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pendamping/store/memory"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/synctest"
	"pendamping/sync/wire"
)

// meter counts the bytes of a client's connections. It counts before the other side can
// know, so that the figures are complete when an answer is there.
type meter struct {
	up, down atomic.Int64
}

func (m *meter) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	return metered{c, m}, err
}

type metered struct {
	net.Conn

	m *meter
}

func (c metered) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.m.down.Add(int64(n))
	return n, err
}

func (c metered) Write(b []byte) (int, error) {
	c.m.up.Add(int64(len(b)))
	return c.Conn.Write(b)
}

func wallClock() time.Time { return time.UnixMilli(1_761_107_000_000) }

// fill draws bytes; a ChaCha8 never fails.
func fill(tb testing.TB, random *rand.ChaCha8, b []byte) {
	tb.Helper()
	if _, err := random.Read(b); err != nil {
		tb.Fatal(err)
	}
}

// TestBudget counts all bytes of TCP payload, headers and signature included, of the
// visit and of an idle sync over a real connection.
func TestBudget(t *testing.T) {
	r := testRecorder()
	for _, v := range workload(t) {
		r.visit(t, v)
	}
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	public := publicKey(t, key)
	dir := synctest.NewDirectory()
	device := wire.DeviceID(public)
	dir.Devices[device] = hub.Device{Key: public, Person: r.author, Partition: r.partition, All: true}
	h, err := hub.New(hub.Config{
		Project: "ntb", Key: key, Epoch: merge.ID{1}, Now: wallClock, Rand: rand.NewChaCha8([32]byte{}), Derive: derive,
	}, memory.New(memory.Options{Replica: merge.Replica{9}, Now: wallClock}), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h.Handler())
	defer srv.Close()
	now := time.UnixMilli(1_761_106_000_000)
	store := memory.New(memory.Options{Replica: r.replica, Seed: r.seed, Now: func() time.Time { return now }})
	client, ln := session.NewClient(nil), &meter{}
	transport, ok := client.Transport.(*http.Transport)
	if !ok {
		t.Fatal("not the usual transport")
	}
	transport.DialContext = ln.dial
	defer client.CloseIdleConnections()
	s := session.New(session.Config{
		Hub: srv.URL, Device: device, Key: key, HubKey: public, Project: "ntb", Schema: 1, Derive: derive, Now: wallClock,
		Rand: rand.New(rand.NewPCG(1, 2)),
	}, store, client, slog.New(slog.DiscardHandler))
	sync := func() (up, down int64, res session.Result) {
		t.Helper()
		ln.up.Store(0)
		ln.down.Store(0)
		res, err := s.Sync(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return ln.up.Load(), ln.down.Load(), res
	}
	sync() // learns the challenge, as enrolment would have told
	for i := range r.changes {
		now = r.changes[i].Stamp.Time()
		for j := range r.changes[i].Edits {
			e := &r.changes[i].Edits[j]
			rec, err := store.Record(t.Context(), e.Record)
			if err == nil { // what the author saw, and a scope that is known already
				for k := range e.Writes {
					e.Writes[k].Context = rec.Field(e.Writes[k].Field).Context
				}
			}
		}
		if _, err := store.Commit(t.Context(), r.author, r.changes[i].Edits); err != nil {
			t.Fatal(err)
		}
	}
	up, down, res := sync()
	t.Logf("visit: %d requests, %d up, %d down", res.Requests, up, down)
	if res.Requests != 1 || up > 1900 || down > 700 || res.Pushed != len(r.changes) {
		t.Errorf("visit: %d requests, %d up, %d down, %d pushed", res.Requests, up, down, res.Pushed)
	}
	up, down, res = sync()
	t.Logf("idle: %d requests, %d up, %d down", res.Requests, up, down)
	if res.Requests != 1 || up+down > 1000 {
		t.Errorf("idle: %d requests, %d up, %d down", res.Requests, up, down)
	}
}

// TestMonthIsSmall: forty visits that waited go in at most 30,000 bytes.
func TestMonthIsSmall(t *testing.T) {
	c, r := codec(t), testRecorder()
	visits := workload(t)
	random := rand.NewChaCha8([32]byte{5})
	for i := range 40 {
		r.visit(t, vary(t, visits[0], random, i))
	}
	total, base := 0, uint64(0)
	for len(r.changes) > 0 {
		n := min(len(r.changes), wire.MaxChanges)
		body, err := c.PackRequest(r.replica, &wire.Request{
			Base: merge.Head{Seq: base, Hash: merge.Hash{1}}, Head: r.seq, Changes: r.changes[:n],
		})
		if err != nil {
			t.Fatal(err)
		}
		total, base, r.changes = total+len(body), base+uint64(n), r.changes[n:]
	}
	t.Logf("40 visits in %d bytes", total)
	if total > 29_000 {
		t.Errorf("40 visits take %d bytes", total)
	}
}

// vary is a visit of another group: other IDs, amounts and times, words in another order.
func vary(t *testing.T, v *workVisit, random *rand.ChaCha8, n int) *workVisit {
	t.Helper()
	out := *v
	id := func() string {
		var b [16]byte
		fill(t, random, b[:])
		return fmtID(b)
	}
	out.Meeting.ID, out.Meeting.GroupID = id(), id()
	names := map[string]string{}
	out.Meeting.Attendance = append(out.Meeting.Attendance[:0:0], v.Meeting.Attendance...)
	for i := range out.Meeting.Attendance {
		a := &out.Meeting.Attendance[i]
		names[a.MemberID] = id()
		a.MemberID = names[a.MemberID]
	}
	out.Ledger = append(out.Ledger[:0:0], v.Ledger...)
	for i := range out.Ledger {
		l := &out.Ledger[i]
		l.MemberID = names[l.MemberID]
		l.Amount = int64(random.Uint64()%250+1) * 1000
		l.UpdatedAt = v.Meeting.UpdatedAt + int64(n)*86_400_000 + int64(i)*20_000 + int64(random.Uint64()%20_000)
	}
	out.Meeting.UpdatedAt += int64(n) * 86_400_000
	out.Edits = append(out.Edits[:0:0], v.Edits...)
	for i := range out.Edits {
		out.Edits[i].ID = names[out.Edits[i].ID]
	}
	out.Meeting.Minutes = shuffled(v.Meeting.Minutes, random)
	return &out
}

// TestFirstDownloadIsSmall: a tenth of the first download of Lombok Tengah in a tenth
// of its budget.
func TestFirstDownloadIsSmall(t *testing.T) {
	c := codec(t)
	deltas := county(t, 23)
	body, err := c.PackReply(&wire.Reply{Deltas: deltas})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d records in %d bytes", len(deltas), len(body))
	if len(body) > 130_000 {
		t.Errorf("%d records take %d bytes", len(deltas), len(body))
	}
	back, err := c.UnpackReply(body)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(deltas, back.Deltas); diff != "" {
		t.Error(diff)
	}
}

// county is the state of groups after twelve months: 11 members, 12 meetings with
// attendance, 22 ledger lines each.
func county(tb testing.TB, groups int) []merge.Delta {
	tb.Helper()
	random := rand.NewChaCha8([32]byte{6})
	replica := func() (r merge.Replica) { fill(tb, random, r[:]); return r }
	id := func(ms uint64) (id merge.ID) {
		fill(tb, random, id[6:])
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], ms)
		copy(id[:6], b[2:])
		return id
	}
	const start = 1_735_000_000_000
	partition, author, desk := id(start), id(start), replica()
	var out []merge.Delta
	seq := uint64(0)
	state := func(r merge.Replica, n uint16, el merge.ID, at uint64, v any) merge.FieldState {
		dot := merge.Dot{Replica: r, Seq: seq}
		return merge.FieldState{Field: merge.Field{Number: n, Element: el}, Register: merge.Register{
			Siblings: []merge.Sibling{{Dot: dot, Stamp: merge.Stamp(at << 16), Author: author, Value: must(v)}},
			Context:  merge.Context{dot},
		}}
	}
	for g := range groups {
		tablet := replica()
		seq++
		group := id(start)
		out = append(out, merge.Delta{Record: group, Kind: 2, Partition: partition, Fields: []merge.FieldState{
			state(desk, 1, merge.ID{}, start, group[:]), state(desk, 10, merge.ID{}, start, "KPUK Melati "+fmtID(group)[:4]),
			state(desk, 11, merge.ID{}, start, "52.02.0"+fmtID(group)[:1]),
		}})
		members := make([]merge.ID, 11)
		for i := range members {
			seq++
			members[i] = id(start)
			out = append(out, merge.Delta{Record: members[i], Kind: 3, Partition: partition, Fields: []merge.FieldState{
				state(desk, 1, merge.ID{}, start, group[:]), state(desk, 10, merge.ID{}, start, "Ibu "+fmtID(members[i])[:7]),
				state(desk, 11, merge.ID{}, start, random.Uint64()%1e16), state(desk, 26, merge.ID{}, start, i+1),
			}})
		}
		for k := range uint64(12) {
			at := start + k*30*86_400_000 + uint64(g)*3_600_000
			meeting := id(at)
			m := merge.Delta{Record: meeting, Kind: 4, Partition: partition}
			seq++
			m.Fields = append(m.Fields, state(tablet, 1, merge.ID{}, at, group[:]), state(tablet, 11, merge.ID{}, at, 20000+30*k))
			for i, member := range members {
				seq++
				m.Fields = append(m.Fields, state(tablet, 19, member, at+uint64(i)*2100, map[int]uint64{1: 1 + random.Uint64()%9/7}))
			}
			out = append(out, m)
			for i := range 22 {
				seq++
				at += 5000 + random.Uint64()%20_000
				line := entryLine{
					Kind: 2 + i%2*4, Amount: int64(random.Uint64()%50+1) * 5000, Group: group[:], Meeting: meeting[:],
					Member: members[i/2][:], Date: int64(20000 + 30*k),
				}
				out = append(out, merge.Delta{Record: line.id(), Kind: entryKind, Partition: partition, Fields: []merge.FieldState{
					state(tablet, 1, merge.ID{}, at, group[:]), state(tablet, 10, merge.ID{}, at, line),
				}})
			}
		}
	}
	return out
}

func BenchmarkPackVisit(b *testing.B) {
	c, r := codec(b), testRecorder()
	for _, v := range workload(b) {
		r.visit(b, v)
	}
	body, err := c.PackRequest(r.replica, &wire.Request{Head: r.seq, Changes: r.changes})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("pack", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.PackRequest(r.replica, &wire.Request{Head: r.seq, Changes: r.changes}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("unpack", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.UnpackRequest(r.replica, body); err != nil {
				b.Fatal(err)
			}
		}
	})
}
