package hub_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"go.uber.org/goleak"

	"pendamping/store/memory"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/synctest"
	"pendamping/sync/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	kindMember merge.Kind = 3
	kindEntry  merge.Kind = 5
	kindPerson merge.Kind = 20
)

var (
	partition = merge.ID{9}
	village   = merge.ID{8, 1}
	elsewhere = merge.ID{8, 2}
)

// desk is a hub with one device that is played by hand.
type desk struct {
	t       *testing.T
	hub     *hub.Hub
	store   *memory.Store
	dir     *synctest.Directory
	codec   *wire.Codec
	now     time.Time
	key     ed25519.PrivateKey
	id      merge.ID
	counter uint64
	answer  *http.Response
	problem wire.Problem
	chal    []byte
	last    []byte // body of the last reply
	cfg     hub.Config
}

func newDesk(t *testing.T, alter func(*hub.Config), device hub.Device) *desk {
	t.Helper()
	d := &desk{t: t, now: time.UnixMilli(1_760_000_000_000), dir: synctest.NewDirectory()}
	clock := func() time.Time { return d.now }
	d.store = memory.New(memory.Options{Replica: merge.Replica{0xff}, Now: clock})
	d.key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))
	device.Key = public(t, d.key)
	device.Partition = partition
	d.id = wire.DeviceID(device.Key)
	d.dir.Devices[d.id] = device
	cfg := hub.Config{
		Project: "p", Key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, 32)), Epoch: merge.ID{7}, Now: clock,
		Rand: rand.NewChaCha8([32]byte{}),
	}
	if alter != nil {
		alter(&cfg)
	}
	d.cfg = cfg
	var err error
	if d.hub, err = hub.New(cfg, d.store, d.dir, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if d.codec, err = wire.New(wire.Options{}); err != nil {
		t.Fatal(err)
	}
	return d
}

// over is a hub like the desk's, over another store.
func (d *desk) over(s hub.Store) http.Handler {
	d.t.Helper()
	h, err := hub.New(d.cfg, s, d.dir, slog.New(slog.DiscardHandler))
	if err != nil {
		d.t.Fatal(err)
	}
	return h.Handler()
}

func public(t *testing.T, key ed25519.PrivateKey) ed25519.PublicKey {
	t.Helper()
	pub, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("not an Ed25519 key")
	}
	return pub
}

// raw posts a body with the device's signature and returns the status.
func (d *desk) raw(auth wire.Auth, body []byte) int {
	d.t.Helper()
	return d.post(auth.Header(), bytes.NewReader(body))
}

func (d *desk) post(auth string, body io.Reader) int {
	d.t.Helper()
	req := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, wire.PathSync, body)
	req.Header.Set(wire.AuthHeader, auth)
	rec := httptest.NewRecorder()
	d.hub.Handler().ServeHTTP(rec, req)
	d.answer = rec.Result()
	d.problem = wire.Problem{}
	if rec.Code != http.StatusOK {
		p, err := d.codec.UnpackProblem(rec.Body.Bytes())
		if err != nil {
			d.t.Fatalf("status %d with a body that cannot be read: %v", rec.Code, err)
		}
		d.problem = p
	}
	return rec.Code
}

func (d *desk) auth(r merge.Replica, body []byte) wire.Auth {
	d.counter++
	a := wire.Auth{Device: d.id, Replica: r, Counter: d.counter, Challenge: d.chal}
	a.Sign(d.key, wire.PathSync, "p", body)
	return a
}

