package kpuk_test

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"pendamping/kpuk"
)

var updateVectors = flag.Bool("vectors", false, "write the vectors anew")

// receiptVector is a meeting with its receipt, for those who write another client.
type receiptVector struct {
	About      string                     `json:"about"`
	Meeting    string                     `json:"meeting"`
	Attendance map[string]kpuk.Attendance `json:"attendance"`
	Lines      map[string]kpuk.EntryLine  `json:"lines"` // by ID; one voids another
	Digest     string                     `json:"digest"`
	Code       string                     `json:"code"`
}

const receiptFile = "../docs/vectors/receipt1.json"

func makeReceiptVector() *receiptVector {
	m := &kpuk.Meeting{Header: kpuk.Header{ID: kpuk.ID{7, 1}}, Group: kpuk.ID{9}, Attendance: map[kpuk.ID]kpuk.Attendance{
		{1}: {Presence: kpuk.Present}, {2}: {Presence: kpuk.Late, At: 9*60 + 40}, {3}: {Presence: kpuk.Excused, Reason: "hajatan"},
		{4}: {}, // nothing was said of her
	}}
	line := func(member byte, kind kpuk.EntryKind, amount kpuk.Rupiah) kpuk.EntryLine {
		return kpuk.EntryLine{Kind: kind, Amount: amount, Group: m.Group, Meeting: m.ID, Member: kpuk.ID{member}, Date: 20500}
	}
	instalment := line(2, kpuk.EntryInstalment, 110_000)
	instalment.Loan, instalment.Service, instalment.Penalty, instalment.Turn, instalment.Note = kpuk.ID{5}, 9_000, 1_000, 1, "terlambat"
	wrong := kpuk.ID{0x22}
	void := line(1, kpuk.EntryVoid, 4_000)
	void.Voids, void.Note = wrong, "salah anggota"
	lines := map[kpuk.ID]kpuk.EntryLine{
		{0x21}: line(1, kpuk.EntryWajib, 10_000), wrong: line(1, kpuk.EntrySukarela, 4_000), {0x23}: instalment, kpuk.VoidID(wrong): void,
	}
	v := &receiptVector{
		About:   "The receipt of a meeting, docs/PROTOCOL.md §5.4. IDs and the digest are hexadecimal.",
		Meeting: hex.EncodeToString(m.ID[:]), Attendance: map[string]kpuk.Attendance{}, Lines: map[string]kpuk.EntryLine{},
	}
	var entries []*kpuk.Entry
	for id, l := range lines {
		entries = append(entries, &kpuk.Entry{Header: kpuk.Header{ID: id}, Line: l})
		v.Lines[hex.EncodeToString(id[:])] = l
	}
	for id, a := range m.Attendance {
		v.Attendance[hex.EncodeToString(id[:])] = a
	}
	r := kpuk.ReceiptOf(m, entries)
	v.Digest, v.Code = hex.EncodeToString(r.Digest[:]), r.Code
	return v
}

// TestReceiptVector: the digest is the same for ever, as it is compared between programs of
// different versions.
func TestReceiptVector(t *testing.T) {
	t.Parallel()
	made, err := json.MarshalIndent(makeReceiptVector(), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.FromSlash(receiptFile)
	if *updateVectors {
		if err = os.WriteFile(path, append(made, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != string(made)+"\n" {
		t.Errorf("the receipt has changed:\n%s\nwas\n%s", made, kept)
	}
	var first [8]byte
	v := makeReceiptVector()
	if raw, err := hex.DecodeString(v.Digest); err != nil || copy(first[:], raw) != 8 || kpuk.ReceiptCode(first) != v.Code {
		t.Errorf("code %s of %x, %v", kpuk.ReceiptCode(first), first, err)
	}
}
