package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/memory"
	"pendamping/sync/blob"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/session" //nolint:depguard // the test is a device
	"pendamping/sync/wire"
)

// player is a device of the recording. Its store has nothing random in it, so the same
// replies lead to the same chain.
type player struct {
	*memory.Store

	s       *script
	grant   session.Enrolment
	session *session.Session
	client  *http.Client
	key     ed25519.PrivateKey
}

// script is what happens in the recording: with a hub that answers, or with replies that
// were recorded.
type script struct {
	t      *testing.T
	via    func(device string) http.RoundTripper
	links  map[string]string
	now    time.Time
	serial byte
}

func (s *script) clock() time.Time { return s.now }

// playerKey is a device's key by its number.
func playerKey(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

// join lets a device in.
func (s *script) join(name string, n byte) *player {
	s.t.Helper()
	inv, err := wire.ParseInvitation(s.links[name])
	ok(s.t, err)
	p := &player{s: s, key: playerKey(n), client: &http.Client{Transport: s.via(name)}}
	p.grant, err = session.Enrol(s.t.Context(), p.client, inv, session.EnrolRequest{
		Key: p.key, Label: "Tablet " + name, Schema: store.Schema, Derive: store.Derive,
	})
	ok(s.t, err)
	s.own(p, merge.Replica{n, 1})
	return p
}

// own gives a device an empty store of a replica.
func (s *script) own(p *player, r merge.Replica) {
	s.t.Helper()
	p.Store = memory.New(memory.Options{Replica: r, Seed: merge.Seed{r[0], r[1]}, Now: s.clock})
	ok(s.t, p.Absorb(s.t.Context(), merge.Page{Deltas: p.grant.Deltas}, nil))
	ok(s.t, p.SetLink(s.t.Context(), p.grant.Link))
	p.connect()
}

func (p *player) connect() {
	p.session = session.New(session.Config{
		Hub: p.grant.Hub, Device: p.grant.Device, Key: p.key, HubKey: p.grant.HubKey, Project: p.grant.Project, Schema: store.Schema,
		Derive: store.Derive, Now: p.s.clock, Rand: rand.New(rand.NewPCG(1, 2)),
	}, p.Store, p.client, slog.New(slog.DiscardHandler))
}

// wait moves the time on, so that a device stays below its rate.
func (s *script) wait() { s.now = s.now.Add(time.Minute) }

func (p *player) sync() session.Result {
	p.s.t.Helper()
	p.s.wait()
	res, err := p.session.Sync(p.s.t.Context(), nil)
	ok(p.s.t, err)
	return res
}

// save commits the fields of records that differ from what the device holds.
func (p *player) save(recs ...kpuk.Record) {
	p.s.t.Helper()
	p.s.wait()
	var edits []merge.Edit
	for _, rec := range recs {
		h := rec.Head()
		writes, err := store.Encode(rec)
		ok(p.s.t, err)
		held, err := p.Record(p.s.t.Context(), merge.ID(h.ID))
		if err != nil {
			held = merge.Record{}
		}
		e := merge.Edit{Record: merge.ID(h.ID), Kind: merge.Kind(rec.Kind()), Partition: merge.ID(h.Partition), Scope: merge.ID(h.Scope)}
		for _, w := range writes {
			reg := held.Field(w.Field)
			if len(reg.Siblings) == 1 && bytes.Equal(reg.Siblings[0].Value, w.Value) {
				continue
			}
			w.Context = reg.Context
			e.Writes = append(e.Writes, w)
		}
		edits = append(edits, e)
	}
	_, err := p.Commit(p.s.t.Context(), p.grant.Person, edits)
	ok(p.s.t, err)
}

// see reads a record.
func see[T kpuk.Record](p *player, id kpuk.ID, into T) T {
	p.s.t.Helper()
	rec, err := p.Record(p.s.t.Context(), merge.ID(id))
	ok(p.s.t, err)
	ok(p.s.t, store.Decode(&rec, into))
	return into
}

// find is the first record of a kind that fits.
func find[T kpuk.Record](p *player, blank func() T, fits func(T) bool) T {
	p.s.t.Helper()
	var found []T
	ok(p.s.t, p.Scan(p.s.t.Context(), merge.ID{}, merge.Kind(blank().Kind()), func(rec merge.Record) bool {
		one := blank()
		ok(p.s.t, store.Decode(&rec, one))
		if fits(one) {
			found = append(found, one)
		}
		return len(found) == 0
	}))
	if len(found) == 0 {
		p.s.t.Fatalf("no such %v", blank().Kind())
	}
	return found[0]
}

func (p *player) group(code string) *kpuk.Group {
	return find(p, func() *kpuk.Group { return &kpuk.Group{} }, func(g *kpuk.Group) bool { return g.Code == code })
}

func (p *player) member(of *kpuk.Group) *kpuk.Member {
	return find(p, func() *kpuk.Member { return &kpuk.Member{} }, func(m *kpuk.Member) bool { return m.Group == of.ID && m.Number == 1 })
}

func (s *script) id() kpuk.ID {
	s.serial++
	return kpuk.ID{1, 0x9b, 0, 0, 0, s.serial, 0x70, 0, 0x80}
}

// meeting is a meeting with a deposit.
func (p *player) meeting(g *kpuk.Group) (*kpuk.Meeting, *kpuk.Entry) {
	m := &kpuk.Meeting{
		Header: kpuk.Header{ID: p.s.id(), Partition: g.Partition, Scope: g.ID}, Group: g.ID, Date: kpuk.NewDate(2026, 11, 23), Place: "Berugak",
		State: kpuk.Standing{State: kpuk.Submitted, By: kpuk.ID(p.grant.Person)},
	}
	h, who := m.Header, p.member(g).ID
	h.ID = kpuk.EntryID(m.ID, who, kpuk.EntryWajib, 0)
	return m, &kpuk.Entry{Header: h, Line: kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 10_000, Group: g.ID, Meeting: m.ID, Member: who, Date: m.Date}}
}

