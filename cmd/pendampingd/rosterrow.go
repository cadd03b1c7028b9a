package main

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"pendamping/kpuk"
)

// parser reads the cells of one line and collects what is wrong with them.
type parser struct {
	row   *row
	today kpuk.Date
	wrong []rowError
}

// fail notes a cell that cannot be taken.
func (p *parser) fail(key, reason string) {
	p.wrong = append(p.wrong, rowError{Line: p.row.line, Column: cmp.Or(p.row.t.titles[key], key), Reason: reason})
}

func (p *parser) get(key string) string { return p.row.get(key) }

// need reads a cell that must be filled.
func (p *parser) need(key string) string {
	text := p.get(key)
	if text == "" {
		p.fail(key, "is empty")
	}
	return text
}

func (p *parser) date(key string) kpuk.Date {
	d, err := kpuk.ParseDate(p.get(key))
	if err != nil {
		p.fail(key, "not a date such as 23/11/2026 or 2026-11-23")
	}
	return d
}

func (p *parser) money(key string) kpuk.Rupiah {
	text := p.get(key)
	if text == "" {
		return 0
	}
	r, err := kpuk.ParseRupiah(text)
	if err != nil || r < 0 {
		p.fail(key, "not an amount in whole rupiah")
	}
	return r
}

func (p *parser) number(key string) int {
	text := p.get(key)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		p.fail(key, "not a whole number")
	}
	return n
}

// village reads the code of a desa that exists.
func (p *parser) village(known func(string) bool) string {
	text := p.need("village")
	if text == "" {
		return ""
	}
	code, err := kpuk.ParseArea(text)
	if err != nil || kpuk.AreaLevelOf(code) != kpuk.AreaVillage || !known(code) {
		p.fail("village", "not the code of a village, such as 52.02.01.2001")
	}
	return code
}

// nik reads an identity number; what it says is never repeated in the error.
func (p *parser) nik() kpuk.NIK {
	n, err := kpuk.ParseNIK(p.get("nik"))
	if err != nil {
		p.fail("nik", "not 16 digits")
	}
	return n
}

