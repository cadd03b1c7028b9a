package paper_test

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pendamping/app/paper"
)

// minutes is a document with every kind of part.
func minutes() paper.Document {
	sign := [][]paper.Point{{{X: 0.1, Y: 0.5}, {X: 0.5, Y: 0.1}, {X: 0.9, Y: 0.9}}, {{X: 0.2, Y: 0.2}}}
	rows := make([][]string, 40)
	for i := range rows {
		rows[i] = []string{strconv.Itoa(i + 1), "Inaq Contoh yang namanya panjang sekali " + strings.Repeat("a", i%9), "10.000", "5.000", "–"}
	}
	return paper.Document{
		Title: "Notulen rapat KPUK Melati", Subtitle: "Senin, 23 Nov 2026 · Ubung", Code: "pendamping:?meeting=0193", CodeText: "7K-3F",
		Foot: "Dicetak 23 Nov 2026", Page: "Halaman {page} dari {pages}", Made: time.Unix(0, 0).UTC(),
		Parts: []paper.Part{
			paper.Heading("Kas"),
			paper.Pairs{{Label: "Saldo awal", Value: "Rp 100.000"}, {Label: "Saldo akhir", Value: "Rp 1.845.000", Strong: true}},
			paper.Text("Dibahas harga benang; disepakati membeli bersama pada bulan depan — Inaq Sahnim mencari daftar harga."),
			paper.Table{
				Columns: []paper.Column{{"No.", 1, true}, {"Nama", 5, false}, {"Wajib", 2, true}, {"Sukarela", 2, true}, {"Angsuran", 2, true}},
				Rows:    rows, Total: []string{"", "Jumlah", "400.000", "200.000", "–"}, Hand: true,
			},
			paper.Lines(3),
			paper.Signatures{{Who: "Ketua", Strokes: sign}, {Who: "Bendahara"}},
		},
	}
}

func write(t interface{ Fatal(...any) }, doc paper.Document) []byte {
	var b bytes.Buffer
	if err := paper.Write(&b, doc); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pages counts the pages of a PDF.
func pages(pdf []byte) int { return len(regexp.MustCompile(`/Type /Page\b[^s]`).FindAll(pdf, -1)) }

func TestSameBytes(t *testing.T) {
	one, two := write(t, minutes()), write(t, minutes())
	if !bytes.HasPrefix(one, []byte("%PDF-")) || !bytes.Equal(one, two) {
		t.Errorf("%d and %d bytes, not the same", len(one), len(two))
	}
	if n := pages(one); n != 3 {
		t.Errorf("%d pages, want 3", n)
	}
	other := minutes()
	other.Code = "pendamping:?meeting=0194"
	if bytes.Equal(one, write(t, other)) {
		t.Error("the code is not in it")
	}
}

// TestAnyText: whatever people typed is set, on more pages if need be, and never fails.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := minutes()
		doc.Title = rapid.String().Draw(t, "title")
		n := rapid.IntRange(0, 8).Draw(t, "rows")
		table := paper.Table{Columns: []paper.Column{{"a", 1, false}, {"b", 3, true}}, Hand: rapid.Bool().Draw(t, "hand")}
		for i := range n {
			table.Rows = append(table.Rows, []string{strconv.Itoa(i), rapid.StringN(0, 200, -1).Draw(t, "cell")})
		}
		doc.Parts = []paper.Part{paper.Text(rapid.String().Draw(t, "text")), table}
		if pages(write(t, doc)) < 1 {
			t.Fatal("no page")
		}
	})
}

func TestManyRows(t *testing.T) {
	doc := minutes()
	table := paper.Table{Columns: []paper.Column{{"a", 1, false}}}
	for i := range 2000 {
		table.Rows = append(table.Rows, []string{strconv.Itoa(i)})
	}
	doc.Parts = []paper.Part{table}
	if n := pages(write(t, doc)); n < 40 || n > 80 {
		t.Errorf("%d pages for 2,000 rows", n)
	}
}
