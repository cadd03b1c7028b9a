package wire_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// entryKind is the kind whose records the test's deriver names.
const entryKind merge.Kind = 5

// entryLine is a ledger line as the domain writes it.
type entryLine struct {
	Kind    int    `cbor:"1,keyasint,omitempty"`
	Amount  int64  `cbor:"2,keyasint,omitempty"`
	Group   []byte `cbor:"3,keyasint,omitempty"`
	Meeting []byte `cbor:"4,keyasint,omitempty"`
	Member  []byte `cbor:"5,keyasint,omitempty"`
	Date    int64  `cbor:"7,keyasint,omitempty"`
	Note    string `cbor:"11,keyasint,omitempty"`
}

func (l entryLine) id() merge.ID {
	v, err := cbor.Marshal(l)
	if err != nil {
		panic(err)
	}
	id, _ := derive(entryKind, merge.Field{Number: 10}, v)
	return id
}

// derive names an entry by its meeting, member and kind, as the domain does.
func derive(kind merge.Kind, field merge.Field, value []byte) (merge.ID, bool) {
	var l entryLine
	if kind != entryKind || field.Number != 10 || cbor.Unmarshal(value, &l) != nil {
		return merge.ID{}, false
	}
	h := sha256.Sum256(fmt.Appendf(nil, "%x/%x/%d", l.Meeting, l.Member, l.Kind))
	return merge.ID(h[:16]), true
}

func codec(tb testing.TB) *wire.Codec {
	tb.Helper()
	c, err := wire.New(wire.Options{Derive: derive})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := c.Close(); err != nil {
			tb.Error(err)
		}
	})
	return c
}

func must(v any) []byte {
	em, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err)
	}
	b, err := em.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

type workVisit struct {
	Meeting struct {
		ID         string `json:"id"`
		GroupID    string `json:"group_id"`
		Date       string `json:"date"`
		Place      string `json:"place"`
		Minutes    string `json:"minutes"`
		Attendance []struct {
			MemberID string `json:"member_id"`
			Status   string `json:"status"`
		} `json:"attendance"`
		UpdatedAt int64 `json:"updated_at"`
	} `json:"meeting"`
	Ledger []struct {
		MemberID  string `json:"member_id"`
		Kind      string `json:"kind"`
		Amount    int64  `json:"amount"`
		Note      string `json:"note"`
		UpdatedAt int64  `json:"updated_at"`
	} `json:"ledger"`
	Edits []struct {
		ID        string `json:"id"`
		Field     string `json:"field"`
		Value     any    `json:"value"`
		UpdatedAt int64  `json:"updated_at"`
	} `json:"edits"`
}

func parseID(tb testing.TB, s string) merge.ID {
	tb.Helper()
	raw, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	if err != nil || len(raw) != 16 {
		tb.Fatalf("%q is no ID", s)
	}
	return merge.ID(raw)
}

func fmtID(id [16]byte) string { return hex.EncodeToString(id[:]) }

// shuffled gives the words of a text in another order.
func shuffled(text string, random *rand.ChaCha8) string {
	words := strings.Fields(text)
	rand.New(random).Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	return strings.Join(words, " ")
}

// recorder turns workload visits into changes the way a facilitator's taps would: each
// attendance tap, each ledger line and each edit is a save of its own.
type recorder struct {
	replica   merge.Replica
	partition merge.ID
	author    merge.ID
	seed      merge.Seed
	seq       uint64
	changes   []merge.Change
}

func (r *recorder) save(ms int64, e merge.Edit) {
	r.seq++
	e.Partition = r.partition
	r.changes = append(r.changes, merge.Change{
		Replica: r.replica, Seq: r.seq, Stamp: merge.Stamp(uint64(ms) << 16), Author: r.author, Seed: r.seed, Edits: []merge.Edit{e},
	})
}

func write(n uint16, el merge.ID, v any) merge.Write {
	return merge.Write{Field: merge.Field{Number: n, Element: el}, Value: must(v)}
}

func (r *recorder) visit(tb testing.TB, v *workVisit) {
	tb.Helper()
	meeting, group := parseID(tb, v.Meeting.ID), parseID(tb, v.Meeting.GroupID)
	edit := func(kind merge.Kind, id merge.ID, writes ...merge.Write) merge.Edit {
		return merge.Edit{Record: id, Kind: kind, Scope: group, Writes: writes}
	}
	ms := v.Meeting.UpdatedAt
	r.save(ms, edit(4, meeting, write(1, merge.ID{}, group[:]), write(10, merge.ID{}, group[:]),
		write(11, merge.ID{}, 20454), write(14, merge.ID{}, v.Meeting.Place), write(26, merge.ID{}, v.Meeting.Minutes)))
	for i, a := range v.Meeting.Attendance {
		status := map[string]int{"hadir": 1, "izin": 3, "sakit": 4, "alpa": 5}[a.Status]
		r.save(ms+int64(i+1)*2100, edit(4, meeting, write(19, parseID(tb, a.MemberID), map[int]int{1: status})))
	}
	for _, l := range v.Ledger {
		member := parseID(tb, l.MemberID)
		line := entryLine{
			Kind: map[string]int{"simpanan": 2, "angsuran": 6}[l.Kind], Amount: l.Amount, Group: group[:],
			Meeting: meeting[:], Member: member[:], Date: 20454, Note: l.Note,
		}
		r.save(l.UpdatedAt, edit(entryKind, line.id(), write(1, merge.ID{}, group[:]), write(10, merge.ID{}, line)))
	}
	for _, e := range v.Edits {
		r.save(e.UpdatedAt, edit(3, parseID(tb, e.ID), write(23, merge.ID{}, e.Value)))
	}
}

func workload(tb testing.TB) []*workVisit {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "visit.json"))
	if err != nil {
		tb.Fatal(err)
	}
	var visits []*workVisit
	if err := json.Unmarshal(raw, &visits); err != nil {
		tb.Fatal(err)
	}
	return visits
}

func testRecorder() *recorder {
	random := func(n byte) (id merge.ID) {
		h := wire.CodeHash([16]byte{n})
		return merge.ID(h[:16])
	}
	p := random(3)
	return &recorder{replica: merge.Replica(p[:8]), partition: random(1), author: random(2), seed: merge.Seed(random(4))}
}

func TestVisitIsSmall(t *testing.T) {
	c := codec(t)
	r := testRecorder()
	for _, v := range workload(t) {
		r.visit(t, v)
	}
	body, err := c.PackRequest(r.replica, &wire.Request{Schema: 1, Head: r.seq, Changes: r.changes, Cursor: make([]byte, 14), Want: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d changes in %d bytes", len(r.changes), len(body))
	if len(body) > 1500 {
		t.Errorf("a visit's body has %d bytes, want at most 1,500", len(body))
	}
	back, err := c.UnpackRequest(r.replica, body)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r.changes, back.Changes); diff != "" {
		t.Error(diff)
	}
}

func TestAuthRoundTrip(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	a := wire.Auth{Device: merge.ID{1}, Replica: merge.Replica{2}, Counter: 3, Challenge: []byte{4}}
	a.Sign(key, wire.PathSync, "p", []byte("body"))
	b, err := wire.ParseAuth(a.Header())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
	t.Log(len(a.Header()))
}