// sync sends a request and gets its reply, with the challenge that the hub wants.
func (d *desk) sync(r merge.Replica, req *wire.Request) *wire.Reply {
	d.t.Helper()
	body, err := d.codec.PackRequest(r, req)
	if err != nil {
		d.t.Fatal(err)
	}
	status := d.raw(d.auth(r, body), body)
	if status == http.StatusUnauthorized && d.problem.Code == wire.ProblemChallenge {
		d.chal = d.problem.Challenge
		status = d.raw(d.auth(r, body), body)
	}
	if status != http.StatusOK {
		d.t.Fatalf("status %d, problem %d", status, d.problem.Code)
	}
	answer, err := io.ReadAll(d.answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	d.last = answer
	reply, err := d.codec.UnpackReply(answer)
	if err != nil {
		d.t.Fatal(err)
	}
	return reply
}

// chain makes changes of one replica.
type chain struct {
	replica merge.Replica
	author  merge.ID
	head    merge.Head
	stamp   time.Time
}

func (c *chain) change(edits ...merge.Edit) merge.Change {
	ch := merge.Change{
		Replica: c.replica, Seq: c.head.Seq + 1, Stamp: merge.StampAt(c.stamp), Author: c.author, Edits: edits,
	}
	merge.Normalize(ch.Edits)
	c.head = merge.Head{Seq: ch.Seq, Hash: ch.Hash(c.head.Hash)}
	return ch
}

func request(base merge.Head, changes ...merge.Change) *wire.Request {
	return &wire.Request{Base: base, Head: base.Seq + uint64(len(changes)), Changes: changes, Want: 1 << 20}
}

func create(kind merge.Kind, id, scope merge.ID, value string) merge.Edit {
	return merge.Edit{Record: id, Kind: kind, Partition: partition, Scope: scope, Writes: []merge.Write{
		{Field: merge.Field{Number: 1}, Value: merge.ScopeValue(scope)},
		{Field: merge.Field{Number: 10}, Value: []byte(value)},
	}}
}

func set(kind merge.Kind, id merge.ID, number uint16, value string, seen ...merge.Dot) merge.Edit {
	return merge.Edit{Record: id, Kind: kind, Partition: partition, Scope: village, Writes: []merge.Write{
		{Field: merge.Field{Number: number}, Value: []byte(value), Context: seen},
	}}
}

// in is the edit as an author sees it who believes the record to be in the scope.
func in(scope merge.ID, e merge.Edit) merge.Edit {
	e.Scope = scope
	return e
}

// TestRights: what the device may not write is acknowledged and without effect, and
// does not stop what follows.
func TestRights(t *testing.T) {
	person := merge.ID{5}
	mine, other := merge.Replica{1}, merge.Replica{2}
	member, entry := merge.ID{3, 1}, merge.ID{3, 2}
	existing := []merge.Edit{
		create(kindMember, member, village, "a"), create(kindEntry, entry, village, "100"),
		create(kindMember, merge.ID{3, 3}, elsewhere, "b"),
	}
	seen := merge.Dot{Replica: other, Seq: 1}
	move := set(kindMember, member, 10, "x", seen)
	move.Writes[0] = merge.Write{Field: merge.Field{Number: 1}, Value: merge.ScopeValue(elsewhere), Context: merge.Context{seen}}
	foreign := create(kindMember, merge.ID{4}, village, "x")
	foreign.Partition = merge.ID{10}
	tests := map[string]struct {
		edit   merge.Edit
		author merge.ID
		device hub.Device
		stamp  time.Duration
		want   merge.Code
	}{
		"new member":         {edit: create(kindMember, merge.ID{4}, village, "x")},
		"edit member":        {edit: set(kindMember, member, 10, "x", seen)},
		"clock far ahead":    {edit: create(kindMember, merge.ID{4}, village, "x"), stamp: 48 * time.Hour, want: merge.ClockFarAhead},
		"no scope":           {edit: in(elsewhere, set(kindMember, merge.ID{4}, 10, "x")), want: merge.NoRight},
		"other scope":        {edit: create(kindMember, merge.ID{4}, elsewhere, "x"), want: merge.NoRight},
		"record elsewhere":   {edit: set(kindMember, merge.ID{3, 3}, 10, "x"), want: merge.NoRight},
		"move out":           {edit: move, want: merge.NoRight},
		"other partition":    {edit: foreign, want: merge.NoRight},
		"another's name":     {edit: create(kindMember, merge.ID{4}, village, "x"), author: merge.ID{6}, want: merge.NoRight},
		"account":            {edit: create(kindPerson, merge.ID{4}, village, "x"), want: merge.NoRight},
		"account as admin":   {edit: create(kindPerson, merge.ID{4}, merge.AdminScope(partition), "x"), device: hub.Device{All: true, Admin: true}},
		"admin scope, all":   {edit: create(kindMember, merge.ID{4}, merge.AdminScope(partition), "x"), device: hub.Device{All: true}, want: merge.NoRight},
		"elsewhere, all":     {edit: in(elsewhere, set(kindMember, merge.ID{3, 3}, 10, "x", seen)), device: hub.Device{All: true}},
		"reads only":         {edit: create(kindMember, merge.ID{4}, village, "x"), device: hub.Device{All: true, ReadOnly: true}, want: merge.NoRight},
		"revoked":            {edit: create(kindMember, merge.ID{4}, village, "x"), device: hub.Device{All: true, Revoked: true}, want: merge.NoRight},
		"other kind":         {edit: set(kindMember, entry, 10, "1", seen), want: merge.RuleBroken},
		"entry altered":      {edit: set(kindEntry, entry, 10, "1", seen), want: merge.EntryRewrite},
		"entry removed":      {edit: set(kindEntry, entry, 2, "x"), want: merge.EntryRewrite},
		"entry added to":     {edit: set(kindEntry, entry, 11, "x"), want: merge.EntryRewrite},
		"entry the same":     {edit: set(kindEntry, entry, 10, "100", seen)},
		"entry first, same":  {edit: create(kindEntry, entry, village, "100")},
		"entry first, other": {edit: create(kindEntry, entry, village, "101")},
		"entry first, sneaky": {edit: func() merge.Edit {
			e := create(kindEntry, entry, village, "101")
			e.Writes[1].Context = merge.Context{seen}
			return e
		}(), want: merge.EntryRewrite},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dev := test.device
			dev.Person = person
			if !dev.All {
				dev.Scopes = []merge.ID{village}
			}
			d := newDesk(t, nil, dev)
			before := chain{replica: other, stamp: d.now}
			if _, _, err := d.store.Ingest(t.Context(), other, []merge.Change{before.change(existing...)}, nil); err != nil {
				t.Fatal(err)
			}
			c := chain{replica: mine, author: person, stamp: d.now.Add(test.stamp)}
			if !test.author.IsZero() {
				c.author = test.author
			}
			first := c.change(test.edit)
			c.author = person
			second := c.change(create(kindMember, merge.ID{4, 1}, village, "after"))
			reply := d.sync(mine, request(merge.Head{}, first, second))
			if reply.Head != c.head {
				t.Errorf("acknowledged %d of 2 changes", reply.Head.Seq)
			}
			got := merge.Accepted
			for _, v := range reply.Verdicts {
				if v.Seq == 1 {
					got = v.Code
				}
			}
			if got != test.want {
				t.Errorf("verdict %d, want %d", got, test.want)
			}
			rec, err := d.store.Record(t.Context(), test.edit.Record)
			took := err == nil && rec.Field(merge.Field{Number: test.edit.Writes[0].Field.Number}).Context.Seq(mine) > 0
			if took != test.want.Merged() {
				t.Errorf("took effect: %v", took)
			}
			_, err = d.store.Record(t.Context(), merge.ID{4, 1})
			if (err == nil) != (!dev.Revoked && !dev.ReadOnly) {
				t.Errorf("the change behind it: %v", err)
			}
		})
	}
}

