package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"pendamping/assets/area"
	"pendamping/kpuk"
)

// maker draws synthetic records; the same seed gives the same ones.
type maker struct {
	random    *rand.Rand
	ids       kpuk.IDSource
	at        time.Time // virtual: moves on with what is recorded
	partition kpuk.ID
	author    kpuk.ID
	villages  []string // area codes
	made      int      // groups
}

// circle is a group with its members.
type circle struct {
	group   *kpuk.Group
	members []*kpuk.Member
}

// visit is what a facilitator records at one meeting: the meeting, the ledger lines, and
// two members' records that she mends.
type visit struct {
	of       circle
	meeting  *kpuk.Meeting
	entries  []*kpuk.Entry
	phone    int // index of the member who has a new number
	number   string
	turnover int // index of the member whose turnover is asked anew
	monthly  kpuk.Rupiah
}

// start is when the data begins: early enough that five years of it lie in the past.
func start() time.Time { return time.Date(2020, time.January, 10, 1, 0, 0, 0, time.UTC) }

// newMaker makes a maker whose villages are those of Lombok Tengah.
func newMaker(seed uint64) (*maker, error) {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	source := rand.NewChaCha8(key)
	m := &maker{random: rand.New(source), at: start()}
	m.ids = kpuk.IDSource{Now: m.clock, Rand: source}
	m.partition, m.author = kpuk.Derive("bench", []byte("federation")), kpuk.Derive("bench", []byte("person"))
	index, err := area.Open()
	if err != nil {
		return nil, fmt.Errorf("areas: %w", err)
	}
	for _, district := range index.Children("52.02") {
		for _, village := range index.Children(district.Code) {
			m.villages = append(m.villages, village.Code)
		}
	}
	if len(m.villages) == 0 {
		return nil, fmt.Errorf("no villages in %s", "52.02")
	}
	m.villages = m.villages[:min(33, len(m.villages))]
	return m, nil
}

// clock is the virtual time.
func (m *maker) clock() time.Time { return m.at }

// wait moves the virtual time on by up to the given time and at least a third of it.
func (m *maker) wait(most time.Duration) time.Time {
	m.at = m.at.Add(most/3 + time.Duration(m.random.Int64N(int64(most)*2/3)))
	return m.at
}

func (m *maker) pick(words []string) string { return words[m.random.IntN(len(words))] }

func (m *maker) between(low, high int) int { return low + m.random.IntN(high-low+1) }

func (m *maker) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + m.random.IntN(10)) //nolint:gosec // a digit
	}
	b[0] = byte('1' + m.random.IntN(9)) //nolint:gosec // a digit
	return string(b)
}

func (m *maker) date(from, to int) kpuk.Date {
	return kpuk.NewDate(m.between(from, to), time.Month(m.between(1, 12)), m.between(1, 28))
}

// head makes a header; the zero scope stands for the record's own ID.
func (m *maker) head(scope kpuk.ID) (kpuk.Header, error) {
	id, err := m.ids.New()
	if err != nil {
		return kpuk.Header{}, fmt.Errorf("new ID: %w", err)
	}
	h := kpuk.Header{ID: id, Partition: m.partition, Scope: scope}
	if scope.IsZero() {
		h.Scope = id
	}
	return h, nil
}

// circle draws a group of n members.
func (m *maker) circle(n int) (circle, error) {
	h, err := m.head(kpuk.ID{})
	if err != nil {
		return circle{}, err
	}
	m.made++
	formed := m.date(2012, 2024)
	c := circle{group: &kpuk.Group{
		Header: h, Name: m.pick(firstNames()) + " " + m.pick(trades()), Code: fmt.Sprintf("KPUK-%04d", m.made),
		Village: m.villages[m.made%len(m.villages)], FormedOn: formed, Facilitator: m.author,
		Rules: map[kpuk.Date]kpuk.Rules{formed: {Pokok: 50_000, Wajib: 10_000, Social: 2_000, RateBP: 150, Unit: 100, MaxTerm: 12}},
	}}
	for i := range n {
		member, err := m.member(c.group, i+1)
		if err != nil {
			return circle{}, err
		}
		c.members = append(c.members, member)
	}
	return c, nil
}

// records are the group and its members.
func (c circle) records() []kpuk.Record {
	out := []kpuk.Record{c.group}
	for _, member := range c.members {
		out = append(out, member)
	}
	return out
}