// percent reads "1,5" as 150 basis points.
func (p *parser) percent(key string) int64 {
	text := strings.TrimSuffix(strings.ReplaceAll(p.get(key), ",", "."), "%")
	if text == "" {
		return 0
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	bp := math.Round(f * 100)
	if err != nil || bp < 0 || bp > 10_000 || math.Abs(f*100-bp) > 1e-6 {
		p.fail(key, "not a percentage with at most two decimals")
		return 0
	}
	return int64(bp)
}

// rules reads what the group agreed on, holding from the day it was formed. A group
// without any of these columns has no rules yet.
func (p *parser) rules(g *kpuk.Group) {
	r := kpuk.Rules{
		Pokok: p.money("pokok"), Wajib: p.money("wajib"), Social: p.money("social"), LateFine: p.money("late"),
		RateBP: p.percent("rate"), Unit: p.money("unit"), MaxTerm: p.number("term"),
	}
	r.Method, r.Rhythm, r.SHU = p.method(), p.rhythm(), p.shu()
	if r.Wajib == 0 && r.Pokok == 0 && r.RateBP == 0 && len(r.SHU) == 0 {
		return
	}
	if r.Unit == 0 {
		r.Unit = 100
	}
	r.SHUUnit = r.Unit
	g.Rules = map[kpuk.Date]kpuk.Rules{cmp.Or(g.FormedOn, p.today): r}
}

func (p *parser) method() kpuk.ServiceMethod {
	return pick(p, "method", map[string]kpuk.ServiceMethod{
		"": kpuk.Flat, "tetap": kpuk.Flat, "flat": kpuk.Flat, "menurun": kpuk.Declining, "declining": kpuk.Declining,
	})
}

func (p *parser) rhythm() kpuk.Rhythm {
	return pick(p, "rhythm", map[string]kpuk.Rhythm{
		"": kpuk.Monthly, "bulanan": kpuk.Monthly, "monthly": kpuk.Monthly, "dua mingguan": kpuk.Fortnightly,
		"fortnightly": kpuk.Fortnightly, "mingguan": kpuk.Weekly, "weekly": kpuk.Weekly,
	})
}

// pick reads one of several words.
func pick[T any](p *parser, key string, words map[string]T) T {
	v, ok := words[kpuk.Fold(p.get(key))]
	if !ok {
		p.fail(key, "not one of the words for it")
	}
	return v
}

// shu reads "40/30/10/10/10": percent for savings, service, officers, social fund and
// reserve.
func (p *parser) shu() []kpuk.SHUShare {
	text := p.get("shu")
	if text == "" {
		return nil
	}
	purposes := []kpuk.SHUPurpose{kpuk.SHUSavings, kpuk.SHUService, kpuk.SHUOfficers, kpuk.SHUSocial, kpuk.SHUReserve}
	parts := strings.Split(text, "/")
	if len(parts) != len(purposes) {
		p.fail("shu", "not five percentages such as 40/30/10/10/10")
		return nil
	}
	var out []kpuk.SHUShare
	for i, part := range parts {
		n, err := strconv.ParseUint(strings.TrimSpace(part), 10, 7)
		if err != nil {
			p.fail("shu", "not five percentages such as 40/30/10/10/10")
			return nil
		}
		out = append(out, kpuk.SHUShare{Purpose: purposes[i], BP: int64(n) * 100})
	}
	return out
}

// person reads what a line says about the member.
func (p *parser) person(m *kpuk.Member) {
	m.BirthPlace, m.Address, m.Born, m.JoinedOn = p.get("birth_place"), p.get("address"), p.date("born"), p.date("joined")
	m.Household, m.IncomeBand = p.number("household"), p.number("income")
	var err error
	if m.KK, err = kpuk.ParseKK(p.get("kk")); err != nil {
		p.fail("kk", "not 16 digits")
	}
	if m.Phone, err = kpuk.ParsePhone(p.get("phone")); err != nil {
		p.fail("phone", "not a telephone number")
	}
	m.Role = pick(p, "role", map[string]kpuk.Role{
		"": kpuk.RoleMember, "anggota": kpuk.RoleMember, "member": kpuk.RoleMember, "ketua": kpuk.RoleChair, "chair": kpuk.RoleChair,
		"sekretaris": kpuk.RoleSecretary, "secretary": kpuk.RoleSecretary, "bendahara": kpuk.RoleTreasurer, "treasurer": kpuk.RoleTreasurer,
	})
	m.Marital = pick(p, "marital", map[string]kpuk.Marital{
		"": kpuk.MaritalUnknown, "belum kawin": kpuk.MaritalSingle, "single": kpuk.MaritalSingle, "kawin": kpuk.MaritalMarried,
		"married": kpuk.MaritalMarried, "cerai": kpuk.MaritalDivorced, "divorced": kpuk.MaritalDivorced,
		"cerai mati": kpuk.MaritalWidowed, "widowed": kpuk.MaritalWidowed,
	})
	m.HouseholdHead = pick(p, "head", map[string]kpuk.YesNo{
		"": kpuk.Unanswered, "ya": kpuk.Yes, "yes": kpuk.Yes, "tidak": kpuk.No, "no": kpuk.No,
	})
	m.Education = pick(p, "education", map[string]kpuk.Education{
		"": kpuk.EducationUnknown, "tidak sekolah": kpuk.EducationNone, "none": kpuk.EducationNone, "sd": kpuk.EducationSD,
		"smp": kpuk.EducationSMP, "sma": kpuk.EducationSMA, "diploma": kpuk.EducationDiploma, "sarjana": kpuk.EducationBachelor,
		"bachelor": kpuk.EducationBachelor,
	})
	if day := p.date("consent"); !day.IsZero() {
		m.Consent = kpuk.Consent{GivenOn: day, Means: "roster"}
	}
	p.business(m)
}

// business reads the member's enterprise; its ID follows from her.
func (p *parser) business(m *kpuk.Member) {
	name, kind := p.get("business"), p.get("business_kind")
	if name == "" && kind == "" {
		return
	}
	m.Businesses = map[kpuk.ID]kpuk.Business{kpuk.Derive("business", m.ID[:], []byte{0}): {Name: name, Kind: kind}}
}

// columnOf is the column that a field of a record was read from, by its key.
func columnOf(field string) string {
	switch field, _ = strings.CutPrefix(field, "Rules."); field {
	case "Pokok", "Wajib", "Social", "Born", "Number", "Name", "Phone", "Village", "Household", "SHU", "NIK", "KK", "Unit":
		return strings.ToLower(field)
	case "JoinedOn":
		return "joined"
	case "RateBP":
		return "rate"
	case "MaxTerm":
		return "term"
	case "IncomeBand":
		return "income"
	case "Consent":
		return "consent"
	case "FormedOn":
		return "formed"
	}
	return field
}

// reason says the key of a problem in words.
func reason(key string) string {
	said := map[string]string{
		"nik_digits": "not 16 digits", "kk_digits": "not 16 digits", "phone": "not a telephone number",
		"village_code": "not the code of a village", "area_code": "not the code of a kabupaten or kota",
		"born_future": "lies in the future", "joined_before_birth": "lies before her birth", "band_range": "not 1 to 5",
		"household_range": "not 0 to 50", "rules_shu_sum": "the percentages do not sum to 100", "rules_unit": "not 1, 100 or 500",
		"rules_term": "not a number of instalments", "rules_rate": "not a rate", "zone": "not WIB, WITA or WIT",
	}
	if text, ok := said[key]; ok {
		return text
	}
	return strings.ReplaceAll(key, "_", " ")
}
