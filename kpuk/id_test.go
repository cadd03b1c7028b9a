package kpuk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
)

func TestIDSource(t *testing.T) {
	now := time.UnixMilli(1_795_000_000_000)
	source := kpuk.IDSource{Now: func() time.Time { return now }, Rand: rand.NewChaCha8([32]byte{1})}
	first, err := source.New()
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Millisecond)
	second, err := source.New()
	if err != nil || bytes.Compare(first[:], second[:]) >= 0 {
		t.Errorf("%s is not before %s, %v", first, second, err)
	}
	if first[6]>>4 != 7 || first[8]>>6 != 2 {
		t.Errorf("%s is not a UUID of version 7", first)
	}
	short := kpuk.IDSource{Now: source.Now, Rand: bytes.NewReader(make([]byte, 9))}
	if _, err := short.New(); !errors.Is(err, io.ErrUnexpectedEOF) || fault.KindOf(err) != fault.Internal {
		t.Errorf("a short source gives %v", err)
	}
}

func TestIDText(t *testing.T) {
	id := kpuk.Derive("test", []byte("a"))
	raw, err := json.Marshal(map[string]any{"id": id, "day": kpuk.NewDate(2026, 11, 23)})
	if err != nil || !bytes.Contains(raw, []byte(`"day":"2026-11-23"`)) {
		t.Fatalf("%s, %v", raw, err)
	}
	var back struct {
		ID  kpuk.ID
		Day kpuk.Date
	}
	if err = json.Unmarshal(raw, &back); err != nil || back.ID != id || back.Day != kpuk.NewDate(2026, 11, 23) {
		t.Errorf("%+v, %v", back, err)
	}
	if err = json.Unmarshal([]byte(`{"id":"x"}`), &back); fault.KindOf(err) != fault.Invalid {
		t.Errorf("x reads: %v", err)
	}
	var binary kpuk.ID
	b, err := id.MarshalBinary()
	if err != nil || binary.UnmarshalBinary(b) != nil || binary != id {
		t.Errorf("%s, %v", binary, err)
	}
	if err = binary.UnmarshalBinary(b[1:]); fault.KindOf(err) != fault.Invalid {
		t.Errorf("15 bytes read: %v", err)
	}
}

func TestDerive(t *testing.T) {
	// Where one part ends must count, and every part of a cell's name.
	ids := []kpuk.ID{
		kpuk.Derive("a", []byte("b"), []byte("c")), kpuk.Derive("a", []byte("bc")), kpuk.Derive("ab", []byte("c")), kpuk.Derive("a"),
		kpuk.EntryID(kpuk.ID{1}, kpuk.ID{2}, kpuk.EntryWajib, 0), kpuk.EntryID(kpuk.ID{1}, kpuk.ID{2}, kpuk.EntryWajib, 1),
		kpuk.EntryID(kpuk.ID{1}, kpuk.ID{2}, kpuk.EntryWajib, 256), kpuk.EntryID(kpuk.ID{1}, kpuk.ID{2}, kpuk.EntryPokok, 0),
		kpuk.EntryID(kpuk.ID{2}, kpuk.ID{1}, kpuk.EntryWajib, 0), kpuk.VoidID(kpuk.ID{1}),
		kpuk.VillageScope("52.02.01.2001"), kpuk.AdminScope(kpuk.ID{1}),
	}
	seen := map[kpuk.ID]int{}
	for i, id := range ids {
		if other, twice := seen[id]; twice || id[6]>>4 != 8 || id[8]>>6 != 2 {
			t.Errorf("name %d is %s, like name %d", i, id, other)
		}
		seen[id] = i
	}
	if kpuk.EntryID(kpuk.ID{1}, kpuk.ID{2}, kpuk.EntryWajib, 0) != ids[4] {
		t.Error("the same cell has another name")
	}
}

func TestRecordKinds(t *testing.T) {
	records := map[kpuk.Kind]kpuk.Record{
		kpuk.KindFederation: &kpuk.Federation{}, kpuk.KindGroup: &kpuk.Group{}, kpuk.KindMember: &kpuk.Member{},
		kpuk.KindMeeting: &kpuk.Meeting{}, kpuk.KindEntry: &kpuk.Entry{}, kpuk.KindLoan: &kpuk.Loan{}, kpuk.KindVisit: &kpuk.Visit{},
		kpuk.KindTask: &kpuk.Task{}, kpuk.KindPerson: &kpuk.Person{}, kpuk.KindDevice: &kpuk.Device{}, kpuk.KindInvite: &kpuk.Invite{},
	}
	seen := map[string]bool{}
	for kind, rec := range records {
		if rec.Kind() != kind || seen[kind.String()] || kind.String() == "unknown" {
			t.Errorf("%T is of kind %d, named %s", rec, rec.Kind(), kind)
		}
		seen[kind.String()] = true
	}
}
