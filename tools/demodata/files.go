package demodata

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"pendamping/kpuk"
)

// Roster writes the groups and members as a file for `pendampingd import`.
func (p *Plan) Roster(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{
		"kode_kelompok", "kelompok", "kode_desa", "dusun", "dibentuk", "simpanan_wajib", "dana_sosial", "denda_terlambat", "jasa_persen",
		"metode_jasa", "pembulatan", "angsuran_terbanyak", "shu", "nomor", "nama", "nik", "tempat_lahir", "tanggal_lahir", "status_kawin",
		"kepala_keluarga", "pendidikan", "telepon", "bergabung", "jabatan", "jumlah_keluarga", "golongan_pendapatan", "usaha",
		"jenis_usaha", "persetujuan",
	}}
	for _, g := range p.groups {
		for _, m := range g.members {
			rows = append(rows, append(g.cells(), m.cells()...))
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	return nil
}

func (g *group) cells() []string {
	method := "tetap"
	if g.rules.Method == kpuk.Declining {
		method = "menurun"
	}
	return []string{
		g.code, g.name, g.village, g.hamlet, g.formed.String(), amount(g.rules.Wajib), amount(g.rules.Social), amount(g.rules.LateFine),
		strings.ReplaceAll(strconv.FormatFloat(float64(g.rules.RateBP)/100, 'f', -1, 64), ".", ","), method, amount(g.rules.Unit),
		strconv.Itoa(g.rules.MaxTerm), "40/30/10/10/10",
	}
}

func (m *member) cells() []string {
	head := "tidak"
	if m.head {
		head = "ya"
	}
	return []string{
		strconv.Itoa(m.number), m.name, string(m.nik), m.place, m.born.String(), m.marital, head, m.school, m.phone, m.joined.String(),
		m.role.String(), strconv.Itoa(m.household), strconv.Itoa(m.income), m.business.name, m.business.kind, m.consent.String(),
	}
}

func amount(r kpuk.Rupiah) string { return strconv.FormatInt(int64(r), 10) }

// People writes facilitators and coordinators with their groups as a file for
// `pendampingd invite --people`. The first coordinator is to be the founder at init.
func (p *Plan) People(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"nama", "peran", "kelompok"}}
	for i, name := range p.Facilitators() {
		var codes []string
		for _, g := range p.groups {
			if g.facilitator == i {
				codes = append(codes, g.code)
			}
		}
		rows = append(rows, []string{name, "pendamping", strings.Join(codes, " ")})
	}
	for _, name := range p.Coordinators() {
		rows = append(rows, []string{name, "koordinator", ""})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("people: %w", err)
	}
	return nil
}

// Facilitators are their names; the first is the one whose screens the demo shows.
func (p *Plan) Facilitators() []string { return facilitatorNames()[:p.shape.Facilitators] }

// Coordinators are their names; the first reviews.
func (p *Plan) Coordinators() []string { return coordinatorNames()[:p.shape.Coordinators] }