// TestFirstEntriesStay: money written by two who had not seen each other stays twice.
func TestFirstEntriesStay(t *testing.T) {
	d := newDesk(t, nil, hub.Device{All: true})
	entry := merge.ID{3}
	a, b := chain{replica: merge.Replica{1}, stamp: d.now}, chain{replica: merge.Replica{2}, stamp: d.now}
	d.sync(a.replica, request(merge.Head{}, a.change(create(kindEntry, entry, village, "100"))))
	d.sync(b.replica, request(merge.Head{}, b.change(create(kindEntry, entry, village, "200"))))
	rec, err := d.store.Record(t.Context(), entry)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(rec.Field(merge.Field{Number: 10}).Siblings); n != 2 {
		t.Errorf("%d values, want both", n)
	}
}

// TestEntryTwice: nobody writes the same line twice, also not as if she had not seen it.
func TestEntryTwice(t *testing.T) {
	d := newDesk(t, nil, hub.Device{All: true})
	c := chain{replica: merge.Replica{1}, stamp: d.now}
	first := c.change(create(kindEntry, merge.ID{3}, village, "100"))
	second := c.change(create(kindEntry, merge.ID{3}, village, "200"))
	reply := d.sync(c.replica, request(merge.Head{}, first, second))
	if len(reply.Verdicts) != 1 || reply.Verdicts[0].Seq != 2 || reply.Verdicts[0].Code != merge.EntryRewrite {
		t.Errorf("verdicts %v", reply.Verdicts)
	}
}

