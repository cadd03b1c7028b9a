package demodata

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"pendamping/kpuk"
)

// Plan is who there is and what will happen.
type Plan struct {
	shape  Shape
	rand   *rand.Rand
	groups []*group
	nik    map[string]int // serials used, by what stands before them
}

// group is a group with its year.
type group struct {
	code, name, village, hamlet string
	formed                      kpuk.Date
	rules                       kpuk.Rules
	members                     []*member
	facilitator                 int
	dates                       []kpuk.Date // of its meetings
	next                        kpuk.Date
	start                       kpuk.Minutes
	days                        []day
	returned                    string
	surplus                     kpuk.Rupiah // too much in the box at the last meeting
	seed                        uint64
}

// member is a woman of a group.
type member struct {
	number                  int
	name, place, phone      string
	nik                     kpuk.NIK
	born, joined, consent   kpuk.Date
	role                    kpuk.Role
	marital, school         string
	head                    bool
	household, income       int
	business                business
	opening                 kpuk.Rupiah // saved before the first meeting here
	present                 []kpuk.Presence
	sukarela                []kpuk.Rupiah
	loan                    kpuk.Rupiah
	lentAt, stopsAt, shorts int // meetings: when the loan is paid out, from when she pays nothing, when she pays half; -1 never
}

// day is what is peculiar to one meeting.
type day struct {
	difference kpuk.Rupiah
	topic      string
	talk       string
	promise    string
	by         int // whose promise: the place among members
	due        int // days
}

// New makes a plan of a shape.
func New(s Shape) (*Plan, error) {
	p := &Plan{shape: s, rand: rand.New(rand.NewPCG(s.Seed, 1)), nik: map[string]int{}}
	if s.Facilitators < 1 || s.Facilitators > len(facilitatorNames()) || s.Coordinators < 1 || s.Coordinators > len(coordinatorNames()) || s.Months < 1 {
		return nil, fmt.Errorf("demodata: no such shape: %d facilitators, %d coordinators, %d months", s.Facilitators, s.Coordinators, s.Months)
	}
	for _, d := range s.Districts {
		if err := p.district(d); err != nil {
			return nil, err
		}
	}
	p.hand()
	return p, nil
}

// district makes the groups of a kecamatan: those that are known, then others until the
// numbers are right.
func (p *Plan) district(d District) error {
	groups, members := d.Groups, d.Members
	for _, k := range knownGroups() {
		for _, v := range d.Villages {
			if k.village == d.Code+"."+v && groups > 0 {
				p.known(k)
				groups, members = groups-1, members-k.members
			}
		}
	}
	sizes, err := p.sizes(groups, members)
	if err != nil {
		return fmt.Errorf("demodata: %s: %w", d.Code, err)
	}
	taken := map[string]bool{}
	for i, size := range sizes {
		name := fresh(taken, func() string { return pickOne(p.rand, groupNames()) + " " + pickOne(p.rand, groupSecond()) })
		k := known{
			name: name, village: d.Code + "." + d.Villages[i%len(d.Villages)], members: size, week: 1 + p.rand.IntN(4),
			weekday: 1 + p.rand.IntN(6), hour: 8 + p.rand.IntN(8), minute: 30 * p.rand.IntN(2),
		}
		if p.rand.IntN(30) == 0 { // some have not met for a while
			k.last = p.shape.Until.AddDays(-40 - p.rand.IntN(30))
		}
		p.known(k)
	}
	return nil
}

// sizes splits members over groups of 8 to 15.
func (p *Plan) sizes(groups, members int) ([]int, error) {
	const least, most = 8, 15
	if groups < 0 || members < groups*least || members > groups*most {
		return nil, fmt.Errorf("%d members do not fit into %d groups", members, groups)
	}
	out := make([]int, groups)
	for i := range out {
		out[i] = least
	}
	for left := members - groups*least; left > 0; {
		if i := p.rand.IntN(groups); out[i] < most {
			out[i]++
			left--
		}
	}
	return out, nil
}