// run is the whole script: enrolment, pull, push, approval, a refusal, new scopes, two
// histories of one replica, a photo, a bundle.
func (s *script) run() {
	tablet, desk := s.join("Nurlaela", 1), s.join("Siti Rahmah", 2)
	tablet.sync()
	desk.sync()
	melati := tablet.group("K-01")
	first, deposit := tablet.meeting(melati)
	tablet.save(first, deposit)
	s.expect("push", tablet.sync(), 0)
	desk.sync()
	approved := see(desk, first.ID, &kpuk.Meeting{})
	approved.State = kpuk.Standing{State: kpuk.Approved, By: kpuk.ID(desk.grant.Person), At: s.now.UnixMilli()}
	desk.save(approved)
	s.expect("approval", desk.sync(), 0)
	tablet.sync()
	if got := see(tablet, first.ID, &kpuk.Meeting{}).State.State; got != kpuk.Approved {
		s.t.Errorf("the approval did not come: %v", got)
	}
	own, _ := tablet.meeting(melati)
	own.State.State = kpuk.Approved // not hers to give
	tablet.save(own)
	s.expect("refusal", tablet.sync(), 1)
	desk.sync()
	person := see(desk, kpuk.ID(tablet.grant.Person), &kpuk.Person{})
	person.Assigned[desk.group("K-02").ID] = kpuk.Assignment{Granted: true}
	desk.save(person)
	desk.sync()
	if res := tablet.sync(); !slices.ContainsFunc(res.Directives, func(d wire.Directive) bool { return d.Kind == wire.DirectScopes }) {
		s.t.Errorf("the new scopes were not told: %+v", res.Directives)
	}
	s.fork(tablet, melati)
	s.photo(tablet, desk, melati)
	s.bundle(tablet, first.ID)
}

// expect wants one change delivered, with so many verdicts.
func (s *script) expect(what string, res session.Result, verdicts int) {
	s.t.Helper()
	if res.Pushed != 1 || len(res.Verdicts) != verdicts || res.Waiting != 0 {
		s.t.Errorf("%s: %+v", what, res)
	}
}

