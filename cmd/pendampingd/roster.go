package main

import (
	"errors"
	"io"

	"pendamping/kpuk"
)

// rosterHeadings are the columns of a roster: one line for each member, with the
// columns of her group repeated.
func rosterHeadings() []heading {
	must := func(key string, names ...string) heading { return heading{key: key, names: names, required: true} }
	may := func(key string, names ...string) heading { return heading{key: key, names: names} }
	return []heading{
		must("group_code", "kode_kelompok", "group_code"), must("group", "kelompok", "group"),
		must("village", "kode_desa", "village_code"), may("hamlet", "dusun", "hamlet"), may("formed", "dibentuk", "formed_on"),
		may("pokok", "simpanan_pokok", "initial_savings"), may("wajib", "simpanan_wajib", "mandatory_savings"),
		may("social", "dana_sosial", "social_fund"), may("late", "denda_terlambat", "late_fine"),
		may("rate", "jasa_persen", "service_percent"), may("method", "metode_jasa", "service_method"),
		may("unit", "pembulatan", "rounding"), may("term", "angsuran_terbanyak", "max_instalments"),
		may("rhythm", "ritme", "rhythm"), may("shu", "shu", "share_out"),
		must("number", "nomor", "number"), must("name", "nama", "name"), may("nik", "nik"), may("kk", "kk"),
		may("birth_place", "tempat_lahir", "birth_place"), may("born", "tanggal_lahir", "born_on"),
		may("marital", "status_kawin", "marital_status"), may("head", "kepala_keluarga", "household_head"),
		may("education", "pendidikan", "education"), may("phone", "telepon", "phone"), may("address", "alamat", "address"),
		may("joined", "bergabung", "joined_on"), may("role", "jabatan", "role"), may("household", "jumlah_keluarga", "household"),
		may("income", "golongan_pendapatan", "income_band"), may("business", "usaha", "business"),
		may("business_kind", "jenis_usaha", "business_kind"), may("consent", "persetujuan", "consent_on"),
	}
}

// roster is a file read, beside what the hub holds already.
type roster struct {
	header    func() (kpuk.Header, error) // with a new ID
	partition kpuk.ID
	today     kpuk.Date
	known     func(area string) bool

	groups  map[string]*kpuk.Group // by code
	niks    map[kpuk.NIK]*kpuk.Member
	numbers map[numbered]*kpuk.Member
	lines   map[kpuk.ID]int // of what is new: the line that it came from

	result imported
	fresh  []kpuk.Record
}

// numbered is a member's place in a group.
type numbered struct {
	group  kpuk.ID
	number int
}

// imported is the result of an import.
type imported struct {
	DryRun       bool       `json:"dry_run"`
	Lines        int        `json:"lines"`
	GroupsNew    int        `json:"groups_new"`
	GroupsKnown  int        `json:"groups_known"`
	MembersNew   int        `json:"members_new"`
	MembersKnown int        `json:"members_known"`
	Warnings     int        `json:"warnings"`
	ErrorCount   int        `json:"error_count"`
	Errors       []rowError `json:"errors,omitempty"`
}

// fail notes what is wrong.
func (r *roster) fail(wrong ...rowError) {
	for _, e := range wrong {
		r.result.ErrorCount++
		if r.result.ErrorCount <= maxErrors {
			r.result.Errors = append(r.result.Errors, e)
		}
	}
}

// read takes in a whole file. What it holds is in fresh only if nothing failed.
func (r *roster) read(text []byte) {
	t, wrong := newTable(text, rosterHeadings())
	r.fail(wrong...)
	if len(wrong) > 0 {
		return
	}
	seen := map[kpuk.ID]bool{}
	for {
		line, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *rowError
		if errors.As(err, &bad) {
			r.fail(*bad)
			if line == nil {
				return // what follows cannot be told apart
			}
			continue
		}
		r.take(line, seen)
	}
	if r.result.Lines == 0 && r.result.ErrorCount == 0 {
		r.fail(rowError{Line: 1, Reason: "there is no line below the heading"})
	}
}

// take takes in one line; seen are the groups of those before.
func (r *roster) take(line *row, seen map[kpuk.ID]bool) {
	r.result.Lines++
	p := &parser{row: line, today: r.today}
	g := r.group(p)
	if g != nil {
		if !seen[g.ID] && r.lines[g.ID] == 0 {
			r.result.GroupsKnown++
		}
		seen[g.ID] = true
		r.member(p, g)
	}
	r.fail(p.wrong...)
}

// group finds or makes the group of a line; nil when it cannot be told.
func (r *roster) group(p *parser) *kpuk.Group {
	code, name := p.need("group_code"), p.need("group")
	village := p.village(r.known)
	if len(p.wrong) > 0 {
		return nil
	}
	if g := r.groups[code]; g != nil {
		if kpuk.Fold(g.Name) != kpuk.Fold(name) || g.Village != village {
			p.fail("group_code", "another group, or another village, has this code")
			return nil
		}
		return g
	}
	h, err := r.header()
	if err != nil {
		p.fail("", err.Error())
		return nil
	}
	g := &kpuk.Group{Header: h, Code: code, Name: name, Village: village, Hamlet: p.get("hamlet"), FormedOn: p.date("formed")}
	g.Scope = g.ID
	p.rules(g)
	r.keep(p, g)
	if len(p.wrong) > 0 {
		return nil
	}
	r.groups[code] = g
	r.result.GroupsNew++
	return g
}

// member makes the member of a line unless she is there already: by her NIK, or by the
// number and name in her group.
func (r *roster) member(p *parser, g *kpuk.Group) {
	name, number, nik := p.need("name"), p.number("number"), p.nik()
	if number == 0 {
		p.fail("number", "numbers begin at 1")
	}
	if len(p.wrong) > 0 {
		return
	}
	place := numbered{g.ID, number}
	for _, m := range []*kpuk.Member{r.niks[nik], r.numbers[place]} {
		switch {
		case m == nil:
		case m.Group == g.ID && (m.Number == number || m.NIK == nik && nik != "") && kpuk.Fold(m.Name) == kpuk.Fold(name):
			if r.lines[m.ID] > 0 {
				p.fail("name", "she is in this file before")
				return
			}
			r.result.MembersKnown++
			return
		case nik != "" && m.NIK == nik:
			p.fail("nik", "another member has this NIK")
			return
		default:
			p.fail("number", "another member of the group has this number")
			return
		}
	}
	h, err := r.header()
	if err != nil {
		p.fail("", err.Error())
		return
	}
	m := &kpuk.Member{Header: h, Name: name, Number: number, NIK: nik, Group: g.ID, Village: g.Village}
	m.Scope = g.ID
	p.person(m)
	r.keep(p, m)
	r.result.MembersNew++
	r.numbers[place] = m
	if nik != "" {
		r.niks[nik] = m
	}
}

// keep judges a new record as the hub judges those of devices.
func (r *roster) keep(p *parser, rec kpuk.Record) {
	problems := kpuk.Validate(rec)
	if m, ok := rec.(*kpuk.Member); ok {
		problems = m.Check(r.today, r.known)
	}
	for _, problem := range problems {
		if problem.Warning {
			r.result.Warnings++
			continue
		}
		p.fail(columnOf(problem.Field), reason(problem.Key))
	}
	r.lines[rec.Head().ID] = p.row.line
	r.fresh = append(r.fresh, rec)
}
