package main

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"pendamping/assets/area"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/rule"
	"pendamping/sync/merge"
)

// emptyRoster reads into a hub that holds nothing.
func emptyRoster(tb testing.TB) *roster {
	tb.Helper()
	index, err := area.Open()
	if err != nil {
		tb.Fatal(err)
	}
	n := uint64(0)
	return &roster{
		partition: kpuk.Derive("fed"), today: kpuk.NewDate(2026, 11, 23), lines: map[kpuk.ID]int{},
		known:  func(code string) bool { _, found := index.Name(code); return found },
		groups: map[string]*kpuk.Group{}, niks: map[kpuk.NIK]*kpuk.Member{}, numbers: map[numbered]*kpuk.Member{},
		header: func() (kpuk.Header, error) {
			n++
			return kpuk.Header{ID: kpuk.Derive("roster", []byte{byte(n), byte(n >> 8)}), Partition: kpuk.Derive("fed")}, nil
		},
	}
}

// FuzzRoster: any file is read to its end; what is taken in is what the hub accepts from
// devices; errors never repeat an identity number; and a file read twice adds nothing.
func FuzzRoster(f *testing.F) {
	const head = "kode_kelompok,kelompok,kode_desa,nomor,nama,nik,telepon,tanggal_lahir,simpanan_wajib,jasa_persen,shu\n"
	f.Add([]byte(head + "K-01,Melati,52.02.02.2004,1,Inaq Sahnim,5202024107750001,081234567890,01/07/1975,5000,\"1,5\",40/30/10/10/10\n"))
	f.Add([]byte("\ufeffkode_kelompok;kelompok;kode_desa;nomor;nama\r\nK-01;Melati;52.02.02.2004;1;\"Baiq \"\"R\"\"\"\r\n;;;;\r\n"))
	f.Add([]byte(head + "K-01,Melati,52.02.02.2004,1,A,5202024107750001\nK-01,Mawar,52.02.02.2004,1,B,5202024107750001,,,-1,7%,1/2\n"))
	f.Add([]byte("5202024107750001,Inaq Sahnim\n"))
	secret := regexp.MustCompile(`\d{16}`)
	f.Fuzz(func(t *testing.T, text []byte) {
		r := emptyRoster(t)
		r.read(text)
		said, err := json.Marshal(r.result)
		if err != nil {
			t.Fatal(err)
		}
		if secret.Match(said) {
			t.Errorf("an identity number is repeated: %s", said)
		}
		if len(r.result.Errors) > maxErrors {
			t.Errorf("%d errors are kept", len(r.result.Errors))
		}
		if r.result.ErrorCount > 0 {
			return
		}
		for _, rec := range r.fresh {
			if p, refused := kpuk.Refused(kpuk.Validate(rec)); refused {
				t.Errorf("taken in: %+v", p)
			}
		}
		again := emptyRoster(t)
		again.groups, again.niks, again.numbers = r.groups, r.niks, r.numbers
		again.read(text)
		if again.result.GroupsNew+again.result.MembersNew > 0 {
			t.Errorf("the same file again: %+v", again.result)
		}
	})
}

