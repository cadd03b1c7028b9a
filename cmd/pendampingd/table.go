package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"pendamping/fault"
	"pendamping/kpuk"
)

// maxErrors is how many row errors are reported before the rest is only counted.
const maxErrors = 200

// rowError says what is wrong in a file, for whoever mends it. It never repeats the
// value of an identity number.
type rowError struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Reason string `json:"reason"`
}

// Error writes it in one line.
func (e *rowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
	}
	return fmt.Sprintf("line %d, %s: %s", e.Line, e.Column, e.Reason)
}

// heading is a column of a file: its key in the program and the names it may have in
// the first line, Indonesian first.
type heading struct {
	key      string
	names    []string
	required bool
}

// table reads a CSV file with a heading.
type table struct {
	csv    *csv.Reader
	at     map[string]int    // by key
	titles map[string]string // by key, as written in the file
	width  int
}

// row is one line of a table.
type row struct {
	t      *table
	line   int
	fields []string
}

// get returns a cell without the space around it; empty when the file lacks the column.
func (r *row) get(key string) string {
	i, ok := r.t.at[key]
	if !ok || i >= len(r.fields) {
		return ""
	}
	return strings.TrimSpace(r.fields[i])
}

// newTable checks the heading. Separators are comma, semicolon or tab, whichever the
// first line has most of; a byte order mark is passed over.
func newTable(text []byte, headings []heading) (*table, []rowError) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	first, _, _ := bytes.Cut(text, []byte("\n"))
	t := &table{csv: csv.NewReader(bytes.NewReader(text)), at: map[string]int{}, titles: map[string]string{}}
	t.csv.FieldsPerRecord = -1
	most := bytes.Count(first, []byte(","))
	for _, sep := range []rune{';', '\t'} {
		if n := bytes.Count(first, []byte(string(sep))); n > most {
			most, t.csv.Comma = n, sep
		}
	}
	names, err := t.csv.Read()
	if err != nil {
		return nil, []rowError{{Line: 1, Reason: "the heading cannot be read: " + csvReason(err)}}
	}
	t.width = len(names)
	wrong := t.head(names, headings)
	return t, wrong
}

// head finds the columns by their names, in either language, whatever their case.
func (t *table) head(names []string, headings []heading) []rowError {
	var wrong []rowError
	for i, name := range names {
		key, found := keyOf(name, headings)
		switch _, twice := t.at[key]; {
		case !found:
			wrong = append(wrong, rowError{Line: 1, Column: titleOf(name, i), Reason: "unknown column"})
		case twice:
			wrong = append(wrong, rowError{Line: 1, Column: titleOf(name, i), Reason: "the column is there twice"})
		case key != "":
			t.at[key], t.titles[key] = i, strings.TrimSpace(name)
		}
	}
	if len(t.at) == 0 { // a file without a heading begins with somebody's data: nothing of it is repeated
		return []rowError{{Line: 1, Reason: "the first line is not the heading: it names none of the columns"}}
	}
	for _, h := range headings {
		if _, ok := t.at[h.key]; h.required && !ok {
			wrong = append(wrong, rowError{Line: 1, Column: strings.Join(h.names, " / "), Reason: "the column is missing"})
		}
	}
	return wrong
}

// titleOf names a column for an error: by its title, or by its place when what stands
// there looks like somebody's number.
func titleOf(title string, at int) string {
	digits := 0
	for _, r := range title {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if digits > 4 || len(title) > 60 {
		return "#" + strconv.Itoa(at+1)
	}
	return title
}

// keyOf finds the column of a name; a column without a name is passed over.
func keyOf(title string, headings []heading) (key string, found bool) {
	name := kpuk.Fold(title)
	for _, h := range headings {
		if slices.ContainsFunc(h.names, func(known string) bool { return kpuk.Fold(known) == name }) {
			return h.key, true
		}
	}
	return "", name == ""
}

// next reads a row; io.EOF at the end. Empty rows are passed over.
func (t *table) next() (*row, error) {
	for {
		fields, err := t.csv.Read()
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		if err != nil {
			var at *csv.ParseError
			line := 0
			if errors.As(err, &at) {
				line = at.Line
			}
			return nil, &rowError{Line: line, Reason: csvReason(err)}
		}
		r := &row{t: t, fields: fields}
		r.line, _ = t.csv.FieldPos(0)
		if strings.TrimSpace(strings.Join(fields, "")) == "" {
			continue
		}
		if len(fields) > t.width {
			return r, &rowError{Line: r.line, Reason: fmt.Sprintf("%d cells under %d columns", len(fields), t.width)}
		}
		return r, nil
	}
}

// csvReason says what is wrong with the form of a file, without its content.
func csvReason(err error) string {
	var at *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return "the file is empty"
	case errors.As(err, &at):
		return at.Err.Error()
	}
	return err.Error()
}

// readGuests reads the people of a file.
func readGuests(text []byte) ([]guest, error) {
	const op fault.Op = "people"
	t, wrong := newTable(text, []heading{
		{key: "name", names: []string{"nama", "name"}, required: true},
		{key: "office", names: []string{"peran", "office"}, required: true},
		{key: "groups", names: []string{"kelompok", "groups"}},
		{key: "villages", names: []string{"desa", "villages"}},
		{key: "phone", names: []string{"telepon", "phone"}},
	})
	if len(wrong) > 0 {
		return nil, fault.E(op, fault.Invalid, &wrong[0])
	}
	var out []guest
	for {
		r, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.E(op, fault.Invalid, err)
		}
		out = append(out, guest{
			line: r.line, name: r.get("name"), office: officeName(r.get("office")), phone: r.get("phone"),
			groups: list(r.get("groups")), villages: list(r.get("villages")),
		})
	}
	if len(out) == 0 {
		return nil, fault.E(op, fault.Invalid, errors.New("nobody is in the file"))
	}
	return out, nil
}

// officeName takes the Indonesian words too.
func officeName(text string) string {
	switch kpuk.Fold(text) {
	case "pendamping":
		return kpuk.OfficeFacilitator.String()
	case "koordinator":
		return kpuk.OfficeCoordinator.String()
	case "pengamat":
		return kpuk.OfficeViewer.String()
	}
	return strings.ToLower(text)
}