// member draws a member of a group.
func (m *maker) member(g *kpuk.Group, number int) (*kpuk.Member, error) {
	h, err := m.head(g.ID)
	if err != nil {
		return nil, err
	}
	role := kpuk.RoleMember
	if number <= int(kpuk.RoleTreasurer) {
		role = kpuk.Role(number) //nolint:gosec // 1 to 3
	}
	return &kpuk.Member{
		Header: h, Group: g.ID, Number: number, Name: m.pick(firstNames()) + " " + m.pick(lastNames()),
		NIK: kpuk.NIK(m.digits(16)), KK: m.digits(16), Phone: "+628" + m.digits(10), BirthPlace: "Lombok Tengah",
		Born: m.date(1955, 2000), Address: fmt.Sprintf("Dusun %s %d, RT %02d/%02d", m.pick(lastNames()), m.between(1, 90), m.between(1, 12), m.between(1, 9)),
		Village: g.Village, Marital: kpuk.Marital(m.between(1, 4)), Education: kpuk.Education(m.between(1, 5)), //nolint:gosec // small
		Religion: "Islam", Household: m.between(1, 7), JoinedOn: m.date(2013, 2024), Role: role,
		Businesses: map[kpuk.ID]kpuk.Business{kpuk.Derive("business", h.ID[:]): {
			Name: "Usaha " + m.pick(lastNames()), Kind: m.pick(trades()), Turnover: kpuk.Rupiah(m.between(10, 400) * 10_000),
		}},
	}, nil
}

// minutes draws about 400 characters.
func (m *maker) minutes() string {
	var b strings.Builder
	for b.Len() < 385 {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strings.NewReplacer(
			"{b}", m.pick(trades()), "{v}", m.pick(places()), "{f}", m.pick(firstNames()),
			"{h}", strconv.Itoa(m.between(2, 10)), "{n}", strconv.Itoa(m.between(2, 50)),
		).Replace(m.pick(sentences())))
	}
	return b.String()[:min(b.Len(), 420)]
}

// presence draws an attendance: four of six are there.
func (m *maker) presence() kpuk.Attendance {
	all := []kpuk.Presence{kpuk.Present, kpuk.Present, kpuk.Present, kpuk.Present, kpuk.Excused, kpuk.Absent}
	return kpuk.Attendance{Presence: all[m.random.IntN(len(all))]}
}

// seats is how many members a meeting has in the workloads, also of larger groups.
const seats = 11

// lineKinds are the ledger lines of a member at a meeting, the first n of which are used.
func lineKinds(n int) []kpuk.EntryKind {
	return []kpuk.EntryKind{kpuk.EntryWajib, kpuk.EntrySukarela, kpuk.EntrySocialIn, kpuk.EntryPenalty}[:n]
}

// visit draws a meeting of a circle's first members with kinds ledger lines of each.
func (m *maker) visit(of circle, kinds int) (*visit, error) {
	c := circle{of.group, of.members[:min(seats, len(of.members))]}
	h, err := m.head(c.group.ID)
	if err != nil {
		return nil, err
	}
	day := kpuk.DateOf(m.at)
	v := &visit{of: c, meeting: &kpuk.Meeting{
		Header: h, Group: c.group.ID, Date: day, Start: kpuk.At(9, 0), Place: m.pick(places()), Discussion: m.minutes(),
		Attendance: map[kpuk.ID]kpuk.Attendance{}, State: kpuk.Standing{State: kpuk.Approved, By: m.author, At: m.at.UnixMilli()},
	}}
	for _, member := range c.members {
		v.meeting.Attendance[member.ID] = m.presence()
		for _, kind := range lineKinds(kinds) {
			amount := kpuk.Rupiah(m.between(1, 250) * 1000)
			if kind == kpuk.EntryWajib {
				amount = []kpuk.Rupiah{5_000, 10_000, 10_000, 20_000}[m.random.IntN(4)]
			}
			v.entries = append(v.entries, &kpuk.Entry{
				Header: kpuk.Header{ID: kpuk.EntryID(h.ID, member.ID, kind, 0), Partition: m.partition, Scope: c.group.ID},
				Line: kpuk.EntryLine{
					Kind: kind, Amount: amount, Group: c.group.ID, Meeting: h.ID, Member: member.ID, Date: day, Note: m.pick(notes()),
				},
			})
		}
	}
	n := len(c.members)
	v.phone = m.random.IntN(n)
	v.turnover = (v.phone + 1 + m.random.IntN(n-1)) % n
	v.number, v.monthly = "+628"+m.digits(10), kpuk.Rupiah(m.between(10, 400)*10_000)
	return v, nil
}