// TestEnrolGates: an enrolment is signed with the key that it brings, which names the
// device.
func TestEnrolGates(t *testing.T) {
	d := newDesk(t, nil, hub.Device{})
	code := [16]byte{1}
	d.dir.Codes[wire.CodeHash(code)] = hub.Grant{Device: hub.Device{Partition: partition}}
	body, err := d.codec.PackEnrol(wire.EnrolRequest{Code: code})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		alter func(*wire.Auth)
		want  int
	}{
		"another device": {func(a *wire.Auth) { a.Device[0]++ }, http.StatusUnauthorized},
		"no key":         {func(a *wire.Auth) { a.Challenge = nil }, http.StatusUnauthorized},
		"as it should":   {func(*wire.Auth) {}, http.StatusOK},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			auth := wire.Auth{Device: d.id, Challenge: public(t, d.key)}
			test.alter(&auth)
			auth.Sign(d.key, wire.PathEnrol, "p", body)
			req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, wire.PathEnrol, bytes.NewReader(body))
			req.Header.Set(wire.AuthHeader, auth.Header())
			rec := httptest.NewRecorder()
			d.hub.Handler().ServeHTTP(rec, req)
			if rec.Code != test.want {
				t.Errorf("status %d, want %d", rec.Code, test.want)
			}
		})
	}
}

// TestReplay: a request is answered once, by the process that gave the challenge.
func TestReplay(t *testing.T) {
	d := newDesk(t, nil, hub.Device{All: true})
	r := merge.Replica{1}
	d.sync(r, &wire.Request{Want: 1})
	body, err := d.codec.PackRequest(r, &wire.Request{Want: 1})
	if err != nil {
		t.Fatal(err)
	}
	auth := d.auth(r, body)
	if status := d.raw(auth, body); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	if status := d.raw(auth, body); status != http.StatusUnauthorized || d.problem.Counter != d.counter {
		t.Errorf("a replay is answered %d, counter %d", status, d.problem.Counter)
	}
	d.chal = bytes.Repeat([]byte{1}, 12)
	if status := d.raw(d.auth(r, body), body); status != http.StatusUnauthorized {
		t.Errorf("another challenge is answered %d", status)
	}
}

// TestSignatureCovers: nothing of a request can be altered.
func TestSignatureCovers(t *testing.T) {
	d := newDesk(t, nil, hub.Device{All: true})
	r := merge.Replica{1}
	d.sync(r, &wire.Request{Want: 1})
	body, err := d.codec.PackRequest(r, &wire.Request{Want: 1})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]func(*wire.Auth, *[]byte){
		"replica":   func(a *wire.Auth, _ *[]byte) { a.Replica[0]++ },
		"counter":   func(a *wire.Auth, _ *[]byte) { a.Counter++ },
		"challenge": func(a *wire.Auth, _ *[]byte) { a.Challenge = append([]byte{0}, a.Challenge...) },
		"body":      func(_ *wire.Auth, b *[]byte) { *b = append(*b, 0) },
		"path":      func(a *wire.Auth, b *[]byte) { a.Sign(d.key, wire.PathEnrol, "p", *b) },
		"project":   func(a *wire.Auth, b *[]byte) { a.Sign(d.key, wire.PathSync, "q", *b) },
	}
	for name, alter := range tests {
		t.Run(name, func(t *testing.T) {
			a, b := d.auth(r, body), bytes.Clone(body)
			alter(&a, &b)
			if status := d.raw(a, b); status != http.StatusUnauthorized || d.problem.Code != wire.ProblemSignature {
				t.Errorf("status %d, problem %d", status, d.problem.Code)
			}
		})
	}
}