// fork plays a copy of the tablet from before its first save, that saves something else:
// it is told to rotate, and does so.
func (s *script) fork(tablet *player, melati *kpuk.Group) {
	s.t.Helper()
	link, err := tablet.Link(s.t.Context())
	ok(s.t, err)
	deltas, err := tablet.Page(s.t.Context(), merge.Query{Partition: tablet.grant.Partition, All: true, MaxBytes: 1 << 20})
	ok(s.t, err)
	twin := &player{s: s, key: tablet.key, client: tablet.client, grant: tablet.grant}
	s.own(twin, tablet.Replica())
	ok(s.t, twin.Absorb(s.t.Context(), deltas, nil))
	ok(s.t, twin.SetLink(s.t.Context(), merge.Link{Hub: link.Hub, Challenge: link.Challenge, Counter: link.Counter}))
	other, deposit := twin.meeting(melati)
	twin.save(other, deposit)
	s.wait()
	if _, err = twin.session.Sync(s.t.Context(), nil); !errors.Is(err, session.ErrForked) {
		s.t.Errorf("two histories: %v", err)
	}
	link, err = twin.Link(s.t.Context())
	ok(s.t, err)
	s.own(twin, merge.Replica{1, 2})
	ok(s.t, twin.Absorb(s.t.Context(), deltas, nil))
	ok(s.t, twin.SetLink(s.t.Context(), merge.Link{Hub: link.Hub, Challenge: link.Challenge, Counter: link.Counter}))
	twin.save(other, deposit)
	s.expect("fresh replica", twin.sync(), 0)
	// The device has one counter, whoever of its copies speaks.
	last, err := twin.Link(s.t.Context())
	ok(s.t, err)
	link, err = tablet.Link(s.t.Context())
	ok(s.t, err)
	link.Counter = last.Counter
	ok(s.t, tablet.SetLink(s.t.Context(), link))
}

// photo takes a picture to the hub and to the desk.
func (s *script) photo(tablet, desk *player, melati *kpuk.Group) {
	s.t.Helper()
	content := noise(3, 9_000)
	p := &kpuk.Photo{
		Header: kpuk.Header{ID: s.id(), Partition: melati.Partition, Scope: melati.ID}, Of: melati.ID,
		Image: kpuk.PhotoImage{Hash: kpuk.Digest(sha256.Sum256(content)), Size: int64(len(content))},
	}
	tablet.save(p)
	s.expect("photo", tablet.sync(), 0)
	client := func(d *player) *blob.Client {
		c, err := blob.New(blob.Config{Hub: d.grant.Hub, Device: d.grant.Device, Key: d.key, Project: d.grant.Project, Piece: 4 << 10}, d.client)
		ok(s.t, err)
		return c
	}
	ok(s.t, client(tablet).Upload(s.t.Context(), item(p), content, nil))
	desk.sync()
	got, err := client(desk).Fetch(s.t.Context(), item(p))
	ok(s.t, err)
	if !bytes.Equal(got, content) {
		s.t.Error("another picture came")
	}
}

// bundle takes a note to the hub in a file.
func (s *script) bundle(tablet *player, meeting kpuk.ID) {
	s.t.Helper()
	m := see(tablet, meeting, &kpuk.Meeting{})
	m.Notes = "lewat berkas"
	tablet.save(m)
	maker, err := bundle.NewDevice(tablet.grant.Project, tablet.key, tablet.grant.HubKey, store.Derive)
	ok(s.t, err)
	var file bytes.Buffer
	ok(s.t, maker.Export(&file, bundle.Manifest{ID: merge.ID{0xb1}, Replica: tablet.Replica()}, nil, func(add bundle.Add) error {
		_, failed := tablet.session.Pack(s.t.Context(), add)
		return failed
	}))
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, tablet.grant.Hub+bundle.Path, &file)
	ok(s.t, err)
	resp, err := tablet.client.Do(req)
	ok(s.t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	ok(s.t, err)
	got, err := tablet.session.Receive(s.t.Context(), session.Parcel{Hub: tablet.grant.Link.Hub}, func(take func(session.Reply) error) error {
		_, failed := maker.Read(context.WithoutCancel(s.t.Context()), bytes.NewReader(answer), func(a bundle.Answer) error {
			return take(session.Reply{Counter: a.Counter, From: a.From, Reply: a.Reply})
		})
		return failed
	})
	ok(s.t, err)
	if got.Pushed != 1 || got.Waiting != 0 {
		s.t.Errorf("bundle: %+v", got)
	}
}