// fullRecords are records with something in most fields.
func fullRecords() []kpuk.Record {
	id := func(name string) kpuk.ID { return kpuk.Derive(name) }
	fed, group, member, meeting := id("fed"), id("group"), id("member"), id("meeting")
	h := func(own, scope kpuk.ID) kpuk.Header { return kpuk.Header{ID: own, Partition: fed, Scope: scope} }
	day := kpuk.NewDate(2026, 11, 23)
	return []kpuk.Record{
		&kpuk.Federation{Header: h(fed, fed), Name: "JarPUK", Areas: []string{"52.02"}},
		&kpuk.Group{Header: h(group, group), Name: "Melati", Code: "K-01", Village: "52.02.02.2004", Rules: map[kpuk.Date]kpuk.Rules{day: {Wajib: 5000, Unit: 100}}},
		&kpuk.Member{Header: h(member, group), Group: group, Name: "Inaq Sahnim", Number: 1, NIK: "5202024107750001", Businesses: map[kpuk.ID]kpuk.Business{id("b"): {Name: "Kios"}}},
		&kpuk.Meeting{Header: h(meeting, group), Group: group, Date: day, Attendance: map[kpuk.ID]kpuk.Attendance{member: {Presence: kpuk.Present}}, State: kpuk.Standing{State: kpuk.Submitted}},
		&kpuk.Entry{Header: h(kpuk.EntryID(meeting, member, kpuk.EntryWajib, 0), group), Line: kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 5000, Group: group, Meeting: meeting, Member: member, Date: day}},
		&kpuk.Person{Header: h(id("person"), kpuk.AdminScope(fed)), Name: "Nurlaela", Assigned: map[kpuk.ID]kpuk.Assignment{group: {Granted: true}}},
	}
}

// FuzzJudge: a change with any value in any field of any kind is judged without a panic,
// never accepted when it is out of form, and what is accepted can be read.
func FuzzJudge(f *testing.F) {
	recs := fullRecords()
	for i, rec := range recs {
		writes, err := store.Encode(rec)
		if err != nil {
			f.Fatal(err)
		}
		for j := range writes {
			f.Add(uint8(i), uint8(j), writes[j].Field.Number, writes[j].Value, uint64(0))
		}
	}
	f.Add(uint8(3), uint8(2), uint16(30), []byte{0xa1, 0x01, 0x03}, uint64(4))
	f.Add(uint8(4), uint8(1), uint16(10), []byte{0x9f, 0xff}, uint64(1))
	f.Fuzz(func(t *testing.T, which, field uint8, number uint16, value []byte, seen uint64) {
		rec := recs[int(which)%len(recs)]
		writes, err := store.Encode(rec)
		if err != nil {
			t.Fatal(err)
		}
		w := &writes[int(field)%len(writes)]
		w.Field.Number, w.Value = number, value
		if seen > 0 {
			w.Context = merge.Context{{Replica: merge.Replica{2}, Seq: seen}}
		}
		h := rec.Head()
		c := merge.Change{Replica: merge.Replica{1}, Seq: 9, Author: merge.ID(kpuk.Derive("person")), Edits: []merge.Edit{{
			Record: merge.ID(h.ID), Kind: merge.Kind(rec.Kind()), Partition: merge.ID(h.Partition), Scope: merge.ID(h.Scope), Writes: writes,
		}}}
		merge.Normalize(c.Edits)
		if c.Validate() != nil {
			return
		}
		held := merge.Record{ID: merge.ID(h.ID), Kind: merge.Kind(rec.Kind()), Partition: merge.ID(h.Partition)}
		d := &directory{people: map[kpuk.ID]*kpuk.Person{}, devices: map[kpuk.ID]*kpuk.Device{}, invites: map[kpuk.ID]*kpuk.Invite{}}
		v := d.judge(c, func(merge.ID) (merge.Record, bool) { return held, true })
		if len(v.Detail) > 200 || strings.Contains(v.Detail, "5202024107750001") {
			t.Errorf("the verdict says too much: %q", v.Detail)
		}
		if v.Code != merge.Accepted {
			return
		}
		held.Apply(&c, &c.Edits[0], 1)
		into := rule.Blank(rec.Kind())
		if err := store.Decode(&held, into); err != nil {
			t.Errorf("accepted, but it cannot be read: %v", err)
		}
		if p, refused := kpuk.Refused(kpuk.Validate(into)); refused {
			t.Errorf("accepted, but refused: %+v", p)
		}
		if raw, err := cbor.Marshal(into); err != nil || len(raw) > 2*merge.MaxContents {
			t.Errorf("%d bytes, %v", len(raw), err)
		}
	})
}