// TestLimits: too much is refused with the status that tells the device what to do.
func TestLimits(t *testing.T) {
	d := newDesk(t, func(c *hub.Config) { c.DeviceBurst, c.DeviceRate, c.AddressBurst = 12, 0.01, 30 }, hub.Device{All: true})
	r := merge.Replica{1}
	d.sync(r, &wire.Request{Want: 1})
	large := make([]byte, wire.MaxBody+1)
	if status := d.raw(d.auth(r, large), large); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a large body: %d", status)
	}
	bomb := bomb(t)
	if status := d.raw(d.auth(r, bomb), bomb); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a bomb of %d bytes: %d", len(bomb), status)
	}
	junk := []byte("junk")
	if status := d.raw(d.auth(r, junk), junk); status != http.StatusBadRequest {
		t.Errorf("junk: %d", status)
	}
	if status := d.post("Basic eDp5", strings.NewReader("")); status != http.StatusUnauthorized {
		t.Errorf("no signature: %d", status)
	}
	stranger := wire.Auth{Device: merge.ID{1}, Replica: r, Counter: 1, Signature: make([]byte, 64)}
	if status := d.raw(stranger, junk); status != http.StatusForbidden || d.problem.Code != wire.ProblemUnknown {
		t.Errorf("a stranger: %d", status)
	}
	status := 0
	for range 12 {
		status = d.raw(d.auth(r, junk), junk)
	}
	if status != http.StatusTooManyRequests || d.answer.Header.Get("Retry-After") == "" || d.problem.RetryAfter == 0 {
		t.Errorf("many requests: %d, after %d s", status, d.problem.RetryAfter)
	}
	for range 30 {
		status = d.post("", strings.NewReader(""))
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("a flood from one address: %d", status)
	}
}

// bomb is 64 MiB of zeros in a few kilobytes.
func bomb(t *testing.T) []byte {
	t.Helper()
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return enc.EncodeAll(make([]byte, 64<<20), nil)
}

// TestRevoked: what a revoked device brings is kept aside, it gets nothing, and the
// order it is given is signed for this request.
func TestRevoked(t *testing.T) {
	d := newDesk(t, nil, hub.Device{All: true, Revoked: true})
	other, c := chain{replica: merge.Replica{2}, stamp: d.now}, chain{replica: merge.Replica{1}, stamp: d.now}
	if _, _, err := d.store.Ingest(t.Context(), other.replica, []merge.Change{other.change(create(kindMember, merge.ID{3}, village, "a"))}, nil); err != nil {
		t.Fatal(err)
	}
	reply := d.sync(c.replica, request(merge.Head{}, c.change(create(kindMember, merge.ID{4}, village, "x"))))
	if reply.Head != c.head || len(reply.Deltas) != 0 || len(reply.Cursor) != 0 {
		t.Errorf("acknowledged %d, %d records given", reply.Head.Seq, len(reply.Deltas))
	}
	aside, err := d.store.Quarantine(t.Context())
	if err != nil || len(aside) != 1 {
		t.Errorf("%d in quarantine (%v)", len(aside), err)
	}
	if len(reply.Directives) != 1 || reply.Directives[0].Kind != wire.DirectPushThenWipe {
		t.Fatalf("directives %v", reply.Directives)
	}
	order := wire.Order{Kind: wire.DirectPushThenWipe, Device: d.id, Epoch: merge.ID{7}, Counter: d.counter}
	if !ed25519.Verify(d.hub.PublicKey(), wire.OrderBytes(order), reply.Directives[0].Signature) {
		t.Error("the order's signature does not verify")
	}
}

// TestReplicaIsOnesOwn: a device cannot write into the log of another.
func TestReplicaIsOnesOwn(t *testing.T) {
	d := newDesk(t, nil, hub.Device{All: true})
	d.dir.Owners[merge.Replica{1}] = merge.ID{0xee}
	d.sync(merge.Replica{2}, &wire.Request{})
	body, err := d.codec.PackRequest(merge.Replica{1}, &wire.Request{})
	if err != nil {
		t.Fatal(err)
	}
	if status := d.raw(d.auth(merge.Replica{1}, body), body); status != http.StatusForbidden || d.problem.Code != wire.ProblemReplica {
		t.Errorf("status %d, problem %d", status, d.problem.Code)
	}
}

// TestForks: a device whose history is not the hub's is told to take a new replica, and
// what the hub had stays as it was.
func TestForks(t *testing.T) {
	r := merge.Replica{1}
	tests := map[string]func(c, clone *chain) *wire.Request{
		"same number, other change": func(_, clone *chain) *wire.Request {
			return request(merge.Head{}, clone.change(create(kindMember, merge.ID{4}, village, "clone")))
		},
		"other base": func(c, clone *chain) *wire.Request {
			base := c.head
			base.Hash[0]++
			clone.head = base
			return request(base, clone.change(create(kindMember, merge.ID{4}, village, "clone")))
		},
		"set back": func(_, _ *chain) *wire.Request { return request(merge.Head{}) },
	}
	for name, build := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, nil, hub.Device{All: true})
			c, clone := chain{replica: r, stamp: d.now}, chain{replica: r, stamp: d.now}
			d.sync(r, request(merge.Head{}, c.change(create(kindMember, merge.ID{3}, village, "a"))))
			reply := d.sync(r, build(&c, &clone))
			if len(reply.Directives) != 1 || reply.Directives[0].Kind != wire.DirectRotate {
				t.Errorf("directives %v", reply.Directives)
			}
			head, err := d.store.Head(t.Context(), r)
			if err != nil || head != c.head {
				t.Errorf("the hub's chain was altered (%v)", err)
			}
			if _, err := d.store.Record(t.Context(), merge.ID{4}); err == nil {
				t.Error("the clone's change took effect")
			}
		})
	}
}

