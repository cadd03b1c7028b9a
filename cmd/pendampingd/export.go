package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pendamping/fault"
	"pendamping/kpuk"
)

// exporting is what export is told.
type exporting struct {
	data, out, only, lang, delimiter string
	full                             bool
}

func exportCommand() command {
	return command{
		name: "export", level: slog.LevelWarn, brief: "write groups, members, meetings and ledger entries as CSV files",
		examples: []string{
			"export --data ./hub --out ./csv",
			"export --data ./hub --out ./csv --only members,entries --lang en --delimiter ';'",
			"export --data ./hub --out ./csv --full   (identity numbers in full: keep such files locked away)",
		},
		flags: func(fs *flag.FlagSet) action {
			var o exporting
			fs.StringVar(&o.data, "data", "", "the hub's data `folder`")
			fs.StringVar(&o.out, "out", "", "`folder` to write into; files of the same name are replaced")
			fs.StringVar(&o.only, "only", "groups,members,meetings,entries", "which `tables`")
			fs.StringVar(&o.lang, "lang", "id", "`language` of the heading: id or en")
			fs.StringVar(&o.delimiter, "delimiter", ",", "`character` between cells")
			fs.BoolVar(&o.full, "full", false, "identity and family card numbers in full")
			return func(ctx context.Context, c *console) error {
				if o.out == "" || len([]rune(o.delimiter)) != 1 || (o.lang != "id" && o.lang != "en") {
					return misused("--out is needed; --delimiter is one character; --lang is id or en")
				}
				return c.online(ctx, o.data, func(f *folder) error { return c.export(ctx, f, &o) })
			}
		},
	}
}

// exported says what was written: rows by table.
type exported struct {
	Out  string         `json:"out"`
	Rows map[string]int `json:"rows"`
}

func (c *console) export(ctx context.Context, f *folder, o *exporting) error {
	x, err := newExport(ctx, f, o)
	if err != nil {
		return err
	}
	tables := map[string]func(*sheet){"groups": x.groups, "members": x.members, "meetings": x.meetings, "entries": x.entries}
	done := exported{Out: o.out, Rows: map[string]int{}}
	for _, name := range list(o.only) {
		fill := tables[name]
		if fill == nil {
			return misused("--only: there is no table %q", name)
		}
		if done.Rows[name], err = x.write(c.disk(), filepath.Join(o.out, name+".csv"), fill); err != nil {
			return err
		}
	}
	return c.print(done, func(w *page) {
		for _, name := range slices.Sorted(maps.Keys(done.Rows)) {
			w.printf("%s: %d rows\n", filepath.Join(o.out, name+".csv"), done.Rows[name])
		}
	})
}

// export is all that is written, and how.
type export struct {
	o        *exporting
	allGroup []*kpuk.Group
	member   []*kpuk.Member
	meeting  []*kpuk.Meeting
	entry    []*kpuk.Entry
	byGroup  map[kpuk.ID]*kpuk.Group
	byMember map[kpuk.ID]*kpuk.Member
	people   map[kpuk.ID]string
}

func newExport(ctx context.Context, f *folder, o *exporting) (*export, error) {
	x := &export{o: o, byGroup: map[kpuk.ID]*kpuk.Group{}, byMember: map[kpuk.ID]*kpuk.Member{}, people: map[kpuk.ID]string{}}
	people, err := listOf[kpuk.Person](ctx, f.store, kpuk.ID{})
	var errs [4]error
	x.allGroup, errs[0] = listOf[kpuk.Group](ctx, f.store, kpuk.ID{})
	x.member, errs[1] = listOf[kpuk.Member](ctx, f.store, kpuk.ID{})
	x.meeting, errs[2] = listOf[kpuk.Meeting](ctx, f.store, kpuk.ID{})
	x.entry, errs[3] = listOf[kpuk.Entry](ctx, f.store, kpuk.ID{})
	if err = errors.Join(append(errs[:], err)...); err != nil {
		return nil, fault.E("export", fault.Other, err)
	}
	for _, p := range people {
		x.people[p.ID] = p.Name
	}
	for _, g := range x.allGroup {
		x.byGroup[g.ID] = g
	}
	for _, m := range x.member {
		x.byMember[m.ID] = m
	}
	slices.SortFunc(x.allGroup, func(a, b *kpuk.Group) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Name, b.Name)) })
	slices.SortFunc(x.member, func(a, b *kpuk.Member) int {
		return cmp.Or(cmp.Compare(x.code(a.Group), x.code(b.Group)), cmp.Compare(a.Number, b.Number))
	})
	slices.SortFunc(x.meeting, func(a, b *kpuk.Meeting) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(x.code(a.Group), x.code(b.Group)))
	})
	slices.SortStableFunc(x.entry, func(a, b *kpuk.Entry) int {
		return cmp.Or(cmp.Compare(a.Line.Date, b.Line.Date), cmp.Compare(x.code(a.Line.Group), x.code(b.Line.Group)))
	})
	return x, nil
}

