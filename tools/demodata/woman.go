package demodata

import (
	"fmt"
	"strings"
	"time"

	"pendamping/kpuk"
)

// never is a meeting that does not come.
const never = -1

// member draws a member with her year: when she comes, what she saves.
func (p *Plan) member(g *group, i int, w woman, taken map[string]bool) *member {
	r := p.rand
	m := &member{
		number: i + 1, name: w.name, business: business{w.business, w.kind}, place: "Lombok Tengah", lentAt: never, stopsAt: never, shorts: never,
		born:      kpuk.NewDate(1960+r.IntN(42), time.Month(1+r.IntN(12)), 1+r.IntN(28)),
		household: 2 + r.IntN(5), income: 1 + r.IntN(4), head: r.IntN(7) == 0,
		marital: pickOne(r, []string{"kawin", "kawin", "kawin", "kawin", "cerai", "cerai mati", "belum kawin"}),
		school:  pickOne(r, []string{"SD", "SD", "SMP", "SMP", "SMA", "tidak sekolah", "sarjana"}),
	}
	if m.name == "" {
		m.name = fresh(taken, func() string {
			return strings.Join(strings.Fields(pickOne(r, titles())+" "+pickOne(r, firstNames())+" "+pickOne(r, secondNames())), " ")
		})
		m.business = pickOne(r, businesses())
	}
	m.role = []kpuk.Role{kpuk.RoleChair, kpuk.RoleSecretary, kpuk.RoleTreasurer, kpuk.RoleMember}[min(i, 3)]
	m.joined = g.formed.AddDays(r.IntN(200))
	if m.joined > g.dates[0] {
		m.joined = g.dates[0]
	}
	if r.IntN(3) == 0 {
		m.phone = fmt.Sprintf("0819%08d", r.IntN(100_000_000))
	}
	if r.IntN(60) > 0 {
		m.nik = p.identity(g, m.born)
	}
	if r.IntN(12) > 0 {
		m.consent = g.dates[0]
	}
	p.year(g, m, w)
	return m
}

// identity makes a number that is well-formed and used by nobody else here.
func (p *Plan) identity(g *group, born kpuk.Date) kpuk.NIK {
	district := strings.ReplaceAll(kpuk.AreaUp(g.village, kpuk.AreaDistrict), ".", "")
	front := fmt.Sprintf("%s%02d%02d%02d", district, born.Day()+40, int(born.Month()), born.Year()%100)
	p.nik[front]++
	return kpuk.NIK(fmt.Sprintf("%s%04d", front, p.nik[front]))
}

// year draws attendance and voluntary savings, and what she had saved before so that in
// the end her savings are what they are to be.
func (p *Plan) year(g *group, m *member, w woman) {
	r := p.rand
	var saved kpuk.Rupiah
	for i := range g.dates {
		come := attendance(r.IntN(100))
		if m.role.IsOfficer() || w.loan > 0 || i == 0 && w.name != "" {
			come = kpuk.Present
		}
		var more kpuk.Rupiah
		if come.Attends() {
			saved += g.rules.Wajib
			if r.IntN(8) == 0 {
				more = 5_000 * kpuk.Rupiah(1+r.IntN(4))
				saved += more
			}
		}
		m.present, m.sukarela = append(m.present, come), append(m.sukarela, more)
	}
	m.opening = 10_000 * kpuk.Rupiah(12+r.IntN(50))
	if w.savings > 0 {
		m.opening = max(w.savings-saved, 0)
	}
	if m.loan = w.loan; m.loan > 0 {
		m.lentAt = len(g.dates) - 1 - w.paid
		if w.late {
			m.stopsAt = len(g.dates) - 1
		}
	}
}

// attendance turns a draw of 100 into a presence, as often as each is usual.
func attendance(n int) kpuk.Presence {
	switch {
	case n < 4:
		return kpuk.Late
	case n < 5:
		return kpuk.LeftEarly
	case n < 11:
		return kpuk.Excused
	case n < 14:
		return kpuk.Sick
	case n < 18:
		return kpuk.Absent
	}
	return kpuk.Present
}

// lend draws who of a group borrows when; few of them fall behind.
func (p *Plan) lend(g *group) {
	r := p.rand
	for i := 1; i < len(g.dates); i++ {
		m := pickOne(r, g.members)
		if r.IntN(10) >= 4 || m.lentAt != never || !m.present[i].Attends() {
			continue
		}
		m.loan, m.lentAt = 250_000*kpuk.Rupiah(2+r.IntN(6)), i
		switch r.IntN(60) {
		case 0:
			m.stopsAt = i + 2 + r.IntN(6)
		case 1, 2, 3:
			m.shorts = i + 1 + r.IntN(6)
		}
	}
}