// TestOldProgram: a device with an old schema is told to upgrade and loses nothing.
func TestOldProgram(t *testing.T) {
	d := newDesk(t, func(c *hub.Config) { c.MinSchema = 2 }, hub.Device{All: true})
	c := chain{replica: merge.Replica{1}, stamp: d.now}
	reply := d.sync(c.replica, request(merge.Head{}, c.change(create(kindMember, merge.ID{3}, village, "a"))))
	if len(reply.Directives) != 1 || reply.Directives[0].Kind != wire.DirectUpgrade || reply.Head.Seq != 0 {
		t.Errorf("directives %v, head %d", reply.Directives, reply.Head.Seq)
	}
}

// TestScopesChange: a granted scope is filled, and what happened before arrives too.
func TestScopesChange(t *testing.T) {
	d := newDesk(t, nil, hub.Device{Scopes: []merge.ID{village}})
	other := chain{replica: merge.Replica{2}, stamp: d.now}
	ingest := func(edits ...merge.Edit) {
		t.Helper()
		if _, _, err := d.store.Ingest(t.Context(), other.replica, []merge.Change{other.change(edits...)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	ingest(create(kindMember, merge.ID{3}, village, "a"), create(kindMember, merge.ID{4}, elsewhere, "b"))
	reply := d.sync(merge.Replica{1}, &wire.Request{Want: 1 << 20})
	if len(reply.Deltas) != 1 || reply.Deltas[0].Record != (merge.ID{3}) {
		t.Fatalf("%d records", len(reply.Deltas))
	}
	again := d.sync(merge.Replica{1}, &wire.Request{Want: 1 << 20, Cursor: reply.Cursor})
	if len(again.Deltas) != 0 || len(again.Cursor) != 0 || again.More {
		t.Errorf("a second pull gives %d records", len(again.Deltas))
	}
	dev := d.dir.Devices[d.id]
	dev.Scopes = []merge.ID{elsewhere, village}
	d.dir.Devices[d.id] = dev
	got, cursor, rounds := map[merge.ID]bool{}, reply.Cursor, 0
	for more := true; more && rounds < 5; rounds++ {
		r := d.sync(merge.Replica{1}, &wire.Request{Want: 1 << 20, Cursor: cursor})
		if rounds == 0 && (len(r.Directives) != 1 || r.Directives[0].Kind != wire.DirectScopes || len(r.Directives[0].Scopes) != 2) {
			t.Errorf("directives %v", r.Directives)
		}
		for _, delta := range r.Deltas {
			got[delta.Record] = true
		}
		cursor, more = r.Cursor, r.More
	}
	if !got[merge.ID{4}] || rounds > 3 {
		t.Errorf("after the grant %v in %d rounds", got, rounds)
	}
}

// FuzzRequest: no body, however signed, makes the hub panic or answer with its own fault.
func FuzzRequest(f *testing.F) {
	codec, err := wire.New(wire.Options{})
	if err != nil {
		f.Fatal(err)
	}
	c := chain{replica: merge.Replica{1}, stamp: time.UnixMilli(1_760_000_000_000)}
	body, err := codec.PackRequest(c.replica, request(merge.Head{}, c.change(create(kindEntry, merge.ID{3}, village, "a"))))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add(binary.BigEndian.AppendUint32(nil, 0x28b52ffd))
	f.Fuzz(func(t *testing.T, body []byte) {
		d := newDesk(t, nil, hub.Device{All: true})
		d.sync(c.replica, &wire.Request{})
		if status := d.raw(d.auth(c.replica, body), body); status >= 500 {
			t.Errorf("status %d", status)
		}
	})
}