// known makes a group.
func (p *Plan) known(k known) {
	g := &group{
		name: k.name, village: k.village, hamlet: k.hamlet, rules: k.rules, start: kpuk.At(k.hour, k.minute), returned: k.returned,
		surplus: k.surplus, facilitator: -1, seed: p.rand.Uint64(),
	}
	g.code = fmt.Sprintf("LT-%03d", len(p.groups)+1)
	if g.formed, _ = kpuk.ParseDate(k.formed); g.formed.IsZero() { //nolint:errcheck // written here, or not at all
		g.formed = kpuk.NewDate(2008+p.rand.IntN(15), time.Month(1+p.rand.IntN(12)), 1+p.rand.IntN(28))
	}
	if g.rules.Wajib == 0 {
		g.rules = p.agreed()
	}
	g.dates, g.next = p.meetings(k)
	taken := map[string]bool{}
	for _, w := range k.women {
		taken[w.name] = true
	}
	for i := range k.members {
		w := woman{savings: 0}
		if i < len(k.women) {
			w = k.women[i]
		}
		g.members = append(g.members, p.member(g, i, w, taken))
	}
	for range g.dates {
		g.days = append(g.days, p.day(len(g.members)))
	}
	if len(g.days) > 0 && k.surplus != 0 {
		g.days[len(g.days)-1].difference = k.surplus
	}
	switch {
	case strings.HasPrefix(g.name, "Melati"):
		g.days[len(g.days)-1] = day{topic: "public_services", talk: discussions()[1], promise: "Urus BPJS", by: 11, due: 24}
	case strings.HasPrefix(g.name, "Mawar"):
		g.members[len(g.members)-1].name = "Inaq Saknah"
	}
	if len(k.women) == 0 {
		p.lend(g)
	}
	if p.facilitatorOne(k.name) {
		g.facilitator = 0
	}
	p.groups = append(p.groups, g)
}

// facilitatorOne tells whether a group is one of the first facilitator's.
func (*Plan) facilitatorOne(name string) bool {
	for _, k := range knownGroups() {
		if k.name == name {
			return true
		}
	}
	return false
}

// agreed draws the rules of a group.
func (p *Plan) agreed() kpuk.Rules {
	r := kpuk.Rules{
		Wajib: pickOne(p.rand, []kpuk.Rupiah{5_000, 5_000, 10_000}), RateBP: pickOne(p.rand, []int64{100, 150, 200}), Unit: 500,
		MaxTerm: 10, LateFine: pickOne(p.rand, []kpuk.Rupiah{0, 1_000, 2_000}),
	}
	if p.rand.IntN(10) < 7 {
		r.Social = pickOne(p.rand, []kpuk.Rupiah{1_000, 2_000})
	}
	if p.rand.IntN(5) == 0 {
		r.Method = kpuk.Declining
	}
	return r
}

// meetings are the last n-th weekdays of the months until the shape's last day, and the
// one after them.
func (p *Plan) meetings(k known) (dates []kpuk.Date, next kpuk.Date) {
	until := p.shape.Until
	month := kpuk.NewDate(until.Year(), until.Month(), 1)
	for i := 0; len(dates) < p.shape.Months; i-- {
		on := nth(month.AddMonths(i), k.week, time.Weekday(k.weekday%7))
		if on > until {
			continue
		}
		if next.IsZero() {
			next = nth(month.AddMonths(i+1), k.week, time.Weekday(k.weekday%7))
		}
		dates = append([]kpuk.Date{on}, dates...)
	}
	if !k.last.IsZero() {
		for len(dates) > 1 && dates[len(dates)-1] > k.last {
			next, dates = dates[len(dates)-1], dates[:len(dates)-1]
		}
	}
	return dates, next
}

// nth is the n-th weekday of a month.
func nth(month kpuk.Date, n int, weekday time.Weekday) kpuk.Date {
	ahead := (int(weekday) - int(month.Weekday()) + 7) % 7
	return month.AddDays(ahead + 7*(n-1))
}

// day draws what is peculiar to a meeting.
func (p *Plan) day(members int) day {
	d := day{topic: pickOne(p.rand, topics()), talk: pickOne(p.rand, discussions())}
	if p.rand.IntN(40) == 0 {
		d.difference = pickOne(p.rand, []kpuk.Rupiah{-2_000, -1_000, 1_000, 5_000})
	}
	if p.rand.IntN(5) == 0 {
		d.promise, d.by, d.due = pickOne(p.rand, promises()), p.rand.IntN(members), 14+p.rand.IntN(30)
	}
	return d
}

// hand gives the groups that are nobody's to the other facilitators, neighbors to the
// same one.
func (p *Plan) hand() {
	var free []*group
	for _, g := range p.groups {
		if g.facilitator < 0 {
			free = append(free, g)
		}
	}
	others := p.shape.Facilitators - 1
	for i, g := range free {
		if g.facilitator = 0; others > 0 {
			g.facilitator = 1 + i*others/len(free)
		}
	}
	if others > 0 && len(free) == 0 { // everybody has something to do
		p.groups[len(p.groups)-1].facilitator = 1
	}
}