// code is a group's code; empty for one that is not there.
func (x *export) code(group kpuk.ID) string {
	if g := x.byGroup[group]; g != nil {
		return g.Code
	}
	return ""
}

// name is a member's name; empty for the group's own lines.
func (x *export) name(member kpuk.ID) string {
	if m := x.byMember[member]; m != nil {
		return m.Name
	}
	return ""
}

// write makes one file; it appears under its name only when it is whole.
func (x *export) write(on files, path string, fill func(*sheet)) (int, error) {
	const op fault.Op = "export"
	f, err := on.create(path, replaceOld)
	if err != nil {
		return 0, fault.E(op, fault.Other, err)
	}
	s := &sheet{w: bufio.NewWriter(f), delimiter: x.o.delimiter, english: x.o.lang == "en"}
	fill(s)
	if err = s.w.Flush(); err != nil {
		f.drop()
		return 0, fault.E(op, fault.Other, err)
	}
	_, err = f.finish()
	return s.rows, fault.E(op, fault.Other, err)
}

// identity shows an identity number as far as it was asked for.
func (x *export) identity(whole, masked string) string {
	if x.o.full {
		return whole
	}
	return masked
}

func (x *export) groups(s *sheet) {
	s.head("kode|code", "kelompok|group", "kode_desa|village_code", "dusun|hamlet", "dibentuk|formed_on", "status|status", "pendamping|facilitator")
	for _, g := range x.allGroup {
		s.line(g.Code, g.Name, g.Village, g.Hamlet, g.FormedOn.String(), g.Status.String(), x.people[g.Facilitator])
	}
}

func (x *export) members(s *sheet) {
	s.head("kode_kelompok|group_code", "nomor|number", "nama|name", "nik|nik", "kk|kk", "tanggal_lahir|born_on", "telepon|phone",
		"kode_desa|village_code", "jabatan|role", "bergabung|joined_on", "status|status", "persetujuan|consent_on")
	for _, m := range x.member {
		s.line(x.code(m.Group), m.Number, m.Name, x.identity(string(m.NIK), m.NIK.Masked()), x.identity(m.KK, kpuk.MaskKK(m.KK)),
			m.Born.String(), m.Phone, m.Village, m.Role.String(), m.JoinedOn.String(), m.Status.State.String(), m.Consent.GivenOn.String())
	}
}

func (x *export) meetings(s *sheet) {
	s.head("id|id", "kode_kelompok|group_code", "tanggal|date", "mulai|start", "tempat|place", "jenis|type", "status|state", "hadir|present", "tercatat|recorded")
	for _, m := range x.meeting {
		came, taken := 0, 0
		for _, a := range m.Attendance {
			if a.Presence != kpuk.NotTaken {
				taken++
			}
			if a.Presence.Attends() {
				came++
			}
		}
		s.line(m.ID.String(), x.code(m.Group), m.Date.String(), m.Start.String(), m.Place, m.Type.String(), m.State.State.String(), came, taken)
	}
}

func (x *export) entries(s *sheet) {
	s.head("id|id", "tanggal|date", "kode_kelompok|group_code", "anggota|member", "jenis|kind", "jumlah|amount", "denda|penalty", "jasa|service",
		"rapat|meeting", "membatalkan|voids", "catatan|note")
	for _, e := range x.entry {
		l := e.Line
		voids := ""
		if !l.Voids.IsZero() {
			voids = l.Voids.String()
		}
		s.line(e.ID.String(), l.Date.String(), x.code(l.Group), x.name(l.Member), l.Kind.String(), int64(l.Amount), int64(l.Penalty), int64(l.Service),
			l.Meeting.String(), voids, l.Note)
	}
}

// sheet writes CSV for people who open it in a spreadsheet.
type sheet struct {
	w         *bufio.Writer
	delimiter string
	english   bool
	rows      int
}

// head writes the heading from "indonesian|english".
func (s *sheet) head(names ...string) {
	cells := make([]any, len(names))
	for i, n := range names {
		id, en, _ := strings.Cut(n, "|")
		if cells[i] = id; s.english {
			cells[i] = en
		}
	}
	s.line(cells...)
	s.rows = 0
}

// line writes a row: numbers as they are, everything else as guarded text.
func (s *sheet) line(cells ...any) {
	for i, cell := range cells {
		if i > 0 {
			_, _ = s.w.WriteString(s.delimiter) //nolint:errcheck // Flush reports it
		}
		var text string
		switch v := cell.(type) {
		case int:
			text = strconv.Itoa(v)
		case int64:
			text = strconv.FormatInt(v, 10)
		case string:
			text = quote(v)
		}
		_, _ = s.w.WriteString(text) //nolint:errcheck // Flush reports it
	}
	_, _ = s.w.WriteString("\r\n") //nolint:errcheck // Flush reports it
	s.rows++
}

// quote writes a cell of text, always quoted. What a spreadsheet would take for a
// formula gets an apostrophe in front: = + - @, also in full width, tab and line breaks.
func quote(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		text = "'" + text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}
