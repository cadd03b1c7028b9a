package print_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pendamping/app/paper"
	printing "pendamping/app/print"
	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/fault"
	"pendamping/kpuk"
)

// words are all texts of a document.
func words(doc paper.Document) string {
	out := []string{doc.Title, doc.Subtitle, doc.CodeText, doc.Foot}
	for _, part := range doc.Parts {
		switch p := part.(type) {
		case paper.Heading:
			out = append(out, string(p))
		case paper.Text:
			out = append(out, string(p))
		case paper.Pairs:
			for _, f := range p {
				out = append(out, f.Label, f.Value)
			}
		case paper.Table:
			for _, row := range append(slices.Clone(p.Rows), p.Total) {
				out = append(out, row...)
			}
		case paper.Signatures:
			for _, s := range p {
				out = append(out, s.Who)
			}
		default:
			panic(fmt.Sprintf("a part of another kind: %T", part))
		}
	}
	return strings.Join(out, "\n")
}

// table is the first table of a document.
func table(t *testing.T, doc paper.Document) paper.Table {
	t.Helper()
	for _, part := range doc.Parts {
		if found, ok := part.(paper.Table); ok {
			return found
		}
	}
	t.Fatal("no table")
	return paper.Table{}
}

func made(t *testing.T, what screen.Print) (string, paper.Document) {
	t.Helper()
	r := screentest.New(t, "id", screentest.Book()...)
	name, doc, err := printing.Make(r.Env, what)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := paper.Write(&b, doc); err != nil || !bytes.HasPrefix(b.Bytes(), []byte("%PDF")) {
		t.Errorf("not set: %v", err)
	}
	return name, doc
}

func TestCashBookEndsWithTheCash(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	id := screentest.ID("group", screentest.Melati)
	name, doc := made(t, screen.Print{Kind: screen.PrintCashBook, ID: id})
	g := r.Book.Group(id)
	cash := r.Text.Amount(int64(g.Cash()))
	rows := table(t, doc)
	if name != "Buku kas KPUK Melati.pdf" || len(rows.Rows) != len(g.CashBook()) || len(rows.Rows) == 0 {
		t.Fatalf("%q with %d rows, the book has %d", name, len(rows.Rows), len(g.CashBook()))
	}
	if last := rows.Rows[len(rows.Rows)-1]; last[4] != cash || rows.Total[4] != cash {
		t.Errorf("ends with %q and %q, the box holds %s", last[4], rows.Total[4], cash)
	}
}

func TestMinutes(t *testing.T) {
	id := screentest.MeetingID(screentest.Melati, 10)
	_, doc := made(t, screen.Print{Kind: screen.PrintMinutes, ID: id})
	r := screentest.New(t, "id", screentest.Book()...)
	held := r.Book.Meeting(id)
	text := words(doc)
	for _, want := range []string{held.Receipt().Code, "Kas", "Ketua", "Urus BPJS Inaq Raehan", "KPUK Melati"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	group, day, ok := kpuk.ParsePageCode(doc.Code)
	if !ok || group != held.Group || day != held.Date {
		t.Errorf("the code says %v, %v, %v", group, day, ok)
	}
}

// TestSheetHasTheColumnsOfTheGrid: who keys the page in goes from left to right.
func TestSheetHasTheColumnsOfTheGrid(t *testing.T) {
	id := screentest.ID("group", screentest.Melati)
	day := screentest.Day(11, 30)
	_, doc := made(t, screen.Print{Kind: screen.PrintSheet, ID: id, Date: day})
	r := screentest.New(t, "id", screentest.Book()...)
	g := r.Book.Group(id)
	sheet := table(t, doc)
	if len(sheet.Rows) != g.Active() || !sheet.Hand || !doc.Landscape {
		t.Errorf("%d rows for %d members", len(sheet.Rows), g.Active())
	}
	sitting := g.SittingOn(day)
	kinds := kpuk.SheetKinds(sitting)
	if len(sheet.Columns) != len(kinds)+4 {
		t.Fatalf("%d columns for %v", len(sheet.Columns), kinds)
	}
	for i, k := range kinds {
		if got, want := sheet.Columns[3+i].Title, r.Text.T("word.entry."+k.String()); got != want {
			t.Errorf("column %d is %q, want %q", i, got, want)
		}
	}
	first := sitting.Active()[0]
	usual, err := sitting.Suggest(first.ID)
	if err != nil || sheet.Rows[0][1] != first.Name {
		t.Fatalf("%v; the first row is of %q", err, sheet.Rows[0][1])
	}
	if at := slices.Index(kinds, kpuk.EntryWajib); sheet.Rows[0][3+at] != r.Text.Amount(int64(usual[kpuk.EntryWajib])) {
		t.Errorf("wajib is %q", sheet.Rows[0][3+at])
	}
}

func TestMemberBook(t *testing.T) {
	id := screentest.MemberID(screentest.Melati, 1)
	_, doc := made(t, screen.Print{Kind: screen.PrintMember, ID: id})
	r := screentest.New(t, "id", screentest.Book()...)
	m := r.Book.Member(id)
	if got := table(t, doc); len(got.Rows) != len(m.SavingsBook()) || got.Total[3] != r.Text.Amount(int64(m.Savings().Total())) {
		t.Errorf("%d rows, total %q", len(got.Rows), got.Total[3])
	}
	if !strings.Contains(words(doc), m.Name) || strings.Contains(words(doc), string(m.NIK)) && m.NIK != "" {
		t.Error("the name is missing, or the NIK is printed")
	}
}

func TestNothingToPrint(t *testing.T) {
	r := screentest.New(t, "id")
	for kind := range screen.PrintMember + 2 {
		if _, _, err := printing.Make(r.Env, screen.Print{Kind: kind, ID: kpuk.ID{1}}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("kind %d: %v", kind, err)
		}
	}
}
